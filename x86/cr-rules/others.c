/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CR2, which takes anything, CR3's low bits, and the numbers that no register
 * has.
 *
 * Intel SDM vol. 3, 2.5, table 4-12 (CR3); vol. 2, MOV to and from control
 * registers. AMD APM vol. 3, MOV CRn (LOCK MOV CR0).
 */
#include "suite.h"

CR_RULES_SUITE;

TEST(cr2, "holds any value, canonical or not")
{
	const unsigned int bits = 8 * sizeof(long);
	const uint64_t all = ~0ull >> (64 - bits);

	expect_takes(&reg_cr2, 0, 0);
	expect_takes(&reg_cr2, all, all);
	expect_takes(&reg_cr2, all & 0xaaaaaaaaaaaaaaaa,
		     all & 0xaaaaaaaaaaaaaaaa);
	for (unsigned int n = 0; n < bits; n++) {
		expect_takes(&reg_cr2, 1ull << n, 1ull << n);
		expect_takes(&reg_cr2, all ^ 1ull << n, all ^ 1ull << n);
	}
}

static void load_beyond_gdt(const void *unused)
{
	(void)unused;
	write_es(0xfff8);
}

TEST(cr2_stays, "is not changed by a fault that is no page fault")
{
	write_cr2(0x5a5a5a5a);
	EXPECT_TRAP_ERROR(trap_catch(load_beyond_gdt, NULL), X86_GP, 0xfff8);
	EXPECT_EQ(read_cr2(), 0x5a5a5a5a);
}

static const struct bit cr3_bits[] = { { "PWT", 3 }, { "PCD", 4 } };

TEST_EACH(cr3, const struct bit *b, cr3_bits, "can be set and cleared")
{
	uint64_t now = read_cr3(), bit = 1ull << b->bit;

	expect_takes(&reg_cr3, now | bit, now | bit);
	expect_takes(&reg_cr3, now & ~bit, now & ~bit);
}

/* Ignored: the kernel goes on with its tables; no word on what they read as. */
static const struct bit cr3_ignored[] = {
	BIT_ROW(0), BIT_ROW(1), BIT_ROW(2), BIT_ROW(5),	 BIT_ROW(6),
	BIT_ROW(7), BIT_ROW(8), BIT_ROW(9), BIT_ROW(10), BIT_ROW(11),
};

TEST_EACH(cr3_ignored, const struct bit *b, cr3_ignored, "is ignored")
{
	const struct control before = control_read();

	if (!LONG_MODE && b->bit > 2)
		SKIP("PAE paging has an address there");
	EXPECT_EQ(write_cr3_safe(before.cr3 | 1ul << b->bit), TRAP_NONE);
	EXPECT_EQ(read_cr3() & ~(1ul << b->bit), before.cr3);
	write_cr3(before.cr3);
	expect_control(&before);
}

/* ------------------------------------------------ numbers without register ---- */

/* 0F 20 /n: MOV EAX, CRn; 0F 22 /n: MOV CRn, EAX */
#define NO_CR(n)                                                          \
	extern const char from_cr##n[], to_cr##n[];                       \
	asm(".pushsection .text\n"                                        \
	    "from_cr" #n ": .byte 0x0f, 0x20, 0xc0 | " #n " << 3\n ud2\n" \
	    "to_cr" #n ": .byte 0x0f, 0x22, 0xc0 | " #n " << 3\n ud2\n"   \
	    ".popsection")
NO_CR(1);
NO_CR(5);
NO_CR(6);
NO_CR(7);

extern const char lock_from_cr0[], lock_to_cr0[], lock_from_cr4[];
asm(".pushsection .text\n"
    "lock_from_cr0: .byte 0xf0, 0x0f, 0x20, 0xc0\n ud2\n"
    "lock_to_cr0: .byte 0xf0, 0x0f, 0x22, 0xc0\n ud2\n"
    "lock_from_cr4: .byte 0xf0, 0x0f, 0x20, 0xe0\n ud2\n"
    ".popsection");

static const struct code {
	const char *name;
	const char *at;
} numbers[] = {
	{ "from-cr1", from_cr1 },	    { "to-cr1", to_cr1 },
	{ "from-cr5", from_cr5 },	    { "to-cr5", to_cr5 },
	{ "from-cr6", from_cr6 },	    { "to-cr6", to_cr6 },
	{ "from-cr7", from_cr7 },	    { "to-cr7", to_cr7 },
	{ "lock-from-cr4", lock_from_cr4 },
};

static unsigned long ax_before, ax_after;

static bool see(struct trap_frame *frame, void *arg)
{
	(void)arg;
	ax_after = frame->ax;
	return false;
}

static void jump(const void *at)
{
	asm volatile("jmp *%0" : : "r"(at), "a"(ax_before) : "memory");
	__builtin_unreachable();
}

void expect_undefined(const char *at)
{
	const struct control before = control_read();
	struct trap t;

	ax_before = 0x1234;
	trap_handle(X86_UD, see, NULL);
	t = trap_catch(jump, at);
	EXPECT_TRAP(t, X86_UD);
	EXPECT_EQ(t.pc, (uintptr_t)at);
	EXPECT_EQ(ax_after, 0x1234);
	expect_control(&before);
}

TEST_EACH(undefined, const struct code *c, numbers, "raises #UD")
{
	expect_undefined(c->at);
}

/* AMD's way to CR8 from 32-bit code. */
static const struct code locked[] = {
	{ "from-cr0", lock_from_cr0 },
	{ "to-cr0", lock_to_cr0 },
};

/* Goes on to the UD2 behind it; what AX is then. */
static unsigned long do_lock(const char *at, unsigned long ax)
{
	struct trap t;

	ax_before = ax;
	trap_handle(X86_UD, see, NULL);
	t = trap_catch(jump, at);
	EXPECT_TRAP(t, X86_UD);
	EXPECT_EQ(t.pc, (uintptr_t)at + 4);
	return ax_after;
}

TEST_EACH(lock, const struct code *c, locked,
	  "raises #UD, or is CR8 where CPUID says so")
{
	struct control before = control_read();

	if (!x86_cr8_legacy.probe()) {
		expect_undefined(c->at);
		return;
	}
	EXPECT_EQ(do_lock(lock_to_cr0, 5), 5);
	EXPECT_EQ(do_lock(lock_from_cr0, ~0ul), 5);
	EXPECT_EQ(do_lock(lock_to_cr0, 0), 0);
	EXPECT_EQ(do_lock(lock_from_cr0, ~0ul), 0);
	expect_control(&before);
}

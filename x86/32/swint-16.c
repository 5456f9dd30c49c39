/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupt and trap gates of 16 bits, which 32-bit mode still has.
 *
 * Intel SDM vol. 3, 3.5 (system descriptor types), 6.11 (IDT descriptors), chapter
 * "Mixing 16-bit and 32-bit code"; vol. 2, INT n.
 */
#include <arch.h>
#include <string.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/desc.h>
#include <x86/user.h>

enum {
	VECTOR = 0x85, /* spelled out in the code */
	LEVEL_CS = SPARE_SEL_BASE,
	WORDS = 512,
};

static unsigned long stack[WORDS] __attribute__((aligned(64)));
#define MIDDLE ((uintptr_t)&stack[WORDS / 2])

TEST_SUITE("swint-16", .summary = "16-bit gates push 16-bit frames");

/* ------------------------------------------------------- 16-bit gates ---- */

/*
 * Their frame of 16-bit words cannot be returned through from here: the entry
 * notes where it is, and goes back to the kernel's stack.
 */
/* Not static: the code below names them. */
unsigned long entry16_sp, entry16_flags, entry16_cs, entry16_cr3;
static struct arch_context back;

void entry16(void);
void entry16_done(void) __attribute__((noreturn));

asm(".pushsection .text\n"
    ".globl entry16\n"
    ".type entry16, @function\n"
    "entry16:\n"
    "mov %esp, %ss:entry16_sp\n"
    "pushf\n"
    "pop %ss:entry16_flags\n"
    "mov %cs, %eax\n"
    "mov %eax, %ss:entry16_cs\n"
    "mov $0x10, %eax\n" /* KERNEL_DS */
    "mov %eax, %ds\n"
    "mov %eax, %es\n"
    "mov entry16_cr3, %eax\n"
    "mov %eax, %cr3\n"
    "ljmp $0x08, $entry16_done\n" /* KERNEL_CS, base 0 */
    ".size entry16, . - entry16\n"
    ".popsection");

void entry16_done(void)
{
	arch_context_jump(&back, 1);
}

static const struct gate16 {
	const char *name;
	uint8_t type;
	bool user;
	unsigned long flags;
} gate16s[] = {
	{ "interrupt", 0xe6, false, 0 },
	{ "trap", 0xe7, false, 0 },
	{ "interrupt-if", 0xe6, false, EFLAGS_IF | EFLAGS_NT },
	{ "trap-if", 0xe7, false, EFLAGS_IF },
	{ "interrupt-user", 0xe6, true, 0 },
	{ "trap-user", 0xe7, true, EFLAGS_IF },
};

/* The entry is at offset 0 of a segment of its own: a gate has 16 bits of it. */
static void set_gate16(const struct gate16 *g)
{
	struct tss *tss = &tss_this()->tss;

	*gdt_entry(LEVEL_CS) =
		desc_segment((uint32_t)(uintptr_t)entry16, 0xfffff,
			     DESC_CODE_XR | DESC_G | DESC_DB | DESC_S | DESC_P);
	tss->stack[0].esp = MIDDLE;
	idt_set_gate(VECTOR, gate_make(NULL, LEVEL_CS, g->type, 0));
	entry16_cr3 = read_cr3();
	entry16_sp = 0;
}

static unsigned long flags16, sp16; /* in the image, for CPL 3 */

static void int16(const void *arg)
{
	(void)arg;
	asm volatile("push %[flags]\n\t"
		     "popf\n\t"
		     "mov %%esp, %[sp]\n\t"
		     "int $0x85\n"
		     ".globl int16_after\n"
		     "int16_after: ud2"
		     : [sp] "=m"(sp16)
		     : [flags] "m"(flags16)
		     : "memory");
}

extern const char int16_after[];

static void expect_frame16(const struct gate16 *g)
{
	unsigned int words = g->user ? 5 : 3;
	const uint16_t *frame = (const uint16_t *)entry16_sp;
	unsigned long top = g->user ? MIDDLE : sp16;

	EXPECT_EQ(entry16_sp, top - 2 * words);
	EXPECT_EQ(frame[0], (uint16_t)(uintptr_t)int16_after);
	EXPECT_EQ(frame[1], g->user ? USER_CS : KERNEL_CS);
	EXPECT_EQ(frame[2], (uint16_t)flags16);
	if (g->user) {
		EXPECT_EQ(frame[3], (uint16_t)sp16);
		EXPECT_EQ(frame[4], USER_DS);
	}
}

TEST_EACH(gate16, const struct gate16 *g, gate16s,
	  "a gate of 16 bits pushes 16-bit words, onto the same stacks")
{
	unsigned long cleared = EFLAGS_NT | EFLAGS_TF | EFLAGS_RF | EFLAGS_VM;
	struct trap t;

	set_gate16(g);
	flags16 = 0xcd7 | g->flags | EFLAGS_IOPL;
	if (arch_context_save(&back) == 0) {
		t = g->user ? user_catch_flags(int16, NULL, EFLAGS_IOPL) :
			      trap_catch(int16, NULL);
		EXPECT_TRAP(t, TRAP_NONE);
	}
	trap_abandon();
	ASSERT_NE(entry16_sp, 0);
	expect_frame16(g);
	if (!(g->type & 1))
		cleared |= EFLAGS_IF;
	EXPECT_EQ(entry16_flags, flags16 & ~cleared);
	EXPECT_EQ(entry16_cs, LEVEL_CS);
}

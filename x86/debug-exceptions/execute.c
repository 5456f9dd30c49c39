/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Instruction breakpoints: 17.3.1.1. */
#include "suite.h"

#include <arch/page.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>

DEBUG_SUITE;

extern const char exec_at[], exec_second[], exec_end[];

/* A list of instructions */
/* clang-format off */
SEQ(exec_two,
    "xor %eax, %eax\n"
    ".globl exec_at, exec_second, exec_end\n"
    "exec_at: mov $1, %al" /* two bytes */
    "\nexec_second: mov $2, %ah\n"
    "exec_end: mov " R "ax, (" R "di)");
/* clang-format on */

static unsigned long result;

/* What enables which slot: L, G or both. */
static const struct slot {
	const char *name;
	unsigned int n;
	unsigned long enable;
} slots[] = {
#define SLOT(n)                                                       \
	{ "dr" #n "-l", n, DR7_L(n) }, { "dr" #n "-g", n, DR7_G(n) }, \
	{                                                             \
		"dr" #n "-lg", n, DR7_L(n) | DR7_G(n)                 \
	}
	SLOT(0),
	SLOT(1),
	SLOT(2),
	SLOT(3),
};

static void run_exec(bool user, unsigned long dr7)
{
	result = 0;
	run_debug(user, exec_two, &result, DR6_INIT, dr7);
	EXPECT_EQ(result, 0x201);
	EXPECT_EQ(recorded.dr6, DR6_INIT);
	EXPECT_EQ(recorded.dr7, dr7);
}

static void check_slot(const struct slot *s, bool user)
{
	write_dr(s->n, (uintptr_t)exec_second);
	run_exec(user, DR7_INIT | s->enable);
	ASSERT_EQ(recorded.nr, 1);
	expect_hit(0, (uintptr_t)exec_second, DR6_INIT | 1u << s->n);
	EXPECT_EQ(recorded.hits[0].dr7, DR7_INIT | s->enable);
}

TEST_EACH(exec, const struct slot *s, slots,
	  "faults before the instruction, once, with its B alone")
{
	check_slot(s, false);
}

TEST_EACH(user_exec, const struct slot *s, slots, "the same at CPL 3")
{
	check_slot(s, true);
}

TEST_EACH(exec_before, const struct slot *s, slots,
	  "faults before the instruction has done anything")
{
	write_dr(s->n, (uintptr_t)exec_end);
	recorded.nr = 0;
	run_exec(false, DR7_INIT | s->enable);
	ASSERT_EQ(recorded.nr, 1);
	expect_hit(0, (uintptr_t)exec_end, DR6_INIT | 1u << s->n);
}

/* All bits of DR7 but the one pair that would enable it. */
TEST_EACH(exec_disabled, const struct mode *m, modes,
	  "a slot whose L and G are clear never faults")
{
	for (unsigned int n = 0; n < 4; n++) {
		unsigned long others = 0xff & ~(DR7_L(n) | DR7_G(n));

		test_context("DR%u", n);
		for (unsigned int i = 0; i < 4; i++)
			write_dr(i, i == n ? (uintptr_t)exec_second : 0x10);
		run_exec(m->user, DR7_INIT | others | DR7_LE | DR7_GE);
		EXPECT_EQ(recorded.nr, 0);
	}
}

/* Only the first byte of an instruction counts. */
static const struct beside {
	const char *name;
	const char *base;
	int offset;
	unsigned int nr;
} besides[] = {
	{ "first-byte", exec_at, 0, 1 },
	{ "second-byte", exec_at, 1, 0 },
	{ "next", exec_second, 0, 1 },
	{ "next-second", exec_second, 1, 0 },
	{ "data", (const char *)&result, 0, 0 },
};

TEST_EACH(exec_address, const struct beside *b, besides,
	  "the address is that of an instruction's first byte")
{
	uintptr_t at = (uintptr_t)b->base + (uintptr_t)b->offset;

	write_dr0(at);
	run_exec(false, DR7_INIT | DR7_G(0));
	ASSERT_EQ(recorded.nr, b->nr);
	if (b->nr)
		expect_hit(0, at, B0);
}

static void all_at(const char *at)
{
	for (unsigned int n = 0; n < 4; n++)
		write_dr(n, (uintptr_t)at);
}

TEST_EACH(exec_same, const struct mode *m, modes,
	  "slots with one address hit together, once")
{
	all_at(exec_at);
	run_exec(m->user, DR7_INIT | 0xaa);
	ASSERT_EQ(recorded.nr, 1);
	expect_hit(0, (uintptr_t)exec_at, DR6_INIT | 0xf);
}

TEST_EACH(exec_each, const struct mode *m, modes,
	  "slots with several addresses hit one after the other")
{
	write_dr3((uintptr_t)exec_at);
	write_dr0((uintptr_t)exec_second);
	write_dr2((uintptr_t)exec_end);
	run_exec(m->user, DR7_INIT | DR7_L(0) | DR7_G(2) | DR7_L(3));
	ASSERT_EQ(recorded.nr, 3);
	expect_hit(0, (uintptr_t)exec_at, DR6_INIT | 8);
	expect_hit(1, (uintptr_t)exec_second, DR6_INIT | 1);
	expect_hit(2, (uintptr_t)exec_end, DR6_INIT | 4);
}

TEST(exec_sticky, "a hit clears B0 to B3 of the one before, and keeps BS")
{
	recorded.keep_dr6 = true;
	write_dr1((uintptr_t)exec_at);
	write_dr2((uintptr_t)exec_second);
	run_debug(false, exec_two, &result, BS | 9,
		  DR7_INIT | DR7_G(1) | DR7_G(2));
	ASSERT_EQ(recorded.nr, 2);
	expect_hit(0, (uintptr_t)exec_at, BS | 2);
	expect_hit(1, (uintptr_t)exec_second, BS | 4);
	EXPECT_EQ(recorded.dr6, BS | 4);
}

/* DRn and DR7 take effect at once, in whichever order they are written. */
TEST(exec_moved, "the address changes while the slot is on")
{
	write_dr1((uintptr_t)exec_at);
	write_dr7(DR7_INIT | DR7_G(1));
	write_dr1((uintptr_t)exec_second);
	exec_two(&result);
	write_dr1((uintptr_t)exec_end);
	exec_two(&result);
	write_dr7(DR7_INIT);
	exec_two(&result);
	write_dr7(DR7_INIT | DR7_L(1));
	exec_two(&result);
	write_dr7(DR7_INIT | DR7_L(1) | DR7_RW(1, 1));
	exec_two(&result);
	EXPECT_EQ(recorded.nr, 3);
	expect_hit(0, (uintptr_t)exec_second, DR6_INIT | 2);
	expect_hit(1, (uintptr_t)exec_end, DR6_INIT | 2);
	expect_hit(2, (uintptr_t)exec_end, DR6_INIT | 2);
}

TEST(exec_one_off, "one slot goes off, the other stays on")
{
	write_dr0((uintptr_t)exec_at);
	write_dr3((uintptr_t)exec_second);
	write_dr7(DR7_INIT | DR7_G(0) | DR7_L(3));
	write_dr7(DR7_INIT | DR7_L(3));
	exec_two(&result);
	write_dr7(DR7_INIT | DR7_L(0) | DR7_L(3));
	write_dr7(DR7_INIT | DR7_L(0));
	exec_two(&result);
	EXPECT_EQ(recorded.nr, 2);
	expect_hit(0, (uintptr_t)exec_second, DR6_INIT | 8);
	expect_hit(1, (uintptr_t)exec_at, DR6_INIT | 1);
}

/* ------------------------------------------------- with other faults ---- */

static bool skip_ud(struct trap_frame *frame, void *arg)
{
	unsigned int *nr = arg;

	++*nr;
	EXPECT_EQ(recorded.nr, 1); /* the breakpoint came before */
	frame->ip += 2;
	return true;
}

/* A list of instructions */
/* clang-format off */
SEQ(exec_ud, "771: ud2\n" HIT_AT("771b", B0));
/* clang-format on */

TEST_EACH(exec_before_fault, const struct mode *m, modes,
	  "comes before the instruction's own fault, which comes after it")
{
	unsigned int nr = 0;

	trap_handle(X86_UD, skip_ud, &nr);
	write_dr0(exec_ud_hits[0].pc);
	run_debug(m->user, exec_ud, NULL, DR6_INIT, DR7_INIT | DR7_G(0));
	EXPECT_HITS(exec_ud);
	EXPECT_EQ(nr, 1);
}

/* Code on another page: the linear address counts, not the physical one. */
TEST(exec_linear, "compares linear addresses")
{
	uint8_t *page = page_alloc(0, PAGE_ZERO);
	char *one = vmap_alloc(PAGE_SIZE, PAGE_SIZE);
	char *other = vmap_alloc(PAGE_SIZE, PAGE_SIZE);

	page[0] = 0xc3; /* RET */
	ASSERT_EQ(arch_map(one, virt_to_phys(page), PAGE_SIZE, MAP_KERNEL), 0);
	ASSERT_EQ(arch_map(other, virt_to_phys(page), PAGE_SIZE, MAP_KERNEL),
		  0);
	write_dr0((uintptr_t)one);
	write_dr7(DR7_INIT | DR7_G(0));
	((void (*)(void))(uintptr_t)other)();
	EXPECT_EQ(recorded.nr, 0);
	((void (*)(void))(uintptr_t)one)();
	write_dr7(DR7_INIT);
	ASSERT_EQ(recorded.nr, 1);
	expect_hit(0, (uintptr_t)one, B0);
	arch_unmap(one, PAGE_SIZE);
	arch_unmap(other, PAGE_SIZE);
	page_free(page);
}

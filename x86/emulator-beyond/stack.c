/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stacks that are not there: nothing has changed when the access has failed (SDM vol. 3,
 * 6.6, faults); ENTER of many levels (vol. 2, ENTER).
 */
#include "suite.h"

#include <string.h>
#include <x86/desc.h>

BEYOND_SUITE;

enum {
	WORD = sizeof(long)
};

/* -------------------------------------------------------------- faults ---- */

/* At CPL 3, so that the trap has a stack. BX points to RAM. */
static const struct fault_row {
	const char *name;
	struct insn_code code;
	uint8_t writes; /* bytes that are pushed; 0: it pops */
	bool frame;	/* by way of BP */
	uint8_t there;	/* bytes of what it pops that are not missing */
} fault_rows[] = {
	{ "push", { { 0x52 }, 1 }, WORD, false, 0 },
	{ "push-16", { { 0x66, 0x52 }, 2 }, 2, false, 0 },
	{ "push-sp", { { 0x54 }, 1 }, WORD, false, 0 },
	{ "push-memory", { { 0xff, 0x33 }, 2 }, WORD, false, 0 },
	{ "push-imm", { { 0x6a, 0x12 }, 2 }, WORD, false, 0 },
	{ "push-fs", { { 0x0f, 0xa0 }, 2 }, WORD, false, 0 },
	{ "pushf", { { 0x9c }, 1 }, WORD, false, 0 },
	{ "call", { { 0xe8, 0, 0, 0, 0 }, 5 }, WORD, false, 0 },
	{ "call-register", { { 0xff, 0xd2 }, 2 }, WORD, false, 0 },
	{ "call-memory", { { 0xff, 0x13 }, 2 }, WORD, false, 0 },
	{ "enter", { { 0xc8, 8, 0, 0 }, 4 }, WORD, false, 0 },
	{ "enter-1", { { 0xc8, 8, 0, 1 }, 4 }, WORD, false, 0 },
	{ "pop", { { 0x5a }, 1 }, 0, false, 0 },
	{ "pop-16", { { 0x66, 0x5a }, 2 }, 0, false, 0 },
	{ "pop-sp", { { 0x5c }, 1 }, 0, false, 0 },
	{ "pop-memory", { { 0x8f, 0x03 }, 2 }, 0, false, 0 },
	{ "pop-fs", { { 0x0f, 0xa1 }, 2 }, 0, false, 0 },
	{ "popf", { { 0x9d }, 1 }, 0, false, 0 },
	{ "ret", { { 0xc3 }, 1 }, 0, false, 0 },
	{ "ret-imm", { { 0xc2, 8, 0 }, 3 }, 0, false, 0 },
	{ "leave", { { 0xc9 }, 1 }, 0, true, 0 },
	/* in which order they read is not said: the last word is missing */
	ONLY_64({ "retf", { { 0x48, 0xcb }, 2 }, 0, false, 8 }, )
		ONLY_32({ "retf", { { 0xcb }, 1 }, 0, false, 4 },
			{ "iret", { { 0xcf }, 1 }, 0, false, 8 }, )
};

static void fault(const struct fault_row *r, const struct exec *x)
{
	struct exec_state in = insn_state(x), want;
	uint64_t absent = (uintptr_t)exec_page(EXEC_ABSENT);

	in.flags |= EFLAGS_ARITH;
	in.gpr[REG_BX] = (uintptr_t)exec_page(EXEC_RAM0);
	if (r->frame)
		in.gpr[REG_BP] = absent;
	else
		in.gpr[REG_SP] = absent + (r->writes ? 0x100 : 0) - r->there;
	want = in;
	want.cause = X86_PF;
	want.error = PF_U | (r->writes ? PF_W : 0);
	want.address = absent + (r->writes ? 0x100u - r->writes : 0);
	memset(exec_page(EXEC_RAM0), 0x5a, 64);
	insn_once(x, &r->code, &in, &want, 0);
	for (unsigned int i = 0; i < 64; i++)
		ASSERT_EQ(exec_page(EXEC_RAM0)[i], 0x5a);
}

TEST_EACH(stack_absent, const struct fault_row *r, fault_rows,
	  "leaves registers, flags and memory when the stack is not there")
{
	fault(r, &exec_user);
}

/* The source is there, and the destination is not, or the other way round. */
TEST(push_pop_memory, "leave SP when their other operand is not there")
{
	const struct insn_code push = INSN_CODE(0xff, 0x33),
			       pop = INSN_CODE(0x8f, 0x03);
	struct exec_state in = insn_state(&exec_user), want;

	in.gpr[REG_BX] = (uintptr_t)exec_page(EXEC_ABSENT);
	in.gpr[REG_SP] = (uintptr_t)exec_page(EXEC_RAM0) + 0x100;
	want = in;
	want.cause = X86_PF;
	want.address = in.gpr[REG_BX];
	want.error = PF_U;
	insn_once(&exec_user, &push, &in, &want, 0);
	want.error = PF_U | PF_W;
	insn_once(&exec_user, &pop, &in, &want, 0);
}

/* --------------------------------------------------------------- ENTER ---- */

static const struct level_row {
	const char *name;
	uint8_t level, counts;
} level_rows[] = {
	{ "3", 3, 3 },	  { "15", 15, 15 }, { "16", 16, 16 },
	{ "17", 17, 17 }, { "30", 30, 30 }, { "31", 31, 31 },
	{ "32", 32, 0 },  { "48", 48, 16 }, { "255", 255, 31 },
};

static const struct exec *const enter_modes[] = { &exec_kernel, &exec_user };

/* Frame pointers are below where BP points; other words are there than before. */
static void enter(const struct level_row *r, const struct exec *x)
{
	unsigned long *frame = (unsigned long *)exec_page(EXEC_RAM1) + 256;
	unsigned long *sp = (unsigned long *)exec_page(EXEC_RAM2) + 256;
	struct insn_code c = INSN_CODE(0xc8, 0x18, 0, r->level);
	struct exec_state in = insn_state(x), want;

	for (int i = -40; i < 1; i++) {
		frame[i] = 0x1234500ul - (unsigned long)i;
		sp[i] = 0x5a5a5a5a;
	}
	in.flags |= EFLAGS_ARITH;
	in.gpr[REG_BP] = (uintptr_t)frame;
	in.gpr[REG_SP] = (uintptr_t)sp;
	want = in;
	want.gpr[REG_BP] = (uintptr_t)(sp - 1);
	want.gpr[REG_SP] = (uintptr_t)(sp - 1 - r->counts) - 0x18;
	insn_once(x, &c, &in, &want, 0);
	EXPECT_EQ(sp[-1], (uintptr_t)frame);
	for (int i = 1; i < r->counts; i++)
		EXPECT_EQ(sp[-1 - i], frame[-i]);
	if (r->counts)
		EXPECT_EQ(sp[-1 - r->counts], (uintptr_t)(sp - 1));
	if (x == &exec_user) /* below is where interrupts go at CPL 0 */
		EXPECT_EQ(sp[-2 - r->counts], 0x5a5a5a5a);
	EXPECT_EQ(sp[0], 0x5a5a5a5a);
}

TEST_EACH(enter, const struct level_row *r, level_rows,
	  "copies level - 1 frame pointers, of the level modulo 32")
{
	for (unsigned int i = 0; i < 2; i++)
		enter(r, enter_modes[i]);
}

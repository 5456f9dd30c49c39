/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The stack that a gate to an inner level takes from the TSS: which selectors
 * will do on i386, how long the TSS has to be, and gates of 16 bits.
 *
 * Intel SDM vol. 2, CALL (more privilege); vol. 3, 5.8.5, 7.7.
 */
#include "gates.h"

#include <string.h>
#include <x86/percpu.h>

FAR_TRANSFER_SUITE;

/* The first CALL of the table that is 32-bit code with 32-bit operands. */
static const struct transfer *call_32(void)
{
	for (unsigned int i = 0; i < NR_TRANSFERS; i++)
		if (transfers[i].way == CALL && transfers[i].bytes == 4)
			return &transfers[i];
	ERROR("no such row");
}

/* --------------------------------------------------- SS from the TSS ---- */

enum {
	STACK = SUBJECT + 8 /* free on i386, where a gate is one entry */
};

static struct run_expect stack_fault(const struct desc_type *t, bool present,
				     unsigned int dpl, unsigned int rpl,
				     unsigned int to)
{
	if (rpl != to || dpl != to || !t->writable)
		return (struct run_expect){ X86_TS, STACK };
	return (struct run_expect){ present ? TRAP_NONE : X86_SS,
				    present ? 0 : STACK };
}

static void expect_new_stack(const struct gate_call *g,
			     const struct run_state *in, unsigned int rpl)
{
	struct run_state out = *in;
	struct run_end end = run_across(in);

	out.cs = OTHER | g->cs_dpl;
	out.ip = (uintptr_t)land_at;
	out.ss = STACK | rpl;
	out.sp = (uintptr_t)gate_stack_top(g->cs_dpl) - 4 * sizeof(long);
	EXPECT_TRAP(end.trap, X86_UD);
	run_expect_state(&end.state, &out);
}

static void check_stack(const struct desc_type *t, bool present,
			unsigned int dpl, unsigned int rpl, unsigned int to)
{
	struct gate_call g = { .gate_dpl = 3, .cpl = 3, .cs_dpl = to };
	struct run_expect expect = stack_fault(t, present, dpl, rpl, to);
	uint64_t before = desc_type_flat(t, present, dpl);
	struct run_state in;

	test_context("%s P=%u DPL=%u RPL=%u to %u", t->name, present, dpl, rpl,
		     to);
	gate_set_up(&g);
	*gdt_entry(STACK) = before;
	if (expect.cause == X86_SS) /* a case of its own */
		return;
	tss_set_stack(&tss_this()->tss, to, (uint16_t)(STACK | rpl),
		      (uintptr_t)gate_stack_top(to));
	in = gate_prepare(call_32(), &g);
	if (expect.cause)
		transfer_check(call_32(), &in, NULL, expect);
	else
		expect_new_stack(&g, &in, rpl);
	EXPECT_EQ(*gdt_entry(STACK) & ~(expect.cause ? 0 : DESC_ACCESSED),
		  before & ~(expect.cause ? 0 : DESC_ACCESSED));
}

/* To level 0 the fault itself would need that stack. */
TEST(gate_ss, "the stack in the TSS is writable data of the new level")
{
	if (IS_64)
		SKIP("64-bit mode takes no selector from the TSS");
	for (unsigned int i = 0; i < 32 * 64; i++)
		check_stack(&desc_types[i >> 6], i & 1, i >> 1 & 3, i >> 3 & 3,
			    1 + (i >> 5 & 1));
}

static struct run_state to_level_1(bool present)
{
	struct gate_call g = { .gate_dpl = 3, .cpl = 3, .cs_dpl = 1 };

	if (IS_64)
		SKIP("64-bit mode takes no selector from the TSS");
	gate_set_up(&g);
	*gdt_entry(STACK) = desc_type_flat(&desc_types[16 + 2], present, 1);
	tss_set_stack(&tss_this()->tss, 1, STACK | 1,
		      (uintptr_t)gate_stack_top(1));
	return gate_prepare(call_32(), &g);
}

TEST(gate_ss_not_present, "a stack that is not present is #SS")
{
	struct run_state in = to_level_1(false);

	transfer_check(call_32(), &in, NULL,
		       (struct run_expect){ X86_SS, STACK });
}

TEST(gate_ss_accessed, "a stack that is taken has its accessed bit set")
{
	struct run_state in = to_level_1(true);

	EXPECT_TRAP(run_across(&in).trap, X86_UD);
	EXPECT_TRUE(*gdt_entry(STACK) & DESC_ACCESSED);
}

static const struct {
	uint16_t selector;
	unsigned long error;
} nowhere[] = {
	{ 0, 0 },
	{ 1, 0 },
	{ 0xfff9, 0xfff8 },
	{ STACK | ERROR_TI | 1, STACK | ERROR_TI },
};

TEST(gate_ss_nowhere, "the stack in the TSS has a descriptor, or it is #TS")
{
	for (unsigned int i = 0; i < 4; i++) {
		struct run_state in = to_level_1(true);

		test_context("0x%x", nowhere[i].selector);
		*gdt_entry(0) = *gdt_entry(STACK); /* not to be found */
		tss_set_stack(&tss_this()->tss, 1, nowhere[i].selector,
			      (uintptr_t)gate_stack_top(1));
		transfer_check(call_32(), &in, NULL,
			       (struct run_expect){ X86_TS, nowhere[i].error });
	}
}

/* ------------------------------------------------- length of the TSS ---- */

static const struct length {
	const char *name;
	uint32_t limit;
	bool enough; /* for level 1, which is at 12 */
} lengths[] = {
	{ "level-0-alone", 11, false },
	{ "first-byte", 12, false },
	{ "half", 15, false },
	{ "no-ss", IS_64 ? 18 : 16, false },
	{ "all", 19, true },
};

static void tss_limit(uint32_t limit)
{
	struct cpu *cpu = cpu_self();

	*gdt_entry(TSS_SEL_BASE) = desc_segment((uint32_t)(uintptr_t)&cpu->tss,
						limit, DESC_TSS | DESC_P);
	ltr(TSS_SEL_BASE);
}

TEST_EACH(gate_tss_limit, const struct length *l, lengths,
	  "the TSS reaches to the stack of the level, or it is #TS of TR")
{
	struct gate_call g = { .gate_dpl = 3, .cpl = 3, .cs_dpl = 1 };
	struct run_state in;

	gate_set_up(&g);
	tss_limit(l->limit);
	in = gate_prepare(call_32(), &g);
	if (l->enough)
		gate_check_through(call_32(), &g, &in);
	else
		transfer_check(call_32(), &in, NULL,
			       (struct run_expect){ X86_TS, TSS_SEL_BASE });
}

/* --------------------------------------------------- gates of 16 bits ---- */

static void put_gate16(unsigned int cs_dpl, unsigned int params, uint32_t high)
{
	*gdt_entry(SUBJECT) = desc_gate(OTHER, high | 0x123, params,
					DESC_CALL16 | DESC_P | DESC_DPL(3));
	*gdt_entry(OTHER) =
		desc_segment((uint32_t)(uintptr_t)land_at - 0x123, 0xfff,
			     DESC_S | DESC_P | DESC_DB | DESC_ACCESSED |
				     DESC_CODE_XR | DESC_DPL(cs_dpl));
}

/* From the lowest address on: return address, parameters, old stack. */
static unsigned int pushed16(uint16_t *words, const struct run_state *in,
			     unsigned int params, bool inward)
{
	unsigned int n = 0;

	words[n++] = (uint16_t)(uintptr_t)call_32()->code.end;
	words[n++] = (uint16_t)in->cs;
	for (unsigned int i = 0; inward && i < params; i++)
		words[n++] = ((const uint16_t *)in->sp)[i];
	if (inward) {
		words[n++] = (uint16_t)in->sp;
		words[n++] = (uint16_t)in->ss;
	}
	return n;
}

static void check_gate16(unsigned int cs_dpl, unsigned int params,
			 uint32_t high)
{
	struct gate_call g = { .gate_dpl = 3, .cpl = 3, .cs_dpl = cs_dpl };
	bool inward = cs_dpl < 3;
	struct run_state in, out;
	struct run_end end;
	uint16_t words[40];
	unsigned int n;

	test_context("to %u, %u parameters", cs_dpl, params);
	gate_set_up(&g);
	put_gate16(cs_dpl, params, high);
	in = gate_prepare(call_32(), &g);
	n = pushed16(words, &in, params, inward);
	out = in;
	out.ip = 0x123;
	out.cs = OTHER | cs_dpl;
	if (inward) {
		out.sp = (uintptr_t)gate_stack_top(cs_dpl);
		out.ss = cs_dpl ? RUN_RING_DS + 16 * cs_dpl + cs_dpl :
				  KERNEL_DS;
	}
	out.sp -= 2 * n;
	end = run_across(&in);
	EXPECT_TRAP(end.trap, X86_UD);
	run_expect_state(&end.state, &out);
	EXPECT_MEMEQ((void *)out.sp, words, 2 * n);
}

TEST(gate16, "pushes and copies words")
{
	if (IS_64)
		SKIP("there are none in long mode");
	for (unsigned int level = 0; level <= 3; level++)
		for (unsigned int params = 0; params < 32; params++)
			check_gate16(level, params, 0);
}

TEST(gate16_offset, "has 16 bits, whatever else is in the descriptor")
{
	if (IS_64)
		SKIP("there are none in long mode");
	check_gate16(3, 0, 0x7ff0000);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Call gates: who may use one, where it leads, which stack that brings, and what
 * is on it.
 *
 * Intel SDM vol. 3, 5.8.3 to 5.8.5 (call gates, stack switching); vol. 2, CALL,
 * JMP.
 */
#include "gates.h"

#include <string.h>

FAR_TRANSFER_SUITE;

uint8_t gate_stacks[3][GATE_STACK_BYTES]
	__attribute__((section(".bss.cpu"), aligned(16)));

uint8_t *gate_stack_top(unsigned int level)
{
	return gate_stacks[level] + GATE_STACK_BYTES;
}

static const uint16_t stack_selectors[] = { KERNEL_DS, RUN_RING_DS + 16 + 1,
					    RUN_RING_DS + 32 + 2 };

void gate_set_up(struct gate_call *g)
{
	struct tss *tss = &tss_this()->tss;

	for (unsigned int level = 0; level < 3; level++) {
		tss_set_stack(tss, level, stack_selectors[level],
			      (uintptr_t)gate_stack_top(level));
		memset(gate_stack_top(level) - 256, 0xcc, 256);
	}
	*gdt_entry(SUBJECT) =
		desc_gate(OTHER | g->cs_rpl, (uintptr_t)land_at, g->params,
			  DESC_CALL | DESC_P | DESC_DPL(g->gate_dpl));
	*gdt_entry(SUBJECT + 8) = 0;
	*gdt_entry(OTHER) = desc_segment(
		0, 0xfffff,
		DESC_S | DESC_P | DESC_G | DESC_ACCESSED | DESC_DPL(g->cs_dpl) |
			(IS_64 ? DESC_L : DESC_DB) |
			(g->conforming ? DESC_CODE_XR_CONFORMING :
					 DESC_CODE_XR));
}

/* The offset of the far pointer is not used. */
struct run_state gate_prepare(const struct transfer *x,
			      const struct gate_call *g)
{
	struct target target = target_land((uint16_t)(SUBJECT | g->rpl));

	target.offset = 0xf4f4f4f4;
	return transfer_prepare(x, g->cpl, &target);
}

bool gate_inward(const struct transfer *x, const struct gate_call *g)
{
	return x->way == CALL && !g->conforming && g->cs_dpl < g->cpl;
}

/* What CALL pushes, from the lowest address on. */
static unsigned int pushed(const struct transfer *x, const struct gate_call *g,
			   const struct run_state *in, unsigned long *words)
{
	unsigned int n = 0;

	words[n++] = (uintptr_t)x->code.end;
	words[n++] = in->cs;
	if (!gate_inward(x, g))
		return n;
	for (unsigned int i = 0; i < g->params && !IS_64; i++)
		words[n++] = ((const unsigned long *)in->sp)[i];
	words[n++] = in->sp;
	words[n++] = in->ss;
	return n;
}

struct run_end gate_check_through(const struct transfer *x,
				  const struct gate_call *g,
				  const struct run_state *in)
{
	unsigned int level = gate_inward(x, g) ? g->cs_dpl : g->cpl, n = 0;
	unsigned long words[40], top = in->sp;
	struct run_state out = *in;
	struct run_end end;

	out.ip = (uintptr_t)land_at;
	out.cs = OTHER | level;
	if (gate_inward(x, g)) {
		top = (uintptr_t)gate_stack_top(level);
		out.ss = IS_64 ? level : stack_selectors[level];
	}
	if (x->way == CALL)
		n = pushed(x, g, in, words);
	out.sp = top - n * sizeof(long);
	end = run_across(in);
	EXPECT_TRAP(end.trap, X86_UD);
	run_expect_state(&end.state, &out);
	if (n)
		EXPECT_MEMEQ((void *)out.sp, words, n * sizeof(long));
	return end;
}

static struct run_expect fault(const struct transfer *x,
			       const struct gate_call *g)
{
	bool reachable = g->conforming || x->way == CALL ? g->cs_dpl <= g->cpl :
							   g->cs_dpl == g->cpl;

	if (g->gate_dpl < g->cpl || g->gate_dpl < g->rpl)
		return (struct run_expect){ X86_GP, SUBJECT };
	return (struct run_expect){ reachable ? TRAP_NONE : X86_GP,
				    reachable ? 0 : OTHER };
}

static void check(const struct transfer *x, struct gate_call *g)
{
	struct run_expect expect = fault(x, g);
	struct run_state in;

	test_context("%s gate DPL=%u RPL=%u CPL=%u CS DPL=%u RPL=%u", x->name,
		     g->gate_dpl, g->rpl, g->cpl, g->cs_dpl, g->cs_rpl);
	gate_set_up(g);
	in = gate_prepare(x, g);
	if (expect.cause)
		transfer_check(x, &in, NULL, expect);
	else
		gate_check_through(x, g, &in);
}

static void check_levels(const struct transfer *x, bool conforming)
{
	for (unsigned int i = 0; i < 256; i++) {
		struct gate_call g = { .gate_dpl = i & 3,
				       .rpl = i >> 2 & 3,
				       .cpl = i >> 4 & 3,
				       .cs_dpl = i >> 6,
				       .cs_rpl = (i ^ i >> 3) & 3,
				       .conforming = conforming };

		if (!IS_64 || !x->compat || g.cpl % 3 == 0)
			check(x, &g);
	}
}

static const struct way {
	const char *name;
	int way;
	bool conforming;
} ways[] = {
	{ "call", CALL, false },
	{ "call-conforming", CALL, true },
	{ "jmp", JMP, false },
	{ "jmp-conforming", JMP, true },
};

TEST_EACH(gate, const struct way *w, ways,
	  "obeys the DPL of the gate and that of the code")
{
	for (unsigned int i = 0; i < NR_TRANSFERS; i++)
		if ((int)transfers[i].way == w->way)
			check_levels(&transfers[i], w->conforming);
}

TEST(parameters,
     "32-bit gates copy as many doublewords as they say, 64-bit none")
{
	static const unsigned int counts[] = { 0, 1, 2, 15, 16, 30, 31 };

	for (unsigned int i = 0; i < 7; i++) {
		struct gate_call g = { .gate_dpl = 3,
				       .cpl = 3,
				       .params = counts[i] };

		for (unsigned int x = 0; x < NR_TRANSFERS; x++)
			if (transfers[x].way == CALL)
				check(&transfers[x], &g);
	}
}

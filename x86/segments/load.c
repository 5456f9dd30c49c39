/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loads of DS, ES, FS, GS and SS: every type of descriptor, present or not, with
 * every DPL, RPL and CPL.
 *
 * Intel SDM vol. 2, MOV, POP, LDS/LES/LFS/LGS/LSS; vol. 3, 5.6, 5.7, 3.4.5.1
 * (the accessed bit), 6.15 (error codes).
 */
#include "load.h"
#include "suite.h"

SEGMENTS_SUITE;

SNIPPET(mov_ds, "mov %eax, %ds");
SNIPPET(mov_es, "mov %eax, %es");
SNIPPET(mov_fs, "mov %eax, %fs");
SNIPPET(mov_gs, "mov %eax, %gs");
SNIPPET(mov_ss, "mov %eax, %ss");

const struct load load_mov_ds = { "mov-ds", SNIPPET_OF(mov_ds), DS };
const struct load load_mov_ss = { "mov-ss", SNIPPET_OF(mov_ss), SS };
static const struct load mov_es = { "mov-es", SNIPPET_OF(mov_es), ES };
static const struct load mov_fs = { "mov-fs", SNIPPET_OF(mov_fs), FS };
static const struct load mov_gs = { "mov-gs", SNIPPET_OF(mov_gs), GS };

void load_set(struct run_state *s, enum seg_reg reg, uint16_t selector)
{
	uint32_t *const regs[] = { [DS] = &s->ds,
				   [ES] = &s->es,
				   [FS] = &s->fs,
				   [GS] = &s->gs,
				   [SS] = &s->ss };

	*regs[reg] = selector;
}

static enum trap_cause stack_fault(const struct desc_type *t,
				   const struct attempt *a)
{
	if (a->rpl != a->cpl || !t->writable || a->dpl != a->cpl)
		return X86_GP;
	return a->present ? TRAP_NONE : X86_SS;
}

static enum trap_cause data_fault(const struct desc_type *t,
				  const struct attempt *a)
{
	if (!t->readable)
		return X86_GP;
	if (!t->conforming && (a->rpl > a->dpl || a->cpl > a->dpl))
		return X86_GP;
	return a->present ? TRAP_NONE : X86_NP;
}

void load_check(const struct load *l, const struct desc_type *t,
		const struct attempt *a)
{
	uint64_t before = desc_type_flat(t, a->present, a->dpl);
	uint16_t selector = SUBJECT | a->rpl;
	enum trap_cause cause = l->reg == SS ? stack_fault(t, a) :
					       data_fault(t, a);
	struct run_state in, out;

	test_context("%s P=%u DPL=%u RPL=%u CPL=%u", t->name, a->present,
		     a->dpl, a->rpl, a->cpl);
	*gdt_entry(SUBJECT) = before;
	load_prepare(l, &in, &out, selector, a->cpl);
	run_check(&l->code, &in, &out,
		  (struct run_expect){ cause, cause ? SUBJECT : 0 });
	EXPECT_EQ(*gdt_entry(SUBJECT), cause ? before : before | DESC_ACCESSED);
}

static void check_all(const struct load *l, const struct desc_type *t)
{
	for (unsigned int i = 0; i < 128; i++)
		load_check(l, t,
			   &(struct attempt){ .present = !(i & 1),
					      .dpl = i >> 1 & 3,
					      .rpl = i >> 3 & 3,
					      .cpl = i >> 5 });
}

TEST_EACH(mov_ds, const struct desc_type *t, desc_types,
	  "loads what CPL and RPL may read, else faults and changes nothing")
{
	check_all(&load_mov_ds, t);
}

TEST_EACH(mov_es, const struct desc_type *t, desc_types,
	  "loads what CPL and RPL may read, else faults and changes nothing")
{
	check_all(&mov_es, t);
}

TEST_EACH(mov_fs, const struct desc_type *t, desc_types,
	  "loads what CPL and RPL may read, else faults and changes nothing")
{
	check_all(&mov_fs, t);
}

TEST_EACH(mov_gs, const struct desc_type *t, desc_types,
	  "loads what CPL and RPL may read, else faults and changes nothing")
{
	check_all(&mov_gs, t);
}

TEST_EACH(mov_ss, const struct desc_type *t, desc_types,
	  "loads a stack of this very level, else faults and changes nothing")
{
	check_all(&load_mov_ss, t);
}

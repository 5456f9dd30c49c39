/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where far transfers may go: every type of descriptor, present or not, with
 * every DPL, RPL and CPL.
 *
 * Intel SDM vol. 2, JMP, CALL, RET, IRET; vol. 3, 5.8.
 */
#include "suite.h"

FAR_TRANSFER_SUITE;

struct attempt {
	bool present;
	unsigned int dpl, rpl, cpl;
};

static const struct run_expect bad_selector = { X86_GP, SUBJECT };
static const struct run_expect not_present = { X86_NP, SUBJECT };
static const struct run_expect null_selector = { X86_GP, 0 };
static const struct run_expect too_small = { X86_TS, SUBJECT };
static const struct run_expect through = { TRAP_NONE, 0 };

/* What is in gates and TSSs is all zeros: a null selector, a limit of 0. */
static struct run_expect system_fault(const struct desc_type *t,
				      const struct attempt *a)
{
	bool call_gate = t->type == 12 || (!IS_64 && t->type == 4);
	bool task_gate = !IS_64 && t->type == 5;
	bool tss = !IS_64 && (t->type == 1 || t->type == 9);

	if (!call_gate && !task_gate && !tss)
		return bad_selector;
	if (a->dpl < a->cpl || a->dpl < a->rpl)
		return bad_selector;
	if (!a->present)
		return not_present;
	return tss ? too_small : null_selector;
}

static struct run_expect forward(const struct desc_type *t,
				 const struct attempt *a)
{
	if (t->type < 16)
		return system_fault(t, a);
	if (!t->code)
		return bad_selector;
	if (t->conforming ? a->dpl > a->cpl :
			    a->rpl > a->cpl || a->dpl != a->cpl)
		return bad_selector;
	return a->present ? through : not_present;
}

static struct run_expect back(const struct desc_type *t,
			      const struct attempt *a)
{
	if (!t->code || a->rpl < a->cpl)
		return bad_selector;
	if (t->conforming ? a->dpl > a->rpl : a->dpl != a->rpl)
		return bad_selector;
	return a->present ? through : not_present;
}

static uint64_t descriptor(const struct transfer *x, const struct desc_type *t,
			   const struct attempt *a)
{
	if (t->type < 16)
		return desc_type_bits(t, a->present, a->dpl);
	return desc_segment(0, 0xfffff,
			    desc_type_bits(t, a->present, a->dpl) | DESC_G |
				    (code_bits(x) & (DESC_L | DESC_DB)));
}

static void check(const struct transfer *x, const struct desc_type *t,
		  const struct attempt *a)
{
	bool forth = x->way == JMP || x->way == CALL;
	struct target target = target_land((uint16_t)(SUBJECT | a->rpl));
	struct run_expect expect = forth ? forward(t, a) : back(t, a);
	uint64_t before = descriptor(x, t, a);
	struct run_state in, out;

	test_context("%s P=%u DPL=%u RPL=%u CPL=%u", x->name, a->present,
		     a->dpl, a->rpl, a->cpl);
	*gdt_entry(SUBJECT) = before;
	*gdt_entry(SUBJECT + 8) = 0;
	in = transfer_prepare(x, a->cpl, &target);
	out = transfer_arrive(x, &in, &target);
	transfer_check(x, &in, expect.cause ? NULL : &out, expect);
	/* case accessed looks at the bit after a success */
	EXPECT_EQ(*gdt_entry(SUBJECT) & ~(expect.cause ? 0 : DESC_ACCESSED),
		  before & ~(expect.cause ? 0 : DESC_ACCESSED));
}

/* 32-bit code on x86_64 at levels 0 and 3. */
static void check_levels(const struct transfer *x, const struct desc_type *t)
{
	for (unsigned int i = 0; i < 128; i++) {
		struct attempt a = { .present = !(i & 1),
				     .dpl = i >> 1 & 3,
				     .rpl = i >> 3 & 3,
				     .cpl = i >> 5 };

		if (!IS_64 || !x->compat || a.cpl % 3 == 0)
			check(x, t, &a);
	}
}

/* 16-bit offsets and bytes to drop are elsewhere. */
static bool is_plain(const struct transfer *x)
{
	return x->bytes != 2 && !x->drop;
}

static bool is_iret_op32(const struct transfer *x)
{
	return IS_64 && x->way == IRET && x->bytes == 4 && !x->compat;
}

static void check_all(int way, const struct desc_type *t)
{
	for (unsigned int i = 0; i < NR_TRANSFERS; i++) {
		const struct transfer *x = &transfers[i];

		if ((int)x->way == way && is_plain(x) && !is_iret_op32(x))
			check_levels(x, t);
	}
}

TEST_EACH(jmp, const struct desc_type *t, desc_types,
	  "goes to code of this level, or conforming code, and nowhere else")
{
	check_all(JMP, t);
}

TEST_EACH(call, const struct desc_type *t, desc_types,
	  "goes to code of this level, or conforming code, and nowhere else")
{
	check_all(CALL, t);
}

TEST_EACH(ret, const struct desc_type *t, desc_types,
	  "goes to code of its RPL's level, never inward")
{
	check_all(RET, t);
}

TEST_EACH(iret, const struct desc_type *t, desc_types,
	  "goes to code of its RPL's level, never inward")
{
	check_all(IRET, t);
}

/* SDM vol. 2, IRET: an instruction that began in 64-bit mode. */
TEST(iret_op32, "of 64-bit code pops the stack pointer, with 32 bits as well")
{
	if (!IS_64)
		SKIP("64-bit code only");
	for (unsigned int i = 0; i < NR_TRANSFERS; i++)
		for (unsigned int type = 0; type < 32; type++)
			if (is_iret_op32(&transfers[i]))
				check_levels(&transfers[i], &desc_types[type]);
}

/* 16 bits do not reach the image but from a base. */
TEST_EACH(accessed, const struct transfer *x, transfers,
	  "a code segment that is gone to has its accessed bit set")
{
	bool near = x->bytes != 2;
	struct attempt a = { .present = true };
	uint64_t before = descriptor(x, &desc_types[16 + 10], &a);
	struct target target = target_land(SUBJECT);
	struct run_state in, out;

	if (!near) {
		target.offset = 0x123;
		before &= ~DESC_L;
		before |= desc_segment((uint32_t)(uintptr_t)land_at - 0x123, 0,
				       DESC_DB);
	}
	*gdt_entry(SUBJECT) = before;
	in = transfer_prepare(x, 0, &target);
	out = transfer_arrive(x, &in, &target);
	transfer_check(x, &in, &out, through);
	EXPECT_EQ(*gdt_entry(SUBJECT), before | DESC_ACCESSED);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RET and IRET to an outer level: the stack they take along, and what becomes of
 * the data segments.
 *
 * Intel SDM vol. 2, RET, IRET (return to outer privilege level); vol. 3, 5.8.6,
 * 22.31 (16-bit stacks).
 */
#include "suite.h"

FAR_TRANSFER_SUITE;

static const struct run_expect through = { TRAP_NONE, 0 };

static const uint16_t level_cs[] = { KERNEL_CS, RUN_RING_CS + 16 + 1,
				     RUN_RING_CS + 32 + 2, USER_CS };

/* Of the width that the code has that returns. */
static uint16_t outer_cs(const struct transfer *x, unsigned int level)
{
	return x->compat && IS_64 ? USER_CS32 : level_cs[level];
}

static bool returns(const struct transfer *x)
{
	return (x->way == RET || x->way == IRET) && x->bytes != 2;
}

static void check(const struct transfer *x, const struct target *target,
		  struct run_expect expect)
{
	struct run_state in = transfer_prepare(x, 0, target);
	struct run_state out = transfer_arrive(x, &in, target);

	transfer_check(x, &in, expect.cause ? NULL : &out, expect);
}

/* 32-bit code of x86_64 has levels 0 and 3 alone. */
static bool has_level(const struct transfer *x, unsigned int level)
{
	return !(x->compat && IS_64) || level == 3;
}

/* --------------------------------------------------------- the stack ---- */

static struct run_expect stack_fault(const struct desc_type *t, bool present,
				     unsigned int dpl, unsigned int rpl,
				     unsigned int to)
{
	if (rpl != to || dpl != to || !t->writable)
		return (struct run_expect){ X86_GP, SUBJECT };
	return (struct run_expect){ present ? TRAP_NONE : X86_SS,
				    present ? 0 : SUBJECT };
}

/* Cases below look at the accessed bit and at stacks that are not present. */
static void check_stack(const struct transfer *x, const struct desc_type *t,
			unsigned int i, unsigned int to)
{
	bool present = i & 1;
	unsigned int dpl = i >> 1 & 3, rpl = i >> 3;
	struct run_expect expect = stack_fault(t, present, dpl, rpl, to);
	struct target target = target_land(outer_cs(x, to));
	uint64_t before = desc_type_flat(t, present, dpl);

	test_context("%s to %u SS: P=%u DPL=%u RPL=%u", x->name, to, present,
		     dpl, rpl);
	*gdt_entry(SUBJECT) = before;
	target.ss = (uint16_t)(SUBJECT | rpl);
	if (expect.cause == X86_SS)
		return;
	check(x, &target, expect);
	EXPECT_EQ(*gdt_entry(SUBJECT) & ~(expect.cause ? 0 : DESC_ACCESSED),
		  before & ~(expect.cause ? 0 : DESC_ACCESSED));
}

TEST_EACH(outer_ss, const struct desc_type *t, desc_types,
	  "the stack is writable data of the level that is returned to")
{
	for (unsigned int n = 0; n < NR_TRANSFERS; n++)
		for (unsigned int to = 1; to <= 3; to++)
			for (unsigned int i = 0; i < 32; i++)
				if (returns(&transfers[n]) &&
				    has_level(&transfers[n], to))
					check_stack(&transfers[n], t, i, to);
}

/* The rows that returns() is true for. */
static const struct row {
	const char *name;
} rows[] = { { "ret-32" },
	     { "ret-32-drop" },
	     { "iret-32" },
	     ONLY_64({ "ret-op64" }, { "ret" }, { "ret-op64-drop" },
		     { "iret-op64" }, { "iret" }, ) };

static void check_data_stack(const struct transfer *x, bool present,
			     struct run_expect expect)
{
	struct target target = target_land(outer_cs(x, 3));

	*gdt_entry(SUBJECT) = desc_type_flat(&desc_types[16 + 2], present, 3);
	target.ss = SUBJECT | 3;
	check(x, &target, expect);
}

TEST_EACH(outer_ss_not_present, const struct row *r, rows,
	  "a stack that is not present is #SS")
{
	check_data_stack(transfer_named(r->name), false,
			 (struct run_expect){ X86_SS, SUBJECT });
	EXPECT_FALSE(*gdt_entry(SUBJECT) & DESC_ACCESSED);
}

TEST_EACH(outer_ss_accessed, const struct row *r, rows,
	  "a stack that is taken has its accessed bit set")
{
	check_data_stack(transfer_named(r->name), true, through);
	EXPECT_TRUE(*gdt_entry(SUBJECT) & DESC_ACCESSED);
}

static const struct bad_ss {
	const char *name;
	uint16_t selector;
	unsigned long error;
} bad_sss[] = {
	{ "null-0", 0, 0 },
	{ "null-1", 1, 0 },
	{ "null-3", 3, 0 },
	{ "beyond-gdt", 0xfffb, 0xfff8 },
	{ "no-ldt", SUBJECT | ERROR_TI | 3, SUBJECT | ERROR_TI },
};

TEST_EACH(outer_ss_nowhere, const struct bad_ss *b, bad_sss,
	  "level 3 has a stack with a descriptor, or it is #GP")
{
	for (unsigned int n = 0; n < NR_TRANSFERS; n++) {
		const struct transfer *x = &transfers[n];
		struct target target = target_land(outer_cs(x, 3));

		if (!returns(x))
			continue;
		test_context("%s", x->name);
		*gdt_entry(0) = *gdt_entry(USER_DS); /* not to be found */
		target.ss = b->selector;
		check(x, &target, (struct run_expect){ X86_GP, b->error });
	}
}

TEST(outer_ss_null, "64-bit code below level 3 may have a null stack segment")
{
	if (!IS_64)
		SKIP("64-bit code only");
	for (unsigned int n = 0; n < NR_TRANSFERS; n++) {
		const struct transfer *x = &transfers[n];

		if (!returns(x) || x->compat)
			continue;
		for (uint16_t to = 1; to <= 2; to++) {
			struct target target = target_land(level_cs[to]);

			test_context("%s to %u", x->name, to);
			target.ss = to;
			check(x, &target, through);
		}
	}
}

/* -------------------------------------------------- the data segments ---- */

static const struct data {
	const char *name;
	unsigned int type; /* of desc_types */
	bool kept;	   /* whatever its DPL is */
} datas[] = {
	{ "data-ro", 16 + 1, false },	      { "data-rw", 16 + 3, false },
	{ "data-rw-down", 16 + 7, false },    { "code", 16 + 11, false },
	{ "code-conforming", 16 + 15, true },
};

/* All four registers at once, each from another RPL. */
static void check_data(const struct transfer *x, const struct data *d,
		       unsigned int dpl, unsigned int to)
{
	struct target target = target_land(outer_cs(x, to));
	bool kept = d->kept || dpl >= to;
	struct run_state in, out;
	uint16_t selector = SUBJECT;

	test_context("%s to %u DPL=%u", x->name, to, dpl);
	*gdt_entry(SUBJECT) = desc_type_flat(&desc_types[d->type], true, dpl);
	in = transfer_prepare(x, 0, &target);
	in.ds = USER_DS; /* the operand's */
	in.es = in.fs = in.gs = selector;
	if (x->way == RET || x->way == IRET)
		in.ds = selector;
	out = transfer_arrive(x, &in, &target);
	if (!kept)
		out.ds = out.es = out.fs = out.gs = 0;
	transfer_check(x, &in, &out, through);
}

TEST_EACH(outer_data, const struct data *d, datas,
	  "segments that the outer level may not have are null afterwards")
{
	for (unsigned int n = 0; n < NR_TRANSFERS; n++)
		for (unsigned int to = 1; to <= 3; to++)
			for (unsigned int dpl = 0; dpl <= 3; dpl++)
				if (returns(&transfers[n]) &&
				    has_level(&transfers[n], to))
					check_data(&transfers[n], d, dpl, to);
}

TEST(same_data, "a return to the same level leaves the data segments alone")
{
	for (unsigned int n = 0; n < NR_TRANSFERS; n++) {
		const struct transfer *x = &transfers[n];
		struct target target = target_land(
			x->compat && IS_64 ? KERNEL_CS32 : KERNEL_CS);
		struct run_state in, out;

		if (!returns(x) || (IS_64 && x->way == IRET && x->bytes == 4))
			continue;
		test_context("%s", x->name);
		in = transfer_prepare(x, 0, &target);
		in.ds = in.es = in.fs = in.gs = KERNEL_DS;
		out = transfer_arrive(x, &in, &target);
		transfer_check(x, &in, &out, through);
	}
}

/* ------------------------------------------------------ 16-bit stacks ---- */

TEST(outer_sp16, "a 16-bit stack takes SP alone; of ESP the kernel's is seen")
{
	for (unsigned int n = 0; n < NR_TRANSFERS; n++) {
		const struct transfer *x = &transfers[n];
		struct target target = target_land(USER_CS32);
		struct run_state in;
		struct run_end end;

		if (x->way != IRET || x->bytes == 2)
			continue;
		test_context("%s", x->name);
		*gdt_entry(SUBJECT) = desc_segment(
			0, 0xffff,
			DESC_S | DESC_P | DESC_DPL(3) | DESC_DATA_RW);
		target.ss = SUBJECT | 3;
		target.sp = 0x5678;
		in = transfer_prepare(x, 0, &target);
		end = run_across(&in);
		EXPECT_TRAP(end.trap, X86_UD);
		EXPECT_EQ(end.state.ip, (uintptr_t)land_at);
		EXPECT_EQ(end.state.ss, target.ss);
		EXPECT_EQ(end.state.sp & 0xffff, 0x5678);
		if (end.state.sp >> 16) /* or bits 31:16 of what was popped */
			EXPECT_EQ(end.state.sp >> 16, in.sp >> 16);
	}
}

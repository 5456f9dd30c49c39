/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each instruction at each offset. */
#include "ops.h"
#include "suite.h"

#include <string.h>

ALIGN_CHECK_SUITE;

OPS(OP_CODE)

static const struct op ops[] = { OPS(OP_ROW) };

enum {
	OFFSETS = 16
};

static const struct mode checked = { .user = true, .am = true, .ac = true };

/* What the code in front of the instruction has changed is its own affair. */
static void expect_ac(const struct op *op, const struct outcome *o,
		      const struct registers *in)
{
	EXPECT_TRAP(o->trap, X86_AC);
	EXPECT_EQ(o->nr, 1);
	EXPECT_EQ(o->trap.pc, (uintptr_t)op->code.at);
	EXPECT_TRUE(o->trap.user);
	EXPECT_EQ(o->frame.flags & EFLAGS_AC, EFLAGS_AC);
	EXPECT_EQ(o->out.bx, in->bx);
	EXPECT_EQ(o->out.dx, in->dx);
	if (op->entry == op->code.at)
		expect_registers(o, in);
	EXPECT_MEMEQ(align_area, align_before, AREA_BYTES);
}

TEST_EACH(misaligned, const struct op *op, ops,
	  "#AC(0) at each offset that is not a multiple, and nothing is written")
{
	for (unsigned int offset = 0; offset < OFFSETS; offset++) {
		struct registers in;
		struct outcome o;

		if (offset % op->align == 0)
			continue;
		o = op_run(op, checked, offset, &in);
		expect_ac(op, &o, &in);
	}
}

/* Ends, with the same in memory and in registers as where nothing is checked. */
static void expect_same(const struct op *op, struct mode mode,
			struct mode reference, unsigned int offset)
{
	static uint8_t area[AREA_BYTES];
	struct registers in;
	struct outcome ref = op_run(op, reference, offset, &in), o;

	memcpy(area, align_area, AREA_BYTES);
	o = op_run(op, mode, offset, &in);
	expect_done(&ref);
	expect_done(&o);
	EXPECT_EQ(o.nr, 1);
	EXPECT_MEMEQ(align_area, area, AREA_BYTES);
	EXPECT_EQ(o.out.ax, ref.out.ax);
	EXPECT_EQ(o.out.cx, ref.out.cx);
	EXPECT_EQ(o.out.dx, ref.out.dx);
	EXPECT_EQ(o.out.di, ref.out.di);
	EXPECT_EQ(o.out.flags ^ ref.out.flags,
		  mode.ac != reference.ac ? EFLAGS_AC : 0);
}

TEST_EACH(aligned, const struct op *op, ops, "none at a multiple")
{
	for (unsigned int offset = 0; offset < OFFSETS; offset += op->align)
		expect_same(op, checked, (struct mode){ .user = true }, offset);
}

static void expect_unchecked(const struct op *op, struct mode mode,
			     struct mode reference)
{
	for (unsigned int offset = 0; offset < OFFSETS; offset++)
		expect_same(op, mode, reference, offset);
}

TEST_EACH(without_am, const struct op *op, ops, "none with CR0.AM = 0")
{
	expect_unchecked(op, (struct mode){ .user = true, .ac = true },
			 (struct mode){ .user = true });
}

TEST_EACH(without_ac, const struct op *op, ops, "none with EFLAGS.AC = 0")
{
	expect_unchecked(op, (struct mode){ .user = true, .am = true },
			 (struct mode){ .user = true });
}

TEST_EACH(cpl0, const struct op *op, ops, "none at CPL 0")
{
	expect_unchecked(op, (struct mode){ .am = true, .ac = true },
			 (struct mode){ .ac = true });
}

/* There AC is about something else. */
TEST_EACH(cpl0_smap, const struct op *op, ops, "none at CPL 0 with SMAP on",
	  .needs = NEEDS(&x86_smap))
{
	test_defer(write_cr4, read_cr4());
	write_cr4(read_cr4() | CR4_SMAP);
	expect_unchecked(op, (struct mode){ .am = true, .ac = true },
			 (struct mode){ .ac = true });
}

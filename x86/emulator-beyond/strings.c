/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Strings: a fault in the middle, counts of 0, the source's segment, addresses of other
 * sizes (SDM vol. 2, REP; vol. 1, 7.3.9).
 */
#include "suite.h"

#include <arch/io.h>
#include <mm/page.h>
#include <string.h>
#include <x86/desc.h>
#include <x86/msr.h>

BEYOND_SUITE;

enum {
	MOVS = 0xa4,
	CMPS = 0xa6,
	STOS = 0xaa,
	LODS = 0xac,
	SCAS = 0xae
};

static const struct insn_row rows[] = { INSN_STRING_ROWS(INSN_SIZES_8) };

/* ------------------------------------------------------------- faults ---- */

static struct insn_code rep(const struct insn_row *r)
{
	struct insn_code c = { { 0xf3 }, 1 };

	insn_op(&c, &exec_kernel, r->bytes, r->op | (r->bytes > 1), 0);
	return c;
}

static bool has_source(const struct insn_row *r)
{
	return r->op == MOVS || r->op == CMPS || r->op == LODS;
}

static bool has_destination(const struct insn_row *r)
{
	return r->op != LODS;
}

/*
 * Of five elements, two are in the page and the third is not; all compare equal.
 * @source: it is the source that leaves the page.
 */
static void fault(const struct insn_row *r, const struct exec *x, bool source,
		  bool down)
{
	struct insn_code c = rep(r);
	struct exec_state in = insn_state(x), want;
	uint64_t step = down ? -(uint64_t)r->bytes : r->bytes;
	uint8_t *edge = down ? exec_page(EXEC_RAM0) : exec_page(EXEC_ABSENT);
	uint8_t *first = edge + (down ? 1 : -2) * (int)r->bytes;
	uint8_t *good = exec_page(EXEC_RAM1) + 0x800;

	memset(exec_page(EXEC_RAM0), 0x5a, 64);
	memset(exec_page(EXEC_ABSENT) - 64, 0x5a, 64);
	memset(good - 64, 0x5a, 128);
	memset(&in.gpr[REG_AX], 0x5a, r->bytes);
	in.flags |= down ? EFLAGS_DF : 0;
	in.gpr[REG_CX] = 5;
	in.gpr[REG_SI] = (uintptr_t)(source ? first : good);
	in.gpr[REG_DI] = (uintptr_t)(source ? good : first);
	want = in;
	want.cause = X86_PF;
	want.error = (r->op == MOVS || r->op == STOS) && !source ? PF_W : 0;
	if (x == &exec_user)
		want.error |= PF_U;
	want.address = (uintptr_t)edge - (down ? r->bytes : 0);
	want.gpr[REG_CX] = 3;
	if (r->op == LODS)
		insn_put(&want, REG_AX, r->bytes, in.gpr[REG_AX]);
	if (has_source(r))
		want.gpr[REG_SI] += 2 * step;
	if (has_destination(r))
		want.gpr[REG_DI] += 2 * step;
	insn_once(x, &c, &in, &want, EFLAGS_ARITH);
}

static void faults(const struct exec *x, const struct insn_row *r)
{
	for (unsigned int down = 0; down < 2; down++) {
		if (has_source(r))
			fault(r, x, true, down);
		if (has_destination(r))
			fault(r, x, false, down);
	}
}

INSN_EACH(fault, struct insn_row, rows, faults,
	  "in the middle leaves what is done and what is to do");

/* With a count of 0 there is no access, and flags stay. */
static void none(const struct exec *x, const struct insn_row *r)
{
	struct insn_code c = rep(r);
	struct exec_state in = insn_state(x);

	in.flags |= EFLAGS_ARITH;
	in.gpr[REG_CX] = 0;
	in.gpr[REG_SI] = in.gpr[REG_DI] = (uintptr_t)exec_page(EXEC_ABSENT);
	insn_once(x, &c, &in, &in, 0);
	c.bytes[0] = 0xf2;
	insn_once(x, &c, &in, &in, 0);
}

INSN_EACH(count_0, struct insn_row, rows, none, "does nothing");

/* ----------------------------------------------------------- addresses ---- */

static void unreserve(uintptr_t start)
{
	page_unreserve(start, PAGE_SIZE);
}

/* A page that 16-bit addresses reach, one to one. */
static uint8_t *low_page(void)
{
	for (uintptr_t at = PAGE_SIZE; at < 0x10000; at += PAGE_SIZE) {
		if (page_reserve(at, PAGE_SIZE) < 0)
			continue;
		test_defer(unreserve, at);
		return (uint8_t *)at;
	}
	ERROR("no page below 64 KiB is free");
}

TEST_EACH(address_size, const struct insn_row *r, rows,
	  "takes CX, SI, DI of that size")
{
	struct exec x = exec_kernel;
	uint8_t *page = low_page();
	struct exec_place place = { .name = "low RAM",
				    .address = (uintptr_t)page + 0x100 +
					       EXEC_OPERAND,
				    .window = page + 0x100 };

	x.place = &place;
	insn_string(&x, r);
}

/* ------------------------------------------------------------ segments ---- */

static void restore_fs(uintptr_t base)
{
	write_fs(sizeof(long) == 8 ? 0 : KERNEL_DS);
	if (sizeof(long) == 8)
		wrmsr(MSR_IA32_FS_BASE, base);
}

void fs_base(void)
{
	test_defer(restore_fs, sizeof(long) == 8 ? rdmsr(MSR_IA32_FS_BASE) : 0);
	*gdt_entry(SPARE_SEL_BASE) =
		desc_segment(FS_DELTA, 0xfffff,
			     DESC_S | DESC_DATA_RW | DESC_G | DESC_P | DESC_DB);
	write_fs(SPARE_SEL_BASE);
	if (sizeof(long) == 8)
		wrmsr(MSR_IA32_FS_BASE, FS_DELTA);
}

/* The base counts for SI, never for DI. */
static void override(const struct insn_row *r, struct exec x)
{
	struct insn_code c = { { 0x64 }, 1 };
	struct exec_state in, want;
	uint8_t *from = exec_page(EXEC_RAM1) + 0x200;
	uint8_t *to = exec_page(EXEC_RAM1) + 0x400;
	uint64_t element = 0x1122334455667788;

	fs_base();
	memset(exec_page(EXEC_RAM1), 0, PAGE_SIZE);
	memcpy(from + FS_DELTA, &element, 8);
	memcpy(to, &element, 8);
	insn_op(&c, &x, r->bytes, r->op | (r->bytes > 1), 0);
	in = insn_state(&x);
	in.gpr[REG_AX] = sizeof(long) == 8 ? element : (uint32_t)element;
	in.gpr[REG_SI] = (uintptr_t)from;
	in.gpr[REG_DI] = (uintptr_t)to;
	want = in;
	if (has_source(r))
		want.gpr[REG_SI] += r->bytes;
	if (has_destination(r))
		want.gpr[REG_DI] += r->bytes;
	if (r->op == LODS)
		insn_put(&want, REG_AX, r->bytes, element);
	if (r->op == CMPS || r->op == SCAS)
		want.flags |= EFLAGS_ZF | EFLAGS_PF; /* they are equal */
	insn_once(&x, &c, &in, &want, 0);
	EXPECT_MEMEQ(to, &element, 8);
	EXPECT_EQ(to[FS_DELTA], 0);
}

TEST_EACH(segment, const struct insn_row *r, rows, "changes the source alone")
{
	override(r, exec_kernel);
}

TEST_EACH(segment_forced, const struct insn_row *r, rows,
	  "changes the source alone", .needs = NEEDS(&x86_forced_emulation))
{
	override(r, exec_forced);
}

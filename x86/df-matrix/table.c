/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the IDT ends, and where a page of it is not there.
 *
 * Intel SDM vol. 3, 6.10: the limit is the last byte that is valid.
 */
#include "suite.h"

#include <string.h>

DF_MATRIX_SUITE;

enum {
	GATE_BYTES = sizeof(struct gate),
	MARK = 0xbad3000
};

static void load_idt(uintptr_t base, unsigned int limit)
{
	const struct desc_ptr ptr = { .limit = (uint16_t)limit, .base = base };

	lidt(&ptr);
}

/* The one that is being run: what damage() of run_both() needs. */
static const struct limit_row {
	const char *name;
	const struct provocation *first;
	unsigned int bytes; /* of the gate, which are within the limit */
} * limit_running, limits[] = {
	{ "int-n-" GATES "-none", &provoke_int_n, 0 },
	{ "int-n-" GATES "-one", &provoke_int_n, 1 },
	{ "int-n-" GATES "-half", &provoke_int_n, GATE_BYTES / 2 },
	{ "int-n-" GATES "-all-but-one", &provoke_int_n, GATE_BYTES - 1 },
	{ "int-n-all", &provoke_int_n, GATE_BYTES },
	{ "mf-" GATES "-none", &provoke_mf, 0 },
	{ "mf-" GATES "-all-but-one", &provoke_mf, GATE_BYTES - 1 },
	{ "mf-all", &provoke_mf, GATE_BYTES },
};

static void cut(unsigned int vector)
{
	load_idt(idt_init_ptr().base,
		 vector * GATE_BYTES + limit_running->bytes - 1);
}

static const struct second cut_off = { .damage = cut };

static struct outcome run_cut(const struct limit_row *r, bool user)
{
	bool within = r->bytes == GATE_BYTES;
	const struct provocation *f = r->first;
	const char *pc = within && f->pc ? f->pc : f->code.at;
	struct registers in;
	struct outcome o;

	limit_running = r;
	o = run_both(f, &cut_off, user, &in);
	EXPECT_TRAP_CAUSE(o.trap, within ? f->cause : X86_GP);
	EXPECT_EQ(o.nr, 1);
	EXPECT_EQ(o.frame.ip, (uintptr_t)pc);
	expect_registers(&o, &in);
	return o;
}

TEST_EACH(limit, const struct limit_row *r, limits,
	  "#GP for a gate that is not wholly within the limit of the IDT")
{
	run_cut(r, false);
	run_cut(r, true);
}

TEST_EACH(limit_error, const struct limit_row *r, limits,
	  "names the gate beyond the limit in the error code")
{
	unsigned long error = X86_VECTOR(r->first->cause) * 8 + ERROR_IDT;

	if (r->bytes == GATE_BYTES)
		error = 0;
	EXPECT_EQ(run_cut(r, false).frame.error & ~1ul, error);
}

/* ------------------------------------------------------ absent pages ---- */

static const struct page_row {
	const char *name;
	const struct provocation *first;
	enum page border; /* where the page after the border begins */
	int bytes;	  /* from the IDT's base to the border */
} * page_running, pages[] = {
	{ "de-below", &provoke_de, MAPPED, 8 * GATE_BYTES },
	{ "bp-below", &provoke_bp, MAPPED, 8 * GATE_BYTES },
	{ "ud-below", &provoke_ud, MAPPED, 8 * GATE_BYTES },
	{ "nm-below", &provoke_nm, MAPPED, 8 * GATE_BYTES },
	{ "mf-above", &provoke_mf, UNMAPPED_TOO, 16 * GATE_BYTES },
	{ "mf-half-above", &provoke_mf, UNMAPPED_TOO,
	  16 * GATE_BYTES + GATE_BYTES / 2 },
	{ "int-n-above", &provoke_int_n, UNMAPPED_TOO, 32 * GATE_BYTES },
};

static uintptr_t base_of(const struct page_row *r)
{
	return (uintptr_t)damaged_page(r->border) - (uintptr_t)r->bytes;
}

/* Of the gates those that are in the page, to the byte. */
static void move(unsigned int vector)
{
	uintptr_t base = base_of(page_running),
		  end = base + IDT_GATES * GATE_BYTES;
	uintptr_t page = (uintptr_t)damaged_page(MAPPED);
	uintptr_t from = base > page ? base : page;
	uintptr_t to = end < page + PAGE_SIZE ? end : page + PAGE_SIZE;

	(void)vector;
	memcpy((void *)from, (void *)(idt_init_ptr().base + (from - base)),
	       to - from);
	load_idt(base, IDT_GATES * GATE_BYTES - 1);
}

static const struct second moved = { .damage = move };

/* The first byte of the gate that is not there. */
static uintptr_t missing(const struct page_row *r)
{
	uintptr_t gate = base_of(r) + X86_VECTOR(r->first->cause) * GATE_BYTES;
	uintptr_t border = (uintptr_t)damaged_page(r->border);

	return r->border != MAPPED && gate < border ? border : gate;
}

static void check_page(const struct page_row *r, bool user)
{
	struct registers in;
	struct outcome o;

	page_running = r;
	write_cr2(MARK);
	o = run_both(r->first, &moved, user, &in);
	EXPECT_TRAP(o.trap, X86_PF);
	EXPECT_EQ(o.nr, 1);
	EXPECT_EQ(o.cr2, missing(r));
	EXPECT_EQ(o.frame.ip, (uintptr_t)r->first->code.at);
	expect_registers(&o, &in);
}

TEST_EACH(unmapped, const struct page_row *r, pages,
	  "#PF of the kernel's where the page of the gate is not there")
{
	check_page(r, false);
	check_page(r, true);
}

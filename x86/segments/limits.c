/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Limits of data and stack segments, in 32-bit code: every size of access, at
 * the last place that is inside and at each that is not.
 *
 * Intel SDM vol. 3, 5.3 (limit checking), 3.4.5 (limit, G, D/B, expand-down).
 */
#include "access.h"

#include <x86/features.h>

SEGMENTS_SUITE;

#define DATA DESC_DATA_RW
#define DOWN DESC_DATA_RW_DOWN

static const struct edge {
	const char *name;
	uint64_t bits;
	uint32_t limit; /* as the descriptor has it */
	uint32_t edge;	/* the last offset inside, or the first one */
	enum {
		LAST,
		FIRST
	} which;
} edges[] = {
	{ "bytes", DATA | DESC_DB, 0x123, 0x123, LAST },
	{ "bytes-16-bit", DATA, 0x123, 0x123, LAST },
	{ "bytes-few", DATA | DESC_DB, 0x8, 0x8, LAST },
	{ "bytes-64k", DATA | DESC_DB, 0xffff, 0xffff, LAST },
	{ "bytes-64k-16-bit", DATA, 0xffff, 0xffff, LAST },
	{ "bytes-limit-16", DATA | DESC_DB, 0x10008, 0x10008, LAST },
	{ "bytes-limit-17", DATA | DESC_DB, 0x20008, 0x20008, LAST },
	{ "bytes-limit-18", DATA | DESC_DB, 0x40008, 0x40008, LAST },
	{ "bytes-limit-19", DATA | DESC_DB, 0x80008, 0x80008, LAST },
	{ "bytes-1m", DATA | DESC_DB, 0xfffff, 0xfffff, LAST },
	{ "page", DATA | DESC_DB | DESC_G, 0, 0xfff, LAST },
	{ "pages", DATA | DESC_DB | DESC_G, 0x5, 0x5fff, LAST },
	{ "pages-16-bit", DATA | DESC_G, 0x13, 0x13fff, LAST },
	{ "pages-2g", DATA | DESC_DB | DESC_G, 0x7ffff, 0x7fffffff, LAST },
	{ "pages-almost-4g", DATA | DESC_DB | DESC_G, 0xffffe, 0xffffefff,
	  LAST },
	{ "down", DOWN | DESC_DB, 0x123, 0x124, FIRST },
	{ "down-0", DOWN | DESC_DB, 0x8, 0x9, FIRST },
	{ "down-1m", DOWN | DESC_DB, 0xfffff, 0x100000, FIRST },
	{ "down-pages", DOWN | DESC_DB | DESC_G, 0x2, 0x3000, FIRST },
	{ "down-16-bit", DOWN, 0x123, 0x124, FIRST },
	{ "down-16-bit-last", DOWN, 0x123, 0xffff, LAST },
	{ "down-16-bit-pages", DOWN | DESC_G, 0x1, 0x2000, FIRST },
	{ "down-16-bit-pages-last", DOWN | DESC_G, 0x1, 0xffff, LAST },
};

/* Where nothing is beyond the last offset but the first. */
static const struct edge whole[] = {
	{ "pages-4g", DATA | DESC_DB | DESC_G, 0xfffff, 0xffffffff, LAST },
	{ "pages-4g-16-bit", DATA | DESC_G, 0xfffff, 0xffffffff, LAST },
	{ "down-last", DOWN | DESC_DB, 0x123, 0xffffffff, LAST },
	{ "down-pages-last", DOWN | DESC_DB | DESC_G, 0x5, 0xffffffff, LAST },
};

/* The edge is in the middle of the arena. */
static uint8_t *const middle = arena + ARENA_BYTES / 2;

static void run_at(const struct access *a, const struct edge *e,
		   uint32_t offset, unsigned int cpl, bool faults)
{
	uint32_t base = (uint32_t)((uintptr_t)middle - e->edge);
	uint64_t bits = e->bits | DESC_S | DESC_P | DESC_DPL(cpl);

	if (e->bits & DESC_DB || a->address != AT_SP)
		access_run(a, desc_segment(base, e->limit, bits), offset, cpl,
			   faults, middle + (int32_t)(offset - e->edge));
}

/* Traps of CPL 0 arrive on the stack that SS says. */
static void at_levels(const struct access *a, const struct edge *e,
		      uint32_t offset, bool faults)
{
	test_context("%s at %#lx", a->name, (unsigned long)offset);
	run_at(a, e, offset, 3, faults);
	if (a->reg != SS)
		run_at(a, e, offset, 0, faults);
}

static void inside(const struct edge *e)
{
	for (unsigned int i = 0; i < NR_ACCESSES; i++)
		at_levels(&accesses[i], e,
			  e->which == FIRST ? e->edge :
					      e->edge + 1 - accesses[i].bytes,
			  false);
}

TEST_EACH(inside, const struct edge *e, edges,
	  "an access that ends at the limit is let through")
{
	inside(e);
}

TEST_EACH(inside_whole, const struct edge *e, whole,
	  "an access that ends with the last byte of 4 GiB is let through")
{
	inside(e);
}

/* Straddling by each number of bytes, and all of it beyond. */
static void beyond(const struct edge *e)
{
	for (unsigned int i = 0; i < NR_ACCESSES; i++) {
		const struct access *a = &accesses[i];

		for (unsigned int n = 1; n <= a->bytes; n++)
			at_levels(a, e,
				  e->which == FIRST ?
					  e->edge - n :
					  e->edge + 1 - a->bytes + n,
				  true);
	}
}

TEST_EACH(beyond, const struct edge *e, edges,
	  "an access with any byte beyond the limit faults, and does nothing")
{
	beyond(e);
}

TEST_EACH(forced, const struct edge *e, edges,
	  "limits hold for emulated instructions",
	  .needs = NEEDS(&x86_forced_emulation))
{
	test_defer(run_forced, false);
	run_forced(true);
	inside(e);
	beyond(e);
}

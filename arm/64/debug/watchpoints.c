/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which bytes a watchpoint watches, and which accesses: D2.9. */
#include "suite.h"

#include <arch/page.h>
#include <mm/page.h>
#include <string.h>

DEBUG_SUITE;

#define ON   (MDSCR_KDE | MDSCR_MDE)
#define BOTH (WCR_LOAD | WCR_STORE)
#define EL1  (DEBUG_E | DEBUG_EL1)
#define EL10 (DEBUG_E | DEBUG_EL1 | DEBUG_EL0)

/* In the image, for EL0. Nothing watches its ends. */
static uint8_t area[256] __attribute__((aligned(256)));

enum {
	MIDDLE = 128
};

static void set_watchpoint(unsigned int n, uintptr_t address, uint64_t control)
{
	debug_write(DEBUG_WVR, n, address);
	debug_write(DEBUG_WCR, n, control);
}

struct kind {
	const char *name;
	void (*fn)(const void *);
	uint8_t bytes, step; /* step: alignment that it needs */
	bool load, store;
	const struct feature *need;
};

static const struct kind kinds[] = {
	{ "ldrb", debug_ldrb, 1, 1, true },
	{ "ldrh", debug_ldrh, 2, 2, true },
	{ "ldr-w", debug_ldr_w, 4, 4, true },
	{ "ldr-x", debug_ldr_x, 8, 8, true },
	{ "ldrsw", debug_ldrsw, 4, 4, true },
	{ "ldp-w", debug_ldp_w, 8, 4, true },
	{ "ldp-x", debug_ldp_x, 16, 8, true },
	{ "ldr-q", debug_ldr_q, 16, 16, true, false, &arm_fp },
	{ "ldp-q", debug_ldp_q, 32, 16, true, false, &arm_fp },
	{ "ld4", debug_ld4, 64, 16, true, false, &arm_fp },
	{ "ldar", debug_ldar, 8, 8, true },
	{ "ldxr", debug_ldxr, 8, 8, true },
	{ "ldxp", debug_ldxp, 16, 16, true },
	{ "strb", debug_strb, 1, 1, false, true },
	{ "strh", debug_strh, 2, 2, false, true },
	{ "str-w", debug_str_w, 4, 4, false, true },
	{ "str-x", debug_str_x, 8, 8, false, true },
	{ "stp-w", debug_stp_w, 8, 4, false, true },
	{ "stp-x", debug_stp_x, 16, 8, false, true },
	{ "str-q", debug_str_q, 16, 16, false, true, &arm_fp },
	{ "stp-q", debug_stp_q, 32, 16, false, true, &arm_fp },
	{ "st4", debug_st4, 64, 16, false, true, &arm_fp },
	{ "stlr", debug_stlr, 8, 8, false, true },
	{ "swp", debug_swp, 8, 8, true, true, &arm_lse },
	{ "ldadd", debug_ldadd, 8, 8, true, true, &arm_lse },
	{ "cas", debug_cas, 8, 8, true, true, &arm_lse },
};

static void need(const struct kind *k)
{
	if (k->need && !k->need->probe())
		SKIP("needs %s", k->need->name);
	memset(area, 0xa5, sizeof(area));
}

static void expect_untouched(void)
{
	for (unsigned int i = 0; i < sizeof(area); i++)
		if (area[i] != 0xa5)
			EXPECT_EQ(i, -1);
}

/*
 * The address is one that the access and the watchpoint have in common, or
 * below that within the access: table "FAR_ELx, watchpoint". WnR of an atomic
 * is clear where the load of it would have hit too: D19.2.37, ISS.
 */
static void expect_hit(const struct trap *t, const struct kind *k,
		       uintptr_t access, uintptr_t watched_last,
		       enum debug_who who)
{
	EXPECT_TRAP_ERROR(
		*t, ARM_WATCHPOINT,
		debug_esr(k->load ? ESR_WATCHPOINT : ESR_WATCHPOINT_WNR, who));
	EXPECT_EQ(t->pc, (uintptr_t)k->fn + 8);
	EXPECT_GE(t->address, access);
	EXPECT_LE(t->address, watched_last);
	EXPECT_LT(t->address, access + k->bytes);
}

static const uint8_t selects[] = { 0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40,
				   0x80, 0x03, 0x0f, 0xf0, 0x3c, 0xff };

static void check_offset(const struct kind *k, enum debug_who who, uint8_t bas,
			 unsigned int offset)
{
	uintptr_t first = (uintptr_t)area + MIDDLE + __builtin_ctz(bas);
	uintptr_t last = (uintptr_t)area + MIDDLE + 31 - __builtin_clz(bas);
	uintptr_t access = (uintptr_t)area + offset;
	struct trap t;

	t = debug_call(who, k->fn, (const void *)access);
	if (access <= last && access + k->bytes > first) {
		expect_hit(&t, k, access, last, who);
		return;
	}
	EXPECT_TRAP(t, TRAP_NONE);
	if (k->store && who == BY_EL1 && bas == 0xff)
		memset(area, 0xa5, sizeof(area));
}

static void check_bytes(const struct kind *k, enum debug_who who,
			unsigned int step)
{
	for (unsigned int i = 0; i < sizeof(selects); i++) {
		set_watchpoint(0, (uintptr_t)area + MIDDLE,
			       EL10 | BOTH | WCR_BAS((uint32_t)selects[i]));
		for (unsigned int at = MIDDLE - k->bytes; at <= MIDDLE + 8;
		     at += step) {
			test_context("BAS 0x%x, offset %d", selects[i],
				     (int)at - MIDDLE);
			check_offset(k, who, selects[i], at);
		}
	}
}

TEST_EACH(bytes_el1, const struct kind *k, kinds,
	  "an access hits where it touches a byte that is watched")
{
	need(k);
	debug_mdscr(ON);
	check_bytes(k, BY_EL1, k->step);
}

TEST_EACH(bytes_el0, const struct kind *k, kinds,
	  "the same at EL0, without MDSCR_EL1.KDE")
{
	need(k);
	debug_mdscr(MDSCR_MDE);
	check_bytes(k, BY_EL0, k->step);
}

static const struct kind unaligned[] = {
	{ "ldrh", debug_ldrh, 2, 1, true },
	{ "ldr-w", debug_ldr_w, 4, 1, true },
	{ "ldr-x", debug_ldr_x, 8, 1, true },
	{ "ldr-q", debug_ldr_q, 16, 1, true, false, &arm_fp },
	{ "strh", debug_strh, 2, 1, false, true },
	{ "str-w", debug_str_w, 4, 1, false, true },
	{ "str-x", debug_str_x, 8, 1, false, true },
	{ "str-q", debug_str_q, 16, 1, false, true, &arm_fp },
};

TEST_EACH(unaligned, const struct kind *k, unaligned,
	  "an unaligned access hits where it touches a byte that is watched")
{
	need(k);
	debug_mdscr(ON);
	check_bytes(k, BY_EL1, 1);
}

/* The access is not performed. */
TEST_EACH(untouched, const struct kind *k, kinds, "what hits does not access")
{
	need(k);
	debug_mdscr(ON);
	set_watchpoint(0, (uintptr_t)area + MIDDLE,
		       EL1 | BOTH | WCR_BAS(0xffu));
	EXPECT_TRAP_CAUSE(debug_call(BY_EL1, k->fn, area + MIDDLE),
			  ARM_WATCHPOINT);
	expect_untouched();
	if (k->load) /* into X1, which was 0 */
		EXPECT_EQ(debug_frame.x[1], 0);
}

static void check_lsc(const struct kind *k, uint32_t lsc, bool hit, bool wnr)
{
	struct trap t;

	set_watchpoint(0, (uintptr_t)area + MIDDLE, EL1 | lsc | WCR_BAS(0xffu));
	t = debug_call(BY_EL1, k->fn, area + MIDDLE);
	if (hit)
		EXPECT_TRAP_ERROR(t, ARM_WATCHPOINT,
				  wnr ? ESR_WATCHPOINT_WNR : ESR_WATCHPOINT);
	else
		EXPECT_TRAP(t, TRAP_NONE);
}

TEST_EACH(lsc, const struct kind *k, kinds,
	  "hits loads, stores or both, as the register says")
{
	need(k);
	debug_mdscr(ON);
	check_lsc(k, 0, false, false);
	check_lsc(k, WCR_LOAD, k->load, false);
	check_lsc(k, WCR_STORE, k->store, k->store);
	check_lsc(k, BOTH, true, !k->load);
}

static const struct mask_row {
	const char *name;
	unsigned int mask;
} masks[] = { { "8", 3 },      { "16", 4 },	{ "32", 5 },
	      { "64", 6 },     { "128", 7 },	{ "256", 8 },
	      { "512", 9 },    { "1024", 10 },	{ "2048", 11 },
	      { "4096", 12 },  { "8192", 13 },	{ "16384", 14 },
	      { "32768", 15 }, { "65536", 16 }, { "131072", 17 } };

TEST_EACH(mask, const struct mask_row *r, masks,
	  "hits from the first to the last byte of a masked range")
{
	enum {
		ORDER = 7
	};
	uint8_t *block = page_alloc(ORDER, PAGE_ANY); /* 512 KiB */
	uint8_t *start = block + (1u << 18), *end = start + (1u << r->mask);
	uint8_t *const in[] = { start, start + 1, end - 2, end - 1 };
	uint8_t *const out[] = { start - 1, end, start - (1u << r->mask),
				 end + (1u << r->mask) - 1 };

	test_defer(page_free, block);
	set_watchpoint(0, (uintptr_t)start,
		       EL1 | BOTH | WCR_BAS(0xffu) | WCR_MASK(r->mask));
	debug_mdscr(ON);
	for (unsigned int i = 0; i < 4; i++) {
		struct trap t = debug_call(BY_EL1, debug_strb, in[i]);

		test_context("byte %u", i);
		EXPECT_TRAP_ERROR(t, ARM_WATCHPOINT, ESR_WATCHPOINT_WNR);
		EXPECT_EQ(t.address, (uintptr_t)in[i]);
		EXPECT_TRAP(debug_call(BY_EL1, debug_strb, out[i]), TRAP_NONE);
	}
}

static void check_word(uint8_t *at, unsigned int bas)
{
	set_watchpoint(0, (uintptr_t)at, EL1 | BOTH | WCR_BAS(bas));
	debug_mdscr(ON);
	for (int i = -4; i <= 7; i++) {
		struct trap t = debug_call(BY_EL1, debug_ldrb, at + i);

		test_context("BAS 0x%x, byte %d", bas, i);
		if (i < 0 || i > 3)
			EXPECT_TRAP(t, TRAP_NONE);
		else
			EXPECT_EQ(t.address, (uintptr_t)at + i);
	}
}

/* D2.9.4: an address of 4-byte alignment, deprecated: BAS[3:0] alone */
TEST(word_address, "watches four bytes from an address that ends in 4")
{
	check_word(area + MIDDLE + 4, 0xf);
	check_word(area + MIDDLE + 4, 0xff);
}

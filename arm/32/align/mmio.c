/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loads and stores of device registers. What comes with a valid syndrome (one
 * general register, no write-back: G8.2.75, ISV) a hypervisor has to emulate; of
 * the rest it may refuse any, but none may be half right.
 */
#include "accesses.h"

ALIGN_SUITE;

/* Not done at all: an external abort, with everything as it was. */
static bool refused(const struct row *r, const struct a32_outcome *o, char *at)
{
	if (!(r->flags & (NO_ISV | VFP)) && r->bytes <= 4)
		return false;
	if (o->trap.cause != ARM_DATA_ABORT)
		return false;
	access_expect_fault(r, o, ARM_DATA_ABORT, FSR_LPAE | FSC_EXTERNAL,
			    (uintptr_t)at);
	return true;
}

/* Registers, and write-back, which is no part of what was in memory. */
static void expect_done(const struct row *r, const struct a32_outcome *o)
{
	struct a32_outcome back = *o;

	*(r->flags & BASE_SP ? &back.in.sp : &back.in.r[0]) +=
		(uint32_t)r->back;
	expect_a32_done(&back, access_changes(r));
}

/* Signs of bytes, half-words and words, both ways. */
static const uint32_t values[] = { 0x80ffa5a5, 0x7f007f80, 0xffff8001,
				   0x00017ffe, 0x80000001, 0x7ffffffe };

static const struct row loads[] = { LOADS(ROW) BYTES_LOADED(ROW) };

TEST_EACH(mmio_load, const struct row *r, loads,
	  "a device register is loaded exactly", .needs = NEEDS(&align_pl031))
{
	char *at = align_rtc() + RTCMR;

	for (unsigned int i = 0; i < sizeof(values) / sizeof(*values); i++) {
		struct a32_outcome o;

		test_context("0x%x", (unsigned int)values[i]);
		align_put_match(values[i]);
		o = access_run(r, MODE_SYS, at, false);
		if (refused(r, &o, at))
			continue;
		expect_done(r, &o);
		EXPECT_EQ(o.frame.r[2],
			  access_loaded(r, (const uint8_t *)&values[i], 0));
		EXPECT_EQ(align_match(), values[i]);
	}
}

static const struct row stores[] = { WORD_STORES(ROW) };

TEST_EACH(mmio_store, const struct row *r, stores,
	  "a device register is stored exactly", .needs = NEEDS(&align_pl031))
{
	char *at = align_rtc() + RTCMR;
	struct a32_outcome o;

	align_put_match(0x76543210);
	o = access_run(r, MODE_SYS, at, false);
	if (refused(r, &o, at)) {
		EXPECT_EQ(align_match(), 0x76543210);
		return;
	}
	expect_done(r, &o);
	EXPECT_EQ(align_match(), o.in.r[2]);
}

static const struct row several[] = { MULTIPLE_LOADED(ROW) };

TEST_EACH(mmio_several, const struct row *r, several,
	  "several registers of a device are loaded, each its own, or none",
	  .needs = NEEDS(&align_pl031))
{
	char *rtc = align_rtc();
	struct a32_outcome o;
	char *at;

	for (unsigned int first = 3; first <= 4; first++) {
		test_context("from word %u", first);
		at = rtc + PERIPH_ID + 4 * first;
		o = access_run(r, MODE_SYS, at, false);
		if (refused(r, &o, at))
			continue;
		expect_done(r, &o);
		for (unsigned int i = 0; i < r->bytes / 4; i++)
			EXPECT_EQ(o.frame.r[2 + i],
				  align_identification[first + i]);
	}
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Code segments of every mode as targets: limits, D and L; and selectors that
 * name nothing.
 *
 * Intel SDM vol. 2, JMP, CALL, RET, IRET; vol. 3, 3.4.5, 5.2.1, 5.3.
 */
#include "suite.h"

#include <x86/features.h>

FAR_TRANSFER_SUITE;

static const struct run_expect through = { TRAP_NONE, 0 };
static const struct run_expect outside = { X86_GP, 0 };
static const struct run_expect refused = { X86_GP, SUBJECT };

enum {
	PLACE = 0x123 /* of land_at in a segment of its own */
};

static const struct mode {
	const char *name;
	uint64_t bits;
	uint32_t limit;
	enum {
		THROUGH,
		OUTSIDE,
		REFUSED
	} what;
	bool flat; /* base and limit do not count */
} modes[] = {
	{ "code-32", DESC_DB, PLACE + 1, THROUGH, false },
	{ "code-16", 0, PLACE + 1, THROUGH, false },
	{ "code-32-pages", DESC_DB | DESC_G, 0, THROUGH, false },
	{ "code-32-beyond", DESC_DB, PLACE - 1, OUTSIDE, false },
	{ "code-16-beyond", 0, PLACE - 1, OUTSIDE, false },
	{ "code-32-limit-0", DESC_DB, 0, OUTSIDE, false },
	ONLY_64({ "code-64", DESC_L, 0, THROUGH, true },
		{ "code-64-pages", DESC_L | DESC_G, 0xfffff, THROUGH, true },
		{ "l-and-d", DESC_L | DESC_DB | DESC_G, 0xfffff, REFUSED,
		  true }, )
	/* L is reserved outside of long mode: not tried there */
};

static struct run_expect expected(const struct mode *m)
{
	return m->what == THROUGH ? through :
	       m->what == OUTSIDE ? outside :
				    refused;
}

static void put_code(uint64_t bits, uint32_t limit, unsigned int dpl)
{
	*gdt_entry(SUBJECT) =
		desc_segment((uint32_t)(uintptr_t)land_at - PLACE, limit,
			     bits | DESC_S | DESC_P | DESC_CODE_XR |
				     DESC_ACCESSED | DESC_DPL(dpl));
}

static void check(const struct transfer *x, const struct target *target,
		  unsigned int cpl, struct run_expect expect)
{
	struct run_state in = transfer_prepare(x, cpl, target);
	struct run_state out = transfer_arrive(x, &in, target);

	test_context("%s CPL=%u", x->name, cpl);
	transfer_check(x, &in, expect.cause ? NULL : &out, expect);
}

/* What IRET of 64-bit code pops with 32 and 16 bits is case iret_op32's. */
static bool skipped(const struct transfer *x)
{
	return IS_64 && x->way == IRET && !x->compat && x->bytes != 8;
}

static void check_mode(int way, const struct mode *m)
{
	for (unsigned int i = 0; i < NR_TRANSFERS; i++) {
		const struct transfer *x = &transfers[i];

		if ((int)x->way != way || skipped(x) ||
		    (m->flat && x->bytes == 2))
			continue;
		for (unsigned int cpl = 0; cpl <= 3; cpl += 3) {
			struct target target =
				target_land((uint16_t)(SUBJECT | cpl));

			put_code(m->bits, m->limit, cpl);
			if (!m->flat)
				target.offset = PLACE;
			check(x, &target, cpl, expected(m));
		}
	}
}

#define MODE_CASE(name, way)                                                 \
	TEST_EACH(name, const struct mode *m, modes,                         \
		  "goes where the offset is inside, and L and D make sense") \
	{                                                                    \
		check_mode(way, m);                                          \
	}

MODE_CASE(mode_jmp, JMP)
MODE_CASE(mode_call, CALL)
MODE_CASE(mode_ret, RET)
MODE_CASE(mode_iret, IRET)

/* ------------------------------------------- selectors of no segment ---- */

TEST_EACH(null, const struct transfer *x, transfers,
	  "a null selector is #GP(0)")
{
	/* what is in the first entry does not matter */
	put_code(DESC_DB, 0xffff, 0);
	*gdt_entry(0) = *gdt_entry(SUBJECT);
	for (unsigned int rpl = 0; rpl < 4; rpl++) {
		struct target target = target_land((uint16_t)rpl);

		check(x, &target, 0, outside);
		check(x, &target, 3, outside);
	}
}

static void lgdt_limit(uint16_t limit)
{
	struct desc_ptr gdt = gdt_init_ptr();

	gdt.limit = limit;
	lgdt(&gdt);
}

TEST_EACH(beyond_gdt, const struct transfer *x, transfers,
	  "a descriptor is in the GDT with all of its bytes, or #GP")
{
	struct target target = target_land(SUBJECT);

	put_code(DESC_DB, 0xffff, 0);
	target.offset = PLACE;
	for (unsigned int missing = 1; missing <= 8; missing++) {
		lgdt_limit(SUBJECT + 7 - missing);
		check(x, &target, 0, refused);
	}
	lgdt_limit(SUBJECT + 7);
	if (!skipped(x))
		check(x, &target, 0, through);
}

TEST_EACH(no_ldt, const struct transfer *x, transfers,
	  "an LDT that is not there has no descriptors")
{
	struct target target = target_land(SUBJECT | ERROR_TI);

	check(x, &target, 0, (struct run_expect){ X86_GP, SUBJECT | ERROR_TI });
}

static uint64_t ldt[2] __attribute__((section(".bss.cpu"), aligned(16)));

TEST_EACH(ldt, const struct transfer *x, transfers,
	  "code may be in the LDT, and its error codes say so")
{
	struct target target = target_land(8 | ERROR_TI);

	put_code(DESC_DB, 0xffff, 0);
	target.offset = PLACE;
	ldt[1] = *gdt_entry(SUBJECT);
	*gdt_entry(OTHER) =
		desc_segment((uint32_t)(uintptr_t)ldt, 15, DESC_LDT | DESC_P);
	*gdt_entry(OTHER + 8) = 0;
	test_defer(lldt, 0);
	lldt(OTHER);
	if (!skipped(x))
		check(x, &target, 0, through);
	ldt[1] &= ~DESC_P;
	check(x, &target, 0, (struct run_expect){ X86_NP, 8 | ERROR_TI });
}

/* ------------------------------------------------------- NT, forcing ---- */

TEST(iret_nt, "IRET with NT set is #GP(0) in long mode")
{
	if (!IS_64)
		SKIP("it switches tasks in 32-bit mode");
	for (unsigned int i = 0; i < 2 * NR_TRANSFERS; i++) {
		const struct transfer *x = &transfers[i / 2];
		struct target target = target_land(KERNEL_CS);
		struct run_state in;

		if (x->way != IRET)
			continue;
		test_context("%s CPL=%u", x->name, i & 1 ? 3 : 0);
		in = transfer_prepare(x, i & 1 ? 3 : 0, &target);
		in.flags |= EFLAGS_NT;
		transfer_check(x, &in, NULL, outside);
	}
}

TEST_EACH(mode_forced, const struct mode *m, modes,
	  "does the same when it is emulated",
	  .needs = NEEDS(&x86_forced_emulation))
{
	struct target target = target_land(SUBJECT);

	put_code(m->bits, m->limit, 0);
	if (!m->flat)
		target.offset = PLACE;
	for (unsigned int i = 0; i < NR_TRANSFERS; i++) {
		struct transfer x = transfers[i];

		if (skipped(&x) || (m->flat && x.bytes == 2))
			continue;
		x.code.at = x.code.forced;
		check(&x, &target, 0, expected(m));
	}
}

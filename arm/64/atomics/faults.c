/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where atomics trap. WnR of one is clear where a load of the address would
 * have failed in the same way (D19.2.37, ISS of a data abort).
 */
#include "suite.h"

#include <arch.h>
#include <mm/page.h>

ATOMICS_SUITE;

enum {
	UNMAPPED = 0x96000007,
	READ_ONLY = 0x9600004f, /* permission, level 3, WnR */
	UNALIGNED = 0x96000021,
};

/* clang-format off */
#define INSN(id, insn)                                                       \
	static void id(const void *at)                                       \
	{                                                                    \
		register uint64_t x2 asm("x2") = GARBAGE;                    \
		register uint64_t x3 asm("x3") = GARBAGE;                    \
		register uint64_t x4 asm("x4") = 0;                          \
		register uint64_t x5 asm("x5") = 0;                          \
		register uint64_t x6 asm("x6") = GARBAGE;                    \
		register const void *x0 asm("x0") = at;                      \
                                                                             \
		asm volatile(LSE insn                                        \
			     : "+r"(x2), "+r"(x3), "+r"(x6)                  \
			     : "r"(x0), "r"(x4), "r"(x5)                     \
			     : "memory");                                    \
	}
#define LOADS(F)                                                             \
	F(ldxrh, "ldxrh w2, [x0]", 2) F(ldxr_w, "ldxr w2, [x0]", 4)          \
	F(ldxr_x, "ldxr x2, [x0]", 8) F(ldaxr_x, "ldaxr x2, [x0]", 8)        \
	F(ldxp_w, "ldxp w2, w3, [x0]", 8) F(ldxp_x, "ldxp x2, x3, [x0]", 16)
#define ATOMICS(F)                                                           \
	F(ldaddb, "ldaddb w4, w2, [x0]", 1) F(ldaddh, "ldaddh w4, w2, [x0]", 2) \
	F(ldadd_w, "ldadd w4, w2, [x0]", 4) F(ldadd_x, "ldadd x4, x2, [x0]", 8) \
	F(ldclral, "ldclral x4, x2, [x0]", 8) F(ldeorl, "ldeorl x4, x2, [x0]", 8) \
	F(ldseta, "ldseta x4, x2, [x0]", 8) F(ldsmax, "ldsmax x4, x2, [x0]", 8) \
	F(ldsmin, "ldsmin x4, x2, [x0]", 8) F(ldumax, "ldumax x4, x2, [x0]", 8) \
	F(ldumin, "ldumin x4, x2, [x0]", 8) F(swp_w, "swp w4, w2, [x0]", 4)  \
	F(swp_x, "swp x4, x2, [x0]", 8) F(stadd, "stadd x4, [x0]", 8)        \
	F(cas_w, "cas w2, w4, [x0]", 4) F(cas_x, "cas x2, x4, [x0]", 8)      \
	F(casp_w, "casp w2, w3, w4, w5, [x0]", 8)                            \
	F(casp_x, "casp x2, x3, x4, x5, [x0]", 16)
#define DEFINE(id, insn, bytes) INSN(id, insn)
#define LOAD_ROW(id, insn, bytes)   { #id, id, bytes, false },
#define ATOMIC_ROW(id, insn, bytes) { #id, id, bytes, true },
/* clang-format on */

LOADS(DEFINE)
ATOMICS(DEFINE)

static const struct row {
	const char *name;
	void (*fn)(const void *);
	uint8_t bytes;
	bool lse;
} rows[] = { LOADS(LOAD_ROW) ATOMICS(ATOMIC_ROW) };

static struct trap_frame last;

static bool see(struct trap_frame *frame, void *arg)
{
	(void)arg;
	last = *frame;
	return false;
}

static void expect_fault(const struct row *r, const void *at,
			 enum trap_cause cause, unsigned long esr)
{
	struct trap t;

	if (r->lse && !arm_lse.probe())
		SKIP("needs LSE atomics");
	trap_handle(ARM_PAGE, see, NULL);
	trap_handle(ARM_DATA_ABORT, see, NULL);
	t = trap_catch(r->fn, at);
	if (r->lse && !(esr & ESR_WNR))
		t.error &= ~ESR_WNR; /* wnr/ looks at it */
	EXPECT_TRAP_ERROR(t, cause, esr);
	EXPECT_EQ(t.address, (uintptr_t)at);
	EXPECT_EQ(last.x[2], GARBAGE);
	EXPECT_EQ(last.x[3], GARBAGE);
}

TEST_EACH(unmapped, const struct row *r, rows, "traps as a load would")
{
	char *page = atomic_page(MAP_READ | MAP_WRITE);

	arch_unmap(page, PAGE_SIZE);
	expect_fault(r, page + 0x20, ARM_PAGE, UNMAPPED);
}

TEST_EACH(read_only, const struct row *r, rows,
	  "what stores traps as a store on a read-only page")
{
	uint64_t *page = atomic_page(MAP_READ);

	if (r->lse)
		expect_fault(r, page + 4, ARM_PAGE, READ_ONLY);
	else
		EXPECT_TRAP(trap_catch(r->fn, page + 4), TRAP_NONE);
	for (unsigned int i = 0; i < 8; i++)
		EXPECT_EQ(page[i], 0);
}

static bool probe_no_lse2(void)
{
	return !arm_lse2.probe();
}

static const struct feature no_lse2 = { "no LSE2", "ID_AA64MMFR2_EL1.AT",
					probe_no_lse2 };

/* B2.5.2, whatever SCTLR_EL1.A says */
TEST_EACH(unaligned, const struct row *r, rows,
	  "traps where not aligned to its size", .needs = NEEDS(&no_lse2))
{
	char *page = atomic_page(MAP_READ | MAP_WRITE);

	if (r->lse && !arm_lse.probe())
		SKIP("needs LSE atomics");
	for (unsigned int offset = 1; offset < r->bytes; offset++) {
		test_context("offset %u", offset);
		expect_fault(r, page + 0x40 + offset, ARM_DATA_ABORT,
			     UNALIGNED);
	}
	for (unsigned int i = 0; i < 0x80; i++)
		EXPECT_EQ(page[i], 0);
	EXPECT_TRAP(trap_catch(r->fn, page + 0x40), TRAP_NONE);
}

static const struct row atomics[] = { ATOMICS(ATOMIC_ROW) };

TEST_EACH(wnr, const struct row *r, atomics,
	  "is reported as a load where a load would have trapped too",
	  .needs = NEEDS(&arm_lse))
{
	char *page = atomic_page(MAP_READ | MAP_WRITE);

	if (r->bytes > 1 && !arm_lse2.probe())
		EXPECT_EQ(trap_catch(r->fn, page + 0x41).error & ESR_WNR, 0);
	arch_unmap(page, PAGE_SIZE);
	EXPECT_EQ(trap_catch(r->fn, page + 0x40).error & ESR_WNR, 0);
}

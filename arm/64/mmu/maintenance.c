/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Maintenance of caches by address: translated as accesses are, and refused by the
 * same tables.
 *
 * Arm ARM, D7.5.8 (traps and faults of cache maintenance), C5.3 (DC IVAC needs to be
 * allowed to write); ESR_EL1, ISS of data aborts: CM, and WnR with it.
 */
#include "mmu.h"

TEST_SUITE("mmu", .summary = "stage 1 translates, permits and refuses");

#define ESR_CM 0x100u

#define DC(id, op)                                                      \
	static void id(const void *at)                                  \
	{                                                               \
		asm volatile(op ", %0\n\tdsb sy" ::"r"(at) : "memory"); \
	}
DC(ivac, "dc ivac")
DC(cvac, "dc cvac")
DC(civac, "dc civac")
DC(cvau, "dc cvau")
DC(ivau, "ic ivau")

struct row {
	const char *name;
	void (*op)(const void *at);
	uint64_t bits; /* of the page; 0: there is none */
	bool user;
	uint32_t fsc; /* of one that is refused */
};

static const struct row done[] = {
	{ "ivac", ivac, PTE_AF, false },
	{ "cvac", cvac, PTE_AF, false },
	{ "cvac-read-only", cvac, PTE_AF | PTE_RDONLY, false },
	{ "civac", civac, PTE_AF, false },
	{ "civac-read-only", civac, PTE_AF | PTE_RDONLY, false },
	{ "cvau", cvau, PTE_AF, false },
	{ "cvau-read-only", cvau, PTE_AF | PTE_RDONLY, false },
	{ "ivau", ivau, PTE_AF | PTE_RDONLY, false },
	{ "cvac-user", cvac, PTE_AF | PTE_USER, true },
	{ "cvac-user-ro", cvac, PTE_AF | PTE_USER | PTE_RDONLY, true },
	{ "civac-user", civac, PTE_AF | PTE_USER, true },
	{ "cvau-user", cvau, PTE_AF | PTE_USER, true },
};

static const struct row refused[] = {
	{ "ivac-read-only", ivac, PTE_AF | PTE_RDONLY, false, FSC_PERMIT },
	{ "ivac-unmapped", ivac, 0, false, FSC_TRANSLATE },
	{ "cvac-unmapped", cvac, 0, false, FSC_TRANSLATE },
	{ "civac-unmapped", civac, 0, false, FSC_TRANSLATE },
	{ "cvau-unmapped", cvau, 0, false, FSC_TRANSLATE },
	{ "cvac-user-kernel", cvac, PTE_AF, true, FSC_PERMIT },
	{ "cvac-user-unmapped", cvac, 0, true, FSC_TRANSLATE },
	{ "civac-user-kernel", civac, PTE_AF, true, FSC_PERMIT },
	{ "civac-user-unmapped", civac, 0, true, FSC_TRANSLATE },
	{ "cvau-user-kernel", cvau, PTE_AF, true, FSC_PERMIT },
	{ "cvau-user-unmapped", cvau, 0, true, FSC_TRANSLATE },
};

#define SCTLR_UCI (1ull << 26)

static void restore_sctlr(unsigned long value)
{
	set_sctlr(value);
}

static struct trap run(const struct row *r)
{
	uint64_t *memory = window_open(), sctlr = read_sysreg(sctlr_el1);
	struct trap t;

	test_defer(restore_sctlr, sctlr);
	set_sctlr(sctlr | SCTLR_UCI);
	cache_flush_line(memory);
	if (r->bits)
		window_set(window_entry(MMU_PAGE),
			   (leaf(virt_to_phys(memory)) & ~PTE_AF) | r->bits);
	t = r->user ? user_catch(r->op, WINDOW) : trap_catch(r->op, WINDOW);
	EXPECT_EQ(memory[0], WINDOW_VALUE);
	return t;
}

TEST_EACH(cache, const struct row *r, done,
	  "of a page is done, and loses nothing")
{
	EXPECT_TRAP(run(r), TRAP_NONE);
}

TEST_EACH(cache_fault, const struct row *r, refused,
	  "is a fault of its page, as of a store, and says what it was")
{
	uint32_t esr = ESR_DATA | ESR_CM | ESR_WRITE | (r->fsc + MMU_PAGE);
	struct trap t = run(r);

	EXPECT_EQ(t.error, r->user ? esr - ESR_FROM_EL0 : esr);
	EXPECT_EQ(t.address, (uintptr_t)WINDOW);
}

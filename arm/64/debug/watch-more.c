/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which watchpoint, at which level, and accesses that are not ordinary: D2.9. */
#include "suite.h"

#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>

DEBUG_SUITE;

#define ON   (MDSCR_KDE | MDSCR_MDE)
#define FULL (DEBUG_E | WCR_LOAD | WCR_STORE | WCR_BAS(0xffu))
#define BOTH DEBUG_EL(3u)

static uint64_t words[32] __attribute__((aligned(256)));

static void set_watchpoint(unsigned int n, uintptr_t address, uint64_t control)
{
	debug_write(DEBUG_WVR, n, address);
	debug_write(DEBUG_WCR, n, control);
}

static void store_log(const void *address, unsigned long value)
{
	debug_unmask();
	*(volatile unsigned long *)address = value;
	debug_mask();
}

TEST(watch_all,
     "each register hits at its own address; the store completes later")
{
	unsigned int nr = debug_nr_watchpoints();

	for (unsigned int i = 0; i < nr; i++)
		set_watchpoint(i, (uintptr_t)&words[2 * i], FULL | DEBUG_EL1);
	debug_mdscr(ON);
	debug_log();
	memset(words, 0, sizeof(words));
	for (unsigned int i = 0; i < nr; i++) {
		const struct trap_frame *f = &debug_hits.frames[i];

		test_context("watchpoint %u", i);
		store_log(&words[2 * i], 0x1234 + i);
		store_log(&words[2 * i + 1], 0x4321 + i); /* not watched */
		ASSERT_EQ(debug_hits.nr, i + 1);
		EXPECT_EQ(f->esr, ESR_WATCHPOINT_WNR);
		EXPECT_EQ(f->far, (uintptr_t)&words[2 * i]);
		EXPECT_EQ(words[2 * i], 0x1234 + i);
		EXPECT_EQ(words[2 * i + 1], 0x4321 + i);
	}
}

TEST(watch_alone, "each register hits while no other is enabled")
{
	debug_mdscr(ON);
	for (unsigned int i = 0; i < debug_nr_watchpoints(); i++) {
		struct trap t;

		test_context("watchpoint %u", i);
		set_watchpoint(i, (uintptr_t)&words[7], FULL | DEBUG_EL1);
		t = debug_call(BY_EL1, debug_ldr_x, &words[7]);
		EXPECT_TRAP_ERROR(t, ARM_WATCHPOINT, ESR_WATCHPOINT);
		EXPECT_EQ(t.address, (uintptr_t)&words[7]);
		debug_write(DEBUG_WCR, i, 0);
		t = debug_call(BY_EL1, debug_ldr_x, &words[7]);
		EXPECT_TRAP(t, TRAP_NONE);
	}
}

TEST(watch_moved, "hits at the new address alone once its value has changed")
{
	set_watchpoint(0, (uintptr_t)&words[3], FULL | DEBUG_EL1);
	debug_mdscr(ON);
	EXPECT_TRAP_CAUSE(debug_call(BY_EL1, debug_ldr_x, &words[3]),
			  ARM_WATCHPOINT);
	debug_write(DEBUG_WVR, 0, (uintptr_t)&words[5]);
	EXPECT_TRAP(debug_call(BY_EL1, debug_ldr_x, &words[3]), TRAP_NONE);
	EXPECT_TRAP_CAUSE(debug_call(BY_EL1, debug_ldr_x, &words[5]),
			  ARM_WATCHPOINT);
}

TEST(watch_address, "another address does not hit, whichever bit differs")
{
	debug_mdscr(ON);
	for (unsigned int bit = 3; bit < 49; bit++) {
		test_context("bit %u", bit);
		set_watchpoint(0, (uintptr_t)&words[3] ^ 1ull << bit,
			       FULL | DEBUG_EL1);
		EXPECT_TRAP(debug_call(BY_EL1, debug_str_x, &words[3]),
			    TRAP_NONE);
	}
}

/* D2.9.3, table D2-14; D2.4 */
static const struct row {
	const char *name;
	uint64_t mdscr;
	uint32_t control;
	enum debug_who who;
	bool hit;
} rows[] = {
	{ "pac1-el1", ON, FULL | DEBUG_EL1, BY_EL1, true },
	{ "pac1-el0", ON, FULL | DEBUG_EL1, BY_EL0, false },
	{ "pac2-el1", ON, FULL | DEBUG_EL0, BY_EL1, false },
	{ "pac2-el0", ON, FULL | DEBUG_EL0, BY_EL0, true },
	{ "pac3-el1", ON, FULL | BOTH, BY_EL1, true },
	{ "pac3-el0", ON, FULL | BOTH, BY_EL0, true },
	{ "hmc-pac1-el1", ON, FULL | DEBUG_HMC | DEBUG_EL1, BY_EL1, true },
	{ "hmc-pac1-el0", ON, FULL | DEBUG_HMC | DEBUG_EL1, BY_EL0, false },
	{ "hmc-pac3-el0", ON, FULL | DEBUG_HMC | BOTH, BY_EL0, true },
	{ "disabled-el1", ON, (FULL | BOTH) & ~DEBUG_E, BY_EL1, false },
	{ "disabled-el0", ON, (FULL | BOTH) & ~DEBUG_E, BY_EL0, false },
	{ "no-mde-el1", MDSCR_KDE, FULL | BOTH, BY_EL1, false },
	{ "no-mde-el0", MDSCR_KDE, FULL | BOTH, BY_EL0, false },
	{ "no-kde-el1", MDSCR_MDE, FULL | BOTH, BY_EL1, false },
	{ "no-kde-el0", MDSCR_MDE, FULL | BOTH, BY_EL0, true },
	{ "masked-el1", ON, FULL | BOTH, BY_EL1_MASKED, false },
	{ "masked-el0", ON, FULL | BOTH, BY_EL0_MASKED, true },
	{ "no-bytes", ON, (FULL | BOTH) & ~WCR_BAS(0xffu), BY_EL1, false },
};

TEST_EACH(watch_level, const struct row *r, rows,
	  "a watchpoint hits at its levels where enabled")
{
	struct trap t;

	set_watchpoint(0, (uintptr_t)&words[9], r->control);
	debug_mdscr(r->mdscr);
	t = debug_call(r->who, debug_ldr_x, &words[9]);
	if (!r->hit) {
		EXPECT_TRAP(t, TRAP_NONE);
		return;
	}
	EXPECT_TRAP_ERROR(t, ARM_WATCHPOINT, debug_esr(ESR_WATCHPOINT, r->who));
	EXPECT_EQ(t.address, (uintptr_t)&words[9]);
	EXPECT_EQ(t.user, by_el0(r->who));
}

TEST(watch_os_lock, "a watchpoint does not hit while the OS Lock is locked")
{
	set_watchpoint(0, (uintptr_t)&words[9], FULL | BOTH);
	debug_mdscr(ON);
	write_sysreg(S2_0_C1_C0_4, 1); /* OSLAR_EL1 */
	isb();
	EXPECT_TRAP(debug_call(BY_EL1, debug_ldr_x, &words[9]), TRAP_NONE);
	EXPECT_TRAP(debug_call(BY_EL0, debug_ldr_x, &words[9]), TRAP_NONE);
}

/* D2.9.3: LDTR and STTR at EL1 are accesses of EL0 */
TEST(unprivileged, "LDTR and STTR at EL1 hit what watches EL0 alone")
{
	void *page = page_alloc(0, PAGE_ZERO);
	char *user = vmap_alloc(PAGE_SIZE, PAGE_SIZE);

	test_defer(page_free, page);
	test_defer(vmap_free, user);
	ASSERT_EQ(arch_map(user, virt_to_phys(page), PAGE_SIZE,
			   MAP_READ | MAP_WRITE | MAP_USER),
		  0);
	debug_mdscr(ON);
	set_watchpoint(0, (uintptr_t)user, FULL | DEBUG_EL0);
	EXPECT_TRAP_ERROR(debug_call(BY_EL1, debug_ldtr, user), ARM_WATCHPOINT,
			  ESR_WATCHPOINT);
	EXPECT_TRAP_ERROR(debug_call(BY_EL1, debug_sttr, user), ARM_WATCHPOINT,
			  ESR_WATCHPOINT_WNR);
	EXPECT_TRAP(debug_call(BY_EL1, debug_ldr_x, user), TRAP_NONE);
	set_watchpoint(0, (uintptr_t)user, FULL | DEBUG_EL1);
	EXPECT_TRAP(debug_call(BY_EL1, debug_ldtr, user), TRAP_NONE);
	EXPECT_TRAP(debug_call(BY_EL1, debug_sttr, user), TRAP_NONE);
	EXPECT_TRAP_ERROR(debug_call(BY_EL1, debug_ldr_x, user), ARM_WATCHPOINT,
			  ESR_WATCHPOINT);
	arch_unmap(user, PAGE_SIZE);
}

TEST(stxr, "the store of an exclusive pair hits, and stores nothing")
{
	words[11] = 77;
	set_watchpoint(0, (uintptr_t)&words[11],
		       (FULL & ~WCR_LOAD) | DEBUG_EL1);
	debug_mdscr(ON);
	EXPECT_TRAP_ERROR(debug_call(BY_EL1, debug_stxr, &words[11]),
			  ARM_WATCHPOINT, ESR_WATCHPOINT_WNR);
	EXPECT_EQ(debug_frame.x[2], 77);
	EXPECT_EQ(debug_frame.x[3], -1ul);
	EXPECT_EQ(words[11], 77);
}

TEST(prefetch, "a prefetch does not hit")
{
	set_watchpoint(0, (uintptr_t)&words[11], FULL | DEBUG_EL1);
	debug_mdscr(ON);
	EXPECT_TRAP(debug_call(BY_EL1, debug_prfm, &words[11]), TRAP_NONE);
}

/* D2.9.6: DC ZVA is a store to its whole block */
TEST(dc_zva, "DC ZVA hits as a store, wherever in its block")
{
	uint64_t dczid = read_sysreg(dczid_el0);
	unsigned long bytes = 4ul << (dczid & 0xf);
	uint64_t *block = page_alloc(1, PAGE_ZERO);
	struct trap t;

	test_defer(page_free, block);
	if (dczid & 0x10 || bytes > PAGE_SIZE)
		SKIP("needs DC ZVA of a page at most");
	block[bytes / 8 - 1] = 5;
	set_watchpoint(0, (uintptr_t)block + bytes - 8,
		       (FULL & ~WCR_LOAD) | DEBUG_EL1);
	debug_mdscr(ON);
	t = debug_call(BY_EL1, debug_dc_zva, block);
	EXPECT_TRAP_ERROR(t, ARM_WATCHPOINT, ESR_WATCHPOINT_WNR);
	EXPECT_GE(t.address, (uintptr_t)block);
	EXPECT_LT(t.address, (uintptr_t)block + bytes);
	EXPECT_EQ(block[bytes / 8 - 1], 5);
	t = debug_call(BY_EL1, debug_dc_zva, (char *)block + bytes);
	EXPECT_TRAP(t, TRAP_NONE);
}

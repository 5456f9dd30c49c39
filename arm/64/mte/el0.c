/* SPDX-License-Identifier: GPL-2.0-or-later */
/* EL0: its own mode, its own flag, its own access to tags. */
#include "suite.h"

MTE_SUITE;

enum {
	TAG = 6
};

static void load(const void *at)
{
	*(const volatile uint64_t *)at;
}

static void store(const void *at)
{
	*(volatile uint64_t *)at = 1;
}

static void prepare(enum mte_mode el1, enum mte_mode el0)
{
	for (unsigned int i = 0; i < PAGE_SIZE; i += MTE_GRANULE)
		mte_store(mte_pointer(mte_page + i, TAG));
	mte_checks(el1, el0);
	write_sysreg(TCO, 0);
}

static const struct row {
	const char *name;
	enum mte_mode el1, el0;
	enum trap_cause load, store;
	uint64_t flag; /* TFSRE0_EL1 after both */
} rows[] = {
	{ "ignore", MTE_SYNC, MTE_IGNORE, TRAP_NONE, TRAP_NONE, 0 },
	{ "sync", MTE_IGNORE, MTE_SYNC, ARM_DATA_ABORT, ARM_DATA_ABORT, 0 },
	{ "async", MTE_SYNC, MTE_ASYNC, TRAP_NONE, TRAP_NONE, 1 },
	{ "asymm", MTE_IGNORE, MTE_ASYMM, ARM_DATA_ABORT, TRAP_NONE, 1 },
};

static void expect(struct trap t, enum trap_cause cause, unsigned long esr)
{
	if (cause == TRAP_NONE)
		EXPECT_TRAP(t, TRAP_NONE);
	else
		EXPECT_TRAP_ERROR(t, cause, esr);
}

static void need_asymm(const struct row *r)
{
	if (r->el0 == MTE_ASYMM && field(read_sysreg(S3_0_C0_C4_1), 8, 4) < 3)
		SKIP("needs asymmetric MTE");
}

TEST_EACH(el0, const struct row *r, rows, "EL0 is checked as TCF0 says",
	  NEEDS_MTE)
{
	void *at = mte_pointer(mte_page + 64, 2);

	need_asymm(r);
	prepare(r->el1, r->el0);
	expect(user_catch(load, at), r->load, 0x92000011);
	expect(user_catch(store, at), r->store, 0x92000051);
	EXPECT_EQ(mte_tfsr(), 0);
	EXPECT_EQ(read_sysreg(TFSRE0_EL1), r->flag);
	EXPECT_TRAP(user_catch(load, mte_pointer(mte_page + 64, TAG)),
		    TRAP_NONE);
}

static void load_unprivileged(const void *at)
{
	uint64_t x;

	asm volatile("ldtr %0, [%1]" : "=r"(x) : "r"(at) : "memory");
}

static void store_unprivileged(const void *at)
{
	asm volatile("sttr %0, [%1]" : : "r"(1ull), "r"(at) : "memory");
}

/* LDTR and STTR are EL0's, and so is the flag they set. */
TEST_EACH(unprivileged, const struct row *r, rows,
	  "LDTR and STTR are checked as TCF0 says", NEEDS_MTE)
{
	void *at = mte_pointer(mte_page + 64, 2);

	need_asymm(r);
	prepare(r->el1, r->el0);
	expect(trap_catch(load_unprivileged, at), r->load, 0x96000011);
	expect(trap_catch(store_unprivileged, at), r->store, 0x96000051);
	EXPECT_EQ(mte_tfsr(), 0);
	EXPECT_EQ(read_sysreg(TFSRE0_EL1), r->flag);
}

static uint64_t tag_seen;

static void use_tags(const void *at)
{
	mte_store(mte_pointer(at, 12));
	tag_seen = mte_load(at);
}

/* SCTLR_EL1.ATA0 */
TEST(el0_access, "EL0 has tags where SCTLR_EL1.ATA0 gives them", NEEDS_MTE)
{
	prepare(MTE_IGNORE, MTE_IGNORE);
	EXPECT_TRAP(user_catch(use_tags, mte_page + 64), TRAP_NONE);
	EXPECT_EQ(tag_seen, 12);
	EXPECT_EQ(mte_load(mte_page + 64), 12);
	prepare(MTE_IGNORE, MTE_SYNC);
	write_sysreg(sctlr_el1, read_sysreg(sctlr_el1) & ~SCTLR_ATA0);
	isb();
	tag_seen = 77;
	EXPECT_TRAP(user_catch(use_tags, mte_page + 64), TRAP_NONE);
	EXPECT_EQ(tag_seen, 0);
	EXPECT_EQ(mte_load(mte_page + 64), TAG);
	EXPECT_TRAP(user_catch(load, mte_pointer(mte_page + 64, 2)), TRAP_NONE);
}

static void read_tfsre0(const void *arg)
{
	(void)arg;
	read_sysreg(TFSRE0_EL1);
}

static void read_gcr(const void *arg)
{
	(void)arg;
	read_sysreg(GCR_EL1);
}

static void load_block(const void *at)
{
	uint64_t tags;

	asm volatile(MTE "ldgm %0, [%1]" : "=r"(tags) : "r"(at));
}

static const struct refused_row {
	const char *name;
	void (*fn)(const void *);
} refused[] = { { "tfsre0", read_tfsre0 },
		{ "gcr", read_gcr },
		{ "ldgm", load_block } };

TEST_EACH(el0_refused, const struct refused_row *r, refused,
	  "is undefined at EL0", NEEDS_MTE)
{
	EXPECT_TRAP_ERROR(user_catch(r->fn, mte_page), ARM_UNKNOWN, 0x02000000);
	EXPECT_TRAP(trap_catch(r->fn, mte_page), TRAP_NONE);
}

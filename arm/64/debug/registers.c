/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The debug registers themselves: D19.3. */
#include "suite.h"

#include <smp.h>

DEBUG_SUITE;

static const struct bank_row {
	const char *name;
	enum debug_bank bank;
	bool watch;
	uint64_t patterns[4];
} banks[] = {
	/* values stay clear of E, and of bits that are RES0 or copies */
	{ "DBGBVR",
	  DEBUG_BVR,
	  false,
	  { 0, 0x0000fffffffffffc, 0x0000555555555554, 0x0000aaaaaaaaaaa8 } },
	{ "DBGBCR", DEBUG_BCR, false, { 0x1e0, 0x1e6, 0x001501e4, 0x000ae1e2 } },
	{ "DBGWVR",
	  DEBUG_WVR,
	  true,
	  { 0, 0x0000fffffffffffc, 0x0000555555555554, 0x0000aaaaaaaaaaa8 } },
	{ "DBGWCR", DEBUG_WCR, true, { 0, 0x1f1ffffe, 0x15155554, 0x0a0aaaaa } },
};

static unsigned int nr_of(const struct bank_row *r)
{
	return r->watch ? debug_nr_watchpoints() : debug_nr_breakpoints();
}

TEST_EACH(holds, const struct bank_row *r, banks,
	  "each register holds its value")
{
	for (unsigned int p = 0; p < 4; p++) {
		for (unsigned int i = 0; i < nr_of(r); i++)
			debug_write(r->bank, i, r->patterns[(p + i) % 4]);
		for (unsigned int i = 0; i < nr_of(r); i++) {
			test_context("register %u", i);
			EXPECT_EQ(debug_read(r->bank, i),
				  r->patterns[(p + i) % 4]);
		}
	}
}

/* D19.3: bits that no field has read as 0 whatever was written */
static const struct res0_row {
	const char *name;
	enum debug_bank bank;
	uint64_t res0;
} res0[] = {
	{ "DBGBVR", DEBUG_BVR, 0x3 },
	{ "DBGBCR", DEBUG_BCR, 0xffffffff00001e18 },
	{ "DBGWVR", DEBUG_WVR, 0x3 },
	{ "DBGWCR", DEBUG_WCR, 0xffffffff00c00000 },
};

TEST_EACH(res0, const struct res0_row *r, res0, "reserved bits read as zero")
{
	/* not enabled, and addresses stay canonical */
	uint64_t value = r->bank == DEBUG_BVR || r->bank == DEBUG_WVR ?
				 0x0000ffffffffffff :
				 ~1ull;

	debug_write(r->bank, 0, value);
	EXPECT_EQ(debug_read(r->bank, 0) & r->res0, 0);
	debug_write(r->bank, 0, 0);
	EXPECT_EQ(debug_read(r->bank, 0) & r->res0, 0);
}

TEST(mdscr, "MDSCR_EL1 holds SS, KDE and MDE, each alone")
{
	static const uint64_t bits[] = { MDSCR_SS, MDSCR_TDCC, MDSCR_KDE,
					 MDSCR_MDE };

	for (unsigned int i = 0; i < 4; i++) {
		debug_mdscr(bits[i]);
		EXPECT_EQ(read_sysreg(mdscr_el1) & 0xb001, bits[i]);
	}
	debug_mdscr(0);
	EXPECT_EQ(read_sysreg(mdscr_el1) & 0xb001, 0);
}

/* D19.3.26: OSLM 0b10, OSLK bit 1 */
TEST(oslsr, "OSLSR_EL1 says whether the OS Lock is locked")
{
	EXPECT_EQ(read_sysreg(S2_0_C1_C1_4), 0x8);
	write_sysreg(S2_0_C1_C0_4, 1);
	isb();
	EXPECT_EQ(read_sysreg(S2_0_C1_C1_4), 0xa);
	write_sysreg(S2_0_C1_C0_4, ~1ull);
	isb();
	EXPECT_EQ(read_sysreg(S2_0_C1_C1_4), 0x8);
}

TEST(counts, "there are as many registers as ID_AA64DFR0_EL1 says")
{
	EXPECT_GE(field(read_sysreg(id_aa64dfr0_el1), 0, 4), 6);
	EXPECT_GE(debug_nr_breakpoints(), 2);
	EXPECT_GE(debug_nr_watchpoints(), 2);
	EXPECT_LE(debug_nr_contexts(), debug_nr_breakpoints());
}

static void read_first(const void *bank)
{
	debug_read(*(const enum debug_bank *)bank, 0);
}

static const struct user_row {
	const char *name;
	enum debug_bank bank;
} user_rows[] = { { "DBGBVR", DEBUG_BVR },
		  { "DBGBCR", DEBUG_BCR },
		  { "DBGWVR", DEBUG_WVR },
		  { "DBGWCR", DEBUG_WCR } };

TEST_EACH(user, const struct user_row *r, user_rows, "is undefined at EL0")
{
	EXPECT_TRAP_ERROR(user_catch(read_first, &r->bank), ARM_UNKNOWN,
			  0x02000000);
	EXPECT_TRAP(trap_catch(read_first, &r->bank), TRAP_NONE);
}

static void read_authstatus(const void *arg)
{
	(void)arg;
	read_sysreg(S2_0_C7_C14_6);
}

static void read_mdccsr(const void *arg)
{
	(void)arg;
	read_sysreg(S2_3_C0_C1_0);
}

TEST(authstatus, "DBGAUTHSTATUS_EL1 can be read")
{
	EXPECT_TRAP(trap_catch(read_authstatus, NULL), TRAP_NONE);
}

/* D19.3.28: MDSCR_EL1.TDCC traps EL0's accesses to the channel */
TEST(dcc, "the state of the debug channel can be read")
{
	EXPECT_TRAP(trap_catch(read_mdccsr, NULL), TRAP_NONE);
	EXPECT_TRAP(user_catch(read_mdccsr, NULL), TRAP_NONE);
}

/* --------------------------------------------------- one CPU's alone --- */

struct both {
	uint64_t mdscr, bvr, wvr, oslsr;
};

static void take(void *arg)
{
	struct both *b = arg;

	b->mdscr = read_sysreg(mdscr_el1);
	b->bvr = debug_read(DEBUG_BVR, 1);
	b->wvr = debug_read(DEBUG_WVR, 1);
	b->oslsr = read_sysreg(S2_0_C1_C1_4);
}

static void set_other(void *arg)
{
	debug_reset();
	debug_write(DEBUG_BVR, 1, 0x7770);
	debug_write(DEBUG_WVR, 1, 0x8880);
	take(arg);
}

static void reset_other(void *arg)
{
	(void)arg;
	debug_reset();
}

TEST(per_cpu, "each CPU has registers of its own", .needs = NEEDS(&smp_2_cpus))
{
	struct both other, mine;

	debug_write(DEBUG_BVR, 1, 0x1230);
	debug_write(DEBUG_WVR, 1, 0x4560);
	debug_mdscr(MDSCR_MDE);
	write_sysreg(S2_0_C1_C0_4, 1);
	isb();
	on_cpu(1, set_other, &other);
	take(&mine);
	on_cpu(1, reset_other, NULL);
	EXPECT_EQ(other.mdscr & 0xb001, 0);
	EXPECT_EQ(other.bvr, 0x7770);
	EXPECT_EQ(other.wvr, 0x8880);
	EXPECT_EQ(other.oslsr, 0x8);
	EXPECT_EQ(mine.mdscr & 0xb001, MDSCR_MDE);
	EXPECT_EQ(mine.bvr, 0x1230);
	EXPECT_EQ(mine.wvr, 0x4560);
	EXPECT_EQ(mine.oslsr, 0xa);
}

static uint64_t word;

static void store_there(void *arg)
{
	debug_unmask();
	*(volatile uint64_t *)arg = 9;
	debug_mask();
}

TEST(other_cpu, "a watchpoint of one CPU does not see another's accesses",
     .needs = NEEDS(&smp_2_cpus))
{
	debug_write(DEBUG_WVR, 0, (uintptr_t)&word);
	debug_write(DEBUG_WCR, 0,
		    DEBUG_E | DEBUG_EL1 | WCR_STORE | WCR_BAS(0xffu));
	debug_mdscr(MDSCR_KDE | MDSCR_MDE);
	debug_log();
	on_cpu(1, store_there, &word);
	EXPECT_EQ(debug_hits.nr, 0);
	EXPECT_EQ(word, 9);
	store_there(&word);
	EXPECT_EQ(debug_hits.nr, 1);
}

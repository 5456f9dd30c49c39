/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who may do what with a page: every combination of the bits that decide, each
 * compared with a model of the rules (Arm ARM, D8.4).
 */
#include "mmu.h"

#include <arm/features.h>

TEST_SUITE("mmu", .summary = "stage 1 translates, permits and refuses");

/* What a number of the space stands for. */
struct state {
	enum access access;
	unsigned int ap; /* AP[2:1] */
	bool pxn, uxn, af;
	bool wxn, pan, uao, epan;
	unsigned int ap_table; /* APTable */
	bool pxn_table, uxn_table, hpd;
	unsigned int above; /* these in the table of one level more */
};

static unsigned int take(uint64_t *number, unsigned int nr)
{
	unsigned int digit = (unsigned int)(*number % nr);

	*number /= nr;
	return digit;
}

/* --------------------------------------------------------------- the model ---- */

/* D8.4.1: tables take away, and HPD0 takes the tables' say away. */
static struct state effective(struct state s)
{
	if (s.hpd)
		return s;
	if (s.ap_table & 2)
		s.ap |= 2;
	if (s.ap_table & 1)
		s.ap &= ~1u;
	s.pxn |= s.pxn_table;
	s.uxn |= s.uxn_table;
	return s;
}

static bool may_fetch(const struct state *s)
{
	bool user = s->ap & 1, writable = !(s->ap & 2);

	if (s->access == EL0_FETCH)
		return !s->uxn && !(s->wxn && user && writable);
	/* what EL0 may write, EL1 never executes */
	return !s->pxn && !(user && writable) && !(s->wxn && writable);
}

/* Whether the access is made with the permissions of EL0. */
static bool as_user(const struct state *s)
{
	bool unprivileged = s->access == EL1_LDTR || s->access == EL1_STTR;

	return from_el0(s->access) || (unprivileged && !s->uao);
}

static bool may(const struct state *s)
{
	bool user = s->ap & 1, writable = !(s->ap & 2);
	bool kept_off = user || (s->epan && !s->uxn);

	if (is_fetch(s->access))
		return may_fetch(s);
	if (is_write(s->access) && !writable)
		return false;
	if (as_user(s))
		return user;
	return !(s->pan && kept_off);
}

static uint32_t model(const struct state *raw)
{
	struct state s = effective(*raw);

	if (!s.af)
		return FSC_ACCESS + MMU_PAGE;
	return may(&s) ? NO_FAULT : FSC_PERMIT + MMU_PAGE;
}

/* ------------------------------------------------------------- the machine ---- */

static uint64_t table_bits(const struct state *s)
{
	return (uint64_t)s->ap_table << 61 | (s->pxn_table ? PTE_PXNTABLE : 0) |
	       (s->uxn_table ? PTE_UXNTABLE : 0);
}

static uint64_t leaf_of(const struct state *s, const void *memory)
{
	uint64_t entry = leaf(virt_to_phys(memory)) & ~PTE_AF;

	entry |= s->ap & 1 ? PTE_USER : 0;
	entry |= s->ap & 2 ? PTE_RDONLY : 0;
	entry |= s->pxn ? PTE_PXN : 0;
	entry |= s->uxn ? PTE_UXN : 0;
	return entry | (s->af ? PTE_AF : 0);
}

static void set_table(unsigned int level, uint64_t bits)
{
	uint64_t *entry = window_entry(level);

	window_set(entry, (*entry & ~(0x1full << 59)) | bits);
}

static void check(const struct state *s)
{
	uint64_t *memory = window_open();
	uint64_t sctlr = SCTLR_KERNEL | (s->wxn ? SCTLR_WXN : 0) |
			 (s->epan ? SCTLR_EPAN : 0);
	uint64_t tcr = read_sysreg(tcr_el1);

	test_context(
		"%s, AP %u, PXN %u, UXN %u, AF %u, WXN %u, PAN %u, UAO %u, "
		"EPAN %u, APTable %u, PXNTable %u, UXNTable %u, HPD %u, above %u",
		access_names[s->access], s->ap, s->pxn, s->uxn, s->af, s->wxn,
		s->pan, s->uao, s->epan, s->ap_table, s->pxn_table,
		s->uxn_table, s->hpd, s->above);
	test_defer2(set_table, MMU_PAGE - 1 - s->above, 0);
	if (table_bits(s))
		set_table(MMU_PAGE - 1 - s->above, table_bits(s));
	window_set(window_entry(MMU_PAGE), leaf_of(s, memory));
	if (sctlr != read_sysreg(sctlr_el1))
		set_sctlr(sctlr);
	if (s->hpd)
		set_tcr(tcr | TCR_HPD0);
	expect_abort(access_window(s->access, WINDOW, s->pan, s->uao),
		     s->access, model(s), WINDOW);
	set_sctlr(SCTLR_KERNEL);
	set_tcr(tcr);
}

/* -------------------------------------------------------------------- cases ---- */

enum {
	LEAF_STATES = NR_ACCESSES * 4 * 2 * 2 * 2,
	PSTATE_STATES = 2 * 2 * 2,
	TABLE_STATES = NR_ACCESSES * 4 * 4 * 2 * 2 * 2 * 2 * 2 * 2,
};

static struct state leaf_state(uint64_t *n)
{
	return (struct state){
		.access = take(n, NR_ACCESSES),
		.ap = take(n, 4),
		.pxn = take(n, 2),
		.uxn = take(n, 2),
		.af = !take(n, 2),
	};
}

TEST_NUMBERED(leaf, uint64_t number, LEAF_STATES,
	      "AP, PXN, UXN and AF of a page decide")
{
	struct state s = leaf_state(&number);

	check(&s);
}

TEST_NUMBERED(pstate, uint64_t number, LEAF_STATES *PSTATE_STATES,
	      "so do SCTLR.WXN, and PSTATE.PAN and UAO",
	      .needs = NEEDS(&arm_pan, &arm_uao))
{
	struct state s = leaf_state(&number);

	s.wxn = take(&number, 2);
	s.pan = take(&number, 2);
	s.uao = take(&number, 2);
	check(&s);
}

static bool has_pan3(void)
{
	return field(read_sysreg(id_aa64mmfr1_el1), 20, 4) >= 3;
}

static const struct feature pan3 = { "PAN3", "ID_AA64MMFR1_EL1.PAN >= 3",
				     has_pan3 };

TEST_NUMBERED(epan, uint64_t number, LEAF_STATES *PSTATE_STATES,
	      "with SCTLR.EPAN, PAN is about what EL0 may execute, too",
	      .needs = NEEDS(&pan3, &arm_uao))
{
	struct state s = leaf_state(&number);

	s.wxn = take(&number, 2);
	s.pan = take(&number, 2);
	s.uao = take(&number, 2);
	s.epan = true;
	check(&s);
}

TEST_NUMBERED(tables, uint64_t number, TABLE_STATES,
	      "APTable, PXNTable and UXNTable restrict what is below",
	      .needs = NEEDS(&arm_hpds))
{
	struct state s = {
		.access = take(&number, NR_ACCESSES),
		.ap = take(&number, 4),
		.ap_table = take(&number, 4),
		.pxn_table = take(&number, 2),
		.uxn_table = take(&number, 2),
		.pxn = take(&number, 2),
		.uxn = take(&number, 2),
		.hpd = take(&number, 2),
		.above = take(&number, 2),
		.af = true,
	};

	check(&s);
}

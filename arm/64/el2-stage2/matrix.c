/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Permissions of stage 2: what may be read, written and executed, by the bits of
 * the descriptor, the level of it, the granule and the level of the guest's code
 * (Arm ARM, D8.4.4; FEAT_XNX).
 */
#include "stage2.h"

EL2_STAGE2_SUITE;

enum access {
	READ,
	WRITE,
	FETCH,
	NR_ACCESSES
};

static const struct row {
	const char *name;
	const struct shape *shape;
	unsigned int level; /* of the block or page */
} rows[] = {
	{ "4k-page", &shape_4k, 3 },   { "4k-2m", &shape_4k, 2 },
	{ "4k-1g", &shape_4k, 1 },     { "16k-page", &shape_16k, 3 },
	{ "16k-32m", &shape_16k, 2 },  { "64k-page", &shape_64k, 3 },
	{ "64k-512m", &shape_64k, 2 },
};

/* XN[1:0]: all, EL0 only, none, EL1 only; without XNX it is one bit. */
static bool may_fetch(unsigned int xn, bool user)
{
	static const bool el1[] = { true, false, false, true };
	static const bool el0[] = { true, true, false, false };

	if (!arm_xnx.probe())
		return !(xn & 2);
	return user ? el0[xn] : el1[xn];
}

static bool may(enum access access, unsigned int ap, unsigned int xn, bool user)
{
	return access == FETCH ? may_fetch(xn, user) :
				 ap & (access == READ ? 1 : 2);
}

static void expect_allowed(enum access access, uint64_t value)
{
	if (access == FETCH) {
		EXPECT_EQ(guest.esr, ESR_HVC(HVC_THERE));
		return;
	}
	EXPECT_EQ(guest.esr, ESR_HVC(EL2_DONE));
	EXPECT_EQ(guest.x[0], access == READ ? DATA : value);
	EXPECT_EQ(target->data[0], access == READ ? DATA : value);
	EXPECT_EQ(target->data[1], ~(uint64_t)DATA);
	target->data[0] = DATA;
	cache_flush_line(target);
}

/* At EL0 HVC is undefined: EL1's vector says that it got there. */
static void expect_allowed_el0(enum access access, uint64_t at, uint64_t value)
{
	EXPECT_EQ(guest.esr, ESR_HVC(EL2_VECTORS + 8));
	EXPECT_EQ(read_sysreg(ESR_EL12), ESR_UNDEFINED);
	if (access == FETCH) {
		EXPECT_EQ(read_sysreg(ELR_EL12), at);
		return;
	}
	EXPECT_EQ(guest.x[0], access == READ ? DATA : value);
	EXPECT_EQ(target->data[0], access == READ ? DATA : value);
	target->data[0] = DATA;
	cache_flush_line(target);
}

static void try(const struct row *r, unsigned int state, enum access access,
		bool user)
{
	static const uint32_t words[] = { LDR_X0, STR_X0, BR_X1 };
	static const uint32_t esrs[] = { ESR_LOAD, ESR_STORE, ESR_FETCH };
	unsigned int ap = state & 3, xn = state >> 2 & 3;
	bool af = state & 16;
	uint64_t ipa = s2_map(r->level, S2_MEM_WB | S2_SH_INNER | S2_AP(ap) |
						S2_XN(xn) | (af ? S2_AF : 0));
	uint64_t at = access == FETCH ? ipa + offsetof(struct target, code) :
					ipa;
	uint64_t value = 0xfeedface00000000 | state;

	test_context("S2AP %u XN %u AF %u access %u EL%u", ap, xn, af, access,
		     !user);
	guest.pstate = user ? PSTATE_GUEST & ~0xfull : PSTATE_GUEST;
	s2_run(words[access], value, at);
	if (!af)
		expect_fault(esrs[access] | ACCESS_FLAG | r->level, at, at);
	else if (!may(access, ap, xn, user))
		expect_fault(esrs[access] | PERMISSION | r->level, at, at);
	else if (user)
		expect_allowed_el0(access, at, value);
	else
		expect_allowed(access, value);
}

TEST_EACH(permission, const struct row *r, rows,
	  "S2AP, XN and AF say who may read, write and execute")
{
	s2_build(r->shape);
	for (unsigned int state = 0; state < 32; state++)
		for (enum access a = READ; a < NR_ACCESSES; a++) {
			try(r, state, a, false);
			try(r, state, a, true);
		}
}

TEST_EACH(access_flag, const struct row *r, rows,
	  "VTCR_EL2.HA sets the access flag, and nothing else",
	  .needs = NEEDS(&arm_hafdbs))
{
	uint64_t ipa, *entry, old;

	s2_build(r->shape);
	write_sysreg(vtcr_el2, s2_vtcr(r->shape) | VTCR_HA);
	ipa = s2_map(r->level, S2_RAM & ~S2_AF);
	entry = s2_entry(ipa, r->level);
	old = *entry;
	s2_run(LDR_X0, 0, ipa);
	expect_done();
	EXPECT_EQ(guest.x[0], DATA);
	EXPECT_EQ(*entry, old | S2_AF);
}

TEST_EACH(dirty_state, const struct row *r, rows,
	  "VTCR_EL2.HD makes a page with DBM writable by a write alone",
	  .needs = NEEDS(&arm_dirty))
{
	uint64_t ipa, *entry, old;

	s2_build(r->shape);
	write_sysreg(vtcr_el2, s2_vtcr(r->shape) | VTCR_HA | VTCR_HD);
	ipa = s2_map(r->level, (S2_RAM & ~S2_AP(2)) | S2_DBM);
	entry = s2_entry(ipa, r->level);
	old = *entry;
	s2_run(LDR_X0, 0, ipa);
	expect_done();
	EXPECT_EQ(*entry, old);
	s2_run(STR_X0, 1, ipa);
	expect_done();
	EXPECT_EQ(target->data[0], 1);
	EXPECT_EQ(*entry, old | S2_AP(2));
	target->data[0] = DATA;
	s2_set(entry, old & ~S2_DBM);
	s2_flush();
	s2_run(STR_X0, 1, ipa);
	expect_fault(ESR_STORE | PERMISSION | r->level, ipa, ipa);
	EXPECT_EQ(*entry, old & ~S2_DBM);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Modes that change what a translation allows, changed while it is cached: no
 * INVLPG, no load of CR3. What a TLB keeps must be looked at with the new mode.
 *
 * Intel SDM vol. 3, 4.6; 4.10.4.1 (operations that invalidate).
 */
#include "suite.h"

#include <stddef.h>

ACCESS_SUITE;

static const struct row {
	const char *name;
	size_t mode; /* the member of struct state that is turned on and off */
	enum kind kind;
	bool user;
	uint64_t off, on; /* bits that the entry lacks, or has in addition */
	uint32_t pkru, pkrs;
} rows[] = {
	{ "wp", offsetof(struct state, wp), WRITE, false, PTE_W, 0, 0, 0 },
	{ "wp-supervisor", offsetof(struct state, wp), WRITE, false,
	  PTE_W | PTE_U, 0, 0, 0 },
	{ "smep", offsetof(struct state, smep), FETCH, false, 0, 0, 0, 0 },
	{ "smap-read", offsetof(struct state, smap), READ, false, 0, 0, 0, 0 },
	{ "smap-write", offsetof(struct state, smap), WRITE, false, 0, 0, 0,
	  0 },
	{ "nxe-read", offsetof(struct state, nxe), READ, false, 0, 0, 0, 0 },
};

static const struct row key_rows[] = {
	{ "pke-read", offsetof(struct state, pke), READ, true, 0, PTE_PK(1), 4,
	  0 },
	{ "pke-write", offsetof(struct state, pke), WRITE, false, 0, PTE_PK(1),
	  8, 0 },
	{ "pks-read", offsetof(struct state, pks), READ, false, PTE_U,
	  PTE_PK(1), 0, 4 },
	{ "pks-write", offsetof(struct state, pks), WRITE, false, PTE_U,
	  PTE_PK(1), 0, 8 },
};

static struct state first(const struct row *r)
{
	struct state s = access_permissive(1);

	s.kind = r->kind;
	s.user = r->user;
	s.entry[1] &= ~r->off;
	s.entry[1] |= r->on;
	s.pkru = r->pkru;
	s.pkrs = r->pkrs;
	return s;
}

static void check_mode(const struct row *r)
{
	struct state s = first(r);
	bool *mode = (bool *)((char *)&s + r->mode);

	*mode = false;
	access_check(&s);
	for (unsigned int i = 0; i < 3; i++) {
		*mode = true;
		access_check_again(&s);
		access_check_again(&s);
		*mode = false;
		access_check_again(&s);
	}
}

TEST_EACH(mode, const struct row *r, rows, "takes effect without INVLPG")
{
	check_mode(r);
}

TEST_EACH(key_mode, const struct row *r, key_rows,
	  "takes effect without INVLPG", .needs = NEEDS(&access_long_mode))
{
	check_mode(r);
}

/* PKRU and IA32_PKRS change with no other register. */
TEST_EACH(rights, const struct row *r, key_rows,
	  "of a key take effect without INVLPG",
	  .needs = NEEDS(&access_long_mode))
{
	struct state s = first(r);

	s.pke = r->pkru != 0;
	s.pks = r->pkrs != 0;
	for (unsigned int i = 0; i < 3; i++) {
		s.pkru = s.pkrs = 0;
		i ? access_check_again(&s) : access_check(&s);
		s.pkru = r->pkru;
		s.pkrs = r->pkrs;
		access_check_again(&s);
	}
}

/* 4.10.4.3: more rights need no INVLPG after the one fault that may follow. */
static const struct more {
	const char *name;
	enum kind kind;
	bool user;
	uint64_t bits; /* that change */
} mores[] = {
	{ "present", READ, false, PTE_P },
	{ "writable", WRITE, true, PTE_W },
	{ "user", READ, true, PTE_U },
	{ "execute", FETCH, true, PTE_NX },
	{ "present-write", WRITE, false, PTE_P },
};

TEST_EACH(more, const struct more *m, mores,
	  "rights are there after one fault, and gone after INVLPG")
{
	struct state s = access_permissive(1);

	s.kind = m->kind;
	s.user = m->user;
	s.entry[1] ^= m->bits;
	access_check(&s); /* refused */
	*access_entries[1] ^= m->bits;
	access_run_again(&s); /* may be refused once more */
	access_check_again(&s);
	EXPECT_EQ(access_seen.vector, X86_VECTOR(X86_UD));
	s.entry[1] ^= m->bits;
	access_check(&s);
	EXPECT_EQ(access_seen.vector, X86_VECTOR(X86_PF));
}

/* 4.8: the flags are set again after software cleared them, with INVLPG. */
TEST(flags_again, "A and D are set again after they were cleared")
{
	struct state s = access_permissive(1);

	s.kind = WRITE;
	for (unsigned int i = 0; i < 3; i++)
		access_check(&s);
	s.kind = READ;
	access_check(&s);
	s.kind = WRITE; /* after a read has filled the TLB */
	access_check_again(&s);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Protection keys, of user pages and of supervisor pages. Without 64-bit mode
 * there are none: PAE paging reserves the bits of the key.
 */
#include "suite.h"

ACCESS_SUITE;

/* Keys that differ in each bit; key 0 is that of everything else. */
static const unsigned int keys[] = { 1, 6, 9, 15 };

static bool in_long_mode(void)
{
	return sizeof(long) == 8;
}

const struct feature access_long_mode = { "64-bit mode", "EFER.LMA",
					  in_long_mode };

#define KEY_SPACE (NR_KINDS * 2 * 8 * LEAVES * 2 * 4 * 4 * 4 * 2)

/* What a register says: the rights of one key, and all or nothing elsewhere. */
static uint32_t rights_of(unsigned int key, uint32_t rights, bool others)
{
	uint32_t pkr = others ? 0 : 0xfffffffc;

	return (pkr & ~(3u << 2 * key)) | rights << 2 * key;
}

/* The register of the other kind of page says the opposite of each bit. */
static struct state key_state(uint64_t number)
{
	enum kind kind = take(&number, NR_KINDS);
	bool user = take(&number, 2), others;
	unsigned int page = take(&number, 8), key;
	struct state s = access_permissive(1 + take(&number, LEAVES));
	uint64_t *leaf = &s.entry[s.leaf];
	uint32_t rights;

	s.kind = kind;
	s.user = user;
	s.wp = take(&number, 2);
	s.pke = take(&number, 2);
	s.pks = take(&number, 2);
	key = keys[take(&number, 4)];
	rights = take(&number, 4);
	others = take(&number, 2);
	*leaf |= PTE_PK(key) | (page & 4 ? PTE_NX : 0);
	*leaf ^= (page & 1 ? PTE_W : 0) | (page & 2 ? PTE_U : 0);
	s.pkru = rights_of(key, *leaf & PTE_U ? rights : ~rights & 3, others);
	s.pkrs = rights_of(key, *leaf & PTE_U ? ~rights & 3 : rights, others);
	return s;
}

TEST_NUMBERED(keys, uint64_t number, KEY_SPACE,
	      "rights of a page's key, against the rights of the page",
	      .needs = NEEDS(&access_long_mode, &x86_pku))
{
	struct state s = key_state(number);

	if (access_missing(&(struct state){ .leaf = 1, .pks = true })) {
		s.pks = false;
		s.pkrs = 0;
	}
	access_check(&s);
}

/* Only the key of the last entry counts: 4.6.2. */
TEST_NUMBERED(table_keys, uint64_t number, 16 * (LEVELS - 1) * NR_KINDS * 2 * 2,
	      "the key of an entry that leads to a table is ignored",
	      .needs = NEEDS(&access_long_mode, &x86_pku))
{
	struct state s = access_permissive(1);
	unsigned int key = take(&number, 16);
	unsigned int level = 2 + take(&number, LEVELS - 1);

	if (level > access_top)
		SKIP("there is no such table");
	s.entry[level] |= PTE_PK(key);
	s.kind = take(&number, NR_KINDS);
	s.user = take(&number, 2);
	s.pke = true;
	s.pkru = 0xfffffffc;
	s.entry[1] |= take(&number, 2) ? PTE_PK(5) : 0;
	access_check(&s);
}

/* 4.6.1: a page is the user's where every entry says so; PKRS is for the rest. */
TEST_NUMBERED(upper_keys, uint64_t number,
	      LEAVES *LEVELS *NR_KINDS * 2 * 2 * 4 * 4,
	      "U/S of all entries chooses between PKRU and PKRS",
	      .needs = NEEDS(&access_long_mode, &x86_pku, &x86_pks))
{
	struct state s = access_permissive(1 + take(&number, LEAVES));
	unsigned int key = 9, level = 1 + take(&number, LEVELS);

	if (level < s.leaf || level > access_top)
		SKIP("there is no such entry");
	s.entry[level] &= ~(uint64_t)PTE_U;
	s.entry[s.leaf] |= PTE_PK(key);
	s.kind = take(&number, NR_KINDS);
	s.user = take(&number, 2);
	s.wp = take(&number, 2);
	s.pke = s.pks = true;
	s.pkru = rights_of(key, take(&number, 4), true);
	s.pkrs = rights_of(key, take(&number, 4), true);
	access_check(&s);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the manual says about an access: Intel SDM vol. 3, 4.4 to 4.8. */
#include "suite.h"

unsigned int access_physical_bits(void)
{
	if (cpuid_max(0x80000000) < 0x80000008)
		return 36;
	return cpuid(0x80000008, 0).a & 0xff;
}

static uint64_t bits(unsigned int low, unsigned int high)
{
	return high < low ? 0 : (~0ull >> (63 - high)) & (~0ull << low);
}

/* Tables 4-8 to 4-20 */
static uint64_t reserved(const struct state *s, unsigned int level)
{
	static unsigned int physical;
	uint64_t mask;

	if (!physical)
		physical = access_physical_bits();
	mask = bits(physical, 51);
	if (sizeof(long) == 4)
		mask |= bits(52, 62);
	if (!s->nxe)
		mask |= PTE_NX;
	if (level > 3 || (level == 3 && !access_huge()))
		mask |= PTE_PS;
	if (level == s->leaf && level > 1)
		mask |= bits(13, 12 + 9 * (level - 1) - 1);
	return mask;
}

/* 4.6.2: whether the page's protection key keeps the access off. */
static bool key_denies(const struct state *s, bool user_page)
{
	unsigned int key = s->entry[s->leaf] >> 59 & 0xf;
	uint32_t rights = user_page ? s->pkru : s->pkrs;

	if (sizeof(long) == 4 || !(user_page ? s->pke : s->pks) ||
	    s->kind == FETCH)
		return false;
	rights >>= 2 * key;
	return rights & 1 || (rights & 2 && s->kind == WRITE &&
			      (s->wp || (s->user && user_page)));
}

/* 4.6.1, but for keys; @entry: the bits of all levels, combined */
static bool may(const struct state *s, uint64_t entry)
{
	bool user_page = entry & PTE_U;

	if (s->user && !user_page)
		return false;
	if (s->kind == FETCH)
		return !(entry & PTE_NX) && (s->user || !user_page || !s->smep);
	if (!s->user && user_page && s->smap && !s->ac)
		return false;
	return s->kind == READ || entry & PTE_W || (!s->user && !s->wp);
}

static unsigned long error_of(const struct state *s)
{
	return (s->user ? PF_U : 0) | (s->kind == WRITE ? PF_W : 0) |
	       (s->kind == FETCH && (s->nxe || s->smep) ? PF_I : 0);
}

/* The walk: false if it ends in a fault, on *level then. */
static bool walk(const struct state *s, struct expected *e, uint64_t *combined,
		 unsigned int *level)
{
	*combined = PTE_W | PTE_U;
	for (*level = access_top; *level >= s->leaf; --*level) {
		uint64_t entry = s->entry[*level];

		if (!(entry & PTE_P))
			return false;
		if (entry & reserved(s, *level)) {
			e->error |= PF_P | PF_RSVD;
			return false;
		}
		*combined &= entry | PTE_NX;
		*combined |= entry & PTE_NX;
	}
	*level = s->leaf;
	return true;
}

/*
 * 4.8: a walk that ends in a fault may have set the accessed flags of the
 * entries that it used on its way.
 */
struct expected access_expect(const struct state *s)
{
	struct expected e = { .error = error_of(s) };
	uint64_t combined;
	unsigned int level;
	bool walked = walk(s, &e, &combined, &level);
	bool denied = walked && key_denies(s, combined & PTE_U);

	if (denied)
		e.error |= PF_PK;
	if (denied && s->user && !(combined & PTE_U))
		e.error_free = PF_PK; /* of a supervisor page: not said */
	e.fault = !walked || denied || !may(s, combined);
	if (walked)
		e.error |= PF_P;
	for (unsigned int l = s->leaf; l <= access_top; l++) {
		e.entry[l] = s->entry[l];
		if (!e.fault)
			e.entry[l] |= PTE_A;
		else if (l > level)
			e.entry_free[l] = PTE_A;
	}
	if (!e.fault && s->kind == WRITE)
		e.entry[s->leaf] |= PTE_D;
	return e;
}

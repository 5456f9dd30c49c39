/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the manual says about an access: Intel SDM vol. 3, 4.3, 4.6 to 4.8. */
#include "suite.h"

static bool is_large(const struct state *s)
{
	return s->pse && s->pde & PTE_PS;
}

uint32_t reserved(bool large)
{
	unsigned int physical = cpuid(0x80000008, 0).a & 0xff;
	uint32_t mask = 1u << 21;

	for (unsigned int bit = 13; bit <= 20; bit++)
		if (bit - 13 + 32 >= physical)
			mask |= 1u << bit;
	return large ? mask : 0;
}

static bool may(const struct state *s, uint32_t both)
{
	if (s->user && !(both & PTE_U))
		return false;
	if (s->kind == FETCH)
		return s->user || !(both & PTE_U) || !s->smep;
	return s->kind == READ || both & PTE_W || (!s->user && !s->wp);
}

struct expected expect(const struct state *s)
{
	struct expected e = { .fault = true, .pde = s->pde, .pte = s->pte };
	bool large = is_large(s);
	uint32_t both = s->pde & (large ? ~0u : s->pte), accessed = PTE_A;

	e.error = (s->user ? PF_U : 0) | (s->kind == WRITE ? PF_W : 0) |
		  (s->kind == FETCH && s->smep ? PF_I : 0);
	if (!(s->pde & PTE_P))
		return e;
	e.pde_free = large ? 0 : PTE_A;
	if (!(both & PTE_P))
		return e;
	e.error |= PF_P;
	if (s->pde & reserved(large)) {
		e.error |= PF_RSVD;
		return e;
	}
	if (!may(s, both))
		return e;
	e.fault = false;
	e.pde_free = 0;
	if (s->kind == WRITE)
		accessed |= PTE_D;
	e.pde |= large ? accessed : PTE_A;
	e.pte |= large ? 0 : accessed;
	return e;
}

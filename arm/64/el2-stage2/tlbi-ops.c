/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tlbi.h"

void s2_set_hcr(uint64_t hcr)
{
	write_sysreg(hcr_el2, hcr);
	isb();
}

/* TLBI of EL1 by its own names is meant for it while TGE is clear. */
#define TLBI(what)                                                         \
	do {                                                               \
		uint64_t hcr_ = read_sysreg(hcr_el2);                      \
                                                                           \
		s2_set_hcr(HCR_GUEST | HCR_VM);                            \
		asm volatile("dsb sy\n\ttlbi " what "\n\tdsb sy\n\tisb" :: \
				     : "memory");                          \
		s2_set_hcr(hcr_);                                          \
	} while (0)

static void by_ipa(uint64_t ipa, bool shareable, bool last)
{
	uint64_t x = ipa >> 12;

	asm volatile("dsb sy");
	if (shareable && last)
		asm volatile("tlbi ipas2le1is, %0" : : "r"(x));
	else if (shareable)
		asm volatile("tlbi ipas2e1is, %0" : : "r"(x));
	else if (last)
		asm volatile("tlbi ipas2le1, %0" : : "r"(x));
	else
		asm volatile("tlbi ipas2e1, %0" : : "r"(x));
	asm volatile("dsb sy");
	if (shareable)
		TLBI("vmalle1is");
	else
		TLBI("vmalle1");
}

static void ipas2e1(uint64_t ipa)
{
	by_ipa(ipa, false, false);
}

static void ipas2le1(uint64_t ipa)
{
	by_ipa(ipa, false, true);
}

static void ipas2e1is(uint64_t ipa)
{
	by_ipa(ipa, true, false);
}

static void ipas2le1is(uint64_t ipa)
{
	by_ipa(ipa, true, true);
}

static void vmalls12e1(uint64_t ipa)
{
	(void)ipa;
	TLBI("vmalls12e1");
}

static void vmalls12e1is(uint64_t ipa)
{
	(void)ipa;
	TLBI("vmalls12e1is");
}

static void alle1(uint64_t ipa)
{
	(void)ipa;
	TLBI("alle1");
}

static void alle1is(uint64_t ipa)
{
	(void)ipa;
	TLBI("alle1is");
}

const struct s2_tlbi s2_tlbis[8] = {
	{ "IPAS2E1IS", ipas2e1is },	  { "IPAS2LE1IS", ipas2le1is },
	{ "VMALLS12E1IS", vmalls12e1is }, { "ALLE1IS", alle1is },
	{ "IPAS2E1", ipas2e1 },		  { "IPAS2LE1", ipas2le1 },
	{ "VMALLS12E1", vmalls12e1 },	  { "ALLE1", alle1 },
}, s2_tlbis_is[4] = {
	{ "IPAS2E1IS", ipas2e1is },
	{ "IPAS2LE1IS", ipas2le1is },
	{ "VMALLS12E1IS", vmalls12e1is },
	{ "ALLE1IS", alle1is },
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables of stage 1: IHI 0070, 5.4 (context descriptors); Arm ARM, D8.3
 * (descriptors of VMSAv8-64).
 */
#include <arm/smmu.h>

#include <arch/page.h>

enum {
	LAST = 3,
	OAS_MASK = 7, /* of IDR5, in the code of CD.IPS */
};

/* Inner and outer write-back, inner shareable: IR0, OR0, SH0. */
#define CD_CACHED	(1ull << 8 | 1ull << 10 | 3ull << 12)
#define STE_CACHED	(1ull << 2 | 1ull << 4 | 3ull << 6)
#define MAIR_WRITE_BACK 0xffull

unsigned int smmu_level_shift(const struct smmu_space *s, unsigned int level)
{
	return s->shift + (LAST - level) * (s->shift - 3);
}

unsigned int smmu_top_level(const struct smmu_space *s)
{
	unsigned int level = LAST;

	while (smmu_level_shift(s, level) + s->shift - 3 < s->bits)
		level--;
	return level;
}

static uint64_t granule(unsigned int shift)
{
	return SMMU_CD_TG0(shift == 12 ? 0 : shift == 14 ? 2 : 1);
}

struct smmu_space smmu_space(unsigned int shift, unsigned int bits,
			     uint16_t asid)
{
	struct smmu_space s = { .shift = shift, .bits = bits };

	s.cd = smmu_alloc(64, 64);
	s.top = smmu_alloc((size_t)1 << shift, (size_t)1 << shift);
	s.cd[1] = virt_to_phys(s.top);
	s.cd[3] = MAIR_WRITE_BACK;
	s.cd[0] = SMMU_CD_T0SZ(64 - bits) | granule(shift) | CD_CACHED |
		  SMMU_CD_EPD1 | SMMU_CD_V |
		  SMMU_CD_IPS(smmu_read(SMMU_IDR5) & OAS_MASK) | SMMU_CD_AA64 |
		  SMMU_CD_R | SMMU_CD_A | SMMU_CD_ASET | SMMU_CD_ASID(asid);
	return s;
}

static uint64_t *slot(const struct smmu_space *s, uint64_t *table,
		      uint64_t address, unsigned int level)
{
	const uint64_t inside = address & ((1ull << s->bits) - 1);

	return table + (inside >> smmu_level_shift(s, level) &
			((1u << (s->shift - 3)) - 1));
}

uint64_t *smmu_entry(const struct smmu_space *s, uint64_t address,
		     unsigned int level)
{
	const uint64_t mask = (1ull << 48) - (1ull << s->shift);
	uint64_t *table = s->top;

	for (unsigned int at = smmu_top_level(s); at < level; at++) {
		uint64_t *entry = slot(s, table, address, at);

		if (!*entry) {
			table = smmu_alloc((size_t)1 << s->shift,
					   (size_t)1 << s->shift);
			*entry = virt_to_phys(table) | PTE_TABLE | PTE_VALID;
		}
		table = phys_to_virt(*entry & mask);
	}
	return slot(s, table, address, level);
}

void smmu_map(const struct smmu_space *s, uint64_t address, const void *phys,
	      unsigned int level)
{
	const uint64_t size = 1ull << smmu_level_shift(s, level);

	*smmu_entry(s, address, level) = (virt_to_phys(phys) & ~(size - 1)) |
					 PTE_VALID | PTE_ATTR(0) | PTE_USER |
					 PTE_SH_INNER | PTE_AF | PTE_NG |
					 (level == LAST ? PTE_PAGE : 0);
}

void smmu_attach(uint32_t sid, const struct smmu_space *s)
{
	smmu_ste(sid)[1] = STE_CACHED;
	smmu_set_ste(sid, SMMU_STE_V | SMMU_STE_S1 | virt_to_phys(s->cd));
	smmu_forget_tlb();
}

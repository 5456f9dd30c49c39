/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#include <arch/page.h>
#include <arm/mmu.h>
#include <mm/vmap.h>

uint8_t *mte_page, *mte_alias, *mte_untagged;
unsigned int mte_period;

static void unmap(void *page)
{
	arch_unmap(page, PAGE_SIZE);
	vmap_free(page);
}

/* For EL0 too: nothing is executed there. */
static uint8_t *map(void *memory, unsigned int type)
{
	uint8_t *page = vmap_alloc(PAGE_SIZE, PAGE_SIZE);
	uint64_t *entry;

	test_defer(unmap, page);
	ASSERT_EQ(arch_map(page, virt_to_phys(memory), PAGE_SIZE,
			   MAP_READ | MAP_WRITE | MAP_USER),
		  0);
	entry = mmu_entry(page, MMU_PAGE);
	*entry = (*entry & ~PTE_ATTR(7)) | PTE_ATTR(type);
	dsb();
	tlb_flush(page);
	return page;
}

static void restore_sctlr(unsigned long value)
{
	write_sysreg(sctlr_el1, value);
	write_sysreg(TFSR_EL1, 0);
	write_sysreg(TFSRE0_EL1, 0);
	write_sysreg(GCR_EL1, 0);
	isb();
}

static void restore_tcr(unsigned long value)
{
	write_sysreg(tcr_el1, value);
	isb();
	tlb_flush_all();
}

void mte_checks(enum mte_mode el1, enum mte_mode el0)
{
	uint64_t sctlr = read_sysreg(sctlr_el1) &
			 ~(SCTLR_TCF(3) | SCTLR_TCF0(3));

	write_sysreg(sctlr_el1, sctlr | SCTLR_TCF(el1) | SCTLR_TCF0(el0));
	isb();
}

void mte_setup(void)
{
	void *memory;

	mte_period = 2;
	if (!arm_mte.probe() || !arm_at_el1.probe())
		return;
	memory = page_alloc(0, PAGE_ZERO);
	test_defer(page_free, memory);
	test_defer(restore_tcr, read_sysreg(tcr_el1));
	write_sysreg(tcr_el1, read_sysreg(tcr_el1) | TCR_TBI0);
	test_defer(restore_sctlr, read_sysreg(sctlr_el1));
	write_sysreg(sctlr_el1,
		     read_sysreg(sctlr_el1) | SCTLR_ATA | SCTLR_ATA0);
	write_sysreg(TFSR_EL1, 0);
	write_sysreg(TFSRE0_EL1, 0);
	write_sysreg(GCR_EL1, 0);
	write_sysreg(TCO, 0);
	isb();
	mte_page = map(memory, MEM_NORMAL_TAGGED);
	mte_alias = map(memory, MEM_NORMAL_TAGGED);
	mte_untagged = map(memory, MEM_NORMAL);
	for (unsigned int i = 0; i < GRANULES; i++)
		mte_store(mte_page + i * MTE_GRANULE);
}

void mte_tag_page(void)
{
	for (unsigned int i = 0; i < GRANULES; i++)
		mte_store(mte_pointer(mte_page + i * MTE_GRANULE,
				      mte_pattern(i)));
}

void mte_expect_tags(unsigned int first, unsigned int end, unsigned int tag)
{
	for (unsigned int i = 0; i < GRANULES; i++) {
		unsigned int expected = i >= first && i < end ? tag :
								mte_pattern(i);

		if (mte_load(mte_page + i * MTE_GRANULE) == expected)
			continue;
		test_context("granule %u", i);
		EXPECT_EQ(mte_load(mte_page + i * MTE_GRANULE), expected);
	}
}

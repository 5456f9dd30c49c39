/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CR0 and CR4 after INIT, with every bit set before that can be: Intel SDM vol. 3,
 * table 9-1 and note 2 (CD and NW keep what they were).
 */
#include "capture.h"
#include "suite.h"

#define CR0_DIRT (CR0_MP | CR0_TS | CR0_NE | CR0_WP | CR0_AM)
#define CR4_DIRT (CR4_TSD | CR4_DE | CR4_PSE | CR4_PGE)

/* Not PAE and PG, which are set; PCIDE, VMXE and CET have rules of their own. */
static const uint32_t cr4_bits[] = {
	CR4_VME,  CR4_PVI,	CR4_TSD,     CR4_DE,	 CR4_PSE,
	CR4_MCE,  CR4_PGE,	CR4_PCE,     CR4_OSFXSR, CR4_OSXMMEXCPT,
	CR4_UMIP, CR4_FSGSBASE, CR4_OSXSAVE, CR4_SMEP,	 CR4_SMAP,
	CR4_PKE,  CR4_PKS,
};

static volatile uint32_t ready, before_cr0, before_cr4;

static void set_cr4(const void *bit)
{
	write_cr4(read_cr4() | *(const uint32_t *)bit);
}

/* A bit that this processor lacks is #GP, and stays 0. */
static void dirty(void *arg)
{
	for (unsigned int i = 0; i < sizeof(cr4_bits) / 4; i++)
		(void)trap_catch(set_cr4, &cr4_bits[i]).cause;
	write_cr0(read_cr0() | CR0_DIRT);
	before_cr0 = (uint32_t)read_cr0();
	before_cr4 = (uint32_t)read_cr4();
	ap_spin(arg);
}

TEST(control_registers, "clears every bit of CR0 and CR4 that was set")
{
	volatile struct capture *c = stub_make(0);

	ap_run(dirty, &ready);
	ap_capture();
	EXPECT_EQ(before_cr0 & CR0_DIRT, CR0_DIRT);
	EXPECT_EQ(before_cr4 & CR4_DIRT, CR4_DIRT);
	EXPECT_EQ(c->cr0 & ~(uint32_t)(CR0_CD | CR0_NW), CR0_ET);
	EXPECT_EQ(c->cr4, 0);
}

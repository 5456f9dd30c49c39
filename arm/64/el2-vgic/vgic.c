/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vgic.h"

struct el2_guest guest;
uint64_t guest_hcr;

static void off(void)
{
	guest_hcr = HCR_VIRTUAL;
	write_sysreg(ICH_HCR, 0);
	for (unsigned int i = 0; i < 4; i++)
		lr_write(i, 0);
	write_sysreg(ICH_AP0R0, 0);
	write_sysreg(ICH_AP1R0, 0);
	write_sysreg(ICH_VMCR, 0);
	isb();
}

/* gicv3.h's registers are the host's; four list registers are the least here. */
void vgic_setup(void)
{
	if ((read_sysreg(ICH_VTR) & 0x1f) < 3)
		SKIP("fewer than four list registers");
	gic_init();
	test_defer(off, 0);
	off();
}

void vgic_on(void)
{
	write_sysreg(ICH_VMCR, VMCR_ON);
	write_sysreg(ICH_HCR, ICH_HCR_EN);
	isb();
}

uint64_t lr_read(unsigned int n)
{
	switch (n) {
	case 0:
		return read_sysreg(ICH_LR0);
	case 1:
		return read_sysreg(ICH_LR1);
	case 2:
		return read_sysreg(ICH_LR2);
	default:
		return read_sysreg(ICH_LR3);
	}
}

void lr_write(unsigned int n, uint64_t value)
{
	if (n == 0)
		write_sysreg(ICH_LR0, value);
	else if (n == 1)
		write_sysreg(ICH_LR1, value);
	else if (n == 2)
		write_sysreg(ICH_LR2, value);
	else
		write_sysreg(ICH_LR3, value);
	isb();
}

static void run(uint32_t word, uint64_t x0)
{
	el2_guest_reset(&guest, el2_guest_code(&word, 1));
	guest.hcr |= guest_hcr;
	guest.x[0] = x0;
	el2_guest_run(&guest);
	EXPECT_EQ(guest.vector, EL2_FROM_A64);
	ASSERT_EQ(guest.esr, ESR_HVC(EL2_DONE));
}

uint64_t vread(uint32_t reg)
{
	run(A64_MRS(reg, 0), 0xbad);
	return guest.x[0];
}

void vwrite(uint32_t reg, uint64_t value)
{
	run(A64_MSR(reg, 0), value);
}

uint64_t ap_bit(unsigned int priority)
{
	return 1ull << (priority >> (7 - (read_sysreg(ICH_VTR) >> 26 & 7)));
}

unsigned int bpr_min(void)
{
	return 6 - (read_sysreg(ICH_VTR) >> 26 & 7);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vgic2.h"

#include <arch/io.h>
#include <arm/insn.h>

const struct group groups[3] = {
	{ "group-0", 0, 0, ISR_I },
	{ "group-0-fiq", 0, GICC_CTLR_FIQEN, ISR_F },
	{ "group-1", LR_GROUP1, GICC_CTLR_FIQEN, ISR_I },
};

static struct el2_guest guest;

uint32_t hread(unsigned int offset)
{
	return mmio_read32(gic_hyp() + offset);
}

void hwrite(unsigned int offset, uint32_t value)
{
	mmio_write32(gic_hyp() + offset, value);
}

uint32_t vread(unsigned int offset)
{
	return mmio_read32(gic_virt() + offset);
}

void vwrite(unsigned int offset, uint32_t value)
{
	mmio_write32(gic_virt() + offset, value);
}

uint32_t lr_read(unsigned int n)
{
	return hread(GICH_LR + 4 * n);
}

void lr_write(unsigned int n, uint32_t value)
{
	hwrite(GICH_LR + 4 * n, value);
}

static void off(uintptr_t unused)
{
	(void)unused;
	hwrite(GICH_HCR, 0);
	for (unsigned int n = 0; n < 4; n++)
		lr_write(n, 0);
	hwrite(GICH_APR, 0);
	hwrite(GICH_VMCR, 0);
}

void vgic2_setup(void)
{
	if (!arm_gicv2_virt.probe() || !arm_at_el2.probe())
		return;
	gic_init();
	if ((hread(GICH_VTR) & 0x3f) < 3)
		SKIP("fewer than four list registers");
	test_defer(off, 0);
	off(0);
}

void vgic2_on(void)
{
	hwrite(GICH_VMCR, VMCR_ON);
	hwrite(GICH_HCR, HCR_EN);
}

uint64_t vgic2_isr(void)
{
	const uint32_t word = A64_MRS(A64_REG(3, 0, 12, 1, 0), 0);

	el2_guest_reset(&guest, el2_guest_code(&word, 1));
	guest.hcr |= HCR_IMO | HCR_FMO;
	el2_guest_run(&guest);
	ASSERT_EQ(guest.esr, ESR_HVC(EL2_DONE));
	return guest.x[0];
}

uint32_t ap_bit(unsigned int priority)
{
	return 1u << (priority >> (7 - (hread(GICH_VTR) >> 26 & 7)));
}

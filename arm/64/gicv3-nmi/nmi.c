/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#include <clock.h>

static bool has_gic_nmi(void)
{
	return gic_version() >= 3 &&
	       (mmio_read32(gic_dist() + GICD_TYPER) & GICD_TYPER_NMI);
}

const struct feature gic_nmi = { "a GIC with NMI", "GICD_TYPER.NMI",
				 has_gic_nmi };

uint8_t *frame_of(unsigned int intid)
{
	return gic_bank(0, intid) + INMIR + intid / 32 * 4;
}

/* Superpriority is a bit of each interrupt. */
void set_nmi(unsigned int intid, bool nmi)
{
	uint8_t *reg = frame_of(intid);
	uint32_t bit = 1u << intid % 32;

	mmio_write32(reg, (mmio_read32(reg) & ~bit) | (nmi ? bit : 0));
	gic_sync();
}

void set_allint(uint64_t on)
{
	write_sysreg(ALLINT, on ? PSTATE_ALLINT : 0);
}

static void put_back(uintptr_t sctlr)
{
	set_allint(0);
	for (unsigned int i = SGI; i <= OTHER; i++) {
		gic_clear_pending(i);
		gic_clear_active(i);
		set_nmi(i, false);
	}
	set_nmi(SPI, false);
	write_sysreg(sctlr_el1, sctlr);
	isb();
}

void nmi_setup(void)
{
	irq_disable();
	test_defer(put_back, read_sysreg(sctlr_el1));
	gic_enable(SGI);
	gic_enable(OTHER);
}

void set_sctlr(uint64_t bits)
{
	uint64_t old = read_sysreg(sctlr_el1);

	write_sysreg(sctlr_el1, (old & ~(SCTLR_NMI | SCTLR_SPINTMASK)) | bits);
	isb();
}

uint64_t ack_nmi(void)
{
	return icc_read(ICC_NMIAR1);
}

uint64_t rpr(void)
{
	return read_sysreg(S3_0_C12_C11_3);
}

void send(unsigned int sgi)
{
	gic_send(sgi, 0);
	gic_sync();
	dsb();
	isb();
}

static bool is_pending(void *arg)
{
	return gic_is_pending(*(unsigned int *)arg);
}

void wait_pending(unsigned int intid)
{
	if (!wait_until(is_pending, &intid, 1000000))
		ERROR("INTID %u does not become pending", intid);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arm/el2.h>

#include <arch/irq.h>
#include <arm/cpu.h>
#include <string.h>

/* el2_64.S */
void el2_enter(struct el2_guest *guest);

void el2_guest_reset(struct el2_guest *guest, const void *pc)
{
	memset(guest, 0, sizeof(*guest));
	guest->pc = (uintptr_t)pc;
	guest->pstate = PSTATE_GUEST;
	guest->hcr = HCR_GUEST;
	write_sysreg(SCTLR_EL12, SCTLR_GUEST);
	write_sysreg(CPACR_EL12, CPACR_FPEN);
	write_sysreg(VBAR_EL12, 0);
	isb();
}

void el2_guest_run(struct el2_guest *guest)
{
	unsigned long flags = read_sysreg(daif);

	mask_interrupts();
	el2_enter(guest);
	write_sysreg(daif, flags);
}

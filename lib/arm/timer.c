/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arm/timer.h>

#include <arm/cpu.h>
#include <arm/gic.h>
#include <dev/fdt.h>

/* Linux, bindings/timer/arm,arch_timer.yaml: secure, EL1, virtual, EL2, EL2
   virtual */
TIMER_DEFINE(timer_virtual, "virtual", cntvct_el0, cntv_cval_el0, cntv_tval_el0,
	     cntv_ctl_el0, { 2, 4 });
TIMER_DEFINE(timer_physical, "physical", cntpct_el0, cntp_cval_el0,
	     cntp_tval_el0, cntp_ctl_el0, { 1, 3 });

unsigned int timer_intid(const struct timer *timer)
{
	static const uint8_t usual[] = { 29, 30, 27, 26, 28 };
	const struct fdt *fdt = fdt_system();
	unsigned int place = timer->place[TIMER_AT_EL2];
	uint32_t cells[3];
	int node = -1;

	if (fdt)
		node = fdt_find(fdt, FDT_NONE, "arm,armv8-timer");
	if (fdt && node < 0)
		node = fdt_find(fdt, FDT_NONE, "arm,armv7-timer");
	for (unsigned int i = 0; i < 3; i++)
		if (node < 0 || fdt_cell(fdt, node, "interrupts", 3 * place + i,
					 &cells[i]) != 0)
			return usual[place];
	return gic_intid(cells);
}

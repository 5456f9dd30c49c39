/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SYSTEM_OFF and SYSTEM_RESET, of whichever CPU calls.
 *
 * DEN 0022, 5.12 and 5.13: neither returns.
 */
#include "suite.h"

#include <arch/irq.h>
#include <clock.h>

PSCI_SUITE;

#define NEEDS_2 .needs = NEEDS(&smp_2_cpus)

/* Longer than a case may take: to have come back is a failure. */
static void call(void *arg)
{
	irq_disable();
	psci_call(*(const uint32_t *)arg, 0, 0, 0);
	for (;;)
		cpu_relax();
}

static uint32_t off = PSCI_SYSTEM_OFF, reset = PSCI_SYSTEM_RESET;

TEST(system_off, "ends the VM", .ends = ENDS_POWEROFF)
{
	test_ends();
	call(&off);
}

TEST(system_reset, "resets the VM", .ends = ENDS_RESET)
{
	test_ends();
	call(&reset);
}

TEST(system_reset_boots, "starts the image again", .ends = ENDS_REBOOT)
{
	test_ends();
	call(&reset);
}

TEST(system_off_other, "ends the VM from another CPU too",
     .ends = ENDS_POWEROFF, NEEDS_2)
{
	test_ends();
	on_cpu_start(1, call, &off);
	for (;;)
		cpu_relax();
}

TEST(system_reset_other, "resets the VM from another CPU too",
     .ends = ENDS_REBOOT, NEEDS_2)
{
	test_ends();
	on_cpu_start(1, call, &reset);
	for (;;)
		cpu_relax();
}

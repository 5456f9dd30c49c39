/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arm/psci.h>

#include <arch/extable.h>
#include <arm/cpu.h>
#include <arm/machine.h>
#include <trap.h>

static enum machine_conduit conduit(void)
{
	static enum machine_conduit found;
	static bool asked;

	if (!asked)
		found = machine()->conduit();
	asked = true;
	return found;
}

long smccc(uint32_t function, unsigned long a1, unsigned long a2,
	   unsigned long a3)
{
	switch (conduit()) {
	case MACHINE_HVC:
		return (long)smccc_hvc(function, a1, a2, a3);
	case MACHINE_SMC:
		return (long)smccc_smc(function, a1, a2, a3);
	default:
		return PSCI_NOT_SUPPORTED;
	}
}

int psci_call(uint32_t function, unsigned long a1, unsigned long a2,
	      unsigned long a3)
{
	return (int)smccc(function, a1, a2, a3);
}

/*
 * Without a usable description: what most machines have. HVC is undefined where there
 * is nobody to call; SMC would jump into firmware that need not be there.
 */
static void try_hvc(unsigned long number)
{
	register unsigned long cause asm(EXTABLE_CAUSE) = TRAP_NONE;
	register unsigned long function asm(SMCCC_FUNCTION) = number;

	asm volatile("1: hvc #0\n\t"
		     "2:\n\t" EXTABLE("1b", "2b")
		     : "+r"(cause), "+r"(function)
		     :
		     : SMCCC_CHANGES, "memory");
}

void psci_system_off(void)
{
	psci_call(PSCI_SYSTEM_OFF, 0, 0, 0);
	if (conduit() == MACHINE_NO_PSCI)
		try_hvc(PSCI_SYSTEM_OFF);
}

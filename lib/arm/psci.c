/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arm/psci.h>

#include <arch/extable.h>
#include <arm/cpu.h>
#include <dev/fdt.h>
#include <stddef.h>
#include <string.h>
#include <trap.h>

static enum {
	UNKNOWN,
	NONE,
	HVC,
	SMC
} conduit;

static void find_conduit(void)
{
	static const char *const names[] = { "arm,psci-1.0", "arm,psci-0.2",
					     "arm,psci" };
	const struct fdt *fdt = fdt_system();
	const char *method = NULL;

	for (unsigned int i = 0; fdt && !method && i < 3; i++)
		method = fdt_string(fdt, fdt_find(fdt, FDT_NONE, names[i]),
				    "method");
	if (!method)
		conduit = NONE;
	else
		conduit = strcmp(method, "smc") == 0 ? SMC : HVC;
}

long smccc(uint32_t function, unsigned long a1, unsigned long a2,
	   unsigned long a3)
{
	if (conduit == UNKNOWN)
		find_conduit();
	if (conduit == HVC)
		return (long)smccc_hvc(function, a1, a2, a3);
	if (conduit == SMC)
		return (long)smccc_smc(function, a1, a2, a3);
	return PSCI_NOT_SUPPORTED;
}

int psci_call(uint32_t function, unsigned long a1, unsigned long a2,
	      unsigned long a3)
{
	return (int)smccc(function, a1, a2, a3);
}

/* Registers by the calling convention. */
#ifdef __aarch64__
#define CALL_FUNCTION "x0"
#define CALL_CHANGES  "x1", "x2", "x3"
#else
#define CALL_FUNCTION "r0"
#define CALL_CHANGES  "r1", "r2", "r3"
#endif

/*
 * Without a usable tree: what most machines have. HVC is undefined where there
 * is nobody to call; SMC would jump into firmware that need not be there.
 */
static void try_hvc(unsigned long number)
{
	register unsigned long cause asm(EXTABLE_CAUSE) = TRAP_NONE;
	register unsigned long function asm(CALL_FUNCTION) = number;

	asm volatile("1: hvc #0\n\t"
		     "2:\n\t" EXTABLE("1b", "2b")
		     : "+r"(cause), "+r"(function)
		     :
		     : CALL_CHANGES, "memory");
}

void psci_system_off(void)
{
	psci_call(PSCI_SYSTEM_OFF, 0, 0, 0);
	if (conduit == NONE)
		try_hvc(PSCI_SYSTEM_OFF);
}

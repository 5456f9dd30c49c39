/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arm/psci.h>

#include <arm/cpu.h>
#include <dev/fdt.h>
#include <stddef.h>
#include <string.h>

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

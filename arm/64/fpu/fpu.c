/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

void fpu_cpacr(uint64_t value)
{
	write_sysreg(cpacr_el1, value);
	isb();
}

unsigned int fpu_length(unsigned int len)
{
	write_sysreg(ZCR_EL1, len);
	isb();
	return (unsigned int)fpu_vector_bytes();
}

static void restore(unsigned long cpacr)
{
	fpu_cpacr(cpacr);
	write_sysreg(fpcr, 0);
	write_sysreg(fpsr, 0);
	if (arm_sme.probe())
		write_sysreg(SVCR, 0);
	isb();
}

static uint64_t all_on(void)
{
	return CPACR_FPEN | (arm_sve.probe() ? CPACR_ZEN : 0) |
	       (arm_sme.probe() ? CPACR_SMEN : 0);
}

/* The case's end has the same CPACR_EL1: it is the library's. */
void fpu_setup(void)
{
	if (!arm_fp.probe())
		return;
	test_defer(restore, read_sysreg(cpacr_el1));
	fpu_cpacr(all_on());
	if (arm_sve.probe())
		fpu_length(15);
	if (arm_sme.probe())
		write_sysreg(SMCR_EL1, 15);
	write_sysreg(fpcr, 0);
	write_sysreg(fpsr, 0);
	isb();
}

void fpu_pattern(void *to, unsigned long bytes, unsigned int seed)
{
	uint8_t *at = to;

	for (unsigned long i = 0; i < bytes; i++)
		at[i] = (uint8_t)((i * 0x9e3779b1u + seed * 0x85ebca6bu) >> 13);
}

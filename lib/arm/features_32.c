/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arm/features.h>

#include <arm/cpu.h>

#define DEFINE_FIELD(id, name_, reg, field_, low, least)                   \
	static bool probe_##id(void)                                       \
	{                                                                  \
		return field(read_sysreg(reg), low, 4) >= (least);         \
	}                                                                  \
	const struct feature id = { name_, #reg "." #field_ " >= " #least, \
				    probe_##id };
ARM_ID_FEATURES(DEFINE_FIELD)

/* start.S has allowed it, where there is one. */
static bool probe_arm_fp(void)
{
	return (read_sysreg(CPACR) & CPACR_KERNEL) == CPACR_KERNEL;
}

static bool probe_arm_fp_32(void)
{
	uint32_t mvfr0;

	if (!probe_arm_fp())
		return false;
	asm volatile("mrc p10, 7, %0, c7, c0, 0" : "=r"(mvfr0));
	return field(mvfr0, 0, 4) >= 2;
}

static bool probe_arm_pmu(void)
{
	unsigned int version = field(read_sysreg(ID_DFR0), 24, 4);

	return version != 0 && version != 0xf;
}

#define DEFINE_PROBE(id, name_, where_) \
	const struct feature id = { name_, where_, probe_##id };
ARM_PROBED_FEATURES(DEFINE_PROBE)

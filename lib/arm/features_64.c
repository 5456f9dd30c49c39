/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arm/features.h>

#include <arm/cpu.h>

/* By number, for assemblers that do not know the younger names. */
#define ID_AA64PFR0  S3_0_C0_C4_0
#define ID_AA64PFR1  S3_0_C0_C4_1
#define ID_AA64DFR0  S3_0_C0_C5_0
#define ID_AA64ISAR0 S3_0_C0_C6_0
#define ID_AA64ISAR1 S3_0_C0_C6_1
#define ID_AA64ISAR2 S3_0_C0_C6_2
#define ID_AA64MMFR0 S3_0_C0_C7_0
#define ID_AA64MMFR1 S3_0_C0_C7_1
#define ID_AA64MMFR2 S3_0_C0_C7_2

#define DEFINE_FIELD(id, name_, reg, field_, low, least)                       \
	static bool probe_##id(void)                                           \
	{                                                                      \
		return field(read_sysreg(reg), low, 4) >= (least);             \
	}                                                                      \
	const struct feature id = { name_, #reg "_EL1." #field_ " >= " #least, \
				    probe_##id };
ARM_ID_FEATURES(DEFINE_FIELD)

/* Signed: 0xf is "none". */
static bool probe_arm_fp(void)
{
	return field(read_sysreg(ID_AA64PFR0), 16, 4) != 0xf;
}

static bool probe_arm_fp16(void)
{
	return field(read_sysreg(ID_AA64PFR0), 16, 4) == 1;
}

static bool probe_arm_pauth(void)
{
	return field(read_sysreg(ID_AA64ISAR1), 4, 8) != 0 || /* APA, API */
	       field(read_sysreg(ID_AA64ISAR2), 12, 4) != 0;  /* APA3 */
}

static bool probe_arm_pmu(void)
{
	unsigned int version = field(read_sysreg(ID_AA64DFR0), 8, 4);

	return version != 0 && version != 0xf;
}

static bool probe_arm_granule_64k(void)
{
	return field(read_sysreg(ID_AA64MMFR0), 24, 4) != 0xf;
}

static bool probe_arm_at_el1(void)
{
	return current_el() == 1;
}

static bool probe_arm_at_el2(void)
{
	return current_el() == 2;
}

#define DEFINE_PROBE(id, name_, where_) \
	const struct feature id = { name_, where_, probe_##id };
ARM_PROBED_FEATURES(DEFINE_PROBE)

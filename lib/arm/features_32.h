/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * <arm/features.h> of AArch32, in the same form.
 *
 * Names and fields: Arm ARM, G8.2, ID_*.
 */
#ifndef LIB_ARM_FEATURES_32_H
#define LIB_ARM_FEATURES_32_H

#include <test/test.h>

/*
 * FIELD(id, name, register, field, its lowest bit, least value): an ID field of
 * four bits that is unsigned.
 */
#define ARM_ID_FEATURES(FIELD)                                               \
	FIELD(arm_security, "Security Extensions", ID_PFR1, Security, 4, 1)  \
	FIELD(arm_el2, "Virtualization Extensions", ID_PFR1, Virtualization, \
	      12, 1)                                                         \
	FIELD(arm_gentimer, "generic timer", ID_PFR1, GenTimer, 16, 1)       \
	FIELD(arm_gic_sysreg, "GIC registers", ID_PFR1, GIC, 28, 1)          \
	FIELD(arm_divide, "SDIV and UDIV in A32", ID_ISAR0, Divide, 24, 2)   \
	FIELD(arm_aes, "AES", ID_ISAR5, AES, 4, 1)                           \
	FIELD(arm_sha1, "SHA1", ID_ISAR5, SHA1, 8, 1)                        \
	FIELD(arm_sha2, "SHA256", ID_ISAR5, SHA2, 12, 1)                     \
	FIELD(arm_crc32, "CRC32", ID_ISAR5, CRC32, 16, 1)                    \
	FIELD(arm_pan, "PAN", ID_MMFR3, PAN, 16, 1)                          \
	FIELD(arm_sevl, "ARMv8", ID_ISAR5, SEVL, 0, 1)

/* PROBE(id, name, where) */
#define ARM_PROBED_FEATURES(PROBE)                            \
	PROBE(arm_fp, "VFP", "CPACR.cp10")                    \
	PROBE(arm_fp_32, "32 VFP registers", "MVFR0.SIMDReg") \
	PROBE(arm_pmu, "PMU", "ID_DFR0.PerfMon")

#define ARM_DECLARE(id, ...) extern const struct feature id;
ARM_ID_FEATURES(ARM_DECLARE)
ARM_PROBED_FEATURES(ARM_DECLARE)

#endif

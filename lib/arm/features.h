/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a processor or a machine may lack, as `struct feature` objects for
 * .needs: arm_lse, arm_pan, ... One line of a table is one feature.
 *
 * Names and fields: Arm ARM, A2 and D19.2, ID_AA64*_EL1.
 */
#ifndef LIB_ARM_FEATURES_H
#define LIB_ARM_FEATURES_H

#ifndef __aarch64__
#include <arm/features_32.h>
#else

#include <test/test.h>

/*
 * FIELD(id, name, register, field, its lowest bit, least value): an ID field of
 * four bits that is unsigned.
 */
#define ARM_ID_FEATURES(FIELD)                                                 \
	FIELD(arm_el0_32, "AArch32 at EL0", ID_AA64PFR0, EL0, 0, 2)            \
	FIELD(arm_el1_32, "AArch32 at EL1", ID_AA64PFR0, EL1, 4, 2)            \
	FIELD(arm_el2, "EL2", ID_AA64PFR0, EL2, 8, 1)                          \
	FIELD(arm_el3, "EL3", ID_AA64PFR0, EL3, 12, 1)                         \
	FIELD(arm_gic_sysreg, "GIC registers", ID_AA64PFR0, GIC, 24, 1)        \
	FIELD(arm_ras, "RAS", ID_AA64PFR0, RAS, 28, 1)                         \
	FIELD(arm_sve, "SVE", ID_AA64PFR0, SVE, 32, 1)                         \
	FIELD(arm_dit, "DIT", ID_AA64PFR0, DIT, 48, 1)                         \
	FIELD(arm_csv2, "CSV2", ID_AA64PFR0, CSV2, 56, 1)                      \
	FIELD(arm_bti, "BTI", ID_AA64PFR1, BT, 0, 1)                           \
	FIELD(arm_ssbs, "SSBS", ID_AA64PFR1, SSBS, 4, 1)                       \
	FIELD(arm_mte, "MTE", ID_AA64PFR1, MTE, 8, 2)                          \
	FIELD(arm_sme, "SME", ID_AA64PFR1, SME, 24, 1)                         \
	FIELD(arm_aes, "AES", ID_AA64ISAR0, AES, 4, 1)                         \
	FIELD(arm_sha1, "SHA1", ID_AA64ISAR0, SHA1, 8, 1)                      \
	FIELD(arm_sha2, "SHA256", ID_AA64ISAR0, SHA2, 12, 1)                   \
	FIELD(arm_crc32, "CRC32", ID_AA64ISAR0, CRC32, 16, 1)                  \
	FIELD(arm_lse, "LSE atomics", ID_AA64ISAR0, Atomic, 20, 2)             \
	FIELD(arm_rndr, "RNDR", ID_AA64ISAR0, RNDR, 60, 1)                     \
	FIELD(arm_tlbios, "TLBI of the outer domain", ID_AA64ISAR0, TLB, 56,   \
	      1)                                                               \
	FIELD(arm_tlbirange, "TLBI by range", ID_AA64ISAR0, TLB, 56, 2)        \
	FIELD(arm_dpb, "DC CVAP", ID_AA64ISAR1, DPB, 0, 1)                     \
	FIELD(arm_dpb2, "DC CVADP", ID_AA64ISAR1, DPB, 0, 2)                   \
	FIELD(arm_lrcpc, "LDAPR", ID_AA64ISAR1, LRCPC, 20, 1)                  \
	FIELD(arm_frintts, "FRINT32", ID_AA64ISAR1, FRINTTS, 32, 1)            \
	FIELD(arm_sb, "SB", ID_AA64ISAR1, SB, 36, 1)                           \
	FIELD(arm_hafdbs, "hardware access flag", ID_AA64MMFR1, HAFDBS, 0, 1)  \
	FIELD(arm_dirty, "hardware dirty state", ID_AA64MMFR1, HAFDBS, 0, 2)   \
	FIELD(arm_vmid16, "16-bit VMIDs", ID_AA64MMFR1, VMIDBits, 4, 2)        \
	FIELD(arm_vhe, "VHE", ID_AA64MMFR1, VH, 8, 1)                          \
	FIELD(arm_hpds, "hierarchical permission disable", ID_AA64MMFR1, HPDS, \
	      12, 1)                                                           \
	FIELD(arm_lor, "limited ordering regions", ID_AA64MMFR1, LO, 16, 1)    \
	FIELD(arm_pan, "PAN", ID_AA64MMFR1, PAN, 20, 1)                        \
	FIELD(arm_pan2, "PAN for AT", ID_AA64MMFR1, PAN, 20, 2)                \
	FIELD(arm_hcx, "HCRX_EL2", ID_AA64MMFR1, HCX, 40, 1)                   \
	FIELD(arm_xnx, "XNX", ID_AA64MMFR1, XNX, 28, 1)                        \
	FIELD(arm_cnp, "CnP", ID_AA64MMFR2, CnP, 0, 1)                         \
	FIELD(arm_uao, "UAO", ID_AA64MMFR2, UAO, 4, 1)                         \
	FIELD(arm_nv, "nested virtualization", ID_AA64MMFR2, NV, 24, 1)        \
	FIELD(arm_nv2, "NV2", ID_AA64MMFR2, NV, 24, 2)                         \
	FIELD(arm_ttst, "small translation tables", ID_AA64MMFR2, ST, 28, 1)   \
	FIELD(arm_fwb, "stage 2 forced write-back", ID_AA64MMFR2, FWB, 40, 1)  \
	FIELD(arm_lse2, "LSE2", ID_AA64MMFR2, AT, 32, 1)                       \
	FIELD(arm_evt, "enhanced virtualization traps", ID_AA64MMFR2, EVT, 56, \
	      1)                                                               \
	FIELD(arm_evt2, "traps of TLBI IS and OS", ID_AA64MMFR2, EVT, 56, 2)   \
	FIELD(arm_csv2_2, "SCXTNUM", ID_AA64PFR0, CSV2, 56, 2)                 \
	FIELD(arm_specres, "SPECRES", ID_AA64ISAR1, SPECRES, 40, 1)            \
	FIELD(arm_fgt, "fine-grained traps", ID_AA64MMFR0, FGT, 56, 1)         \
	FIELD(arm_ecv, "ECV", ID_AA64MMFR0, ECV, 60, 1)                        \
	FIELD(arm_nmi, "NMI", ID_AA64PFR1, NMI, 36, 1)                         \
	FIELD(arm_wfxt, "WFIT and WFET", ID_AA64ISAR2, WFxT, 0, 2)             \
	FIELD(arm_mops, "memory copy and set", ID_AA64ISAR2, MOPS, 16, 1)      \
	FIELD(arm_tidcp1, "TIDCP1", ID_AA64MMFR1, TIDCP1, 52, 1)               \
	FIELD(arm_cmow, "CMOW", ID_AA64MMFR1, CMOW, 56, 1)                     \
	FIELD(arm_granule_16k, "16 KiB pages", ID_AA64MMFR0, TGran16, 20, 1)

/* PROBE(id, name, where) */
#define ARM_PROBED_FEATURES(PROBE)                                         \
	PROBE(arm_fp, "floating point", "ID_AA64PFR0_EL1.FP")              \
	PROBE(arm_fp16, "half precision", "ID_AA64PFR0_EL1.FP = 1")        \
	PROBE(arm_pauth, "pointer authentication",                         \
	      "ID_AA64ISAR1_EL1.API or APA, ID_AA64ISAR2_EL1.APA3")        \
	PROBE(arm_pmu, "PMUv3", "ID_AA64DFR0_EL1.PMUVer")                  \
	PROBE(arm_granule_64k, "64 KiB pages", "ID_AA64MMFR0_EL1.TGran64") \
	PROBE(arm_at_el1, "running at EL1", "CurrentEL")                   \
	PROBE(arm_at_el2, "running at EL2", "CurrentEL")

#define ARM_DECLARE(id, ...) extern const struct feature id;
ARM_ID_FEATURES(ARM_DECLARE)
ARM_PROBED_FEATURES(ARM_DECLARE)

#endif /* __aarch64__ */
#endif

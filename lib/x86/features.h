/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a processor or a PC may lack, as `struct feature` objects for .needs:
 * x86_xsave, x86_smep, ... One line of a table is one feature.
 *
 * Names: Intel SDM vol. 2, CPUID; AMD APM vol. 3, appendix E.
 */
#ifndef LIB_X86_FEATURES_H
#define LIB_X86_FEATURES_H

#include <test/test.h>

/* BIT(id, name, leaf, register, bit): CPUID.leaf:EregX[bit] */
#define X86_CPUID_FEATURES(BIT, SUBLEAF_BIT)                                  \
	BIT(x86_fpu, "FPU", 1, D, 0)                                          \
	BIT(x86_vme, "VME", 1, D, 1)                                          \
	BIT(x86_de, "DE", 1, D, 2)                                            \
	BIT(x86_pse, "PSE", 1, D, 3)                                          \
	BIT(x86_tsc, "TSC", 1, D, 4)                                          \
	BIT(x86_msr, "MSR", 1, D, 5)                                          \
	BIT(x86_pae, "PAE", 1, D, 6)                                          \
	BIT(x86_mce, "MCE", 1, D, 7)                                          \
	BIT(x86_cx8, "CMPXCHG8B", 1, D, 8)                                    \
	BIT(x86_apic, "APIC", 1, D, 9)                                        \
	BIT(x86_sep, "SYSENTER", 1, D, 11)                                    \
	BIT(x86_mtrr, "MTRR", 1, D, 12)                                       \
	BIT(x86_pge, "PGE", 1, D, 13)                                         \
	BIT(x86_mca, "MCA", 1, D, 14)                                         \
	BIT(x86_cmov, "CMOV", 1, D, 15)                                       \
	BIT(x86_pat, "PAT", 1, D, 16)                                         \
	BIT(x86_pse36, "PSE-36", 1, D, 17)                                    \
	BIT(x86_clflush, "CLFLUSH", 1, D, 19)                                 \
	BIT(x86_ds, "DS", 1, D, 21)                                           \
	BIT(x86_mmx, "MMX", 1, D, 23)                                         \
	BIT(x86_fxsr, "FXSR", 1, D, 24)                                       \
	BIT(x86_sse, "SSE", 1, D, 25)                                         \
	BIT(x86_sse2, "SSE2", 1, D, 26)                                       \
	BIT(x86_htt, "HTT", 1, D, 28)                                         \
	BIT(x86_sse3, "SSE3", 1, C, 0)                                        \
	BIT(x86_pclmulqdq, "PCLMULQDQ", 1, C, 1)                              \
	BIT(x86_monitor, "MONITOR", 1, C, 3)                                  \
	BIT(x86_vmx, "VMX", 1, C, 5)                                          \
	BIT(x86_smx, "SMX", 1, C, 6)                                          \
	BIT(x86_ssse3, "SSSE3", 1, C, 9)                                      \
	BIT(x86_fma, "FMA", 1, C, 12)                                         \
	BIT(x86_cx16, "CMPXCHG16B", 1, C, 13)                                 \
	BIT(x86_pdcm, "PDCM", 1, C, 15)                                       \
	BIT(x86_pcid, "PCID", 1, C, 17)                                       \
	BIT(x86_sse4_1, "SSE4.1", 1, C, 19)                                   \
	BIT(x86_sse4_2, "SSE4.2", 1, C, 20)                                   \
	BIT(x86_x2apic, "x2APIC", 1, C, 21)                                   \
	BIT(x86_movbe, "MOVBE", 1, C, 22)                                     \
	BIT(x86_popcnt, "POPCNT", 1, C, 23)                                   \
	BIT(x86_tsc_deadline, "TSC-Deadline", 1, C, 24)                       \
	BIT(x86_aes, "AESNI", 1, C, 25)                                       \
	BIT(x86_xsave, "XSAVE", 1, C, 26)                                     \
	BIT(x86_avx, "AVX", 1, C, 28)                                         \
	BIT(x86_f16c, "F16C", 1, C, 29)                                       \
	BIT(x86_rdrand, "RDRAND", 1, C, 30)                                   \
	BIT(x86_hypervisor, "a hypervisor", 1, C, 31)                         \
	SUBLEAF_BIT(x86_fsgsbase, "FSGSBASE", 7, 0, B, 0)                     \
	SUBLEAF_BIT(x86_tsc_adjust, "IA32_TSC_ADJUST", 7, 0, B, 1)            \
	SUBLEAF_BIT(x86_bmi1, "BMI1", 7, 0, B, 3)                             \
	SUBLEAF_BIT(x86_hle, "HLE", 7, 0, B, 4)                               \
	SUBLEAF_BIT(x86_avx2, "AVX2", 7, 0, B, 5)                             \
	SUBLEAF_BIT(x86_fdp_excptn_only, "FDP_EXCPTN_ONLY", 7, 0, B, 6)       \
	SUBLEAF_BIT(x86_smep, "SMEP", 7, 0, B, 7)                             \
	SUBLEAF_BIT(x86_bmi2, "BMI2", 7, 0, B, 8)                             \
	SUBLEAF_BIT(x86_erms, "ERMS", 7, 0, B, 9)                             \
	SUBLEAF_BIT(x86_invpcid, "INVPCID", 7, 0, B, 10)                      \
	SUBLEAF_BIT(x86_rtm, "RTM", 7, 0, B, 11)                              \
	SUBLEAF_BIT(x86_zero_fcs_fds, "deprecated FCS/FDS", 7, 0, B, 13)      \
	SUBLEAF_BIT(x86_mpx, "MPX", 7, 0, B, 14)                              \
	SUBLEAF_BIT(x86_avx512f, "AVX512F", 7, 0, B, 16)                      \
	SUBLEAF_BIT(x86_rdseed, "RDSEED", 7, 0, B, 18)                        \
	SUBLEAF_BIT(x86_adx, "ADX", 7, 0, B, 19)                              \
	SUBLEAF_BIT(x86_smap, "SMAP", 7, 0, B, 20)                            \
	SUBLEAF_BIT(x86_clflushopt, "CLFLUSHOPT", 7, 0, B, 23)                \
	SUBLEAF_BIT(x86_clwb, "CLWB", 7, 0, B, 24)                            \
	SUBLEAF_BIT(x86_sha, "SHA", 7, 0, B, 29)                              \
	SUBLEAF_BIT(x86_umip, "UMIP", 7, 0, C, 2)                             \
	SUBLEAF_BIT(x86_pku, "PKU", 7, 0, C, 3)                               \
	SUBLEAF_BIT(x86_ospke, "OSPKE", 7, 0, C, 4)                           \
	SUBLEAF_BIT(x86_waitpkg, "WAITPKG", 7, 0, C, 5)                       \
	SUBLEAF_BIT(x86_cet_ss, "CET_SS", 7, 0, C, 7)                         \
	SUBLEAF_BIT(x86_vaes, "VAES", 7, 0, C, 9)                             \
	SUBLEAF_BIT(x86_la57, "LA57", 7, 0, C, 16)                            \
	SUBLEAF_BIT(x86_rdpid, "RDPID", 7, 0, C, 22)                          \
	SUBLEAF_BIT(x86_kl, "Key Locker", 7, 0, C, 23)                        \
	SUBLEAF_BIT(x86_bus_lock_detect, "BUS_LOCK_DETECT", 7, 0, C, 24)      \
	SUBLEAF_BIT(x86_movdiri, "MOVDIRI", 7, 0, C, 27)                      \
	SUBLEAF_BIT(x86_movdir64b, "MOVDIR64B", 7, 0, C, 28)                  \
	SUBLEAF_BIT(x86_pks, "PKS", 7, 0, C, 31)                              \
	SUBLEAF_BIT(x86_fsrm, "FSRM", 7, 0, D, 4)                             \
	SUBLEAF_BIT(x86_uintr, "user interrupts", 7, 0, D, 5)                 \
	SUBLEAF_BIT(x86_cet_ibt, "CET_IBT", 7, 0, D, 20)                      \
	SUBLEAF_BIT(x86_spec_ctrl, "IBRS and IBPB", 7, 0, D, 26)              \
	SUBLEAF_BIT(x86_stibp, "STIBP", 7, 0, D, 27)                          \
	SUBLEAF_BIT(x86_l1d_flush, "L1D_FLUSH", 7, 0, D, 28)                  \
	SUBLEAF_BIT(x86_arch_capabilities, "IA32_ARCH_CAPABILITIES", 7, 0, D, \
		    29)                                                       \
	SUBLEAF_BIT(x86_core_capabilities, "IA32_CORE_CAPABILITIES", 7, 0, D, \
		    30)                                                       \
	SUBLEAF_BIT(x86_ssbd, "SSBD", 7, 0, D, 31)                            \
	SUBLEAF_BIT(x86_lass, "LASS", 7, 1, A, 6)                             \
	SUBLEAF_BIT(x86_fred, "FRED", 7, 1, A, 17)                            \
	SUBLEAF_BIT(x86_lam, "LAM", 7, 1, A, 26)                              \
	SUBLEAF_BIT(x86_xsaveopt, "XSAVEOPT", D, 1, A, 0)                     \
	SUBLEAF_BIT(x86_xsavec, "XSAVEC", D, 1, A, 1)                         \
	SUBLEAF_BIT(x86_xgetbv_1, "XGETBV with ECX = 1", D, 1, A, 2)          \
	SUBLEAF_BIT(x86_xsaves, "XSAVES", D, 1, A, 3)                         \
	BIT(x86_lahf64, "LAHF/SAHF in 64-bit mode", 80000001, C, 0)           \
	BIT(x86_svm, "SVM", 80000001, C, 2)                                   \
	BIT(x86_cr8_legacy, "CR8 in 32-bit mode", 80000001, C, 4)             \
	BIT(x86_abm, "LZCNT", 80000001, C, 5)                                 \
	BIT(x86_sse4a, "SSE4A", 80000001, C, 6)                               \
	BIT(x86_misalignsse, "misaligned SSE", 80000001, C, 7)                \
	BIT(x86_prefetchw, "PREFETCHW", 80000001, C, 8)                       \
	BIT(x86_tce, "TCE", 80000001, C, 17)                                  \
	BIT(x86_perfctr_core, "PerfCtrExtCore", 80000001, C, 23)              \
	BIT(x86_syscall, "SYSCALL", 80000001, D, 11)                          \
	BIT(x86_nx, "NX", 80000001, D, 20)                                    \
	BIT(x86_ffxsr, "FFXSR", 80000001, D, 25)                              \
	BIT(x86_page1gb, "1 GiB pages", 80000001, D, 26)                      \
	BIT(x86_rdtscp, "RDTSCP", 80000001, D, 27)                            \
	BIT(x86_lm, "64-bit mode", 80000001, D, 29)                           \
	BIT(x86_3dnow, "3DNow!", 80000001, D, 31)                             \
	BIT(x86_invariant_tsc, "invariant TSC", 80000007, D, 8)               \
	BIT(x86_clzero, "CLZERO", 80000008, B, 0)                             \
	BIT(x86_rdpru, "RDPRU", 80000008, B, 4)                               \
	BIT(x86_mcommit, "MCOMMIT", 80000008, B, 8)                           \
	BIT(x86_wbnoinvd, "WBNOINVD", 80000008, B, 9)                         \
	BIT(x86_amd_ibpb, "IBPB", 80000008, B, 12)                            \
	BIT(x86_int_wbinvd, "INT_WBINVD", 80000008, B, 13)                    \
	BIT(x86_amd_ibrs, "IBRS", 80000008, B, 14)                            \
	BIT(x86_sev, "SEV", 8000001F, A, 1)                                   \
	BIT(x86_uai, "upper address ignore", 80000021, A, 7)                  \
	BIT(x86_autoibrs, "automatic IBRS", 80000021, A, 8)

/* PROBE(id, name, where): a function in features.c decides. */
#define X86_PROBED_FEATURES(PROBE)                                       \
	PROBE(x86_intel, "an Intel processor", "CPUID.0")                \
	PROBE(x86_amd, "an AMD processor", "CPUID.0")                    \
	PROBE(x86_tcg, "QEMU's TCG", "CPUID.40000000")                   \
	PROBE(x86_kvm, "KVM", "CPUID.40000000")                          \
	PROBE(x86_rdtscp_or_rdpid, "IA32_TSC_AUX",                       \
	      "CPUID.80000001:EDX[27] or CPUID.7.0:ECX[22]")             \
	PROBE(x86_arch_perfmon, "architectural PMU", "CPUID.A:EAX[7:0]") \
	PROBE(x86_tsc_frequency, "the TSC's rate",                       \
	      "CPUID.15 or CPUID.40000010:EAX")                          \
	PROBE(x86_xapic_mode, "the APIC in xAPIC mode",                  \
	      "IA32_APIC_BASE[11:10]")                                   \
	PROBE(x86_forced_emulation, "forced emulation",                  \
	      "UD2 and \"kvm\" before a NOP")

/* The same, in features_machine.c: these probes touch devices and tables. */
#define X86_MACHINE_FEATURES(PROBE)                                        \
	PROBE(x86_acpi, "ACPI tables", "RSDP")                             \
	PROBE(x86_madt, "an MADT", "ACPI \"APIC\"")                        \
	PROBE(x86_fadt, "an FADT", "ACPI \"FACP\"")                        \
	PROBE(x86_acpi_fixed, "ACPI fixed hardware",                       \
	      "FADT.Flags.HW_REDUCED_ACPI[20] = 0")                        \
	PROBE(x86_pm_timer, "the ACPI PM timer", "FADT.PM_TMR_BLK")        \
	PROBE(x86_hpet, "an HPET", "ACPI \"HPET\"")                        \
	PROBE(x86_pci_cf8, "PCI configuration mechanism #1", "port 0xcf8") \
	PROBE(x86_pc_testdev, "pc-testdev", "ports 0xe0..0xe3")            \
	PROBE(x86_pic, "8259 interrupt controllers", "ports 0x20, 0xa0")   \
	PROBE(x86_ioapic, "an I/O APIC", "ACPI \"APIC\"")

#define X86_DECLARE_BIT_(id, ...) extern const struct feature id;
X86_CPUID_FEATURES(X86_DECLARE_BIT_, X86_DECLARE_BIT_)
X86_PROBED_FEATURES(X86_DECLARE_BIT_)
X86_MACHINE_FEATURES(X86_DECLARE_BIT_)

#endif

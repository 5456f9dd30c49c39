/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers of model-specific registers, with the names of the Intel SDM vol. 4
 * (IA32_*), the AMD APM vol. 2 (appendix A) and the KVM documentation.
 */
#ifndef LIB_X86_MSR_H
#define LIB_X86_MSR_H

#define MSR_IA32_P5_MC_ADDR	       0x00
#define MSR_IA32_P5_MC_TYPE	       0x01
#define MSR_IA32_TSC		       0x10
#define MSR_IA32_PLATFORM_ID	       0x17
#define MSR_IA32_APIC_BASE	       0x1b
#define MSR_IA32_FEATURE_CONTROL       0x3a
#define MSR_IA32_TSC_ADJUST	       0x3b
#define MSR_IA32_SPEC_CTRL	       0x48
#define MSR_IA32_PRED_CMD	       0x49
#define MSR_IA32_BIOS_UPDT_TRIG	       0x79
#define MSR_IA32_BIOS_SIGN_ID	       0x8b
#define MSR_IA32_PMC0		       0xc1
#define MSR_PLATFORM_INFO	       0xce
#define MSR_IA32_CORE_CAPABILITIES     0xcf
#define MSR_IA32_UMWAIT_CONTROL	       0xe1
#define MSR_IA32_MPERF		       0xe7
#define MSR_IA32_APERF		       0xe8
#define MSR_IA32_MTRRCAP	       0xfe
#define MSR_IA32_ARCH_CAPABILITIES     0x10a
#define MSR_IA32_FLUSH_CMD	       0x10b
#define MSR_IA32_TSX_CTRL	       0x122
#define MSR_MISC_FEATURES_ENABLES      0x140
#define MSR_IA32_SYSENTER_CS	       0x174
#define MSR_IA32_SYSENTER_ESP	       0x175
#define MSR_IA32_SYSENTER_EIP	       0x176
#define MSR_IA32_MCG_CAP	       0x179
#define MSR_IA32_MCG_STATUS	       0x17a
#define MSR_IA32_MCG_CTL	       0x17b
#define MSR_IA32_PERFEVTSEL0	       0x186
#define MSR_IA32_PERF_STATUS	       0x198
#define MSR_IA32_PERF_CTL	       0x199
#define MSR_IA32_CLOCK_MODULATION      0x19a
#define MSR_IA32_MISC_ENABLE	       0x1a0
#define MSR_IA32_ENERGY_PERF_BIAS      0x1b0
#define MSR_LBR_SELECT		       0x1c8
#define MSR_LASTBRANCH_TOS	       0x1c9
#define MSR_IA32_XFD		       0x1c4
#define MSR_IA32_XFD_ERR	       0x1c5
#define MSR_IA32_DEBUGCTL	       0x1d9
#define MSR_LASTBRANCHFROMIP	       0x1db
#define MSR_LASTBRANCHTOIP	       0x1dc
#define MSR_LASTINTFROMIP	       0x1dd
#define MSR_LASTINTTOIP		       0x1de
#define MSR_IA32_MTRR_PHYSBASE(n)      (0x200 + 2 * (n))
#define MSR_IA32_MTRR_PHYSMASK(n)      (0x201 + 2 * (n))
#define MSR_IA32_MTRR_FIX64K_00000     0x250
#define MSR_IA32_MTRR_FIX16K_80000     0x258
#define MSR_IA32_MTRR_FIX16K_A0000     0x259
#define MSR_IA32_MTRR_FIX4K_C0000      0x268 /* ... 0x26f: F8000 */
#define MSR_IA32_PAT		       0x277
#define MSR_IA32_MC_CTL2(bank)	       (0x280 + (bank))
#define MSR_IA32_MTRR_DEF_TYPE	       0x2ff
#define MSR_IA32_FIXED_CTR0	       0x309
#define MSR_IA32_PERF_CAPABILITIES     0x345
#define MSR_IA32_FIXED_CTR_CTRL	       0x38d
#define MSR_IA32_PERF_GLOBAL_STATUS    0x38e
#define MSR_IA32_PERF_GLOBAL_CTRL      0x38f
#define MSR_IA32_PERF_GLOBAL_OVF_CTRL  0x390
#define MSR_IA32_PERF_GLOBAL_STATUS_SET 0x391
#define MSR_IA32_PEBS_ENABLE	       0x3f1
#define MSR_PEBS_DATA_CFG	       0x3f2
#define MSR_IA32_MC_CTL(bank)	       (0x400 + 4 * (bank))
#define MSR_IA32_MC_STATUS(bank)       (0x401 + 4 * (bank))
#define MSR_IA32_MC_ADDR(bank)	       (0x402 + 4 * (bank))
#define MSR_IA32_MC_MISC(bank)	       (0x403 + 4 * (bank))
#define MSR_IA32_VMX_BASIC	       0x480
#define MSR_IA32_VMX_PINBASED_CTLS     0x481
#define MSR_IA32_VMX_PROCBASED_CTLS    0x482
#define MSR_IA32_VMX_EXIT_CTLS	       0x483
#define MSR_IA32_VMX_ENTRY_CTLS	       0x484
#define MSR_IA32_VMX_MISC	       0x485
#define MSR_IA32_VMX_CR0_FIXED0	       0x486
#define MSR_IA32_VMX_CR0_FIXED1	       0x487
#define MSR_IA32_VMX_CR4_FIXED0	       0x488
#define MSR_IA32_VMX_CR4_FIXED1	       0x489
#define MSR_IA32_VMX_VMCS_ENUM	       0x48a
#define MSR_IA32_VMX_PROCBASED_CTLS2   0x48b
#define MSR_IA32_VMX_EPT_VPID_CAP      0x48c
#define MSR_IA32_VMX_TRUE_PINBASED_CTLS 0x48d
#define MSR_IA32_VMX_TRUE_PROCBASED_CTLS 0x48e
#define MSR_IA32_VMX_TRUE_EXIT_CTLS    0x48f
#define MSR_IA32_VMX_TRUE_ENTRY_CTLS   0x490
#define MSR_IA32_VMX_VMFUNC	       0x491
#define MSR_IA32_A_PMC0		       0x4c1
#define MSR_IA32_DS_AREA	       0x600
#define MSR_LASTBRANCH_FROM(n)	       (0x680 + (n))
#define MSR_LASTBRANCH_TO(n)	       (0x6c0 + (n))
#define MSR_IA32_U_CET		       0x6a0
#define MSR_IA32_S_CET		       0x6a2
#define MSR_IA32_PL0_SSP	       0x6a4
#define MSR_IA32_PL1_SSP	       0x6a5
#define MSR_IA32_PL2_SSP	       0x6a6
#define MSR_IA32_PL3_SSP	       0x6a7
#define MSR_IA32_INTERRUPT_SSP_TABLE   0x6a8
#define MSR_IA32_TSC_DEADLINE	       0x6e0
#define MSR_IA32_PKRS		       0x6e1
#define MSR_X2APIC(reg)		       (0x800 + ((reg) >> 4)) /* xAPIC offset */
#define MSR_IA32_XSS		       0xda0
#define MSR_IA32_LBR_CTL	       0x14ce
#define MSR_IA32_LBR_DEPTH	       0x14cf

#define MSR_IA32_EFER	       0xc0000080
#define MSR_IA32_STAR	       0xc0000081
#define MSR_IA32_LSTAR	       0xc0000082
#define MSR_IA32_CSTAR	       0xc0000083
#define MSR_IA32_FMASK	       0xc0000084
#define MSR_IA32_FS_BASE       0xc0000100
#define MSR_IA32_GS_BASE       0xc0000101
#define MSR_IA32_KERNEL_GS_BASE 0xc0000102
#define MSR_IA32_TSC_AUX       0xc0000103
#define MSR_TSC_RATIO	       0xc0000104
#define MSR_PERF_LEGACY_CTL0   0xc0010000 /* PERF_CTL0 */
#define MSR_PERF_LEGACY_CTR0   0xc0010004 /* PERF_CTR0 */
#define MSR_SYSCFG	       0xc0010010
#define MSR_HWCR	       0xc0010015
#define MSR_TOP_MEM	       0xc001001a
#define MSR_TOP_MEM2	       0xc001001d
#define MSR_PSTATE_CUR_LIMIT   0xc0010061
#define MSR_VM_CR	       0xc0010114
#define MSR_VM_HSAVE_PA	       0xc0010117
#define MSR_VIRT_SPEC_CTRL     0xc001011f
#define MSR_GHCB	       0xc0010130
#define MSR_SEV_STATUS	       0xc0010131
#define MSR_PERF_CTL(n)	       (0xc0010200 + 2 * (n))
#define MSR_PERF_CTR(n)	       (0xc0010201 + 2 * (n))
#define MSR_DE_CFG	       0xc0011029

/* KVM: Documentation/virt/kvm/x86/msr.rst */
#define MSR_KVM_WALL_CLOCK_OLD	    0x11
#define MSR_KVM_SYSTEM_TIME_OLD	    0x12
#define MSR_KVM_WALL_CLOCK	    0x4b564d00
#define MSR_KVM_SYSTEM_TIME	    0x4b564d01
#define MSR_KVM_ASYNC_PF_EN	    0x4b564d02
#define MSR_KVM_STEAL_TIME	    0x4b564d03
#define MSR_KVM_PV_EOI_EN	    0x4b564d04
#define MSR_KVM_POLL_CONTROL	    0x4b564d05
#define MSR_KVM_ASYNC_PF_INT	    0x4b564d06
#define MSR_KVM_ASYNC_PF_ACK	    0x4b564d07
#define MSR_KVM_MIGRATION_CONTROL   0x4b564d08

/* Hyper-V: Top Level Functional Specification, appendix B */
#define MSR_HV_GUEST_OS_ID	  0x40000000
#define MSR_HV_HYPERCALL	  0x40000001
#define MSR_HV_VP_INDEX		  0x40000002
#define MSR_HV_RESET		  0x40000003
#define MSR_HV_VP_RUNTIME	  0x40000010
#define MSR_HV_TIME_REF_COUNT	  0x40000020
#define MSR_HV_REFERENCE_TSC	  0x40000021
#define MSR_HV_TSC_FREQUENCY	  0x40000022
#define MSR_HV_APIC_FREQUENCY	  0x40000023
#define MSR_HV_EOI		  0x40000070
#define MSR_HV_ICR		  0x40000071
#define MSR_HV_TPR		  0x40000072
#define MSR_HV_VP_ASSIST_PAGE	  0x40000073
#define MSR_HV_SCONTROL		  0x40000080
#define MSR_HV_SVERSION		  0x40000081
#define MSR_HV_SIEFP		  0x40000082
#define MSR_HV_SIMP		  0x40000083
#define MSR_HV_EOM		  0x40000084
#define MSR_HV_SINT(n)		  (0x40000090 + (n))
#define MSR_HV_STIMER_CONFIG(n)	  (0x400000b0 + 2 * (n))
#define MSR_HV_STIMER_COUNT(n)	  (0x400000b1 + 2 * (n))

#define APIC_BASE_BSP	(1ull << 8)
#define APIC_BASE_EXTD	(1ull << 10) /* x2APIC */
#define APIC_BASE_EN	(1ull << 11)

#endif

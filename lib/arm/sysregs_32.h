/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The registers that read_sysreg() and write_sysreg() know in AArch32 (Arm ARM,
 * G7.3 and G8), and below them the names that AArch64 has for the same ones.
 */
#ifndef LIB_ARM_SYSREGS_32_H
#define LIB_ARM_SYSREGS_32_H

/* MRC and MCR; MRRC and MCRR */
#define CP15(crn, op1, crm, op2) \
	32, "p15, " #op1 ", %0, c" #crn ", c" #crm ", " #op2
#define CP15_64(crm, op1) 64, "p15, " #op1 ", %Q0, %R0, c" #crm

/* identification */
#define CP_MIDR	    CP15(0, 0, 0, 0)
#define CP_CTR	    CP15(0, 0, 0, 1)
#define CP_TCMTR    CP15(0, 0, 0, 2)
#define CP_TLBTR    CP15(0, 0, 0, 3)
#define CP_MPIDR    CP15(0, 0, 0, 5)
#define CP_REVIDR   CP15(0, 0, 0, 6)
#define CP_ID_PFR0  CP15(0, 0, 1, 0)
#define CP_ID_PFR1  CP15(0, 0, 1, 1)
#define CP_ID_DFR0  CP15(0, 0, 1, 2)
#define CP_ID_AFR0  CP15(0, 0, 1, 3)
#define CP_ID_MMFR0 CP15(0, 0, 1, 4)
#define CP_ID_MMFR1 CP15(0, 0, 1, 5)
#define CP_ID_MMFR2 CP15(0, 0, 1, 6)
#define CP_ID_MMFR3 CP15(0, 0, 1, 7)
#define CP_ID_ISAR0 CP15(0, 0, 2, 0)
#define CP_ID_ISAR1 CP15(0, 0, 2, 1)
#define CP_ID_ISAR2 CP15(0, 0, 2, 2)
#define CP_ID_ISAR3 CP15(0, 0, 2, 3)
#define CP_ID_ISAR4 CP15(0, 0, 2, 4)
#define CP_ID_ISAR5 CP15(0, 0, 2, 5)
#define CP_ID_MMFR4 CP15(0, 0, 2, 6)
#define CP_ID_ISAR6 CP15(0, 0, 2, 7)
#define CP_CCSIDR   CP15(0, 1, 0, 0)
#define CP_CLIDR    CP15(0, 1, 0, 1)
#define CP_CSSELR   CP15(0, 2, 0, 0)

/* control */
#define CP_SCTLR CP15(1, 0, 0, 0)
#define CP_ACTLR CP15(1, 0, 0, 1)
#define CP_CPACR CP15(1, 0, 0, 2)
#define CP_SCR	 CP15(1, 0, 1, 0)
#define CP_NSACR CP15(1, 0, 1, 2)
#define CP_VBAR	 CP15(12, 0, 0, 0)
#define CP_ISR	 CP15(12, 0, 1, 0)

/* translation and its faults */
#define CP_TTBR0      CP15_64(2, 0)
#define CP_TTBR1      CP15_64(2, 1)
#define CP_TTBCR      CP15(2, 0, 0, 2)
#define CP_DACR	      CP15(3, 0, 0, 0)
#define CP_DFSR	      CP15(5, 0, 0, 0)
#define CP_IFSR	      CP15(5, 0, 0, 1)
#define CP_DFAR	      CP15(6, 0, 0, 0)
#define CP_IFAR	      CP15(6, 0, 0, 2)
#define CP_PAR	      CP15_64(7, 0)
#define CP_MAIR0      CP15(10, 0, 2, 0)
#define CP_MAIR1      CP15(10, 0, 2, 1)
#define CP_CONTEXTIDR CP15(13, 0, 0, 1)
#define CP_ATS1CPR    CP15(7, 0, 8, 0)
#define CP_ATS1CPW    CP15(7, 0, 8, 1)
#define CP_ATS1CUR    CP15(7, 0, 8, 2)
#define CP_ATS1CUW    CP15(7, 0, 8, 3)
#define CP_TLBIALLIS  CP15(8, 0, 3, 0)
#define CP_TLBIMVAAIS CP15(8, 0, 3, 3)
#define CP_TLBIALL    CP15(8, 0, 7, 0)
#define CP_TLBIMVA    CP15(8, 0, 7, 1)
#define CP_TLBIASID   CP15(8, 0, 7, 2)
#define CP_TLBIMVAA   CP15(8, 0, 7, 3)

/* caches; and the barriers of ARMv6 */
#define CP_ICIALLUIS CP15(7, 0, 1, 0)
#define CP_ICIALLU   CP15(7, 0, 5, 0)
#define CP_BPIALLIS  CP15(7, 0, 1, 6)
#define CP_ICIMVAU   CP15(7, 0, 5, 1)
#define CP_CP15ISB   CP15(7, 0, 5, 4)
#define CP_BPIALL    CP15(7, 0, 5, 6)
#define CP_DCIMVAC   CP15(7, 0, 6, 1)
#define CP_DCCMVAC   CP15(7, 0, 10, 1)
#define CP_CP15DSB   CP15(7, 0, 10, 4)
#define CP_CP15DMB   CP15(7, 0, 10, 5)
#define CP_DCCMVAU   CP15(7, 0, 11, 1)
#define CP_DCCIMVAC  CP15(7, 0, 14, 1)

/* threads */
#define CP_TPIDRURW CP15(13, 0, 0, 2)
#define CP_TPIDRURO CP15(13, 0, 0, 3)
#define CP_TPIDRPRW CP15(13, 0, 0, 4)

/* generic timer */
#define CP_CNTFRQ    CP15(14, 0, 0, 0)
#define CP_CNTKCTL   CP15(14, 0, 1, 0)
#define CP_CNTP_TVAL CP15(14, 0, 2, 0)
#define CP_CNTP_CTL  CP15(14, 0, 2, 1)
#define CP_CNTV_TVAL CP15(14, 0, 3, 0)
#define CP_CNTV_CTL  CP15(14, 0, 3, 1)
#define CP_CNTPCT    CP15_64(14, 0)
#define CP_CNTVCT    CP15_64(14, 1)
#define CP_CNTP_CVAL CP15_64(14, 2)
#define CP_CNTV_CVAL CP15_64(14, 3)

/* performance monitors */
#define CP_PMCR	      CP15(9, 0, 12, 0)
#define CP_PMCNTENSET CP15(9, 0, 12, 1)
#define CP_PMCNTENCLR CP15(9, 0, 12, 2)
#define CP_PMOVSR     CP15(9, 0, 12, 3)
#define CP_PMSWINC    CP15(9, 0, 12, 4)
#define CP_PMSELR     CP15(9, 0, 12, 5)
#define CP_PMCEID0    CP15(9, 0, 12, 6)
#define CP_PMCEID1    CP15(9, 0, 12, 7)
#define CP_PMCCNTR    CP15(9, 0, 13, 0)
#define CP_PMCCNTR_64 CP15_64(9, 0)
#define CP_PMXEVTYPER CP15(9, 0, 13, 1)
#define CP_PMXEVCNTR  CP15(9, 0, 13, 2)
#define CP_PMUSERENR  CP15(9, 0, 14, 0)
#define CP_PMINTENSET CP15(9, 0, 14, 1)
#define CP_PMINTENCLR CP15(9, 0, 14, 2)
#define CP_PMOVSSET   CP15(9, 0, 14, 3)
#define CP_PMCCFILTR  CP15(14, 0, 15, 7)

/* What shared files call them. */
#define CP_midr_el1	  CP_MIDR
#define CP_mpidr_el1	  CP_MPIDR
#define CP_ctr_el0	  CP_CTR
#define CP_clidr_el1	  CP_CLIDR
#define CP_ccsidr_el1	  CP_CCSIDR
#define CP_csselr_el1	  CP_CSSELR
#define CP_sctlr_el1	  CP_SCTLR
#define CP_cpacr_el1	  CP_CPACR
#define CP_vbar_el1	  CP_VBAR
#define CP_isr_el1	  CP_ISR
#define CP_ttbr0_el1	  CP_TTBR0
#define CP_ttbr1_el1	  CP_TTBR1
#define CP_tcr_el1	  CP_TTBCR
#define CP_par_el1	  CP_PAR
#define CP_contextidr_el1 CP_CONTEXTIDR
#define CP_tpidr_el0	  CP_TPIDRURW
#define CP_tpidrro_el0	  CP_TPIDRURO
#define CP_tpidr_el1	  CP_TPIDRPRW
#define CP_cntfrq_el0	  CP_CNTFRQ
#define CP_cntkctl_el1	  CP_CNTKCTL
#define CP_cntpct_el0	  CP_CNTPCT
#define CP_cntvct_el0	  CP_CNTVCT
#define CP_cntp_tval_el0  CP_CNTP_TVAL
#define CP_cntp_ctl_el0	  CP_CNTP_CTL
#define CP_cntp_cval_el0  CP_CNTP_CVAL
#define CP_cntv_tval_el0  CP_CNTV_TVAL
#define CP_cntv_ctl_el0	  CP_CNTV_CTL
#define CP_cntv_cval_el0  CP_CNTV_CVAL
#define CP_pmcr_el0	  CP_PMCR
#define CP_pmcntenset_el0 CP_PMCNTENSET
#define CP_pmcntenclr_el0 CP_PMCNTENCLR
#define CP_pmovsclr_el0	  CP_PMOVSR
#define CP_pmovsset_el0	  CP_PMOVSSET
#define CP_pmswinc_el0	  CP_PMSWINC
#define CP_pmselr_el0	  CP_PMSELR
#define CP_pmceid0_el0	  CP_PMCEID0
#define CP_pmceid1_el0	  CP_PMCEID1
#define CP_pmccntr_el0	  CP_PMCCNTR_64
#define CP_pmxevtyper_el0 CP_PMXEVTYPER
#define CP_pmxevcntr_el0  CP_PMXEVCNTR
#define CP_pmuserenr_el0  CP_PMUSERENR
#define CP_pmintenset_el1 CP_PMINTENSET
#define CP_pmintenclr_el1 CP_PMINTENCLR
#define CP_pmccfiltr_el0  CP_PMCCFILTR

#endif

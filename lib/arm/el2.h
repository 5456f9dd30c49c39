/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * EL2 in a suite's own hands: code at EL1 that the host, with HCR_EL2.E2H, enters
 * and gets back with the exception that ended it (Arm ARM, D8.10, D1.3).
 *
 * The library is the host: HCR_EL2 is HCR_VHE, with TGE, whenever a guest does
 * not run. A suite that wants no TGE for itself sets and restores HCR_EL2. The
 * registers of EL1 are the suite's: SCTLR_EL12, VBAR_EL12, CPACR_EL12, TTBR0_EL12
 * and the like, SP_EL1, and with stage 2 VTTBR_EL2 and VTCR_EL2; they have no
 * defined value at boot, so el2_guest_reset().
 */
#ifndef LIB_ARM_EL2_H
#define LIB_ARM_EL2_H

#include <stdint.h>

/* HCR_EL2: what a guest can be entered with. HCR_GUEST is the least. */
#define HCR_VM	   (1ull << 0)
#define HCR_SWIO   (1ull << 1)
#define HCR_PTW	   (1ull << 2)
#define HCR_FMO	   (1ull << 3)
#define HCR_IMO	   (1ull << 4)
#define HCR_AMO	   (1ull << 5)
#define HCR_VF	   (1ull << 6)
#define HCR_VI	   (1ull << 7)
#define HCR_VSE	   (1ull << 8)
#define HCR_FB	   (1ull << 9)
#define HCR_DC	   (1ull << 12)
#define HCR_TWI	   (1ull << 13)
#define HCR_TWE	   (1ull << 14)
#define HCR_TID0   (1ull << 15)
#define HCR_TID1   (1ull << 16)
#define HCR_TID2   (1ull << 17)
#define HCR_TID3   (1ull << 18)
#define HCR_TSC	   (1ull << 19)
#define HCR_TIDCP  (1ull << 20)
#define HCR_TACR   (1ull << 21)
#define HCR_TSW	   (1ull << 22)
#define HCR_TPCP   (1ull << 23)
#define HCR_TPU	   (1ull << 24)
#define HCR_TTLB   (1ull << 25)
#define HCR_TVM	   (1ull << 26)
#define HCR_TGE	   (1ull << 27)
#define HCR_TDZ	   (1ull << 28)
#define HCR_HCD	   (1ull << 29)
#define HCR_TRVM   (1ull << 30)
#define HCR_E2H	   (1ull << 34)
#define HCR_CD	   (1ull << 32)
#define HCR_TLOR   (1ull << 35)
#define HCR_TERR   (1ull << 36)
#define HCR_TEA	   (1ull << 37)
#define HCR_APK	   (1ull << 40)
#define HCR_API	   (1ull << 41)
#define HCR_NV	   (1ull << 42)
#define HCR_NV1	   (1ull << 43)
#define HCR_AT	   (1ull << 44)
#define HCR_NV2	   (1ull << 45)
#define HCR_FWB	   (1ull << 46)
#define HCR_TID4   (1ull << 49)
#define HCR_TICAB  (1ull << 50)
#define HCR_TOCU   (1ull << 52)
#define HCR_ENSCXT (1ull << 53)
#define HCR_TTLBIS (1ull << 54)
#define HCR_TTLBOS (1ull << 55)
#define HCR_ATA	   (1ull << 56)
#define HCR_TID5   (1ull << 58)
#define HCR_GUEST  0x480000000ull /* E2H, RW */

/* By number, for assemblers that do not know the names. */
#define SCTLR_EL12   S3_5_C1_C0_0
#define CPACR_EL12   S3_5_C1_C0_2
#define TTBR0_EL12   S3_5_C2_C0_0
#define TTBR1_EL12   S3_5_C2_C0_1
#define TCR_EL12     S3_5_C2_C0_2
#define SPSR_EL12    S3_5_C4_C0_0
#define ELR_EL12     S3_5_C4_C0_1
#define ESR_EL12     S3_5_C5_C2_0
#define FAR_EL12     S3_5_C6_C0_0
#define MAIR_EL12    S3_5_C10_C2_0
#define VBAR_EL12    S3_5_C12_C0_0
#define CNTKCTL_EL12 S3_5_C14_C1_0

#define SCTLR_GUEST  0x30d00980ull /* SCTLR_BASE: translation and caches off */
#define PSTATE_GUEST 0x3c5ul	   /* EL1 with its own SP, all masked */

enum {
	EL2_FROM_A64 = 8,    /* a vector: synchronous, from a lower level */
	EL2_DONE = 0x77,     /* the HVC behind el2_guest_code() */
	EL2_VECTORS = 0x100, /* those of el2_guest_vectors: and the vector */
};
#define ESR_HVC(number) (0x5a000000u | (number))

struct el2_guest {
	uint64_t x[31]; /* these four: given at entry, left at exit */
	uint64_t pc;
	uint64_t pstate;
	uint64_t sp_el0;

	/*
	 * While it runs: HCR_GUEST and what is to be trapped; without E2H it has
	 * a host without VHE, and CPTR_EL2 and CNTHCTL_EL2 the layouts of that.
	 */
	uint64_t hcr;
	uint64_t cptr;
	uint64_t cnthctl;
	uint64_t mdcr;

	/* What has ended it: the vector's number, 8 .. 11 from A64 */
	uint64_t vector;
	uint64_t esr, far, hpfar;
	uint64_t hcr_left; /* HCR_EL2 then: VSE goes when it is taken */

	uint64_t host[10]; /* el2_64.S keeps here what is the host's */
} __attribute__((aligned(64)));

/**
 * el2_guest_reset - a guest at @pc with translation off, and EL1 put in order
 *
 * Nothing is trapped. Sets SCTLR_EL12, CPACR_EL12 (no traps) and VBAR_EL12
 * (el2_guest_vectors), and zeroes what traps leave: ESR_EL12, FAR_EL12, ELR_EL12
 * and SPSR_EL12.
 */
void el2_guest_reset(struct el2_guest *guest, const void *pc);

/** el2_guest_nvhe - let its host be one without VHE */
void el2_guest_nvhe(struct el2_guest *guest);

/**
 * el2_guest_code - these instructions, and HVC #EL2_DONE behind them
 *
 * Position-independent, at most 60. Returns where they are, until the next call
 * on any CPU.
 */
const void *el2_guest_code(const uint32_t *words, unsigned int nr);

/**
 * el2_guest_vectors - for VBAR_EL12: each is an HVC #(EL2_VECTORS + its number)
 *
 * No register changes on the way.
 */
extern const char el2_guest_vectors[];

/**
 * el2_guest_run - enter a guest; back at its first exception to EL2
 *
 * Interrupts are masked meanwhile. Also what the guest does to TPIDR_EL1 is
 * undone. Where it should not come back by itself, a timer of EL2 must see to it:
 * there is no limit here.
 */
void el2_guest_run(struct el2_guest *guest);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables of stage 2 of any shape, and a guest that uses them. The image is mapped
 * one to one by blocks; WINDOW is for the case.
 */
#ifndef ARM_EL2_STAGE2_H
#define ARM_EL2_STAGE2_H

#include <arm/cpu.h>
#include <arm/el2.h>
#include <arm/features.h>
#include <arm/insn.h>
#include <test/test.h>

#define EL2_STAGE2_SUITE                                                   \
	TEST_SUITE("el2-stage2",                                           \
		   .summary = "stage 2 translates, permits and faults as " \
			      "its tables say, with exact syndromes",      \
		   .needs = NEEDS(&arm_at_el2, &arm_vhe), .setup = s2_setup)

/* Descriptors of stage 2 (Arm ARM, D8.3.2). */
#define S2_PAGE	    3ull
#define S2_BLOCK    1ull
#define S2_TABLE    3ull
#define S2_MEM_WB   (0xfull << 2)
#define S2_MEM_DEV  (0x1ull << 2) /* Device-nGnRE */
#define S2_FWB_WB   (0x6ull << 2) /* with HCR_EL2.FWB */
#define S2_AP(ap)   ((uint64_t)(ap) << 6)
#define S2_SH_INNER (3ull << 8)
#define S2_AF	    (1ull << 10)
#define S2_DBM	    (1ull << 51)
#define S2_XN(xn)   ((uint64_t)(xn) << 53)
#define S2_RAM	    (S2_MEM_WB | S2_AP(3) | S2_SH_INNER | S2_AF)

#define VTCR_HA (1ull << 21)
#define VTCR_HD (1ull << 22)

/* Fault status and the rest of a syndrome (ISS of a Data Abort). */
enum {
	ADDRESS_SIZE = 0x00, /* and the level */
	TRANSLATION = 0x04,
	ACCESS_FLAG = 0x08,
	PERMISSION = 0x0c,
};
#define ESR_LOAD  0x93c08000u /* LDR X0: ISV, 8 bytes, SF */
#define ESR_STORE 0x93c08040u
#define ESR_FETCH 0x82000000u
#define ESR_S1PTW 0x80u

#define LDR_X0	  0xf9400020u /* LDR X0, [X1] */
#define STR_X0	  0xf9000020u
#define BR_X1	  0xd61f0020u
#define WINDOW	  0x80000000ull /* of a GiB */
#define HVC_THERE 0x55		/* what fetches from the target reach */

struct shape {
	const char *name;
	unsigned int shift; /* of a page: 12, 14, 16 */
	unsigned int start; /* level */
	unsigned int bits;  /* of an IPA */
};

extern const struct shape shape_4k, shape_16k, shape_64k;
extern struct el2_guest guest;

struct target { /* two words and code, alone in 64 KiB of memory */
	uint64_t data[2];
	uint32_t code[4];
};
extern struct target *target;

enum {
	DATA = 0x0123456789abcdef & 0x7fffffff
};

void s2_setup(void);

/** s2_empty - empty tables; SKIPs a granule that is missing */
void s2_empty(const struct shape *shape);

/** s2_build - the same with the image one to one */
void s2_build(const struct shape *shape);

/** s2_bytes - what an entry of a level maps */
uint64_t s2_bytes(const struct shape *shape, unsigned int level);

/** s2_entry - the entry for an IPA, with tables made on the way */
uint64_t *s2_entry(uint64_t ipa, unsigned int level);

/** s2_map - the target, by an entry of this level in the window; its IPA */
uint64_t s2_map(unsigned int level, uint64_t bits);

/** s2_set - an entry, behind the tables' back; s2_flush() is up to the caller */
void s2_set(uint64_t *entry, uint64_t value);

/** s2_flush - all of EL1&0, on all CPUs */
void s2_flush(void);

/** s2_vtcr - what VTCR_EL2 is for a shape */
uint64_t s2_vtcr(const struct shape *shape);

/** s2_sctlr - SCTLR_EL12 of the guest; the setup has translation off */
extern uint64_t s2_sctlr;

/** s2_memory - MemAttr of the image; the setup has S2_MEM_WB */
extern uint64_t s2_memory;

/** s2_vm - what s2_run() has of HCR_EL2 beside guest.hcr: HCR_VM */
extern uint64_t s2_vm;

/** s2_other - a second 64 KiB, with other data */
enum {
	OTHER = 0x600df00d
};
extern uint64_t *s2_other;

/** s2_run - one instruction of a guest behind stage 2; X1 is @x1, X0 @x0 */
void s2_run(uint32_t word, uint64_t x0, uint64_t x1);

/**
 * s2_again - several instructions, behind an s2_run()
 *
 * No register is written that an emulator's TLBs depend on: what they have of
 * the guest they still have.
 */
void s2_again(const uint32_t *words, unsigned int nr, uint64_t x0, uint64_t x1);

/** s2_run_low - as s2_run() in page 0 of IPAs, where few have an image */
void s2_run_low(uint32_t word, uint64_t x0, uint64_t x1);

/**
 * expect_fault - it came to EL2 with this ESR, and did nothing
 * @va: FAR_EL2; @ipa: HPFAR_EL2's page, where the kind of fault has one
 */
void expect_fault(uint32_t esr, uint64_t va, uint64_t ipa);

/** expect_done - it ran to its end */
void expect_done(void);

#endif

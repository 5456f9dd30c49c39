/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables of the suite's own, of any granule and size of addresses, while the
 * kernel is reached through one table of the other half.
 */
#ifndef ARM_64_LPA2_SUITE_H
#define ARM_64_LPA2_SUITE_H

#include <arm/cpu.h>
#include <arm/features.h>
#include <arm/mmu.h>
#include <mm/page.h>
#include <test/test.h>

#define LPA2_SUITE                                                        \
	TEST_SUITE("lpa2",                                                \
		   .summary = "addresses of 52 bits are translated, and " \
			      "their limits kept",                        \
		   .needs = NEEDS(&arm_at_4k))

extern const struct feature arm_at_4k;

#define TCR_DS	 (1ull << 59)
#define TCR_HA	 (1ull << 39)
#define TCR_HD	 (1ull << 40)
#define TCR_TBI0 (1ull << 37)
#define TCR_TBI1 (1ull << 38)

#define TCR_T0SZ_MASK 0x3full
#define TCR_T1SZ_MASK (0x3full << 16)
#define PTE_GP	      (1ull << 50)
#define PTE_DBM	      (1ull << 51)
#define PTE_CONT      (1ull << 52)

/* What an address is translated to, in PAR_EL1 */
#define PAR_F	  1ull
#define PAR_RES1  (1ull << 11)
#define PAR_NS	  (1ull << 9) /* of no meaning outside of secure state */
#define PAR_ATTR  (0xffull << 56)
#define PAR_SH(n) ((uint64_t)(n) << 7)

/* Status of faults; that of level -1 has numbers of its own (ESR_EL1, DFSC). */
#define FSC_ADDRESS(level)   ((level) < 0 ? 0x29u : 0x00u + (unsigned)(level))
#define FSC_TRANSLATE(level) ((level) < 0 ? 0x2bu : 0x04u + (unsigned)(level))
#define FSC_PERMIT(level)    (0x0cu + (unsigned)(level))
#define FSC_WALK(level)	     ((level) < 0 ? 0x13u : 0x14u + (unsigned)(level))
#define FSC_SYNC	     0x10u

/* A granule, and whether it has addresses of 52 bits by TCR.DS. */
struct granule {
	const char *name;
	unsigned int shift;
	bool ds;
	int block_top; /* the level of the largest blocks */
};

#define NR_WIDE 3 /* with outputs of 52 bits */
extern const struct granule wide[NR_WIDE], narrow[2];

struct window {
	const struct granule *granule;
	unsigned int bits;	     /* of its addresses */
	unsigned int ips;	     /* TCR.IPS */
	bool upper;		     /* by TTBR1 */
	uint64_t tcr_set, tcr_clear; /* bits of TCR that are not as usual */
	uint64_t base;		     /* more of its TTBR */
	/* filled in by window_open() */
	int top; /* the level that walks start at */
	uint64_t *root;
	uint64_t address;
};

/**
 * window_open - an empty root, and an address with ones in each part of it
 *
 * The tables of the one before are gone then.
 */
void window_open(struct window *w);

/** window_entry - the entry of @level for that address, tables made */
uint64_t *window_entry(const struct window *w, int level);

/** with_address - a descriptor's bits, with an output or table address */
uint64_t with_address(const struct window *w, uint64_t bits, uint64_t phys);

/** leaf - a page or block of normal memory, for EL1 */
uint64_t leaf(const struct window *w, int level, uint64_t phys);

/** set_leaf - make it the window's */
void set_leaf(const struct window *w, int level, uint64_t phys);

enum at {
	AT_S1E1R,
	AT_S1E1W,
	AT_S1E0R,
	AT_S1E0W,
	NR_AT,
};

/** window_at_all - PAR_EL1 of the four AT for an address, NS left out */
void window_at_all(const struct window *w, uint64_t address,
		   uint64_t par[NR_AT]);

/** window_at - that of AT S1E1R */
uint64_t window_at(const struct window *w, uint64_t address);

/** par_of - what it is for normal memory at @phys, inner shareable */
uint64_t par_of(uint64_t phys);

/** par_fault - what it is for a fault */
uint64_t par_fault(unsigned int fsc);

/** window_run - fn(arg) while a window of TTBR1 is there; the trap that ends it */
struct trap window_run(const struct window *w, void (*fn)(const void *),
		       const void *arg);

/** page_bytes - what one entry of a level maps */
uint64_t page_bytes(const struct window *w, int level);

#endif

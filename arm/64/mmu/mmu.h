/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One page of the suite's own, at an address whose tables are its own too, and
 * the accesses that are made to it.
 */
#ifndef ARM_64_MMU_MMU_H
#define ARM_64_MMU_MMU_H

#include <arch/page.h>
#include <arm/cpu.h>
#include <arm/mmu.h>
#include <mm/page.h>
#include <test/test.h>

/* Between RAM and what vmap.c gives out: only 16 KiB pages share a root entry. */
#define WINDOW	     ((uint64_t *)0x0000900000000000)
#define WINDOW_VALUE 0x1122334455667788ull
#define WINDOW_STORE 0xa5a5a5a5deadbeefull

/* Bits of leaves and of tables (Arm ARM, D8.3.1, D8.4) */
#define PTE_CONTIGUOUS (1ull << 52)
#define PTE_DBM	       (1ull << 51)
#define PTE_PXNTABLE   (1ull << 59)
#define PTE_UXNTABLE   (1ull << 60)
#define PTE_AP0TABLE   (1ull << 61)
#define PTE_AP1TABLE   (1ull << 62)

/* TCR_EL1, SCTLR_EL1 */
#define TCR_AS	   (1ull << 36)
#define TCR_TBI0   (1ull << 37)
#define TCR_HA	   (1ull << 39)
#define TCR_HD	   (1ull << 40)
#define TCR_HPD0   (1ull << 41)
#define TCR_TBID0  (1ull << 51)
#define TCR_E0PD0  (1ull << 55)
#define SCTLR_EPAN (1ull << 57)

/* ESR_EL1 of aborts, from this level; from EL0 the class is one less */
#define ESR_DATA      0x96000000u
#define ESR_FETCH     0x86000000u
#define ESR_FROM_EL0  0x04000000u
#define ESR_WRITE     0x40u
#define FSC_ADDRESS   0x00u /* + level: address size */
#define FSC_TRANSLATE 0x04u
#define FSC_ACCESS    0x08u
#define FSC_PERMIT    0x0cu
#define FSC_SYNC      0x10u
#define FSC_SYNC_WALK 0x14u

/* How the page is accessed; the first four by EL1, the last three by EL0. */
enum access {
	EL1_READ,
	EL1_WRITE,
	EL1_FETCH,
	EL1_LDTR,
	EL1_STTR,
	EL0_READ,
	EL0_WRITE,
	EL0_FETCH,
	NR_ACCESSES
};

extern const char *const access_names[NR_ACCESSES];

/** is_write, is_fetch, from_el0 - what an access is, and where it comes from */
bool is_write(enum access access);
bool is_fetch(enum access access);
bool from_el0(enum access access);

/** leaf - the descriptor of a normal page at @phys, for all to read and write */
uint64_t leaf(paddr_t phys);

/**
 * window_open - the page of this case: its memory, at its one-to-one address
 *
 * Holds WINDOW_VALUE, and code that returns; the entry for it is not valid yet.
 * Tables and memory are put back at the end of the case.
 */
uint64_t *window_open(void);

/** window_entry - the entry of a level for the window, tables made */
uint64_t *window_entry(unsigned int level);

/** window_set - replace an entry, its translations flushed on all CPUs */
void window_set(uint64_t *entry, uint64_t value);

/** set_tcr, set_sctlr - with all that follows from a change */
void set_tcr(uint64_t value);
void set_sctlr(uint64_t value);

/**
 * access_window - one access of @address, which is of the window
 * @pan, @uao: PSTATE of accesses by EL1
 *
 * A read or a fetch that is let through must see the page's content, a write
 * must change it, and what is refused must not: checked here.
 */
struct trap access_window(enum access access, const uint64_t *address,
			  bool pan, bool uao);

/** expect_abort - the fault is @fsc at @address, exactly; ~0u: there is none */
void expect_abort(struct trap t, enum access access, uint32_t fsc,
		  const void *address);

enum { NO_FAULT = 0xff };

#endif

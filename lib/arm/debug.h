/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Self-hosted debug: breakpoints, watchpoints, software step (Arm ARM, D2,
 * D19.3). AArch64 only.
 */
#ifndef LIB_ARM_DEBUG_H
#define LIB_ARM_DEBUG_H

#include <stdint.h>

#define MDSCR_SS   0x0001ull
#define MDSCR_TDCC 0x1000ull
#define MDSCR_KDE  0x2000ull /* debug exceptions from the level they go to */
#define MDSCR_MDE  0x8000ull /* breakpoints, watchpoints */

/* DBGBCR<n>_EL1 and DBGWCR<n>_EL1; PMC and PAC: 1 EL1, 2 EL0, 3 both */
#define DEBUG_E	       1u
#define DEBUG_EL(x)    ((x) << 1)
#define DEBUG_EL1      DEBUG_EL(1u)
#define DEBUG_EL0      DEBUG_EL(2u)
#define DEBUG_HMC      (1u << 13)
#define DEBUG_SSC(x)   ((x) << 14)
#define DEBUG_LBN(n)   ((n) << 16)
#define BCR_BAS_ALL    (0xfu << 5)
#define BCR_BT(x)      ((x) << 20)
#define WCR_LOAD       (1u << 3)
#define WCR_STORE      (2u << 3)
#define WCR_BAS(bytes) ((bytes) << 5)
#define WCR_WT	       (1u << 20)
#define WCR_MASK(bits) ((bits) << 24)

/* BCR.BT */
enum {
	BT_ADDRESS = 0,
	BT_ADDRESS_LINKED = 1,
	BT_CONTEXT = 2,
	BT_CONTEXT_LINKED = 3,
};

#define PSTATE_SS (1ul << 21)

enum debug_bank {
	DEBUG_BVR,
	DEBUG_BCR,
	DEBUG_WVR,
	DEBUG_WCR,
};

/** debug_read, debug_write - register @n of a bank, then ISB */
uint64_t debug_read(enum debug_bank bank, unsigned int n);
void debug_write(enum debug_bank bank, unsigned int n, uint64_t value);

/** debug_nr_* - how many there are; the last of the former know contexts */
unsigned int debug_nr_breakpoints(void);
unsigned int debug_nr_watchpoints(void);
unsigned int debug_nr_contexts(void);

/** debug_reset - no break- or watchpoint, no step, the OS locks open */
void debug_reset(void);

/** debug_mdscr - write MDSCR_EL1, then ISB */
void debug_mdscr(uint64_t value);

/** debug_unmask - PSTATE.D clear: debug exceptions come from here on */
static inline void debug_unmask(void)
{
	asm volatile("msr daifclr, #8" ::: "memory");
}

static inline void debug_mask(void)
{
	asm volatile("msr daifset, #8" ::: "memory");
}

#endif

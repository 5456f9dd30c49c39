/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Self-hosted debug at EL1 and EL0.
 *
 * Arm ARM, D2 (AArch64 self-hosted debug), D19.3 (debug registers).
 */
#ifndef ARM_64_DEBUG_SUITE_H
#define ARM_64_DEBUG_SUITE_H

#include <arm/cpu.h>
#include <arm/debug.h>
#include <arm/features.h>
#include <arm/trap.h>
#include <stdint.h>
#include <test/test.h>

#define DEBUG_SUITE                                                           \
	TEST_SUITE("debug",                                                   \
		   .summary = "breakpoints, watchpoints and steps are exact", \
		   .needs = NEEDS(&arm_at_el1), .setup = debug_setup)

/* Syndromes: class, IL, debug as the fault status. From EL0 the class is one
   less. */
#define ESR_BREAKPOINT	   0xc6000022
#define ESR_STEP_PENDING   0xce000022 /* ISV clear */
#define ESR_STEP	   0xcf000022 /* ISV */
#define ESR_STEP_EX	   0xcf000062 /* ISV, EX: a load-exclusive */
#define ESR_WATCHPOINT	   0xd6000022
#define ESR_WATCHPOINT_WNR 0xd6000062
#define ESR_FROM_EL0	   0x04000000 /* less this */

enum {
	STUB_ADDS = 16
};

/* stubs.S */
unsigned long debug_adds(unsigned long start);
unsigned long debug_chain(unsigned long start);

/** chain_at - the i-th ADD of debug_chain() */
static inline uintptr_t chain_at(unsigned int i)
{
	return (uintptr_t)debug_chain + 4 + 8 * i;
}

static inline uintptr_t add_at(unsigned int i)
{
	return (uintptr_t)debug_adds + 4 * i;
}

/* Debug exceptions that the handler of debug_log() saw, oldest first. */
struct debug_log {
	unsigned int nr; /* may be more than there is room for */
	struct trap_frame frames[64];
};
extern struct debug_log debug_hits;

/**
 * debug_log - from now on log debug exceptions, and go on with PSTATE.D set
 */
void debug_log(void);

/** debug_setup - before each case: nothing programmed, and put back after it */
void debug_setup(void);

/* Who runs a stub. */
enum debug_who {
	BY_EL1,
	BY_EL1_MASKED, /* PSTATE.D */
	BY_EL0,
	BY_EL0_MASKED,
};

/** debug_call - fn(arg) as @who, and the trap that ended it */
struct trap debug_call(enum debug_who who, void (*fn)(const void *),
		       const void *arg);

/** debug_frame - the frame of the trap that ended the last debug_call() */
extern struct trap_frame debug_frame;

static inline bool by_el0(enum debug_who who)
{
	return who == BY_EL0 || who == BY_EL0_MASKED;
}

/** debug_esr - a syndrome as @who's is */
static inline unsigned long debug_esr(unsigned long esr, enum debug_who who)
{
	return by_el0(who) ? esr - ESR_FROM_EL0 : esr;
}

/**
 * debug_access - one load or store at x0, of stubs.S; what it is to store is 0
 */
#define DEBUG_ACCESSES(A)                                                   \
	A(ldrb)                                                             \
	A(ldrh)                                                             \
	A(ldr_w)                                                            \
	A(ldr_x)                                                            \
	A(ldp_w)                                                            \
	A(ldp_x)                                                            \
	A(ldr_q)                                                            \
	A(ldp_q)                                                            \
	A(ldar)                                                             \
	A(ldxr)                                                             \
	A(ldxp)                                                             \
	A(ldtr)                                                             \
	A(ldrsw)                                                            \
	A(ld4)                                                              \
	A(strb)                                                             \
	A(strh)                                                             \
	A(str_w)                                                            \
	A(str_x)                                                            \
	A(stp_w)                                                            \
	A(stp_x) A(str_q) A(stp_q) A(stlr) A(sttr) A(st4) A(stxr) A(dc_zva) \
		A(prfm) A(swp) A(ldadd) A(cas)
/* clang-format off */
#define DECLARE_ACCESS(name) void debug_##name(const void *address);
DEBUG_ACCESSES(DECLARE_ACCESS)
/* clang-format on */

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory ordering (Arm ARM, B2.3): DMB, for the whole system, so that devices
 * see the same order as other CPUs.
 */
#ifndef LIB_ARM_ARCH_BARRIER_H
#define LIB_ARM_ARCH_BARRIER_H

/* ARMv7 has none of loads alone. */
#ifdef __aarch64__
#define BARRIER_READ "dmb ld"
#else
#define BARRIER_READ "dmb"
#endif

static inline void mb(void)
{
	asm volatile("dmb sy" ::: "memory");
}

static inline void rmb(void)
{
	asm volatile(BARRIER_READ ::: "memory");
}

static inline void wmb(void)
{
	asm volatile("dmb st" ::: "memory");
}

static inline void cpu_relax(void)
{
	asm volatile("yield" ::: "memory");
}

#endif

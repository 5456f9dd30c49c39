/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory ordering (Arm ARM, B2.3): DMB, for the whole system, so that devices
 * see the same order as other CPUs.
 */
#ifndef LIB_ARM_ARCH_BARRIER_H
#define LIB_ARM_ARCH_BARRIER_H

static inline void mb(void)
{
	asm volatile("dmb sy" ::: "memory");
}

static inline void rmb(void)
{
	asm volatile("dmb ld" ::: "memory");
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

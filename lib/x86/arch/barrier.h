/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory ordering (Intel SDM vol. 3, 8.2). A locked instruction orders all
 * accesses on every x86 processor; MFENCE needs SSE2.
 */
#ifndef LIB_X86_ARCH_BARRIER_H
#define LIB_X86_ARCH_BARRIER_H

static inline void mb(void)
{
#ifdef __x86_64__
	asm volatile("lock orl $0, -4(%%rsp)" ::: "memory", "cc");
#else
	asm volatile("lock orl $0, -4(%%esp)" ::: "memory", "cc");
#endif
}

/* Loads are ordered with loads, stores with stores: the compiler only. */
static inline void rmb(void)
{
	asm volatile("" ::: "memory");
}

static inline void wmb(void)
{
	asm volatile("" ::: "memory");
}

static inline void cpu_relax(void)
{
	asm volatile("pause" ::: "memory");
}

#endif

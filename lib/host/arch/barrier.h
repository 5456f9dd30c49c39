/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_HOST_ARCH_BARRIER_H
#define LIB_HOST_ARCH_BARRIER_H

#include <sched.h>

static inline void mb(void)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

static inline void rmb(void)
{
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
}

static inline void wmb(void)
{
	__atomic_thread_fence(__ATOMIC_RELEASE);
}

/* There are more CPUs than the build machine has: let the others run. */
static inline void cpu_relax(void)
{
	sched_yield();
}

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CPUs that wait for each other: barriers and locks, and for how long. */
#include <smp.h>

#include "patience.h"
#include <test/harness.h>

enum {
	LOOKS_PER_TIME = 1024, /* between two looks at the clock */
};

/* Reads the clock rarely: that may cost an exit to the hypervisor. */
bool patience_ran_out(struct patience *p)
{
	cpu_relax();
	if (++p->looks % LOOKS_PER_TIME)
		return false;
	if (!p->ticks) {
		p->start = arch_ticks();
		p->ticks = arch_ticks_hz() *
			   (p->ms ? p->ms : PATIENCE_S * 1000u) / 1000;
		return false;
	}
	return arch_ticks() - p->start > p->ticks;
}

/* --------------------------------------------------- meeting and locks ---- */

void barrier_wait(struct barrier *barrier)
{
	unsigned int phase = __atomic_load_n(&barrier->phase, __ATOMIC_RELAXED);
	struct patience patience = { 0 };

	if (__atomic_add_fetch(&barrier->arrived, 1, __ATOMIC_ACQ_REL) ==
	    barrier->nr_cpus) {
		__atomic_store_n(&barrier->arrived, 0, __ATOMIC_RELAXED);
		__atomic_store_n(&barrier->phase, phase + 1, __ATOMIC_RELEASE);
		return;
	}
	while (__atomic_load_n(&barrier->phase, __ATOMIC_ACQUIRE) == phase) {
		if (smp_is_settling())
			guard_end();
		if (patience_ran_out(&patience))
			ERROR("CPU %u waited %d s at a barrier of %u, where %u "
			      "came",
			      cpu_this(), PATIENCE_S, barrier->nr_cpus,
			      barrier->arrived);
	}
}

void spin_lock(struct spinlock *lock)
{
	unsigned int ticket =
		__atomic_fetch_add(&lock->next, 1, __ATOMIC_RELAXED);
	struct patience patience = { 0 };

	while (__atomic_load_n(&lock->serving, __ATOMIC_ACQUIRE) != ticket) {
		if (smp_is_settling())
			guard_end();
		if (patience_ran_out(&patience))
			ERROR("CPU %u waited %d s for a lock", cpu_this(),
			      PATIENCE_S);
	}
}

bool spin_try_lock(struct spinlock *lock)
{
	unsigned int serving =
		__atomic_load_n(&lock->serving, __ATOMIC_RELAXED);

	return __atomic_compare_exchange_n(&lock->next, &serving, serving + 1,
					   false, __ATOMIC_ACQUIRE,
					   __ATOMIC_RELAXED);
}

void spin_unlock(struct spinlock *lock)
{
	__atomic_store_n(&lock->serving, lock->serving + 1, __ATOMIC_RELEASE);
}

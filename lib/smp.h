/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * More than one CPU. Secondary CPUs are started at the first use and wait
 * between jobs; a case finds and leaves them idle.
 */
#ifndef LIB_SMP_H
#define LIB_SMP_H

#include <arch.h>
#include <arch/barrier.h>
#include <stdbool.h>
#include <stdint.h>

enum {
	CPU_MAX = 64
}; /* further CPUs stay off, with one note */

/** cpu_count - CPUs of the machine, at most CPU_MAX; starts none */
unsigned int cpu_count(void);

/** cpu_this - the CPU this runs on, 0: the boot CPU */
static inline unsigned int cpu_this(void)
{
	return arch_cpu_index();
}

/**
 * on_cpu - run fn(arg) on a CPU and wait for its end
 *
 * A CPU that does not start, or a function that does not end, is the case's
 * `error` after 5 seconds, with the CPU's number. An unexpected trap there
 * fails the case.
 */
void on_cpu(unsigned int cpu, void (*fn)(void *), void *arg);

/** on_cpu_start - the same without waiting; on_cpu_wait() waits */
void on_cpu_start(unsigned int cpu, void (*fn)(void *), void *arg);
void on_cpu_wait(unsigned int cpu);

/** on_all_cpus - run fn(arg) on every CPU at once, this one included */
void on_all_cpus(void (*fn)(void *), void *arg);

struct feature;

/* A meeting point for a fixed number of CPUs; reusable at once. */
struct barrier {
	unsigned int nr_cpus;
	unsigned int arrived;
	unsigned int phase;
};

/** barrier_wait - go on when all have come; gives up as on_cpu() does */
void barrier_wait(struct barrier *barrier);

/* A fair lock. Zero is unlocked. Does not touch the interrupt mask. */
struct spinlock {
	unsigned int next;
	unsigned int serving;
};

void spin_lock(struct spinlock *lock);
bool spin_try_lock(struct spinlock *lock);
void spin_unlock(struct spinlock *lock);

/**
 * smp_settle - end what still runs on other CPUs
 *
 * The harness calls it at the end of a case: barriers and waits there give up
 * at once. A CPU that does not come to rest within 5 seconds is a panic, for it
 * would disturb the cases after this one.
 */
void smp_settle(void);

/**
 * smp_case_end - arch_case_end() on every other CPU that the case used
 *
 * The harness calls it after smp_settle(). One that does not come is started
 * anew at its next use, as after smp_restart(), and noted.
 */
void smp_case_end(void);

/* What a suite for several CPUs needs. */
extern const struct feature smp_2_cpus, smp_4_cpus;

/** smp_cpu_main - where arch_cpu_start() ends up, on the new CPU */
void smp_cpu_main(void) __attribute__((noreturn));

/** smp_restart - a suite has reset a CPU under us: start it again at next use */
void smp_restart(unsigned int cpu);

#endif

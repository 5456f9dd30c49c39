/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <host.h>

#include <arch/irq.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <smp.h>

unsigned int host_nr_cpus = 4;
unsigned int host_dead_cpu;
_Thread_local bool host_irq_enabled;
static _Thread_local unsigned int this_cpu;
static sem_t wakes[CPU_MAX];

unsigned int arch_cpu_count(void)
{
	return host_nr_cpus;
}

static void *cpu_main(void *arg)
{
	this_cpu = (unsigned int)(uintptr_t)arg;
	smp_cpu_main();
}

int arch_cpu_start(unsigned int index)
{
	pthread_t thread;

	if (index == host_dead_cpu)
		return 0;
	sem_init(&wakes[index], 0, 0);
	return -pthread_create(&thread, NULL, cpu_main,
			       (void *)(uintptr_t)index);
}

unsigned int arch_cpu_index(void)
{
	return this_cpu;
}

uint64_t arch_cpu_hwid(unsigned int index)
{
	return index;
}

void arch_cpu_idle(void)
{
	sem_wait(&wakes[this_cpu]);
}

void arch_cpu_wake(unsigned int index)
{
	sem_post(&wakes[index]);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <smp.h>

#include "patience.h"
#include <console.h>
#include <test/harness.h>

enum {
	PUT_BACK_MS = 500, /* until a CPU counts as lost */
};

/*
 * A CPU has one job at a time. Whoever takes it from IDLE to CLAIMED posts it,
 * and takes it back to IDLE when it has seen DONE.
 */
enum job_state {
	JOB_IDLE,
	JOB_CLAIMED,
	JOB_POSTED,
	JOB_RUNNING,
	JOB_DONE,
};

struct cpu {
	bool online; /* is in smp_cpu_main() */
	bool used;   /* by the running case */
	enum job_state job;
	bool aborted; /* a failed ASSERT_ or a trap ended the job */
	void (*fn)(void *);
	void *arg;
} __attribute__((aligned(64))); /* polled: a cache line of its own */

static struct cpu cpus[CPU_MAX];
static unsigned int nr_busy; /* jobs that are not IDLE, all CPUs */
static bool settling;	     /* the case is over: whoever waits gives up */
static bool any_used;

static enum job_state job_state(const struct cpu *cpu)
{
	return __atomic_load_n(&cpu->job, __ATOMIC_ACQUIRE);
}

static void set_job_state(struct cpu *cpu, enum job_state state)
{
	__atomic_store_n(&cpu->job, state, __ATOMIC_RELEASE);
}

bool smp_is_settling(void)
{
	return cpu_this() != 0 && __atomic_load_n(&settling, __ATOMIC_SEQ_CST);
}

/* ---------------------------------------------------------------- jobs ---- */

/* On the CPU that is to do it. */
static void run_job(struct cpu *cpu)
{
	set_job_state(cpu, JOB_RUNNING);
	if (guard_active()) /* the boot CPU, while it waits for another */
		cpu->fn(cpu->arg);
	else
		cpu->aborted = !guard_call(cpu->fn, cpu->arg);
	console_flush();
	set_job_state(cpu, JOB_DONE);
}

static void serve(void)
{
	struct cpu *cpu = &cpus[cpu_this()];

	if (job_state(cpu) == JOB_POSTED)
		run_job(cpu);
}

void smp_cpu_main(void)
{
	struct cpu *cpu = &cpus[cpu_this()];

	arch_case_begin();
	__atomic_store_n(&cpu->online, true, __ATOMIC_RELEASE);
	for (;;) {
		while (job_state(cpu) != JOB_POSTED)
			arch_cpu_idle();
		run_job(cpu);
	}
}

static bool is_online(const struct cpu *cpu)
{
	return __atomic_load_n(&cpu->online, __ATOMIC_ACQUIRE);
}

/* NULL, or what went wrong, a format for the index. */
static const char *start(unsigned int index)
{
	struct patience patience = { 0 };

	if (arch_cpu_start(index) < 0)
		return "CPU %u: the machine refuses to start it";
	while (!is_online(&cpus[index]))
		if (patience_ran_out(&patience))
			return "CPU %u did not start within 5 s";
	return NULL;
}

void smp_restart(unsigned int index)
{
	struct cpu *cpu = &cpus[index];

	if (__atomic_exchange_n(&cpu->job, JOB_IDLE, __ATOMIC_RELAXED) !=
	    JOB_IDLE)
		__atomic_fetch_sub(&nr_busy, 1, __ATOMIC_RELAXED);
	__atomic_store_n(&cpu->online, false, __ATOMIC_RELEASE);
}

static void claim(unsigned int index)
{
	enum job_state idle = JOB_IDLE;

	if (index >= cpu_count())
		ERROR("there is no CPU %u, this machine has %u", index,
		      cpu_count());
	if (!__atomic_compare_exchange_n(&cpus[index].job, &idle, JOB_CLAIMED,
					 false, __ATOMIC_ACQUIRE,
					 __ATOMIC_RELAXED))
		ERROR("CPU %u has not ended its last function", index);
	__atomic_fetch_add(&nr_busy, 1, __ATOMIC_RELAXED);
}

/* From a state that this CPU has seen; it may have been released meanwhile. */
static void release(struct cpu *cpu, enum job_state state)
{
	if (__atomic_compare_exchange_n(&cpu->job, &state, JOB_IDLE, false,
					__ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
		__atomic_fetch_sub(&nr_busy, 1, __ATOMIC_RELEASE);
}

/* A mailbox is never left CLAIMED: smp_settle() counts on that. */
static void make_online(unsigned int index)
{
	const char *wrong;

	if (index == 0 || index == cpu_this() || is_online(&cpus[index]))
		return;
	wrong = start(index);
	if (!wrong)
		return;
	release(&cpus[index], JOB_CLAIMED);
	ERROR(wrong, index);
}

void on_cpu_start(unsigned int index, void (*fn)(void *), void *arg)
{
	struct cpu *cpu = &cpus[index];

	claim(index);
	make_online(index);
	cpu->fn = fn;
	cpu->arg = arg;
	cpu->aborted = false;
	cpu->used = any_used = true;
	set_job_state(cpu, JOB_POSTED);
	if (index == cpu_this())
		run_job(cpu);
	else
		arch_cpu_wake(index);
}

void on_cpu_wait(unsigned int index)
{
	struct patience patience = { 0 };
	struct cpu *cpu = &cpus[index];
	bool aborted;

	if (smp_is_settling())
		guard_end();
	if (index >= cpu_count() || job_state(cpu) == JOB_IDLE)
		ERROR("CPU %u has no function to wait for", index);
	while (job_state(cpu) != JOB_DONE) {
		serve();
		if (smp_is_settling())
			guard_end();
		if (patience_ran_out(&patience))
			ERROR("CPU %u did not end its function within %d s",
			      index, PATIENCE_S);
	}
	aborted = cpu->aborted;
	release(cpu, JOB_DONE);
	if (aborted)
		guard_end();
}

void on_cpu(unsigned int index, void (*fn)(void *), void *arg)
{
	if (index == cpu_this()) {
		fn(arg);
		return;
	}
	on_cpu_start(index, fn, arg);
	on_cpu_wait(index);
}

void on_all_cpus(void (*fn)(void *), void *arg)
{
	unsigned int i, this = cpu_this();

	for (i = 0; i < cpu_count(); i++)
		if (i != this)
			on_cpu_start(i, fn, arg);
	fn(arg);
	for (i = 0; i < cpu_count(); i++)
		if (i != this)
			on_cpu_wait(i);
}

/* --------------------------------------------------- the end of a case ---- */

/*
 * Nobody waits for what is done; and nobody does now what was asked of the boot
 * CPU. What a CPU has only claimed, it is about to post.
 */
static void drop_job(unsigned int index)
{
	enum job_state state = job_state(&cpus[index]);

	if (state == JOB_DONE ||
	    (index == 0 && (state == JOB_POSTED || state == JOB_RUNNING)))
		release(&cpus[index], state);
}

static unsigned int first_busy(void)
{
	unsigned int i;

	for (i = 0; i < CPU_MAX; i++)
		if (job_state(&cpus[i]) != JOB_IDLE)
			break;
	return i;
}

void smp_settle(void)
{
	struct patience patience = { 0 };
	unsigned int i;

	if (!__atomic_load_n(&nr_busy, __ATOMIC_ACQUIRE))
		return;
	__atomic_store_n(&settling, true, __ATOMIC_SEQ_CST);
	while (__atomic_load_n(&nr_busy, __ATOMIC_ACQUIRE)) {
		for (i = 0; i < cpu_count(); i++)
			drop_job(i);
		if (patience_ran_out(&patience))
			panic("CPU %u does not end what %s gave it to do",
			      first_busy(), case_name());
	}
	__atomic_store_n(&settling, false, __ATOMIC_SEQ_CST);
}

static void put_back(void *arg)
{
	(void)arg;
	arch_case_end();
}

/* Does not come: the case has taken away what wakes it. A reset will do. */
static void put_back_on(unsigned int index)
{
	struct patience patience = { .ms = PUT_BACK_MS };
	struct cpu *cpu = &cpus[index];

	on_cpu_start(index, put_back, NULL);
	while (job_state(cpu) != JOB_DONE) {
		if (!patience_ran_out(&patience))
			continue;
		note("CPU %u is lost, and will be reset", index);
		smp_restart(index);
		return;
	}
	release(cpu, JOB_DONE);
}

void smp_case_end(void)
{
	unsigned int i;

	if (!any_used)
		return;
	for (i = 1; i < CPU_MAX; i++) {
		if (cpus[i].used && is_online(&cpus[i]))
			put_back_on(i);
		cpus[i].used = false;
	}
	any_used = false;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Several CPUs: work is done where and as often as asked, what one writes the
 * others see in the order that the barriers of lib/arch.h promise.
 */
#include <arch.h>
#include <arch/barrier.h>
#include <smp.h>
#include <string.h>
#include <test/test.h>

TEST_SUITE("smp",
	   .summary = "CPUs run what they are given and see each other's "
		      "memory",
	   .needs = NEEDS(&smp_2_cpus));

/*
 * At most so often. Where CPUs outnumber the host's, each meeting of them waits
 * for the host's scheduler: then as often as there is time for, but never less
 * than AT_LEAST.
 */
enum {
	CALLS = 500,	 /* of each CPU */
	PHASES = 10000,	 /* of a barrier */
	LOCKINGS = 5000, /* of each CPU */
	MESSAGES = 50000,
	WINDOW = 64,   /* messages on their way */
	TRIES = 20000, /* of a litmus test */
	AT_LEAST = 50,
	CASE_MS = 500,
};

static uint64_t start;

static void start_time(void)
{
	start = arch_ticks();
}

static bool time_is_up(void)
{
	return arch_ticks() - start > arch_ticks_hz() / 1000 * CASE_MS;
}

/* Of the CPU that decides for all. */
static bool enough(unsigned int rounds, unsigned int most)
{
	return rounds >= most || (rounds >= AT_LEAST && time_is_up());
}

/* ---------------------------------------------------------------- jobs ---- */

static unsigned int ran_on[CPU_MAX];

static void count_here(void *arg)
{
	unsigned int *cpu = arg;

	EXPECT_EQ(cpu_this(), *cpu);
	ran_on[cpu_this()]++;
}

TEST(calls, "run on the CPU that was asked, once each")
{
	unsigned int cpu, i;

	memset(ran_on, 0, sizeof(ran_on));
	for (i = 0; i < CALLS; i++)
		for (cpu = 0; cpu < cpu_count(); cpu++)
			on_cpu(cpu, count_here, &cpu);
	for (cpu = 0; cpu < cpu_count(); cpu++)
		EXPECT_EQ(ran_on[cpu], CALLS);
	for (; cpu < CPU_MAX; cpu++)
		EXPECT_EQ(ran_on[cpu], 0);
}

TEST(hardware_ids, "are all different")
{
	unsigned int a, b;

	for (a = 0; a < cpu_count(); a++)
		for (b = 0; b < a; b++)
			EXPECT_NE(arch_cpu_hwid(a), arch_cpu_hwid(b));
}

static void count_all(void *arg)
{
	__atomic_fetch_add((unsigned int *)arg, 1, __ATOMIC_RELAXED);
	__atomic_fetch_add(&ran_on[cpu_this()], 1, __ATOMIC_RELAXED);
}

TEST(all, "run once on every CPU")
{
	unsigned int sum = 0, cpu, i;

	memset(ran_on, 0, sizeof(ran_on));
	for (i = 0; i < CALLS; i++)
		on_all_cpus(count_all, &sum);
	EXPECT_EQ(sum, CALLS * cpu_count());
	for (cpu = 0; cpu < cpu_count(); cpu++)
		EXPECT_EQ(ran_on[cpu], CALLS);
}

static struct barrier barrier;

static void meet(void *arg)
{
	(void)arg;
	barrier_wait(&barrier);
}

/* If one had to end before the next began, nobody would leave the barrier. */
TEST(at_once, "run at the same time")
{
	unsigned int cpu;

	barrier = (struct barrier){ .nr_cpus = cpu_count() };
	for (cpu = 1; cpu < cpu_count(); cpu++)
		on_cpu_start(cpu, meet, NULL);
	barrier_wait(&barrier);
	for (cpu = cpu_count() - 1; cpu > 0; cpu--)
		on_cpu_wait(cpu);
	EXPECT_EQ(barrier.phase, 1);
	EXPECT_EQ(barrier.arrived, 0);
}

static uintptr_t stacks[CPU_MAX];

static void note_stack(void *arg)
{
	(void)arg;
	stacks[cpu_this()] = (uintptr_t)__builtin_frame_address(0);
}

TEST(stacks, "are the CPUs' own")
{
	unsigned int a, b;

	on_all_cpus(note_stack, NULL);
	for (a = 0; a < cpu_count(); a++)
		for (b = 0; b < a; b++)
			EXPECT_GE(stacks[a] > stacks[b] ?
					  stacks[a] - stacks[b] :
					  stacks[b] - stacks[a],
				  4096);
}

static void call_boot_cpu(void *zero)
{
	on_cpu(0, count_here, zero);
}

static void call_next(void *zero)
{
	unsigned int next = cpu_this() + 1;

	if (next < cpu_count())
		on_cpu(next, call_next, zero);
	else
		call_boot_cpu(zero);
}

TEST(calls_back, "are done by the boot CPU while it waits")
{
	unsigned int zero = 0, cpu;

	memset(ran_on, 0, sizeof(ran_on));
	for (cpu = 1; cpu < cpu_count(); cpu++)
		on_cpu(cpu, call_boot_cpu, &zero);
	on_cpu(1, call_next, &zero);
	EXPECT_EQ(ran_on[0], cpu_count());
}

/* ------------------------------------------------------------ barriers ---- */

static unsigned int phase_of[CPU_MAX];
static unsigned int nr_elsewhere;
static unsigned int last_phase; /* set by the boot CPU between two barriers */

static void look_at_phases(unsigned int phase)
{
	unsigned int cpu;

	for (cpu = 0; cpu < cpu_count(); cpu++)
		if (__atomic_load_n(&phase_of[cpu], __ATOMIC_RELAXED) != phase)
			__atomic_fetch_add(&nr_elsewhere, 1, __ATOMIC_RELAXED);
}

static void run_phases(void *arg)
{
	unsigned int phase = 0;

	(void)arg;
	do {
		phase++;
		__atomic_store_n(&phase_of[cpu_this()], phase,
				 __ATOMIC_RELAXED);
		barrier_wait(&barrier);
		look_at_phases(phase);
		if (cpu_this() == 0 && enough(phase, PHASES))
			__atomic_store_n(&last_phase, phase, __ATOMIC_RELAXED);
		barrier_wait(&barrier);
	} while (!__atomic_load_n(&last_phase, __ATOMIC_RELAXED));
	EXPECT_EQ(phase, last_phase);
}

TEST(phases, "are passed by all CPUs together, each once")
{
	unsigned int cpu;

	barrier = (struct barrier){ .nr_cpus = cpu_count() };
	memset(phase_of, 0, sizeof(phase_of));
	nr_elsewhere = last_phase = 0;
	start_time();
	on_all_cpus(run_phases, NULL);
	EXPECT_EQ(nr_elsewhere, 0);
	EXPECT_GE(last_phase, AT_LEAST);
	for (cpu = 0; cpu < cpu_count(); cpu++)
		EXPECT_EQ(phase_of[cpu], last_phase);
	EXPECT_EQ(barrier.phase, 2 * last_phase);
	EXPECT_EQ(barrier.arrived, 0);
	test_note("%u phases", last_phase);
}

/* --------------------------------------------------------------- locks ---- */

static struct spinlock lock;
static unsigned long counter, inside, most_inside;

static void add_up(void *arg)
{
	unsigned int i;

	barrier_wait(
		&barrier); /* or the first is done before the last begins */
	for (i = 0; !enough(i, LOCKINGS); i++) {
		spin_lock(&lock);
		if (++inside > most_inside)
			most_inside = inside;
		counter++; /* not atomic: the lock is */
		inside--;
		spin_unlock(&lock);
	}
	__atomic_fetch_add((unsigned long *)arg, i, __ATOMIC_RELAXED);
}

TEST(lock, "lets one CPU in at a time")
{
	unsigned long taken = 0;

	start_time();
	lock = (struct spinlock){ 0 };
	barrier = (struct barrier){ .nr_cpus = cpu_count() };
	counter = inside = most_inside = 0;
	on_all_cpus(add_up, &taken);
	EXPECT_EQ(counter, taken);
	EXPECT_GE(counter, AT_LEAST * cpu_count());
	EXPECT_EQ(most_inside, 1);
}

static void try_it(void *taken)
{
	*(bool *)taken = spin_try_lock(&lock);
}

TEST(try_lock, "fails while another CPU holds it, and then does not")
{
	bool taken = true;

	lock = (struct spinlock){ 0 };
	spin_lock(&lock);
	on_cpu(1, try_it, &taken);
	EXPECT_FALSE(taken);
	spin_unlock(&lock);
	on_cpu(1, try_it, &taken);
	EXPECT_TRUE(taken);
	EXPECT_FALSE(spin_try_lock(&lock));
	spin_unlock(&lock); /* whose CPU it is does not matter */
	EXPECT_TRUE(spin_try_lock(&lock));
}

/* -------------------------------------------------------------- memory ---- */

static volatile uint32_t message[WINDOW];
static volatile uint32_t sent __attribute__((aligned(64)));
static volatile uint32_t received __attribute__((aligned(64)));
static volatile bool finished;

static void send_messages(void *arg)
{
	uint32_t i;

	(void)arg;
	for (i = 1; !enough(i - 1, MESSAGES); i++) {
		while (i - received > WINDOW)
			cpu_relax();
		mb();
		message[i % WINDOW] = i;
		wmb();
		sent = i;
	}
	finished = true;
}

TEST(message, "is there when its announcement is: wmb() and rmb()")
{
	uint32_t i = 1, stale = 0, upto;

	sent = received = 0;
	finished = false;
	start_time();
	on_cpu_start(1, send_messages, NULL);
	while (!finished) {
		upto = sent;
		rmb();
		for (; i <= upto; i++)
			stale += message[i % WINDOW] != i;
		mb();
		received = upto;
		cpu_relax();
	}
	on_cpu_wait(1);
	EXPECT_EQ(stale, 0);
	EXPECT_GE(received, AT_LEAST);
	EXPECT_LE(sent - received, WINDOW);
	test_note("%u messages", received);
}

static volatile uint32_t x __attribute__((aligned(64)));
static volatile uint32_t y __attribute__((aligned(64)));
static uint32_t saw_x, saw_y;

static bool over;

static void store_y_load_x(void *arg)
{
	(void)arg;
	do {
		barrier_wait(&barrier);
		y = 1;
		mb();
		saw_x = x;
		barrier_wait(&barrier);
	} while (!__atomic_load_n(&over, __ATOMIC_RELAXED));
}

/* Dekker: with mb() between them at least one of the loads sees the store. */
TEST(full_barrier, "orders a store before a later load: mb()")
{
	unsigned int i = 0, both_missed = 0;
	bool last;

	barrier = (struct barrier){ .nr_cpus = 2 };
	over = false;
	start_time();
	on_cpu_start(1, store_y_load_x, NULL);
	do {
		x = y = 0;
		last = enough(++i, TRIES);
		barrier_wait(&barrier);
		x = 1;
		mb();
		saw_y = y;
		/* Between the barriers, where the other one does not look. */
		__atomic_store_n(&over, last, __ATOMIC_RELAXED);
		barrier_wait(&barrier);
		both_missed += !saw_x && !saw_y;
	} while (!last);
	on_cpu_wait(1);
	EXPECT_EQ(both_missed, 0);
	EXPECT_GE(i, AT_LEAST);
	test_note("%u tries", i);
}

struct shared {
	uint32_t word;
	uint8_t byte;
	unsigned long bits;
	uint32_t highest_seen[CPU_MAX];
	bool unordered;
};

static void add_atomically(void *arg)
{
	unsigned long bit = 1ul << cpu_this() % 32;
	struct shared *s = arg;
	uint32_t last = 0, now;
	unsigned int i;

	for (i = 0; i < LOCKINGS; i++) {
		now = __atomic_add_fetch(&s->word, 1, __ATOMIC_SEQ_CST);
		if (now <= last)
			s->unordered = true;
		last = now;
		__atomic_fetch_add(&s->byte, 1, __ATOMIC_SEQ_CST);
		__atomic_fetch_xor(&s->bits, bit, __ATOMIC_SEQ_CST);
	}
	s->highest_seen[cpu_this()] = last;
}

TEST(atomics, "lose no update, of words, bytes and bits")
{
	struct shared s = { 0 };
	uint32_t all = LOCKINGS * cpu_count(), highest = 0;
	unsigned int cpu;

	on_all_cpus(add_atomically, &s);
	EXPECT_EQ(s.word, all);
	EXPECT_EQ(s.byte, (uint8_t)all);
	EXPECT_EQ(s.bits, 0); /* LOCKINGS is even */
	EXPECT_FALSE(s.unordered);
	for (cpu = 0; cpu < cpu_count(); cpu++)
		if (s.highest_seen[cpu] > highest)
			highest = s.highest_seen[cpu];
	EXPECT_EQ(highest, all);
}

static void exchange_token(void *arg)
{
	uint32_t *token = arg, mine = 0;
	unsigned int i;

	/* What one puts in, exactly one takes out. */
	for (i = 0; i < LOCKINGS; i++)
		mine += __atomic_exchange_n(token, 1, __ATOMIC_SEQ_CST);
	__atomic_fetch_add(&ran_on[0], mine, __ATOMIC_SEQ_CST);
}

TEST(exchange, "hands each value to exactly one CPU")
{
	uint32_t token = 0;

	ran_on[0] = 0;
	on_all_cpus(exchange_token, &token);
	EXPECT_EQ(ran_on[0] + token, LOCKINGS * cpu_count());
}

/* --------------------------------------------------------------- bench ---- */

static void nothing(void *arg)
{
	(void)arg;
}

static void call_1(void *arg)
{
	on_cpu(1, nothing, NULL);
	++*(uint64_t *)arg;
}

BENCH(call, "there and back")
{
	uint64_t nr = 0;

	EXPECT_EQ(bench_run(NULL, call_1, &nr), nr);
}

static void lock_unlock(void *arg)
{
	spin_lock(arg);
	spin_unlock(arg);
}

BENCH(lock_alone, "taken and given, without contention")
{
	struct spinlock alone = { 0 };

	EXPECT_EQ((uint32_t)bench_run(NULL, lock_unlock, &alone),
		  alone.serving);
}

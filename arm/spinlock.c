/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A lock of atomic exchanges, which several CPUs fight for: what it protects is
 * never seen half done, and every increment counts.
 *
 * Arm ARM, B2.3 (acquire and release), B2.9 (exclusives), C6.2, SWPA.
 */
#include <arch/barrier.h>
#include <smp.h>
#include <test/test.h>

TEST_SUITE("spinlock", .summary = "exclusive accesses exclude",
	   .needs = NEEDS(&smp_2_cpus));

enum {
	TIMES = 20000
};

static uint8_t lock;

/* Protected: the two differ, and the counter is of all. */
static volatile unsigned int one, other, counter;
static unsigned int errors, ended, rounds;

static void take(void)
{
	while (__atomic_exchange_n(&lock, 1, __ATOMIC_ACQUIRE))
		while (__atomic_load_n(&lock, __ATOMIC_RELAXED))
			cpu_relax();
}

static void give(void)
{
	__atomic_store_n(&lock, 0, __ATOMIC_RELEASE);
}

static void fight(void *arg)
{
	unsigned int times = *(unsigned int *)arg, wrong = 0;

	for (unsigned int i = 0; i < times; i++) {
		take();
		wrong += one == other;
		one = !one;
		wrong += one != other;
		other = !other;
		counter++;
		give();
	}
	__atomic_fetch_add(&errors, wrong, __ATOMIC_RELAXED);
	__atomic_fetch_add(&ended, 1, __ATOMIC_RELAXED);
}

static void begin(void)
{
	lock = 0;
	one = 0;
	other = 1;
	counter = errors = ended = 0;
}

/* args: times=N a CPU */
TEST(exchange, "keeps two variables apart and loses no increment")
{
	unsigned int times = (unsigned int)test_arg_u64("times", TIMES);

	begin();
	on_all_cpus(fight, &times);
	EXPECT_EQ(ended, cpu_count());
	EXPECT_EQ(errors, 0);
	EXPECT_EQ(counter, times * cpu_count());
	EXPECT_NE(one, other);
	EXPECT_EQ(lock, 0);
}

/* Without a lock: each CPU's own word of one line, 8, 16, 32 and 64 bits. */
static struct {
	uint64_t doubleword;
	uint32_t word;
	uint16_t half;
	uint8_t byte;
} sums __attribute__((aligned(64)));

static void add_all(void *arg)
{
	unsigned int times = *(unsigned int *)arg;

	for (unsigned int i = 0; i < times; i++) {
		__atomic_fetch_add(&sums.doubleword, 0x100000001,
				   __ATOMIC_ACQ_REL);
		__atomic_fetch_add(&sums.word, 3, __ATOMIC_RELAXED);
		__atomic_fetch_add(&sums.half, 5, __ATOMIC_RELEASE);
		__atomic_fetch_sub(&sums.byte, 1, __ATOMIC_ACQUIRE);
	}
}

TEST(sums, "of neighbours in one line are exact, of each width")
{
	unsigned int times = TIMES, all = TIMES * cpu_count();

	sums.doubleword = sums.word = sums.half = sums.byte = 0;
	on_all_cpus(add_all, &times);
	EXPECT_EQ(sums.doubleword, all * 0x100000001ull);
	EXPECT_EQ(sums.word, all * 3);
	EXPECT_EQ(sums.half, (uint16_t)(all * 5));
	EXPECT_EQ(sums.byte, (uint8_t)(0 - all));
}

/* CPU 0 asks for it; the others hold and pass on the lock at any moment. */
static bool enough;

static void fight_on(void *arg)
{
	unsigned int times = 1000;

	(void)arg;
	while (!__atomic_load_n(&enough, __ATOMIC_RELAXED)) {
		fight(&times);
		__atomic_fetch_add(&rounds, 1, __ATOMIC_RELAXED);
	}
}

TEST(stopped, "loses nothing while the VM is stopped at any moment",
     .needs = NEEDS(&host_stop_cont))
{
	begin();
	enough = false;
	rounds = 0;
	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++)
		on_cpu_start(cpu, fight_on, NULL);
	for (unsigned int i = 0; i < 8; i++)
		host_stop();
	__atomic_store_n(&enough, true, __ATOMIC_RELAXED);
	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++)
		on_cpu_wait(cpu);
	EXPECT_EQ(errors, 0);
	EXPECT_EQ(counter, rounds * 1000);
	EXPECT_GE(rounds, 1);
	EXPECT_EQ(lock, 0);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The free-running counter, its rate, and waiting by it (lib/clock.h). */
#include <arch.h>
#include <clock.h>
#include <smp.h>
#include <test/test.h>

TEST_SUITE("time", .summary = "ticks go forward at their rate, and waits are "
			      "never too short");

TEST(forward, "never runs backwards")
{
	uint64_t last = arch_ticks(), now;
	unsigned int i, backwards = 0;

	for (i = 0; i < 200000; i++) {
		now = arch_ticks();
		backwards += now < last;
		last = now;
	}
	EXPECT_EQ(backwards, 0);
}

TEST(advances, "changes within a bounded number of looks")
{
	uint64_t start;
	unsigned int round, looks;

	for (round = 0; round < 100; round++) {
		start = arch_ticks();
		for (looks = 0; looks < 1000000 && arch_ticks() == start;)
			looks++;
		ASSERT_LT(looks, 1000000);
	}
}

TEST(rate, "is the same at each look, and one that clocks have")
{
	uint64_t hz = arch_ticks_hz();

	EXPECT_GE(hz, 1000000);
	EXPECT_LE(hz, 20000000000);
	delay_us(1000);
	EXPECT_EQ(arch_ticks_hz(), hz);
}

/* --------------------------------------------------------- conversions ---- */

/* value * to / from by paper and pencil, 32 and then 1 bits at a time. */
static uint64_t exact(uint64_t value, uint64_t to, uint64_t from, bool up)
{
	uint64_t low = (value & 0xffffffff) * (to & 0xffffffff);
	uint64_t mid1 = (value >> 32) * (to & 0xffffffff);
	uint64_t mid2 = (value & 0xffffffff) * (to >> 32);
	uint64_t mid = (low >> 32) + (mid1 & 0xffffffff) + (mid2 & 0xffffffff);
	uint64_t high = (value >> 32) * (to >> 32) + (mid1 >> 32) +
			(mid2 >> 32) + (mid >> 32);
	uint64_t rest = high, quotient = 0;
	unsigned int bit;

	low = (low & 0xffffffff) | mid << 32;
	if (high >= from)
		return UINT64_MAX;
	for (bit = 64; bit-- > 0;) {
		bool carry = rest >> 63;

		rest = rest << 1 | (low >> bit & 1);
		if (carry || rest >= from) {
			rest -= from;
			quotient |= 1ull << bit;
		}
	}
	if (up && rest && quotient < UINT64_MAX)
		quotient++;
	return quotient;
}

static void expect_exact(uint64_t value)
{
	uint64_t hz = arch_ticks_hz();

	test_context("of 0x%llx", (unsigned long long)value);
	EXPECT_EQ(ticks_to_ns(value), exact(value, 1000000000, hz, false));
	EXPECT_EQ(ns_to_ticks(value), exact(value, hz, 1000000000, true));
}

TEST(conversion, "is exact over all of 64 bits")
{
	unsigned int i;

	EXPECT_EQ(ticks_to_ns(0), 0);
	EXPECT_EQ(ns_to_ticks(0), 0);
	EXPECT_EQ(ticks_to_ns(arch_ticks_hz()), 1000000000);
	EXPECT_EQ(ns_to_ticks(1000000000), arch_ticks_hz());
	for (i = 0; i < 64; i++) {
		expect_exact(1ull << i);
		expect_exact((1ull << i) - 1);
		expect_exact(UINT64_MAX - (1ull << i));
		expect_exact(test_random() >> i);
	}
}

/* --------------------------------------------------------------- waits ---- */

static const struct delay {
	const char *name;
	uint64_t us;
} delays[] = {
	{ "0", 0 },	  { "1us", 1 },	   { "10us", 10 },
	{ "100us", 100 }, { "1ms", 1000 }, { "10ms", 10000 },
};

enum {
	LATE_US = 2000000
}; /* the host may have had other things to do */

TEST_EACH(delay, const struct delay *d, delays, "lasts at least so long")
{
	uint64_t start = arch_ticks(), ticks;

	delay_us(d->us);
	ticks = arch_ticks() - start;
	EXPECT_GE(ticks, ns_to_ticks(d->us * 1000));
	EXPECT_LT(ticks, ns_to_ticks((d->us + LATE_US) * 1000));
}

static bool never(void *arg)
{
	++*(unsigned int *)arg;
	return false;
}

static bool at_third_look(void *arg)
{
	return ++*(unsigned int *)arg == 3;
}

TEST(bounded_wait, "ends with the condition, or after its time and not before")
{
	uint64_t start = arch_ticks();
	unsigned int looks = 0;

	EXPECT_FALSE(wait_until(never, &looks, 2000));
	EXPECT_GE(arch_ticks() - start, ns_to_ticks(2000000));
	EXPECT_GE(looks, 2);
	looks = 0;
	EXPECT_TRUE(wait_until(at_third_look, &looks, 10000000));
	EXPECT_EQ(looks, 3);
	looks = 2;
	EXPECT_TRUE(wait_until(at_third_look, &looks, 0));
}

/* ---------------------------------------------------------------- CPUs ---- */

enum {
	ROUNDS = 200,
	DISAGREE_NS = 1000000
};

/* One CPU asks, the other answers with its time. */
static struct exchange {
	unsigned int asked, answered;
	uint64_t time;
} exchange;

static void answer(void *arg)
{
	unsigned int i;

	for (i = 1; i <= ROUNDS; i++) {
		while (__atomic_load_n(&exchange.asked, __ATOMIC_ACQUIRE) != i)
			cpu_relax();
		exchange.time = arch_ticks();
		__atomic_store_n(&exchange.answered, i, __ATOMIC_RELEASE);
	}
	(void)arg;
}

static void ask(unsigned int i, uint64_t *before, uint64_t *after)
{
	*before = arch_ticks();
	__atomic_store_n(&exchange.asked, i, __ATOMIC_RELEASE);
	while (__atomic_load_n(&exchange.answered, __ATOMIC_ACQUIRE) != i)
		cpu_relax();
	*after = arch_ticks();
}

TEST(cpus_agree, "is the same time on every CPU, to a millisecond",
     .needs = NEEDS(&smp_2_cpus))
{
	uint64_t slack = ns_to_ticks(DISAGREE_NS), before, after;
	unsigned int cpu, i, behind, ahead;

	for (cpu = 1; cpu < cpu_count(); cpu++) {
		exchange = (struct exchange){ 0 };
		behind = ahead = 0;
		on_cpu_start(cpu, answer, NULL);
		for (i = 1; i <= ROUNDS; i++) {
			ask(i, &before, &after);
			behind += exchange.time + slack < before;
			ahead += exchange.time > after + slack;
		}
		on_cpu_wait(cpu);
		test_context("CPU %u, of %d answers", cpu, ROUNDS);
		EXPECT_EQ(behind, 0);
		EXPECT_EQ(ahead, 0);
	}
}

/* --------------------------------------------------------------- bench ---- */

static void read_ticks(void *arg)
{
	*(uint64_t *)arg = arch_ticks();
}

BENCH(ticks, "costs so much to read")
{
	uint64_t now = 0;

	EXPECT_GE(bench_run(NULL, read_ticks, &now), 101);
	EXPECT_LE(now, arch_ticks());
}

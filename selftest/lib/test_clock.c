/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ticks and nanoseconds at the edges of 64 bits, and waits that are bounded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <clock.h>
#include <host.h>
#include <test/harness.h>

/* By 128 bits: what lib/clock.c must come to with 64. */
static uint64_t exact(uint64_t value, uint64_t to, uint64_t from, bool up)
{
	unsigned __int128 product = (unsigned __int128)value * to;
	unsigned __int128 result = product / from + (up && product % from);

	return result > UINT64_MAX ? UINT64_MAX : (uint64_t)result;
}

static void check(uint64_t value)
{
	assert_int_equal(ticks_to_ns(value),
			 exact(value, 1000000000, host_hz, false));
	assert_int_equal(ns_to_ticks(value),
			 exact(value, host_hz, 1000000000, true));
}

static const uint64_t rates[] = {
	1,	  32768,      1000000,	  3579545,     10000000,
	62500000, 999999999,  1000000000, 1000000001,  2399998765,
	1u << 31, 4294967296, 5000000000, 18000000000,
};

static void test_edges(void **state)
{
	uint64_t random = 3;
	size_t r;
	int i;

	(void)state;
	for (r = 0; r < sizeof(rates) / sizeof(rates[0]); r++) {
		host_hz = rates[r];
		for (i = 0; i < 64; i++) {
			check(UINT64_C(1) << i);
			check((UINT64_C(1) << i) - 1);
			check(UINT64_MAX - (UINT64_C(1) << i));
			check(host_hz << (i % 28));
			check((host_hz << (i % 28)) - 1);
		}
		for (i = 0; i < 10000; i++)
			check(random_mix(&random) >> (i % 64));
	}
	host_hz = 1000000000;
}

static void test_delay(void **state)
{
	static const uint64_t delays[] = { 0, 1, 999, 20000 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(delays) / sizeof(delays[0]); i++) {
		uint64_t start = arch_ticks();

		delay_us(delays[i]);
		assert_true(arch_ticks() - start > delays[i] * 1000);
	}
}

static bool count_down(void *arg)
{
	int *left = arg;

	return --*left == 0;
}

static bool never(void *arg)
{
	++*(uint64_t *)arg;
	return false;
}

static void test_wait(void **state)
{
	int left = 1000;
	uint64_t looks = 0, start;

	(void)state;
	assert_true(wait_until(count_down, &left, UINT64_MAX));
	assert_int_equal(left, 0);
	start = arch_ticks();
	assert_false(wait_until(never, &looks, 3000));
	assert_in_range(arch_ticks() - start, 3000001, 10000000000);
	assert_true(looks > 1);
	/* At once is one look at least, and true wins over late. */
	left = 1;
	assert_true(wait_until(count_down, &left, 0));
}

static void test_units(void **state)
{
	uint64_t before = arch_ticks(), ns = clock_ns(), us = clock_us();

	(void)state;
	assert_true(ns >= before && us >= before / 1000);
	assert_true(us <= arch_ticks() / 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_edges),
		cmocka_unit_test(test_delay),
		cmocka_unit_test(test_wait),
		cmocka_unit_test(test_units),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

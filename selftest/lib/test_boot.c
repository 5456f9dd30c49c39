/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ranges of boot information, against a model of one byte a page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <boot.h>
#include <mm/page.h>
#include <test/harness.h>

enum {
	NR_PAGES = 100, /* never more than BOOT_RAM_MAX ranges */
	ROUNDS = 20000,
};

static struct boot_info info;
static unsigned char model[NR_PAGES];
static uint64_t random_state = 1;

static uint64_t random_below(uint64_t limit)
{
	return random_mix(&random_state) % limit;
}

static void check_against_model(void)
{
	unsigned char seen[NR_PAGES] = { 0 };
	paddr_t last = 0;

	for (unsigned int i = 0; i < info.nr_ram; i++) {
		paddr_t start = info.ram[i].start, end = info.ram[i].end;

		assert_int_equal((start | end) % PAGE_SIZE, 0);
		assert_true(start < end && end <= NR_PAGES * PAGE_SIZE);
		assert_true(i == 0 || start > last); /* sorted and merged */
		last = end;
		memset(seen + start / PAGE_SIZE, 1, (end - start) / PAGE_SIZE);
	}
	assert_memory_equal(seen, model, NR_PAGES);
}

/* Whole pages are added, and removed are all that are touched. */
static void add_or_remove(void)
{
	paddr_t start = random_below(NR_PAGES * PAGE_SIZE);
	paddr_t end = start + random_below(12 * PAGE_SIZE);
	bool add = random_below(2);

	if (end > NR_PAGES * PAGE_SIZE)
		end = NR_PAGES * PAGE_SIZE;
	if (add)
		boot_ram_add(&info, start, end);
	else
		boot_ram_remove(&info, start, end);
	for (paddr_t page = 0; page < NR_PAGES; page++) {
		paddr_t first = page * PAGE_SIZE, after = first + PAGE_SIZE;

		if (add && first >= start && after <= end)
			model[page] = 1;
		if (!add && after > start && first < end && start < end)
			model[page] = 0;
	}
}

static void random_ranges(void **state)
{
	(void)state;
	memset(&info, 0, sizeof(info));
	memset(model, 0, sizeof(model));
	for (unsigned int i = 0; i < ROUNDS; i++) {
		add_or_remove();
		check_against_model();
	}
}

static void highest_below_is_taken(void **state)
{
	(void)state;
	memset(&info, 0, sizeof(info));
	boot_ram_add(&info, 0x1000, 0x9f000);
	boot_ram_add(&info, 0x100000, 0x200000);
	boot_ram_add(&info, 0x40000000, 0x80000000);
	assert_int_equal(boot_ram_take(&info, 0x1000, 0x40000000), 0x1ff000);
	assert_int_equal(boot_ram_take(&info, 0x2000, 0x1ff000), 0x1fd000);
	assert_int_equal(boot_ram_take(&info, 0x100000, 0x40000000), 0);
	assert_int_equal(boot_ram_take(&info, 0x1000, 0x150000), 0x14f000);
	assert_int_equal(boot_ram_take(&info, 0x9e000, 0x100000), 0x1000);
	assert_int_equal(boot_ram_take(&info, 0x1000, 0x100000), 0);
	assert_int_equal(info.nr_ram, 3);
	assert_int_equal(info.ram[1].start, 0x150000);
	assert_int_equal(info.ram[1].end, 0x1fd000);
}

/* The smallest range goes when there are too many, whichever came first. */
static void smallest_is_given_up(void **state)
{
	(void)state;
	memset(&info, 0, sizeof(info));
	for (paddr_t i = 0; i < BOOT_RAM_MAX; i++)
		boot_ram_add(&info, i << 20,
			     (i << 20) + (i == 7 ? 0x1000 : 0x4000));
	assert_int_equal(info.nr_ram, BOOT_RAM_MAX);
	boot_ram_add(&info, 100ull << 20, (100ull << 20) + 0x1000);
	assert_int_equal(info.ram[7].start, 7 << 20); /* not for its like */
	boot_ram_add(&info, 100ull << 20, (100ull << 20) + 0x2000);
	assert_int_equal(info.nr_ram, BOOT_RAM_MAX);
	assert_int_equal(info.ram[7].start, 8 << 20);
	assert_int_equal(info.ram[BOOT_RAM_MAX - 1].start, 100 << 20);
}

static void ends_of_the_address_space(void **state)
{
	(void)state;
	memset(&info, 0, sizeof(info));
	boot_ram_add(&info, UINT64_MAX - 10, UINT64_MAX);
	boot_ram_add(&info, 0x5001, 0x5fff);
	boot_ram_add(&info, 0x5000, 0x5000);
	boot_ram_add(&info, 0x6000, 0x5000);
	assert_int_equal(info.nr_ram, 0);
	boot_ram_add(&info, 0x1000, UINT64_MAX);
	assert_int_equal(info.ram[0].end, UINT64_MAX - PAGE_SIZE + 1);
	boot_ram_remove(&info, 1ull << 46, UINT64_MAX);
	assert_int_equal(info.ram[0].end, 1ull << 46);
	boot_ram_remove(&info, 0, UINT64_MAX);
	assert_int_equal(info.nr_ram, 0);
}

static void long_command_lines_are_cut(void **state)
{
	static char text[BOOT_CMDLINE_MAX + 10];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	boot_cmdline(&info, text);
	assert_int_equal(strlen(info.cmdline), BOOT_CMDLINE_MAX - 1);
	text[BOOT_CMDLINE_MAX - 1] = '\0';
	boot_cmdline(&info, text);
	assert_string_equal(info.cmdline, text);
	boot_cmdline(&info, "");
	assert_string_equal(info.cmdline, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_ranges),
		cmocka_unit_test(highest_below_is_taken),
		cmocka_unit_test(smallest_is_given_up),
		cmocka_unit_test(ends_of_the_address_space),
		cmocka_unit_test(long_command_lines_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

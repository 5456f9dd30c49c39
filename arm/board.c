/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the machine was asked to be: as many CPUs, as much RAM, all of it there and
 * nothing behind it. The runner's arguments say what was asked for.
 *
 * Devicetree Specification 0.4, 3.4 (/memory), 3.8 (/cpus/cpu*).
 */
#include <arch.h>
#include <arch/page.h>
#include <arm/cpu.h>
#include <arm/trap.h>
#include <dev/fdt.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <smp.h>
#include <string.h>
#include <test/test.h>

static bool has_tree(void)
{
	return fdt_system() != NULL;
}

static const struct feature tree = { "a device tree", "of the machine",
				     has_tree };

TEST_SUITE("board", .summary = "the machine has what it was asked for",
	   .needs = NEEDS(&tree));

struct ram {
	uint64_t start, end, bytes;
};

static bool is_memory(const struct fdt *fdt, int node)
{
	const char *type = fdt_string(fdt, node, "device_type");

	return type && strcmp(type, "memory") == 0;
}

/* All of it, which may be in several pieces. */
static struct ram find_ram(void)
{
	const struct fdt *fdt = fdt_system();
	struct ram ram = { UINT64_MAX, 0, 0 };
	uint64_t start, bytes;

	for (int node = fdt_child(fdt, fdt_root(fdt)); node >= 0;
	     node = fdt_sibling(fdt, node))
		for (unsigned int i = 0; is_memory(fdt, node) &&
					 !fdt_reg(fdt, node, i, &start, &bytes);
		     i++) {
			ram.start = start < ram.start ? start : ram.start;
			ram.end = start + bytes > ram.end ? start + bytes :
							    ram.end;
			ram.bytes += bytes;
		}
	return ram;
}

static uint64_t asked(const char *key)
{
	uint64_t value = test_arg_u64(key, 0);

	if (!value)
		SKIP("needs what was asked for in %s=", key);
	return value;
}

TEST(cpus, "as many CPUs as it was asked for")
{
	EXPECT_EQ(cpu_count(), asked("cpus"));
}

TEST(memory, "as much RAM as it was asked for, in one piece or with holes")
{
	struct ram ram = find_ram();

	EXPECT_EQ(ram.bytes, asked("mib") << 20);
	EXPECT_GE(ram.end - ram.start, ram.bytes);
}

/* ------------------------------------------------------------ its end ---- */

#define WORDS (PAGE_SIZE / sizeof(uint32_t))

/* The last page of RAM and what is behind it, side by side; not what the kernel has. */
static volatile uint32_t *open_end(void)
{
	paddr_t last = find_ram().end - PAGE_SIZE;
	void *at = vmap_alloc(2 * PAGE_SIZE, PAGE_SIZE);

	ASSERT_EQ(arch_map(at, last, 2 * PAGE_SIZE,
			   MAP_READ | MAP_WRITE | MAP_EXEC),
		  0);
	return at;
}

static volatile uint32_t *at;

static void load(const void *arg)
{
	(void)arg;
	(void)*at;
}

static void store(const void *arg)
{
	(void)arg;
	*at = 0x5a5a5a5a;
}

static void call(const void *arg)
{
	(void)arg;
	((void (*)(void))(uintptr_t)at)();
}

TEST(last_word, "the last word of RAM holds what it is given")
{
	volatile uint32_t *last = open_end() + WORDS - 1;

	uint32_t before = *last;

	for (uint32_t bit = 1; bit; bit <<= 1) {
		*last = bit;
		EXPECT_EQ(*last, bit);
		*last = ~bit;
		EXPECT_EQ(*last, ~bit);
	}
	*last = before;
}

static const struct access {
	const char *name;
	void (*fn)(const void *arg);
	bool write, fetch;
} accesses[] = {
	{ "load", load, false, false },
	{ "store", store, true, false },
	{ "call", call, false, true },
};

/* ESR_EL1, with WnR in bit 6; DFSR or IFSR of the long format, with it in bit 11 */
static unsigned long status(const struct access *a)
{
	if (sizeof(long) == 4)
		return 0x210 | (a->write ? 0x800 : 0);
	return (a->fetch ? 0x86000010 : 0x96000010) | (a->write ? 0x40 : 0);
}

TEST_EACH(behind, const struct access *a, accesses,
	  "the first word behind it is an external abort")
{
	volatile uint32_t *last = open_end() + WORDS - 1;
	uint32_t before = *last;
	struct trap t;

	at = last + 1;
	t = trap_catch(a->fn, NULL);
	EXPECT_EQ(t.cause, a->fetch ? ARM_FETCH_ABORT : ARM_DATA_ABORT);
	EXPECT_EQ(t.error, status(a));
	EXPECT_EQ(t.address, (uintptr_t)at);
	EXPECT_EQ(*last, before);
}

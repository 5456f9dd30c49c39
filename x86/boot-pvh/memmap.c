/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The memory map that start_info leads to. */
#include "suite.h"

BOOT_PVH_SUITE;

static const struct hvm_memmap *memmap(void)
{
	static const struct hvm_memmap *map;

	if (!map)
		map = at(start()->memmap_paddr,
			 start()->memmap_entries * sizeof(*map));
	return map;
}

TEST(memmap_entries, "ranges have a type, do not wrap and do not overlap")
{
	const struct hvm_memmap *map = memmap();

	for (unsigned int i = 0; i < start()->memmap_entries; i++) {
		test_context("entry %u", i);
		EXPECT_GE(map[i].type, E820_RAM);
		EXPECT_LE(map[i].type, E820_PMEM);
		EXPECT_EQ(map[i].reserved, 0);
		EXPECT_NE(map[i].size, 0);
		EXPECT_GE(map[i].addr + map[i].size - 1, map[i].addr);
		for (unsigned int j = 0; j < i; j++)
			EXPECT_TRUE(map[i].addr + map[i].size <= map[j].addr ||
				    map[j].addr + map[j].size <= map[i].addr);
	}
}

/* QEMU, hw/i386/e820_memory_layout.h: packed, 20 bytes */
struct e820 {
	uint64_t addr, size;
	uint32_t type;
} __attribute__((packed));

enum {
	E820_MAX = 64,
	FIRMWARE_BYTES = 0x200000, /* RAM that firmware may keep, of a range */
};

static struct e820 e820[E820_MAX];

static bool probe_e820(void)
{
	struct fwcfg_file file;

	return fwcfg_present() && fwcfg_find("etc/e820", &file);
}

static const struct feature fwcfg_e820 = { "a memory map in fw_cfg",
					   "file etc/e820", probe_e820 };

static unsigned int read_e820(void)
{
	struct fwcfg_file file;
	unsigned int nr;

	ASSERT_TRUE(fwcfg_find("etc/e820", &file));
	ASSERT_EQ(file.size % sizeof(e820[0]), 0);
	nr = file.size / sizeof(e820[0]);
	ASSERT_LE(nr, E820_MAX);
	fwcfg_read_item(file.key, e820, file.size);
	return nr;
}

/* How much of [addr, addr + size) the memory map has as @type. */
static uint64_t covered(uint64_t addr, uint64_t size, uint32_t type)
{
	const struct hvm_memmap *map = memmap();
	uint64_t sum = 0;

	for (unsigned int i = 0; i < start()->memmap_entries; i++) {
		uint64_t from = map[i].addr, to = from + map[i].size;

		from = from < addr ? addr : from;
		to = to > addr + size ? addr + size : to;
		if (map[i].type == type && from < to)
			sum += to - from;
	}
	return sum;
}

TEST(memmap_e820, "RAM and reserved ranges are those of fw_cfg's etc/e820",
     .needs = NEEDS(&fwcfg_e820))
{
	unsigned int nr = read_e820();

	for (unsigned int i = 0; i < nr; i++) {
		const struct e820 *e = &e820[i];
		uint64_t has = covered(e->addr, e->size, E820_RAM);

		test_context("etc/e820 entry %u", i);
		if (e->type == E820_RAM)
			EXPECT_GE(has + FIRMWARE_BYTES, e->size);
		else
			EXPECT_EQ(has, 0);
	}
}

TEST(memmap_no_other_ram, "there is no RAM but that of fw_cfg's etc/e820",
     .needs = NEEDS(&fwcfg_e820))
{
	unsigned int nr = read_e820();
	uint64_t ram = 0;

	for (unsigned int i = 0; i < nr; i++)
		if (e820[i].type == E820_RAM)
			ram += covered(e820[i].addr, e820[i].size, E820_RAM);
	EXPECT_EQ(covered(0, UINT64_MAX, E820_RAM), ram);
}

TEST(memmap_image, "the image lies in RAM")
{
	extern const char __image_start[], __image_end[];
	uint64_t size = (uint64_t)(__image_end - __image_start);

	EXPECT_EQ(covered((uintptr_t)__image_start, size, E820_RAM), size);
}

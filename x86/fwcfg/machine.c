/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fw_cfg items that say what the machine is, against what is known of it from
 * elsewhere.
 *
 * QEMU documentation, "QEMU Firmware Configuration (fw_cfg) Device".
 */
#include <dev/fwcfg.h>
#include <smp.h>
#include <stdlib.h>
#include <string.h>
#include <test/test.h>
#include <x86/features.h>

TEST_SUITE("fwcfg", .summary = "fw_cfg gives items by port and by DMA",
	   .needs = NEEDS(&fwcfg_feature));

TEST(cpus, "items 5 and 15 count the CPUs that are there and may be")
{
	uint16_t nr = fwcfg_u16(FWCFG_NB_CPUS);

	EXPECT_EQ(nr, cpu_count());
	EXPECT_GE(fwcfg_u16(FWCFG_MAX_CPUS), nr);
}

TEST(cmdline, "items 20 and 21 are the boot command line with its NUL")
{
	const char *cmdline = arch_boot_info()->cmdline;
	size_t bytes = strlen(cmdline) + 1;
	char *copy = malloc(bytes);

	ASSERT_EQ(fwcfg_u32(FWCFG_CMDLINE_SIZE), bytes);
	fwcfg_read_item(FWCFG_CMDLINE_DATA, copy, bytes);
	EXPECT_STREQ(copy, cmdline);
	free(copy);
}

TEST(initrd, "item 11 is the size of the module that the boot protocol names")
{
	EXPECT_EQ(fwcfg_u32(FWCFG_INITRD_SIZE), arch_boot_info()->initrd_bytes);
}

/* etc/e820: type 1 is RAM */
struct e820_entry {
	uint64_t address;
	uint64_t length;
	uint32_t type;
} __attribute__((packed));

enum {
	E820_MAX = 64,
	E820_RAM = 1
};

static unsigned int read_e820(struct e820_entry *entries)
{
	struct fwcfg_file file;
	unsigned int nr;

	ASSERT_TRUE(fwcfg_find("etc/e820", &file));
	ASSERT_EQ(file.size % sizeof(*entries), 0);
	nr = file.size / sizeof(*entries);
	ASSERT_LE(nr, E820_MAX);
	fwcfg_read_item(file.key, entries, file.size);
	return nr;
}

TEST(ram_size, "etc/e820's RAM sums up to item 3")
{
	struct e820_entry entries[E820_MAX];
	unsigned int nr = read_e820(entries);
	uint64_t sum = 0;

	for (unsigned int i = 0; i < nr; i++)
		sum += entries[i].type == E820_RAM ? entries[i].length : 0;
	EXPECT_EQ(sum, fwcfg_u64(FWCFG_RAM_SIZE));
}

TEST(e820_ranges, "etc/e820's ranges are not empty and do not overlap")
{
	struct e820_entry e[E820_MAX];
	unsigned int nr = read_e820(e);

	EXPECT_GT(nr, 0);
	for (unsigned int i = 0; i < nr; i++) {
		test_context("range %u", i);
		EXPECT_GT(e[i].length, 0);
		for (unsigned int j = 0; j < i; j++)
			EXPECT_TRUE(e[i].address + e[i].length <=
					    e[j].address ||
				    e[j].address + e[j].length <= e[i].address);
	}
}

TEST(boot_ram, "all RAM of the boot protocol is RAM in etc/e820")
{
	const struct boot_info *info = arch_boot_info();
	struct e820_entry e[E820_MAX];
	unsigned int nr = read_e820(e);

	for (unsigned int i = 0; i < info->nr_ram; i++) {
		const struct boot_ram *ram = &info->ram[i];
		bool inside = false;

		for (unsigned int j = 0; j < nr; j++)
			inside |= e[j].type == E820_RAM &&
				  ram->start >= e[j].address &&
				  ram->end <= e[j].address + e[j].length;
		test_context("RAM range %u", i);
		EXPECT_TRUE(inside);
	}
}

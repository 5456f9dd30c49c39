/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU's firmware configuration device: the port interface and the directory.
 *
 * QEMU documentation, "QEMU Firmware Configuration (fw_cfg) Device".
 */
#include <arch/page.h>
#include <dev/fwcfg.h>
#include <string.h>
#include <test/test.h>
#include <x86/features.h>
#include <x86/pio.h>

TEST_SUITE("fwcfg", .summary = "fw_cfg gives items by port and by DMA",
	   .needs = NEEDS(&fwcfg_feature));

enum {
	PORT_SELECT = 0x510,
	PORT_DATA = 0x511
};

/* ------------------------------------------------------------- ports ---- */

TEST(signature, "item 0 reads \"QEMU\"")
{
	char text[4];

	fwcfg_read_item(FWCFG_SIGNATURE, text, sizeof(text));
	EXPECT_MEMEQ(text, "QEMU", 4);
}

TEST(id, "item 1 has the traditional interface's bit, and DMA's or none else")
{
	uint32_t id = fwcfg_u32(FWCFG_ID);

	EXPECT_EQ(id & FWCFG_ID_TRADITIONAL, FWCFG_ID_TRADITIONAL);
	EXPECT_EQ(id & ~(FWCFG_ID_TRADITIONAL | FWCFG_ID_DMA), 0);
}

TEST(past_end, "reads behind the end of an item give 0")
{
	static const char expected[12] = "QEMU";
	char bytes[12];

	memset(bytes, 0xff, sizeof(bytes));
	fwcfg_read_item(FWCFG_SIGNATURE, bytes, sizeof(bytes));
	EXPECT_MEMEQ(bytes, expected, sizeof(bytes));
}

TEST(select_restarts, "selecting an item again goes back to its first byte")
{
	outw(FWCFG_SIGNATURE, PORT_SELECT);
	EXPECT_EQ(inb(PORT_DATA), 'Q');
	EXPECT_EQ(inb(PORT_DATA), 'E');
	outw(FWCFG_SIGNATURE, PORT_SELECT);
	EXPECT_EQ(inb(PORT_DATA), 'Q');
}

TEST(string_read, "REP INSB reads the same bytes as single reads")
{
	char at_once[16], single[16];

	fwcfg_read_item(FWCFG_FILE_DIR, at_once, sizeof(at_once));
	outw(FWCFG_FILE_DIR, PORT_SELECT);
	for (unsigned int i = 0; i < sizeof(single); i++)
		single[i] = (char)inb(PORT_DATA);
	EXPECT_MEMEQ(at_once, single, sizeof(single));
}

TEST(data_read_only, "a write to the data port changes neither item nor place")
{
	outw(FWCFG_SIGNATURE, PORT_SELECT);
	EXPECT_EQ(inb(PORT_DATA), 'Q');
	outb('x', PORT_DATA);
	EXPECT_EQ(inb(PORT_DATA), 'E');
	outw(FWCFG_SIGNATURE, PORT_SELECT);
	EXPECT_EQ(inb(PORT_DATA), 'Q');
}

static const struct key_row {
	const char *name;
	uint16_t key;
} unknown_keys[] = {
	{ "gap-0x1f", 0x001f },
	{ "last-file", 0x3fff },
	{ "arch-local", 0xbfff },
	{ "invalid", 0xffff },
};

TEST_EACH(unknown_key, const struct key_row *r, unknown_keys,
	  "an item that does not exist reads as 0")
{
	EXPECT_EQ(fwcfg_u64(r->key), 0);
	/* and the device goes on working */
	EXPECT_EQ(fwcfg_u32(FWCFG_SIGNATURE), 0x554d4551);
}

TEST(write_bit, "bit 14 of the selector, which once meant writing, is ignored")
{
	EXPECT_EQ(fwcfg_u32(0x4000 | FWCFG_SIGNATURE), 0x554d4551);
}

/* --------------------------------------------------------- directory ---- */

TEST(directory_count, "the directory has entries, and 0 behind the last one")
{
	uint32_t nr = fwcfg_nr_files();
	struct fwcfg_file file;

	EXPECT_GT(nr, 0);
	ASSERT_TRUE(fwcfg_file(nr - 1, &file));
	EXPECT_NE(file.name[0], 0);
	EXPECT_EQ(file.reserved, 0);
	/* the stream stands at the directory's end now */
	EXPECT_EQ(inb(PORT_DATA), 0);
}

TEST(directory_names, "names are terminated, not empty, sorted and unique")
{
	struct fwcfg_file file, last = { .name = "" };

	for (uint32_t i = 0; fwcfg_file(i, &file); i++) {
		test_context("entry %u, key %#x", i, file.key);
		EXPECT_LT(strnlen(file.name, FWCFG_NAME_BYTES),
			  FWCFG_NAME_BYTES);
		EXPECT_GT(strncmp(file.name, last.name, FWCFG_NAME_BYTES), 0);
		last = file;
	}
}

TEST(directory_keys, "keys are those of files, and unique")
{
	static uint8_t seen[0x4000];
	struct fwcfg_file file;

	memset(seen, 0, sizeof(seen));
	for (uint32_t i = 0; fwcfg_file(i, &file); i++) {
		test_context("%s", file.name);
		EXPECT_GE(file.key, FWCFG_FILE_FIRST);
		ASSERT_LT(file.key, sizeof(seen));
		EXPECT_FALSE(seen[file.key]);
		seen[file.key] = true;
	}
}

/* What is left of an item is read in pieces: files may be larger than RAM. */
static void read_away(uint32_t bytes)
{
	static char buffer[4096];

	while (bytes) {
		uint32_t now = bytes < sizeof(buffer) ? bytes : sizeof(buffer);

		fwcfg_read(buffer, now);
		bytes -= now;
	}
}

TEST(file_sizes, "every file can be read to its size, with 0 behind it")
{
	struct fwcfg_file file;

	for (uint32_t i = 0; fwcfg_file(i, &file); i++) {
		char tail[8];

		test_context("%s, %u bytes", file.name, file.size);
		fwcfg_select(file.key);
		read_away(file.size);
		fwcfg_read(tail, sizeof(tail));
		EXPECT_MEMEQ(tail, "\0\0\0\0\0\0\0", sizeof(tail));
	}
}

TEST(given_file, "-fw_cfg name=...,string=... is there, size and bytes exact")
{
	const char *text = test_arg("greeting");
	struct fwcfg_file file;
	char bytes[64];

	if (!text)
		SKIP("needs -fw_cfg name=opt/org.hvcheck/greeting,string=X and "
		     "the argument greeting=X");
	ASSERT_TRUE(fwcfg_find("opt/org.hvcheck/greeting", &file));
	/* the string's NUL is not part of the file */
	ASSERT_EQ(file.size, strlen(text));
	ASSERT_LT(file.size, sizeof(bytes));
	fwcfg_read_item(file.key, bytes, file.size);
	EXPECT_MEMEQ(bytes, text, file.size);
}

TEST(no_such_file, "a name that was not given is not in the directory")
{
	struct fwcfg_file file;

	EXPECT_FALSE(fwcfg_find("opt/org.hvcheck/greetin", &file));
	EXPECT_FALSE(fwcfg_find("opt/org.hvcheck/greeting2", &file));
}

/* ---------------------------------------------------------------- DMA ---- */

TEST(dma_high_half, "nothing starts before the low half is written",
     .needs = NEEDS(&fwcfg_dma_feature))
{
	uint32_t control = __builtin_bswap32(FWCFG_DMA_SELECT |
					     FWCFG_DMA_KEY(FWCFG_SIGNATURE));
	static struct fwcfg_dma_access access;

	access = (struct fwcfg_dma_access){ .control = control };
	fwcfg_select(FWCFG_FILE_DIR);
	outl(0, 0x514);
	EXPECT_EQ(*(volatile uint32_t *)&access.control, control);
	outl(__builtin_bswap32((uint32_t)virt_to_phys(&access)), 0x518);
	EXPECT_EQ(*(volatile uint32_t *)&access.control, 0);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fw_cfg's DMA interface: a control structure in RAM, whose address is written
 * to the device.
 *
 * QEMU documentation, "QEMU Firmware Configuration (fw_cfg) Device", "Guest-side
 * DMA Interface".
 */
#include <arch/page.h>
#include <dev/fwcfg.h>
#include <mm/page.h>
#include <string.h>
#include <test/test.h>

TEST_SUITE("fwcfg-dma", .summary = "fw_cfg gives items by DMA",
	   .needs = NEEDS(&fwcfg_dma_feature));

enum {
	LONG_ORDER = 6,
};

static const char *buffer_start(char *buffer, size_t len)
{
	memset(buffer, 0x5a, len);
	return buffer;
}

static char buffer[4096] __attribute__((aligned(4096)));

/* What the data register gives next. */
static char next_byte(void)
{
	char byte;

	fwcfg_read(&byte, 1);
	return byte;
}

static uint32_t dma(uint32_t control, uint32_t length)
{
	return fwcfg_dma(control, length,
			 virt_to_phys(buffer_start(buffer, sizeof(buffer))));
}

/* All of the buffer from @from on is as buffer_start() left it. */
static void expect_untouched(size_t from)
{
	size_t i = from;

	while (i < sizeof(buffer) && buffer[i] == 0x5a)
		i++;
	EXPECT_EQ(i, sizeof(buffer));
}

static void expect_works(void)
{
	EXPECT_EQ(dma(FWCFG_DMA_SELECT | FWCFG_DMA_READ |
			      FWCFG_DMA_KEY(FWCFG_SIGNATURE),
		      4),
		  0);
	EXPECT_MEMEQ(buffer, "QEMU", 4);
	expect_untouched(4);
}

TEST(signature, "the DMA register reads \"QEMU CFG\", high half first")
{
	EXPECT_EQ(arch_fwcfg()->dma_signature(), FWCFG_DMA_SIGNATURE);
}

TEST(read, "select and read: bytes of the item, no more, control 0")
{
	expect_works();
}

TEST(files, "DMA and port give the same bytes of every file")
{
	static char by_port[sizeof(buffer)];
	struct fwcfg_file file;

	for (uint32_t i = 0; fwcfg_file(i, &file); i++) {
		uint32_t bytes = file.size < sizeof(buffer) ? file.size :
							      sizeof(buffer);

		test_context("%s", file.name);
		EXPECT_EQ(dma(FWCFG_DMA_SELECT | FWCFG_DMA_READ |
				      FWCFG_DMA_KEY(file.key),
			      bytes),
			  0);
		fwcfg_read_item(file.key, by_port, bytes);
		if (bytes) /* some files are there to be found only */
			EXPECT_MEMEQ(buffer, by_port, bytes);
		expect_untouched(bytes);
	}
}

TEST(goes_on, "without select, a read goes on where the last one ended")
{
	fwcfg_select(FWCFG_SIGNATURE);
	EXPECT_EQ(dma(FWCFG_DMA_READ, 1), 0);
	EXPECT_EQ(buffer[0], 'Q');
	/* the place is shared with the data port */
	EXPECT_EQ(next_byte(), 'E');
	EXPECT_EQ(dma(FWCFG_DMA_READ, 2), 0);
	EXPECT_MEMEQ(buffer, "MU", 2);
	expect_untouched(2);
}

TEST(past_end, "a read behind the end fills with 0 and succeeds")
{
	static const char expected[64] = "QEMU";

	EXPECT_EQ(dma(FWCFG_DMA_SELECT | FWCFG_DMA_READ |
			      FWCFG_DMA_KEY(FWCFG_SIGNATURE),
		      sizeof(expected)),
		  0);
	EXPECT_MEMEQ(buffer, expected, sizeof(expected));
	expect_untouched(sizeof(expected));
}

TEST(places, "a read begins at any byte that a skip led to")
{
	char item[32];

	fwcfg_read_item(FWCFG_FILE_DIR, item, sizeof(item));
	for (uint32_t at = 0; at <= sizeof(item) - 8; at++) {
		test_context("byte %u", (unsigned int)at);
		EXPECT_EQ(dma(FWCFG_DMA_SELECT | FWCFG_DMA_SKIP |
				      FWCFG_DMA_KEY(FWCFG_FILE_DIR),
			      at),
			  0);
		EXPECT_EQ(dma(FWCFG_DMA_READ, 8), 0);
		EXPECT_MEMEQ(buffer, item + at, 8);
		expect_untouched(8);
	}
}

/* More than any buffer of the device: an item's bytes, and zeros up to the end. */
TEST(long_read, "a read of 256 KiB fills all of it")
{
	static const char item[4] = "QEMU";
	size_t bytes = PAGE_SIZE << LONG_ORDER, i;
	char *to = page_alloc(LONG_ORDER, PAGE_BELOW_4G);

	buffer_start(to, bytes);
	EXPECT_EQ(fwcfg_dma(FWCFG_DMA_SELECT | FWCFG_DMA_READ |
				    FWCFG_DMA_KEY(FWCFG_SIGNATURE),
			    (uint32_t)(bytes - 1), virt_to_phys(to)),
		  0);
	EXPECT_MEMEQ(to, item, sizeof(item));
	for (i = sizeof(item); i < bytes && !to[i];)
		i++;
	EXPECT_EQ(i, bytes - 1);
	EXPECT_EQ(to[bytes - 1], 0x5a);
	page_free(to);
}

TEST(unknown_key, "an item that does not exist reads as 0")
{
	EXPECT_EQ(dma(FWCFG_DMA_SELECT | FWCFG_DMA_READ |
			      FWCFG_DMA_KEY(FWCFG_INVALID),
		      8),
		  0);
	EXPECT_MEMEQ(buffer, "\0\0\0\0\0\0\0", 8);
	expect_untouched(8);
}

TEST(select_only, "select alone chooses the item and touches no memory")
{
	fwcfg_select(FWCFG_FILE_DIR);
	EXPECT_EQ(dma(FWCFG_DMA_SELECT | FWCFG_DMA_KEY(FWCFG_SIGNATURE), 4), 0);
	expect_untouched(0);
	EXPECT_EQ(next_byte(), 'Q');
}

static const struct skip_row {
	const char *name;
	uint32_t bytes;
	char next;
} skips[] = {
	{ "none", 0, 'Q' },	   { "1", 1, 'E' },
	{ "to-the-last", 3, 'U' }, { "to-the-end", 4, 0 },
	{ "past-the-end", 5, 0 },  { "most", 0xffffffff, 0 },
};

TEST_EACH(skip, const struct skip_row *r, skips,
	  "skip moves on by the length and touches no memory")
{
	EXPECT_EQ(dma(FWCFG_DMA_SELECT | FWCFG_DMA_SKIP |
			      FWCFG_DMA_KEY(FWCFG_SIGNATURE),
		      r->bytes),
		  0);
	expect_untouched(0);
	EXPECT_EQ(next_byte(), r->next);
}

TEST(nothing, "a control word without an operation does nothing")
{
	fwcfg_select(FWCFG_SIGNATURE);
	EXPECT_EQ(dma(0, 4), 0);
	expect_untouched(0);
	EXPECT_EQ(next_byte(), 'Q');
}

/* ------------------------------------------------------------ writing ---- */

TEST(write_read_only, "a write to a read-only item is refused: error bit")
{
	EXPECT_EQ(dma(FWCFG_DMA_SELECT | FWCFG_DMA_WRITE |
			      FWCFG_DMA_KEY(FWCFG_SIGNATURE),
		      4),
		  FWCFG_DMA_ERROR);
	expect_untouched(0);
	expect_works();
}

TEST(write_unknown_key, "a write to no item at all is refused: error bit")
{
	EXPECT_EQ(dma(FWCFG_DMA_SELECT | FWCFG_DMA_WRITE |
			      FWCFG_DMA_KEY(FWCFG_INVALID),
		      4),
		  FWCFG_DMA_ERROR);
	expect_works();
}

/* etc/vmcoreinfo: 16 bytes that the guest may set, -device vmcoreinfo */
static struct fwcfg_file writable_file(void)
{
	struct fwcfg_file file;

	if (!fwcfg_find("etc/vmcoreinfo", &file))
		SKIP("needs -device vmcoreinfo");
	ASSERT_EQ(file.size, 16);
	return file;
}

static uint32_t write_file(const struct fwcfg_file *file, uint32_t bytes)
{
	return fwcfg_dma(FWCFG_DMA_SELECT | FWCFG_DMA_WRITE |
				 FWCFG_DMA_KEY(file->key),
			 bytes, virt_to_phys(buffer));
}

static void zero_file(uintptr_t key)
{
	struct fwcfg_file file = { .key = (uint16_t)key };

	memset(buffer, 0, 16);
	write_file(&file, 16);
}

TEST(write, "a write to a writable file is read back by port")
{
	static const char bytes[16] = "\x01\x00\x01\x00"
				      "abcdefghijk";
	struct fwcfg_file file = writable_file();
	char back[16];

	test_defer(zero_file, file.key);
	memcpy(buffer, bytes, sizeof(bytes));
	EXPECT_EQ(write_file(&file, sizeof(bytes)), 0);
	fwcfg_read_item(file.key, back, sizeof(back));
	EXPECT_MEMEQ(back, bytes, sizeof(bytes));
}

TEST(write_past_end, "a write longer than the file is refused: error bit")
{
	struct fwcfg_file file = writable_file();
	char before[16], after[16];

	test_defer(zero_file, file.key);
	fwcfg_read_item(file.key, before, sizeof(before));
	memset(buffer, 0xa5, sizeof(buffer));
	EXPECT_EQ(write_file(&file, 17), FWCFG_DMA_ERROR);
	fwcfg_read_item(file.key, after, sizeof(after));
	EXPECT_MEMEQ(after, before, sizeof(after));
}

/* -------------------------------------------------------- bad addresses ---- */

/* Where no machine of ours has RAM: the physical address space's upper end. */
#define NOWHERE 0x000ffffffffff000ull

TEST(bad_target, "a transfer to no memory ends in error and harms nothing")
{
	EXPECT_EQ(fwcfg_dma(FWCFG_DMA_SELECT | FWCFG_DMA_READ |
				    FWCFG_DMA_KEY(FWCFG_SIGNATURE),
			    4, NOWHERE),
		  FWCFG_DMA_ERROR);
	expect_works();
}

TEST(bad_structure, "a control structure in no memory harms nothing")
{
	arch_fwcfg()->dma_start(NOWHERE);
	expect_works();
	arch_fwcfg()->dma_start(UINT64_MAX - 7); /* it wraps */
	expect_works();
}

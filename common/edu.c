/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU's device for teaching: its registers, its computation, and exactly what its
 * DMA moves. Other suites take it for granted.
 *
 * QEMU documentation, "EDU device".
 */
#include <arch/barrier.h>
#include <arch/io.h>
#include <arch/page.h>
#include <clock.h>
#include <dev/edu.h>
#include <dev/pci_features.h>
#include <mm/page.h>
#include <string.h>
#include <test/test.h>

static struct edu edu;
static uint8_t *page;

static void set_up(void);

TEST_SUITE("edu", .summary = "QEMU's edu does what its specification says",
	   .needs = NEEDS(&pci_edu), .setup = set_up);

enum {
	LIVENESS = 0x04,
	FACTORIAL = 0x08,
	STATUS = 0x20,
	STATUS_COMPUTING = 0x01,
	STATUS_INTERRUPT = 0x80,
	DONE_FACTORIAL = 0x001, /* of EDU_INTERRUPTS */
	DONE_DMA = 0x100,
	WAIT_US = 8000000,
	PAUSE_US = 1000,
	FILL = 0x5a,
	AT = 0x101, /* in the page */
};

static uint32_t get(unsigned int reg)
{
	return mmio_read32(edu.regs + reg);
}

static void put(unsigned int reg, uint32_t value)
{
	mmio_write32(edu.regs + reg, value);
}

static void quiet(uintptr_t unused)
{
	(void)unused;
	put(STATUS, 0);
	put(EDU_ACKNOWLEDGE, UINT32_MAX);
}

static void set_up(void)
{
	edu = edu_open(EDU_ANY);
	page = page_alloc(1, PAGE_ZERO);
	test_defer(page_free, page);
	test_defer(quiet, 0);
}

TEST(identity, "is edu of version 1.0, and cannot be written")
{
	EXPECT_EQ(get(EDU_IDENTITY), 0x010000ed);
	put(EDU_IDENTITY, 0);
	EXPECT_EQ(get(EDU_IDENTITY), 0x010000ed);
}

TEST(liveness, "reads as the inverse of what was written")
{
	for (uint32_t bit = 1; bit; bit <<= 1) {
		put(LIVENESS, bit);
		EXPECT_EQ(get(LIVENESS), ~bit);
	}
}

/* ------------------------------------------------------------- interrupts -- */

TEST(interrupts, "bits are added by raising, and taken away one by one")
{
	EXPECT_EQ(get(EDU_INTERRUPTS), 0);
	put(EDU_RAISE, 0x80000005);
	EXPECT_EQ(get(EDU_INTERRUPTS), 0x80000005);
	put(EDU_RAISE, 0xc);
	EXPECT_EQ(get(EDU_INTERRUPTS), 0x8000000d);
	put(EDU_ACKNOWLEDGE, 0x4);
	EXPECT_EQ(get(EDU_INTERRUPTS), 0x80000009);
	put(EDU_INTERRUPTS, 0);
	EXPECT_EQ(get(EDU_INTERRUPTS), 0x80000009);
	put(EDU_ACKNOWLEDGE, UINT32_MAX);
	EXPECT_EQ(get(EDU_INTERRUPTS), 0);
}

/* -------------------------------------------------------------- factorial -- */

/* Asked without a pause, a VMM has no time to let its timers run. */
static bool is_computed(void *unused)
{
	(void)unused;
	delay_us(PAUSE_US);
	return !(get(STATUS) & STATUS_COMPUTING);
}

static bool is_raised(void *unused)
{
	(void)unused;
	delay_us(PAUSE_US);
	return get(EDU_INTERRUPTS) != 0;
}

static const struct factorial {
	const char *name;
	uint32_t of, is;
} factorials[] = {
	{ "0", 0, 1 },	 { "1", 1, 1 },		  { "2", 2, 2 },
	{ "5", 5, 120 }, { "12", 12, 479001600 }, { "13", 13, 1932053504 },
};

TEST_EACH(factorial, const struct factorial *r, factorials,
	  "is computed, of 32 bits, and interrupts if it was asked to")
{
	put(STATUS, 0);
	put(FACTORIAL, r->of);
	ASSERT_TRUE(wait_until(is_computed, NULL, WAIT_US));
	EXPECT_EQ(get(FACTORIAL), r->is);
	EXPECT_EQ(get(STATUS), 0);
	delay_us(1000);
	EXPECT_EQ(get(EDU_INTERRUPTS), 0);
	put(STATUS, STATUS_INTERRUPT | 0x6);
	EXPECT_EQ(get(STATUS), STATUS_INTERRUPT);
	put(FACTORIAL, r->of);
	ASSERT_TRUE(wait_until(is_raised, NULL, WAIT_US));
	EXPECT_EQ(get(EDU_INTERRUPTS), DONE_FACTORIAL);
	EXPECT_EQ(get(FACTORIAL), r->is);
}

/* -------------------------------------------------------------------- DMA -- */

static bool is_idle(void *unused)
{
	(void)unused;
	delay_us(PAUSE_US);
	return !(get(EDU_DMA) & EDU_DMA_RUN);
}

static void begin(uint64_t source, uint64_t target, uint32_t bytes,
		  uint32_t command)
{
	mb();
	mmio_write64(edu.regs + EDU_SOURCE, source);
	mmio_write64(edu.regs + EDU_TARGET, target);
	mmio_write64(edu.regs + EDU_COUNT, bytes);
	put(EDU_DMA, command | EDU_DMA_RUN);
}

static void finish(void)
{
	ASSERT_TRUE(wait_until(is_idle, NULL, WAIT_US));
	mb();
}

/* Bytes that differ from their neighbours and from those a page further. */
static uint8_t pattern(unsigned int i)
{
	return (uint8_t)(i * 7 + (i >> 8));
}

static void fill_buffer(unsigned int bytes)
{
	for (unsigned int i = 0; i < bytes; i++)
		page[i] = pattern(i);
	begin(virt_to_phys(page), EDU_BUFFER, bytes, 0);
	finish();
	EXPECT_EQ(get(EDU_INTERRUPTS), 0);
	memset(page, FILL, 2 * PAGE_SIZE);
}

/* @bytes at @at are those of the buffer from @from on; all else is untouched. */
static void expect_moved(unsigned int at, unsigned int from, unsigned int bytes)
{
	for (unsigned int i = 0; i < 2 * PAGE_SIZE; i++) {
		test_context("byte 0x%x", i);
		ASSERT_EQ(page[i], i >= at && i < at + bytes ?
					   pattern(from + i - at) :
					   FILL);
	}
	test_context("%s", "");
}

static const struct move {
	const char *name;
	unsigned int from, bytes;
} moves[] = {
	{ "one", 0, 1 },      { "seven", 0, 7 },       { "all", 0, 4095 },
	{ "inside", 16, 64 }, { "its-end", 4000, 95 },
};

TEST_EACH(dma, const struct move *r, moves,
	  "moves as many bytes as it is told, and no other changes")
{
	fill_buffer(4095);
	begin(EDU_BUFFER + r->from, virt_to_phys(page) + AT, r->bytes,
	      EDU_DMA_TO_MEMORY);
	finish();
	EXPECT_EQ(get(EDU_INTERRUPTS), 0);
	expect_moved(AT, r->from, r->bytes);
}

TEST(dma_interrupt, "interrupts when it is done, and not before")
{
	fill_buffer(16);
	begin(EDU_BUFFER, virt_to_phys(page), 16,
	      EDU_DMA_TO_MEMORY | EDU_DMA_INTERRUPT);
	if (get(EDU_DMA) & EDU_DMA_RUN)
		EXPECT_EQ(get(EDU_INTERRUPTS) & ~DONE_DMA, 0);
	ASSERT_TRUE(wait_until(is_raised, NULL, WAIT_US));
	EXPECT_EQ(get(EDU_INTERRUPTS), DONE_DMA);
	EXPECT_EQ(get(EDU_DMA), EDU_DMA_TO_MEMORY | EDU_DMA_INTERRUPT);
	mb();
	expect_moved(0, 0, 16);
}

TEST(dma_running, "registers do not change while it runs")
{
	fill_buffer(16);
	begin(EDU_BUFFER, virt_to_phys(page), 16, EDU_DMA_TO_MEMORY);
	mmio_write64(edu.regs + EDU_TARGET, virt_to_phys(page) + 64);
	mmio_write64(edu.regs + EDU_COUNT, 8);
	if (!(get(EDU_DMA) & EDU_DMA_RUN))
		SKIP("it has ended already");
	finish();
	expect_moved(0, 0, 16);
	EXPECT_EQ(mmio_read32(edu.regs + EDU_COUNT), 16);
}

/* As one access: a CPU of 32 bits makes two of 64, of which the device takes one. */
TEST(dma_registers, "hold what is written, and nothing moves without a start")
{
	const uint64_t value = 0x0123456789abcdef;
	const uint64_t mask = (unsigned long)-1;

	for (unsigned int reg = EDU_SOURCE; reg <= EDU_COUNT; reg += 8) {
		mmio_write64(edu.regs + reg, value + reg);
		EXPECT_EQ(mmio_read64(edu.regs + reg) & mask,
			  (value + reg) & mask);
	}
	put(EDU_DMA, EDU_DMA_TO_MEMORY);
	EXPECT_EQ(get(EDU_DMA) & EDU_DMA_RUN, 0);
}

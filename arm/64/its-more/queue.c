/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command queue, commands that are wrong, and the registers while enabled.
 *
 * IHI 0069, 5.3.1 (queue), 12.19 (GITS_CREADR, GITS_CWRITER, GITS_CTLR),
 * 12.11 (GICR_PROPBASER, GICR_PENDBASER).
 */
#include "suite.h"

#include <arch/io.h>
#include <arm/cpu.h>
#include <clock.h>
#include <mm/page.h>

enum {
	NR_COMMANDS = ITS_QUEUE_BYTES / ITS_COMMAND_BYTES,
	TABLE_ORDER = 4, /* 64 KiB */
};

static uint64_t creadr(void)
{
	return mmio_read64(its_frame() + GITS_CREADR);
}

TEST(wrap, "ITS-21: CREADR follows CWRITER, twice round the queue")
{
	map_event(1, LPI, 1);
	for (unsigned int i = 0; i < 2 * NR_COMMANDS; i++) {
		uint64_t next =
			(creadr() + ITS_COMMAND_BYTES) % ITS_QUEUE_BYTES;

		its_command(ITS_INT | (uint64_t)DEVICE << 32, 1, 0);
		if (creadr() != next)
			EXPECT_EQ(creadr(), next);
		if (i % 256 == 0)
			check_arrival(1, LPI);
	}
	its_sync(1);
	check_arrival(1, LPI);
}

/* All but one at once: that one is what tells a full queue from an empty one. */
TEST(full, "ITS-21: a full queue is worked off, in order")
{
	uint64_t first = creadr() / ITS_COMMAND_BYTES;
	uint64_t *queue = its_queue();

	map_event(1, LPI, 1);
	map_event(2, LPI + 1, 1);
	first = creadr() / ITS_COMMAND_BYTES;
	for (unsigned int i = 0; i < NR_COMMANDS - 1; i++) {
		uint64_t *command = &queue[(first + i) % NR_COMMANDS * 4];

		/* the last one clears the second event */
		command[0] = (i == NR_COMMANDS - 2 ? ITS_CLEAR : ITS_INT) |
			     (uint64_t)DEVICE << 32;
		command[1] = i < 10 ? 1 : 2;
		command[2] = command[3] = 0;
	}
	dsb();
	mmio_write64(its_frame() + GITS_CWRITER, (first + NR_COMMANDS - 1) %
							 NR_COMMANDS *
							 ITS_COMMAND_BYTES);
	EXPECT_TRUE(its_wait());
	its_sync(1);
	check_arrival(1, LPI);
}

static const struct wrong {
	const char *name;
	uint64_t dw0, dw1, dw2;
} wrongs[] = {
	{ "int-unmapped-device", ITS_INT | 99ull << 32, 1, 0 },
	{ "int-unmapped-event", ITS_INT | (uint64_t)DEVICE << 32, 77, 0 },
	{ "int-large-event", ITS_INT | (uint64_t)DEVICE << 32, 256, 0 },
	{ "int-larger-event", ITS_INT | (uint64_t)DEVICE << 32, 0x10001, 0 },
	{ "int-large-device", ITS_INT | 0xffffffffull << 32, 1, 0 },
	{ "mapti-large-event", ITS_MAPTI | (uint64_t)DEVICE << 32,
	  (uint64_t)(LPI + 1) << 32 | 256, 1 },
	{ "mapti-not-lpi", ITS_MAPTI | (uint64_t)DEVICE << 32, 60ull << 32 | 2,
	  1 },
	{ "mapti-large-lpi", ITS_MAPTI | (uint64_t)DEVICE << 32,
	  0xffffffull << 32 | 2, 1 },
	{ "mapti-unmapped-device", ITS_MAPTI | 99ull << 32,
	  (uint64_t)(LPI + 1) << 32 | 1, 1 },
	{ "mapd-large-device", ITS_MAPD | 0xffffffffull << 32, 7, ITS_VALID },
	{ "mapd-large-size", ITS_MAPD | (uint64_t)DEVICE << 32, 31, ITS_VALID },
	{ "mapc-large-cpu", ITS_MAPC, 0, ITS_VALID | 0xfffull << 16 | 1 },
	{ "movi-unmapped-collection", ITS_MOVI | (uint64_t)DEVICE << 32, 1,
	  77 },
	{ "movi-unmapped-event", ITS_MOVI | (uint64_t)DEVICE << 32, 77, 0 },
	{ "inv-unmapped-event", ITS_INV | (uint64_t)DEVICE << 32, 77, 0 },
	{ "invall-unmapped", ITS_INVALL, 0, 77 },
	{ "discard-unmapped", ITS_DISCARD | (uint64_t)DEVICE << 32, 77, 0 },
	{ "clear-unmapped", ITS_CLEAR | (uint64_t)DEVICE << 32, 77, 0 },
	{ "no-command", 0xff, 0, 0 },
};

/* 5.3.1: the command is ignored, the ITS stalls, or there is a system error. */
static void post(const struct wrong *w)
{
	uint64_t offset = mmio_read64(its_frame() + GITS_CWRITER);
	uint64_t *command = its_queue() + offset / 8;

	command[0] = w->dw0;
	command[1] = w->dw1;
	command[2] = w->dw2;
	command[3] = 0;
	dsb();
	mmio_write64(its_frame() + GITS_CWRITER,
		     (offset + ITS_COMMAND_BYTES) % ITS_QUEUE_BYTES);
	if (its_wait())
		return;
	/* stalled: what is wrong is made right, and Retry goes on */
	EXPECT_EQ(creadr() & 1, 1);
	command[0] = ITS_SYNC;
	command[2] = its_rdbase(0);
	dsb();
	mmio_write64(its_frame() + GITS_CWRITER,
		     ((offset + ITS_COMMAND_BYTES) % ITS_QUEUE_BYTES) | 1);
	EXPECT_TRUE(its_wait());
}

static void check_tail(void)
{
	unsigned int bytes, nr = 0;
	const uint8_t *tail = its_tail(&bytes);

	for (unsigned int i = 0; i < bytes; i++)
		nr += tail[i] != 0;
	EXPECT_EQ(nr, 0);
}

TEST_EACH(wrong, const struct wrong *w, wrongs,
	  "ITS-21: a command that is wrong delivers and changes nothing")
{
	map_event(1, LPI, 1);
	map_event(2, LPI + 5, 0);
	post(w);
	check_tail();
	check_arrival(NOBODY, 0);
	its_int(DEVICE, 256 + 1);
	its_int(DEVICE, 256);
	check_arrival(NOBODY, 0);
	its_int(DEVICE, 1);
	check_arrival(1, LPI);
	its_int(DEVICE, 2);
	check_arrival(0, LPI + 5);
}

/* ----------------------------------------------------------- registers ---- */

static bool is_quiescent(void *frame)
{
	return mmio_read32((uint8_t *)frame + GITS_CTLR) == GITS_CTLR_QUIESCENT;
}

TEST(disabled, "ITS-22: a disabled ITS takes no commands, and goes on later")
{
	uint64_t offset;

	map_event(1, LPI, 1);
	EXPECT_EQ(mmio_read32(its_frame() + GITS_CTLR) & 1, 1);
	mmio_write32(its_frame() + GITS_CTLR, 0);
	EXPECT_TRUE(wait_until(is_quiescent, its_frame(), 1000000));
	offset = mmio_read64(its_frame() + GITS_CWRITER);
	its_queue()[offset / 8] = ITS_INT | (uint64_t)DEVICE << 32;
	its_queue()[offset / 8 + 1] = 1;
	dsb();
	mmio_write64(its_frame() + GITS_CWRITER,
		     (offset + ITS_COMMAND_BYTES) % ITS_QUEUE_BYTES);
	delay_us(1000);
	EXPECT_EQ(creadr(), offset);
	check_arrival(NOBODY, 0);
	mmio_write32(its_frame() + GITS_CTLR, GITS_CTLR_ENABLED);
	EXPECT_TRUE(its_wait());
	its_sync(1);
	check_arrival(1, LPI);
}

TEST(base_reset, "CBASER written anew makes CREADR 0")
{
	uint64_t base = mmio_read64(its_frame() + GITS_CBASER);

	map_event(1, LPI, 1);
	EXPECT_NE(creadr(), 0);
	mmio_write32(its_frame() + GITS_CTLR, 0);
	EXPECT_TRUE(wait_until(is_quiescent, its_frame(), 1000000));
	mmio_write64(its_frame() + GITS_CBASER, base);
	EXPECT_EQ(creadr(), 0);
	mmio_write64(its_frame() + GITS_CWRITER, 0);
	mmio_write32(its_frame() + GITS_CTLR, GITS_CTLR_ENABLED);
	its_int(DEVICE, 1);
	check_arrival(1, LPI);
}

/* Elsewhere would be a table without anything enabled or pending. */
TEST(locked, "PROPBASER and PENDBASER do not change while LPIs are enabled")
{
	uint8_t *frame = gic_redist(0);
	uint64_t prop = mmio_read64(frame + GICR_PROPBASER);
	uint64_t pend = mmio_read64(frame + GICR_PENDBASER);
	void *elsewhere = page_alloc(TABLE_ORDER, PAGE_ZERO);

	test_defer(page_free, elsewhere);
	EXPECT_EQ(mmio_read32(frame + GICR_CTLR) & GICR_CTLR_LPIS, 1);
	EXPECT_EQ(prop & 0x1f, ITS_LPI_BITS - 1);
	mmio_write64(frame + GICR_PROPBASER,
		     (prop & 0xfff) | virt_to_phys(elsewhere));
	mmio_write64(frame + GICR_PENDBASER,
		     (pend & 0xfff) | virt_to_phys(elsewhere));
	EXPECT_EQ(mmio_read64(frame + GICR_PROPBASER), prop);
	EXPECT_EQ(mmio_read64(frame + GICR_PENDBASER), pend);
	mmio_write64(frame + GICR_PROPBASER, prop);
	mmio_write64(frame + GICR_PENDBASER, pend);
}

TEST(ptz, "GICR_PENDBASER.PTZ reads 0")
{
	EXPECT_EQ(mmio_read64(gic_redist(0) + GICR_PENDBASER) >> 62 & 1, 0);
}

TEST(translater, "ITS-24: a CPU's write to GITS_TRANSLATER delivers nothing")
{
	map_event(1, LPI, 1);
	mmio_write32(its_frame() + GITS_TRANSLATER, 1);
	EXPECT_EQ(mmio_read32(its_frame() + GITS_TRANSLATER), 0);
	check_arrival(NOBODY, 0);
	its_int(DEVICE, 1);
	check_arrival(1, LPI);
}

/* Pending bits in memory are taken when LPIs are enabled: 5.1.2. */
TEST(pending_table, "a pending bit in memory is an LPI that arrives")
{
	if (!(mmio_read32(gic_redist(1) + GICR_CTLR) & GICR_CTLR_CES))
		SKIP("LPIs cannot be disabled: GICR_CTLR.CES");
	map_event(1, LPI, 1);
	lpis_enable(1, false);
	its_int(DEVICE, 1);
	check_arrival(NOBODY, 0);
	lpi_pending(1)[LPI / 8] = 1 << LPI % 8;
	mmio_write64(gic_redist(1) + GICR_PENDBASER,
		     mmio_read64(gic_redist(1) + GICR_PENDBASER) &
			     ~(1ull << 62));
	lpis_enable(1, true);
	check_arrival(1, LPI);
}

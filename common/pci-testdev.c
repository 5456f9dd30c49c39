/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pci-testdev: writes that reach a device model are counted by it, once each;
 * writes that the hypervisor turns into events (ioeventfd) must not reach it.
 *
 * QEMU documentation, "PCI test device" (docs/specs/pci-testdev).
 */
#include <arch/io.h>
#include <dev/pci.h>
#include <dev/pci_features.h>
#include <test/test.h>

TEST_SUITE("pci-testdev",
	   .summary = "writes reach the device, or the event that stands for it",
	   .needs = NEEDS(&pci_testdev));

/* The header of the selected test, at the beginning of each BAR. */
enum {
	HDR_TEST = 0,	/* u8: write a number to select */
	HDR_WIDTH = 1,	/* u8: bytes of a write that counts */
	HDR_OFFSET = 4, /* u32: where */
	HDR_DATA = 8,	/* u8: what to write */
	HDR_COUNT = 12, /* u32: writes that counted since the selection */
	HDR_NAME = 16,	/* text */
	NAME_BYTES = 32,
};

/* One of the two BARs. */
struct bar {
	uint8_t *memory; /* NULL: ports */
	uint16_t port;
};

static struct bar open_bar(bool is_io)
{
	struct pci_function *f = pci_find(0x1b36, 0x0005, 0);
	struct bar bar = { 0 };

	if (is_io && !arch_pci_host()->io.end)
		SKIP("this host bridge has no ports");
	if (is_io)
		bar.port = pci_bar_port(f, 1);
	else
		bar.memory = pci_bar_map(f, 0);
	ASSERT_TRUE(bar.memory || bar.port);
	return bar;
}

static uint8_t read8(const struct bar *bar, uint32_t offset)
{
	return bar->memory ?
		       mmio_read8(bar->memory + offset) :
		       (uint8_t)pci_port_read((uint16_t)(bar->port + offset),
					      1);
}

static uint32_t read32(const struct bar *bar, uint32_t offset)
{
	return bar->memory ? mmio_read32(bar->memory + offset) :
			     pci_port_read((uint16_t)(bar->port + offset), 4);
}

static void write(const struct bar *bar, uint32_t offset, unsigned int width,
		  uint32_t value)
{
	if (!bar->memory)
		pci_port_write((uint16_t)(bar->port + offset), width, value);
	else if (width == 1)
		mmio_write8(bar->memory + offset, (uint8_t)value);
	else if (width == 2)
		mmio_write16(bar->memory + offset, (uint16_t)value);
	else
		mmio_write32(bar->memory + offset, value);
}

/* -------------------------------------------------------------- tests ---- */

static const struct row {
	const char *name;
	bool is_io;
	uint8_t test;
	const char *device_name; /* what the device calls it */
	bool eventfd;		 /* takes the writes away from the device */
} rows[] = {
	{ "memory-no-eventfd", false, 0, "mmio-no-eventfd", false },
	{ "memory-wildcard", false, 1, "mmio-wildcard-eventfd", true },
	{ "memory-datamatch", false, 2, "mmio-datamatch-eventfd", true },
	{ "port-no-eventfd", true, 0, "portio-no-eventfd", false },
	{ "port-wildcard", true, 1, "portio-wildcard-eventfd", true },
	{ "port-datamatch", true, 2, "portio-datamatch-eventfd", true },
};

/* A selected test and what its header says. */
struct selected {
	struct bar bar;
	uint32_t offset;
	uint8_t width, data;
};

static struct selected select(const struct row *r)
{
	struct selected s = { .bar = open_bar(r->is_io) };

	write(&s.bar, HDR_TEST, 1, r->test);
	s.offset = read32(&s.bar, HDR_OFFSET);
	s.width = read8(&s.bar, HDR_WIDTH);
	s.data = read8(&s.bar, HDR_DATA);
	return s;
}

static uint32_t count(const struct selected *s)
{
	return read32(&s->bar, HDR_COUNT);
}

TEST_EACH(header, const struct row *r, rows,
	  "the selected test says its name, a width of 1, 2 or 4 and count 0")
{
	struct selected s = select(r);
	char name[NAME_BYTES + 1] = "";

	for (unsigned int i = 0; i < NAME_BYTES; i++) {
		name[i] = (char)read8(&s.bar, HDR_NAME + i);
		if (!name[i])
			break;
	}
	EXPECT_STREQ(name, r->device_name);
	EXPECT_TRUE(s.width == 1 || s.width == 2 || s.width == 4);
	EXPECT_GE(s.offset, HDR_NAME);
	EXPECT_EQ(count(&s), 0);
}

enum {
	WRITES = 50
};

TEST_EACH(counts, const struct row *r, rows,
	  "each of many writes counts once, or none where an event takes them")
{
	struct selected s = select(r);

	for (unsigned int i = 1; i <= WRITES; i++) {
		write(&s.bar, s.offset, s.width, s.data);
		EXPECT_EQ(count(&s), r->eventfd ? 0 : i);
	}
}

TEST_EACH(other_data, const struct row *r, rows,
	  "a write of other data does not count")
{
	struct selected s = select(r);

	write(&s.bar, s.offset, s.width, s.data ^ 0xff);
	EXPECT_EQ(count(&s), 0);
}

TEST_EACH(other_offset, const struct row *r, rows,
	  "a write beside the offset does not count")
{
	struct selected s = select(r);

	write(&s.bar, s.offset + 8, s.width, s.data);
	write(&s.bar, s.offset + 1, s.width, s.data);
	EXPECT_EQ(count(&s), 0);
}

TEST_EACH(selected_again, const struct row *r, rows,
	  "selecting a test starts with count 0")
{
	struct selected s = select(r);

	write(&s.bar, s.offset, s.width, s.data);
	s = select(r);
	EXPECT_EQ(count(&s), 0);
	write(&s.bar, s.offset, s.width, s.data);
	EXPECT_EQ(count(&s), r->eventfd ? 0 : 1);
}

TEST_EACH(no_such_test, const struct row *r, rows,
	  "selecting a test that does not exist stops the counting")
{
	struct selected s = select(r);

	write(&s.bar, HDR_TEST, 1, 3);
	write(&s.bar, s.offset, s.width, s.data);
	EXPECT_EQ(count(&s), 0);
	EXPECT_EQ(read8(&s.bar, HDR_NAME), 0);
}

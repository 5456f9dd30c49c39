/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The scan and the assignment of addresses, on a bus that is made of arrays. */
#include <dev/pci.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/*
 * A function of the fake machine: its registers, and which bits of them can be
 * written. It exists while the bus it is on is reached by the bridges' numbers.
 */
struct fake {
	int parent;   /* index of the bridge above, -1: bus 0 */
	uint8_t slot; /* device and function */
	uint8_t config[256], writable[256];
};

enum {
	FAKES_MAX = 8
};

static struct fake fakes[FAKES_MAX];
static unsigned int nr_fakes;
static unsigned int decoding_writes; /* to BARs while they decoded */

static void put32(uint8_t *at, uint32_t value)
{
	for (unsigned int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> (8 * i));
}

static uint32_t get32(const uint8_t *at)
{
	return at[0] | at[1] << 8 | at[2] << 16 | (uint32_t)at[3] << 24;
}

static unsigned int add(int parent, uint8_t slot, uint16_t device,
			uint8_t header)
{
	struct fake *f = &fakes[nr_fakes];

	memset(f, 0, sizeof(*f));
	f->parent = parent;
	f->slot = slot;
	put32(f->config, (uint32_t)device << 16 | 0x1234);
	f->writable[PCI_COMMAND] = 0x07;
	f->config[PCI_HEADER_TYPE] = header;
	if ((header & 0x7f) == 1)
		memset(f->writable + PCI_PRIMARY_BUS, 0xff, 0x20);
	return nr_fakes++;
}

static void add_bar(unsigned int fake, unsigned int bar, uint32_t flags,
		    uint64_t bytes)
{
	struct fake *f = &fakes[fake];
	unsigned int at = PCI_BAR0 + 4 * bar;
	uint64_t mask = ~(bytes - 1);

	put32(f->config + at, flags);
	put32(f->writable + at, (uint32_t)mask);
	if ((flags & PCI_BAR_TYPE_MASK) == PCI_BAR_TYPE_64)
		put32(f->writable + at + 4, (uint32_t)(mask >> 32));
}

static struct fake *at(uint16_t bdf)
{
	for (unsigned int i = 0; i < nr_fakes; i++) {
		struct fake *f = &fakes[i];
		uint8_t bus = 0;

		if (f->parent >= 0)
			bus = fakes[f->parent].config[PCI_SECONDARY_BUS];
		/* an unnumbered bridge hides what is behind */
		if (f->parent >= 0 && bus == 0)
			continue;
		if (PCI_BUS(bdf) == bus && (bdf & 0xff) == f->slot)
			return f;
	}
	return NULL;
}

static uint32_t fake_read(uint16_t bdf, unsigned int offset, unsigned int bytes)
{
	const struct fake *f = at(bdf);
	uint32_t value = 0;

	assert_true(offset % bytes == 0 && offset + bytes <= 256);
	for (unsigned int i = bytes; i--;)
		value = value << 8 | (f ? f->config[offset + i] : 0xff);
	return value;
}

static void fake_write(uint16_t bdf, unsigned int offset, unsigned int bytes,
		       uint32_t value)
{
	struct fake *f = at(bdf);

	assert_non_null(f);
	if (offset >= PCI_BAR0 && offset < PCI_PRIMARY_BUS &&
	    f->config[PCI_COMMAND] & 3)
		decoding_writes++;
	for (unsigned int i = 0; i < bytes; i++) {
		uint8_t mask = f->writable[offset + i];

		f->config[offset + i] &= (uint8_t)~mask;
		f->config[offset + i] |= (uint8_t)(value >> (8 * i)) & mask;
	}
}

static struct pci_host host = {
	.read = fake_read,
	.write = fake_write,
	.last_bus = 255,
};

const struct pci_host *arch_pci_host(void)
{
	return &host;
}

static int fresh(void **state)
{
	(void)state;
	nr_fakes = 0;
	decoding_writes = 0;
	host.io = (struct pci_window){ 0xc000, 0xff00 };
	host.memory = (struct pci_window){ 0xc0000000, 0xd0000000 };
	host.memory64 = (struct pci_window){ 0x800000000, 0x1000000000 };
	host.last_bus = 255;
	add(-1, PCI_BDF(0, 0, 0), 0, 0);
	return 0;
}

static struct pci_function *found(uint16_t device)
{
	struct pci_function *f = pci_find(0x1234, device, 0);

	assert_non_null(f);
	return f;
}

static void sizes_and_alignment(void **state)
{
	unsigned int d = add(-1, PCI_BDF(0, 3, 0), 1, 0);
	struct pci_function *f;

	(void)state;
	add_bar(d, 0, 0, 0x1000);
	add_bar(d, 1, PCI_BAR_IO, 0x100);
	add_bar(d, 2, PCI_BAR_TYPE_64 | PCI_BAR_PREFETCHABLE, 0x100000);
	add_bar(d, 4, 0, 0x10);
	pci_rescan();
	assert_int_equal(pci_nr_functions(), 2);
	f = found(1);
	assert_int_equal(f->bar[0].bytes, 0x1000);
	assert_int_equal(f->bar[0].address, 0xc0000000);
	assert_int_equal(f->bar[1].bytes, 0x100);
	assert_int_equal(f->bar[1].address, 0xc000);
	assert_int_equal(f->bar[2].address, 0xc0100000);
	assert_int_equal(f->bar[2].flags, 0xc);
	assert_int_equal(f->bar[3].bytes, 0);
	assert_int_equal(f->bar[4].address, 0xc0200000);
	assert_int_equal(f->bar[5].bytes, 0);
	/* and that is what the registers say */
	assert_int_equal(get32(fakes[d].config + PCI_BAR0 + 8), 0xc010000c);
	assert_int_equal(get32(fakes[d].config + PCI_BAR0 + 12), 0);
	assert_int_equal(decoding_writes, 0);
}

static void large_goes_above(void **state)
{
	unsigned int d = add(-1, PCI_BDF(0, 3, 0), 1, 0);

	(void)state;
	add_bar(d, 0, PCI_BAR_TYPE_64, 0x40000000);
	add_bar(d, 2, 0, 0x80000000); /* 32 bits: there is no place for it */
	pci_rescan();
	assert_int_equal(found(1)->bar[0].address, 0x800000000);
	assert_int_equal(get32(fakes[d].config + PCI_BAR0 + 4), 8);
	assert_int_equal(found(1)->bar[2].address, 0);
}

static void multifunction(void **state)
{
	(void)state;
	add(-1, PCI_BDF(0, 4, 0), 1, 0x80);
	add(-1, PCI_BDF(0, 4, 5), 2, 0);
	add(-1, PCI_BDF(0, 5, 0), 3, 0);
	add(-1, PCI_BDF(0, 5, 1), 4, 0); /* function 0 does not say so */
	pci_rescan();
	assert_int_equal(pci_nr_functions(), 4);
	assert_int_equal(found(2)->bdf, PCI_BDF(0, 4, 5));
	assert_null(pci_find(0x1234, 4, 0));
	assert_ptr_equal(pci_at(PCI_BDF(0, 4, 5)), found(2));
	assert_null(pci_at(PCI_BDF(0, 6, 0)));
}

/* A bridge with a device and a further bridge behind it, and one more. */
static void bridges(void **state)
{
	unsigned int b1 = add(-1, PCI_BDF(0, 2, 0), 1, 1);
	unsigned int d1 = add((int)b1, PCI_BDF(0, 0, 0), 2, 0);
	unsigned int b2 = add((int)b1, PCI_BDF(0, 1, 0), 3, 1);
	unsigned int d2 = add((int)b2, PCI_BDF(0, 7, 0), 4, 0);
	unsigned int b3 = add(-1, PCI_BDF(0, 3, 0), 5, 1);
	const uint8_t *c;

	(void)state;
	add_bar(d1, 0, 0, 0x1000);
	add_bar(d2, 0, 0, 0x200000);
	add_bar(d2, 1, PCI_BAR_IO, 0x20);
	pci_rescan();
	assert_int_equal(pci_nr_functions(), 6);
	c = fakes[b1].config;
	assert_int_equal(c[PCI_PRIMARY_BUS], 0);
	assert_int_equal(c[PCI_SECONDARY_BUS], 1);
	assert_int_equal(c[PCI_SUBORDINATE_BUS], 2);
	c = fakes[b2].config;
	assert_int_equal(c[PCI_PRIMARY_BUS], 1);
	assert_int_equal(c[PCI_SECONDARY_BUS], 2);
	assert_int_equal(c[PCI_SUBORDINATE_BUS], 2);
	assert_int_equal(fakes[b3].config[PCI_SECONDARY_BUS], 3);

	assert_int_equal(found(2)->bar[0].address, 0xc0000000);
	assert_int_equal(found(4)->bar[0].address, 0xc0200000);
	/* windows in units of 1 MiB and 4 KiB: base, limit */
	assert_int_equal(get32(fakes[b1].config + PCI_MEMORY_BASE), 0xc030c000);
	assert_int_equal(get32(fakes[b2].config + PCI_MEMORY_BASE), 0xc030c010);
	assert_int_equal(found(4)->bar[1].address, 0xc000);
	assert_int_equal(fakes[b2].config[PCI_IO_BASE], 0xc0);
	assert_int_equal(fakes[b2].config[PCI_IO_LIMIT], 0xc0);
	/* nothing behind: base above limit */
	assert_int_equal(get32(fakes[b3].config + PCI_MEMORY_BASE), 0xfff0);
	assert_int_equal(fakes[b3].config[PCI_IO_BASE], 0xf0);
	assert_int_equal(fakes[b3].config[PCI_IO_LIMIT], 0);
}

static void enable_reaches_bridges(void **state)
{
	unsigned int b1 = add(-1, PCI_BDF(0, 2, 0), 1, 1);
	unsigned int b2 = add((int)b1, PCI_BDF(0, 1, 0), 2, 1);
	unsigned int other = add(-1, PCI_BDF(0, 3, 0), 3, 1);
	unsigned int d = add((int)b2, PCI_BDF(0, 7, 0), 4, 0);

	(void)state;
	pci_rescan();
	pci_enable(found(4), PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	assert_int_equal(fakes[d].config[PCI_COMMAND], 6);
	assert_int_equal(fakes[b1].config[PCI_COMMAND], 6);
	assert_int_equal(fakes[b2].config[PCI_COMMAND], 6);
	assert_int_equal(fakes[other].config[PCI_COMMAND], 0);
	pci_disable(found(4), PCI_COMMAND_MASTER);
	assert_int_equal(fakes[d].config[PCI_COMMAND], 2);
	assert_int_equal(fakes[b1].config[PCI_COMMAND], 6);
}

static void no_more_buses(void **state)
{
	unsigned int b1 = add(-1, PCI_BDF(0, 2, 0), 1, 1);
	unsigned int b2 = add(-1, PCI_BDF(0, 3, 0), 2, 1);

	(void)state;
	add((int)b2, PCI_BDF(0, 0, 0), 3, 0);
	host.last_bus = 1;
	pci_rescan();
	assert_int_equal(fakes[b1].config[PCI_SECONDARY_BUS], 1);
	assert_int_equal(fakes[b2].config[PCI_SECONDARY_BUS], 0);
	assert_int_equal(pci_nr_functions(), 3);
}

/* What firmware assigned stays; what it forgot is put beside it. */
static void firmware_assigned(void **state)
{
	unsigned int d = add(-1, PCI_BDF(0, 3, 0), 1, 0);
	unsigned int e = add(-1, PCI_BDF(0, 4, 0), 2, 0);

	(void)state;
	add_bar(d, 0, 0, 0x1000);
	put32(fakes[d].config + PCI_BAR0, 0xc0000000);
	fakes[d].config[PCI_COMMAND] = 2;
	add_bar(e, 0, 0, 0x1000);
	pci_rescan();
	assert_int_equal(found(1)->bar[0].address, 0xc0000000);
	assert_int_equal(fakes[d].config[PCI_COMMAND], 2);
	assert_int_equal(found(2)->bar[0].address, 0xc0001000);
	assert_int_equal(decoding_writes, 0);
}

static void cap(unsigned int fake, uint8_t offset, uint8_t id, uint8_t next)
{
	fakes[fake].config[offset] = id;
	fakes[fake].config[offset + 1] = next;
}

static void capabilities(void **state)
{
	unsigned int d = add(-1, PCI_BDF(0, 3, 0), 1, 0);
	uint16_t bdf = PCI_BDF(0, 3, 0);

	(void)state;
	pci_rescan();
	fakes[d].config[PCI_CAPABILITIES] = 0x42; /* reserved bits are set */
	cap(d, 0x40, PCI_CAP_MSI, 0x50);
	cap(d, 0x50, PCI_CAP_MSIX, 0);
	assert_int_equal(pci_cap(bdf, PCI_CAP_MSI), 0); /* no list */
	fakes[d].config[PCI_STATUS] = PCI_STATUS_CAP_LIST;
	assert_int_equal(pci_cap(bdf, PCI_CAP_MSI), 0x40);
	assert_int_equal(pci_cap(bdf, PCI_CAP_MSIX), 0x50);
	assert_int_equal(pci_cap(bdf, PCI_CAP_PM), 0);
	/* a loop, and a link into the header, end the search */
	cap(d, 0x50, PCI_CAP_MSIX, 0x40);
	assert_int_equal(pci_cap(bdf, PCI_CAP_PM), 0);
	cap(d, 0x50, PCI_CAP_MSIX, 0x10);
	assert_int_equal(pci_cap(bdf, PCI_CAP_PM), 0);
}

static void msi(void **state)
{
	unsigned int d = add(-1, PCI_BDF(0, 3, 0), 1, 0);

	(void)state;
	fakes[d].config[PCI_STATUS] = PCI_STATUS_CAP_LIST;
	fakes[d].writable[PCI_COMMAND + 1] = 0x04;
	fakes[d].config[PCI_CAPABILITIES] = 0x40;
	cap(d, 0x40, PCI_CAP_MSI, 0);
	fakes[d].config[0x42] = 0x80 | 0x30; /* 64 bits; 8 messages in use */
	memset(fakes[d].writable + 0x42, 0x71, 1);
	memset(fakes[d].writable + 0x44, 0xff, 12);
	pci_rescan();
	assert_int_equal(pci_msi_set(found(1), 0x1fee01000, 0x4321), 0);
	assert_int_equal(get32(fakes[d].config + 0x44), 0xfee01000);
	assert_int_equal(get32(fakes[d].config + 0x48), 1);
	assert_int_equal(get32(fakes[d].config + 0x4c), 0x4321);
	assert_int_equal(fakes[d].config[0x42], 0x81);
	assert_int_equal(fakes[d].config[PCI_COMMAND], 4);
	assert_int_equal(fakes[d].config[PCI_COMMAND + 1], 4);
	pci_msi_clear(found(1));
	assert_int_equal(fakes[d].config[0x42], 0x80);
	assert_int_equal(fakes[d].config[PCI_COMMAND + 1], 0);
}

#define TEST(name) cmocka_unit_test_setup(name, fresh)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(sizes_and_alignment),
		TEST(large_goes_above),
		TEST(multifunction),
		TEST(bridges),
		TEST(enable_reaches_bridges),
		TEST(no_more_buses),
		TEST(firmware_assigned),
		TEST(capabilities),
		TEST(msi),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

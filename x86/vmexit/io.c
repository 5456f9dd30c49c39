/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ports and device registers, in the kernel's half of a hypervisor and QEMU's. */
#include "suite.h"
#include <arch/io.h>
#include <dev/pci.h>
#include <dev/pci_features.h>
#include <x86/pio.h>
#include <x86/tsc.h>

enum {
	PORT_NOBODY = 0x1234,
	PORT_ELCR = 0x4d0, /* edge/level control of the 8259s: in the kernel */
	PORT_POST = 0x80,
};

static void do_pmtimer(void *arg)
{
	*(uint32_t *)arg = pm_timer_read();
}

BENCH(inl_from_pmtimer, "reads the ACPI PM timer",
      .needs = NEEDS(&x86_pm_timer))
{
	uint32_t before = pm_timer_read(), after = before;

	bench_run(NULL, do_pmtimer, &after);
	EXPECT_NE(after, before);
}

static void do_inl(void *arg)
{
	*(uint32_t *)arg = inl(PORT_NOBODY);
}

BENCH(inl_from_qemu, "reads a port that no device has")
{
	uint32_t value = 0;

	bench_run(NULL, do_inl, &value);
	EXPECT_EQ(value, 0xffffffff);
}

static void do_in_elcr(void *arg)
{
	*(uint8_t *)arg = inb(PORT_ELCR);
}

BENCH(inl_from_kernel, "reads ELCR", .needs = NEEDS(&x86_pic))
{
	uint8_t value = 0xff;

	bench_run(NULL, do_in_elcr, &value);
	EXPECT_EQ(value, inb(PORT_ELCR));
	EXPECT_EQ(value & 7, 0); /* IRQ 0 to 2 cannot be level-triggered */
}

static void do_out_elcr(void *arg)
{
	outb(*(uint8_t *)arg, PORT_ELCR);
}

BENCH(outl_to_kernel, "writes ELCR", .needs = NEEDS(&x86_pic))
{
	uint8_t value = inb(PORT_ELCR);

	bench_run(NULL, do_out_elcr, &value);
	EXPECT_EQ(inb(PORT_ELCR), value);
}

static void do_port80(void *arg)
{
	outb(0, PORT_POST);
	++*(uint64_t *)arg;
}

BENCH(port80, "writes the POST port")
{
	uint64_t writes = 0, calls;

	calls = bench_run(NULL, do_port80, &writes);
	EXPECT_EQ(writes, calls);
}

static void do_mmio_read(void *arg)
{
	*(uint32_t *)arg = apic_read(APIC_LVR);
}

BENCH(mmio_read, "reads a register of the local APIC",
      .needs = NEEDS(&x86_xapic_mode))
{
	uint32_t value = 0;

	bench_run(NULL, do_mmio_read, &value);
	EXPECT_EQ(value, apic_read(APIC_LVR));
}

static void do_mmio_write(void *arg)
{
	apic_write(APIC_LVTERR, *(uint32_t *)arg);
}

BENCH(mmio_write, "writes a register of the local APIC",
      .needs = NEEDS(&x86_xapic_mode))
{
	uint32_t value = APIC_LVT_MASKED | 0x77;

	apic_init();
	bench_run(NULL, do_mmio_write, &value);
	EXPECT_EQ(apic_read(APIC_LVTERR), value);
}

/* ---------------------------------------------------------- pci-testdev ---- */

/*
 * Offsets of the header in both BARs (QEMU documentation, pci-testdev): a test
 * is chosen by number, and a write of @data at @offset counts.
 */
enum {
	TESTDEV_TEST = 0,
	TESTDEV_OFFSET = 4,
	TESTDEV_DATA = 8,
	TESTDEV_COUNT = 12,
	TESTDEV_NAME = 16,
	TESTDEV_NAME_MAX = 40,
	TESTDEV_NR = 3,
};

struct testdev {
	uint8_t *mem; /* NULL: ports */
	uint16_t port;
	uint32_t offset;
	uint8_t data;
};

static uint8_t get8(const struct testdev *d, uint32_t offset)
{
	return d->mem ? mmio_read8(d->mem + offset) :
			inb((uint16_t)(d->port + offset));
}

static uint32_t get32(const struct testdev *d, uint32_t offset)
{
	return d->mem ? mmio_read32(d->mem + offset) :
			inl((uint16_t)(d->port + offset));
}

static void put8(const struct testdev *d, uint32_t offset, uint8_t value)
{
	if (d->mem)
		mmio_write8(d->mem + offset, value);
	else
		outb(value, (uint16_t)(d->port + offset));
}

static void do_testdev(void *arg)
{
	const struct testdev *d = arg;

	put8(d, d->offset, d->data);
}

/* With an event in its way a write never reaches the device, which counts. */
static void bench_test(struct testdev *d, uint8_t test)
{
	char name[TESTDEV_NAME_MAX];
	unsigned int n = 0;
	uint64_t calls;

	put8(d, TESTDEV_TEST, test);
	d->offset = get32(d, TESTDEV_OFFSET);
	d->data = get8(d, TESTDEV_DATA);
	while (n < sizeof(name) - 1 &&
	       (name[n] = (char)get8(d, TESTDEV_NAME + n)))
		n++;
	name[n] = '\0';
	calls = bench_run(name, do_testdev, d);
	test_context("%s", name);
	EXPECT_EQ(get32(d, TESTDEV_COUNT), test == 0 ? (uint32_t)calls : 0);
}

static struct pci_function *testdev(void)
{
	return pci_find(0x1b36, 0x0005, 0);
}

BENCH(pci_mem, "writes to pci-testdev's memory BAR",
      .needs = NEEDS(&pci_testdev))
{
	struct testdev d = { .mem = pci_bar_map(testdev(), 0) };

	ASSERT_TRUE(d.mem != NULL);
	for (uint8_t test = 0; test < TESTDEV_NR; test++)
		bench_test(&d, test);
}

BENCH(pci_io, "writes to pci-testdev's I/O BAR",
      .needs = NEEDS(&pci_testdev))
{
	struct testdev d = { .port = pci_bar_port(testdev(), 1) };

	ASSERT_NE(d.port, 0);
	for (uint8_t test = 0; test < TESTDEV_NR; test++)
		bench_test(&d, test);
}

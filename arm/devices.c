/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The board's other devices: PL011 (DDI 0183) and PL061 (DDI 0190), an INTx line
 * of PCI, and what virtio-mmio says where nothing is plugged in.
 */
#include <arch/io.h>
#include <arch/irq.h>
#include <arm/device.h>
#include <arm/gic.h>
#include <arm/pci.h>
#include <clock.h>
#include <dev/fdt.h>
#include <dev/pci.h>
#include <dev/pci_features.h>
#include <mm/vmap.h>
#include <test/test.h>

TEST_SUITE("devices",
	   .summary = "the board's small devices answer as specified");

static uint8_t *uart, *gpio;
static unsigned int uart_intid;

static bool probe_uart(void)
{
	return device_find("arm,pl011", &uart, &uart_intid);
}

static bool probe_gpio(void)
{
	return device_find("arm,pl061", &gpio, NULL);
}

static const struct feature pl011 = { "PL011", "device tree: arm,pl011",
				      probe_uart };
static const struct feature pl061 = { "PL061", "device tree: arm,pl061",
				      probe_gpio };

/* PrimeCell ids: 8 bits in each of 8 words from 0xfe0 on */
static void check_ids(uint8_t *regs, const uint8_t ids[8])
{
	for (unsigned int i = 0; i < 8; i++) {
		uint8_t *reg = regs + 0xfe0 + 4 * i;

		test_context("0x%x", 0xfe0 + 4 * i);
		EXPECT_EQ(mmio_read32(reg), ids[i]);
		mmio_write32(reg, 0xffffffff);
		EXPECT_EQ(mmio_read32(reg), ids[i]);
	}
}

/* ------------------------------------------------------------------ PL011 ---- */

enum {
	UART_DR = 0x00,
	UART_FR = 0x18,
	UART_IBRD = 0x24,
	UART_FBRD = 0x28,
	UART_IFLS = 0x34,
	UART_CR = 0x30,
	UART_IMSC = 0x38,
	UART_RIS = 0x3c,
	UART_MIS = 0x40,
	UART_ICR = 0x44,
	FR_IDLE = 0x90, /* TXFE, RXFE */
	INT_TX = 1 << 5,
};

static void put_uart(uint32_t reg, uint64_t value)
{
	mmio_write32(uart + reg, (uint32_t)value);
}

static void restore_uart(uint32_t reg)
{
	test_defer2(put_uart, reg, mmio_read32(uart + reg));
}

TEST(uart_ids, "PL011 says that it is one", .needs = NEEDS(&pl011))
{
	static const uint8_t ids[] = { 0x11, 0x10, 0x14, 0x00,
				       0x0d, 0xf0, 0x05, 0xb1 };

	check_ids(uart, ids);
}

TEST(uart_idle, "with nothing to send or read FR is 0x90, and read-only",
     .needs = NEEDS(&pl011))
{
	EXPECT_EQ(mmio_read32(uart + UART_FR), FR_IDLE);
	put_uart(UART_FR, 0);
	EXPECT_EQ(mmio_read32(uart + UART_FR), FR_IDLE);
}

static const struct uart_reg {
	const char *name;
	unsigned int reg;
	uint32_t bits;
} uart_regs[] = {
	{ "IBRD", UART_IBRD, 0xffff },
	{ "FBRD", UART_FBRD, 0x3f },
	{ "IFLS", UART_IFLS, 0x3f },
	{ "IMSC", UART_IMSC, 0x7ff },
};

TEST_EACH(uart_reg, const struct uart_reg *r, uart_regs,
	  "keeps what its bits hold", .needs = NEEDS(&pl011))
{
	restore_uart(r->reg);
	for (unsigned int bit = 0; bit < 16; bit++) {
		if (!(r->bits >> bit & 1))
			continue;
		put_uart(r->reg, 1u << bit);
		EXPECT_EQ(mmio_read32(uart + r->reg) & r->bits, 1u << bit);
	}
}

TEST(uart_interrupt, "what was sent raises TX: raw, masked, and to the GIC",
     .needs = NEEDS(&pl011, &arm_gic))
{
	restore_uart(UART_IMSC);
	put_uart(UART_IMSC, 0);
	mmio_write8(uart + UART_DR, '\n');
	delay_us(1000);
	EXPECT_EQ(mmio_read32(uart + UART_RIS) & INT_TX, INT_TX);
	EXPECT_EQ(mmio_read32(uart + UART_MIS), 0);
	EXPECT_FALSE(gic_is_pending(uart_intid));
	put_uart(UART_IMSC, INT_TX);
	EXPECT_EQ(mmio_read32(uart + UART_MIS), INT_TX);
	EXPECT_TRUE(gic_is_pending(uart_intid));
	put_uart(UART_ICR, INT_TX);
	EXPECT_EQ(mmio_read32(uart + UART_RIS) & INT_TX, 0);
	EXPECT_EQ(mmio_read32(uart + UART_MIS), 0);
	EXPECT_FALSE(gic_is_pending(uart_intid));
}

/* ------------------------------------------------------------------ PL061 ---- */

enum {
	GPIO_ALL = 0x3fc, /* DATA, its mask in bits 9:2 of the address */
	GPIO_DIR = 0x400,
	GPIO_INPUTS = 0xf0,
};

static uint8_t gpio_data(uint8_t mask)
{
	return (uint8_t)mmio_read32(gpio + 4 * mask);
}

static void inputs_again(uintptr_t unused)
{
	(void)unused;
	mmio_write32(gpio + GPIO_ALL, 0);
	mmio_write32(gpio + GPIO_DIR, 0);
}

TEST(gpio_ids, "PL061 says that it is one", .needs = NEEDS(&pl061))
{
	static const uint8_t ids[] = { 0x61, 0x10, 0x04, 0x00,
				       0x0d, 0xf0, 0x05, 0xb1 };

	check_ids(gpio, ids);
}

TEST(gpio_direction, "DIR keeps 8 bits", .needs = NEEDS(&pl061))
{
	test_defer(inputs_again, 0);
	for (unsigned int bit = 0; bit < 8; bit++) {
		mmio_write32(gpio + GPIO_DIR, 1u << bit);
		EXPECT_EQ(mmio_read32(gpio + GPIO_DIR), 1u << bit);
	}
}

TEST(gpio_outputs, "DATA is written and read through its mask",
     .needs = NEEDS(&pl061))
{
	test_defer(inputs_again, 0);
	mmio_write32(gpio + GPIO_DIR, 0xff);
	mmio_write32(gpio + GPIO_ALL, 0xa5);
	EXPECT_EQ(gpio_data(0xff), 0xa5);
	for (unsigned int mask = 1; mask < 256; mask += mask)
		EXPECT_EQ(gpio_data((uint8_t)mask), 0xa5 & mask);
	mmio_write32(gpio + 4 * 0x0f, 0x5a);
	EXPECT_EQ(gpio_data(0xff), 0xaa);
	mmio_write32(gpio + 4 * 0x00, 0xff);
	EXPECT_EQ(gpio_data(0xff), 0xaa);
}

TEST(gpio_inputs, "writes do not reach inputs", .needs = NEEDS(&pl061))
{
	uint8_t before;

	test_defer(inputs_again, 0);
	mmio_write32(gpio + GPIO_DIR, 0);
	before = gpio_data(0xff);
	mmio_write32(gpio + GPIO_ALL, ~before & 0xffu);
	EXPECT_EQ(gpio_data(0xff), before);
	mmio_write32(gpio + GPIO_DIR, GPIO_INPUTS);
	mmio_write32(gpio + GPIO_ALL, ~before & 0xffu);
	EXPECT_EQ(gpio_data(0x0f), before & 0x0f);
	EXPECT_EQ(gpio_data(0xf0), ~before & 0xf0);
}

/* ------------------------------------------------------------------- INTx ---- */

enum {
	EDU_STATUS = 0x24,
	EDU_RAISE = 0x60,
	EDU_ACK = 0x64,
};

static uint8_t *edu;
static unsigned int edu_intid, edu_taken;

static void open_edu(void)
{
	struct pci_function *f = pci_find(0x1234, 0x11e8, 0);
	int intid = arm_pci_intx(f);

	if (intid < 0)
		SKIP("the machine does not say where INTx leads");
	pci_disable(f, PCI_COMMAND_INTX_DISABLE);
	edu = pci_bar_map(f, 0);
	edu_intid = (unsigned int)intid;
	edu_taken = 0;
	ASSERT_TRUE(edu != NULL);
}

TEST(intx_line, "an INTx line is level: pending until the device lets go",
     .needs = NEEDS(&pci_edu, &arm_gic))
{
	open_edu();
	EXPECT_FALSE(gic_is_pending(edu_intid));
	mmio_write32(edu + EDU_RAISE, 0x11);
	EXPECT_EQ(mmio_read32(edu + EDU_STATUS), 0x11);
	EXPECT_TRUE(gic_is_pending(edu_intid));
	mmio_write32(edu + EDU_ACK, 0x01);
	EXPECT_TRUE(gic_is_pending(edu_intid));
	mmio_write32(edu + EDU_ACK, 0x10);
	EXPECT_FALSE(gic_is_pending(edu_intid));
	for (unsigned int other = 0; other < 4; other++)
		EXPECT_FALSE(gic_is_pending((edu_intid & ~3u) + other));
}

static void on_edu(uint32_t iar, void *arg)
{
	(void)iar;
	(void)arg;
	if (++edu_taken == 3)
		mmio_write32(edu + EDU_ACK, 1);
}

TEST(intx_taken, "it is taken again and again while it is held, then no more",
     .needs = NEEDS(&pci_edu, &arm_gic))
{
	open_edu();
	gic_handle(edu_intid, on_edu, NULL);
	gic_enable(edu_intid);
	mmio_write32(edu + EDU_RAISE, 1);
	irq_enable();
	delay_us(20000);
	irq_disable();
	EXPECT_EQ(edu_taken, 3);
	EXPECT_FALSE(gic_is_pending(edu_intid));
}

TEST(intx_disable, "Command.Interrupt Disable keeps it off the line",
     .needs = NEEDS(&pci_edu, &arm_gic))
{
	struct pci_function *f;

	open_edu();
	f = pci_find(0x1234, 0x11e8, 0);
	pci_enable(f, PCI_COMMAND_INTX_DISABLE);
	mmio_write32(edu + EDU_RAISE, 1);
	EXPECT_FALSE(gic_is_pending(edu_intid));
	EXPECT_EQ(pci_read16(f->bdf, PCI_STATUS) & PCI_STATUS_INTERRUPT,
		  PCI_STATUS_INTERRUPT);
	pci_disable(f, PCI_COMMAND_INTX_DISABLE);
	EXPECT_TRUE(gic_is_pending(edu_intid));
	mmio_write32(edu + EDU_ACK, 1);
	EXPECT_FALSE(gic_is_pending(edu_intid));
	EXPECT_EQ(pci_read16(f->bdf, PCI_STATUS) & PCI_STATUS_INTERRUPT, 0);
}

/* The lines of a bridge's bus are turned by the device's number. */
TEST(intx_map, "device numbers and pins lead to the lines that are given",
     .needs = NEEDS(&pci_edu))
{
	struct pci_function *f = pci_find(0x1234, 0x11e8, 0);
	uint64_t expected = test_arg_u64("edu_intid", 0);

	if (!expected)
		SKIP("needs the line's INTID in edu_intid=");
	EXPECT_EQ(arm_pci_intx(f), expected);
}

/* ------------------------------------------------------------ virtio-mmio ---- */

TEST(virtio_slots,
     "every slot of virtio-mmio has its magic, version and vendor")
{
	const struct fdt *fdt = fdt_system();
	unsigned int nr = 0, empty = 0;

	for (int node = FDT_NONE;
	     fdt && (node = fdt_find(fdt, node, "virtio,mmio")) >= 0; nr++) {
		uint64_t address, bytes;
		uint8_t *slot;

		ASSERT_EQ(fdt_reg(fdt, node, 0, &address, &bytes), 0);
		slot = vmap_io(address, (size_t)bytes);
		test_context("at 0x%llx", (unsigned long long)address);
		EXPECT_EQ(mmio_read32(slot), 0x74726976);
		EXPECT_TRUE(mmio_read32(slot + 4) == 1 ||
			    mmio_read32(slot + 4) == 2);
		EXPECT_EQ(mmio_read32(slot + 0xc), 0x554d4551);
		empty += mmio_read32(slot + 8) == 0;
	}
	if (!nr)
		SKIP("the machine has no virtio-mmio");
	EXPECT_EQ(nr - empty, test_arg_u64("virtio", 1));
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Base address registers: what they say, and what decodes where.
 *
 * PCI Local Bus Specification 3.0, 6.2.5.
 */
#include "suite.h"

#include <arch/io.h>
#include <mm/vmap.h>

PCI_CONFIG_SUITE;

#define EDU_ID 0x010000edu /* what edu's BAR 0 begins with */

static void context(const struct pci_function *f, unsigned int bar)
{
	test_context("%02x:%02x.%x %04x:%04x BAR %u", PCI_BUS(f->bdf),
		     PCI_DEV(f->bdf), PCI_FN(f->bdf), f->vendor, f->device,
		     bar);
}

static bool is_power_of_2(uint64_t value)
{
	return value && !(value & (value - 1));
}

static void check_bar(const struct pci_function *f, unsigned int i)
{
	const struct pci_bar *bar = &f->bar[i];
	uint32_t type = bar->flags & PCI_BAR_TYPE_MASK;

	EXPECT_TRUE(is_power_of_2(bar->bytes));
	EXPECT_EQ(bar->address & (bar->bytes - 1), 0);
	if (bar->flags & PCI_BAR_IO) {
		EXPECT_GE(bar->bytes, 4);
		EXPECT_LE(bar->bytes, 256);
		EXPECT_EQ(bar->flags & 2, 0); /* reserved */
	} else {
		EXPECT_GE(bar->bytes, 16);
		EXPECT_TRUE(type == 0 || type == PCI_BAR_TYPE_64);
	}
}

/* Every implemented BAR of every function. */
static void each_bar(void (*check)(const struct pci_function *, unsigned int))
{
	unsigned int tried = 0;

	for (unsigned int i = 0; i < pci_nr_functions(); i++) {
		const struct pci_function *f = pci_function(i);

		for (unsigned int bar = 0; bar < PCI_NR_BARS; bar++) {
			if (!f->bar[bar].bytes)
				continue;
			tried++;
			context(f, bar);
			check(f, bar);
		}
	}
	if (!tried)
		SKIP("no function has a BAR");
}

TEST(bar_size, "sizes are powers of two, addresses multiples, types valid")
{
	each_bar(check_bar);
}

static void check_probe(const struct pci_function *f, unsigned int i)
{
	unsigned int offset = PCI_BAR0 + i * 4;
	uint32_t low = pci_read32(f->bdf, offset);
	uint16_t command = pci_read16(f->bdf, PCI_COMMAND);
	struct pci_bar again = pci_bar_probe(f->bdf, offset);

	EXPECT_EQ(again.bytes, f->bar[i].bytes);
	EXPECT_EQ(again.flags, f->bar[i].flags);
	EXPECT_EQ(again.address, f->bar[i].address);
	EXPECT_EQ(pci_read32(f->bdf, offset), low);
	EXPECT_EQ(pci_read16(f->bdf, PCI_COMMAND), command);
}

TEST(bar_probe, "sizing again gives the same and leaves all as it was")
{
	each_bar(check_probe);
}

static void check_type_bits(const struct pci_function *f, unsigned int i)
{
	unsigned int offset = PCI_BAR0 + i * 4;
	uint32_t old = pci_read32(f->bdf, offset);
	uint32_t mask = old & PCI_BAR_IO ? 0x3 : 0xf;
	uint16_t command = pci_read16(f->bdf, PCI_COMMAND);

	pci_write16(f->bdf, PCI_COMMAND, command & ~3u);
	pci_write32(f->bdf, offset, old ^ mask);
	EXPECT_EQ(pci_read32(f->bdf, offset), old);
	pci_write32(f->bdf, offset, 0);
	EXPECT_EQ(pci_read32(f->bdf, offset), old & mask);
	pci_write32(f->bdf, offset, old);
	EXPECT_EQ(pci_read32(f->bdf, offset), old);
	pci_write16(f->bdf, PCI_COMMAND, command);
}

TEST(bar_type_bits, "the type bits are read-only")
{
	each_bar(check_type_bits);
}

static void check_unaligned(const struct pci_function *f, unsigned int i)
{
	unsigned int offset = PCI_BAR0 + i * 4;
	uint32_t old = pci_read32(f->bdf, offset);
	uint32_t mask = old & PCI_BAR_IO ? 0x3 : 0xf;
	uint32_t below = (uint32_t)(f->bar[i].bytes - 1) & ~mask;
	uint16_t command = pci_read16(f->bdf, PCI_COMMAND);

	pci_write16(f->bdf, PCI_COMMAND, command & ~3u);
	pci_write32(f->bdf, offset, old | below);
	EXPECT_EQ(pci_read32(f->bdf, offset), old);
	pci_write32(f->bdf, offset, old);
	pci_write16(f->bdf, PCI_COMMAND, command);
}

TEST(bar_low_bits, "address bits below the size are 0 and stay 0")
{
	each_bar(check_unaligned);
}

/* Whether the machine passes ports on to its PCI at all. */
static bool has_ports(void)
{
	return arch_pci_host()->io.end != 0;
}

static void check_separate(const struct pci_function *f, unsigned int i)
{
	const struct pci_bar *a = &f->bar[i];

	if ((a->flags & PCI_BAR_IO) && !has_ports())
		return;
	EXPECT_NE(a->address, 0);
	for (unsigned int j = 0; j < pci_nr_functions(); j++) {
		for (unsigned int k = 0; k < PCI_NR_BARS; k++) {
			const struct pci_bar *b = &pci_function(j)->bar[k];

			if (a == b || !b->bytes ||
			    (a->flags & PCI_BAR_IO) != (b->flags & PCI_BAR_IO))
				continue;
			EXPECT_TRUE(a->address + a->bytes <= b->address ||
				    b->address + b->bytes <= a->address);
		}
	}
}

TEST(bar_assigned, "all BARs have an address, and no two the same")
{
	each_bar(check_separate);
}

/* ------------------------------------------------------------ decoding ---- */

#define NEEDS_EDU .needs = NEEDS(&pci_edu)

static struct pci_function *edu(void)
{
	return pci_find(0x1234, 0x11e8, 0);
}

static void disable_memory(uintptr_t unused)
{
	(void)unused;
	pci_disable(edu(), PCI_COMMAND_MEMORY);
}

TEST(memory_decodes, "a memory BAR's registers answer at its address",
     NEEDS_EDU)
{
	const uint32_t *regs = pci_bar_map(edu(), 0);

	test_defer(disable_memory, 0);
	ASSERT_TRUE(regs != NULL);
	EXPECT_EQ(mmio_read32(regs), EDU_ID);
}

TEST(memory_gate, "Command.Memory = 0 stops decoding, and 1 starts it again",
     NEEDS_EDU)
{
	const uint32_t *regs = pci_bar_map(edu(), 0);

	test_defer(disable_memory, 0);
	ASSERT_TRUE(regs != NULL);
	pci_disable(edu(), PCI_COMMAND_MEMORY);
	EXPECT_NE(mmio_read32(regs), EDU_ID);
	pci_enable(edu(), PCI_COMMAND_MEMORY);
	EXPECT_EQ(mmio_read32(regs), EDU_ID);
}

static void move_back(uintptr_t address)
{
	pci_bar_move(edu(), 0, address);
}

TEST(memory_moves, "a new address decodes, the old one does no longer",
     NEEDS_EDU)
{
	struct pci_function *f = edu();
	uint64_t old = f->bar[0].address;
	uint64_t new = (arch_pci_host()->memory.end - f->bar[0].bytes) &
		       ~(f->bar[0].bytes - 1);
	const uint32_t *before = pci_bar_map(f, 0), *after;

	ASSERT_TRUE(before != NULL);
	test_defer(disable_memory, 0);
	test_defer(move_back, (uintptr_t)old);
	pci_bar_move(f, 0, new);
	after = pci_bar_map(f, 0);
	EXPECT_EQ(mmio_read32(after), EDU_ID);
	EXPECT_NE(mmio_read32(before), EDU_ID);
	pci_bar_move(f, 0, old);
	EXPECT_NE(mmio_read32(after), EDU_ID);
	EXPECT_EQ(mmio_read32(before), EDU_ID);
}

TEST(undecoded_memory, "a read that no BAR decodes gives ones (master abort)")
{
	const uint8_t *nowhere = vmap_io(arch_pci_host()->memory.end - 4096, 8);

	EXPECT_EQ(mmio_read32(nowhere), 0xffffffff);
	EXPECT_EQ(mmio_read16(nowhere + 4), 0xffff);
	EXPECT_EQ(mmio_read8(nowhere + 6), 0xff);
}

TEST(undecoded_io, "a read of a port that no BAR decodes gives ones")
{
	uint16_t port = (uint16_t)(arch_pci_host()->io.end - 16);

	if (!has_ports())
		SKIP("this host bridge has no ports");
	EXPECT_EQ(pci_port_read(port, 4), 0xffffffff);
	EXPECT_EQ(pci_port_read(port + 4, 2), 0xffff);
	EXPECT_EQ(pci_port_read(port + 6, 1), 0xff);
}

TEST(io_gate, "Command.IO = 0 stops decoding of ports, and 1 starts it again",
     .needs = NEEDS(&pci_testdev))
{
	struct pci_function *f = pci_find(0x1b36, 0x0005, 0);
	uint16_t port = pci_bar_port(f, 1);

	if (!has_ports())
		SKIP("this host bridge has no ports");
	ASSERT_NE(port, 0);
	pci_port_write(port, 1,
		       0); /* its test 0: byte 1 is then the width, 1 */
	EXPECT_EQ(pci_port_read(port + 1, 1), 1);
	pci_disable(f, PCI_COMMAND_IO);
	EXPECT_EQ(pci_port_read(port + 1, 1), 0xff);
	pci_enable(f, PCI_COMMAND_IO);
	EXPECT_EQ(pci_port_read(port + 1, 1), 1);
}

/* ----------------------------------------------------------------- ROM ---- */

static struct pci_function *function_with_rom(struct pci_bar *rom)
{
	for (unsigned int i = 0; i < pci_nr_functions(); i++) {
		struct pci_function *f = pci_function(i);

		if (f->header != 0 || PCI_BUS(f->bdf) != 0)
			continue;
		/* bits 10:1 are reserved: no BAR's type bits stand there */
		*rom = pci_bar_probe(f->bdf, PCI_ROM_ADDRESS);
		rom->address &= PCI_ROM_MASK;
		if (rom->bytes >= 2048)
			return f;
	}
	SKIP("no function on bus 0 has a ROM");
}

TEST(rom, "a ROM begins with 55 AA, and only while both its enables are set")
{
	struct pci_bar rom;
	struct pci_function *f = function_with_rom(&rom);
	uint32_t old = pci_read32(f->bdf, PCI_ROM_ADDRESS);
	uint16_t command = pci_read16(f->bdf, PCI_COMMAND);
	uint64_t at = (arch_pci_host()->memory.end - rom.bytes) &
		      ~(rom.bytes - 1);
	const uint16_t *image = vmap_io(at, 2);
	uint16_t on, rom_off, memory_off;

	test_context("%02x:%02x.%x", PCI_BUS(f->bdf), PCI_DEV(f->bdf),
		     PCI_FN(f->bdf));
	pci_write32(f->bdf, PCI_ROM_ADDRESS, (uint32_t)at | PCI_ROM_ENABLE);
	pci_enable(f, PCI_COMMAND_MEMORY);
	on = mmio_read16(image);
	pci_write32(f->bdf, PCI_ROM_ADDRESS, (uint32_t)at);
	rom_off = mmio_read16(image);
	pci_write32(f->bdf, PCI_ROM_ADDRESS, (uint32_t)at | PCI_ROM_ENABLE);
	pci_disable(f, PCI_COMMAND_MEMORY);
	memory_off = mmio_read16(image);
	pci_write32(f->bdf, PCI_ROM_ADDRESS, old);
	pci_write16(f->bdf, PCI_COMMAND, command);
	EXPECT_EQ(on, 0xaa55);
	EXPECT_NE(rom_off, 0xaa55);
	EXPECT_NE(memory_off, 0xaa55);
}

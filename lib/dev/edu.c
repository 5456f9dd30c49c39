/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dev/edu.h>

#include <arch/barrier.h>
#include <arch/io.h>
#include <clock.h>
#include <dev/pci.h>
#include <test/test.h>

enum {
	WAIT_US = 8000000,
	PAUSE_US = 1000,
};

static void message_off(const struct pci_function *f)
{
	pci_msi_clear(f);
}

void edu_reopen(const struct edu *edu)
{
	pci_write32(edu->function->bdf, PCI_BAR0,
		    (uint32_t)edu->function->bar[0].address);
	pci_enable(edu->function, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
}

struct edu edu_open(int bdf)
{
	struct edu edu = { .function =
				   arch_pci_host() ?
					   pci_find(EDU_VENDOR, EDU_DEVICE, 0) :
					   NULL };

	if (edu.function && bdf != EDU_ANY)
		edu.function = pci_at((uint16_t)bdf);
	if (!edu.function || edu.function->vendor != EDU_VENDOR ||
	    edu.function->device != EDU_DEVICE)
		SKIP("there is no edu there");
	edu_reopen(&edu);
	edu.regs = pci_bar_map(edu.function, 0);
	if (!edu.regs || mmio_read32(edu.regs + EDU_IDENTITY) != 0x010000ed)
		ERROR("edu has no registers");
	test_defer(message_off, edu.function);
	return edu;
}

/* Asked without a pause, a VMM has no time to let its timers run. */
static bool is_idle(void *regs)
{
	delay_us(PAUSE_US);
	return !(mmio_read64((uint8_t *)regs + EDU_DMA) & EDU_DMA_RUN);
}

static void transfer(const struct edu *edu, uint64_t source, uint64_t target,
		     unsigned int bytes, unsigned int command)
{
	mb();
	mmio_write64(edu->regs + EDU_SOURCE, source);
	mmio_write64(edu->regs + EDU_TARGET, target);
	mmio_write64(edu->regs + EDU_COUNT, bytes);
	mmio_write64(edu->regs + EDU_DMA, command | EDU_DMA_RUN);
	if (!wait_until(is_idle, edu->regs, WAIT_US))
		ERROR("edu does not end a transfer");
	mb();
}

void edu_fetch(const struct edu *edu, uint64_t address, unsigned int bytes)
{
	transfer(edu, address, EDU_BUFFER, bytes, 0);
}

void edu_store(const struct edu *edu, uint64_t address, unsigned int bytes)
{
	transfer(edu, EDU_BUFFER, address, bytes, EDU_DMA_TO_MEMORY);
}

/* The reads keep later accesses of the CPU behind the message. */
void edu_message(const struct edu *edu, uint64_t address, uint16_t data)
{
	if (pci_msi_set(edu->function, address, data) < 0)
		ERROR("edu has no MSI");
	mb();
	mmio_write32(edu->regs + EDU_RAISE, 1);
	mmio_read32(edu->regs + EDU_INTERRUPTS);
	mmio_write32(edu->regs + EDU_ACKNOWLEDGE, 1);
	mmio_read32(edu->regs + EDU_INTERRUPTS);
	mb();
}

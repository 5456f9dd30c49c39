/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The console: what the machine's description names, a PL011 (DDI 0183) or an
 * 8250. Hypervisors have set up neither a baud rate nor a need for one.
 */
#include <arm/console.h>
#include <arm/early.h>
#include <arm/machine.h>

#include <arch.h>
#include <arch/io.h>
#include <arch/page.h>
#include <console.h>

enum {
	/* PL011: offsets of registers and their bits */
	PL011_DR = 0x00,
	PL011_FR = 0x18,
	PL011_FR_RXFE = 0x10,
	PL011_FR_TXFF = 0x20,

	/* PC16550D: numbers of registers and their bits */
	UART_DATA = 0,
	UART_LSR = 5,
	LSR_DATA_READY = 0x01,
	LSR_THR_EMPTY = 0x20,
};

static enum {
	PL011,
	UART
} kind;

static uint8_t *base = (uint8_t *)GUESSED_UART; /* mapped by early.c */
static unsigned int shift;			/* of the 8250's registers */

static uint8_t uart_read(unsigned int number)
{
	return mmio_read8(base + ((size_t)number << shift));
}

static void pl011_putc(char c)
{
	while (mmio_read32(base + PL011_FR) & PL011_FR_TXFF)
		;
	mmio_write8(base + PL011_DR, (uint8_t)c);
}

static void uart_putc(char c)
{
	while (!(uart_read(UART_LSR) & LSR_THR_EMPTY))
		;
	mmio_write8(base + UART_DATA, (uint8_t)c);
}

void arch_write(const char *text, size_t len)
{
	for (; len; text++, len--)
		if (kind == PL011)
			pl011_putc(*text);
		else
			uart_putc(*text);
}

int arch_getc(void)
{
	if (kind == UART)
		return uart_read(UART_LSR) & LSR_DATA_READY ?
			       uart_read(UART_DATA) :
			       -1;
	if (mmio_read32(base + PL011_FR) & PL011_FR_RXFE)
		return -1;
	return mmio_read8(base + PL011_DR);
}

bool arch_console_line_mode(void)
{
	return false;
}

void console_init(void)
{
	struct machine_console console;
	const size_t page = (size_t)1 << PAGE_SHIFT;

	if (!machine()->console(&console))
		return;
	if (console.start != (uintptr_t)base &&
	    arch_map(phys_to_virt(console.start & -page), console.start & -page,
		     page, MAP_READ | MAP_WRITE | MAP_UNCACHED) != 0)
		return;
	base = phys_to_virt(console.start);
	shift = console.shift;
	kind = console.pl011 ? PL011 : UART;
}

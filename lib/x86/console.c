/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The console: QEMU's and Bochs's debug port, which takes a line in one string
 * instruction, else the first 16550. Input always comes from the 16550.
 */
#include <arch.h>
#include <x86/pio.h>

enum {
	DEBUG_PORT = 0xe9, /* reads as its own number where it exists */

	/* PC16550D: offsets of registers and their bits */
	COM1 = 0x3f8,
	UART_DATA = COM1 + 0,
	UART_DIVISOR_LOW = COM1 + 0, /* while LCR_DLAB is set */
	UART_DIVISOR_HIGH = COM1 + 1,
	UART_FCR = COM1 + 2,
	UART_LCR = COM1 + 3,
	UART_LSR = COM1 + 5,
	FCR_ENABLE = 0x07, /* and clear both FIFOs */
	LCR_8N1 = 0x03,
	LCR_DLAB = 0x80,
	LSR_DATA_READY = 0x01,
	LSR_THR_EMPTY = 0x20,
	UART_ABSENT = 0xff,
	UART_FIFO_BYTES = 16,
};

static enum {
	UNKNOWN,
	DEBUG,
	UART
} output;

/* 115200 baud, so that a real line works at the usual speed. */
static void uart_init(void)
{
	outb(LCR_8N1 | LCR_DLAB, UART_LCR);
	outb(1, UART_DIVISOR_LOW);
	outb(0, UART_DIVISOR_HIGH);
	outb(LCR_8N1, UART_LCR);
	outb(FCR_ENABLE, UART_FCR);
}

static bool uart_wait(void)
{
	uint8_t lsr;

	do
		lsr = inb(UART_LSR);
	while (!(lsr & LSR_THR_EMPTY));
	return lsr != UART_ABSENT;
}

static void uart_write(const char *text, size_t len)
{
	while (len) {
		size_t chunk = len < UART_FIFO_BYTES ? len : UART_FIFO_BYTES;

		if (!uart_wait())
			return;
		outsb(text, chunk, UART_DATA);
		text += chunk;
		len -= chunk;
	}
}

void arch_write(const char *text, size_t len)
{
	if (output == UNKNOWN) {
		output = inb(DEBUG_PORT) == DEBUG_PORT ? DEBUG : UART;
		if (output == UART)
			uart_init();
	}
	if (output == DEBUG)
		outsb(text, len, DEBUG_PORT);
	else
		uart_write(text, len);
}

int arch_getc(void)
{
	uint8_t lsr = inb(UART_LSR);

	if (lsr == UART_ABSENT || !(lsr & LSR_DATA_READY))
		return -1;
	return inb(UART_DATA);
}

bool arch_console_line_mode(void)
{
	return false;
}

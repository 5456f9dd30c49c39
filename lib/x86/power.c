/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ends of a VM, and what survives a reboot. */
#include <arch.h>
#include <errno.h>
#include <test/protocol.h>
#include <x86/cpu.h>
#include <x86/pio.h>

enum {
	DEBUG_EXIT = 0xf4,     /* QEMU isa-debug-exit, iosize=4 */
	BOCHS_POWER = 0x8900,  /* "Shutdown", byte by byte */
	RESET_CONTROL = 0xcf9, /* ICH9 datasheet, 13.7.5 RST_CNT */
	RESET_HARD = 0x02,
	RESET_NOW = 0x06,
	PVPANIC = 0x505, /* QEMU docs/specs/pvpanic */
	PVPANIC_PANICKED = 0x01,
	RTC_INDEX = 0x70,
	RTC_DATA = 0x71,
	RTC_NMI_OFF = 0x80,
	FIRMWARE_TAKES_US = 1000000,
};

void arch_exit(int status)
{
	static const char shutdown[] = "Shutdown";

	cli();
	outl((uint32_t)status, DEBUG_EXIT);
	for (const char *c = shutdown; *c; c++)
		outb((uint8_t)*c, BOCHS_POWER);
	for (;;)
		hlt();
}

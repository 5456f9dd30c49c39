/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ends of a VM, and what survives a reboot. */
#include <arch.h>
#include <dev/acpi.h>
#include <errno.h>
#include <test/protocol.h>
#include <x86/cpu.h>
#include <x86/devices.h>
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
	CMOS_KEPT = 0x70, /* eight bytes */

	DELAY_PORT = 0x80,
	MACHINE_TAKES = 200000, /* reads of it */
	PORT_ABSENT = 0xff,
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

/* Reads of a port that nobody decodes take about a microsecond, or an exit. */
static void wait_for_the_end(void)
{
	for (unsigned int i = 0; i < MACHINE_TAKES; i++)
		inb(DELAY_PORT);
}

/* ACPI 6.5, 4.8.3.6: where the machine says that it has the register. */
static void reset_by_acpi(void)
{
	const struct acpi *acpi = acpi_system();
	const struct acpi_fadt *fadt = acpi ? acpi_fadt(acpi) : NULL;

	if (!fadt || !(fadt->flags & ACPI_FADT_RESET_REG_SUP))
		return;
	gas_write(fadt->reset_reg, fadt->reset_value);
	wait_for_the_end();
}

/* Intel SDM vol. 3, 6.15, #DF: no handler, no handler of that, shutdown. */
static void reset_by_shutdown(void)
{
	const struct desc_ptr nothing = { 0 };

	lidt(&nothing);
	asm volatile("ud2");
}

/* From what a machine says of itself to what every processor has. */
static void reset(void)
{
	reset_by_acpi();
	outb(RESET_HARD, RESET_CONTROL);
	outb(RESET_NOW, RESET_CONTROL);
	wait_for_the_end();
	reset_by_shutdown();
}

/* ACPI 6.5, 7.4.2.5: the firmware's _S5 has the values, the FADT the ports. */
static void poweroff(void)
{
	const struct acpi *acpi = acpi_system();
	const struct acpi_fadt *fadt = acpi ? acpi_fadt(acpi) : NULL;
	uint8_t types[2];

	if (!fadt || acpi_sleep_types(acpi, 5, types) != 0)
		return;
	if (fadt->flags & ACPI_FADT_HW_REDUCED_ACPI) {
		gas_write(fadt->sleep_control_reg,
			  ACPI_SLEEP_CONTROL_SLP_TYP(types[0]) |
				  ACPI_SLEEP_CONTROL_SLP_EN);
	} else {
		gas_write(acpi_fadt_pm1_cnt(fadt, 'a'),
			  ACPI_PM1_CNT_SLP_TYP(types[0]) | ACPI_PM1_CNT_SLP_EN);
		if (fadt->pm1b_cnt_blk)
			gas_write(acpi_fadt_pm1_cnt(fadt, 'b'),
				  ACPI_PM1_CNT_SLP_TYP(types[1]) |
					  ACPI_PM1_CNT_SLP_EN);
	}
	wait_for_the_end();
}

static void report_panic(void)
{
	uint8_t events = inb(PVPANIC);

	if (events == PORT_ABSENT || !(events & PVPANIC_PANICKED))
		return;
	outb(PVPANIC_PANICKED, PVPANIC);
	wait_for_the_end();
}

int arch_end(int kind)
{
	cli();
	switch (kind) {
	case PROTO_ENDS_KIND_RESET:
	case PROTO_ENDS_KIND_REBOOT:
		reset();
		break;
	case PROTO_ENDS_KIND_POWEROFF:
		poweroff();
		break;
	case PROTO_ENDS_KIND_PANIC:
		report_panic();
		break;
	default:
		break;
	}
	return -ENOTSUP;
}

static uint8_t cmos_read(uint8_t index)
{
	outb(index | RTC_NMI_OFF, RTC_INDEX);
	return inb(RTC_DATA);
}

static void cmos_write(uint8_t index, uint8_t value)
{
	outb(index | RTC_NMI_OFF, RTC_INDEX);
	outb(value, RTC_DATA);
}

/*
 * Battery-backed bytes that no firmware of QEMU uses: the value, low byte first,
 * then each byte's complement, which a first boot cannot hold by accident.
 */
int arch_keep(unsigned int value)
{
	for (unsigned int i = 0; i < 4; i++) {
		cmos_write(CMOS_KEPT + i, (uint8_t)(value >> (8 * i)));
		cmos_write(CMOS_KEPT + 4 + i, (uint8_t) ~(value >> (8 * i)));
	}
	return arch_kept() == value ? 0 : -ENOTSUP;
}

unsigned int arch_kept(void)
{
	unsigned int value = 0;

	for (unsigned int i = 0; i < 4; i++) {
		uint8_t byte = cmos_read(CMOS_KEPT + i);

		if ((byte ^ cmos_read(CMOS_KEPT + 4 + i)) != 0xff)
			return 0;
		value |= (unsigned int)byte << (8 * i);
	}
	return value;
}

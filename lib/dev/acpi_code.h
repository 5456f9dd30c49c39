/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What acpi_device.c and acpi_route.c share: devices of the DSDT by the bytes of
 * what they are made of.
 */
#ifndef LIB_DEV_ACPI_CODE_H
#define LIB_DEV_ACPI_CODE_H

#include <dev/acpi.h>

/* The objects of a Device(), without its name; or of all of the DSDT. */
struct acpi_code {
	const uint8_t *at, *end;
};

/**
 * acpi_code_device - the Device() that begins at @at
 *
 * False: there is none, or it leads past @end.
 */
bool acpi_code_device(const uint8_t *at, const uint8_t *end,
		      struct acpi_code *device);

/** acpi_code_next - one byte on, or over a device */
const uint8_t *acpi_code_next(const uint8_t *at, const uint8_t *end);

/** acpi_code_all - the whole DSDT; false: there is none */
bool acpi_code_all(const struct acpi *acpi, struct acpi_code *all);

/**
 * acpi_code_find - the @nth device (from 0) of the DSDT with Name(_HID, @hid)
 *
 * False: as many there are not.
 */
bool acpi_code_find(const struct acpi *acpi, const char *hid, unsigned int nth,
		    struct acpi_code *device);

/** acpi_code_word - 4 bytes */
uint32_t acpi_code_word(const uint8_t *at);

/** acpi_code_interrupt - Extended Interrupt descriptor of one number; 0: it is none */
uint32_t acpi_code_interrupt(const uint8_t *at, const uint8_t *end);

#endif

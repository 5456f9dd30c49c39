/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Devices of the DSDT, by the bytes of their names: Name(_HID, "TEXT"), and the
 * resources that stand between it and the next device's _HID. It takes no
 * interpreter, and does not see what a method would have to compute.
 */
#include <dev/acpi.h>

#include <string.h>

enum {
	NAME_OP = 0x08,	  /* 20.2.5.1 */
	STRING_OP = 0x0d, /* 20.2.3 */
	MEMORY32 = 0x86,  /* 6.4.3.4 Memory32Fixed: 9 bytes behind the length */
	INTERRUPT = 0x89, /* 6.4.3.6 Extended Interrupt: 6 with one number */
	MEMORY32_BYTES = 9,
	INTERRUPT_BYTES = 6,
};

static bool is_hid(const uint8_t *at, const uint8_t *end)
{
	return end - at > 6 && at[0] == NAME_OP && !memcmp(at + 1, "_HID", 4);
}

static bool is_named(const uint8_t *at, const uint8_t *end, const char *hid)
{
	size_t bytes = strlen(hid) + 1;

	return at[5] == STRING_OP && (size_t)(end - at) >= 6 + bytes &&
	       !memcmp(at + 6, hid, bytes);
}

static uint32_t word(const uint8_t *at)
{
	return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
	       (uint32_t)at[3] << 24;
}

static bool is_item(const uint8_t *at, const uint8_t *end, uint8_t tag,
		    uint8_t bytes)
{
	return end - at >= 3 + bytes && at[0] == tag && at[1] == bytes &&
	       at[2] == 0;
}

/* Up to the next device's _HID; true where there is memory. */
static bool resources(const uint8_t *at, const uint8_t *end,
		      struct acpi_resources *r)
{
	*r = (struct acpi_resources){ 0 };
	for (; at < end && !is_hid(at, end); at++)
		if (!r->bytes && is_item(at, end, MEMORY32, MEMORY32_BYTES)) {
			r->start = word(at + 4);
			r->bytes = word(at + 8);
		} else if (!r->interrupt &&
			   is_item(at, end, INTERRUPT, INTERRUPT_BYTES) &&
			   at[4] == 1) {
			r->interrupt = word(at + 5);
		}
	return r->bytes != 0;
}

bool acpi_device(const struct acpi *acpi, const char *hid, unsigned int nth,
		 struct acpi_resources *r)
{
	const struct acpi_fadt *fadt = acpi_fadt(acpi);
	const struct acpi_header *dsdt =
		fadt ? acpi_table(acpi, acpi_fadt_dsdt(fadt)) : NULL;
	const uint8_t *at, *end;

	if (!dsdt)
		return false;
	end = (const uint8_t *)dsdt + dsdt->length;
	for (at = (const uint8_t *)(dsdt + 1); at < end; at++)
		if (is_hid(at, end) && is_named(at, end, hid) && nth-- == 0)
			return resources(at + 1, end, r);
	return false;
}

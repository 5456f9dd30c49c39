/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Devices of the DSDT, by the bytes of what they are made of: a Device() that
 * begins with Name(_HID, "TEXT"), and the resource descriptors in it. It takes
 * no interpreter, and does not see what a method would have to compute.
 */
#include <dev/acpi_code.h>

#include <string.h>

enum {
	EXT_OP = 0x5b, /* 20.2.5.2, 20.2.3 */
	DEVICE_OP = 0x82,
	DEVICE_BYTES = 10, /* the least */
	NAME_BYTES = 4,
	NAME_OP = 0x08,	  /* 20.2.5.1 */
	STRING_OP = 0x0d, /* 20.2.3 */
	MEMORY32 = 0x86,  /* 6.4.3.4 Memory32Fixed: 9 bytes behind the length */
	INTERRUPT = 0x89, /* 6.4.3.6 Extended Interrupt: 6 with one number */
	DWORD_SPACE = 0x87, /* 6.4.3.5.2, 6.4.3.5.1 */
	QWORD_SPACE = 0x8a,
	SPACE_IO = 1, /* a window's type; 0: memory */
	MEMORY32_BYTES = 9,
	INTERRUPT_BYTES = 6,
};

/* 5b 82, package length, name, objects */
bool acpi_code_device(const uint8_t *at, const uint8_t *end,
		      struct acpi_code *device)
{
	unsigned int extra;
	size_t length;

	if (end - at < DEVICE_BYTES || at[0] != EXT_OP || at[1] != DEVICE_OP)
		return false;
	extra = at[2] >> 6; /* 20.2.4 */
	length = extra ? at[2] & 0xf : at[2];
	for (unsigned int i = 0; i < extra; i++)
		length |= (size_t)at[3 + i] << (4 + 8 * i);
	device->at = at + 3 + extra + NAME_BYTES;
	device->end = at + 2 + length;
	return length <= (size_t)(end - at) - 2 && device->at <= device->end;
}

static bool is_named(const struct acpi_code *device, const char *hid)
{
	const uint8_t *at = device->at;
	size_t bytes = strlen(hid) + 1;

	return (size_t)(device->end - at) >= 6 + bytes && at[0] == NAME_OP &&
	       !memcmp(at + 1, "_HID", 4) && at[5] == STRING_OP &&
	       !memcmp(at + 6, hid, bytes);
}

const uint8_t *acpi_code_next(const uint8_t *at, const uint8_t *end)
{
	struct acpi_code inner;

	return acpi_code_device(at, end, &inner) ? inner.end : at + 1;
}

uint32_t acpi_code_word(const uint8_t *at)
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

uint32_t acpi_code_interrupt(const uint8_t *at, const uint8_t *end)
{
	return is_item(at, end, INTERRUPT, INTERRUPT_BYTES) && at[4] == 1 ?
		       acpi_code_word(at + 5) :
		       0;
}

bool acpi_code_all(const struct acpi *acpi, struct acpi_code *all)
{
	const struct acpi_fadt *fadt = acpi_fadt(acpi);
	const struct acpi_header *dsdt =
		fadt ? acpi_table(acpi, acpi_fadt_dsdt(fadt)) : NULL;

	if (!dsdt)
		return false;
	all->at = (const uint8_t *)(dsdt + 1);
	all->end = (const uint8_t *)dsdt + dsdt->length;
	return true;
}

bool acpi_code_find(const struct acpi *acpi, const char *hid, unsigned int nth,
		    struct acpi_code *device)
{
	struct acpi_code all;

	if (!acpi_code_all(acpi, &all))
		return false;
	for (; all.at < all.end; all.at++)
		if (acpi_code_device(all.at, all.end, device) &&
		    is_named(device, hid) && nth-- == 0)
			return true;
	return false;
}

bool acpi_device(const struct acpi *acpi, const char *hid, unsigned int nth,
		 struct acpi_resources *r)
{
	struct acpi_code d;

	*r = (struct acpi_resources){ 0 };
	if (!acpi_code_find(acpi, hid, nth, &d))
		return false;
	for (; d.at < d.end; d.at = acpi_code_next(d.at, d.end))
		if (!r->bytes &&
		    is_item(d.at, d.end, MEMORY32, MEMORY32_BYTES)) {
			r->start = acpi_code_word(d.at + 4);
			r->bytes = acpi_code_word(d.at + 8);
		} else if (!r->interrupt) {
			r->interrupt = acpi_code_interrupt(d.at, d.end);
		}
	return r->bytes != 0;
}

static uint64_t number_at(const uint8_t *at, unsigned int size)
{
	const uint64_t high = size == 8 ? acpi_code_word(at + 4) : 0;

	return high << 32 | acpi_code_word(at);
}

/* 6.4.3.5: type, two of flags, then five numbers: granularity and the rest. */
static bool is_window(const uint8_t *at, const uint8_t *end, unsigned int size,
		      struct acpi_window *window)
{
	const uint8_t tag = size == 8 ? QWORD_SPACE : DWORD_SPACE;
	uint64_t number[5] = { 0 };

	if (!is_item(at, end, tag, (uint8_t)(3 + 5 * size)) || at[3] > SPACE_IO)
		return false;
	for (unsigned int i = 0; i < 5; i++)
		number[i] = number_at(at + 6 + i * size, size);
	*window = (struct acpi_window){ .is_io = at[3] == SPACE_IO,
					.start = number[1],
					.bytes = number[4],
					.translation = number[3] };
	return number[4] && number[2] - number[1] + 1 == number[4];
}

bool acpi_window(const struct acpi *acpi, const char *hid, unsigned int nth,
		 struct acpi_window *window)
{
	struct acpi_code d;

	if (!acpi_code_find(acpi, hid, 0, &d))
		return false;
	for (; d.at < d.end; d.at = acpi_code_next(d.at, d.end))
		if ((is_window(d.at, d.end, 4, window) ||
		     is_window(d.at, d.end, 8, window)) &&
		    nth-- == 0)
			return true;
	return false;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* _PRT of a host bridge, on byte code written by hand from ACPI 6.5, chapter 20. */
#include <dev/acpi.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum {
	RSDP = 0x10, /* addresses of a fake machine's memory, which follow */
	RSDT = 0x40,
	FADT = 0x80,
	DSDT = 0x100,
	MEMORY = 0x400,
};

static uint8_t memory[MEMORY];
static uint8_t *dsdt; /* of exactly its size, so that ASan sees a read past it */
static size_t dsdt_bytes;

static const void *map(paddr_t phys, size_t bytes)
{
	if (phys == DSDT)
		return bytes <= dsdt_bytes ? dsdt : NULL;
	return phys + bytes <= MEMORY ? memory + phys : NULL;
}

static void seal(struct acpi_header *h, const char *signature, size_t bytes)
{
	memcpy(h->signature, signature, 4);
	h->length = (uint32_t)bytes;
	h->checksum = 0;
	h->checksum = (uint8_t)-acpi_sum(h, bytes);
}

static void open(struct acpi *acpi, const char *aml, size_t bytes)
{
	struct acpi_rsdp *rsdp = (void *)(memory + RSDP);
	struct acpi_header *rsdt = (void *)(memory + RSDT);
	struct acpi_fadt *fadt = (void *)(memory + FADT);
	const uint32_t entry = FADT;

	memset(memory, 0, sizeof(memory));
	memcpy(rsdp->signature, "RSD PTR ", 8);
	rsdp->rsdt = RSDT;
	rsdp->checksum = (uint8_t)-acpi_sum(rsdp, ACPI_RSDP_V1_BYTES);
	memcpy(rsdt + 1, &entry, sizeof(entry));
	seal(rsdt, "RSDT", sizeof(*rsdt) + sizeof(entry));
	fadt->dsdt = DSDT;
	seal(&fadt->header, "FACP", 116);
	dsdt_bytes = sizeof(struct acpi_header) + bytes;
	dsdt = test_malloc(dsdt_bytes);
	memset(dsdt, 0, sizeof(struct acpi_header));
	memcpy(dsdt + sizeof(struct acpi_header), aml, bytes);
	seal((void *)dsdt, "DSDT", dsdt_bytes);
	assert_int_equal(acpi_open(acpi, RSDP, map), 0);
}

/* ------------------------------------------------------------- byte code ---- */

static uint8_t aml[512];
static size_t used;

static void put(const void *bytes, size_t nr)
{
	memcpy(aml + used, bytes, nr);
	used += nr;
}

#define PUT(text) put(text, sizeof(text) - 1)

/* A package length of two bytes, which end() fills in. */
static size_t begin(const char *what, size_t bytes)
{
	put(what, bytes);
	used += 2;
	return used - 2;
}

#define BEGIN(text) begin(text, sizeof(text) - 1)

static void end(size_t at)
{
	const size_t length = used - at;

	aml[at] = (uint8_t)(0x40 | (length & 0xf));
	aml[at + 1] = (uint8_t)(length >> 4);
}

/* Package(4) { device << 16 | 0xffff, pin, source, index } */
static void put_row(uint8_t device, uint8_t pin, const char *source,
		    size_t bytes, uint8_t index)
{
	size_t row = BEGIN("\x12");

	PUT("\x04\x0c\xff\xff");
	put((uint8_t[]){ device, 0, 0x0a, pin }, 4);
	put(source, bytes);
	put((uint8_t[]){ 0x0a, index }, 2);
	end(row);
}

#define ROW(device, pin, source, index) \
	put_row(device, pin, source, sizeof(source) - 1, index)

/* Its _PRS is another than its _CRS. */
static void put_link(const char *name, uint8_t intid)
{
	size_t link = BEGIN("\x5b\x82"), buffer;

	put(name, 4);
	PUT("\x08_HID\x0dPNP0C0F\0");
	for (unsigned int i = 0; i < 2; i++) {
		put(i ? "\x08_CRS" : "\x08_PRS", 5);
		buffer = BEGIN("\x11");
		PUT("\x0a\x0b\x89\x06\0\x0d\x01");
		put((uint8_t[]){ (uint8_t)(i ? intid : 99), 0, 0, 0 }, 4);
		PUT("\x79\0");
		end(buffer);
	}
	end(link);
}

/* A Package, 0x12, or a VarPackage, 0x13. */
static void put_bridge(uint8_t op)
{
	size_t bridge = BEGIN("\x5b\x82"), prt;

	PUT("PCI0\x08_HID\x0dPNP0A08\0\x08_PRT");
	prt = begin((const char *)&op, 1);
	put(op == 0x13 ? "\x0a\x06" : "\x06", op == 0x13 ? 2 : 1);
	ROW(2, 0, "LNKA", 0);
	ROW(2, 1, "LNKB", 0);
	ROW(3, 1, "\0", 47);
	ROW(4, 0, "LNKC", 0);
	ROW(6, 0, "LNKD", 0);
	ROW(5, 0, "\\LNKA", 0);
	end(prt);
	put_link("LNKA", 35);
	put_link("LNKB", 36);
	end(bridge);
	put_link("LNKC", 37);
}

static unsigned int intx(uint8_t op, unsigned int device, unsigned int pin)
{
	struct acpi acpi;
	unsigned int intid;

	used = 0;
	put_bridge(op);
	open(&acpi, (const char *)aml, used);
	intid = acpi_intx(&acpi, "PNP0A08", device, pin);
	test_free(dsdt);
	return intid;
}

static void leads(void **state)
{
	(void)state;
	for (uint8_t op = 0x12; op <= 0x13; op++) {
		assert_int_equal(intx(op, 2, 0), 35);
		assert_int_equal(intx(op, 2, 1), 36);
		assert_int_equal(intx(op, 3, 1), 47);
		assert_int_equal(intx(op, 2, 2), 0);
		assert_int_equal(intx(op, 3, 0), 0);
		assert_int_equal(intx(op, 1, 0), 0);
		assert_int_equal(intx(op, 4, 0), 37); /* around the bridge */
		assert_int_equal(intx(op, 6, 0), 0);  /* nowhere */
		assert_int_equal(intx(op, 5, 0), 0);  /* a path */
	}
}

static void no_such_bridge(void **state)
{
	struct acpi acpi;

	(void)state;
	used = 0;
	put_bridge(0x12);
	open(&acpi, (const char *)aml, used);
	assert_int_equal(acpi_intx(&acpi, "PNP0A03", 2, 0), 0);
	test_free(dsdt);
}

/* Whatever byte is another one, nothing outside of the table is read. */
static void damaged(void **state)
{
	static const uint8_t values[] = { 0x00, 0x12, 0x3f, 0x4f, 0xff };
	struct acpi acpi;

	(void)state;
	used = 0;
	put_bridge(0x12);
	for (size_t i = 0; i < used * sizeof(values); i++) {
		uint8_t *byte = aml + i / sizeof(values), old = *byte;

		*byte = values[i % sizeof(values)];
		open(&acpi, (const char *)aml, used);
		for (unsigned int device = 2; device < 7; device++)
			(void)acpi_intx(&acpi, "PNP0A08", device, device == 3);
		test_free(dsdt);
		*byte = old;
	}
}

static void cut(void **state)
{
	struct acpi acpi;

	(void)state;
	used = 0;
	put_bridge(0x12);
	for (size_t bytes = 0; bytes < used; bytes++) {
		open(&acpi, (const char *)aml, bytes);
		(void)acpi_intx(&acpi, "PNP0A08", 2, 1);
		test_free(dsdt);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leads),
		cmocka_unit_test(no_such_bridge),
		cmocka_unit_test(damaged),
		cmocka_unit_test(cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

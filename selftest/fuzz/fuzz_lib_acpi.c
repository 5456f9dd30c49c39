/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ACPI tables and AML as a hostile machine could give them. The input is the
 * machine's memory from address 0 on; its first two bytes say where the RSDP is.
 * Checksums are mended on the way, or hardly any input would get behind them.
 */
#include <dev/acpi.h>
#include <dev/aml.h>
#include <dev/iort.h>

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static uint8_t *memory;
static size_t memory_bytes;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The last byte of what was asked for makes the sum right. */
static const void *map(paddr_t phys, size_t bytes)
{
	uint8_t *p = memory + phys;

	if (phys > memory_bytes || bytes > memory_bytes - phys)
		return NULL;
	if (bytes == ACPI_RSDP_V1_BYTES || bytes == ACPI_RSDP_V2_BYTES ||
	    bytes > sizeof(struct acpi_header))
		p[bytes - 1] -= acpi_sum(p, bytes);
	return p;
}

static void walk_madt(const struct acpi_madt *madt)
{
	const struct acpi_madt_entry *e = NULL;
	uint32_t id;

	if (!madt || madt->header.length < sizeof(*madt))
		return;
	while ((e = acpi_madt_next(madt, e)))
		(void)acpi_madt_cpu(e, &id);
}

static void walk_byte_code(const struct acpi_header *table)
{
	const uint8_t *aml = (const void *)(table + 1);
	struct aml_fault fault;
	uint64_t value;

	if (!table)
		return;
	if (aml_check(aml, table->length - sizeof(*table), &fault) &&
	    (!fault.what || fault.offset > table->length))
		abort();
	(void)aml_find_integer(aml, table->length - sizeof(*table), "_CBA",
			       &value);
}

static void walk_iort(const struct iort *iort)
{
	struct iort_fault fault;
	struct iort_route route;

	if (!iort)
		return;
	if (iort_check(iort, &fault)) {
		if (!fault.what)
			abort();
		return;
	}
	(void)iort_smmu(iort);
	for (uint32_t rid = 0; rid < 0x10000; rid += 0x1111)
		(void)iort_route(iort, rid & 1, (uint16_t)rid, &route);
}

static void walk(const struct acpi *acpi)
{
	const struct acpi_fadt *fadt = acpi_fadt(acpi);
	const struct acpi_mcfg *mcfg = acpi_find(acpi, "MCFG", 0);
	struct acpi_resources resources;
	struct acpi_window window;
	uint8_t types[2];

	for (unsigned int i = 0; i < acpi->nr_tables; i++)
		(void)acpi_table(acpi, acpi_table_phys(acpi, i));
	walk_madt(acpi_find(acpi, "APIC", 0));
	walk_byte_code(acpi_find(acpi, "SSDT", 0));
	walk_iort(acpi_find(acpi, "IORT", 0));
	if (mcfg)
		(void)acpi_mcfg_nr(mcfg);
	if (!fadt)
		return;
	walk_byte_code(acpi_table(acpi, acpi_fadt_dsdt(fadt)));
	(void)acpi_fadt_facs(fadt);
	(void)acpi_fadt_pm_timer(fadt);
	(void)acpi_sleep_types(acpi, 5, types);
	(void)acpi_device(acpi, "LNRO0005", 1, &resources);
	(void)acpi_window(acpi, "PNP0A08", 2, &window);
	(void)acpi_intx(acpi, "PNP0A08", 1, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct acpi acpi;

	if (size < 2)
		return 0;
	memory = malloc(size);
	if (!memory)
		abort();
	memcpy(memory, data, size);
	memory_bytes = size;
	if (!acpi_open(&acpi, (paddr_t)(data[0] | data[1] << 8), map))
		walk(&acpi);
	free(memory);
	return 0;
}

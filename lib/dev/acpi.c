/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dev/acpi.h>

#include <dev/aml.h>

#include <errno.h>
#include <string.h>

uint8_t acpi_sum(const void *bytes, size_t len)
{
	const uint8_t *p = bytes;
	uint8_t sum = 0;

	while (len--)
		sum += *p++;
	return sum;
}

const struct acpi_header *acpi_table_header(const struct acpi *acpi,
					    paddr_t phys)
{
	return phys ? acpi->map(phys, sizeof(struct acpi_header)) : NULL;
}

const struct acpi_header *acpi_table(const struct acpi *acpi, paddr_t phys)
{
	const struct acpi_header *table = acpi_table_header(acpi, phys);
	uint32_t length;

	if (!table)
		return NULL;
	length = table->length;
	if (length < sizeof(*table) || length > ACPI_TABLE_MAX)
		return NULL;
	table = acpi->map(phys, length);
	return table && acpi_sum(table, length) == 0 ? table : NULL;
}

const struct acpi_header *acpi_root_open(const struct acpi *acpi, paddr_t phys,
					 const char *signature)
{
	const struct acpi_header *table = acpi_table(acpi, phys);

	return table && !memcmp(table->signature, signature, 4) ? table : NULL;
}

static void acpi_set_root(struct acpi *acpi, paddr_t phys,
			  const char *signature, unsigned int entry_bytes)
{
	acpi->root = acpi_root_open(acpi, phys, signature);
	acpi->entry_bytes = entry_bytes;
	if (acpi->root)
		acpi->nr_tables = (acpi->root->length - sizeof(*acpi->root)) /
				  entry_bytes;
}

int acpi_open(struct acpi *acpi, paddr_t rsdp_phys,
	      const void *(*map)(paddr_t phys, size_t bytes))
{
	const struct acpi_rsdp *rsdp;

	*acpi = (struct acpi){ .map = map };
	rsdp = rsdp_phys ? map(rsdp_phys, ACPI_RSDP_V1_BYTES) : NULL;
	if (!rsdp || memcmp(rsdp->signature, "RSD PTR ", 8))
		return -ENOENT;
	if (acpi_sum(rsdp, ACPI_RSDP_V1_BYTES))
		return -EINVAL;
	if (rsdp->revision >= 2) {
		rsdp = map(rsdp_phys, ACPI_RSDP_V2_BYTES);
		if (!rsdp || rsdp->length < ACPI_RSDP_V2_BYTES ||
		    acpi_sum(rsdp, ACPI_RSDP_V2_BYTES))
			return -EINVAL;
		acpi_set_root(acpi, rsdp->xsdt, "XSDT", 8);
	}
	acpi->rsdp = rsdp;
	if (!acpi->root)
		acpi_set_root(acpi, rsdp->rsdt, "RSDT", 4);
	return acpi->root ? 0 : -EINVAL;
}

paddr_t acpi_table_phys(const struct acpi *acpi, unsigned int index)
{
	const uint8_t *entry = (const uint8_t *)(acpi->root + 1) +
			       (size_t)index * acpi->entry_bytes;
	uint64_t address = 0; /* tables are little-endian and unaligned */

	for (unsigned int i = acpi->entry_bytes; i--;)
		address = address << 8 | entry[i];
	return address;
}

const void *acpi_find(const struct acpi *acpi, const char *signature,
		      unsigned int nth)
{
	for (unsigned int i = 0; i < acpi->nr_tables; i++) {
		paddr_t phys = acpi_table_phys(acpi, i);
		const struct acpi_header *h = acpi_table_header(acpi, phys);

		if (h && !memcmp(h->signature, signature, 4) && nth-- == 0)
			return acpi_table(acpi, phys);
	}
	return NULL;
}

/* ------------------------------------------------------------- FADT ---- */

const struct acpi_fadt *acpi_fadt(const struct acpi *acpi)
{
	const struct acpi_fadt *fadt = acpi_find(acpi, "FACP", 0);

	/* ACPI 1.0's 116 bytes are the least there ever was */
	return fadt && acpi_fadt_has(fadt, flags) ? fadt : NULL;
}

paddr_t acpi_fadt_dsdt(const struct acpi_fadt *fadt)
{
	if (acpi_fadt_has(fadt, x_dsdt) && fadt->x_dsdt)
		return fadt->x_dsdt;
	return fadt->dsdt;
}

paddr_t acpi_fadt_facs(const struct acpi_fadt *fadt)
{
	if (acpi_fadt_has(fadt, x_firmware_ctrl) && fadt->x_firmware_ctrl)
		return fadt->x_firmware_ctrl;
	return fadt->firmware_ctrl;
}

/* The X_ register where the table has it and it is set, else an I/O port. */
static struct acpi_gas fadt_block(bool has_x, struct acpi_gas x, uint32_t port,
				  uint8_t bytes)
{
	if (has_x && x.address)
		return x;
	return (struct acpi_gas){ .space = ACPI_SPACE_IO,
				  .bit_width = bytes * 8,
				  .address = port };
}

struct acpi_gas acpi_fadt_pm_timer(const struct acpi_fadt *fadt)
{
	bool has_x = acpi_fadt_has(fadt, x_pm_tmr_blk);

	return fadt_block(has_x,
			  has_x ? fadt->x_pm_tmr_blk : (struct acpi_gas){ 0 },
			  fadt->pm_tmr_blk, fadt->pm_tmr_len);
}

struct acpi_gas acpi_fadt_pm1_cnt(const struct acpi_fadt *fadt, char a_or_b)
{
	bool has_x = acpi_fadt_has(fadt, x_pm1b_cnt_blk);
	struct acpi_gas x = { 0 };

	if (has_x)
		x = a_or_b == 'a' ? fadt->x_pm1a_cnt_blk : fadt->x_pm1b_cnt_blk;
	return fadt_block(has_x, x,
			  a_or_b == 'a' ? fadt->pm1a_cnt_blk :
					  fadt->pm1b_cnt_blk,
			  fadt->pm1_cnt_len);
}

/* ------------------------------------------------------- MADT, MCFG ---- */

const struct acpi_madt_entry *
acpi_madt_next(const struct acpi_madt *madt,
	       const struct acpi_madt_entry *entry)
{
	size_t offset = sizeof(*madt);

	if (entry)
		offset = (size_t)((const char *)entry - (const char *)madt) +
			 entry->length;
	if (offset + sizeof(*entry) > madt->header.length)
		return NULL;
	entry = (const void *)((const char *)madt + offset);
	if (entry->length < sizeof(*entry) ||
	    offset + entry->length > madt->header.length)
		return NULL;
	return entry;
}

bool acpi_madt_cpu(const struct acpi_madt_entry *entry, uint32_t *apic_id)
{
	const struct acpi_madt_local_apic *apic = (const void *)entry;
	const struct acpi_madt_local_x2apic *x2apic = (const void *)entry;

	if (entry->type == ACPI_MADT_LOCAL_APIC &&
	    entry->length >= sizeof(*apic)) {
		*apic_id = apic->apic_id;
		return apic->flags & ACPI_MADT_CPU_ENABLED;
	}
	if (entry->type == ACPI_MADT_LOCAL_X2APIC &&
	    entry->length >= sizeof(*x2apic)) {
		*apic_id = x2apic->x2apic_id;
		return x2apic->flags & ACPI_MADT_CPU_ENABLED;
	}
	return false;
}

unsigned int acpi_mcfg_nr(const struct acpi_mcfg *mcfg)
{
	if (mcfg->header.length < sizeof(*mcfg))
		return 0;
	return (mcfg->header.length - sizeof(*mcfg)) /
	       sizeof(mcfg->allocation[0]);
}

/* ------------------------------------------------------- sleep types ---- */

static int table_sleep_types(const struct acpi_header *table,
			     unsigned int state, uint8_t types[2])
{
	char name[4] = { '_', 'S', (char)('0' + state), '_' };
	uint64_t values[2];

	if (!table)
		return -ENOENT;
	if (aml_find_package((const uint8_t *)(table + 1),
			     table->length - sizeof(*table), name, values,
			     2) < 2)
		return -ENOENT;
	types[0] = (uint8_t)values[0];
	types[1] = (uint8_t)values[1];
	return 0;
}

int acpi_sleep_types(const struct acpi *acpi, unsigned int state,
		     uint8_t types[2])
{
	const struct acpi_fadt *fadt = acpi_fadt(acpi);
	const struct acpi_header *ssdt;

	if (!fadt)
		return -ENOENT;
	if (!table_sleep_types(acpi_table(acpi, acpi_fadt_dsdt(fadt)), state,
			       types))
		return 0;
	for (unsigned int i = 0; (ssdt = acpi_find(acpi, "SSDT", i)); i++) {
		if (!table_sleep_types(ssdt, state, types))
			return 0;
	}
	return -ENOENT;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RSDP, RSDT, XSDT and what every table has in common.
 *
 * ACPI 6.5, 5.2.5 to 5.2.8; Arm, Base Boot Requirements (DEN 0044), 8.3.
 */
#include "suite.h"

#include <dev/aml.h>
#include <string.h>

static bool probe_acpi(void)
{
	return acpi_system() != NULL;
}

const struct feature acpi_there = { "ACPI tables", "of UEFI firmware",
				    probe_acpi };

const void *table(const char *signature)
{
	const void *found = acpi_find(acpi_system(), signature, 0);

	if (!found)
		SKIP("there is no table %s", signature);
	return found;
}

const struct acpi_header *dsdt(void)
{
	const struct acpi *acpi = acpi_system();
	const struct acpi_fadt *fadt = acpi_fadt(acpi);
	const struct acpi_header *found =
		fadt ? acpi_table(acpi, acpi_fadt_dsdt(fadt)) : NULL;

	ASSERT_TRUE(found != NULL);
	return found;
}

bool is_model(void)
{
	return test_arg("qemu-model") != NULL;
}

/* Tables are little-endian and unaligned. */
static uint64_t number(const uint8_t *at, unsigned int bytes)
{
	uint64_t value = 0;

	while (bytes--)
		value = value << 8 | at[bytes];
	return value;
}

static void expect_zeros(const uint8_t *t, unsigned int from, unsigned int to)
{
	for (unsigned int i = from; i < to; i++) {
		test_context("offset %u", i);
		EXPECT_EQ(t[i], 0);
	}
	test_context("%s", "");
}

void expect_fields(const void *t, const struct field *fields, unsigned int nr,
		   unsigned int from, unsigned int to)
{
	const struct acpi_header *h = t;

	ASSERT_GE(h->length, to);
	for (unsigned int i = 0; i < nr; i++) {
		const struct field *f = &fields[i];

		expect_zeros(t, from, f->offset);
		test_context("%.4s, %s", h->signature, f->name);
		EXPECT_EQ(number((const uint8_t *)t + f->offset, f->bytes),
			  f->value);
		from = f->offset + f->bytes;
	}
	expect_zeros(t, from, to);
}

/* ------------------------------------------------------------------ root -- */

TEST(rsdp, "RSDP of revision 2: both sums are 0, and there is an XSDT")
{
	const struct acpi_rsdp *rsdp = acpi_system()->rsdp;

	EXPECT_EQ(acpi_sum(rsdp, ACPI_RSDP_V1_BYTES), 0);
	ASSERT_EQ(rsdp->revision, 2);
	EXPECT_EQ(rsdp->length, ACPI_RSDP_V2_BYTES);
	EXPECT_EQ(acpi_sum(rsdp, ACPI_RSDP_V2_BYTES), 0);
	EXPECT_NE(rsdp->xsdt, 0);
	EXPECT_EQ(acpi_system()->entry_bytes, 8);
}

TEST(root, "the XSDT's length is a whole number of entries, not 0")
{
	const struct acpi *acpi = acpi_system();
	uint32_t bytes = acpi->root->length - sizeof(struct acpi_header);

	EXPECT_GT(acpi->nr_tables, 0);
	EXPECT_EQ(bytes % acpi->entry_bytes, 0);
	EXPECT_EQ(acpi->root->revision, 1);
}

/* DBG2's first revision is 0. */
static void check_table(paddr_t phys)
{
	const struct acpi *acpi = acpi_system();
	const struct acpi_header *h = acpi_table_header(acpi, phys);

	ASSERT_TRUE(h != NULL);
	test_context("%.4s at %#llx", h->signature, (unsigned long long)phys);
	ASSERT_GE(h->length, sizeof(*h));
	ASSERT_LE(h->length, ACPI_TABLE_MAX);
	EXPECT_EQ(acpi_sum(acpi->map(phys, h->length), h->length), 0);
	for (unsigned int i = 0; i < 4; i++)
		EXPECT_TRUE(
			(h->signature[i] >= 'A' && h->signature[i] <= 'Z') ||
			(h->signature[i] >= '0' && h->signature[i] <= '9'));
	for (unsigned int i = 0; i < sizeof(h->oem_id); i++)
		EXPECT_TRUE(h->oem_id[i] >= 0x20 && h->oem_id[i] < 0x7f);
	for (unsigned int i = 0; i < sizeof(h->oem_table_id); i++)
		EXPECT_TRUE(h->oem_table_id[i] >= 0x20 &&
			    h->oem_table_id[i] < 0x7f);
}

TEST(tables, "each has a signature, a length of 36 or more and byte sum 0")
{
	const struct acpi *acpi = acpi_system();

	for (unsigned int i = 0; i < acpi->nr_tables; i++)
		check_table(acpi_table_phys(acpi, i));
	check_table(acpi_fadt_dsdt(acpi_fadt(acpi)));
	EXPECT_MEMEQ(dsdt()->signature, "DSDT", 4);
}

/* 5.2.7.1: SSDTs may be more than one. */
static const struct required {
	const char *name;
	uint8_t revision; /* that QEMU has; 0: the table may be missing */
} required[] = {
	{ "FACP", 6 }, { "APIC", 4 }, { "GTDT", 2 }, { "MCFG", 1 },
	{ "SPCR", 2 }, { "DBG2", 0 }, { "PPTT", 2 },
};

TEST_EACH(present, const struct required *r, required,
	  "a machine that boots by these tables has it, once")
{
	const struct acpi *acpi = acpi_system();
	const struct acpi_header *found = acpi_find(acpi, r->name, 0);

	ASSERT_TRUE(found != NULL);
	EXPECT_GE(found->revision, r->revision);
	EXPECT_TRUE(acpi_find(acpi, r->name, 1) == NULL);
}

/* Usable RAM is ours to overwrite. */
static bool is_usable(paddr_t phys, uint64_t bytes)
{
	const struct boot_info *info = arch_boot_info();

	for (unsigned int i = 0; i < info->nr_ram; i++)
		if (phys < info->ram[i].end &&
		    info->ram[i].start < phys + bytes)
			return true;
	return false;
}

TEST(places, "no table stands in memory that the map calls usable")
{
	const struct acpi *acpi = acpi_system();

	for (unsigned int i = 0; i < acpi->nr_tables; i++) {
		const paddr_t phys = acpi_table_phys(acpi, i);
		const struct acpi_header *h = acpi_table_header(acpi, phys);

		test_context("%.4s", h->signature);
		EXPECT_FALSE(is_usable(phys, h->length));
	}
	EXPECT_FALSE(
		is_usable(acpi_fadt_dsdt(acpi_fadt(acpi)), dsdt()->length));
}

TEST(dsdt_aml, "the DSDT's byte code is well-formed")
{
	const struct acpi_header *block = dsdt();
	struct aml_fault fault = { 0 };

	ASSERT_GT(block->length, sizeof(*block));
	EXPECT_GE(block->revision, 2); /* integers of 64 bits */
	if (aml_check((const uint8_t *)(block + 1),
		      block->length - sizeof(*block), &fault))
		test_note("at byte %#lx: %s",
			  (unsigned long)(fault.offset + sizeof(*block)),
			  fault.what);
	EXPECT_TRUE(fault.what == NULL);
}

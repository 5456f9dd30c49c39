/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RSDP, RSDT, XSDT and what every table has in common.
 *
 * ACPI 6.5, 5.2.5 to 5.2.8.
 */
#include <dev/acpi.h>
#include <dev/fwcfg.h>
#include <string.h>
#include <test/test.h>
#include <x86/devices.h>
#include <x86/features.h>

TEST_SUITE("acpi-tables", .summary = "ACPI tables are well-formed and true",
	   .needs = NEEDS(&x86_acpi));

TEST(rsdp_place, "on a 16-byte boundary, and found by the scan of BIOS memory")
{
	paddr_t told = arch_boot_info()->acpi_rsdp;
	paddr_t found = acpi_scan_rsdp();

	EXPECT_NE(found, 0);
	EXPECT_EQ(found & 15, 0);
	if (told)
		EXPECT_EQ(told, found);
}

TEST(rsdp_checksum, "20 bytes add up to 0, and 36 from revision 2 on")
{
	const struct acpi_rsdp *rsdp = acpi_system()->rsdp;

	EXPECT_EQ(acpi_sum(rsdp, ACPI_RSDP_V1_BYTES), 0);
	EXPECT_NE(rsdp->revision, 1); /* there is 0 (ACPI 1.0), then 2 */
	if (rsdp->revision < 2)
		return;
	EXPECT_EQ(rsdp->length, ACPI_RSDP_V2_BYTES);
	EXPECT_EQ(acpi_sum(rsdp, ACPI_RSDP_V2_BYTES), 0);
	EXPECT_NE(rsdp->xsdt, 0);
}

TEST(root_length, "the root table's length is a whole number of entries, not 0")
{
	const struct acpi *acpi = acpi_system();
	uint32_t bytes = acpi->root->length - sizeof(struct acpi_header);

	EXPECT_GT(acpi->nr_tables, 0);
	EXPECT_EQ(bytes % acpi->entry_bytes, 0);
	EXPECT_EQ(acpi->root->revision, 1);
}

TEST(rsdt_xsdt, "RSDT and XSDT list the same tables")
{
	const struct acpi *acpi = acpi_system();
	const struct acpi_header *rsdt, *xsdt;
	unsigned int nr;

	if (acpi->rsdp->revision < 2 || !acpi->rsdp->rsdt)
		SKIP("there is only one of them");
	rsdt = acpi_root_open(acpi, acpi->rsdp->rsdt, "RSDT");
	xsdt = acpi_root_open(acpi, acpi->rsdp->xsdt, "XSDT");
	ASSERT_TRUE(rsdt != NULL);
	ASSERT_TRUE(xsdt != NULL);
	nr = (rsdt->length - sizeof(*rsdt)) / 4;
	ASSERT_EQ(nr, (xsdt->length - sizeof(*xsdt)) / 8);
	for (unsigned int i = 0; i < nr; i++) {
		const struct acpi old = { .root = rsdt, .entry_bytes = 4 };
		const struct acpi new = { .root = xsdt, .entry_bytes = 8 };

		test_context("entry %u", i);
		EXPECT_EQ(acpi_table_phys(&new, i), acpi_table_phys(&old, i));
	}
}

/* ----------------------------------------------------------- each table ---- */

static bool is_signature_char(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* A shorter string is padded with zeros, at its end only. */
static bool is_printable(const char *text, size_t len)
{
	while (len > 1 && !text[len - 1])
		len--;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < 0x20 || text[i] > 0x7e)
			return false;
	}
	return true;
}

/* Its header; the rest of the case's checks need it. */
static const struct acpi_header *checked_header(paddr_t phys)
{
	const struct acpi_header *h = acpi_table_header(acpi_system(), phys);

	ASSERT_TRUE(h != NULL);
	test_context("%.4s at %#llx", h->signature, (unsigned long long)phys);
	return h;
}

static void check_table(paddr_t phys)
{
	const struct acpi *acpi = acpi_system();
	const struct acpi_header *h = checked_header(phys);

	for (unsigned int i = 0; i < 4; i++)
		EXPECT_TRUE(is_signature_char(h->signature[i]));
	ASSERT_GE(h->length, sizeof(*h));
	ASSERT_LE(h->length, ACPI_TABLE_MAX);
	EXPECT_GT(h->revision, 0);
	EXPECT_TRUE(is_printable(h->oem_id, sizeof(h->oem_id)));
	EXPECT_TRUE(is_printable(h->oem_table_id, sizeof(h->oem_table_id)));
	EXPECT_EQ(acpi_sum(acpi->map(phys, h->length), h->length), 0);
}

TEST(tables, "each has a signature, a length of 36 or more and byte sum 0")
{
	const struct acpi *acpi = acpi_system();

	for (unsigned int i = 0; i < acpi->nr_tables; i++)
		check_table(acpi_table_phys(acpi, i));
}

TEST(dsdt, "the DSDT has its signature, a length of 36 or more and byte sum 0",
     .needs = NEEDS(&x86_fadt))
{
	paddr_t phys = acpi_fadt_dsdt(acpi_fadt(acpi_system()));

	check_table(phys);
	EXPECT_MEMEQ(checked_header(phys)->signature, "DSDT", 4);
}

TEST(once, "only SSDTs, PSDTs and OEM tables come more than once")
{
	const struct acpi *acpi = acpi_system();

	for (unsigned int i = 0; i < acpi->nr_tables; i++) {
		const struct acpi_header *h =
			checked_header(acpi_table_phys(acpi, i));
		char signature[5] = "";

		memcpy(signature, h->signature, 4);
		if (!strcmp(signature, "SSDT") || !strcmp(signature, "PSDT") ||
		    !strncmp(signature, "OEM", 3))
			continue;
		EXPECT_TRUE(acpi_find(acpi, signature, 0) != NULL);
		EXPECT_TRUE(acpi_find(acpi, signature, 1) == NULL);
	}
}

/* ----------------------------------------------------- where they stand ---- */

struct e820_entry {
	uint64_t address;
	uint64_t length;
	uint32_t type;
} __attribute__((packed));

enum {
	E820_MAX = 64,
	E820_RAM = 1
};

/* Whether the hypervisor says that RAM is there: the guest's map hides it. */
static bool is_ram(paddr_t phys, uint64_t bytes)
{
	struct e820_entry e[E820_MAX];
	struct fwcfg_file file;

	ASSERT_TRUE(fwcfg_find("etc/e820", &file));
	ASSERT_LE(file.size, sizeof(e));
	fwcfg_read_item(file.key, e, file.size);
	for (unsigned int i = 0; i < file.size / sizeof(e[0]); i++) {
		if (e[i].type == E820_RAM && phys >= e[i].address &&
		    phys + bytes <= e[i].address + e[i].length)
			return true;
	}
	return false;
}

/* Usable RAM is ours to overwrite: no table may stand there. */
static bool is_usable(paddr_t phys, uint64_t bytes)
{
	const struct boot_info *info = arch_boot_info();

	for (unsigned int i = 0; i < info->nr_ram; i++) {
		if (phys < info->ram[i].end &&
		    info->ram[i].start < phys + bytes)
			return true;
	}
	return false;
}

static void check_place(paddr_t phys, uint32_t bytes)
{
	EXPECT_TRUE(is_ram(phys, bytes));
	EXPECT_FALSE(is_usable(phys, bytes));
}

TEST(places, "tables stand in RAM that the memory map does not call usable",
     .needs = NEEDS(&fwcfg_feature))
{
	const struct acpi *acpi = acpi_system();

	for (unsigned int i = 0; i < acpi->nr_tables; i++) {
		paddr_t phys = acpi_table_phys(acpi, i);

		check_place(phys, checked_header(phys)->length);
	}
}

TEST(facs, "the FACS is 64-byte aligned, 64 bytes or longer, and has no sum",
     .needs = NEEDS(&x86_acpi_fixed))
{
	const struct acpi *acpi = acpi_system();
	paddr_t phys = acpi_fadt_facs(acpi_fadt(acpi));
	const struct acpi_facs *facs = phys ? acpi->map(phys, 64) : NULL;

	ASSERT_TRUE(facs != NULL);
	EXPECT_EQ(phys & 63, 0);
	EXPECT_MEMEQ(facs->signature, "FACS", 4);
	EXPECT_GE(facs->length, sizeof(*facs));
	EXPECT_LE(facs->version, 2);
	/* nobody has asked to be woken, nobody holds the lock */
	EXPECT_EQ(facs->firmware_waking_vector, 0);
	EXPECT_EQ(facs->global_lock, 0);
}

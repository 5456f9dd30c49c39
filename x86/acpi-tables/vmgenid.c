/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The generation ID of a virtual machine: an SSDT's name VGIA leads to it
 * (Microsoft, Virtual Machine Generation ID; QEMU, specs/vmgenid).
 */
#include <arch/page.h>
#include <dev/acpi.h>
#include <string.h>
#include <test/test.h>
#include <x86/features.h>

TEST_SUITE("acpi-tables", .summary = "ACPI tables are well-formed and true",
	   .needs = NEEDS(&x86_acpi));

enum {
	GUID_OFFSET = 40, /* of the page that VGIA names */
	DWORD_PREFIX = 0x0c,
};

static const struct acpi_header *vmgenid(void)
{
	const struct acpi_header *ssdt;

	for (unsigned int i = 0;; i++) {
		ssdt = acpi_find(acpi_system(), "SSDT", i);
		if (!ssdt)
			SKIP("no SSDT is the VM generation ID's");
		if (memcmp(ssdt->oem_table_id, "VMGENID", 7) == 0)
			return ssdt;
	}
}

/* Name (VGIA, a DWORD); 0: there is none. */
static uint32_t named_address(const struct acpi_header *ssdt)
{
	static const uint8_t name[] = { 0x08, 'V', 'G', 'I', 'A', DWORD_PREFIX };
	const uint8_t *at = (const uint8_t *)(ssdt + 1);
	const uint8_t *end = (const uint8_t *)ssdt + ssdt->length;
	uint32_t address = 0;

	for (; at + sizeof(name) + sizeof(address) <= end; at++)
		if (memcmp(at, name, sizeof(name)) == 0)
			memcpy(&address, at + sizeof(name), sizeof(address));
	return address;
}

TEST(vmgenid, "VGIA leads to the generation ID, 8-byte aligned in memory")
{
	uint32_t page = named_address(vmgenid());
	uint64_t guid[2];

	ASSERT_NE(page, 0);
	EXPECT_EQ((page + GUID_OFFSET) % 8, 0);
	memcpy(guid, (const char *)phys_to_virt(page) + GUID_OFFSET,
	       sizeof(guid));
	EXPECT_EQ(guid[0], test_arg_u64("guid-0", ~guid[0]));
	EXPECT_EQ(guid[1], test_arg_u64("guid-1", ~guid[1]));
}

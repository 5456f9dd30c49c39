/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables of IOMMUs and of non-volatile memory, where a machine has those.
 *
 * Intel VT-d specification 4.0, 8; AMD I/O Virtualization Technology (IOMMU)
 * Specification 3.07, 5.2; ACPI 6.5, 5.2.25.
 */
#include <arch/io.h>
#include <dev/acpi.h>
#include <dev/pci.h>
#include <dev/pci_features.h>
#include <mm/vmap.h>
#include <string.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>

TEST_SUITE("acpi-tables", .summary = "ACPI tables are well-formed and true",
	   .needs = NEEDS(&x86_acpi));

static const struct acpi_header *table(const char *signature)
{
	const struct acpi_header *t = acpi_find(acpi_system(), signature, 0);

	if (!t)
		SKIP("there is no table %s", signature);
	return t;
}

/* A structure of 16 bits of type and length each, as DMAR and NFIT have them. */
struct part {
	uint16_t type, length;
} __attribute__((packed));

static const void *next(const struct acpi_header *t, const void *at,
			uint16_t length)
{
	const uint8_t *end = (const uint8_t *)t + t->length;
	const uint8_t *after = (const uint8_t *)at + length;

	ASSERT_GE(length, sizeof(struct part));
	ASSERT_LE(after, end);
	return after < end ? after : NULL;
}

static const struct part *first(const struct acpi_header *t, unsigned int bytes)
{
	ASSERT_GT(t->length, bytes);
	return (const void *)((const uint8_t *)t + bytes);
}

static const struct part *after(const struct acpi_header *t,
				const struct part *p)
{
	return next(t, p, p->length);
}

/* ---------------------------------------------------------------- DMAR ---- */

enum {
	DMAR_BYTES = 48,
	DMAR_DRHD = 0,
	DMAR_LAST_TYPE = 6,
	DRHD_ALL = 1,
	REMAP_VERSION = 0,
	REMAP_CAP = 8,
};

struct drhd {
	struct part part;
	uint8_t flags, size;
	uint16_t segment;
	uint64_t base;
} __attribute__((packed));

static void check_drhd(const struct drhd *unit)
{
	uint8_t *regs;

	EXPECT_GE(unit->part.length, sizeof(*unit));
	EXPECT_EQ(unit->flags & ~DRHD_ALL, 0);
	ASSERT_NE(unit->base, 0);
	ASSERT_EQ(unit->base & 0xfff, 0);
	regs = vmap_io(unit->base, 0x1000);
	/* 11.4.1: major versions so far are 1 to 6 */
	EXPECT_GE(mmio_read32(regs + REMAP_VERSION) >> 4 & 0xf, 1);
	EXPECT_EQ(mmio_read32(regs + REMAP_VERSION) >> 8, 0);
	EXPECT_NE(mmio_read32(regs + REMAP_CAP), 0);
	EXPECT_NE(mmio_read32(regs + REMAP_CAP), 0xffffffff);
}

TEST(dmar, "DMAR's structures fill it, and each remapping unit answers")
{
	const struct acpi_header *t = table("DMAR");
	const uint8_t *width = (const uint8_t *)(t + 1);
	unsigned int nr_units = 0, nr_all = 0;

	EXPECT_GE(width[0] + 1, 36);
	EXPECT_LE(width[0] + 1, 57);
	for (const struct part *p = first(t, DMAR_BYTES); p; p = after(t, p)) {
		EXPECT_LE(p->type, DMAR_LAST_TYPE);
		if (p->type != DMAR_DRHD)
			continue;
		EXPECT_EQ(nr_all, 0); /* 8.3: the one for all others is last */
		check_drhd((const struct drhd *)p);
		nr_all += ((const struct drhd *)p)->flags & DRHD_ALL;
		nr_units++;
	}
	EXPECT_GE(nr_units, 1);
}

/* ---------------------------------------------------------------- IVRS ---- */

enum {
	IVRS_BYTES = 48,
	PCI_CAP_SECURE = 0x0f,
	IOMMU_BASE_LOW = 4, /* bit 0: enable */
};

/* Types 10h, 11h and 40h; those from 20h on are memory. */
struct ivhd {
	uint8_t type, flags;
	uint16_t length;
	uint16_t device, capability;
	uint64_t base;
} __attribute__((packed));

static void check_ivhd(const struct ivhd *unit)
{
	EXPECT_EQ(pci_read8(unit->device, unit->capability), PCI_CAP_SECURE);
	EXPECT_EQ(unit->base & 0x3fff, 0);
	EXPECT_NE(unit->base, 0);
}

TEST(ivrs, "IVRS's blocks fill it, and lead to an IOMMU's capability",
     .needs = NEEDS(&pci_present))
{
	const struct acpi_header *t = table("IVRS");
	const struct ivhd *block = (const void *)first(t, IVRS_BYTES);
	unsigned int nr_units = 0;

	for (; block; block = next(t, block, block->length)) {
		if (block->type >= 0x20 && block->type <= 0x22)
			continue;
		check_ivhd(block);
		nr_units++;
	}
	EXPECT_GE(nr_units, 1);
}

/* ---------------------------------------------------------------- NFIT ---- */

enum {
	NFIT_BYTES = 40,
	NFIT_RANGE = 0,
	NFIT_LAST_TYPE = 7,
};

struct nfit_range {
	struct part part;
	uint16_t index, flags;
	uint32_t reserved, domain;
	uint8_t guid[16];
	uint64_t base, bytes;
	uint64_t attributes;
} __attribute__((packed));

/* 5.2.25.2: byte-addressable persistent memory, 66f0d379-... */
static const uint8_t persistent[16] = { 0x79, 0xd3, 0xf0, 0x66, 0xf3, 0xb4,
					0x74, 0x40, 0xac, 0x43, 0x0d, 0x33,
					0x18, 0xb7, 0x8c, 0xdb };

static void check_range(const struct nfit_range *r)
{
	const struct boot_info *boot = arch_boot_info();

	EXPECT_NE(r->index, 0);
	EXPECT_NE(r->bytes, 0);
	EXPECT_EQ((r->base | r->bytes) & 0xfff, 0);
	EXPECT_MEMEQ(r->guid, persistent, sizeof(persistent));
	for (unsigned int i = 0; i < boot->nr_ram; i++)
		EXPECT_TRUE(r->base >= boot->ram[i].end ||
			    r->base + r->bytes <= boot->ram[i].start);
}

TEST(nfit, "NFIT's structures fill it; its ranges are memory beside the RAM")
{
	const struct acpi_header *t = table("NFIT");
	uint64_t bytes = 0;

	for (const struct part *p = first(t, NFIT_BYTES); p; p = after(t, p)) {
		EXPECT_LE(p->type, NFIT_LAST_TYPE);
		if (p->type != NFIT_RANGE)
			continue;
		check_range((const struct nfit_range *)p);
		bytes += ((const struct nfit_range *)p)->bytes;
	}
	EXPECT_EQ(bytes, test_arg_u64("nvdimm", bytes));
	EXPECT_NE(bytes, 0);
}

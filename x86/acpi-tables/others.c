/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables of single devices, NUMA, and the byte code of DSDT and SSDTs.
 *
 * ACPI 6.5, 5.2.16, 5.2.17 and chapter 20; IA-PC HPET Specification 1.0a.
 */
#include <arch/io.h>
#include <dev/acpi.h>
#include <dev/aml.h>
#include <mm/vmap.h>
#include <smp.h>
#include <test/test.h>
#include <x86/devices.h>
#include <x86/features.h>

TEST_SUITE("acpi-tables", .summary = "ACPI tables are well-formed and true",
	   .needs = NEEDS(&x86_acpi));

/* Whether a machine has a table is no fault; the case is then not for it. */
static const void *table(const char *signature)
{
	const void *t = acpi_find(acpi_system(), signature, 0);

	if (!t)
		SKIP("there is no table %s", signature);
	return t;
}

TEST(hpet, "the HPET table's block id is what the device's register says",
     .needs = NEEDS(&x86_hpet))
{
	const struct acpi_hpet *hpet = table("HPET");
	uint8_t *regs;

	EXPECT_EQ(hpet->base.space, ACPI_SPACE_MEMORY);
	EXPECT_EQ(hpet->hpet_number, 0);
	regs = vmap_io(hpet->base.address, 0x400);
	EXPECT_EQ(mmio_read32(regs), hpet->event_timer_block_id);
	/* the period, in femtoseconds, is at most 100 ns: 2.3.4 */
	EXPECT_LE(mmio_read32(regs + 4), 0x05f5e100);
	EXPECT_NE(mmio_read32(regs + 4), 0);
}

TEST(waet, "WAET's reserved flags are 0")
{
	const struct acpi_header *waet = table("WAET");

	ASSERT_EQ(waet->length, 40);
	EXPECT_EQ(((const uint32_t *)(waet + 1))[0] & ~3u, 0);
}

/* ---------------------------------------------------------------- NUMA ---- */

struct srat {
	struct acpi_header header;
	uint32_t reserved1;
	uint64_t reserved2;
} __attribute__((packed));

/* 5.2.16.2 Memory affinity structure */
struct srat_memory {
	uint8_t type; /* 1 */
	uint8_t length;
	uint32_t domain;
	uint16_t reserved1;
	uint64_t base;
	uint64_t bytes;
	uint32_t reserved2;
	uint32_t flags; /* bit 0: enabled */
	uint64_t reserved3;
} __attribute__((packed));

enum {
	SRAT_CPU = 0,
	SRAT_MEMORY = 1,
	SRAT_X2APIC = 2
};

static const uint8_t *srat_next(const struct srat *srat, const uint8_t *e)
{
	const uint8_t *end = (const uint8_t *)srat + srat->header.length;

	e = e ? e + e[1] : (const uint8_t *)(srat + 1);
	return end - e >= 2 && e[1] >= 2 && end - e >= e[1] ? e : NULL;
}

/* The end of the enabled range that holds @address; @address: there is none. */
static uint64_t srat_end(const struct srat *srat, uint64_t address)
{
	const uint8_t *e = NULL;

	while ((e = srat_next(srat, e))) {
		const struct srat_memory *m = (const void *)e;

		if (m->type == SRAT_MEMORY && m->length == sizeof(*m) &&
		    (m->flags & 1) && address >= m->base &&
		    address - m->base < m->bytes)
			return m->base + m->bytes;
	}
	return address;
}

TEST(srat_memory, "SRAT's enabled memory covers all usable RAM")
{
	const struct boot_info *info = arch_boot_info();
	const struct srat *srat = table("SRAT");

	for (unsigned int i = 0; i < info->nr_ram; i++) {
		uint64_t at = info->ram[i].start, next;

		test_context("RAM range %u", i);
		while (at < info->ram[i].end &&
		       (next = srat_end(srat, at)) != at)
			at = next;
		EXPECT_GE(at, info->ram[i].end);
	}
}

TEST(srat_overlap, "no two enabled memory ranges of SRAT overlap")
{
	const struct srat *srat = table("SRAT");
	const uint8_t *a = NULL, *b;

	while ((a = srat_next(srat, a))) {
		const struct srat_memory *m = (const void *)a;

		if (m->type != SRAT_MEMORY || !(m->flags & 1))
			continue;
		EXPECT_EQ(m->length, sizeof(*m));
		for (b = srat_next(srat, a); b; b = srat_next(srat, b)) {
			const struct srat_memory *n = (const void *)b;

			EXPECT_FALSE(n->type == SRAT_MEMORY && (n->flags & 1) &&
				     m->base < n->base + n->bytes &&
				     n->base < m->base + m->bytes);
		}
	}
}

/* 5.2.16.1 and 5.2.16.3: enabled entries, and whether one is for @id */
static bool srat_has_cpu(const struct srat *srat, uint32_t id)
{
	const uint8_t *e = NULL;

	while ((e = srat_next(srat, e))) {
		if (e[0] == SRAT_CPU && e[1] == 16 && (e[4] & 1) && e[3] == id)
			return true;
		if (e[0] == SRAT_X2APIC && e[1] == 24 && (e[12] & 1) &&
		    (e[8] | e[9] << 8) == (int)id)
			return true;
	}
	return false;
}

TEST(srat_cpus, "SRAT places every CPU")
{
	const struct srat *srat = table("SRAT");

	for (unsigned int cpu = 0; cpu < cpu_count(); cpu++) {
		test_context("CPU %u", cpu);
		EXPECT_TRUE(srat_has_cpu(srat, (uint32_t)arch_cpu_hwid(cpu)));
	}
}

struct slit {
	struct acpi_header header;
	uint64_t nr;
	uint8_t distance[];
} __attribute__((packed));

TEST(slit, "SLIT's diagonal is 10 and all other distances are more")
{
	const struct slit *slit = table("SLIT");
	uint64_t nr = slit->nr;

	ASSERT_LE(nr, 256);
	ASSERT_EQ(slit->header.length, sizeof(*slit) + nr * nr);
	for (unsigned int i = 0; i < nr; i++) {
		for (unsigned int j = 0; j < nr; j++) {
			test_context("from %u to %u", i, j);
			if (i == j)
				EXPECT_EQ(slit->distance[i * nr + j], 10);
			else
				EXPECT_GT(slit->distance[i * nr + j], 10);
		}
	}
}

TEST(slit_distances, "two nodes are as far from each other as was asked for")
{
	uint64_t there = test_arg_u64("there", 0),
		 back = test_arg_u64("back", 0);
	const struct slit *slit;

	if (!there || !back)
		SKIP("needs two nodes, and their distances in there= and back=");
	slit = table("SLIT");
	ASSERT_EQ(slit->nr, 2);
	EXPECT_EQ(slit->distance[1], there);
	EXPECT_EQ(slit->distance[2], back);
}

/* ----------------------------------------------------------- byte code ---- */

static void check_byte_code(const struct acpi_header *block, unsigned int nr)
{
	struct aml_fault fault;

	test_context("%.4s %u", block->signature, nr);
	if (aml_check((const uint8_t *)(block + 1),
		      block->length - sizeof(*block), &fault))
		test_note("at byte %#lx: %s",
			  (unsigned long)(fault.offset + sizeof(*block)),
			  fault.what);
	EXPECT_TRUE(fault.what == NULL);
}

TEST(dsdt_aml, "the DSDT's byte code is well-formed", .needs = NEEDS(&x86_fadt))
{
	const struct acpi *acpi = acpi_system();
	const struct acpi_header *dsdt =
		acpi_table(acpi, acpi_fadt_dsdt(acpi_fadt(acpi)));

	ASSERT_TRUE(dsdt != NULL);
	ASSERT_GT(dsdt->length, sizeof(*dsdt));
	check_byte_code(dsdt, 0);
}

TEST(ssdt_aml, "the byte code of every SSDT is well-formed")
{
	const struct acpi_header *ssdt = table("SSDT");

	for (unsigned int i = 0; ssdt;
	     ssdt = acpi_find(acpi_system(), "SSDT", ++i))
		check_byte_code(ssdt, i);
}

TEST(s5, "\\_S5 is a package of two sleep types of three bits",
     .needs = NEEDS(&x86_fadt))
{
	uint8_t types[2] = { 0xff, 0xff };

	EXPECT_EQ(acpi_sleep_types(acpi_system(), 5, types), 0);
	EXPECT_LE(types[0], 7);
	EXPECT_LE(types[1], 7);
}

TEST(s5_powers_off, "\\_S5's sleep types with SLP_EN power the machine off",
     .needs = NEEDS(&x86_fadt), .ends = ENDS_POWEROFF)
{
	test_ends();
	arch_end(PROTO_ENDS_KIND_POWEROFF);
}

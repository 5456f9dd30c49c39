/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The MADT against the interrupt controllers and CPUs that are there.
 *
 * ACPI 6.5, 5.2.12.
 */
#include <dev/acpi.h>
#include <smp.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/irq/apic.h>
#include <x86/irq/ioapic.h>
#include <x86/irq/pic.h>
#include <x86/msr.h>

TEST_SUITE("acpi-tables", .summary = "ACPI tables are well-formed and true",
	   .needs = NEEDS(&x86_madt));

/* Looked for once: with hundreds of CPUs it is long, and summed at each look. */
static const struct acpi_madt *madt(void)
{
	static const struct acpi_madt *found;

	if (!found)
		found = acpi_find(acpi_system(), "APIC", 0);
	return found;
}

static const void *next(const void *entry)
{
	return acpi_madt_next(madt(), entry);
}

/* Lengths that the specification gives, by type; 0: not for us to know. */
static const uint8_t lengths[] = {
	[ACPI_MADT_LOCAL_APIC] = 8,	[ACPI_MADT_IO_APIC] = 12,
	[ACPI_MADT_OVERRIDE] = 10,	[ACPI_MADT_NMI_SOURCE] = 8,
	[ACPI_MADT_LOCAL_APIC_NMI] = 6, [ACPI_MADT_LOCAL_APIC_ADDRESS] = 12,
	[ACPI_MADT_LOCAL_X2APIC] = 16,	[ACPI_MADT_LOCAL_X2APIC_NMI] = 12,
};

TEST(madt_entries,
     "entries have their type's length and fill the table exactly")
{
	const struct acpi_madt_entry *e = NULL;
	size_t bytes = sizeof(struct acpi_madt);
	unsigned int i = 0;

	while ((e = next(e))) {
		test_context("entry %u, type %u", i++, e->type);
		if (e->type < sizeof(lengths) && lengths[e->type])
			EXPECT_EQ(e->length, lengths[e->type]);
		bytes += e->length;
	}
	EXPECT_EQ(bytes, madt()->header.length);
}

TEST(madt_local_apic_address, "the local APIC's address is IA32_APIC_BASE's")
{
	uint64_t base = rdmsr(MSR_IA32_APIC_BASE) & 0x000ffffffffff000;
	const struct acpi_madt_entry *e = NULL;
	uint64_t address = madt()->local_apic_address;

	while ((e = next(e))) {
		if (e->type == ACPI_MADT_LOCAL_APIC_ADDRESS)
			address =
				((const struct acpi_madt_local_apic_address *)e)
					->address;
	}
	EXPECT_EQ(address, base);
}

/* ---------------------------------------------------------------- CPUs ---- */

TEST(madt_cpu_ids, "no two CPUs have the same id")
{
	const struct acpi_madt_entry *a = NULL, *b;
	uint32_t id, other;

	while ((a = next(a))) {
		if (!acpi_madt_cpu(a, &id))
			continue;
		test_context("APIC id %#x", id);
		for (b = next(a); b; b = next(b))
			EXPECT_FALSE(acpi_madt_cpu(b, &other) && other == id);
	}
}

TEST(madt_boot_cpu, "the CPU that runs first is listed")
{
	const struct acpi_madt_entry *e = NULL;
	uint32_t id, mine = apic_id();
	bool found = false;

	while ((e = next(e)))
		found |= acpi_madt_cpu(e, &id) && id == mine;
	EXPECT_TRUE(found);
}

static void note_apic_id(void *arg)
{
	*(uint32_t *)arg = apic_id();
}

TEST(madt_cpus, "each enabled entry is a CPU that starts and has that id")
{
	const struct acpi_madt_entry *e = NULL;
	unsigned int enabled = 0;
	uint32_t id;

	while ((e = next(e)))
		enabled += acpi_madt_cpu(e, &id);
	EXPECT_EQ(cpu_count(), enabled);
	for (unsigned int cpu = 0; cpu < cpu_count(); cpu++) {
		test_context("CPU %u", cpu);
		on_cpu(cpu, note_apic_id, &id);
		EXPECT_EQ(id, arch_cpu_hwid(cpu));
	}
}

TEST(madt_x2apic, "x2APIC entries are for ids of 255 and above: 5.2.12.12")
{
	const struct acpi_madt_entry *e = NULL;
	unsigned int plain = 0;
	uint32_t id;

	while ((e = next(e))) {
		if (!acpi_madt_cpu(e, &id))
			continue;
		test_context("APIC id %#x", id);
		EXPECT_EQ(e->type == ACPI_MADT_LOCAL_X2APIC, id >= 255);
		plain += e->type == ACPI_MADT_LOCAL_APIC;
	}
	EXPECT_GT(plain, 0);
}

/* ---------------------------------------------------------- interrupts ---- */

TEST(madt_io_apics, "each I/O APIC answers, with the id that is listed",
     .needs = NEEDS(&x86_ioapic))
{
	for (unsigned int i = 0; i < ioapic_count(); i++) {
		struct ioapic *io = ioapic(i);
		uint8_t version = (uint8_t)ioapic_read(io, IOAPIC_VERSION);

		test_context("I/O APIC at %#x", io->address);
		EXPECT_EQ(ioapic_read(io, IOAPIC_ID) >> 24 & 0xf, io->madt_id);
		EXPECT_GE(version, 0x11);
		EXPECT_LE(version, 0x2f);
		EXPECT_LE(io->nr_pins, 240);
	}
}

TEST(madt_gsi, "the I/O APICs' interrupts begin with 0 and leave no gap",
     .needs = NEEDS(&x86_ioapic))
{
	uint32_t gsi = 0;
	unsigned int pin, served = 0;

	while (ioapic_of_gsi(gsi, &pin))
		gsi++;
	for (unsigned int i = 0; i < ioapic_count(); i++)
		served += ioapic(i)->nr_pins;
	EXPECT_EQ(gsi, served);
	EXPECT_GE(gsi, 16); /* the ISA interrupts have to go somewhere */
}

TEST(madt_overrides, "overrides name ISA lines, once each, and real interrupts",
     .needs = NEEDS(&x86_ioapic))
{
	const struct acpi_madt_override *o;
	const struct acpi_madt_entry *e = NULL;
	unsigned int pin, seen = 0;

	while ((e = next(e))) {
		if (e->type != ACPI_MADT_OVERRIDE)
			continue;
		o = (const void *)e;
		test_context("source %u", o->source);
		EXPECT_EQ(o->bus, 0);
		ASSERT_LT(o->source, 16);
		EXPECT_EQ(seen >> o->source & 1, 0);
		seen |= 1u << o->source;
		EXPECT_TRUE(ioapic_of_gsi(o->gsi, &pin) != NULL);
		/* 0 and 3 are "as the bus" and explicit; 2 is reserved */
		EXPECT_NE(ACPI_INTI_POLARITY(o->flags), 2);
		EXPECT_NE(ACPI_INTI_TRIGGER(o->flags), 2);
	}
	if (!seen)
		SKIP("there are no overrides");
}

TEST(madt_timer, "the PIT's line, ISA 0, arrives at interrupt 2",
     .needs = NEEDS(&x86_ioapic, &x86_acpi_fixed))
{
	uint64_t rte;

	EXPECT_EQ(ioapic_isa_gsi(0, &rte), 2);
	EXPECT_EQ(rte, 0); /* edge, active high */
}

TEST(madt_sci, "the SCI is level-triggered: 5.2.9, SCI_INT",
     .needs = NEEDS(&x86_ioapic, &x86_acpi_fixed))
{
	uint64_t rte;

	ioapic_isa_gsi(acpi_fadt(acpi_system())->sci_int, &rte);
	EXPECT_EQ(rte & IOAPIC_RTE_LEVEL, IOAPIC_RTE_LEVEL);
}

TEST(madt_nmi, "the local APICs' NMI is LINT1 of every CPU")
{
	const struct acpi_madt_entry *e = NULL;
	unsigned int nr = 0;

	while ((e = next(e))) {
		const struct acpi_madt_local_apic_nmi *n = (const void *)e;

		if (e->type != ACPI_MADT_LOCAL_APIC_NMI)
			continue;
		nr++;
		EXPECT_EQ(n->lint, 1);
		EXPECT_EQ(n->processor_uid, 0xff);
	}
	EXPECT_EQ(nr, 1);
}

TEST(madt_pcat_compat, "PCAT_COMPAT says whether there are two 8259s")
{
	EXPECT_EQ(!!(madt()->flags & ACPI_MADT_PCAT_COMPAT), pic_present());
	EXPECT_EQ(madt()->flags & ~ACPI_MADT_PCAT_COMPAT, 0);
}

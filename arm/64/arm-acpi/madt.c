/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The MADT against the interrupt controllers and CPUs that are there: ACPI 6.5,
 * 5.2.12.14 to 5.2.12.18.
 */
#include "suite.h"

#include <arch/io.h>
#include <arm/cpu.h>
#include <arm/features.h>
#include <arm/gic.h>
#include <mm/vmap.h>
#include <smp.h>

const void *madt_next(const void *entry, enum acpi_madt_type type)
{
	const struct acpi_madt *madt = table("APIC");
	const struct acpi_madt_entry *e = entry;

	while ((e = acpi_madt_next(madt, e)))
		if (e->type == type)
			return e;
	return NULL;
}

/* GICC has grown with revisions 5.1, 6.0 and 6.5. */
static bool is_length(const struct acpi_madt_entry *e)
{
	static const uint8_t lengths[] = {
		[ACPI_MADT_GICD] = 24,
		[ACPI_MADT_GICR] = 16,
		[ACPI_MADT_MSI_FRAME] = 24,
		[ACPI_MADT_ITS] = 20,
	};

	if (e->type == ACPI_MADT_GICC)
		return e->length == 76 || e->length == 80 || e->length == 82;
	return e->type < sizeof(lengths) && e->length == lengths[e->type];
}

TEST(madt_entries,
     "entries have their type's length and fill the table exactly")
{
	const struct acpi_madt *madt = table("APIC");
	const struct acpi_madt_entry *e = NULL;
	size_t bytes = sizeof(*madt);

	EXPECT_EQ(madt->local_apic_address, 0);
	EXPECT_EQ(madt->flags, 0);
	while ((e = acpi_madt_next(madt, e))) {
		test_context("type %u", e->type);
		EXPECT_TRUE(is_length(e));
		bytes += e->length;
	}
	EXPECT_EQ(bytes, madt->header.length);
}

/* ----------------------------------------------------------- distributor -- */

TEST(madt_gicd, "there is one distributor, of the version that it says",
     .needs = NEEDS(&arm_gic))
{
	const struct acpi_madt_gicd *d = madt_next(NULL, ACPI_MADT_GICD);
	uint8_t *frame;

	ASSERT_TRUE(d != NULL);
	EXPECT_TRUE(madt_next(d, ACPI_MADT_GICD) == NULL);
	EXPECT_EQ(d->reserved, 0);
	EXPECT_EQ(d->vector_base, 0);
	EXPECT_EQ(d->id, 0);
	EXPECT_EQ(d->reserved2[0] | d->reserved2[1] | d->reserved2[2], 0);
	frame = vmap_io(d->base, 0x10000);
	EXPECT_EQ(mmio_read32(frame +
			      (d->version >= 3 ? GICD_PIDR2 : GICD_PIDR2_V2)) >>
				  4 &
			  0xf,
		  d->version);
	EXPECT_EQ(mmio_read32(frame + GICD_IIDR) & 0xfff, 0x43b);
	EXPECT_EQ(d->version >= 3, gic_version() >= 3);
}

/* ------------------------------------------------------------------ CPUs -- */

static void note_mpidr(void *arg)
{
	*(uint64_t *)arg = read_sysreg(mpidr_el1) & 0xff00ffffff;
}

const struct acpi_madt_gicc *madt_cpu(unsigned int nth)
{
	const struct acpi_madt_gicc *cpu = NULL;

	do
		cpu = madt_next(cpu, ACPI_MADT_GICC);
	while (cpu && nth--);
	return cpu;
}

TEST(madt_cpus, "each entry is a CPU that starts and has that MPIDR")
{
	unsigned int nr = 0;
	uint64_t mpidr;

	for (const struct acpi_madt_gicc *c; (c = madt_cpu(nr)); nr++) {
		test_context("CPU %u", nr);
		ASSERT_LT(nr, cpu_count());
		EXPECT_EQ(c->flags, ACPI_MADT_CPU_ENABLED);
		on_cpu(nr, note_mpidr, &mpidr);
		EXPECT_EQ(c->mpidr, mpidr);
	}
	EXPECT_EQ(nr, cpu_count());
	EXPECT_EQ(nr, test_arg_u64("cpus", nr));
}

/* The start in CPU order is QEMU's; that no two are the same is the manual's. */
TEST(madt_cpu_ids, "interface numbers and UIDs are each CPU's own")
{
	for (unsigned int i = 0; i < cpu_count(); i++) {
		const struct acpi_madt_gicc *a = madt_cpu(i);

		test_context("CPU %u", i);
		for (unsigned int j = 0; j < i; j++) {
			EXPECT_NE(a->processor_uid, madt_cpu(j)->processor_uid);
			EXPECT_NE(a->interface, madt_cpu(j)->interface);
		}
		if (is_model())
			EXPECT_EQ(a->processor_uid, i);
	}
}

TEST(madt_cpu_rest, "nothing is parked, and reserved bytes are 0")
{
	for (unsigned int i = 0; i < cpu_count(); i++) {
		const struct acpi_madt_gicc *c = madt_cpu(i);

		test_context("CPU %u", i);
		EXPECT_EQ(c->reserved, 0);
		EXPECT_EQ(c->parking_version, 0);
		EXPECT_EQ(c->parked, 0);
		for (unsigned int b = sizeof(*c); b < c->entry.length; b++)
			EXPECT_EQ(((const uint8_t *)c)[b], 0);
	}
}

/* IHI 0048, 4.3.12: the target byte of an SGI is the CPU that reads it. */
static void note_target(void *arg)
{
	*(uint32_t *)arg = mmio_read8(gic_dist() + GICD_ITARGETSR);
}

TEST(madt_interface, "GICv2: the interface's number is the bit of its CPU",
     .needs = NEEDS(&arm_gicv2))
{
	for (unsigned int i = 0; i < cpu_count(); i++) {
		uint32_t target = 0;

		test_context("CPU %u", i);
		on_cpu(i, note_target, &target);
		EXPECT_EQ(1u << madt_cpu(i)->interface,
			  cpu_count() > 1 ? target : 1);
	}
}

TEST(madt_gicc, "GICv2: a CPU interface is where it says",
     .needs = NEEDS(&arm_gicv2))
{
	const uint64_t base = madt_cpu(0)->base;
	uint8_t *frame = vmap_io(base, 0x2000);

	EXPECT_EQ(mmio_read32(frame + GICC_IIDR) >> 16 & 0xf, 2);
	EXPECT_EQ(mmio_read32(frame + GICC_IIDR) & 0xfff, 0x43b);
	EXPECT_EQ(mmio_read32(frame + GICC_HPPIR), GIC_SPURIOUS);
	for (unsigned int i = 0; i < cpu_count(); i++) {
		EXPECT_EQ(madt_cpu(i)->base, base);
		EXPECT_EQ(madt_cpu(i)->redist, 0);
	}
}

static volatile uint32_t *probed;

static void probe(const void *arg)
{
	(void)arg;
	(void)*probed;
}

/* What it says is there answers; what is not for a guest without EL2, is not. */
static void check_frame(const char *name, uint64_t base)
{
	test_context("%s at %#llx", name, (unsigned long long)base);
	if (!base)
		return;
	probed = (volatile uint32_t *)(void *)vmap_io(base, 0x1000);
	EXPECT_TRAP(trap_catch(probe, NULL), TRAP_NONE);
}

TEST(madt_virtual, "GICH and GICV are 0, or something is there",
     .needs = NEEDS(&arm_gicv2))
{
	check_frame("GICH", madt_cpu(0)->gich);
	check_frame("GICV", madt_cpu(0)->gicv);
	if (gic_hyp())
		EXPECT_NE(madt_cpu(0)->gich, 0);
	for (unsigned int i = 1; i < cpu_count(); i++) {
		EXPECT_EQ(madt_cpu(i)->gich, madt_cpu(0)->gich);
		EXPECT_EQ(madt_cpu(i)->gicv, madt_cpu(0)->gicv);
	}
}

TEST(madt_v3, "GICv3: no CPU interface or virtual one is in memory",
     .needs = NEEDS(&arm_gicv3))
{
	for (unsigned int i = 0; i < cpu_count(); i++) {
		test_context("CPU %u", i);
		EXPECT_EQ(madt_cpu(i)->base, 0);
		EXPECT_EQ(madt_cpu(i)->gich, 0);
		EXPECT_EQ(madt_cpu(i)->gicv, 0);
	}
}

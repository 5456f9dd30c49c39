/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machine by its ACPI tables (ACPI 6.5). */
#include <arm/machine_parts.h>

#include <dev/acpi_arm.h>
#include <stddef.h>
#include <string.h>

#define MPIDR_AFFINITY 0xff00ffffffull

enum {
	FRAME_V2_BYTES = 0x2000, /* GICC_DIR is in the second page */
	FRAME_BYTES = 0x10000,	 /* a distributor */
	REDIST_BYTES = 0x20000,	 /* one CPU's redistributor */
	ITS_BYTES = 0x20000,	 /* registers, and GITS_TRANSLATER */
	V2M_BYTES = 0x1000,
};

/* The entry of the MADT after @entry that is of @type. */
static const void *madt_next(const void *entry, enum acpi_madt_type type,
			     size_t bytes)
{
	const struct acpi_madt *madt = acpi_find(acpi_system(), "APIC", 0);
	const struct acpi_madt_entry *e = entry;

	while (madt && (e = acpi_madt_next(madt, e)))
		if (e->type == type && e->length >= bytes)
			return e;
	return NULL;
}

#define NEXT(entry, type) madt_next(entry, type, sizeof(*(entry)))

/* 5.2.12.14: those that are enabled */
static void acpi_cpus(void (*found)(uint64_t mpidr))
{
	const struct acpi_madt_gicc *cpu = NULL;

	while ((cpu = NEXT(cpu, ACPI_MADT_GICC)))
		if (cpu->flags & ACPI_MADT_CPU_ENABLED)
			found(cpu->mpidr & MPIDR_AFFINITY);
}

/* 5.2.9.4 */
static enum machine_conduit acpi_conduit(void)
{
	const struct acpi_fadt *fadt = acpi_fadt(acpi_system());

	if (!fadt || !acpi_fadt_has(fadt, arm_boot_arch) ||
	    !(fadt->arm_boot_arch & ACPI_FADT_PSCI))
		return MACHINE_NO_PSCI;
	return fadt->arm_boot_arch & ACPI_FADT_PSCI_HVC ? MACHINE_HVC :
							  MACHINE_SMC;
}

/* 5.2.25; the EL2 virtual timer is of revision 3 */
static unsigned int acpi_timer(unsigned int place)
{
	const struct acpi_gtdt *gtdt = acpi_find(acpi_system(), "GTDT", 0);

	if (!gtdt ||
	    gtdt->header.length < offsetof(struct acpi_gtdt, el2_virtual))
		return 0;
	if (place < 4)
		return gtdt->timer[place].gsiv;
	return gtdt->header.length >= sizeof(*gtdt) ? gtdt->el2_virtual.gsiv :
						      0;
}

/* Microsoft, Serial Port Console Redirection Table 1.07 */
static bool acpi_console(struct machine_console *console)
{
	const struct acpi_spcr *spcr = acpi_find(acpi_system(), "SPCR", 0);

	if (!spcr ||
	    spcr->header.length < offsetof(struct acpi_spcr, interrupt_type) ||
	    spcr->base.space != ACPI_SPACE_MEMORY || !spcr->base.address)
		return false;
	console->pl011 = spcr->type == ACPI_SPCR_PL011;
	console->shift =
		spcr->base.access_size > 1 ? spcr->base.access_size - 1u : 0;
	console->start = spcr->base.address;
	return true;
}

static void add_redist(struct machine_gic *gic, uint64_t start, uint64_t bytes)
{
	if (start && gic->nr_redists < MACHINE_REDISTS)
		gic->redists[gic->nr_redists++] =
			(struct machine_device){ start, bytes, 0 };
}

/* 5.2.12.17: in regions; or else each with its CPU */
static void redists(struct machine_gic *gic)
{
	const struct acpi_madt_gicr *region = NULL;
	const struct acpi_madt_gicc *cpu = NULL;

	while ((region = NEXT(region, ACPI_MADT_GICR)))
		add_redist(gic, region->base, region->bytes);
	if (gic->nr_redists)
		return;
	while ((cpu = NEXT(cpu, ACPI_MADT_GICC)))
		add_redist(gic, cpu->redist, REDIST_BYTES);
}

static void acpi_gic(struct machine_gic *gic)
{
	const struct acpi_madt_gicd *dist = NULL;
	const struct acpi_madt_gicc *cpu = NULL;
	const struct acpi_madt_its *its = NULL;
	const struct acpi_madt_msi_frame *v2m = NULL;

	dist = NEXT(dist, ACPI_MADT_GICD);
	cpu = NEXT(cpu, ACPI_MADT_GICC);
	if (!dist || !cpu)
		return;
	gic->dist.start = dist->base;
	gic->dist.bytes = FRAME_BYTES;
	gic->version = dist->version >= 3 ? 3 : 2;
	if (gic->version == 2) {
		gic->cpu_interface =
			(struct machine_device){ cpu->base, FRAME_V2_BYTES, 0 };
		if ((v2m = NEXT(v2m, ACPI_MADT_MSI_FRAME)))
			gic->v2m = (struct machine_device){ v2m->base,
							    V2M_BYTES, 0 };
		return;
	}
	redists(gic);
	if ((its = NEXT(its, ACPI_MADT_ITS)))
		gic->its = (struct machine_device){ its->base, ITS_BYTES, 0 };
}

static bool acpi_device_of(const char *compatible, unsigned int nth,
			   struct machine_device *device)
{
	static const struct {
		const char *compatible, *hid;
	} ids[] = {
		{ "arm,pl011", "ARMH0011" },
		{ "arm,pl061", "ARMH0061" },
		{ "qemu,fw-cfg-mmio", "QEMU0002" },
		{ "virtio,mmio", "LNRO0005" },
	};

	for (unsigned int i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		struct acpi_resources found;

		if (strcmp(ids[i].compatible, compatible) != 0)
			continue;
		if (!acpi_device(acpi_system(), ids[i].hid, nth, &found))
			return false;
		*device = (struct machine_device){ found.start, found.bytes,
						   found.interrupt };
		return true;
	}
	return false;
}

const struct machine machine_acpi = {
	.name = "ACPI",
	.cpus = acpi_cpus,
	.conduit = acpi_conduit,
	.timer = acpi_timer,
	.console = acpi_console,
	.gic = acpi_gic,
	.device = acpi_device_of,
	.pci_window = acpi_pci_window,
	.pci_intx = acpi_pci_intx,
	.pci_ids = acpi_pci_ids,
	.smmu = acpi_smmu,
};

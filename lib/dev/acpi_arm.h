/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables that machines with Arm processors have (ACPI 6.5). */
#ifndef LIB_DEV_ACPI_ARM_H
#define LIB_DEV_ACPI_ARM_H

#include <dev/acpi.h>

/* 5.2.9.4, FADT: arm_boot_arch */
#define ACPI_FADT_PSCI	   (1u << 0)
#define ACPI_FADT_PSCI_HVC (1u << 1) /* else by SMC */

/* 5.2.12.14 */
struct acpi_madt_gicc {
	struct acpi_madt_entry entry;
	uint16_t reserved;
	uint32_t interface;
	uint32_t processor_uid;
	uint32_t flags; /* ACPI_MADT_CPU_* */
	uint32_t parking_version;
	uint32_t performance_gsiv;
	uint64_t parked;
	uint64_t base; /* of the CPU interface */
	uint64_t gicv;
	uint64_t gich;
	uint32_t maintenance_gsiv;
	uint64_t redist; /* 0: there are regions of them */
	uint64_t mpidr;
} __attribute__((packed));

/* 5.2.12.15 */
struct acpi_madt_gicd {
	struct acpi_madt_entry entry;
	uint16_t reserved;
	uint32_t id;
	uint64_t base;
	uint32_t vector_base;
	uint8_t version;
	uint8_t reserved2[3];
} __attribute__((packed));

/* 5.2.12.16: GICv2m */
struct acpi_madt_msi_frame {
	struct acpi_madt_entry entry;
	uint16_t reserved;
	uint32_t id;
	uint64_t base;
	uint32_t flags;
	uint16_t spi_count;
	uint16_t spi_base;
} __attribute__((packed));

/* 5.2.12.17 */
struct acpi_madt_gicr {
	struct acpi_madt_entry entry;
	uint16_t reserved;
	uint64_t base;
	uint32_t bytes;
} __attribute__((packed));

/* 5.2.12.18 */
struct acpi_madt_its {
	struct acpi_madt_entry entry;
	uint16_t reserved;
	uint32_t id;
	uint64_t base;
	uint32_t reserved2;
} __attribute__((packed));

/* 5.2.25 Generic Timer Description Table */
struct acpi_gtdt_timer {
	uint32_t gsiv;
	uint32_t flags;
} __attribute__((packed));

struct acpi_gtdt {
	struct acpi_header header;
	uint64_t control_base;
	uint32_t reserved;
	struct acpi_gtdt_timer timer[4]; /* secure, EL1, virtual, EL2 */
	uint64_t read_base;
	uint32_t nr_platform_timers;
	uint32_t platform_timers;
	struct acpi_gtdt_timer el2_virtual; /* from revision 3 on */
} __attribute__((packed));

/* Microsoft, Serial Port Console Redirection Table; it goes on */
struct acpi_spcr {
	struct acpi_header header;
	uint8_t type; /* ACPI_SPCR_* */
	uint8_t reserved[3];
	struct acpi_gas base;
} __attribute__((packed));

enum {
	ACPI_SPCR_PL011 = 3,
};

#endif

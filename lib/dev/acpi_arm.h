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

/* Microsoft, Serial Port Console Redirection Table; from @interrupt_type on it
   may be missing */
struct acpi_spcr {
	struct acpi_header header;
	uint8_t type; /* ACPI_SPCR_* */
	uint8_t reserved[3];
	struct acpi_gas base;
	uint8_t interrupt_type; /* ACPI_SPCR_GIC */
	uint8_t irq;
	uint32_t gsiv;
	uint8_t baud_rate;
	uint8_t parity;
	uint8_t stop_bits;
	uint8_t flow_control;
	uint8_t terminal;
	uint8_t language;
	uint16_t pci_device;
	uint16_t pci_vendor;
	uint8_t pci_bus;
	uint8_t pci_slot;
	uint8_t pci_function;
	uint32_t pci_flags;
	uint8_t pci_segment;
	uint32_t reserved2;
} __attribute__((packed));

enum {
	ACPI_SPCR_PL011 = 3,
	ACPI_SPCR_GIC = 1 << 3,
};

/* Microsoft, Debug Port Table 2; one device's information, from its beginning */
struct acpi_dbg2 {
	struct acpi_header header;
	uint32_t devices; /* offset */
	uint32_t nr_devices;
} __attribute__((packed));

struct acpi_dbg2_device {
	uint8_t revision;
	uint16_t length;
	uint8_t nr_registers;
	uint16_t name_bytes;
	uint16_t name; /* offsets */
	uint16_t oem_bytes;
	uint16_t oem;
	uint16_t port_type;
	uint16_t port_subtype;
	uint16_t reserved;
	uint16_t registers;
	uint16_t sizes;
} __attribute__((packed));

enum {
	ACPI_DBG2_SERIAL = 0x8000,
	ACPI_DBG2_PL011 = 3,
};

/* 5.2.30 Processor Properties Topology Table: nodes of type 0 */
struct acpi_pptt_processor {
	uint8_t type;
	uint8_t length;
	uint16_t reserved;
	uint32_t flags;
	uint32_t parent; /* offset from the table's beginning; 0: none */
	uint32_t processor_uid;
	uint32_t nr_resources;
} __attribute__((packed));

#define ACPI_PPTT_PACKAGE   (1u << 0)
#define ACPI_PPTT_UID_VALID (1u << 1)
#define ACPI_PPTT_THREAD    (1u << 2)
#define ACPI_PPTT_LEAF	    (1u << 3)

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ACPI tables: found, checked and walked without trusting them.
 *
 * ACPI 6.5, 5.2. Nothing here writes to a table or keeps state in one, and
 * every length is compared with the bytes that are there before it is used.
 */
#ifndef LIB_DEV_ACPI_H
#define LIB_DEV_ACPI_H

#include <arch.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* 5.2.3.2 Generic Address Structure */
struct acpi_gas {
	uint8_t space; /* enum acpi_space */
	uint8_t bit_width;
	uint8_t bit_offset;
	uint8_t access_size;
	uint64_t address;
} __attribute__((packed));

enum acpi_space {
	ACPI_SPACE_MEMORY = 0,
	ACPI_SPACE_IO = 1,
	ACPI_SPACE_PCI = 2,
};

/* 5.2.5.3 Root System Description Pointer */
struct acpi_rsdp {
	char signature[8];
	uint8_t checksum; /* of the first 20 bytes */
	char oem_id[6];
	uint8_t revision;
	uint32_t rsdt;
	/* from here on: revision 2 and later */
	uint32_t length;
	uint64_t xsdt;
	uint8_t extended_checksum; /* of all length bytes */
	uint8_t reserved[3];
} __attribute__((packed));

enum {
	ACPI_RSDP_V1_BYTES = 20,
	ACPI_RSDP_V2_BYTES = 36,
	ACPI_TABLE_MAX = 1 << 24, /* bytes; a longer one is taken for damaged */
};

/* 5.2.6 System Description Table Header */
struct acpi_header {
	char signature[4];
	uint32_t length; /* of the whole table */
	uint8_t revision;
	uint8_t checksum;
	char oem_id[6];
	char oem_table_id[8];
	uint32_t oem_revision;
	uint32_t creator_id;
	uint32_t creator_revision;
} __attribute__((packed));

/* 5.2.9 Fixed ACPI Description Table; older revisions end earlier */
struct acpi_fadt {
	struct acpi_header header;
	uint32_t firmware_ctrl;
	uint32_t dsdt;
	uint8_t reserved0;
	uint8_t preferred_pm_profile;
	uint16_t sci_int;
	uint32_t smi_cmd;
	uint8_t acpi_enable;
	uint8_t acpi_disable;
	uint8_t s4bios_req;
	uint8_t pstate_cnt;
	uint32_t pm1a_evt_blk;
	uint32_t pm1b_evt_blk;
	uint32_t pm1a_cnt_blk;
	uint32_t pm1b_cnt_blk;
	uint32_t pm2_cnt_blk;
	uint32_t pm_tmr_blk;
	uint32_t gpe0_blk;
	uint32_t gpe1_blk;
	uint8_t pm1_evt_len;
	uint8_t pm1_cnt_len;
	uint8_t pm2_cnt_len;
	uint8_t pm_tmr_len;
	uint8_t gpe0_blk_len;
	uint8_t gpe1_blk_len;
	uint8_t gpe1_base;
	uint8_t cst_cnt;
	uint16_t p_lvl2_lat;
	uint16_t p_lvl3_lat;
	uint16_t flush_size;
	uint16_t flush_stride;
	uint8_t duty_offset;
	uint8_t duty_width;
	uint8_t day_alrm;
	uint8_t mon_alrm;
	uint8_t century;
	uint16_t iapc_boot_arch; /* from revision 2 on */
	uint8_t reserved1;
	uint32_t flags; /* ACPI_FADT_* */
	struct acpi_gas reset_reg;
	uint8_t reset_value;
	uint16_t arm_boot_arch;
	uint8_t minor_revision;
	uint64_t x_firmware_ctrl;
	uint64_t x_dsdt;
	struct acpi_gas x_pm1a_evt_blk;
	struct acpi_gas x_pm1b_evt_blk;
	struct acpi_gas x_pm1a_cnt_blk;
	struct acpi_gas x_pm1b_cnt_blk;
	struct acpi_gas x_pm2_cnt_blk;
	struct acpi_gas x_pm_tmr_blk;
	struct acpi_gas x_gpe0_blk;
	struct acpi_gas x_gpe1_blk;
	struct acpi_gas sleep_control_reg; /* from revision 5 on */
	struct acpi_gas sleep_status_reg;
	uint64_t hypervisor_vendor; /* from revision 6 on */
} __attribute__((packed));

#define ACPI_FADT_WBINVD	  (1u << 0)
#define ACPI_FADT_TMR_VAL_EXT	  (1u << 8) /* the PM timer has 32 bits */
#define ACPI_FADT_RESET_REG_SUP	  (1u << 10)
#define ACPI_FADT_HW_REDUCED_ACPI (1u << 20)

/* PM1 control, 4.8.3.2.1 */
#define ACPI_PM1_CNT_SCI_EN	  (1u << 0)
#define ACPI_PM1_CNT_SLP_TYP(typ) (((typ)&7u) << 10)
#define ACPI_PM1_CNT_SLP_EN	  (1u << 13)

/* 4.8.3.7 Sleep control register of hardware-reduced machines */
#define ACPI_SLEEP_CONTROL_SLP_TYP(typ) (((typ)&7u) << 2)
#define ACPI_SLEEP_CONTROL_SLP_EN	(1u << 5)

#define ACPI_PM_TIMER_HZ 3579545u /* 4.8.2.1 */

/* 5.2.10 Firmware ACPI Control Structure: no checksum */
struct acpi_facs {
	char signature[4];
	uint32_t length;
	uint32_t hardware_signature;
	uint32_t firmware_waking_vector;
	uint32_t global_lock;
	uint32_t flags;
	uint64_t x_firmware_waking_vector;
	uint8_t version;
	uint8_t reserved[31];
} __attribute__((packed));

/* 5.2.12 Multiple APIC Description Table, followed by entries */
struct acpi_madt {
	struct acpi_header header;
	uint32_t local_apic_address;
	uint32_t flags;
} __attribute__((packed));

#define ACPI_MADT_PCAT_COMPAT (1u << 0) /* there are two 8259s as well */

struct acpi_madt_entry {
	uint8_t type; /* enum acpi_madt_type */
	uint8_t length;
} __attribute__((packed));

enum acpi_madt_type {
	ACPI_MADT_LOCAL_APIC = 0,
	ACPI_MADT_IO_APIC = 1,
	ACPI_MADT_OVERRIDE = 2,
	ACPI_MADT_NMI_SOURCE = 3,
	ACPI_MADT_LOCAL_APIC_NMI = 4,
	ACPI_MADT_LOCAL_APIC_ADDRESS = 5,
	ACPI_MADT_LOCAL_X2APIC = 9,
	ACPI_MADT_LOCAL_X2APIC_NMI = 10,
	ACPI_MADT_GICC = 11, /* these in acpi_arm.h */
	ACPI_MADT_GICD = 12,
	ACPI_MADT_MSI_FRAME = 13,
	ACPI_MADT_GICR = 14,
	ACPI_MADT_ITS = 15,
};

struct acpi_madt_local_apic {
	struct acpi_madt_entry entry;
	uint8_t processor_uid;
	uint8_t apic_id;
	uint32_t flags; /* ACPI_MADT_CPU_* */
} __attribute__((packed));

#define ACPI_MADT_CPU_ENABLED	     (1u << 0)
#define ACPI_MADT_CPU_ONLINE_CAPABLE (1u << 1)

struct acpi_madt_io_apic {
	struct acpi_madt_entry entry;
	uint8_t id;
	uint8_t reserved;
	uint32_t address;
	uint32_t gsi_base;
} __attribute__((packed));

struct acpi_madt_override {
	struct acpi_madt_entry entry;
	uint8_t bus; /* 0: ISA */
	uint8_t source;
	uint32_t gsi;
	uint16_t flags; /* ACPI_INTI_* */
} __attribute__((packed));

/* 5.2.12.5 table "MPS INTI flags" */
#define ACPI_INTI_POLARITY(flags) ((flags)&3u)
#define ACPI_INTI_TRIGGER(flags)  (((flags) >> 2) & 3u)
#define ACPI_INTI_POLARITY_HIGH	  1u
#define ACPI_INTI_POLARITY_LOW	  3u
#define ACPI_INTI_TRIGGER_EDGE	  1u
#define ACPI_INTI_TRIGGER_LEVEL	  3u

struct acpi_madt_local_apic_nmi {
	struct acpi_madt_entry entry;
	uint8_t processor_uid; /* 0xff: all */
	uint16_t flags;
	uint8_t lint;
} __attribute__((packed));

struct acpi_madt_local_apic_address {
	struct acpi_madt_entry entry;
	uint16_t reserved;
	uint64_t address;
} __attribute__((packed));

struct acpi_madt_local_x2apic {
	struct acpi_madt_entry entry;
	uint16_t reserved;
	uint32_t x2apic_id;
	uint32_t flags;
	uint32_t processor_uid;
} __attribute__((packed));

struct acpi_madt_local_x2apic_nmi {
	struct acpi_madt_entry entry;
	uint16_t flags;
	uint32_t processor_uid; /* 0xffffffff: all */
	uint8_t lint;
	uint8_t reserved[3];
} __attribute__((packed));

/* PCI Firmware Specification 3.3, 4.1.2: table "MCFG" */
struct acpi_mcfg_allocation {
	uint64_t base; /* of bus 0 */
	uint16_t segment;
	uint8_t start_bus;
	uint8_t end_bus;
	uint32_t reserved;
} __attribute__((packed));

struct acpi_mcfg {
	struct acpi_header header;
	uint64_t reserved;
	struct acpi_mcfg_allocation allocation[];
} __attribute__((packed));

/* IA-PC HPET Specification 1.0a, 3.2.4: table "HPET" */
struct acpi_hpet {
	struct acpi_header header;
	uint32_t event_timer_block_id; /* = bits 31:0 of the capabilities */
	struct acpi_gas base;
	uint8_t hpet_number;
	uint16_t minimum_tick;
	uint8_t page_protection;
} __attribute__((packed));

/*
 * A set of tables. @map turns a physical range into something to read from, or
 * NULL where it leads nowhere; it must keep what it mapped.
 */
struct acpi {
	const void *(*map)(paddr_t phys, size_t bytes);
	const struct acpi_rsdp *rsdp;
	const struct acpi_header *root; /* the XSDT, else the RSDT */
	unsigned int entry_bytes;	/* 8 or 4 */
	unsigned int nr_tables;
};

/**
 * acpi_open - check the RSDP and the root table
 * @rsdp: physical address
 *
 * The XSDT is preferred (5.2.8). Returns 0; -ENOENT where there is no RSDP or
 * nothing behind it; -EINVAL for a wrong checksum or length.
 */
int acpi_open(struct acpi *acpi, paddr_t rsdp,
	      const void *(*map)(paddr_t phys, size_t bytes));

/** arch_acpi_rsdp - where a machine's RSDP is, its physical address; 0: nowhere */
paddr_t arch_acpi_rsdp(void);

/**
 * acpi_map - something to read [phys, phys + bytes) of the tables' memory from
 *
 * NULL: it cannot be mapped.
 */
const void *acpi_map(paddr_t phys, size_t bytes);

/**
 * acpi_system - the machine's own tables, opened at the first call
 *
 * NULL where it has none, or none that pass acpi_open().
 */
const struct acpi *acpi_system(void);

/** acpi_sum - the bytes added modulo 256: 0 for a table whose checksum is right */
uint8_t acpi_sum(const void *bytes, size_t len);

/** acpi_root_open - the table at @phys if it is an RSDT or XSDT of right sum */
const struct acpi_header *acpi_root_open(const struct acpi *acpi, paddr_t phys,
					 const char *signature);

/** acpi_table_phys - where the root table's entry @index leads */
paddr_t acpi_table_phys(const struct acpi *acpi, unsigned int index);

/**
 * acpi_table - a whole table of standard header
 *
 * NULL unless its length is at least the header's and the sum of its bytes 0.
 */
const struct acpi_header *acpi_table(const struct acpi *acpi, paddr_t phys);

/** acpi_table_header - the header alone, with nothing checked */
const struct acpi_header *acpi_table_header(const struct acpi *acpi,
					    paddr_t phys);

/**
 * acpi_find - the @nth table (from 0) of a signature
 *
 * The DSDT and the FACS hang from the FADT and are not found here.
 */
const void *acpi_find(const struct acpi *acpi, const char *signature,
		      unsigned int nth);

/** acpi_fadt - the FADT, or NULL */
const struct acpi_fadt *acpi_fadt(const struct acpi *acpi);

/** acpi_fadt_has - whether this FADT is long enough to hold a field */
#define acpi_fadt_has(fadt, field) \
	((fadt)->header.length >=  \
	 offsetof(struct acpi_fadt, field) + sizeof((fadt)->field))

/** acpi_fadt_dsdt, acpi_fadt_facs - X_ field where it is set, else the old one */
paddr_t acpi_fadt_dsdt(const struct acpi_fadt *fadt);
paddr_t acpi_fadt_facs(const struct acpi_fadt *fadt);

/**
 * acpi_fadt_pm_timer, acpi_fadt_pm1_cnt - a block's register
 *
 * The X_ field where it is there and set, else the old one as an I/O port; an
 * address of 0: the machine has no such register.
 */
struct acpi_gas acpi_fadt_pm_timer(const struct acpi_fadt *fadt);
struct acpi_gas acpi_fadt_pm1_cnt(const struct acpi_fadt *fadt, char a_or_b);

/**
 * acpi_madt_next - the entry after @entry, NULL: the first one
 *
 * NULL at the end, and where the next one's length is less than 2 or leads past
 * the table.
 */
const struct acpi_madt_entry *
acpi_madt_next(const struct acpi_madt *madt,
	       const struct acpi_madt_entry *entry);

/**
 * acpi_madt_cpu - the APIC id of an entry that stands for an enabled CPU
 *
 * Returns false for other entries.
 */
bool acpi_madt_cpu(const struct acpi_madt_entry *entry, uint32_t *apic_id);

/** acpi_mcfg_nr - how many allocations an MCFG holds */
unsigned int acpi_mcfg_nr(const struct acpi_mcfg *mcfg);

/* What the first memory and interrupt of a device's _CRS are; 0: it has none. */
struct acpi_resources {
	uint64_t start, bytes;
	unsigned int interrupt;
};

/**
 * acpi_device - the @nth device (from 0) of the DSDT whose _HID is a text
 *
 * False where there is none, or it has no memory that a Memory32Fixed says.
 */
bool acpi_device(const struct acpi *acpi, const char *hid, unsigned int nth,
		 struct acpi_resources *r);

/* What a bridge passes on: on the bus; with @translation added, on the other side. */
struct acpi_window {
	bool is_io; /* else memory */
	uint64_t start, bytes, translation;
};

/**
 * acpi_window - the @nth (from 0) window of the DSDT's first device of a _HID
 *
 * Those that a DWord or QWord address space descriptor says. False: there are
 * no more.
 */
bool acpi_window(const struct acpi *acpi, const char *hid, unsigned int nth,
		 struct acpi_window *window);

/**
 * acpi_intx - the interrupt of a pin of the bus below the DSDT's first device of a _HID
 * @device: its number; @pin: 0 is INTA
 *
 * 0: its _PRT does not say, or it takes an interpreter to say it.
 */
unsigned int acpi_intx(const struct acpi *acpi, const char *hid,
		       unsigned int device, unsigned int pin);

/**
 * acpi_sleep_types - SLP_TYPa and SLP_TYPb of \_Sx
 * @state: 0 .. 5
 *
 * From the DSDT, then the SSDTs. Returns 0, or -ENOENT where no definition
 * block at its top level, or in its scope of the root, has such a package.
 */
int acpi_sleep_types(const struct acpi *acpi, unsigned int state,
		     uint8_t types[2]);

#endif

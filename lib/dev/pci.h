/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PCI and PCI Express: functions found through all bridges, BARs assigned where
 * firmware left them, capabilities, MSI and MSI-X.
 *
 * PCI Local Bus Specification 3.0, chapter 6; PCI-to-PCI Bridge Architecture
 * Specification 1.2, chapter 3; PCI Express Base Specification 5.0, chapter 7.
 */
#ifndef LIB_DEV_PCI_H
#define LIB_DEV_PCI_H

#include <arch.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A function's address: bus 15:8, device 7:3, function 2:0. */
#define PCI_BDF(bus, dev, fn) \
	((uint16_t)((bus) << 8 | ((dev)&0x1f) << 3 | ((fn)&7)))
#define PCI_BUS(bdf) ((uint8_t)((bdf) >> 8))
#define PCI_DEV(bdf) (((bdf) >> 3) & 0x1fu)
#define PCI_FN(bdf)  ((bdf)&7u)

/* Registers of every header, and of types 0 and 1. */
enum pci_reg {
	PCI_VENDOR_ID = 0x00,
	PCI_DEVICE_ID = 0x02,
	PCI_COMMAND = 0x04,
	PCI_STATUS = 0x06,
	PCI_REVISION_ID = 0x08,
	PCI_CLASS_PROG = 0x09, /* interface, sub-class, class: 3 bytes */
	PCI_CACHE_LINE_SIZE = 0x0c,
	PCI_LATENCY_TIMER = 0x0d,
	PCI_HEADER_TYPE = 0x0e,
	PCI_BIST = 0x0f,
	PCI_BAR0 = 0x10,
	PCI_SUBSYSTEM_VENDOR_ID = 0x2c,
	PCI_SUBSYSTEM_ID = 0x2e,
	PCI_ROM_ADDRESS = 0x30, /* type 0 */
	PCI_CAPABILITIES = 0x34,
	PCI_INTERRUPT_LINE = 0x3c,
	PCI_INTERRUPT_PIN = 0x3d,
	PCI_PRIMARY_BUS = 0x18, /* type 1 */
	PCI_SECONDARY_BUS = 0x19,
	PCI_SUBORDINATE_BUS = 0x1a,
	PCI_IO_BASE = 0x1c,
	PCI_IO_LIMIT = 0x1d,
	PCI_SECONDARY_STATUS = 0x1e,
	PCI_MEMORY_BASE = 0x20,
	PCI_MEMORY_LIMIT = 0x22,
	PCI_PREF_MEMORY_BASE = 0x24,
	PCI_PREF_MEMORY_LIMIT = 0x26,
	PCI_PREF_BASE_UPPER32 = 0x28,
	PCI_PREF_LIMIT_UPPER32 = 0x2c,
	PCI_IO_BASE_UPPER16 = 0x30,
	PCI_IO_LIMIT_UPPER16 = 0x32,
	PCI_ROM_ADDRESS1 = 0x38, /* type 1 */
	PCI_BRIDGE_CONTROL = 0x3e,
	PCI_CONFIG_BYTES = 256,
	PCI_EXT_CONFIG_BYTES = 4096,
};

#define PCI_COMMAND_IO		 0x0001u
#define PCI_COMMAND_MEMORY	 0x0002u
#define PCI_COMMAND_MASTER	 0x0004u
#define PCI_COMMAND_INTX_DISABLE 0x0400u

#define PCI_STATUS_INTERRUPT	 0x0008u
#define PCI_STATUS_CAP_LIST	 0x0010u
#define PCI_STATUS_RW1C		 0xf900u /* bits 15:11 and 8 */
#define PCI_HEADER_MULTIFUNCTION 0x80u
#define PCI_HEADER_LAYOUT	 0x7fu

#define PCI_BAR_IO	     0x1u
#define PCI_BAR_TYPE_MASK    0x6u
#define PCI_BAR_TYPE_64	     0x4u
#define PCI_BAR_PREFETCHABLE 0x8u
#define PCI_BAR_IO_MASK	     (~0x3u)
#define PCI_BAR_MEM_MASK     (~0xfu)
#define PCI_ROM_ENABLE	     0x1u
#define PCI_ROM_MASK	     (~0x7ffu)

#define PCI_BRIDGE_CONTROL_RESET 0x40u

enum pci_cap_id {
	PCI_CAP_PM = 0x01,
	PCI_CAP_MSI = 0x05,
	PCI_CAP_VENDOR = 0x09,
	PCI_CAP_EXPRESS = 0x10,
	PCI_CAP_MSIX = 0x11,
	PCI_CAP_AF = 0x13, /* conventional PCI's function-level reset */
	PCI_CAP_LAST = 0x15,
};

/* Power management capability: PCI Bus Power Management 1.2, 3.2 */
#define PCI_PM_CONTROL		     4
#define PCI_PM_CONTROL_STATE	     0x0003u
#define PCI_PM_CONTROL_NO_SOFT_RESET 0x0008u

/* PCI Express capability, 7.5.3 */
#define PCI_EXP_FLAGS	      2
#define PCI_EXP_FLAGS_VERSION 0x000fu
#define PCI_EXP_FLAGS_TYPE(f) (((f) >> 4) & 0xfu)
#define PCI_EXP_FLAGS_SLOT    (1u << 8)
#define PCI_EXP_DEVCAP	      4
#define PCI_EXP_DEVCAP_FLR    (1u << 28)
#define PCI_EXP_DEVCTL	      8
#define PCI_EXP_DEVCTL_FLR    (1u << 15)
#define PCI_EXP_SLTCAP	      0x14
#define PCI_EXP_SLTCAP_AIP    (1u << 3)	 /* attention indicator present */
#define PCI_EXP_SLTCAP_HPC    (1u << 6)	 /* hot-plug capable */
#define PCI_EXP_SLTCAP_NCCS   (1u << 18) /* no command completed support */
#define PCI_EXP_SLTCTL	      0x18
#define PCI_EXP_SLTCTL_AIC    (3u << 6) /* attention indicator: 1 on, 3 off */
#define PCI_EXP_SLTSTA	      0x1a
#define PCI_EXP_SLTSTA_CC     (1u << 4) /* command completed */
#define PCI_EXP_SLTSTA_RW1C   0x11fu

/* MSI, 7.7.1, and MSI-X, 7.7.2 */
#define PCI_MSI_CONTROL		   2
#define PCI_MSI_CONTROL_ENABLE	   0x0001u
#define PCI_MSI_CONTROL_CAPABLE(c) (1u << (((c) >> 1) & 7))
#define PCI_MSI_CONTROL_ENABLED	   0x0070u /* log2 of the messages in use */
#define PCI_MSI_CONTROL_64	   0x0080u
#define PCI_MSI_CONTROL_MASK	   0x0100u
#define PCI_MSI_ADDRESS		   4
#define PCI_MSIX_CONTROL	   2
#define PCI_MSIX_CONTROL_ENABLE	   0x8000u
#define PCI_MSIX_CONTROL_MASK	   0x4000u
#define PCI_MSIX_TABLE_SIZE(c)	   (((c)&0x7ffu) + 1)
#define PCI_MSIX_TABLE		   4
#define PCI_MSIX_PBA		   8
#define PCI_MSIX_BIR		   0x7u
#define PCI_MSIX_ENTRY_BYTES	   16
#define PCI_MSIX_ENTRY_MASKED	   0x1u

enum {
	PCI_NR_BARS = 6,
	PCI_FUNCTIONS_MAX = 128
};

/* Addresses that may be given to BARs, [start, end) */
struct pci_window {
	uint64_t start;
	uint64_t end;
};

/*
 * What a machine has to say about its PCI; arch_pci_host() in lib/<arch>.
 * A read of what is not there gives all ones.
 */
struct pci_host {
	uint32_t (*read)(uint16_t bdf, unsigned int offset, unsigned int bytes);
	void (*write)(uint16_t bdf, unsigned int offset, unsigned int bytes,
		      uint32_t value);
	/* the bus's own ports; NULL: the machine does not reach them */
	uint32_t (*port_read)(uint16_t port, unsigned int bytes);
	void (*port_write)(uint16_t port, unsigned int bytes, uint32_t value);
	uint8_t last_bus;
	struct pci_window io, memory, memory64; /* empty: none */
};

/** arch_pci_host - the machine's host bridge; NULL where there is no PCI */
const struct pci_host *arch_pci_host(void);

/* Segment 0's configuration space in memory. */
struct pci_ecam {
	uint64_t base; /* of bus 0 */
	uint8_t first_bus, last_bus;
};

/** arch_pci_ecam - where a machine has it beside "MCFG"; false: nowhere */
bool arch_pci_ecam(struct pci_ecam *ecam);

/** pci_ecam_range - where it is, by ACPI or by arch_pci_ecam(); NULL: nowhere */
const struct pci_ecam *pci_ecam_range(void);

/**
 * pci_ecam - the 4096 bytes of a function in the memory-mapped space
 *
 * NULL: the machine has none, or none for this bus.
 */
void *pci_ecam(uint16_t bdf);

/** pci_ecam_read, pci_ecam_write - for struct pci_host */
uint32_t pci_ecam_read(uint16_t bdf, unsigned int offset, unsigned int bytes);
void pci_ecam_write(uint16_t bdf, unsigned int offset, unsigned int bytes,
		    uint32_t value);

struct pci_bar {
	uint64_t address; /* on the bus; 0: not assigned */
	uint64_t bytes;	  /* 0: not implemented, or the upper half of a pair */
	uint32_t flags;	  /* low bits of the register: PCI_BAR_* */
};

struct pci_function {
	uint16_t bdf;
	uint16_t vendor, device;
	uint32_t class; /* class, sub-class, interface: 24 bits */
	uint8_t header; /* PCI_HEADER_TYPE without the multifunction bit */
	struct pci_bar bar[PCI_NR_BARS];
	void *mapped[PCI_NR_BARS]; /* by pci_bar_map() */
};

/**
 * pci_nr_functions, pci_function - all functions, in the order of the scan
 *
 * The first use scans the buses; bridges without bus numbers get them, and BARs
 * without an address get one from the host's windows. Decoding is left as
 * firmware had it: pci_enable().
 */
unsigned int pci_nr_functions(void);
struct pci_function *pci_function(unsigned int index);

/**
 * pci_rescan - forget all functions and scan again
 *
 * For buses that changed: pointers from before are not valid any more.
 */
void pci_rescan(void);

/** pci_find - the @nth function (from 0) of these ids, or NULL */
struct pci_function *pci_find(uint16_t vendor, uint16_t device,
			      unsigned int nth);

/** pci_at - the function at an address, or NULL */
struct pci_function *pci_at(uint16_t bdf);

/* Configuration space; @offset is aligned to the width */
uint8_t pci_read8(uint16_t bdf, unsigned int offset);
uint16_t pci_read16(uint16_t bdf, unsigned int offset);
uint32_t pci_read32(uint16_t bdf, unsigned int offset);
void pci_write8(uint16_t bdf, unsigned int offset, uint8_t value);
void pci_write16(uint16_t bdf, unsigned int offset, uint16_t value);
void pci_write32(uint16_t bdf, unsigned int offset, uint32_t value);

/** pci_port_read, pci_port_write - @bytes: 1, 2 or 4; ones without ports */
uint32_t pci_port_read(uint16_t port, unsigned int bytes);
void pci_port_write(uint16_t port, unsigned int bytes, uint32_t value);

/**
 * pci_enable - set (or clear) bits of the command register
 *
 * PCI_COMMAND_MEMORY and PCI_COMMAND_MASTER also on all bridges above.
 */
void pci_enable(const struct pci_function *f, uint16_t command);
void pci_disable(const struct pci_function *f, uint16_t command);

/**
 * pci_bar_map - a memory BAR's registers, mapped and with decoding enabled
 *
 * NULL for a BAR that is not memory, not assigned, or out of reach.
 */
void *pci_bar_map(struct pci_function *f, unsigned int bar);

/** pci_bar_port - an I/O BAR's port, with decoding enabled; 0: it has none */
uint16_t pci_bar_port(struct pci_function *f, unsigned int bar);

/**
 * pci_bar_probe - what a base address register implements
 * @offset: of the register
 *
 * Writes ones and reads back with decoding off; everything is put back.
 */
struct pci_bar pci_bar_probe(uint16_t bdf, unsigned int offset);

/** pci_bar_move - give a BAR another address, decoding as it was */
void pci_bar_move(struct pci_function *f, unsigned int bar, uint64_t address);

/**
 * pci_cap_next - the capability after @offset, 0: the first
 *
 * Returns its offset, or 0 at the end. A list that leaves 0x40..0xfc ends there.
 */
uint8_t pci_cap_next(uint16_t bdf, uint8_t offset);

/** pci_cap - the offset of the first capability of an id, or 0 */
uint8_t pci_cap(uint16_t bdf, uint8_t id);

/**
 * pci_msi_set, pci_msi_clear - one message of a function's MSI
 *
 * Masks nothing; turns INTx off (6.8.1: they exclude each other) and bus
 * mastering on. -ENOTSUP: no MSI.
 */
int pci_msi_set(const struct pci_function *f, uint64_t address, uint16_t data);
void pci_msi_clear(const struct pci_function *f);

/**
 * pci_msix_entries - how many messages, 0: no MSI-X
 * pci_msix_set - an entry's message, unmasked; MSI-X itself enabled
 * pci_msix_mask - the entry's mask bit
 * pci_msix_pending - its bit in the pending array
 */
unsigned int pci_msix_entries(const struct pci_function *f);
int pci_msix_set(struct pci_function *f, unsigned int entry, uint64_t address,
		 uint32_t data);
int pci_msix_mask(struct pci_function *f, unsigned int entry, bool masked);
bool pci_msix_pending(struct pci_function *f, unsigned int entry);
void pci_msix_clear(const struct pci_function *f);

#endif

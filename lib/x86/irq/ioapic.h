/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * I/O APICs (Intel 82093AA data sheet; 82801 "ICH9" data sheet, 13.5), found
 * through the MADT.
 */
#ifndef LIB_X86_IRQ_IOAPIC_H
#define LIB_X86_IRQ_IOAPIC_H

#include <stdbool.h>
#include <stdint.h>

/* Registers behind the index and data windows */
enum ioapic_reg {
	IOAPIC_ID = 0x00,
	IOAPIC_VERSION = 0x01,
	IOAPIC_ARBITRATION = 0x02,
	IOAPIC_RTE = 0x10, /* two for each pin */
};

enum {
	IOAPIC_INDEX = 0x00,
	IOAPIC_DATA = 0x10,
	IOAPIC_EOI = 0x40
};

/* Redirection table entry */
#define IOAPIC_RTE_VECTOR(v)	  ((uint64_t)((v)&0xff))
#define IOAPIC_RTE_FIXED	  (0ull << 8)
#define IOAPIC_RTE_LOWEST	  (1ull << 8)
#define IOAPIC_RTE_NMI		  (4ull << 8)
#define IOAPIC_RTE_EXTINT	  (7ull << 8)
#define IOAPIC_RTE_LOGICAL	  (1ull << 11)
#define IOAPIC_RTE_PENDING	  (1ull << 12)
#define IOAPIC_RTE_ACTIVE_LOW	  (1ull << 13)
#define IOAPIC_RTE_REMOTE_IRR	  (1ull << 14)
#define IOAPIC_RTE_LEVEL	  (1ull << 15)
#define IOAPIC_RTE_MASKED	  (1ull << 16)
#define IOAPIC_RTE_DESTINATION(d) ((uint64_t)((d)&0xff) << 56)

enum {
	IOAPIC_MAX = 8
};

struct ioapic {
	uint32_t address;
	uint32_t gsi_base;
	uint8_t madt_id;
	unsigned int nr_pins;
	void *regs;
};

/** ioapic_count - how many the MADT lists; 1 at 0xfec00000 without a MADT */
unsigned int ioapic_count(void);

/** ioapic - one of them, mapped, at first use with all its pins masked */
struct ioapic *ioapic(unsigned int index);

uint32_t ioapic_read(const struct ioapic *io, unsigned int reg);
void ioapic_write(const struct ioapic *io, unsigned int reg, uint32_t value);

/**
 * ioapic_rte_read, ioapic_rte_write - the entry of a pin
 *
 * A write leaves the pin masked until both halves are in place.
 */
uint64_t ioapic_rte_read(const struct ioapic *io, unsigned int pin);
void ioapic_rte_write(const struct ioapic *io, unsigned int pin, uint64_t rte);

/**
 * ioapic_of_gsi - which one serves a global system interrupt, and its pin
 *
 * NULL: none.
 */
struct ioapic *ioapic_of_gsi(uint32_t gsi, unsigned int *pin);

/**
 * ioapic_isa_gsi - where an ISA interrupt line arrives, with the MADT's
 * overrides
 * @rte: polarity and trigger bits of its entry
 */
uint32_t ioapic_isa_gsi(unsigned int irq, uint64_t *rte);

/** ioapic_route - send an interrupt to one CPU's vector; -ENOENT: no such GSI */
int ioapic_route(uint32_t gsi, uint64_t rte, uint8_t destination,
		 unsigned int vector);

/** ioapic_mask_all - mask every pin of every one that was used */
void ioapic_mask_all(void);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The System MMU of PCI devices, SMMUv3: IHI 0070.
 *
 * smmu_start() begins anew: no stream has a valid entry, both queues are empty,
 * nothing is cached. The SMMU is stopped when the case ends. Memory that
 * smmu_alloc() gave out is free again then.
 */
#ifndef LIB_ARM_SMMU_H
#define LIB_ARM_SMMU_H

#include <arm/machine.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* 6.2: offsets of registers; those of the event queue are in page 1 */
enum smmu_reg {
	SMMU_IDR0 = 0x00,
	SMMU_IDR1 = 0x04,
	SMMU_IDR2 = 0x08,
	SMMU_IDR3 = 0x0c,
	SMMU_IDR4 = 0x10,
	SMMU_IDR5 = 0x14,
	SMMU_IIDR = 0x18,
	SMMU_AIDR = 0x1c,
	SMMU_CR0 = 0x20,
	SMMU_CR0ACK = 0x24,
	SMMU_CR1 = 0x28,
	SMMU_CR2 = 0x2c,
	SMMU_STATUSR = 0x40,
	SMMU_GBPA = 0x44,
	SMMU_IRQ_CTRL = 0x50,
	SMMU_IRQ_CTRLACK = 0x54,
	SMMU_GERROR = 0x60,
	SMMU_GERRORN = 0x64,
	SMMU_GERROR_IRQ_CFG0 = 0x68,
	SMMU_STRTAB_BASE = 0x80,
	SMMU_STRTAB_BASE_CFG = 0x88,
	SMMU_CMDQ_BASE = 0x90,
	SMMU_CMDQ_PROD = 0x98,
	SMMU_CMDQ_CONS = 0x9c,
	SMMU_EVENTQ_BASE = 0xa0,
	SMMU_EVENTQ_IRQ_CFG0 = 0xb0,
	SMMU_EVENTQ_PROD = 0x100a8,
	SMMU_EVENTQ_CONS = 0x100ac,
};

#define SMMU_CR0_SMMUEN	  (1u << 0)
#define SMMU_CR0_EVENTQEN (1u << 2)
#define SMMU_CR0_CMDQEN	  (1u << 3)
#define SMMU_CR0_ALL	  0xdu

#define SMMU_IRQ_GERROR (1u << 0) /* IRQ_CTRL */
#define SMMU_IRQ_EVENTQ (1u << 2)

#define SMMU_GERROR_CMDQ   (1u << 0)
#define SMMU_GERROR_EVENTQ (1u << 2)

#define SMMU_GBPA_ABORT	 (1u << 20)
#define SMMU_GBPA_UPDATE (1u << 31)

#define SMMU_CONS_ERR(cons) ((cons) >> 24 & 0x7f)

enum smmu_error {
	SMMU_CERROR_ILL = 1,
	SMMU_CERROR_ABT = 2,
};

/* Chapter 4: opcodes, and where a command has a StreamID and an ASID */
enum smmu_opcode {
	SMMU_PREFETCH_CONFIG = 0x01,
	SMMU_PREFETCH_ADDR = 0x02,
	SMMU_CFGI_STE = 0x03,
	SMMU_CFGI_STE_RANGE = 0x04, /* CFGI_ALL with a range of 31 */
	SMMU_CFGI_CD = 0x05,
	SMMU_CFGI_CD_ALL = 0x06,
	SMMU_TLBI_NH_ALL = 0x10,
	SMMU_TLBI_NH_ASID = 0x11,
	SMMU_TLBI_NH_VA = 0x12,
	SMMU_TLBI_NH_VAA = 0x13,
	SMMU_TLBI_NSNH_ALL = 0x30,
	SMMU_SYNC = 0x46,
};

#define SMMU_COMMAND_SID(sid)	(uint64_t)(sid) << 32
#define SMMU_COMMAND_ASID(asid) (uint64_t)(asid) << 48
#define SMMU_COMMAND_SSEC	(1ull << 10)
#define SMMU_SYNC_IRQ		(1ull << 12)
#define SMMU_SYNC_SEV		(2ull << 12)

/* 7.3: events */
enum smmu_event_type {
	SMMU_C_BAD_STREAMID = 0x02,
	SMMU_F_STE_FETCH = 0x03,
	SMMU_C_BAD_STE = 0x04,
	SMMU_F_CD_FETCH = 0x09,
	SMMU_C_BAD_CD = 0x0a,
	SMMU_F_WALK_EABT = 0x0b,
	SMMU_F_TRANSLATION = 0x10,
	SMMU_F_ADDR_SIZE = 0x11,
	SMMU_F_ACCESS = 0x12,
	SMMU_F_PERMISSION = 0x13,
};

#define SMMU_EVENT_PNU	 (1ull << 33) /* of double word 1 */
#define SMMU_EVENT_IND	 (1ull << 34)
#define SMMU_EVENT_READ	 (1ull << 35)
#define SMMU_EVENT_S2	 (1ull << 39)
#define SMMU_EVENT_CLASS (3ull << 40)
#define SMMU_CLASS_CD	 (0ull << 40)
#define SMMU_CLASS_TABLE (1ull << 40)
#define SMMU_CLASS_INPUT (2ull << 40)

/* 5.2: stream table entries, double word 0 and 1 */
#define SMMU_STE_V	     (1ull << 0)
#define SMMU_STE_CONFIG(c)   ((uint64_t)(c) << 1)
#define SMMU_STE_CONFIG_MASK SMMU_STE_CONFIG(7)
#define SMMU_STE_ABORT	     SMMU_STE_CONFIG(0)
#define SMMU_STE_BYPASS	     SMMU_STE_CONFIG(4)
#define SMMU_STE_S1	     SMMU_STE_CONFIG(5)
#define SMMU_STE_S1CDMAX(n)  ((uint64_t)(n) << 59)
#define SMMU_STE_S1STALLD    (1ull << 27)

/* 5.4: context descriptors, double word 0 */
#define SMMU_CD_T0SZ(n) ((uint64_t)(n) << 0)
#define SMMU_CD_TG0(n)	((uint64_t)(n) << 6)
#define SMMU_CD_EPD0	(1ull << 14)
#define SMMU_CD_ENDI	(1ull << 15)
#define SMMU_CD_T1SZ(n) ((uint64_t)(n) << 16)
#define SMMU_CD_TG1(n)	((uint64_t)(n) << 22)
#define SMMU_CD_EPD1	(1ull << 30)
#define SMMU_CD_V	(1ull << 31)
#define SMMU_CD_IPS(n)	((uint64_t)(n) << 32)
#define SMMU_CD_AFFD	(1ull << 35)
#define SMMU_CD_TBI0	(1ull << 38)
#define SMMU_CD_AA64	(1ull << 41)
#define SMMU_CD_HD	(1ull << 42)
#define SMMU_CD_HA	(1ull << 43)
#define SMMU_CD_S	(1ull << 44)
#define SMMU_CD_R	(1ull << 45)
#define SMMU_CD_A	(1ull << 46)
#define SMMU_CD_ASET	(1ull << 47)
#define SMMU_CD_ASID(n) ((uint64_t)(n) << 48)
#define SMMU_CD_HAD0	(1ull << 1) /* of double word 1, with TTB0 */

/* Table descriptors: Arm ARM, D8.3.1 */
#define SMMU_APTABLE_NO_USER (1ull << 61)
#define SMMU_APTABLE_RDONLY  (1ull << 62)

enum {
	SMMU_SID_BITS = 9, /* of smmu_start(): two buses */
	SMMU_CMDQ_LOG2 = 4,
	SMMU_EVENTQ_LOG2 = 5,
	SMMU_POOL_BYTES = 0x400000,
};

/* An SMMUv3 that the device tree describes. */
extern const struct feature arm_smmu;

void smmu_start(void);

uint32_t smmu_read(enum smmu_reg reg);
void smmu_write(enum smmu_reg reg, uint32_t value);
/** smmu_base_write - of 64 bits: a base address register */
void smmu_base_write(enum smmu_reg reg, uint64_t value);
uint64_t smmu_base_read(enum smmu_reg reg);

/** smmu_enable - CR0, and wait for CR0ACK; ERROR where that does not follow */
void smmu_enable(uint32_t cr0);

/** smmu_intid - an interrupt of it, in the GIC edge-triggered; SKIPs without */
unsigned int smmu_intid(enum machine_smmu_line line);

/** smmu_alloc - zeros, until the next smmu_start(); @align: a power of two */
void *smmu_alloc(size_t bytes, size_t align);

/* --------------------------------------------------------------- commands */

/** smmu_queue - an empty command queue of 2^log2 entries; smmu_commands - it */
void smmu_queue(unsigned int log2);
uint64_t *smmu_commands(void);

/** smmu_post - one command; PROD is written, and nothing is waited for */
void smmu_post(uint64_t dw0, uint64_t dw1);

/** smmu_wait - until CONS.RD is PROD.WR; false: not within a second */
bool smmu_wait(void);

/** smmu_command - post it with a SYNC behind; ERROR where they are not taken */
void smmu_command(uint64_t dw0, uint64_t dw1);

/** smmu_forget_config - CFGI_ALL; smmu_forget_tlb - TLBI_NSNH_ALL */
void smmu_forget_config(void);
void smmu_forget_tlb(void);

/* ----------------------------------------------------------------- events */

struct smmu_event {
	uint64_t dw[4];
};

/** smmu_event_queue - an empty one of 2^log2 entries; smmu_events - it */
void smmu_event_queue(unsigned int log2);
struct smmu_event *smmu_events(void);

/** smmu_nr_events - in the queue, after a SYNC */
unsigned int smmu_nr_events(void);

/** smmu_take_event - the oldest; false: none within a second */
bool smmu_take_event(struct smmu_event *event);

/* ---------------------------------------------------------------- streams */

/** smmu_ste - the entry of a stream, 8 double words */
uint64_t *smmu_ste(uint32_t sid);

/** smmu_set_ste - change double word 0 and have it read anew */
void smmu_set_ste(uint32_t sid, uint64_t dw0);

/* Stage 1: a context descriptor with its tables for TTB0. */
struct smmu_space {
	uint64_t *cd;
	uint64_t *top;
	unsigned int shift; /* log2 of a page: 12, 14 or 16 */
	unsigned int bits;  /* of an address that is translated */
};

/** smmu_space - empty tables */
struct smmu_space smmu_space(unsigned int shift, unsigned int bits,
			     uint16_t asid);

/** smmu_level_shift - log2 of what an entry of a level is for */
unsigned int smmu_level_shift(const struct smmu_space *s, unsigned int level);

/** smmu_top_level - where walks begin */
unsigned int smmu_top_level(const struct smmu_space *s);

/** smmu_entry - an address's descriptor of a level, with the tables above it */
uint64_t *smmu_entry(const struct smmu_space *s, uint64_t address,
		     unsigned int level);

/** smmu_map - a page (level 3) or block; @phys is rounded down to its size */
void smmu_map(const struct smmu_space *s, uint64_t address, const void *phys,
	      unsigned int level);

/** smmu_attach - have a stream translated so, and all of it read anew */
void smmu_attach(uint32_t sid, const struct smmu_space *s);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Long-descriptor translation: which descriptor allows which access to whom, and
 * what the fault registers say when it does not.
 *
 * Arm ARM, G5.5 (long format), G5.6 (permissions), G5.10.2 and G8.2.36, G8.2.56
 * (DFSR, IFSR in the long format).
 */
#ifndef ARM_LPAE_SUITE_H
#define ARM_LPAE_SUITE_H

#include <arch/page.h>
#include <arm/cpu.h>
#include <arm/features.h>
#include <arm/insn_32.h>
#include <mm/page.h>
#include <test/test.h>

#define LPAE_SUITE                                                             \
	TEST_SUITE("lpae",                                                     \
		   .summary = "the long format allows what its bits say, and " \
			      "faults are described exactly",                  \
		   .setup = lpae_setup)

#define PXN (1ull << 53)
#define XN  (1ull << 54)

#define FSR_LPAE	0x200ul
#define FSR_WRITE	0x800ul
#define FSR_MAINTENANCE 0x2000ul

/* Of FSR and of PAR; to the first four the level is added. */
#define STATUS_ADDRESS	0x00
#define STATUS_MISS	0x04
#define STATUS_ACCESS	0x08
#define STATUS_DENIED	0x0c
#define STATUS_EXTERNAL 0x10
#define STATUS_ALIGNED	0x21

enum {
	BLOCK_BYTES = 0x200000,
	MARK = 0x5a17c0de,
};

/*
 * Addresses of our own, 4 MiB: the first page of the first 2 MiB is that of
 * lpae_page(), the second 2 MiB are a block, and the rest is nothing.
 */
extern char *area;
extern uint32_t *memory;    /* 2 MiB that they lead to; word 1 holds MARK */
extern uint64_t *block;	    /* the entry of the second 2 MiB */
extern uint64_t descriptor; /* of a page of @memory that the kernel may use */

void lpae_setup(void);

/** lpae_page - what the first page's entry is from now on */
void lpae_page(uint64_t value);

/** lpae_table - more bits in the table entry of a level above; 0: no table */
void lpae_table(unsigned int level, uint64_t set);

/** lpae_sctlr - with the TLB flushed; fit for test_defer() */
void lpae_sctlr(uint32_t value);

enum access {
	LOAD,
	STORE,
	FETCH,
	NR_ACCESSES
};

/** expect_access - by a mode, of a word near @start: it works, or this status */
void expect_access(enum access access, uint32_t mode, char *start, bool allowed,
		   unsigned int status);

/** allows - what bits of a descriptor and of SCTLR leave over */
bool allows(enum access access, bool user, uint64_t bits, uint32_t sctlr);

/** bits_of - one of the 16 combinations of AP, PXN and XN */
uint64_t bits_of(unsigned int i);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * 32-bit paging: two levels of 32-bit entries, pages of 4 KiB and 4 MiB. Each
 * state is an access on such tables, compared with a model of the rules.
 *
 * Intel SDM vol. 3, 4.3 (32-bit paging), 4.6 to 4.8.
 */
#ifndef X86_PSETABLES32_SUITE_H
#define X86_PSETABLES32_SUITE_H

#include <arch/page.h>
#include <stdbool.h>
#include <stdint.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/mmu.h>

#define PSETABLES_SUITE                                                        \
	TEST_SUITE("psetables32",                                              \
		   .summary = "32-bit paging translates, permits and refuses", \
		   .needs = NEEDS(&x86_pse), .setup = prepare)

#define VIRT  0xe0c07120ul /* its indexes: 0x383 and 7 */
#define FRAME 0xa03000ul   /* what the table's entry leads to */
#define LARGE 0xc00000ul   /* and the large page */

enum kind {
	READ,
	WRITE,
	FETCH,
	NR_KINDS
};

/* All that decides about an access. */
struct state {
	uint32_t pde, pte;
	bool pse, wp, smep;
	enum kind kind;
	bool user;
};

/* What it has to come to. */
struct expected {
	bool fault;
	unsigned long error;
	uint32_t pde, pte;
	uint32_t pde_free; /* bits that may be set or not */
};

/** prepare - tables, frames and handlers; cheap when called again */
void prepare(void);

/** permissive - everything allowed, with CR4.PSE and CR0.WP */
struct state permissive(bool large);

/** expect - what the manual says */
struct expected expect(const struct state *state);

/** reserved - the bits of a PDE of that page size that must be clear */
uint32_t reserved(bool large);

/** run - do it; what it came to is in .seen. Returns where its code is. */
const char *run(const struct state *state);
extern struct trap_frame seen;

/**
 * check - do it, and compare everything with expect()
 *
 * But for P in the error code where RSVD is to be set: check_present().
 */
void check(const struct state *state);
void check_present(const struct state *state);

#endif

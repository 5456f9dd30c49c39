/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Process-context identifiers, and two address spaces that differ in one page.
 * enable.c has CR4.PCIDE and what CR3 is with it, tlb.c whose translations are
 * used and when they are gone, invpcid.c what INVPCID refuses.
 *
 * Intel SDM vol. 3, 4.10.1 (PCIDs), 4.10.4.1 (invalidation); vol. 2, INVPCID and
 * MOV to a control register.
 */
#ifndef X86_64_PCID_SUITE_H
#define X86_64_PCID_SUITE_H

#include <stdbool.h>
#include <stdint.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>

#define PCID_SUITE                                                        \
	TEST_SUITE("pcid",                                                \
		   .summary = "translations belong to a process-context " \
			      "identifier",                               \
		   .setup = pcid_setup)

#define NEEDS_PCID .needs = NEEDS(&x86_pcid)

enum {
	SPACES = 2,
	FRAMES = 3,
};

struct invpcid_desc {
	uint64_t pcid; /* bits 11:0 */
	uint64_t address;
};

void pcid_setup(void);

/** pcid_enable - set CR4.PCIDE, with PCID 0 current */
void pcid_enable(void);

/*
 * One address, in either space at page @frame, whose words are 1 + @frame. A
 * change is not followed by any invalidation.
 */
extern char *const pcid_page;
void pcid_map(unsigned int space, unsigned int frame, uint64_t bits);
void pcid_map_large(unsigned int space, unsigned int frame);
uint64_t pcid_look(unsigned int offset);

/** pcid_cr3 - what selects a space, with a PCID */
uint64_t pcid_cr3(unsigned int space, unsigned int pcid);

/** pcid_go - load that; @keep: with CR3_NOFLUSH */
void pcid_go(unsigned int space, unsigned int pcid, bool keep);

static inline void invpcid(uint64_t type, const struct invpcid_desc *desc)
{
	asm volatile("invpcid %1, %0" : : "r"(type), "m"(*desc) : "memory");
}

#endif

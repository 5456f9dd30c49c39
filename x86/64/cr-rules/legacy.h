/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Control registers out of 64-bit mode: a list of writes and reads that 32-bit
 * code does one after the other, in compatibility mode at first, without paging
 * once it has cleared CR0.PG. The list has to end where it began.
 * Plain numbers only before the struct: assembly includes this too.
 */
#ifndef X86_64_CR_RULES_LEGACY_H
#define X86_64_CR_RULES_LEGACY_H

#define STEP_END	0
#define STEP_WRITE_CR0	1
#define STEP_WRITE_CR3	2
#define STEP_WRITE_CR4	3
#define STEP_WRITE_EFER 4
#define STEP_READ_CR0	5
#define STEP_READ_CR3	6
#define STEP_READ_CR4	7
#define STEP_READ_EFER	8

#define STEP_VALUE 4 /* offsets */
#define STEP_TRAP  8
#define STEP_BYTES 12

#ifndef __ASSEMBLER__
#include <stdint.h>

struct step {
	uint32_t op;
	uint32_t value; /* to write, or as read */
	uint32_t trap;	/* enum trap_cause: X86_GP or TRAP_NONE */
};

/** legacy_run - do it; @steps, which lies below 4 GiB, ends in STEP_END */
void legacy_run(struct step *steps);

/* The IDT of 32 bits that is in force while EFER.LMA is clear. */
extern uint64_t legacy_idt[];
void legacy_fault(void);
#endif

#endif

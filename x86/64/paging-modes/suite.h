/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The paging modes, and the ways between them: none, two levels of 32-bit
 * entries, PAE, four and five levels. tables.c has tables for each of them,
 * script.c writes what <x86/modes.h> is to do. (Suites psetables32 and pae32 have
 * the formats of legacy paging.)
 *
 * Intel SDM vol. 3, 4.1.1 (paging modes), 4.1.2 (enabling), 9.8.5 (IA-32e mode), 2.5
 * (CR0, CR4), 2.2.1 (EFER).
 */
#ifndef X86_64_PAGING_MODES_SUITE_H
#define X86_64_PAGING_MODES_SUITE_H

#include <stdbool.h>
#include <stdint.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/paging/modes.h>

#define PAGING_MODES_SUITE                                            \
	TEST_SUITE("paging-modes",                                    \
		   .summary = "each paging mode, and the ways to it", \
		   .setup = paging_setup)

void paging_setup(void);

/* All modes map the first two MiB one to one, and PAGING_WORD to a frame each. */
enum {
	PAGING_WORD = 0x40c07120,
	PAGING_UNMAPPED = 0x41007120,
};

struct paging_mode {
	const char *name;
	bool paging;
	uint32_t cr4;	/* of CR4_PAE and CR4_LA57 */
	bool long_mode; /* EFER.LME */
	uint32_t value; /* of the word */
};

enum {
	PAGING_NONE,
	PAGING_2_LEVEL,
	PAGING_PAE,
	PAGING_4_LEVEL,
	PAGING_5_LEVEL,
	PAGING_MODES,
};

extern const struct paging_mode paging_modes[PAGING_MODES];

/** paging_have - the processor has this mode */
bool paging_have(unsigned int mode);

/** paging_root - what CR3 is to be */
uint32_t paging_root(unsigned int mode);

/** paging_levels - how many levels of tables a mode has */
unsigned int paging_levels(unsigned int mode);

/** paging_entry - the word's entry of a level, of 4 or of 8 bytes: bits 31:0 */
volatile uint32_t *paging_entry(unsigned int mode, unsigned int level);
volatile uint32_t *paging_leaf(unsigned int mode);

/** paging_frame - where its word is */
volatile uint32_t *paging_frame(unsigned int mode);

/** paging_pdpt - the four entries of PAE paging */
volatile uint64_t *paging_pdpt(void);

/** paging_overlay - a root that is good for two levels and for PAE */
uint32_t paging_overlay(void);

/* ------------------------------------------------------------ script.c ---- */

struct script {
	struct mode_step step[64];
	unsigned int nr;
};

struct mode_step *script_add(struct script *s, enum mode_op op,
			     uint32_t operand);

/** script_leave - to no paging, with nothing of any mode */
void script_leave(struct script *s);

/**
 * script_enter - from there to a mode
 * @order: of writing to CR3, CR4 and EFER, 0 to 5
 */
void script_enter(struct script *s, unsigned int mode, unsigned int order);

/** script_look - read the word, and check that with script_check() */
void script_look(struct script *s, unsigned int mode);

/**
 * script_run - do it; every step must be done, but for the last @nr_refused
 *
 * Those raise #GP(0) and change no register.
 */
void script_run(struct script *s, unsigned int nr_refused);

/** script_check_mode - the registers after step @i are those of @mode */
void script_check_mode(const struct script *s, unsigned int i,
		       unsigned int mode);

/* CR0 without PG, and CR4 and EFER without anything of a paging mode. */
uint32_t script_cr0(void);
uint32_t script_cr4(void);
uint32_t script_efer(void);

#endif

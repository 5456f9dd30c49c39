/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One access through page tables of the suite's own, and what the manual says
 * that it comes to: run.c does it, model.c says it.
 *
 * Intel SDM vol. 3, 4.4 and 4.5 (the formats), 4.6 (access rights), 4.7 (page
 * faults), 4.8 (accessed and dirty flags).
 */
#ifndef X86_ACCESS_SUITE_H
#define X86_ACCESS_SUITE_H

#include <arch/page.h>
#include <stdbool.h>
#include <stdint.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/mmu.h>
#include <x86/width.h>

#define ACCESS_SUITE                                                      \
	TEST_SUITE("access",                                              \
		   .summary = "page tables translate, permit and refuse", \
		   .setup = access_setup)

enum {
	LEVELS = 5, /* at most */
	PERMISSIVE = PTE_P | PTE_W | PTE_U,
};

#ifdef __x86_64__
#define LEAVES 3    /* pages of 4 KiB, 2 MiB, 1 GiB */
#else
#define LEAVES 2
#endif

/* What differs between the widths: layout.c of x86/64 and x86/32. */
struct access_layout {
	uint64_t base[LEAVES + 1], frame[LEAVES + 1]; /* by level of the leaf */
	uintptr_t virt, virt_la57;
	unsigned int top;	 /* without LA57 */
	unsigned int load_bytes; /* the length of a load, or a store, of AX */
};

extern const struct access_layout access_layout;

/*
 * The address, with a different index on each level, and so with an offset
 * within large pages; the highest level whose entry is the suite's own.
 */
extern uintptr_t access_virt;
extern unsigned int access_top;

/* What the access finds, what it writes, what a register has: they end in UD2. */
#define ACCESS_BEFORE	 0x11220b0ful
#define ACCESS_WRITTEN	 0x33440b0ful
#define ACCESS_UNTOUCHED 0x55660b0ful

enum kind {
	READ,
	WRITE,
	FETCH,
	NR_KINDS
};

/* All that decides about an access. */
struct state {
	uint64_t entry[LEVELS + 1]; /* by level, from .leaf to the top */
	unsigned int leaf;	    /* the level that maps the page */
	enum kind kind;
	bool user; /* at CPL 3 */
	bool wp, nxe, smep, smap, pke, pks;
	bool ac; /* EFLAGS.AC */
	uint32_t pkru, pkrs;
};

/* What it has to come to. */
struct expected {
	bool fault;
	unsigned long error;	  /* PF_* */
	unsigned long error_free; /* bits of it that the manual leaves open */
	uint64_t entry[LEVELS + 1];
	uint64_t entry_free[LEVELS + 1]; /* the same of the entries */
};

/** access_setup - tables, frames and handlers; cheap when called again */
void access_setup(void);

/** access_drop_nx - no page of the kernel has NX, so that EFER.NXE can be clear */
void access_drop_nx(void);

/** access_la57 - five levels until the case, or the state, ends; LA57 needed */
void access_la57(const uint64_t *root);

/** access_enter_user - jump to CPL 3, with DI = access_virt */
void access_enter_user(const char *code, unsigned long ax, unsigned long flags)
	__attribute__((noreturn));

/** access_see - what ends an access: a handler of #PF and #UD */
bool access_see(struct trap_frame *frame, void *arg);

/* The code of all kinds, and where CPL 3 has it. */
extern const char access_code[], access_code_end[];
extern char *access_user_code;

/** access_permissive - everything allowed, CR0.WP and EFER.NXE set */
struct state access_permissive(unsigned int leaf);

/** access_expect - what the manual says */
struct expected access_expect(const struct state *state);

/** access_run - do it; returns where the code of the access is */
const char *access_run(const struct state *state);

/** access_run_again - on the tables as they are, without INVLPG */
const char *access_run_again(const struct state *state);

/* How it ended; the entries, by level; the word that it is for. */
extern struct trap_frame access_seen;
extern uint64_t *access_entries[LEVELS + 1];
unsigned long *access_word(unsigned int leaf);

/**
 * access_check - do it, and compare everything with access_expect()
 *
 * All but two things, which emulators get wrong throughout: P in the error code
 * where RSVD is to be set, and A of a page of 1 GiB after a fault.
 */
void access_check(const struct state *state);

/** access_check_again - the same on the tables as they are, without INVLPG */
void access_check_again(struct state *state);

/** access_check_present, access_check_accessed - those; other states skip */
void access_check_present(const struct state *state);
void access_check_accessed(const struct state *state);

/* Without it there are no protection keys. */
extern const struct feature access_long_mode;

/** access_missing - what a state needs that the processor lacks, or NULL */
const struct feature *access_missing(const struct state *state);

/** access_huge - whether there are pages of 1 GiB; without, PS is reserved */
bool access_huge(void);

/** access_physical_bits - MAXPHYADDR */
unsigned int access_physical_bits(void);

/** take - the lowest digit of a number whose digits have different bases */
static inline unsigned int take(uint64_t *number, unsigned int nr)
{
	unsigned int digit = (unsigned int)(*number % nr);

	*number /= nr;
	return digit;
}

#endif

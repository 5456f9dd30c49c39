/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A page with page-table entries of its own on every level, for suites that say
 * how each of them is, and one access to it, from any privilege level.
 */
#ifndef LIB_X86_PAGING_WINDOW_H
#define LIB_X86_PAGING_WINDOW_H

#include <arch/page.h>
#include <stdbool.h>
#include <stdint.h>
#include <trap.h>

#ifdef __x86_64__
#define WINDOW_LEAVES 3 /* pages of 4 KiB, 2 MiB, 1 GiB */
#define WINDOW_TOP    4
#define WINDOW_R      "%r" /* a register of the width: WINDOW_R "di" */
#define WINDOW_IRET   "iretq"
#define WINDOW_LRET   "lretq"
#else
#define WINDOW_LEAVES 2
#define WINDOW_TOP    2 /* a PDPTE of PAE paging says nothing about rights */
#define WINDOW_R      "%e"
#define WINDOW_IRET   "iretl"
#define WINDOW_LRET   "lretl"
#endif
#define WINDOW_OFFSET 0x120 /* of the word in its page */

#define WINDOW_BITS (PTE_P | PTE_W | PTE_U)

/* What the word is, what a write makes of it, what AX is otherwise: all UD2. */
#define WINDOW_BEFORE	 0x11220b0ful
#define WINDOW_WRITTEN	 0x33440b0ful
#define WINDOW_UNTOUCHED 0x55660b0ful

enum window_kind {
	WINDOW_READ,
	WINDOW_WRITE,
	WINDOW_FETCH,
	WINDOW_GATE, /* INT WINDOW_VECTOR, whose gate leads to the word */
	WINDOW_KINDS
};

#define WINDOW_VECTOR 0x40

struct window_access {
	enum window_kind kind;
	unsigned int cpl;
	unsigned long flags; /* beyond EFLAGS_FIXED: AC, RF, ... */
	uintptr_t at;	     /* 0: window_at() */
};

struct window_result {
	struct trap trap;    /* TRAP_NONE: the access was made */
	unsigned long value; /* of AX then: WINDOW_UNTOUCHED, but for a read */
	unsigned long pc;    /* where the trap is to be, had it come */
	unsigned int cpl;    /* at which it came */
};

/** window_setup - tables, segments and the code of CPL 3; for each case */
void window_setup(void);

/** window_at - the address of the word; window_word - the same, always there */
uintptr_t window_at(void);
unsigned long *window_word(void);

/**
 * window_entry - the entry of @level, from 1 to WINDOW_TOP
 *
 * Those above the leaf of window_map() lead to the next one.
 */
uint64_t *window_entry(unsigned int level);

/**
 * window_map - map the page by an entry of level @leaf, with @bits
 *
 * The tables above have WINDOW_BITS. The word is WINDOW_BEFORE, and the TLB has
 * nothing of the page.
 */
void window_map(unsigned int leaf, uint64_t bits);

/** window_leaf - the level that maps the page */
unsigned int window_leaf(void);

/** window_flush - INVLPG of the page */
void window_flush(void);

/** window_access - do it on this CPU, with the tables as they are */
struct window_result window_access(const struct window_access *access);

/**
 * window_expect_made - do it, and check that it had its effect, and all of it
 * window_expect_refused - that it ended in #PF(@error), and had none
 *
 * The accessed and dirty flags included, but for the accessed flag of a page of
 * 1 GiB that refuses, which is for suite access.
 */
void window_expect_made(const struct window_access *access);
void window_expect_refused(const struct window_access *access,
			   unsigned long error);

/** window_digit - the lowest digit of a number whose digits have many bases */
static inline unsigned int window_digit(uint64_t *number, unsigned int base)
{
	unsigned int digit = (unsigned int)(*number % base);

	*number /= base;
	return digit;
}

/**
 * window_drop_nx - no page of the image has PTE_NX any more
 *
 * For cases that clear EFER.NXE, where the bit is reserved; for good.
 */
void window_drop_nx(void);

#endif

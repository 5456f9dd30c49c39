/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What takes a cached translation away: a page-table entry changes, and after
 * the operation nobody may use the old one.
 *
 * Intel SDM vol. 3, 4.10.4 (invalidation), 4.10.5 (propagation to other CPUs).
 */
#ifndef X86_TLB_SUITE_H
#define X86_TLB_SUITE_H

#include <mm/page.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/mmu.h>

#define TLB_SUITE                                                             \
	TEST_SUITE("tlb", .summary = "what is invalidated is not used again", \
		   .setup = tlb_prepare)

enum {
	LARGE = 0x200000,
};

extern char *window;		 /* an aligned large page of addresses */
extern unsigned long *frames[2]; /* each filled with its number plus one */

void tlb_prepare(void);

/** map - window's entry of a level, to a frame */
void map(unsigned int level, unsigned int frame, uint64_t bits);

/** unmap - for test_defer(): nothing of window is mapped or cached */
void unmap(unsigned long unused);

/** expect_gone - a read of window + @offset is #PF, for a page that is not there */
void expect_gone(unsigned long offset);

static inline unsigned long look(unsigned long offset)
{
	return *(volatile unsigned long *)(window + offset);
}

/* What invalidates; @offset: in window, where one address is named. */
void by_invlpg(unsigned long offset);
void by_cr3(unsigned long offset);

struct way {
	const char *name;
	unsigned int level;
	uint64_t bits;
	void (*invalidate)(unsigned long offset);
	unsigned long offset; /* that INVLPG names */
	unsigned long probe;  /* that is looked at */
};

/** check_way - each of many changes is seen, and in the end nothing is there */
void check_way(const struct way *way);

#endif

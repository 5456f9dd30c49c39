/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Code that changes: what is executed is what memory holds, whoever wrote it and
 * by whichever address.
 *
 * Intel SDM vol. 3, 8.1.3 (self- and cross-modifying code), 11.6 (self-modifying
 * code), 4.10.4 (invalidation).
 */
#ifndef X86_SELF_MODIFY_SUITE_H
#define X86_SELF_MODIFY_SUITE_H

#include <arch/page.h>
#include <mm/page.h>
#include <stdint.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>

#define SELF_MODIFY_SUITE                                              \
	TEST_SUITE("self-modify",                                      \
		   .summary = "what is executed is what memory holds", \
		   .setup = code_prepare)

#ifdef __x86_64__
#define REG_SP "rsp"
#else
#define REG_SP "esp"
#endif

enum {
	CODE_PAGES = 2,
	CODE_BYTES = CODE_PAGES * 0x1000,
	GIVE_BYTES = 6, /* of the code below */
	GIVE_VALUE = 1, /* where its value is */
};

/* The same two pages at two addresses, writable and executable. */
extern uint8_t *code, *alias;

/** code_prepare - map them as they were at first */
void code_prepare(void);

/** code_map - one page of @at becomes a frame; the TLB is up to the caller */
void code_map(uint8_t *at, const void *frame);

/** code_frame - what page 0 or 1 is at first */
uint8_t *code_frame(unsigned int page);

/** put_give - at @to: MOV EAX, value; RET */
void put_give(uint8_t *to, uint32_t value);

/** call_at - call code; CX and DI are @cx and @di, returns AX */
uint32_t call_at(const uint8_t *at, uint32_t cx, void *di);

static inline uint32_t give(const uint8_t *at)
{
	return call_at(at, 0, NULL);
}

/** serialize - CPUID: what was fetched before is not executed */
static inline void serialize(void)
{
	cpuid(0, 0);
}

#endif

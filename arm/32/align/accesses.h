/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The accesses of this suite, one instruction each.
 *
 * Arm ARM, E2.4 (alignment support), E2.8 (memory types), G5.10 (faults).
 */
#ifndef ARM_32_ALIGN_ACCESSES_H
#define ARM_32_ALIGN_ACCESSES_H

#include "../../align/suite.h"
#include "insns.h"

#include <arm/insn_32.h>

/* Of DFSR in the long format. */
#define FSR_LPAE      0x200ul
#define FSR_ALIGNMENT (FSR_LPAE | 0x21)
#define FSR_MISSING   (FSR_LPAE | 0x07) /* translation, level 3 */
#define FSR_DENIED    (FSR_LPAE | 0x0f) /* permission, level 3 */

/* What a row says of its instruction. */
enum {
	STORE = 1 << 0,
	SIGNED = 1 << 1,
	ALWAYS = 1 << 2,  /* aligned, whatever SCTLR.A says */
	BASE_SP = 1 << 3, /* instead of R0 */
	NO_ISV = 1 << 4,  /* nothing a hypervisor has to emulate */
	VFP = 1 << 5,	  /* between R2 to R5 and D1, D2 */
	V8 = 1 << 6,
};

enum {
	INDEX = 8
};

/* clang-format off */
#define ROW(id, state, text, ...) \
	{ #id, align_##id, align_##id##_end, STATE_##state, __VA_ARGS__ },
#define DECLARE(id, ...) extern const uint8_t align_##id[], align_##id##_end[];
/* The instruction itself, between two labels. */
#define SET_A32 ".arm\n\t"
#define SET_T32 ".thumb\n\t"
#define ALIGN_CODE(id, state, text, ...)                                      \
	asm(".pushsection .rodata.align, \"a\"\n\t"                     \
	    ".syntax unified\n\t.arch armv8-a\n\t.fpu neon\n\t"         \
	    ".balign 4\n\t" SET_##state                                 \
	    ".globl align_" #id ", align_" #id "_end\n"                 \
	    "align_" #id ":\n\t" text "\n"                              \
	    "align_" #id "_end:\n\t.arm\n\t.popsection");
/* clang-format on */
#define STATE_A32 0
#define STATE_T32 CPSR_T

LOADS(DECLARE)
STORES(DECLARE)
UNPRIVILEGED(DECLARE)
MULTIPLE(DECLARE)
EXCLUSIVES(DECLARE)
ORDERED(DECLARE)
VECTORS(DECLARE)
BYTES(DECLARE)
VECTOR_BYTES(DECLARE)

struct row {
	const char *name;
	const uint8_t *code, *end;
	uint32_t state;
	uint8_t bytes, align, flags;
	int16_t offset;
	int8_t back;
};

enum {
	PLACE = 128 /* bytes around what is accessed */
};

/** access_need - ends the case where the processor has no such instruction */
void access_need(const struct row *r);

/** access_run - do it at an address, with SCTLR.A set or clear */
struct a32_outcome access_run(const struct row *r, uint32_t mode, void *at,
			      bool strict);

/** access_fill - PLACE bytes, of which neighbours differ */
void access_fill(volatile uint8_t *base);

/** access_expect_done - it worked, at @offset of @base, and no more than that */
void access_expect_done(const struct row *r, const struct a32_outcome *o,
			const volatile uint8_t *base, unsigned int offset);

/** access_expect_fault - it did nothing, with this FSR (less WnR) and address */
void access_expect_fault(const struct row *r, const struct a32_outcome *o,
			 enum trap_cause cause, unsigned long fsr,
			 uintptr_t address);

/** access_changes - the registers that it may change, as expect_a32_done() */
uint32_t access_changes(const struct row *r);

/** access_lead - bytes of code before the access */
unsigned int access_lead(const struct row *r);

/** access_loaded - what register @i of R2 and up has to be, from these bytes */
uint32_t access_loaded(const struct row *r, const uint8_t *bytes,
		       unsigned int i);

/** align_map_page - one, with nothing behind it in the same table: level 3 */
uint8_t *align_map_page(void);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The areas of FXSAVE and XSAVE: what the files of this suite share.
 *
 * Intel SDM vol. 1, 10.5 (FXSAVE), 13.4 to 13.13 (XSAVE and its relatives);
 * vol. 2, each instruction.
 */
#ifndef X86_XSAVE_AREA_SUITE_H
#define X86_XSAVE_AREA_SUITE_H

#include <stdint.h>
#include <string.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/fpu.h>

TEST_SUITE("xsave-area",
	   .summary = "FXSAVE, XSAVE and their relatives store and load every "
		      "byte where the manual has it");

/* Bytes that an instruction has to leave. */
#define UNTOUCHED 0xa5

/** env_load, env_store - the x87 environment */
void env_load(const struct fpu_env *env);
struct fpu_env env_store(void);

/** st_store - the ten bytes of ST(0) to ST(7), and the environment as it was */
void st_store(uint8_t st[8][16]);

/** mxcsr_mask - the bits that MXCSR may have */
uint32_t mxcsr_mask(void);

/** random_fill - different bytes each time the case is not the same */
void random_fill(void *to, size_t bytes);

/** random_legacy - registers that every processor takes; 6 of x87 not empty */
void random_legacy(struct fxsave_area *area);

/** expect_legacy - the registers are as in @area, by other instructions */
void expect_legacy(const struct fxsave_area *area);

/* A state component that XCR0 enables. */
struct component {
	const char *name;
	unsigned int number;
	uint64_t with; /* what XCR0 needs besides */
};
enum {
	NR_COMPONENTS = 8,
};
extern const struct component components[NR_COMPONENTS];

static inline uint64_t component_bit(const struct component *c)
{
	return 1ull << c->number;
}

/** component_enable - all of XCR0 that goes with it; skips where it is absent */
void component_enable(const struct component *c);

/** component_offset, component_bytes - in the standard form */
uint32_t component_offset(unsigned int number);
uint32_t component_bytes(unsigned int number);

/**
 * component_fill - contents that are not the initial ones, and legal, in @area
 * component_at - where they are: in the standard form
 *
 * Of x87 that is the legacy region without MXCSR and XMM registers.
 */
void component_fill(const struct component *c, struct xsave_area *area);

/**
 * component_mask - bytes of an area that the component owns are set to 0xff
 *
 * Without reserved ones, that may hold anything, and without those of registers
 * that there are only in 64-bit mode.
 */
void component_mask(const struct component *c, uint8_t mask[XSAVE_AREA_BYTES]);

#endif

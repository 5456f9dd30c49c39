/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Segment registers: what may be loaded into them, and what they then let
 * through. On x86_64 both 64-bit code and compatibility mode are looked at.
 */
#ifndef X86_SEGMENTS_SUITE_H
#define X86_SEGMENTS_SUITE_H

#include <test/test.h>
#include <x86/desc.h>
#include <x86/run.h>

#define SEGMENTS_SUITE                                                        \
	TEST_SUITE("segments",                                                \
		   .summary = "descriptors are checked when segment "         \
			      "registers are loaded and used",                \
		   .setup = segments_setup)

/* Rows of one width only, in tables of both. */
#ifdef __x86_64__
#define ONLY_64(...) __VA_ARGS__
#define ONLY_32(...)
#define IS_64 1
#else
#define ONLY_64(...)
#define ONLY_32(...) __VA_ARGS__
#define IS_64 0
#endif

/* Of the spare entries of the GDT: code and data of levels 1 and 2, then the
   descriptor that a case is about, with room for its upper half */
enum {
	RING_CS = SPARE_SEL_BASE - 16, /* + 16 * level */
	RING_DS = SPARE_SEL_BASE - 8,
	SUBJECT = SPARE_SEL_BASE + 32, /* two entries */
	OTHER = SPARE_SEL_BASE + 48,   /* two entries */
};

/* One of the 32 descriptor types: SDM vol. 3, tables 3-1 and 3-2. */
struct seg_type {
	const char *name;
	uint8_t type; /* with S as bit 4 */
	bool code, readable, writable, conforming, down;
	/* has access rights for LAR, a limit for LSL: SDM vol. 2 */
	bool lar, lsl;
};

extern const struct seg_type seg_types[32];

/** seg_bits - its access bits */
uint64_t seg_bits(const struct seg_type *t, bool present, unsigned int dpl);

/** seg_flat - a descriptor of that type: all of memory, 32 bits */
uint64_t seg_flat(const struct seg_type *t, bool present, unsigned int dpl);

/** seg_level - code and stack of any privilege level; in the kernel's width */
void seg_level(struct run_state *s, unsigned int cpl);

/** seg_compat - the same for 32-bit code; levels 0 and 3 */
void seg_compat(struct run_state *s, unsigned int cpl);

/** segments_setup - the descriptors of levels 1 and 2 */
void segments_setup(void);

/* The end of one run, as a whole: the trap, where it was, and all registers. */
struct seg_expect {
	enum trap_cause cause; /* TRAP_NONE: to the end of the snippet */
	unsigned long error;
};

/**
 * seg_check - run @code from @in
 * @out: what the registers are at its end; only ip is filled in here
 *
 * Where a trap is expected, everything has to be as it was.
 */
struct run_end seg_check(const struct snippet *code, const struct run_state *in,
			 const struct run_state *out, struct seg_expect expect);

#endif

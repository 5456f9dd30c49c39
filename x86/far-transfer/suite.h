/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Far JMP, CALL, RET and IRET: which code segments and gates they go through,
 * and what they leave on the stack and in the registers.
 */
#ifndef X86_FAR_TRANSFER_SUITE_H
#define X86_FAR_TRANSFER_SUITE_H

#include <test/test.h>
#include <x86/desc_types.h>
#include <x86/run/state.h>

#define FAR_TRANSFER_SUITE                                               \
	TEST_SUITE("far-transfer",                                       \
		   .summary = "far transfers of control obey segments, " \
			      "gates and privilege levels",              \
		   .setup = run_rings)

/* The descriptors that a case is about, with room for their upper halves. */
enum {
	SUBJECT = RUN_SPARE,
	OTHER = RUN_SPARE + 16,
};

/* A place to go to, in any mode of code: UD2. */
extern const char land_at[];

/* One instruction. */
struct transfer {
	const char *name;
	struct snippet code;
	enum { JMP, CALL, RET, IRET } way;
	uint8_t bytes; /* operand size */
	bool compat;   /* 32-bit code, also on x86_64 */
	uint16_t drop; /* RET: bytes beyond the return address */
};

enum {
	NR_TRANSFERS = IS_64 ? 18 : 8
};
extern const struct transfer transfers[NR_TRANSFERS];

/** transfer_named - the row of that name */
const struct transfer *transfer_named(const char *name);

/* Where it is to go. */
struct target {
	uint16_t selector;
	uint64_t offset;
	unsigned long flags; /* of IRET */
	uint16_t ss;	     /* of RET and IRET that change the level */
	uint64_t sp;
};

/** target_land - land_at, through @selector; stack and flags of that level */
struct target target_land(uint16_t selector);

/** transfer_prepare - the registers before, with operand or stack filled in */
struct run_state transfer_prepare(const struct transfer *t, unsigned int cpl,
				  const struct target *target);

/**
 * transfer_arrive - the registers afterwards, where it goes right to @target
 *
 * Without nulled data segments.
 */
struct run_state transfer_arrive(const struct transfer *t,
				 const struct run_state *in,
				 const struct target *target);

/**
 * transfer_check - do it
 * @out: what is to come of it; NULL: the fault of @expect, and no change
 *
 * Checks what is on the stack afterwards.
 */
struct run_end transfer_check(const struct transfer *t,
			      const struct run_state *in,
			      const struct run_state *out,
			      struct run_expect expect);

/** code_bits - a code segment of the mode that @t's code is of */
uint64_t code_bits(const struct transfer *t);

#endif

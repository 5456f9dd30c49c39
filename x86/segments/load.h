/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One instruction that loads a segment register, and one attempt at it. */
#ifndef X86_SEGMENTS_LOAD_H
#define X86_SEGMENTS_LOAD_H

#include "suite.h"

enum seg_reg { DS, ES, FS, GS, SS };

struct load {
	const char *name;
	struct snippet code;
	enum seg_reg reg;
	enum {
		LOAD_MOV, /* the selector is in AX */
		LOAD_POP, /* on the stack */
		LOAD_FAR, /* in memory at DI, with a new BX in front of it */
	} from;
	uint8_t bytes; /* that POP takes; of LOAD_FAR's BX */
	bool compat;   /* 32-bit code, also on x86_64 */
};

struct attempt {
	bool present;
	unsigned int dpl, rpl, cpl;
};

extern const struct load load_mov_ds, load_mov_ss;

/** load_set - change one selector of a state */
void load_set(struct run_state *s, enum seg_reg reg, uint16_t selector);

/** load_prepare - a state before the instruction, and after it */
void load_prepare(const struct load *l, struct run_state *in,
		  struct run_state *out, uint16_t selector, unsigned int cpl);

/** load_check - do it, with such a descriptor in SUBJECT */
void load_check(const struct load *l, const struct desc_type *t,
		const struct attempt *a);

#endif

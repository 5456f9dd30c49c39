/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A call gate in SUBJECT that leads to the code segment OTHER, and a user. */
#ifndef X86_FAR_TRANSFER_GATES_H
#define X86_FAR_TRANSFER_GATES_H

#include "suite.h"

enum {
	GATE_STACK_BYTES = 0x2000 /* level 0's takes traps, too */
};

struct gate_call {
	unsigned int gate_dpl, rpl, cpl; /* of the gate, its selector, the user */
	unsigned int cs_dpl, cs_rpl;	 /* of the code */
	unsigned int params;
	bool conforming;
};

/** gate_stack_top - where the TSS says that a level's stack begins */
uint8_t *gate_stack_top(unsigned int level);

/** gate_set_up - write the descriptors and the TSS */
void gate_set_up(struct gate_call *g);

/** gate_prepare - the registers before */
struct run_state gate_prepare(const struct transfer *x,
			      const struct gate_call *g);

/** gate_inward - it changes the level, and thus the stack */
bool gate_inward(const struct transfer *x, const struct gate_call *g);

/** gate_check_through - do it, and check where it arrives, and the stack */
struct run_end gate_check_through(const struct transfer *x,
				  const struct gate_call *g,
				  const struct run_state *in);

#endif

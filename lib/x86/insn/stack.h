/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What insn_stack.c and insn_frames.c share: a stack in the window. */
#ifndef LIB_X86_INSN_STACK_H
#define LIB_X86_INSN_STACK_H

#include <x86/insn/families.h>

enum {
	STACK_MIDDLE = 16, /* of the window: where SP points most of the time */
	STACK_ELSEWHERE = 24, /* a memory operand in the same window */
};

/** insn_window - the address of the window */
uint64_t insn_window(const struct exec *x);

/** insn_stack_bytes - how much of SP counts; what is above it stays */
unsigned int insn_stack_bytes(const struct exec *x);

/** insn_stack_size - an operand size for insn_op(): REX.W is not needed for 64 bits */
unsigned int insn_stack_size(const struct exec *x, const struct insn_row *r);

/** insn_stack_get, insn_stack_put - memory of the window by its address */
uint64_t insn_stack_get(const struct exec *x, const struct exec_state *s,
			uint64_t address, unsigned int bytes);
void insn_stack_put(const struct exec *x, struct exec_state *s,
		    uint64_t address, unsigned int bytes, uint64_t value);

uint64_t insn_sp(const struct exec *x, const struct exec_state *s);
void insn_set_sp(const struct exec *x, struct exec_state *s, uint64_t value);
void insn_push(const struct exec *x, struct exec_state *s, unsigned int bytes,
	       uint64_t value);
uint64_t insn_pop(const struct exec *x, struct exec_state *s,
		  unsigned int bytes);

/** insn_stack_state - SP at an offset of the window, BX at STACK_ELSEWHERE */
struct exec_state insn_stack_state(const struct exec *x, unsigned int offset);

/* insn_frames.c */
void insn_leave(const struct exec *x, const struct insn_row *r);
void insn_enter(const struct exec *x, const struct insn_row *r);
void insn_enter_levels(const struct exec *x, const struct insn_row *r);
void insn_call(const struct exec *x, const struct insn_row *r);
void insn_ret(const struct exec *x, const struct insn_row *r);

#endif

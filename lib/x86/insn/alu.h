/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What insn_alu.c and insn_unary.c share. */
#ifndef LIB_X86_INSN_ALU_H
#define LIB_X86_INSN_ALU_H

#include <x86/insn/families.h>

/** insn_add, insn_subtract - the result; sets all six flags */
uint64_t insn_add(struct exec_state *s, unsigned int bytes, uint64_t a,
		  uint64_t b, unsigned int carry);
uint64_t insn_subtract(struct exec_state *s, unsigned int bytes, uint64_t a,
		       uint64_t b, unsigned int borrow);

/* Opcodes come in pairs, the even one for bytes. */
static inline uint32_t insn_sized(uint32_t opcode, unsigned int bytes)
{
	return opcode | (bytes > 1);
}

/** insn_try_memory - to where the place is: dst, or src of a @reversed opcode */
void insn_try_memory(const struct exec *x, struct insn *insn, uint32_t opcode,
		     bool reversed, insn_model *model, enum insn_depth depth);

/** insn_try_locked - the same, not reversed, with LOCK */
void insn_try_locked(const struct exec *x, struct insn *insn, uint32_t opcode,
		     insn_model *model);

/** insn_try_registers - with pairs of registers */
void insn_try_registers(const struct exec *x, struct insn *insn,
			uint32_t opcode, bool reversed, insn_model *model);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes run as code, with every general register, the flags and a window of
 * memory loaded before and stored after: what instruction emulators are judged by.
 * On the boot CPU only.
 */
#ifndef LIB_X86_INSN_EXEC_H
#define LIB_X86_INSN_EXEC_H

#include <stdbool.h>
#include <stdint.h>
#include <trap.h>
#include <x86/cpu.h>

/* In the order of their numbers in code. */
enum exec_reg {
	REG_AX,
	REG_CX,
	REG_DX,
	REG_BX,
	REG_SP,
	REG_BP,
	REG_SI,
	REG_DI,
	REG_R8,
	NR_REGS = 16,
};

enum {
	EXEC_MEM = 32, /* bytes of the window */
	EXEC_OPERAND =
		8, /* where in the window the operand is; at most 16 bytes */
	EXEC_CODE_MAX = 64,
	EXEC_BATCH = 32, /* states that run() takes at most */
};

/* Before: registers, flags, memory. After: these, and what ended the code. */
struct exec_state {
	uint64_t gpr[NR_REGS];
	uint64_t flags;
	uint8_t mem[EXEC_MEM];
	uint64_t ip;	  /* counted from the first byte of the code */
	uint64_t address; /* CR2 of a #PF, otherwise 0 */
	uint32_t cause;	  /* enum trap_cause; TRAP_NONE: ran to its end */
	uint32_t error;
};

/* Where the window is. */
struct exec_place {
	const char *name;
	uint64_t address; /* what a register has to have for it */
	uint8_t *window;  /* where C finds it; NULL: there is none */
	bool mmio;
};

/* A way to run code. */
struct exec {
	unsigned int bits; /* 16, 32, 64: the default address size */
	bool forced;	   /* KVM's forced-emulation prefix is in front */
	bool few;	   /* a slow engine: a few of the values do */
	const struct exec_place *place;
	uint32_t stack; /* what SP has in 16-bit code; 0: exec_stack() */

	/* a byte at an offset of SS or DS, where these differ; NULL: they do not */
	uint8_t (*byte_at)(bool stack, uint64_t offset);

	/** code - what run() runs from now on; returns the address of it */
	uint64_t (*code)(const struct exec *x, const uint8_t *bytes,
			 unsigned int len);
	/** run - each of the states on its own; at most EXEC_BATCH */
	void (*run)(const struct exec *x, struct exec_state *states,
		    unsigned int nr);
};

/* At CPL 0, the same with the prefix, at CPL 3. */
extern const struct exec exec_kernel, exec_forced, exec_user;

/*
 * Five pages in a row that all of these reach: RAM, the MMIO that pc-testdev
 * has, the same page of it again, RAM, RAM; the page after is not present.
 */
enum exec_page {
	EXEC_RAM0,
	EXEC_MMIO0,
	EXEC_MMIO1,
	EXEC_RAM1,
	EXEC_RAM2,
	EXEC_ABSENT,
};

uint8_t *exec_page(enum exec_page page);

/** exec_place_at - a window at an offset of a page; it may reach into the next */
struct exec_place exec_place_at(const char *name, enum exec_page page,
				unsigned int offset);

/** exec_stack - the top of a stack that the code may use */
uint64_t exec_stack(void);

/** exec_prepare - the pages and the handlers of traps, for the running case */
void exec_prepare(void);

/**
 * exec_code_at - as code(), with the first byte at this offset of the two pages
 * of code
 *
 * An offset in the second page: the code begins there. What lies beyond is not
 * present.
 */
uint64_t exec_code_at(const struct exec *x, const uint8_t *bytes,
		      unsigned int len, unsigned int offset);

/** exec_no_return - what follows the code is UD2, not the way back */
void exec_no_return(bool on);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Control registers and EFER: one write at a time, what it leaves in all of
 * them, and what is there after it was refused.
 *
 * Intel SDM vol. 3, 2.2.1 (EFER), 2.5 (control registers); vol. 2, MOV to and
 * from control registers. AMD APM vol. 2, 3.1.
 */
#ifndef X86_CR_RULES_SUITE_H
#define X86_CR_RULES_SUITE_H

#include <stdbool.h>
#include <stdint.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>

#define CR_RULES_SUITE         \
	TEST_SUITE("cr-rules", \
		   .summary = "control registers take what CPUID allows")

#ifdef __x86_64__
#define LONG_MODE	1
#define read_cr8_or_0() read_cr8()
#else
#define LONG_MODE	0
#define read_cr8_or_0() 0
#endif

/* A register that is written by one instruction, which stands at .at. */
struct reg {
	const char *name;
	uint64_t (*read)(void);
	void (*write)(uint64_t value);
	const char *at;
};

extern const struct reg reg_cr0, reg_cr2, reg_cr3, reg_cr4, reg_efer;

/* All of them; what a processor lacks is 0. */
struct control {
	uint64_t cr0, cr2, cr3, cr4, cr8, efer;
};

struct control control_read(void);
void expect_control(const struct control *expected);

/**
 * expect_takes - the value is accepted and reads back as @reads
 *
 * What was there is put back at once, and then no other register has changed.
 */
void expect_takes(const struct reg *reg, uint64_t value, uint64_t reads);

/** expect_refused - #GP(0) at the instruction, and no register has changed */
void expect_refused(const struct reg *reg, uint64_t value);

/** expect_undefined - #UD of the code at that place; no register has changed */
void expect_undefined(const char *at);

/** physical_bits - MAXPHYADDR */
unsigned int physical_bits(void);

/** has_efer - the register exists */
bool has_efer(void);

/* A bit that has no name but its number. */
struct bit {
	const char *name;
	unsigned int bit;
};

#define BIT_ROW(n)    \
	{             \
#n, n \
	}
#define BIT_ROWS_32_TO_63                                                \
	BIT_ROW(32), BIT_ROW(33), BIT_ROW(34), BIT_ROW(35), BIT_ROW(36), \
		BIT_ROW(37), BIT_ROW(38), BIT_ROW(39), BIT_ROW(40),      \
		BIT_ROW(41), BIT_ROW(42), BIT_ROW(43), BIT_ROW(44),      \
		BIT_ROW(45), BIT_ROW(46), BIT_ROW(47), BIT_ROW(48),      \
		BIT_ROW(49), BIT_ROW(50), BIT_ROW(51), BIT_ROW(52),      \
		BIT_ROW(53), BIT_ROW(54), BIT_ROW(55), BIT_ROW(56),      \
		BIT_ROW(57), BIT_ROW(58), BIT_ROW(59), BIT_ROW(60),      \
		BIT_ROW(61), BIT_ROW(62), BIT_ROW(63)

#endif

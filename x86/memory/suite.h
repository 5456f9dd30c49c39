/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instructions that move cache lines and order accesses: there as CPUID says,
 * without effect on registers, flags and data, with the faults of a byte load.
 *
 * Intel SDM vol. 2, CLDEMOTE, CLFLUSH, CLFLUSHOPT, CLWB, LFENCE, MFENCE, SFENCE,
 * PREFETCHh, PREFETCHW, WBNOINVD; AMD APM vol. 3, CLZERO.
 */
#ifndef X86_MEMORY_SUITE_H
#define X86_MEMORY_SUITE_H

#include <stdint.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>

#define MEMORY_SUITE                                                           \
	TEST_SUITE("memory", .summary = "instructions about caches and order", \
		   .setup = memory_prepare)

enum {
	LINE = 64,
	LINES = 4,
};

/* In the image, for CPL 3; each byte has the value of its place. */
extern uint8_t data[LINES * LINE];
static inline uint8_t data_at(unsigned int i)
{
	return (uint8_t)(i * 3 + 1);
}

void memory_prepare(void);

/** expect_data - all of it is as at first */
void expect_data(void);

/* CODE - bytes as id, and RET; DI and AX point to the data */
#define CODE(id, text)                                      \
	extern const char id[];                             \
	asm(".pushsection .text\n" #id ": .byte " text "\n" \
	    "ret\n"                                         \
	    ".popsection")

/** run_at - at CPL 0 or 3 */
struct trap run_at(const char *code, const void *address, bool user);

/** expect_registers - the last one has changed none, and no flag */
void expect_registers(const void *address);

#endif

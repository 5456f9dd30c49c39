/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Real mode and back, on the boot CPU (Intel SDM vol. 3, 9.9.1, 9.9.2, 9.8.5.4), and
 * code run there as exec.h runs it: exec_real.
 *
 * The part that runs in real mode is copied to pages below 64 KiB (real_stub.S).
 * DS, ES and SS are the same segment of 64 KiB, FS and GS the one behind it.
 */
#ifndef LIB_X86_REAL_REAL_H
#define LIB_X86_REAL_REAL_H

#include <stdint.h>
#include <x86/insn/exec.h>

/* Of 16 bits, in real mode; place and stack as real_exec() has them. */
extern const struct exec exec_real;

enum {
	REAL_WINDOW = 0x200, /* offset of the window in DS, ES, SS */
	REAL_STACK = 0x8000, /* what SP has in insn_state() */
	REAL_SEGMENTS = 2,   /* of 64 KiB each, one behind the other */
};

/* Segment registers and tables, as the code finds and as it leaves them. */
struct real_segments {
	uint16_t ds, es, ss, fs, gs;
};

/**
 * real_prepare - the pages, the vector table, segments, for the running case
 *
 * ERROR where low memory is not free. Vectors lead to where a trap ends the
 * code, with the vector plus one for a cause and the IP of the trap.
 */
void real_prepare(void);

/** real_exec - exec_real with operands in registers, or in memory */
struct exec real_exec(bool memory);

/** real_memory - the two segments, as C sees them */
uint8_t *real_memory(void);

/** real_segment - the selector of the first one */
uint16_t real_segment(void);

/** real_code_segment - CS while code runs */
uint16_t real_code_segment(void);

/** real_code_memory - where C sees an offset of that segment */
uint8_t *real_code_memory(uint16_t offset);

/* Free for suites in the segment of the code: [start, end) */
enum {
	REAL_FREE = 0xd00,
	REAL_FREE_END = 0xf00,
};

/** real_set_segments - what the segment registers have when code begins */
void real_set_segments(struct real_segments segments);

/** real_segments - what they had when it ended */
struct real_segments real_segments_after(void);

/** real_set_big - have this segment register keep a limit of 4 GiB: bits 0 to 3 are
    DS, ES, FS, GS */
void real_set_big(unsigned int registers);

/** real_set_vector - where an interrupt leads: an offset in the code's segment */
void real_set_vector(unsigned int vector, uint16_t offset);

/** real_idt - linear address of the vector table */
uint32_t real_idt(void);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One access to memory through a segment register, by 32-bit code. */
#ifndef X86_SEGMENTS_ACCESS_H
#define X86_SEGMENTS_ACCESS_H

#include "load.h"

/* What the segments of these cases show: some of it is beyond each limit. */
enum {
	ARENA_BYTES = 0x3000
};
extern uint8_t arena[ARENA_BYTES];

struct access {
	const char *name;
	struct snippet code;
	enum seg_reg reg;
	unsigned int bytes;
	enum {
		READ,	 /* to CX */
		WRITE,	 /* of AX */
		COMPARE, /* CMPXCHG8B, which loads DX:AX and writes back */
		LODS,	 /* to AX, and DI or SI moves on */
		STOS,	 /* of AX, and DI moves on */
		PUSH,	 /* of AX */
		POP,	 /* to CX */
	} kind;
	enum { AT_DI, AT_SI, AT_BP, AT_SP } address;
};

enum {
	NR_ACCESSES = 47
};
extern const struct access accesses[NR_ACCESSES];

/** access_writes - it is a write, too */
bool access_writes(const struct access *a);

/**
 * access_run - do it at an offset of a segment
 * @descriptor: SUBJECT, which the register is loaded with; 0: a null selector
 * @faults: #SS(0) or #GP(0) is due, and nothing may have changed; else the
 * instruction has done its work on @at, which is in the arena
 */
void access_run(const struct access *a, uint64_t descriptor, uint32_t offset,
		unsigned int cpl, bool faults, uint8_t *at);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Alignment checks: #AC(0) for data that is not aligned, at CPL 3 with CR0.AM and
 * EFLAGS.AC set, and in no other case.
 *
 * Intel SDM vol. 3, 6.15, interrupt 17 (table 6-7: what has to be aligned to
 * what); AMD APM vol. 2, 8.2.18.
 *
 * Not here: loads and stores of 16 bytes that allow any address (MOVUPS and the
 * like) and FXSAVE, of which each processor may do what it likes; SGDT and SIDT,
 * which store two things that cannot both be aligned.
 */
#ifndef X86_ALIGN_CHECK_SUITE_H
#define X86_ALIGN_CHECK_SUITE_H

#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/run/run.h>

/** align_prepare - make the x87 and SSE usable */
void align_prepare(void);

#define ALIGN_CHECK_SUITE                                                 \
	TEST_SUITE("align-check",                                         \
		   .summary = "#AC for data that is not aligned, at CPL " \
			      "3 with CR0.AM and EFLAGS.AC",              \
		   .setup = align_prepare)

enum {
	AREA_BYTES = 512,
	AREA_AT = 256, /* where the operand is, but for its offset */
};

/* In the image, for CPL 3. */
extern uint8_t align_area[AREA_BYTES];

/* What op_run() has put into it. */
extern uint8_t align_before[AREA_BYTES];

enum content {
	PATTERN, /* no two bytes near each other are the same */
	ZEROS	 /* selectors, state of the x87 */
};

/* An instruction whose operand is where DI points. */
struct op {
	const char *name;
	struct snippet code;
	unsigned int align;
	const struct feature *feature;
	enum content content;
	const char *entry; /* what comes before; NULL: nothing */
};

/* Who runs it. */
struct mode {
	bool user, am, ac;
};

/** op_run - run @op on an operand @offset bytes from a multiple of 64 */
struct outcome op_run(const struct op *op, struct mode mode,
		      unsigned int offset, struct registers *in);

#endif

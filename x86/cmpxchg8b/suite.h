/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CMPXCHG8B and CMPXCHG16B: what the files of this suite share.
 *
 * Intel SDM vol. 2, CMPXCHG8B/CMPXCHG16B; vol. 3, 8.1.2 (LOCK).
 */
#ifndef X86_CMPXCHG8B_SUITE_H
#define X86_CMPXCHG8B_SUITE_H

#include <stdint.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/run/launch.h>
#include <x86/width.h>

#define CMPXCHG8B_SUITE                                                     \
	TEST_SUITE("cmpxchg8b",                                             \
		   .summary = "CMPXCHG8B and CMPXCHG16B compare, exchange " \
			      "and always write",                           \
		   .needs = NEEDS(&x86_cx8))

struct form {
	const char *name;
	struct snippet code; /* on memory at DI */
	unsigned int half;	 /* bytes of each of the two words: 4, 8 */
	const struct feature *feature;
};

enum {
	NR_FORMS = IS_64 ? 6 : 4,
};

extern const struct form forms[NR_FORMS];

enum {
	TURNS = 2000, /* of each CPU, where several change the same words */
};

/** start_at - registers and pages for the code, at CPL 0 or 3 */
struct trap_frame start_at(const struct snippet *what, unsigned int cpl);

/** expect_fault - of the code at @start, which changes nothing */
void expect_fault(struct trap_frame *start, enum trap_cause cause,
		  unsigned long error);

/** need_form - skips the case where the processor lacks the form */
void need_form(const struct form *f);

#endif

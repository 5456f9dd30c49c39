/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Segments in 64-bit code, where FS and GS have bases and nothing has limits. */
#ifndef X86_64_SEGMENTS64_SUITE_H
#define X86_64_SEGMENTS64_SUITE_H

#include <test/test.h>
#include <x86/desc.h>
#include <x86/run/state.h>

#define SEGMENTS64_SUITE                                              \
	TEST_SUITE("segments64",                                      \
		   .summary = "what segment registers are in 64-bit " \
			      "code, and canonical addresses")

enum {
	SUBJECT = SPARE_SEL_BASE
};

/** check_done - @code goes to its end, and leaves @out; ip is filled in here */
void check_done(const struct snippet *code, const struct run_state *in,
		const struct run_state *out);

/** check_fault - @code faults at its first instruction, and changes nothing */
void check_fault(const struct snippet *code, const struct run_state *in,
		 enum trap_cause cause, unsigned long error);

#endif

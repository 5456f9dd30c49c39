/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Segment registers: what may be loaded into them, and what they then let
 * through. On x86_64 both 64-bit code and compatibility mode are looked at.
 */
#ifndef X86_SEGMENTS_SUITE_H
#define X86_SEGMENTS_SUITE_H

#include <test/test.h>
#include <x86/desc_types.h>
#include <x86/run/state.h>

#define SEGMENTS_SUITE                                                        \
	TEST_SUITE("segments",                                                \
		   .summary = "descriptors are checked when segment "         \
			      "registers are loaded and used",                \
		   .setup = run_rings)

/* The descriptor that a case is about, with room for its upper half. */
enum {
	SUBJECT = RUN_SPARE,
	OTHER = RUN_SPARE + 16,
};

#endif

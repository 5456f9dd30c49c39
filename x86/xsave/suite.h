/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * XCR0, XGETBV, XSETBV and the AVX state they enable: what the files of this
 * suite share.
 *
 * Intel SDM vol. 1, 13.3 (enabling the XSAVE feature set); vol. 2, XGETBV and
 * XSETBV.
 */
#ifndef X86_XSAVE_SUITE_H
#define X86_XSAVE_SUITE_H

#include <stdint.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/fpu.h>

TEST_SUITE("xsave",
	   .summary = "XCR0 takes the documented values and no others, and "
		      "enables what it says");

/* An XGETBV or XSETBV with all of RAX, RCX, RDX given. */
struct xcr_insn {
	unsigned long ax, cx, dx;
};

/** do_xgetbv, do_xsetbv - take a struct xcr_insn; XGETBV changes it */
void do_xgetbv(const void *insn);
void do_xsetbv(const void *insn);

/** try_xsetbv, try_xgetbv - XCR @index; the trap they ended in */
struct trap try_xsetbv(unsigned long index, uint64_t value);
struct trap try_xgetbv(unsigned long index);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The decoder and the corners of instructions: lengths, prefixes, what is undefined,
 * strings that fault, addresses far away.
 *
 * Intel SDM vol. 2, 2.1 to 2.3, 2.5 and appendix A; AMD APM vol. 3, 1.2.
 */
#ifndef X86_EMULATOR_BEYOND_SUITE_H
#define X86_EMULATOR_BEYOND_SUITE_H

#include <test/test.h>
#include <x86/features.h>
#include <x86/insn/families.h>
#include <x86/width.h>

#define BEYOND_SUITE                                                \
	TEST_SUITE("emulator-beyond",                               \
		   .summary = "code is decoded as the manual says", \
		   .setup = insn_prepare)

/** ram - exec_kernel with a window in RAM; forced_ram with the prefix */
struct exec ram(void);
struct exec forced_ram(void);
struct exec mmio(void);

/** fs_base - FS is flat and has this base, until the case ends */
enum {
	FS_DELTA = 0x40
};
void fs_base(void);

#endif

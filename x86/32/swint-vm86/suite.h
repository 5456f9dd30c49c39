/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Virtual-8086 mode: code in a page of its own, until one of the gates is reached. */
#ifndef X86_32_SWINT_VM86_SUITE_H
#define X86_32_SWINT_VM86_SUITE_H

#include <stddef.h>
#include <stdint.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/desc.h>
#include <x86/features.h>

#define VM86_SUITE                                                            \
	TEST_SUITE("swint-vm86",                                              \
		   .summary = "virtual-8086 mode asks IOPL and the bitmaps, " \
			      "and has not all instructions",                 \
		   .setup = vm_set_up)

enum {
	VECTOR = 0x85,
	VM_SEG = 0x2000, /* code and stack of the 8086 */
	VM_SP = 0xf00,
	HANDLER_IP = 0x200, /* of the 8086's own handler */
};

/* What IRET loads, and what a trap from virtual-8086 mode pushes. */
struct vm_frame {
	uint32_t ip, cs, flags, sp, ss, es, ds, fs, gs;
};

/* What the gate that was reached found; sp is above an error code. */
extern struct vm_frame vm_pushed;
extern uint32_t vm_vector, vm_error;
extern const char vm_int[];

/* Linear VM_SEG:0 and 0:0. */
extern uint8_t *vm_code, *vm_low;

void vm_set_up(void);

/** vm_run - run @text at VM_SEG:0 */
void vm_run(const uint8_t *text, size_t bytes, unsigned long flags);

/** vm_expect_pushed - all nine words of it, and the data segments, null then */
void vm_expect_pushed(uint32_t vector, uint32_t ip, unsigned long flags);

#endif

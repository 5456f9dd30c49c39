/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INT n in virtual-8086 mode: IOPL, the way through a gate, and with CR4.VME the
 * redirection bitmap.
 *
 * Intel SDM vol. 3, 21.2 (virtual-8086 mode), 21.3 (interrupts and exceptions in
 * it), table 21-2 (software interrupt methods); vol. 2, INT n.
 */
#include "suite.h"

#include <string.h>

VM86_SUITE;

static void set_gate(unsigned int dpl, uint16_t selector)
{
	idt_set_gate(VECTOR,
		     gate_make(vm_int, selector, GATE_INT | GATE_DPL(dpl), 0));
}

static const uint8_t int_n[] = { 0xcd, VECTOR, 0x0f, 0x0b };
static const uint8_t int3[] = { 0xcc, 0x0f, 0x0b };

/* -------------------------------------------------------- without VME ---- */

static const struct row {
	const char *name;
	unsigned int iopl, dpl;
	uint16_t selector;
	bool passes;
	uint32_t error;
} rows[] = {
	{ "iopl-0", 0, 3, KERNEL_CS, false, 0 },
	{ "iopl-1", 1, 3, KERNEL_CS, false, 0 },
	{ "iopl-2", 2, 3, KERNEL_CS, false, 0 },
	{ "iopl-3", 3, 3, KERNEL_CS, true, 0 },
	{ "dpl-0", 3, 0, KERNEL_CS, false, VECTOR * 8 + ERROR_IDT },
	{ "dpl-2", 3, 2, KERNEL_CS, false, VECTOR * 8 + ERROR_IDT },
	{ "iopl-0-dpl-0", 0, 0, KERNEL_CS, false, 0 },
	{ "conforming", 3, 3, SPARE_SEL_BASE, false, SPARE_SEL_BASE },
	{ "segment-dpl-3", 3, 3, SPARE_SEL_BASE + 8, false,
	  SPARE_SEL_BASE + 8 },
	{ "segment-dpl-1", 3, 3, SPARE_SEL_BASE + 16, false,
	  SPARE_SEL_BASE + 16 },
};

static void set_segments(void)
{
	const uint64_t bits = DESC_S | DESC_P | DESC_G | DESC_DB |
			      DESC_ACCESSED;
	uint64_t *entry = gdt_entry(SPARE_SEL_BASE);

	entry[0] = desc_segment(0, 0xfffff, bits | DESC_CODE_XR_CONFORMING);
	entry[1] = desc_segment(0, 0xfffff, bits | DESC_CODE_XR | DESC_DPL(3));
	entry[2] = desc_segment(0, 0xfffff, bits | DESC_CODE_XR | DESC_DPL(1));
}

TEST_EACH(int_n, const struct row *r, rows,
	  "needs IOPL 3, a gate of DPL 3 and code of DPL 0")
{
	unsigned long flags = r->iopl << EFLAGS_IOPL_SHIFT;

	set_segments();
	set_gate(r->dpl, r->selector);
	vm_run(int_n, sizeof(int_n), flags);
	EXPECT_EQ(vm_error, r->error);
	vm_expect_pushed(r->passes ? VECTOR : X86_VECTOR(X86_GP),
			 r->passes ? 2 : 0, flags);
}

static const struct iopl {
	const char *name;
	unsigned int iopl;
} iopls[] = { { "0", 0 }, { "1", 1 }, { "2", 2 }, { "3", 3 } };

TEST_EACH(others, const struct iopl *r, iopls,
	  "neither INT3 nor an exception asks IOPL")
{
	unsigned long flags = r->iopl << EFLAGS_IOPL_SHIFT;

	vm_run(int3, sizeof(int3), flags);
	vm_expect_pushed(X86_VECTOR(X86_BP), 1, flags);
	vm_run(int_n + 2, 2, flags); /* UD2 */
	vm_expect_pushed(X86_VECTOR(X86_UD), 0, flags);
}

/* ----------------------------------------------------------- with VME ---- */

static void enable_vme(bool redirect)
{
	test_defer(write_cr4, read_cr4());
	write_cr4(read_cr4() | CR4_VME);
	if (redirect)
		tss_this()->bitmap[VECTOR / 8] &= ~(1u << (VECTOR % 8));
}

static const struct vme {
	const char *name;
	unsigned int iopl;
	bool redirect; /* its bit is 0 */
	unsigned long flags;
	uint32_t vector; /* UD2 is the 8086's handler */
	unsigned long pushed,
		after; /* FLAGS on its stack, and in the handler */
} vmes[] = {
	{ "gate-iopl-3", 3, false, 0, VECTOR, 0, 0 },
	{ "gate-iopl-2", 2, false, 0, 13, 0, 0 },
	{ "gate-iopl-0", 0, false, 0, 13, 0, 0 },
	{ "redirected-iopl-3", 3, true, EFLAGS_IF, 6, 0x3202, 0x3002 },
	{ "redirected-iopl-3-cli", 3, true, 0, 6, 0x3002, 0x3002 },
	/* VIF stands in for IF, and IOPL 3 is pushed */
	{ "redirected-iopl-0", 0, true, EFLAGS_VIF, 6, 0x3202, 0x0002 },
	{ "redirected-iopl-0-cli", 0, true, 0, 6, 0x3002, 0x0002 },
	{ "redirected-iopl-2", 2, true, EFLAGS_VIF, 6, 0x3202, 0x2002 },
};

static void expect_redirected(const struct vme *v)
{
	const uint16_t *sp = (const uint16_t *)(vm_code + VM_SP - 6);

	EXPECT_EQ(vm_pushed.ip, HANDLER_IP);
	EXPECT_EQ(vm_pushed.cs, VM_SEG);
	EXPECT_EQ(vm_pushed.sp, VM_SP - 6);
	EXPECT_EQ(vm_pushed.flags & ~EFLAGS_RF, EFLAGS_VM | v->after);
	EXPECT_EQ(sp[0], 2);
	EXPECT_EQ(sp[1], VM_SEG);
	EXPECT_EQ(sp[2], v->pushed);
}

TEST_EACH(vme, const struct vme *v, vmes,
	  "a clear bit of the bitmap leads to the 8086's own handler",
	  .needs = NEEDS(&x86_vme))
{
	unsigned long flags = v->flags | v->iopl << EFLAGS_IOPL_SHIFT;
	const uint16_t vector[] = { HANDLER_IP, VM_SEG };

	memcpy(vm_low + 4 * VECTOR, vector, sizeof(vector));
	memcpy(vm_code + HANDLER_IP, int_n + 2, 2); /* UD2 */
	set_gate(3, KERNEL_CS);
	enable_vme(v->redirect);
	vm_run(int_n, sizeof(int_n), flags);
	EXPECT_EQ(vm_vector, v->vector);
	if (v->vector == X86_VECTOR(X86_UD))
		expect_redirected(v);
	else
		vm_expect_pushed(v->vector, v->vector == VECTOR ? 2 : 0, flags);
	EXPECT_EQ(vm_error, 0);
}

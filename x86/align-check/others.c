/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is not checked at all, what is checked whatever AM and AC, and what the
 * processor does by itself.
 */
#include "ops.h"
#include "suite.h"

#include <string.h>
#include <x86/desc.h>
#include <x86/user.h>
#include <x86/width.h>

ALIGN_CHECK_SUITE;

/* clang-format off: tables */
#define OPS_NEVER(X)                                                           \
	X(load1, "load-1", 1, NULL, PATTERN, "", "movb (" R "di), %al")        \
	X(store1, "store-1", 1, NULL, PATTERN, "", "movb %al, (" R "di)")      \
	X(lock1, "lock-inc-1", 1, NULL, PATTERN, "", "lock incb (" R "di)")    \
	X(movs1, "rep-movs-1", 1, NULL, PATTERN, TOS "mov $7, %ecx\n", "rep movsb") \
	X(lea, "lea", 1, NULL, PATTERN, "", "lea 1(" R "di), %eax")            \
	X(nopl, "nop-mem", 1, NULL, PATTERN, "", ".byte 0x0f, 0x1f, 0x07")     \
	X(prefetch, "prefetch", 1, &x86_sse, PATTERN, "", "prefetcht0 (" R "di)") \
	X(clflush, "clflush", 1, &x86_clflush, PATTERN, "", "clflush (" R "di)") \
	X(jump, "fetch", 1, NULL, PATTERN, "", ".byte 0xeb, 0x01, 0x90\n nop")

#define OPS_ALWAYS(X)                                                          \
	X(movaps, "movaps-load", 16, &x86_sse, PATTERN, "", "movaps (" R "di), %xmm0") \
	X(movapsto, "movaps-store", 16, &x86_sse, PATTERN, "", "movaps %xmm0, (" R "di)") \
	X(movdqa, "movdqa-load", 16, &x86_sse2, PATTERN, "", "movdqa (" R "di), %xmm0") \
	X(movntps, "movntps", 16, &x86_sse, PATTERN, "", "movntps %xmm0, (" R "di)") \
	X(addps, "addps", 16, &x86_sse, ZEROS, "xorps %xmm0, %xmm0\n", "addps (" R "di), %xmm0")
/* clang-format on */

OPS_NEVER(OP_CODE)
OPS_ALWAYS(OP_CODE)

static const struct op never[] = { OPS_NEVER(OP_ROW) };
static const struct op always[] = { OPS_ALWAYS(OP_ROW) };

TEST_EACH(never, const struct op *op, never, "no #AC at any offset")
{
	const struct mode mode = { .user = true, .am = true, .ac = true };

	for (unsigned int offset = 0; offset < 16; offset++) {
		struct registers in;
		struct outcome o = op_run(op, mode, offset, &in);

		expect_done(&o);
		EXPECT_EQ(o.nr, 1);
	}
}

static const struct mode modes[] = {
	{ true, true, true },	{ true, false, false }, { false, true, true },
	{ false, false, false }, { true, true, false },
};

TEST_EACH(always, const struct op *op, always,
	  "#GP(0), not #AC, at each offset but 0, whatever CPL, AM and AC")
{
	for (unsigned int i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		for (unsigned int offset = 0; offset < 16; offset++) {
			struct registers in;
			struct outcome o = op_run(op, modes[i], offset, &in);

			if (offset == 0) {
				expect_done(&o);
				continue;
			}
			expect_refused(&o, op->code.at, X86_GP, &in);
			EXPECT_MEMEQ(align_area, align_before, AREA_BYTES);
		}
	}
}

/* ------------------------------------------------- the processor's own ---- */

#define KERNEL_STACK(tss) (tss)->ONLY_64(rsp[0]) ONLY_32(stack[0].esp)

OP_CODE(on_stack, "", 1, NULL, PATTERN, SAVED, "int3")
OP_CODE(load_fs, "", 1, NULL, PATTERN, "", "mov %eax, %fs")

static const struct op stack = { "", { on_stack_at, on_stack_end, NULL },
				 1, NULL, PATTERN, on_stack_entry };

TEST(implicit_stack, "no #AC for what is pushed on the kernel's stack")
{
	const struct mode mode = { .user = true, .am = true, .ac = true };

	for (unsigned int offset = 0; offset < 16; offset++) {
		struct registers in;
		struct outcome o;

		KERNEL_STACK(&tss_this()->tss) -= 1;
		o = op_run(&stack, mode, offset, &in);
		EXPECT_TRAP(o.trap, X86_BP);
		EXPECT_EQ(o.nr, 1);
		EXPECT_EQ(o.trap.sp, in.di);
	}
}

static const struct op segment = { "", { load_fs_at, load_fs_end, NULL },
				   1, NULL, PATTERN, load_fs_entry };

TEST(implicit_gdt, "no #AC for a descriptor of a GDT that is not aligned")
{
	static uint8_t copy[GDT_BYTES + 16];
	const struct mode mode = { .user = true, .am = true, .ac = true };

	for (unsigned int offset = 1; offset < 8; offset++) {
		struct desc_ptr ptr = gdt_init_ptr();
		struct registers in;
		struct outcome o;

		memcpy(copy + offset, (void *)ptr.base, GDT_BYTES);
		ptr.base = (uintptr_t)copy + offset;
		lgdt(&ptr);
		o = op_run(&segment, mode, 0, &in);
		/* AX is no selector of the GDT: its index is too high */
		EXPECT_TRAP_ERROR(o.trap, X86_GP, in.ax & 0xfffc);
		EXPECT_EQ(o.nr, 1);
	}
}

/* ------------------------------------------------------------- restart ---- */

static unsigned int nr_ac;

static bool clear_ac(struct trap_frame *frame, void *arg)
{
	(void)arg;
	nr_ac++;
	frame->flags &= ~(unsigned long)EFLAGS_AC;
	return true;
}

static void store(const void *arg)
{
	(void)arg;
	asm volatile("movl $0x12345678, 1+align_area" ::: "memory");
}

TEST(restart, "comes once; the instruction is complete when AC is cleared")
{
	static const uint8_t stored[] = { 0x78, 0x56, 0x34, 0x12 };

	write_cr0(read_cr0() | CR0_AM);
	nr_ac = 0;
	trap_handle(X86_AC, clear_ac, NULL);
	memset(align_area, 0, AREA_BYTES);
	EXPECT_TRAP(user_catch_flags(store, NULL, EFLAGS_AC), TRAP_NONE);
	EXPECT_EQ(nr_ac, 1);
	EXPECT_MEMEQ(align_area + 1, stored, sizeof(stored));
}

TEST(cr0_am, "AM reads back as written")
{
	unsigned long cr0 = read_cr0();

	write_cr0(cr0 | CR0_AM);
	EXPECT_EQ(read_cr0(), cr0 | CR0_AM);
	write_cr0(cr0 & ~(unsigned long)CR0_AM);
	EXPECT_EQ(read_cr0(), cr0 & ~(unsigned long)CR0_AM);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MOV to a segment register (SDM vol. 2, MOV; vol. 3, 3.4.2, 5.4.1). */
#include "suite.h"

#include <x86/desc.h>

EMULATOR_SUITE;

enum {
	NOT_PRESENT = SPARE_SEL_BASE,
	READ_ONLY = SPARE_SEL_BASE + 8,
};

/* Only 64-bit mode takes a null selector, and only with CPL for RPL. */
#define NULL_64                                                            \
	{ "null-64", 0, TRAP_NONE, 0 }, { "null-64-rpl-1", 1, X86_GP, 0 }, \
		{ "null-64-rpl-3", 3, X86_GP, 0 },
#define NULL_32 { "null", 0, X86_GP, 0 }, { "null-rpl-3", 3, X86_GP, 0 },

static const struct load {
	const char *name;
	uint16_t selector;
	enum trap_cause cause;
	uint16_t error;
} loads[] = {
	INSN_64(NULL_64)
		INSN_NOT_64(NULL_32){ "kernel", KERNEL_DS, TRAP_NONE, 0 },
	{ "rpl-3", KERNEL_DS | 3, X86_GP, KERNEL_DS },
	{ "dpl-3", USER_DS, X86_GP, USER_DS & ~3 },
	{ "dpl-3-rpl-0", USER_DS & ~3, X86_GP, USER_DS & ~3 },
	{ "code", KERNEL_CS, X86_GP, KERNEL_CS },
	{ "read-only", READ_ONLY, X86_GP, READ_ONLY },
	{ "not-present", NOT_PRESENT, X86_SS, NOT_PRESENT },
	{ "beyond-gdt", 0xfff8, X86_GP, 0xfff8 },
};

static void restore_ss(uintptr_t unused)
{
	(void)unused;
	write_ss(KERNEL_DS);
}

/* MOV SS from where the operand is; a refused one leaves SS. */
static void load_ss(const struct load *l, const struct setting *p)
{
	struct exec x = setting_exec(p);
	struct exec_state in = insn_state(&x), want;

	*gdt_entry(NOT_PRESENT) =
		desc_segment(0, 0xfffff, DESC_S | DESC_DATA_RW | DESC_G);
	*gdt_entry(READ_ONLY) = desc_segment(
		0, 0xfffff, DESC_S | DESC_DATA_RO | DESC_G | DESC_P);
	insn_put(&in, OP_MEM, 2, l->selector);
	want = in;
	want.cause = l->cause;
	want.error = l->error;
	test_defer(restore_ss, 0);
	insn_once(&x, &INSN_CODE(0x8e, 0x13), &in, &want, 0);
	EXPECT_EQ(read_ss(), want.cause ? KERNEL_DS : l->selector);
}

static const struct setting ram = { "RAM", &exec_kernel, EXEC_RAM0, 0x100 };
static const struct setting mmio = { "MMIO", &exec_kernel, EXEC_MMIO0, 0x100 };
static const struct setting forced = { "RAM", &exec_forced, EXEC_RAM0, 0x100 };

TEST_EACH(mov_ss, const struct load *l, loads, "loads, or leaves SS")
{
	load_ss(l, &ram);
}

TEST_EACH(mov_ss_mmio, const struct load *l, loads, "loads, or leaves SS",
	  .needs = NEEDS(&x86_pc_testdev))
{
	load_ss(l, &mmio);
}

TEST_EACH(mov_ss_forced, const struct load *l, loads, "loads, or leaves SS",
	  .needs = NEEDS(&x86_forced_emulation))
{
	load_ss(l, &forced);
}

/* At CPL 3, a kernel selector. */
static void load_fs(bool is_forced)
{
	struct exec x = exec_user;
	struct exec_state in, want;

	x.forced = is_forced;
	in = insn_state(&x);
	insn_put(&in, REG_CX, 2, KERNEL_DS);
	want = in;
	want.cause = X86_GP;
	want.error = KERNEL_DS;
	insn_once(&x, &INSN_CODE(0x8e, 0xe1), &in, &want, 0);
}

TEST(mov_fs_user, "refuses a selector of DPL 0 at CPL 3")
{
	load_fs(false);
}

TEST(mov_fs_user_forced, "refuses a selector of DPL 0 at CPL 3",
     .needs = NEEDS(&x86_forced_emulation))
{
	load_fs(true);
}

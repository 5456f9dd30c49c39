/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Control and task registers through memory operands, breakpoints behind MOV SS
 * (SDM vol. 2, SMSW, LMSW, LTR, JMP; vol. 3, 6.8.3).
 */
#include "suite.h"

#include <string.h>
#include <x86/desc.h>

EMULATOR_SUITE;

static const struct setting settings[] = { SETTING_ROWS };

/* ---------------------------------------------------------- SMSW, LMSW ---- */

TEST_EACH(smsw_memory, const struct setting *p, settings, "writes two bytes")
{
	struct exec x = setting_exec(p);
	struct exec_state in = insn_state(&x), want;

	memset(in.mem, 0xff, sizeof(in.mem));
	want = in;
	insn_put(&want, OP_MEM, 2, read_cr0());
	insn_once(&x, &INSN_CODE(0x0f, 0x01, 0x23), &in, &want, 0);
	insn_once(&x, &INSN_CODE(0x66, 0x0f, 0x01, 0x23), &in, &want, 0);
}

#define SMSW_64                                                \
	{ "64", { { 0x48, 0x0f, 0x01, 0xe1 }, 4 }, 8, false }, \
		{ "64-forced", { { 0x48, 0x0f, 0x01, 0xe1 }, 4 }, 8, true },

static const struct smsw {
	const char *name;
	struct insn_code code;
	unsigned int bytes;
	bool forced;
} smsw_rows[] = {
	{ "16", { { 0x66, 0x0f, 0x01, 0xe1 }, 4 }, 2, false },
	{ "32", { { 0x0f, 0x01, 0xe1 }, 3 }, 4, false },
	INSN_64(SMSW_64){
		"16-forced", { { 0x66, 0x0f, 0x01, 0xe1 }, 4 }, 2, true },
	{ "32-forced", { { 0x0f, 0x01, 0xe1 }, 3 }, 4, true },
};

TEST_EACH(smsw, const struct smsw *r, smsw_rows, "gives CR0")
{
	struct setting p = { NULL, r->forced ? &exec_forced : &exec_kernel,
			     EXEC_RAM0, 0x100 };
	struct exec x = setting_exec(&p);
	struct exec_state in = insn_state(&x), want = in;

	insn_put(&want, REG_CX, r->bytes, read_cr0());
	insn_once(&x, &r->code, &in, &want, 0);
}

/* MP, EM, TS are written, PE is set only, and nothing else changes. */
static void try_lmsw(const struct exec *x, const struct insn_code *c,
		     uint16_t value)
{
	struct exec_state in = insn_state(x);
	unsigned long old = read_cr0();

	insn_put(&in, OP_MEM, 2, value);
	insn_put(&in, REG_CX, 2, value);
	test_defer(write_cr0, old);
	insn_once(x, c, &in, &in, 0);
	EXPECT_EQ(read_cr0(), (old & ~0xeul) | (value & 0xe));
	write_cr0(old);
}

TEST_EACH(lmsw, const struct setting *p, settings, "writes bits 3:1 of CR0")
{
	static const uint16_t values[] = {
		0,	CR0_TS, CR0_MP,		 CR0_EM,
		CR0_PE, 0xfff0, CR0_TS | CR0_PE, 0xffff
	};
	struct exec x = setting_exec(p);

	for (unsigned int i = 0; i < 8; i++) {
		try_lmsw(&x, &INSN_CODE(0x0f, 0x01, 0x33), values[i]);
		try_lmsw(&x, &INSN_CODE(0x0f, 0x01, 0xf1), values[i]);
	}
}

/* --------------------------------------------------------------- LTR ---- */

TEST_EACH(ltr, const struct setting *p, settings, "sets the busy bit")
{
	struct exec x = setting_exec(p);
	struct exec_state in = insn_state(&x);
	uint64_t *entry = gdt_entry(str()), busy = *entry;

	insn_put(&in, OP_MEM, 2, str());
	*entry = busy & ~(2ull << 40);
	insn_once(&x, &INSN_CODE(0x0f, 0x00, 0x1b), &in, &in, 0);
	EXPECT_EQ(*entry, busy);
	EXPECT_EQ(str(), insn_get(&in, OP_MEM, 2));
}

/* -------------------------------------------------------------- #UD ---- */

static const struct undefined {
	const char *name;
	struct insn_code code;
	const struct feature *needs;
	bool forced;
} undefined_rows[] = {
	{ "movbe-register",
	  { { 0x0f, 0x38, 0xf0, 0xc1 }, 4 },
	  &x86_movbe,
	  false },
	{ "movbe-register-store",
	  { { 0x0f, 0x38, 0xf1, 0xc1 }, 4 },
	  &x86_movbe,
	  false },
	{ "lea-register", { { 0x8d, 0xc0 }, 2 }, NULL, false },
	{ "lea-register-forced", { { 0x8d, 0xc0 }, 2 }, NULL, true },
	{ "movbe-register-forced",
	  { { 0x0f, 0x38, 0xf0, 0xc1 }, 4 },
	  &x86_movbe,
	  true },
};

TEST_EACH(undefined, const struct undefined *r, undefined_rows, "raises #UD")
{
	struct setting p = { NULL, r->forced ? &exec_forced : &exec_kernel,
			     EXEC_RAM0, 0x100 };
	struct exec x = setting_exec(&p);
	struct exec_state in = insn_state(&x), want = in;

	if (r->needs && !r->needs->probe())
		SKIP("needs %s (%s)", r->needs->name, r->needs->where);
	want.cause = X86_UD;
	insn_once(&x, &r->code, &in, &want, 0);
}

/* ----------------------------------------------------- debug registers ---- */

static const struct setting plain[] = {
	{ "plain", &exec_kernel, EXEC_RAM0, 0x100 },
	{ "forced", &exec_forced, EXEC_RAM0, 0x100 },
};

TEST_EACH(dr6, const struct setting *p, plain, "reads active-low bits as 1")
{
	struct exec x = setting_exec(p);
	struct exec_state in = insn_state(&x), want;
	uint32_t dr6 = DR6_INIT;

	test_defer(write_dr6, read_dr6());
	if (x86_rtm.probe())
		dr6 &= ~(uint32_t)DR6_RTM;
	if (x86_bus_lock_detect.probe())
		dr6 &= ~(uint32_t)DR6_BLD;
	in.gpr[REG_CX] = 0;
	want = in;
	want.gpr[REG_DX] = dr6;
	insn_once(&x, &INSN_CODE(0x0f, 0x23, 0xf1, 0x0f, 0x21, 0xf2), &in,
		  &want, EFLAGS_ARITH);
}

static void clear_breakpoint(uintptr_t unused)
{
	(void)unused;
	write_dr7(DR7_INIT);
	write_dr6(DR6_INIT);
}

/* A code breakpoint two bytes into the code, behind a write to SS. */
static void behind_ss(const struct setting *p, const struct insn_code *c,
		      bool suppressed)
{
	struct exec x = setting_exec(p);
	struct exec_state in = insn_state(&x), want;

	insn_put(&in, REG_AX, 2, KERNEL_DS);
	test_defer(clear_breakpoint, 0);
	insn_load(&x, c);
	write_dr0((unsigned long)insn_start() + c->nr - 1);
	write_dr6(DR6_INIT);
	write_dr7(DR7_INIT | DR7_L(0));
	want = in;
	if (!suppressed) {
		want.cause = X86_DB;
		want.ip = c->nr - 1u;
	}
	insn_want(&x, &in, &want, 0);
	insn_flush(&x);
	EXPECT_EQ(read_dr6() & 0xf, suppressed ? 0 : DR6_B0);
}

TEST_EACH(breakpoint_behind_mov_ss, const struct setting *p, plain,
	  "is suppressed on Intel", .needs = NEEDS(&x86_intel))
{
	behind_ss(p, &INSN_CODE(0x8e, 0xd0, 0x90), true);
}

TEST_EACH(breakpoint_behind_mov_ss_amd, const struct setting *p, plain,
	  "is taken on AMD", .needs = NEEDS(&x86_amd))
{
	behind_ss(p, &INSN_CODE(0x8e, 0xd0, 0x90), false);
}

TEST_EACH(breakpoint_behind_nop, const struct setting *p, plain, "is taken")
{
	behind_ss(p, &INSN_CODE(0x90, 0x90, 0x90), false);
}

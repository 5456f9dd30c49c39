/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What hypervisors intercept: ports, CPUID, RDTSC, control and debug registers (SDM
 * vol. 2); decimal adjustment in 32-bit code.
 */
#include "suite.h"

#include <arch/io.h>
#include <string.h>
#include <x86/msr.h>
#include <x86/pio.h>

BEYOND_SUITE;

enum {
	TESTDEV_DATA = 0xe0
};

/* ------------------------------------------------- unrelated registers ---- */

static const struct same_row {
	const char *name;
	struct insn_code code;
} sames[] = {
	{ "pause", { { 0xf3, 0x90 }, 2 } },
	{ "nop", { { 0x0f, 0x1f, 0x44, 0x00, 0x00 }, 5 } },
	{ "wbinvd", { { 0x0f, 0x09 }, 2 } },
	{ "clts", { { 0x0f, 0x06 }, 2 } },
	{ "prefetch", { { 0x0f, 0x18, 0x0b }, 3 } },
	{ "invlpg", { { 0x0f, 0x01, 0x3b }, 3 } },
	{ "lfence", { { 0x0f, 0xae, 0xe8 }, 3 } },
	{ "mfence", { { 0x0f, 0xae, 0xf0 }, 3 } },
	{ "sfence", { { 0x0f, 0xae, 0xf8 }, 3 } },
	{ "cli", { { 0xfa }, 1 } },
	{ "mov-cr3-and-back", { { 0x0f, 0x20, 0xda, 0x0f, 0x22, 0xda }, 6 } },
};

static void same(const struct same_row *r, struct exec x)
{
	struct exec_state in = insn_state(&x), want;

	in.flags |= EFLAGS_ARITH;
	in.gpr[REG_DX] = read_cr3(); /* for the last row */
	want = in;
	insn_once(&x, &r->code, &in, &want, r->code.nr == 6 ? EFLAGS_ARITH : 0);
}

TEST_EACH(unchanged, const struct same_row *r, sames,
	  "leaves registers and flags")
{
	same(r, ram());
}

TEST_EACH(unchanged_forced, const struct same_row *r, sames,
	  "leaves registers and flags", .needs = NEEDS(&x86_forced_emulation))
{
	same(r, forced_ram());
}

TEST(cpuid, "clears the upper halves, and leaves the rest")
{
	static const uint32_t leaves[] = { 0, 0x80000000, 0x80000002 };
	struct exec x = ram();

	for (unsigned int i = 0; i < 3; i++) {
		struct cpuid id = cpuid(leaves[i], 0);
		struct exec_state in = insn_state(&x), want;

		in.flags |= EFLAGS_ARITH;
		insn_put(&in, REG_AX, 2, leaves[i]);
		in.gpr[REG_AX] = (in.gpr[REG_AX] & ~0xffffffffull) | leaves[i];
		in.gpr[REG_CX] &= ~0xffffffffull;
		want = in;
		want.gpr[REG_AX] = id.a;
		want.gpr[REG_BX] = id.b;
		want.gpr[REG_CX] = id.c;
		want.gpr[REG_DX] = id.d;
		insn_once(&x, &INSN_CODE(0x0f, 0xa2), &in, &want, 0);
	}
}

/* RDTSC and RDMSR; MOV EAX, EAX behind would hide what this is about. */
TEST(rdtsc, "clears the upper halves, and leaves the rest")
{
	struct exec x = ram();
	struct exec_state in = insn_state(&x), want = in;

	want.gpr[REG_AX] = 0;
	want.gpr[REG_DX] = 0;
	/* shr 32 in 64-bit code is all that is above; xor in 32-bit code */
	if (sizeof(long) == 8)
		insn_once(&x,
			  &INSN_CODE(0x0f, 0x31, 0x48, 0xc1, 0xe8, 0x20, 0x48,
				     0xc1, 0xea, 0x20),
			  &in, &want, EFLAGS_ARITH);
	else
		insn_once(&x, &INSN_CODE(0x0f, 0x31, 0x31, 0xc0, 0x31, 0xd2),
			  &in, &want, EFLAGS_ARITH);
}

/* --------------------------------------------------------------- ports ---- */

static const struct port_row {
	const char *name;
	struct insn_code code;
	uint8_t bytes;
	bool out;
} ports[] = {
	{ "in-imm-8", { { 0xe4, TESTDEV_DATA }, 2 }, 1, false },
	{ "in-imm-16", { { 0x66, 0xe5, TESTDEV_DATA }, 3 }, 2, false },
	{ "in-imm-32", { { 0xe5, TESTDEV_DATA }, 2 }, 4, false },
	{ "in-dx-8", { { 0xec }, 1 }, 1, false },
	{ "in-dx-16", { { 0x66, 0xed }, 2 }, 2, false },
	{ "in-dx-32", { { 0xed }, 1 }, 4, false },
	{ "out-imm-8", { { 0xe6, TESTDEV_DATA }, 2 }, 1, true },
	{ "out-imm-16", { { 0x66, 0xe7, TESTDEV_DATA }, 3 }, 2, true },
	{ "out-imm-32", { { 0xe7, TESTDEV_DATA }, 2 }, 4, true },
	{ "out-dx-8", { { 0xee }, 1 }, 1, true },
	{ "out-dx-16", { { 0x66, 0xef }, 2 }, 2, true },
	{ "out-dx-32", { { 0xef }, 1 }, 4, true },
};

static void port(const struct port_row *r, struct exec x)
{
	static const uint32_t values[] = { 0xffffffff, 0, 0x12345678 };

	for (unsigned int i = 0; i < 3; i++) {
		uint32_t old = ~values[i], mask = (uint32_t)insn_mask(r->bytes);
		struct exec_state in = insn_state(&x), want;

		in.gpr[REG_DX] = (in.gpr[REG_DX] & ~0xffffull) | TESTDEV_DATA;
		in.gpr[REG_AX] = (in.gpr[REG_AX] & ~0xffffffffull) |
				 (r->out ? values[i] : old);
		outl(r->out ? old : values[i], TESTDEV_DATA);
		want = in;
		if (!r->out)
			insn_put(&want, REG_AX, r->bytes, values[i]);
		insn_once(&x, &r->code, &in, &want, 0);
		EXPECT_EQ(inl(TESTDEV_DATA),
			  r->out ? (old & ~mask) | (values[i] & mask) :
				   values[i]);
	}
}

TEST_EACH(port, const struct port_row *r, ports,
	  "moves as many bytes, and leaves those above but of 32",
	  .needs = NEEDS(&x86_pc_testdev))
{
	port(r, ram());
}

TEST_EACH(port_forced, const struct port_row *r, ports,
	  "moves as many bytes, and leaves those above but of 32",
	  .needs = NEEDS(&x86_pc_testdev, &x86_forced_emulation))
{
	port(r, forced_ram());
}

/* More than a page at once. */
TEST(rep_insd, "of two pages delivers every doubleword",
     .needs = NEEDS(&x86_pc_testdev))
{
	struct exec x = exec_kernel;
	struct exec_state in = insn_state(&x), want;
	uint32_t *to = (uint32_t *)exec_page(EXEC_RAM1);
	enum {
		NR = 2 * 4096 / 4
	};

	memset(to, 0, NR * 4);
	outl(0x89abcdef, TESTDEV_DATA);
	in.gpr[REG_DX] = TESTDEV_DATA;
	in.gpr[REG_CX] = NR;
	in.gpr[REG_DI] = (uintptr_t)to;
	want = in;
	want.gpr[REG_CX] = 0;
	want.gpr[REG_DI] += NR * 4;
	insn_once(&x, &INSN_CODE(0xf3, 0x6d), &in, &want, 0);
	for (unsigned int i = 0; i < NR; i++)
		ASSERT_EQ(to[i], 0x89abcdef);
}

TEST(port_ffff, "takes 32 bits at the last port")
{
	struct exec x = ram();
	struct exec_state in = insn_state(&x), want = in;

	in.gpr[REG_DX] = want.gpr[REG_DX] = 0xffff;
	insn_once(&x, &INSN_CODE(0xed), &in, &want, INSN_ANY_REG(REG_AX));
}

/* ----------------------------------------------------------- registers ---- */

/* SDM vol. 2, MOV to and from control registers: mod counts as 3. */
TEST(mov_ignores_mod, "of control and debug registers")
{
	static const uint8_t mods[] = { 0x02, 0x42, 0x82, 0xc2 };
	struct exec x = ram();
	struct exec_state in = insn_state(&x), want = in;

	test_defer(write_dr0, read_dr0());
	write_dr0(0x12345678);
	for (unsigned int i = 0; i < 4; i++) {
		want.gpr[REG_DX] = 0x12345678;
		insn_once(&x, &INSN_CODE(0x0f, 0x21, mods[i]), &in, &want,
			  EFLAGS_ARITH);
		want.gpr[REG_DX] = read_cr0();
		insn_once(&x, &INSN_CODE(0x0f, 0x20, mods[i]), &in, &want,
			  EFLAGS_ARITH);
	}
}

static void dr4(bool undefined)
{
	struct exec x = ram();
	struct exec_state in = insn_state(&x), want = in;

	if (undefined)
		want.cause = X86_UD;
	else
		want.gpr[REG_DX] = read_dr6();
	insn_once(&x, &INSN_CODE(0x0f, 0x21, 0xe2), &in, &want, EFLAGS_ARITH);
	if (!undefined)
		want.gpr[REG_DX] = read_dr7();
	insn_once(&x, &INSN_CODE(0x0f, 0x21, 0xea), &in, &want, EFLAGS_ARITH);
}

TEST(dr4, "and DR5 are DR6 and DR7, or undefined with CR4.DE",
     .needs = NEEDS(&x86_de))
{
	test_defer(write_cr4, read_cr4());
	write_cr4(read_cr4() & ~(unsigned long)CR4_DE);
	dr4(false);
	write_cr4(read_cr4() | CR4_DE);
	dr4(true);
}

/* AMD APM vol. 3, MOV CRn: AltMovCr8. */
TEST(lock_mov_cr0, "is CR8", .needs = NEEDS(&x86_cr8_legacy))
{
	struct exec x = ram();
	struct exec_state in = insn_state(&x), want;

	in.gpr[REG_CX] = 5;
	want = in;
	want.gpr[REG_DX] = 5;
	insn_once(&x,
		  &INSN_CODE(0xf0, 0x0f, 0x22, 0xc1, 0xf0, 0x0f, 0x20, 0xc2),
		  &in, &want, EFLAGS_ARITH);
	in.gpr[REG_CX] = 0;
	want = in;
	want.gpr[REG_DX] = 0;
	insn_once(&x,
		  &INSN_CODE(0xf0, 0x0f, 0x22, 0xc1, 0xf0, 0x0f, 0x20, 0xc2),
		  &in, &want, EFLAGS_ARITH);
}

static void restore_sysenter(uintptr_t cs)
{
	wrmsr(MSR_IA32_SYSENTER_CS, cs);
}

/* AMD APM vol. 3, SYSENTER: not in long mode. */
TEST(sysenter_cs_0, "raises #GP(0), or in AMD's long mode #UD",
     .needs = NEEDS(&x86_sep))
{
	struct exec x = ram();
	struct exec_state in = insn_state(&x), want = in;

	test_defer(restore_sysenter, rdmsr(MSR_IA32_SYSENTER_CS));
	wrmsr(MSR_IA32_SYSENTER_CS, 0);
	want.cause = sizeof(long) == 8 && x86_amd.probe() ? X86_UD : X86_GP;
	insn_once(&x, &INSN_CODE(0x0f, 0x34), &in, &want, 0);
}

static void restore_efer(uintptr_t efer)
{
	wrmsr(MSR_IA32_EFER, efer);
}

TEST(syscall_off, "raises #UD with EFER.SCE clear",
     .needs = NEEDS(&x86_syscall))
{
	struct exec x = ram();
	struct exec_state in = insn_state(&x), want = in;

	test_defer(restore_efer, rdmsr(MSR_IA32_EFER));
	wrmsr(MSR_IA32_EFER, rdmsr(MSR_IA32_EFER) & ~(uint64_t)EFER_SCE);
	want.cause = X86_UD;
	insn_once(&x, &INSN_CODE(0x0f, 0x05), &in, &want, 0);
	insn_once(&x, &INSN_CODE(0x0f, 0x07), &in, &want, 0);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What only 64-bit mode has for an instruction emulator: addresses that are not
 * canonical, RIP-relative operands, far jumps of 64 bits, CR8, the base of GS.
 *
 * Intel SDM vol. 1, 3.3.7.1; vol. 2, 2.2.1.6, JMP, IRET; vol. 3, 5.8.3.1.
 */
#include <string.h>
#include <test/test.h>
#include <x86/desc.h>
#include <x86/features.h>
#include <x86/insn/insn.h>
#include <x86/msr.h>

TEST_SUITE("emulator64",
	   .summary = "instructions of 64-bit mode do what the manual says",
	   .setup = insn_prepare);

#define NEVER_CANONICAL 0xaaaaaaaaaaaaaaaaull

/* ----------------------------------------------------------- canonical ---- */

/* The address is RCX plus another register; only that one is not canonical. */
static const struct operand_row {
	const char *name;
	struct insn_code code;
	enum trap_cause cause;
	uint8_t base; /* what RCX is added to */
} operands[] = {
	{ "rax-load", { { 0x48, 0x8b, 0x14, 0x08 }, 4 }, X86_GP, REG_AX },
	{ "rax-store", { { 0x48, 0x89, 0x14, 0x08 }, 4 }, X86_GP, REG_AX },
	{ "rax-add", { { 0x01, 0x14, 0x08 }, 3 }, X86_GP, REG_AX },
	{ "rsp-load", { { 0x48, 0x8b, 0x14, 0x0c }, 4 }, X86_SS, REG_SP },
	{ "rsp-store", { { 0x48, 0x89, 0x14, 0x0c }, 4 }, X86_SS, REG_SP },
	{ "rsp-add", { { 0x01, 0x14, 0x0c }, 3 }, X86_SS, REG_SP },
	{ "rbp-load", { { 0x48, 0x8b, 0x54, 0x0d, 0 }, 5 }, X86_SS, REG_BP },
	{ "rbp-store", { { 0x48, 0x89, 0x54, 0x0d, 0 }, 5 }, X86_SS, REG_BP },
	/* a segment prefix without a meaning leaves the stack a stack */
	{ "rbp-ds", { { 0x3e, 0x48, 0x8b, 0x54, 0x0d, 0 }, 6 }, X86_SS, REG_BP },
	/* R12 is coded like RSP, R13 like RBP: neither is the stack */
	{ "r12-load", { { 0x49, 0x8b, 0x14, 0x0c }, 4 }, X86_GP, 12 },
	{ "r13-load", { { 0x49, 0x8b, 0x54, 0x0d, 0 }, 5 }, X86_GP, 13 },
};

static void not_canonical(const struct exec *x, const struct operand_row *r)
{
	struct exec_state in = insn_state(x), want;

	in.gpr[REG_CX] = NEVER_CANONICAL - in.gpr[r->base];
	want = in;
	want.cause = r->cause;
	insn_once(x, &r->code, &in, &want, 0);
}

TEST(cr2, "is not changed by #GP(0)")
{
	write_cr2(0x1234);
	not_canonical(&exec_kernel, &operands[0]);
	EXPECT_EQ(read_cr2(), 0x1234);
}

INSN_EACH(not_canonical, struct operand_row, operands, not_canonical,
	  "raises #GP(0), of the stack #SS(0)");

static const struct branch_row {
	const char *name;
	struct insn_code code;
	bool pops;
} branches[] = {
	{ "jmp-register", { { 0xff, 0xe1 }, 2 }, false },
	{ "jmp-memory", { { 0xff, 0x23 }, 2 }, false },
	{ "call-register", { { 0xff, 0xd1 }, 2 }, false },
	{ "call-memory", { { 0xff, 0x13 }, 2 }, false },
	{ "ret", { { 0xc3 }, 1 }, true },
	{ "ret-imm", { { 0xc2, 8, 0 }, 3 }, true },
};

/*
 * SP stays where the target is refused. (An Intel processor has then written what
 * a CALL pushes, which is below the stack's end.)
 */
static void branch(const struct exec *how, const struct branch_row *r)
{
	struct exec_place place = exec_place_at("RAM", EXEC_RAM0, 0x100);
	struct exec x = *how;
	struct exec_state in, want;

	x.place = &place;
	in = insn_state(&x);
	in.gpr[REG_CX] = NEVER_CANONICAL;
	if (r->pops)
		in.gpr[REG_SP] = place.address;
	insn_put(&in, OP_MEM, 8, NEVER_CANONICAL);
	want = in;
	want.cause = X86_GP;
	/* where the trap itself uses the stack at CPL 0, below the operand */
	idt_set_ist(X86_VECTOR(X86_GP), IST_MC);
	insn_once(&x, &r->code, &in, &want, 0);
}

INSN_EACH(not_canonical_target, struct branch_row, branches, branch,
	  "raises #GP(0) at the branch");

/* -------------------------------------------------------- RIP-relative ---- */

static const struct relative_row {
	const char *name;
	struct insn_code code;
	uint8_t disp;  /* where in the code the displacement is */
	uint8_t bytes; /* that memory gets; 0: it is read */
	uint64_t value;
} relatives[] = {
	{ "mov-imm32",
	  { { 0xc7, 0x05, 0, 0, 0, 0, 0x78, 0x56, 0x34, 0x12 }, 10 },
	  2,
	  4,
	  0x12345678 },
	{ "mov-imm64",
	  { { 0x48, 0xc7, 0x05, 0, 0, 0, 0, 0xf8, 0xff, 0xff, 0xff }, 11 },
	  3,
	  8,
	  -8ull },
	{ "mov-imm16",
	  { { 0x66, 0xc7, 0x05, 0, 0, 0, 0, 0x78, 0x56 }, 9 },
	  3,
	  2,
	  0x5678 },
	{ "mov-imm8", { { 0xc6, 0x05, 0, 0, 0, 0, 0x9a }, 7 }, 2, 1, 0x9a },
	{ "mov-register",
	  { { 0x48, 0x89, 0x0d, 0, 0, 0, 0 }, 7 },
	  3,
	  8,
	  0x1122334455667788 },
	{ "pop", { { 0x8f, 0x05, 0, 0, 0, 0 }, 6 }, 2, 8, 0x1122334455667788 },
};

static void relative(const struct relative_row *r, const struct exec *how,
		     enum exec_page page)
{
	struct exec_place place = exec_place_at("", page, 0x100);
	struct exec x = *how;
	struct insn_code c = r->code;
	struct exec_state in, want;
	static uint64_t popped;
	uint32_t disp;

	x.place = &place;
	in = insn_state(&x);
	popped = r->value;
	in.gpr[REG_CX] = r->value;
	if (c.bytes[0] == 0x8f)
		in.gpr[REG_SP] = (uintptr_t)&popped;
	want = in;
	insn_load(&x, &c); /* to know where it will be */
	disp = (uint32_t)(place.address - (insn_start() + c.nr));
	memcpy(c.bytes + r->disp, &disp, 4);
	insn_put(&want, OP_MEM, r->bytes, r->value);
	if (c.bytes[0] == 0x8f)
		want.gpr[REG_SP] += 8;
	insn_once(&x, &c, &in, &want, 0);
}

TEST_EACH(rip_relative, const struct relative_row *r, relatives,
	  "counts from the end of the instruction")
{
	relative(r, &exec_kernel, EXEC_RAM0);
}

TEST_EACH(rip_relative_mmio, const struct relative_row *r, relatives,
	  "counts from the end of the instruction",
	  .needs = NEEDS(&x86_pc_testdev))
{
	relative(r, &exec_kernel, EXEC_MMIO0);
}

TEST_EACH(rip_relative_forced, const struct relative_row *r, relatives,
	  "counts from the end of the instruction",
	  .needs = NEEDS(&x86_forced_emulation))
{
	relative(r, &exec_forced, EXEC_RAM0);
}

/* ----------------------------------------------------------- registers ---- */

TEST(cr8, "reads what was written")
{
	struct exec_state in = insn_state(&exec_kernel), want;

	test_defer(write_cr8, read_cr8());
	for (unsigned int value = 0; value < 16; value++) {
		in.gpr[REG_CX] = value;
		want = in;
		want.gpr[REG_DX] = value;
		/* mov %rcx, %cr8; mov %cr8, %rdx */
		insn_once(&exec_kernel,
			  &INSN_CODE(0x44, 0x0f, 0x22, 0xc1, 0x44, 0x0f, 0x20,
				     0xc2),
			  &in, &want, EFLAGS_ARITH);
	}
}

static const struct far_row {
	const char *name;
	const struct exec *how;
	enum exec_page page;
} fars[] = {
	{ "ram", &exec_kernel, EXEC_RAM0 },
	{ "mmio", &exec_kernel, EXEC_MMIO0 },
	{ "forced", &exec_forced, EXEC_RAM0 },
};

/* AMD APM vol. 3, JMP (Far): REX.W has no effect there. */
TEST_EACH(far_jmp, const struct far_row *r, fars,
	  "takes 64 bits and a selector", .needs = NEEDS(&x86_intel))
{
	struct exec_place place = exec_place_at(r->name, r->page, 0x100);
	struct insn_code c = INSN_CODE(0x48, 0xff, 0x2b, 0x0f, 0x0b);
	struct exec x = *r->how;
	struct exec_state in;
	const uint16_t selector = KERNEL_CS;

	if (place.mmio && !x86_pc_testdev.probe())
		SKIP("needs %s", x86_pc_testdev.name);
	if (x.forced && !x86_forced_emulation.probe())
		SKIP("needs %s", x86_forced_emulation.name);
	x.place = &place;
	insn_load(&x, &c);
	in = insn_state(&x);
	insn_put(&in, OP_MEM, 8, insn_start() + c.nr);
	memcpy(in.mem + EXEC_OPERAND + 8, &selector, 2);
	insn_want(&x, &in, &in, 0);
	insn_flush(&x);
}

/* In the image: CPL 3 writes it. */
static struct seen {
	uint64_t value;
	uint16_t selector;
} seen;
static const uint64_t planted[2] = { 0, 0xdeadbeefdeadbeef };

static void load_gs(const void *unused)
{
	(void)unused;
	asm volatile("mov %%gs:8, %0\n\t"
		     "mov %%gs, %1"
		     : "=r"(seen.value), "=r"(seen.selector));
}

static void restore_gs(uintptr_t base)
{
	write_gs(0);
	wrmsr(MSR_IA32_GS_BASE, base);
}

TEST(iret_nulls_gs, "to CPL 3 nulls a selector of DPL 0 and keeps the base")
{
	test_defer(restore_gs, rdmsr(MSR_IA32_GS_BASE));
	write_gs(KERNEL_DS);
	wrmsr(MSR_IA32_GS_BASE, (uintptr_t)planted);
	seen = (struct seen){ 0, 0xffff };
	EXPECT_TRAP(user_catch(load_gs, NULL), TRAP_NONE);
	EXPECT_EQ(seen.selector, 0);
	EXPECT_EQ(seen.value, planted[1]);
}

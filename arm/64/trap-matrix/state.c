/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Exceptions that are not of one instruction: PC and SP alignment; the masks; and
 * calls to the hypervisor.
 *
 * Arm ARM, D1.3.3 (PC alignment), D1.3.10.2 (SP alignment).
 */
#include "suite.h"

#include <dev/fdt.h>

#include <string.h>

TRAP_MATRIX_SUITE;

#define ESR_PC_ALIGNMENT 0x8a000000u
#define ESR_SP_ALIGNMENT 0x9a000000u
#define SCTLR_SA0	 0x10ull
#define SCTLR_UMA	 0x200ull

/* ------------------------------------------------------------ alignment ---- */

static const struct pc_row {
	const char *name;
	uint32_t word; /* a branch to X1 */
	unsigned int offset;
	bool user;
} pc_rows[] = {
	{ "br-1", 0xd61f0020, 1, false },
	{ "br-2", 0xd61f0020, 2, false },
	{ "br-3", 0xd61f0020, 3, false },
	{ "br-2-el0", 0xd61f0020, 2, true },
	{ "ret-2", 0xd65f0020, 2, false },
	{ "ret-3-el0", 0xd65f0020, 3, true },
	{ "br-1-el0", 0xd61f0020, 1, true },
};

TEST_EACH(pc_misaligned, const struct pc_row *r, pc_rows,
	  "is an exception at the target, with its address")
{
	struct insn_registers in;
	struct insn_outcome o;
	uint64_t target;

	insn_pattern(&in);
	o = insn_run1(A64_NOP, false);
	target = o.pc + 64 + r->offset;
	in.x[1] = target;
	o = insn_run(&r->word, 1, r->user, &in);
	EXPECT_EQ(o.frame.esr, ESR_PC_ALIGNMENT);
	EXPECT_EQ(o.frame.pc, target);
	EXPECT_EQ(o.frame.far, target);
	EXPECT_EQ(o.frame.vector, r->user ? 8 : 4);
	EXPECT_MEMEQ(o.frame.x, in.x, sizeof(in.x));
}

/* On SP_EL0: the handler needs a stack that is aligned. */
static const uint32_t sp_el1[] = {
	0xd50040bf, /* msr spsel, #0 */
	0x9100001f, /* mov sp, x0 */
	0xf94003e1, /* ldr x1, [sp] */
};

static const uint32_t sp_el0[] = { A64_NOP, 0x9100001f, 0xf94003e1 };

static const struct sp_row {
	const char *name;
	bool user;
	unsigned int offset;
	bool check, trap;
} sp_rows[] = {
	{ "el1", false, 8, true, true },
	{ "el1-by-1", false, 1, true, true },
	{ "el1-by-4", false, 20, true, true },
	{ "el1-aligned", false, 16, true, false },
	{ "el1-unchecked", false, 8, false, false },
	{ "el0", true, 8, true, true },
	{ "el0-by-1", true, 1, true, true },
	{ "el0-by-4", true, 20, true, true },
	{ "el0-aligned", true, 16, true, false },
	{ "el0-unchecked", true, 8, false, false },
};

TEST_EACH(sp_misaligned, const struct sp_row *r, sp_rows,
	  "is an exception of a load where SCTLR_EL1.SA or SA0 is set")
{
	static uint64_t stack[8] __attribute__((aligned(16)));
	const uint64_t both = SCTLR_SA | SCTLR_SA0;
	uint64_t bit = r->user ? SCTLR_SA0 : SCTLR_SA;
	struct insn_registers in;
	struct insn_outcome o;

	insn_pattern(&in);
	in.x[0] = (uintptr_t)stack + r->offset;
	sctlr_set(both, r->check ? bit : bit ^ both);
	o = insn_run(r->user ? sp_el0 : sp_el1, 3, r->user, &in);
	EXPECT_EQ(o.frame.esr, r->trap ? ESR_SP_ALIGNMENT : UNDEF);
	EXPECT_EQ(o.frame.pc, o.pc + (r->trap ? 8 : 12));
	EXPECT_EQ(o.frame.x[1], r->trap ? in.x[1] : 0);
	EXPECT_EQ(o.frame.sp, in.x[0]);
	EXPECT_EQ(o.frame.vector, r->user ? 8 : 0);
}

/* ---------------------------------------------------------------- masks ---- */

static uint32_t own_level(void)
{
	return current_el() << 2 | 1;
}

/* UMA is set for the test: EL0 may then change its own masks. */
static const struct daif {
	const char *name;
	uint32_t word;
	uint64_t x1, daif; /* D, A, I, F afterwards */
} daifs[] = {
	{ "daifclr-fiq", 0xd50341ff, 0, PSTATE_MASKED & ~PSTATE_F },
	{ "daifclr-serror", 0xd50344ff, 0, PSTATE_MASKED & ~PSTATE_A },
	{ "daifclr-debug", 0xd50348ff, 0, PSTATE_MASKED & ~PSTATE_D },
	{ "daifset-all", 0xd5034fdf, 0, PSTATE_MASKED },
	{ "msr-daif", A64_MSR(A64_REG(3, 3, 4, 2, 1), 1), PSTATE_I | PSTATE_A,
	  PSTATE_I | PSTATE_A },
	{ "msr-daif-others", A64_MSR(A64_REG(3, 3, 4, 2, 1), 1),
	  ~(uint64_t)PSTATE_D, PSTATE_A | PSTATE_I | PSTATE_F },
};

TEST_EACH(daif, const struct daif *r, daifs,
	  "changes those masks at EL1, and at EL0 with UMA")
{
	struct insn_registers in;
	struct insn_outcome o;

	sctlr_set(SCTLR_UMA, SCTLR_UMA);
	for (int user = 0; user < 2; user++) {
		insn_pattern(&in);
		in.x[1] = r->x1;
		o = insn_run(&r->word, 1, user, &in);
		EXPECT_TRUE(o.finished);
		EXPECT_EQ(o.frame.pstate & PSTATE_MASKED, r->daif);
		EXPECT_EQ(o.frame.pstate & 0xf010001f,
			  in.nzcv | (user ? 0 : own_level()));
		EXPECT_MEMEQ(o.frame.x, in.x, sizeof(in.x));
	}
}

/* ---------------------------------------------------------------- calls ---- */

static bool conduit_is(const char *name)
{
	const struct fdt *fdt = fdt_system();
	const char *method = fdt_string(fdt, fdt_path(fdt, "/psci"), "method");

	return method && strcmp(method, name) == 0;
}

static bool conduit_is_hvc(void)
{
	return fdt_system() && conduit_is("hvc");
}

static const struct feature by_hvc = { "PSCI by HVC", "/psci, method",
				       conduit_is_hvc };

/* SMC Calling Convention (DEN 0028), 2.9: an unknown function gives -1. */
static void expect_unknown_call(const struct insn_outcome *o,
				const struct insn_registers *in)
{
	EXPECT_TRUE(o->finished);
	EXPECT_EQ(o->frame.x[0], UINT64_MAX);
	/* x4 to x17 are not kept by version 1.0 of the convention */
	EXPECT_MEMEQ(&o->frame.x[18], &in->x[18], 13 * sizeof(in->x[0]));
	EXPECT_EQ(o->frame.pstate & 0xf010001f, in->nzcv | own_level());
}

TEST(hvc, "is a call: an unknown function gives -1 and keeps X18 and up",
     .needs = NEEDS(&arm_at_el1, &by_hvc))
{
	const uint32_t word = A64_HVC(0);
	struct insn_registers in;
	struct insn_outcome o;

	insn_pattern(&in);
	in.x[0] = 0x8400053f;
	o = insn_run(&word, 1, false, &in);
	expect_unknown_call(&o, &in);
}

TEST(smc, "is undefined where there is no EL3, or refuses an unknown function",
     .needs = NEEDS(&arm_at_el1, &by_hvc))
{
	const uint32_t word = A64_SMC(0);
	struct insn_registers in;
	struct insn_outcome o;

	insn_pattern(&in);
	in.x[0] = 0x8400053f;
	o = insn_run(&word, 1, false, &in);
	if (o.finished)
		expect_unknown_call(&o, &in);
	else
		expect_insn_trap(&o, UNDEF, false, &in);
}

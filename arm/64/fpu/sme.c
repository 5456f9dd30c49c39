/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Streaming mode and ZA. */
#include "suite.h"

#include <arm/psci.h>
#include <smp.h>
#include <string.h>

FPU_SUITE;

#define SME	  ".cpu neoverse-v1\n\t.arch_extension sme\n\t"
#define NEEDS_SME .needs = NEEDS(&arm_sme)

/* D19.2.37, ISS of an SME exception: SMTC */
enum {
	ESR_SME_ILLEGAL = 0x76000001, /* not in streaming mode */
	ESR_SME_NOT_STREAMING = 0x76000002,
	ESR_SME_ZA_OFF = 0x76000003,
};

static uint8_t before[VECTOR_MAX * VECTOR_MAX];
static uint8_t after[VECTOR_MAX * VECTOR_MAX];

static void put_svcr(uint64_t value)
{
	write_sysreg(SVCR, value);
	isb();
}

static const struct switch_row {
	const char *name;
	uint64_t from, to;
	enum {
		MSR,
		SMSTART,
		SMSTOP,
		SMSTART_SM,
		SMSTOP_SM,
		SMSTART_ZA,
		SMSTOP_ZA
	} how;
} switches[] = {
	{ "msr-0", 3, 0, MSR },
	{ "msr-sm", 0, 1, MSR },
	{ "msr-za", 1, 2, MSR },
	{ "msr-both", 0, 3, MSR },
	{ "smstart", 0, 3, SMSTART },
	{ "smstop", 3, 0, SMSTOP },
	{ "smstart-sm", 2, 3, SMSTART_SM },
	{ "smstop-sm", 3, 2, SMSTOP_SM },
	{ "smstart-za", 1, 3, SMSTART_ZA },
	{ "smstop-za", 3, 1, SMSTOP_ZA },
};

static void do_switch(const struct switch_row *r)
{
	switch (r->how) {
	case MSR:
		put_svcr(r->to);
		break;
	case SMSTART:
		asm volatile(SME "smstart");
		break;
	case SMSTOP:
		asm volatile(SME "smstop");
		break;
	case SMSTART_SM:
		asm volatile(SME "smstart sm");
		break;
	case SMSTOP_SM:
		asm volatile(SME "smstop sm");
		break;
	case SMSTART_ZA:
		asm volatile(SME "smstart za");
		break;
	case SMSTOP_ZA:
		asm volatile(SME "smstop za");
		break;
	}
}

TEST_EACH(svcr, const struct switch_row *r, switches,
	  "switches what it names alone", NEEDS_SME)
{
	put_svcr(r->from);
	EXPECT_EQ(read_sysreg(SVCR), r->from);
	do_switch(r);
	EXPECT_EQ(read_sysreg(SVCR), r->to);
}

static bool all_zero(const uint8_t *at, unsigned long bytes)
{
	for (unsigned long i = 0; i < bytes; i++)
		if (at[i])
			return false;
	return true;
}

/* B1.4.6: Z, P and FFR are zero after either change of PSTATE.SM */
TEST(zeroed,
     "entering and leaving streaming mode zeroes vectors and predicates",
     NEEDS_SME)
{
	unsigned long bytes = fpu_vector_bytes(), streaming;

	fpu_pattern(before, NR_VECTORS * bytes, 4);
	fpu_load_z(before);
	fpu_load_p(before);
	put_svcr(SVCR_SM);
	streaming = fpu_vector_bytes();
	EXPECT_EQ(streaming, fpu_streaming_bytes());
	fpu_store_z(after);
	EXPECT_TRUE(all_zero(after, NR_VECTORS * streaming));
	fpu_store_p_streaming(after);
	EXPECT_TRUE(all_zero(after, NR_PREDICATES * streaming / 8));
	EXPECT_EQ(read_sysreg(fpsr), 0x0800009f);
	fpu_load_z(before);
	fpu_load_p_streaming(before);
	put_svcr(0);
	EXPECT_EQ(fpu_vector_bytes(), bytes);
	fpu_store_z(after);
	EXPECT_TRUE(all_zero(after, NR_VECTORS * bytes));
	fpu_store_p(after);
	EXPECT_TRUE(all_zero(after, 17 * bytes / 8));
}

/* No change of PSTATE.SM: nothing is lost. */
TEST(not_zeroed, "writing the mode it is in loses nothing", NEEDS_SME)
{
	unsigned long bytes;

	put_svcr(SVCR_SM);
	bytes = NR_VECTORS * fpu_vector_bytes();
	fpu_pattern(before, bytes, 4);
	fpu_load_z(before);
	put_svcr(SVCR_SM | SVCR_ZA);
	put_svcr(SVCR_SM);
	fpu_store_z(after);
	EXPECT_MEMEQ(after, before, bytes);
}

#define INSN(name, text)                                     \
	static void name(const void *arg)                    \
	{                                                    \
		(void)arg;                                   \
		asm volatile(SME text : : : "x0", "memory"); \
	}
INSN(simd_add, "add v0.16b, v0.16b, v0.16b")
INSN(setffr, "setffr")
INSN(za_zero, "zero {za}")
INSN(za_move, "ptrue p0.b\n\tmov w12, #0\n\tmov za0h.b[w12, #0], p0/m, z0.b")
INSN(sve_add, "add z0.b, z0.b, z0.b")
INSN(fp_add, "fadd d0, d0, d0")

static const struct illegal_row {
	const char *name;
	void (*fn)(const void *);
	unsigned long esr[4]; /* by SVCR; 0: legal */
} illegal[] = {
	{ "simd", simd_add, { 0, ESR_SME_ILLEGAL, 0, ESR_SME_ILLEGAL } },
	{ "setffr", setffr, { 0, ESR_SME_ILLEGAL, 0, ESR_SME_ILLEGAL } },
	{ "za-zero", za_zero, { ESR_SME_ZA_OFF, ESR_SME_ZA_OFF, 0, 0 } },
	{ "za-move",
	  za_move,
	  { ESR_SME_NOT_STREAMING, ESR_SME_ZA_OFF, ESR_SME_NOT_STREAMING, 0 } },
	{ "sve", sve_add, { 0, 0, 0, 0 } },
	{ "fp", fp_add, { 0, 0, 0, 0 } },
};

TEST_EACH(illegal, const struct illegal_row *r, illegal,
	  "traps in the modes it is not for", NEEDS_SME)
{
	for (uint64_t svcr = 0; svcr < 4; svcr++) {
		struct trap t;

		test_context("SVCR %d", (int)svcr);
		put_svcr(svcr);
		t = trap_catch(r->fn, NULL);
		EXPECT_EQ(read_sysreg(SVCR), svcr);
		put_svcr(0);
		if (r->esr[svcr])
			EXPECT_TRAP_ERROR(t, ARM_SME_TRAPPED, r->esr[svcr]);
		else
			EXPECT_TRAP(t, TRAP_NONE);
	}
}

static const struct len_row {
	const char *name;
	unsigned int len;
} lens[] = {
	{ "128", 0 }, { "256", 1 }, { "512", 3 }, { "1024", 7 }, { "2048", 15 }
};

TEST_EACH(za, const struct len_row *r, lens, "ZA is zeroed, and holds its rows",
	  NEEDS_SME)
{
	unsigned long bytes;

	write_sysreg(SMCR_EL1, (read_sysreg(SMCR_EL1) & ~0xfull) | r->len);
	isb();
	bytes = fpu_streaming_bytes();
	EXPECT_EQ(field(read_sysreg(SMCR_EL1), 0, 4), r->len);
	EXPECT_TRUE((bytes & (bytes - 1)) == 0 && bytes >= 16);
	put_svcr(SVCR_ZA);
	memset(after, 0x11, sizeof(after));
	fpu_store_za(after);
	EXPECT_TRUE(all_zero(after, bytes * bytes));
	fpu_pattern(before, bytes * bytes, r->len);
	fpu_load_za(before);
	/* across streaming mode, an exit, and user mode */
	put_svcr(SVCR_ZA | SVCR_SM);
	psci_call(PSCI_VERSION, 0, 0, 0);
	EXPECT_TRAP(user_catch(fp_add, NULL), TRAP_NONE);
	put_svcr(SVCR_ZA);
	fpu_store_za(after);
	EXPECT_MEMEQ(after, before, bytes * bytes);
	put_svcr(0);
	put_svcr(SVCR_ZA);
	fpu_store_za(after);
	EXPECT_TRUE(all_zero(after, bytes * bytes));
}

static void other_za(void *arg)
{
	(void)arg;
	fpu_setup();
	EXPECT_EQ(read_sysreg(SVCR), 0);
	put_svcr(SVCR_ZA | SVCR_SM);
	memset(after, 0x33, sizeof(after));
	fpu_load_za(after);
	put_svcr(0);
}

TEST(za_other, "another CPU's ZA and mode stay there",
     .needs = NEEDS(&arm_sme, &smp_2_cpus))
{
	unsigned long bytes = fpu_streaming_bytes();

	put_svcr(SVCR_ZA);
	fpu_pattern(before, bytes * bytes, 5);
	fpu_load_za(before);
	on_cpu(1, other_za, NULL);
	EXPECT_EQ(read_sysreg(SVCR), SVCR_ZA);
	fpu_store_za(after);
	EXPECT_MEMEQ(after, before, bytes * bytes);
}

TEST(tpidr2, "TPIDR2_EL0 holds its value, at EL0 too", NEEDS_SME)
{
	write_sysreg(S3_3_C13_C0_5, 0x123456789abcdef0);
	EXPECT_EQ(read_sysreg(S3_3_C13_C0_5), 0x123456789abcdef0);
	write_sysreg(S3_3_C13_C0_5, ~0x123456789abcdef0ull);
	EXPECT_EQ(read_sysreg(S3_3_C13_C0_5), ~0x123456789abcdef0ull);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* LAHF and SAHF; instructions that change nothing at all. */
#include "suite.h"

MISC_INSN_SUITE;

SNIPPET(flags_lahf, "lahf");
SNIPPET(flags_sahf, "sahf");

static const struct snippet lahf = SNIPPET_OF(flags_lahf);
static const struct snippet sahf = SNIPPET_OF(flags_sahf);

static bool has_lahf(void)
{
	return sizeof(long) == 4 || x86_lahf64.probe();
}

static const struct feature with_lahf = { "LAHF and SAHF",
					  "CPUID.80000001:ECX[0]", has_lahf };

#define IN_AH (EFLAGS_CF | EFLAGS_PF | EFLAGS_AF | EFLAGS_ZF | EFLAGS_SF)

TEST(lahf, "loads AH with SF, ZF, AF, PF, CF, bit 1 set, 3 and 5 clear",
     .needs = NEEDS(&with_lahf))
{
	for (unsigned int i = 0; i < 256; i++) {
		struct trap_frame start = start_at(&lahf, 0), expected;

		start.flags |= (i & IN_AH) | (i & 1 ? EFLAGS_OF : 0) |
			       (i & 4 ? EFLAGS_DF : 0);
		expected = start;
		expected.ax = (start.ax & ~0xff00ul) |
			      ((i & IN_AH) | EFLAGS_FIXED) << 8;
		expect_done(&start, &lahf, &expected);
	}
}

TEST(sahf, "stores AH to SF, ZF, AF, PF and CF, and to no other flag",
     .needs = NEEDS(&with_lahf))
{
	for (unsigned int i = 0; i < 512; i++) {
		struct trap_frame start = start_at(&sahf, 3), expected;

		start.ax = (start.ax & ~0xff00ul) | (i & 0xff) << 8;
		if (i & 256)
			start.flags |= IN_AH | EFLAGS_OF | EFLAGS_DF |
				       EFLAGS_ID;
		expected = start;
		expected.flags = (start.flags & ~(unsigned long)IN_AH) |
				 (i & IN_AH);
		expect_done(&start, &sahf, &expected);
	}
}

/* ------------------------------------------------------ of no effect ---- */

static bool has_serialize(void)
{
	return cpuid_max(0) >= 7 && cpuid(7, 0).d & 1u << 14;
}

static const struct feature serialize = { "SERIALIZE", "CPUID.7.0:EDX[14]",
					  has_serialize };

SNIPPET(quiet_nop, "nop");
SNIPPET(quiet_nop_9, ".byte 0x66, 0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0");
SNIPPET(quiet_hint, ".byte 0x0f, 0x18, 0x27"); /* reserved PREFETCH */
SNIPPET(quiet_pause, "pause");
SNIPPET(quiet_endbr64, ".byte 0xf3, 0x0f, 0x1e, 0xfa");
SNIPPET(quiet_endbr32, ".byte 0xf3, 0x0f, 0x1e, 0xfb");
SNIPPET(quiet_rdssp, ".byte 0xf3, 0x0f, 0x1e, 0xc8");
SNIPPET(quiet_cldemote, ".byte 0x0f, 0x1c, 0x07");
SNIPPET(quiet_prefetchw, ".byte 0x0f, 0x0d, 0x0f");
SNIPPET(quiet_serialize, ".byte 0x0f, 0x01, 0xe8");
SNIPPET(quiet_lfence, "lfence");
SNIPPET(quiet_mfence, "mfence");
SNIPPET(quiet_sfence, "sfence");

static const struct quiet {
	const char *name;
	struct snippet code;
	const struct feature *feature; /* NULL: a NOP wherever it is nothing */
} quiets[] = {
	{ "nop", SNIPPET_OF(quiet_nop), NULL },
	{ "nop-9", SNIPPET_OF(quiet_nop_9), &x86_cmov },
	{ "hint", SNIPPET_OF(quiet_hint), &x86_cmov },
	{ "pause", SNIPPET_OF(quiet_pause), NULL },
	{ "endbr64", SNIPPET_OF(quiet_endbr64), &x86_cmov },
	{ "endbr32", SNIPPET_OF(quiet_endbr32), &x86_cmov },
	{ "rdssp", SNIPPET_OF(quiet_rdssp), &x86_cmov },
	{ "cldemote", SNIPPET_OF(quiet_cldemote), &x86_cmov },
	{ "prefetchw", SNIPPET_OF(quiet_prefetchw), &x86_prefetchw },
	{ "serialize", SNIPPET_OF(quiet_serialize), &serialize },
	{ "lfence", SNIPPET_OF(quiet_lfence), &x86_sse2 },
	{ "mfence", SNIPPET_OF(quiet_mfence), &x86_sse2 },
	{ "sfence", SNIPPET_OF(quiet_sfence), &x86_sse },
};

TEST_EACH(quiet, const struct quiet *q, quiets,
	  "changes no register, no flag and no memory, and needs none")
{
	if (q->feature && !q->feature->probe())
		SKIP("needs %s (%s)", q->feature->name, q->feature->where);
	for (unsigned int cpl = 0; cpl < 4; cpl += 3) {
		struct trap_frame start = start_at(&q->code, cpl);

		start.flags |= FLAGS_STATUS;
		expect_done(&start, &q->code, &start);
		start.di = 8; /* the null page is not there */
		expect_done(&start, &q->code, &start);
	}
	for (unsigned int i = 0; i < 64; i++)
		EXPECT_EQ(memory[i], 0x6b);
}

SNIPPET(absent_serialize, ".byte 0x0f, 0x01, 0xe8");
static const struct snippet serialize_code = SNIPPET_OF(absent_serialize);

TEST(serialize_absent, "SERIALIZE raises #UD without CPUID.7.0:EDX[14]")
{
	struct trap_frame start = start_at(&serialize_code, 0);

	if (has_serialize())
		SKIP("the processor has SERIALIZE");
	expect_refused(&start, X86_UD, 0);
}

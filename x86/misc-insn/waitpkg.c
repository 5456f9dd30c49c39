/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * UMONITOR, UMWAIT, TPAUSE; MOVDIRI and MOVDIR64B; ENQCMD.
 */
#include "suite.h"

MISC_INSN_SUITE;

SNIPPET(wait_umonitor, ".byte 0xf3, 0x0f, 0xae, 0xf0"); /* of AX */
SNIPPET(wait_umwait, ".byte 0xf2, 0x0f, 0xae, 0xf1");   /* ECX */
SNIPPET(wait_tpause, ".byte 0x66, 0x0f, 0xae, 0xf1");   /* ECX */
SNIPPET(wait_movdiri, ".byte 0x0f, 0x38, 0xf9, 0x0f");  /* ECX to (DI) */
SNIPPET(wait_movdir64b,
	    ".byte 0x66, 0x0f, 0x38, 0xf8, 0x06"); /* (SI) to AX */
SNIPPET(wait_enqcmd, ".byte 0xf2, 0x0f, 0x38, 0xf8, 0x06");
SNIPPET(wait_enqcmds, ".byte 0xf3, 0x0f, 0x38, 0xf8, 0x06");

static const struct snippet umonitor = SNIPPET_OF(wait_umonitor);
static const struct snippet movdiri = SNIPPET_OF(wait_movdiri);
static const struct snippet movdir64b = SNIPPET_OF(wait_movdir64b);
static const struct snippet enqcmd = SNIPPET_OF(wait_enqcmd);

static bool has_enqcmd(void)
{
	return cpuid_max(0) >= 7 && cpuid(7, 0).c & 1u << 29;
}

static const struct feature x86_enqcmd = { "ENQCMD", "CPUID.7.0:ECX[29]",
					   has_enqcmd };

static const struct row {
	const char *name;
	struct snippet code;
} waits[] = {
	{ "umwait", SNIPPET_OF(wait_umwait) },
	{ "tpause", SNIPPET_OF(wait_tpause) },
};

static const struct absent {
	const char *name;
	struct snippet code;
	const struct feature *feature;
} absents[] = {
	{ "umwait", SNIPPET_OF(wait_umwait), &x86_waitpkg },
	{ "tpause", SNIPPET_OF(wait_tpause), &x86_waitpkg },
	{ "movdiri", SNIPPET_OF(wait_movdiri), &x86_movdiri },
	{ "movdir64b", SNIPPET_OF(wait_movdir64b), &x86_movdir64b },
	{ "enqcmd", SNIPPET_OF(wait_enqcmd), &x86_enqcmd },
	{ "enqcmds", SNIPPET_OF(wait_enqcmds), &x86_enqcmd },
};

TEST_EACH(waitpkg_absent, const struct absent *a, absents,
	  "raises #UD without its flag, and writes nothing")
{
	struct trap_frame start = start_at(&a->code, 0);

	if (a->feature->probe())
		SKIP("the processor has %s", a->feature->name);
	start.flags |= FLAGS_STATUS;
	start.cx = 0;
	start.si = (uintptr_t)memory + 128;
	expect_refused(&start, X86_UD, 0);
	for (unsigned int i = 0; i < 256; i++)
		EXPECT_EQ(memory[i], 0x6b);
}

/* A deadline in the past: CF is not of the limit, all status flags are clear. */
TEST_EACH(waitpkg, const struct row *r, waits,
	  "returns at a deadline, with the status flags clear",
	  .needs = NEEDS(&x86_waitpkg))
{
	for (unsigned int cpl = 0; cpl < 4; cpl += 3) {
		struct trap_frame start = start_at(&r->code, cpl), expected;

		start.flags |= FLAGS_STATUS;
		start.cx = start.ax = start.dx = 0;
		expected = start;
		expected.flags = EFLAGS_FIXED;
		expect_done(&start, &r->code, &expected);
	}
}

TEST_EACH(waitpkg_refused, const struct row *r, waits,
	  "raises #GP(0) for reserved bits, and with CR4.TSD at CPL 3",
	  .needs = NEEDS(&x86_waitpkg))
{
	struct trap_frame start = start_at(&r->code, 0);

	for (unsigned int bit = 1; bit < 32; bit++) {
		start.cx = 1ul << bit;
		expect_refused(&start, X86_GP, 0);
	}
	start = start_at(&r->code, 3);
	start.cx = start.ax = start.dx = 0;
	write_cr4(read_cr4() | CR4_TSD);
	expect_refused(&start, X86_GP, 0);
}

TEST(umonitor, "changes nothing, at CPL 0 and 3", .needs = NEEDS(&x86_waitpkg))
{
	for (unsigned int cpl = 0; cpl < 4; cpl += 3) {
		struct trap_frame start = start_at(&umonitor, cpl);

		start.flags |= FLAGS_STATUS;
		expect_done(&start, &umonitor, &start);
	}
}

/* SDM vol. 4: bit 1 is reserved, 31:2 the limit in TSC quanta. */
TEST(umwait_control, "IA32_UMWAIT_CONTROL refuses bits 1 and 63:32",
     .needs = NEEDS(&x86_waitpkg))
{
	test_defer2(wrmsr, MSR_IA32_UMWAIT_CONTROL,
		    rdmsr(MSR_IA32_UMWAIT_CONTROL));
	EXPECT_EQ(wrmsr_safe(MSR_IA32_UMWAIT_CONTROL, 0xfffffffd), TRAP_NONE);
	EXPECT_EQ(rdmsr(MSR_IA32_UMWAIT_CONTROL), 0xfffffffd);
	EXPECT_EQ(wrmsr_safe(MSR_IA32_UMWAIT_CONTROL, 2), X86_GP);
	EXPECT_EQ(wrmsr_safe(MSR_IA32_UMWAIT_CONTROL, 1ull << 32), X86_GP);
	EXPECT_EQ(rdmsr(MSR_IA32_UMWAIT_CONTROL), 0xfffffffd);
}

TEST(movdiri, "stores four bytes, and changes nothing else",
     .needs = NEEDS(&x86_movdiri))
{
	struct trap_frame start = start_at(&movdiri, 3);

	start.flags |= FLAGS_STATUS;
	expect_done(&start, &movdiri, &start);
	EXPECT_MEMEQ(memory, &start.cx, 4);
	EXPECT_EQ(memory[4], 0x6b);
}

TEST(movdir64b, "copies 64 bytes to an aligned place, else #GP(0)",
     .needs = NEEDS(&x86_movdir64b))
{
	struct trap_frame start = start_at(&movdir64b, 3);

	for (unsigned int i = 0; i < 64; i++)
		memory[129 + i] = (uint8_t)i;
	start.flags |= FLAGS_STATUS;
	start.si = (uintptr_t)memory + 129;
	expect_done(&start, &movdir64b, &start);
	EXPECT_MEMEQ(memory, memory + 129, 64);
	EXPECT_EQ(memory[64], 0x6b);
	for (unsigned int offset = 1; offset < 64; offset *= 2) {
		memset(memory, 0x6b, 128);
		start.ax = (uintptr_t)memory + offset;
		expect_refused(&start, X86_GP, 0);
		EXPECT_EQ(memory[offset], 0x6b);
	}
}

/* IA32_PASID, whose bit 31 says that it is valid, is 0 after reset. */
TEST(enqcmd, "raises #GP(0) without a PASID", .needs = NEEDS(&x86_enqcmd))
{
	struct trap_frame start = start_at(&enqcmd, 0);

	start.si = (uintptr_t)memory + 128;
	expect_refused(&start, X86_GP, 0);
}

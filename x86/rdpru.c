/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RDPRU: MPERF and APERF for programs.
 *
 * AMD APM vol. 3, RDPRU; appendix E, CPUID 80000008H:EBX[4], EDX[31:16].
 */
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/run/launch.h>

static char *page, *stack;

static void make_pages(void)
{
	page = launch_page();
	stack = launch_page();
	test_defer(write_cr4, read_cr4());
}

TEST_SUITE("rdpru", .summary = "RDPRU reads MPERF and APERF, or is #UD",
	   .setup = make_pages);

SNIPPET(rdpru_insn, ".byte 0x0f, 0x01, 0xfd");
static const struct snippet rdpru = SNIPPET_OF(rdpru_insn);

static bool has_no_rdpru(void)
{
	return !x86_rdpru.probe();
}

static const struct feature no_rdpru = { "a processor without RDPRU",
					 "CPUID.80000008:EBX[4]",
					 has_no_rdpru };

static struct trap_frame start_at(unsigned int cpl, unsigned long cx)
{
	struct trap_frame start;

	launch_copy(page, &rdpru);
	start = launch_registers(page, stack + 0x800, cpl);
	start.cx = cx;
	start.flags |= EFLAGS_CF | EFLAGS_ZF | EFLAGS_OF;
	return start;
}

static void expect_refused(unsigned int cpl, unsigned long cx,
			   enum trap_cause cause)
{
	struct trap_frame start = start_at(cpl, cx), expected = start;
	struct landing landing = launch(&start);

	expected.vector = X86_VECTOR(cause);
	EXPECT_TRAP(landing.trap, cause);
	launch_expect(&landing.frame, &expected);
}

static const struct row {
	const char *name;
	unsigned long cx;
} rows[] = {
	{ "mperf", 0 },
	{ "aperf", 1 },
	{ "2", 2 },
	{ "beyond", 0xffffffff },
};

TEST_EACH(absent, const struct row *r, rows,
	  "raises #UD at CPL 0 and 3, and changes nothing",
	  .needs = NEEDS(&no_rdpru))
{
	expect_refused(0, r->cx, X86_UD);
	expect_refused(3, r->cx, X86_UD);
	write_cr4(read_cr4() | CR4_TSD);
	expect_refused(3, r->cx, X86_UD);
}

static uint64_t read(unsigned int cpl, unsigned long cx)
{
	struct trap_frame start = start_at(cpl, cx), expected = start;
	struct landing landing = launch(&start);

	expected.vector = X86_VECTOR(X86_UD);
	expected.ip += 3;
	expected.ax = (uint32_t)landing.frame.ax; /* the rest is 0 */
	expected.dx = (uint32_t)landing.frame.dx;
	EXPECT_TRAP(landing.trap, X86_UD);
	launch_expect(&landing.frame, &expected);
	return (uint64_t)landing.frame.dx << 32 | (uint32_t)landing.frame.ax;
}

/* The highest register number. */
static uint32_t last(void)
{
	return cpuid(0x80000008, 0).d >> 16;
}

TEST_EACH(counter, const struct row *r, rows,
	  "does not run backwards, and is 0 where there is no counter",
	  .needs = NEEDS(&x86_rdpru))
{
	uint64_t before = read(0, r->cx);

	for (unsigned int i = 0; i < 100; i++) {
		uint64_t now = read(i & 1 ? 3 : 0, r->cx);

		EXPECT_GE(now, before);
		before = now;
	}
	if (r->cx > last())
		EXPECT_EQ(before, 0);
	else
		EXPECT_GT(before, 0);
}

TEST_EACH(tsd, const struct row *r, rows,
	  "raises #UD at CPL 3 with CR4.TSD, not at CPL 0",
	  .needs = NEEDS(&x86_rdpru))
{
	write_cr4(read_cr4() | CR4_TSD);
	read(0, r->cx);
	expect_refused(3, r->cx, X86_UD);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RDPKRU, WRPKRU and what CR4.PKE has to do with them.
 *
 * Intel SDM vol. 2, RDPKRU, WRPKRU; vol. 3, 4.6.2 (protection keys).
 */
#include "suite.h"

#include <x86/cpu.h>

PKU_SUITE;

void pku_setup(void)
{
	keys_setup();
}

static bool no_pku(void)
{
	return !x86_pku.probe();
}

static const struct feature without_pku = { "a processor without PKU",
					    "CPUID.7.0:ECX[3]", no_pku };

/* In the image, for CPL 3. RBX has to stay what it is. */
static struct operands {
	unsigned long ax, cx, dx;
} in, out;

static void do_rdpkru(const void *arg)
{
	(void)arg;
	out = in;
	asm volatile(".byte 0x0f, 0x01, 0xee"
		     : "+a"(out.ax), "+d"(out.dx), "+c"(out.cx)
		     :
		     : "memory");
}

static void do_wrpkru(const void *arg)
{
	(void)arg;
	out = in;
	asm volatile(".byte 0x0f, 0x01, 0xef"
		     : "+a"(out.ax), "+d"(out.dx), "+c"(out.cx)
		     :
		     : "memory");
}

static const struct level {
	const char *name;
	struct trap (*call)(void (*fn)(const void *), const void *arg);
} levels[] = { { "cpl0", trap_catch }, { "cpl3", user_catch } };

static void set_pkru(uint32_t pkru)
{
	in = (struct operands){ .ax = pkru };
	do_wrpkru(NULL);
}

static uint32_t pkru(void)
{
	in = (struct operands){ 0 };
	do_rdpkru(NULL);
	return (uint32_t)out.ax;
}

/* A case may have cleared CR4.PKE since. */
static void clear_pkru(unsigned long unused)
{
	(void)unused;
	write_cr4(read_cr4() | CR4_PKE);
	set_pkru(0);
}

static void enable(void)
{
	write_cr4(read_cr4() | CR4_PKE);
	test_defer(clear_pkru, 0);
}

static const uint32_t values[] = { 0,	       0x55555554, 0xaaaaaaa8,
				   0xfffffffc, 0x80000000, 4 };

TEST_EACH(value, const struct level *l, levels, "that is written is read back",
	  .needs = NEEDS(&x86_pku))
{
	enable();
	for (unsigned int i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		in = (struct operands){ 0xffffffff00000000 | values[i], 0, 0 };
		EXPECT_TRAP(l->call(do_wrpkru, NULL), TRAP_NONE);
		EXPECT_EQ(out.ax, in.ax);
		in = (struct operands){ ~0ul, 0, ~0ul };
		EXPECT_TRAP(l->call(do_rdpkru, NULL), TRAP_NONE);
		EXPECT_EQ(out.ax, values[i]);
		EXPECT_EQ(out.dx, 0);
		EXPECT_EQ(out.cx, 0);
	}
}

/* Only ECX and EDX are looked at, not the high halves. */
static const struct row {
	const char *name;
	void (*insn)(const void *);
	struct operands in;
	enum trap_cause trap;
} rows[] = {
	{ "rdpkru-ecx-1", do_rdpkru, { 0, 1, 0 }, X86_GP },
	{ "rdpkru-ecx-31", do_rdpkru, { 0, 0x80000000, 0 }, X86_GP },
	{ "rdpkru-rcx-32", do_rdpkru, { 0, 1ul << 32, 0 }, TRAP_NONE },
	{ "wrpkru-ecx-1", do_wrpkru, { 8, 1, 0 }, X86_GP },
	{ "wrpkru-ecx-31", do_wrpkru, { 8, 0x80000000, 0 }, X86_GP },
	{ "wrpkru-edx-1", do_wrpkru, { 8, 0, 1 }, X86_GP },
	{ "wrpkru-edx-31", do_wrpkru, { 8, 0, 0x80000000 }, X86_GP },
	{ "wrpkru-rcx-32", do_wrpkru, { 0x50, 1ul << 32, 0 }, TRAP_NONE },
	{ "wrpkru-rdx-32", do_wrpkru, { 0x50, 0, 1ul << 32 }, TRAP_NONE },
};

TEST_EACH(operand, const struct row *r, rows, "is looked at, or is not",
	  .needs = NEEDS(&x86_pku))
{
	enable();
	for (unsigned int i = 0; i < 2; i++) {
		set_pkru(0x50);
		in = r->in;
		EXPECT_TRAP(levels[i].call(r->insn, NULL), r->trap);
		EXPECT_EQ(pkru(), 0x50);
	}
}

TEST_EACH(pke_clear, const struct level *l, levels, "both raise #UD",
	  .needs = NEEDS(&x86_pku))
{
	enable();
	set_pkru(0x50);
	write_cr4(read_cr4() & ~(unsigned long)CR4_PKE);
	in = (struct operands){ 0 };
	EXPECT_TRAP(l->call(do_rdpkru, NULL), X86_UD);
	EXPECT_TRAP(l->call(do_wrpkru, NULL), X86_UD);
	in = (struct operands){ 0, 1, 1 };
	EXPECT_TRAP(l->call(do_rdpkru, NULL), X86_UD);
	EXPECT_TRAP(l->call(do_wrpkru, NULL), X86_UD);
	write_cr4(read_cr4() | CR4_PKE);
	EXPECT_EQ(pkru(), 0x50);
}

TEST(ospke, "CPUID.7.0:ECX.OSPKE is CR4.PKE", .needs = NEEDS(&x86_pku))
{
	enable();
	EXPECT_EQ(cpuid(7, 0).c >> 4 & 1, 1);
	write_cr4(read_cr4() & ~(unsigned long)CR4_PKE);
	EXPECT_EQ(cpuid(7, 0).c >> 4 & 1, 0);
}

TEST_EACH(absent, const struct level *l, levels, "both raise #UD",
	  .needs = NEEDS(&without_pku))
{
	in = (struct operands){ 0 };
	EXPECT_TRAP(l->call(do_rdpkru, NULL), X86_UD);
	EXPECT_TRAP(l->call(do_wrpkru, NULL), X86_UD);
}

TEST(absent_enable, "CR4.PKE raises #GP(0) and stays 0",
     .needs = NEEDS(&without_pku))
{
	const unsigned long cr4 = read_cr4();

	EXPECT_EQ(write_cr4_safe(cr4 | CR4_PKE), X86_GP);
	EXPECT_EQ(read_cr4(), cr4);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Transactions (RTM), and IA32_TSX_CTRL, which disables and hides them.
 *
 * Intel SDM vol. 1, 16.3 (RTM); vol. 3, 17.3.3 (debugging); vol. 4,
 * IA32_TSX_CTRL.
 */
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/msr.h>

TEST_SUITE("tsx-ctrl",
	   .summary = "transactions run, abort, and are disabled and hidden");

#define TSX_CTRL_RTM_DISABLE 1ull
#define TSX_CTRL_CPUID_CLEAR 2ull
#define ARCH_CAP_TSX_CTRL    (1u << 7)

static bool has_tsx_ctrl(void)
{
	return x86_arch_capabilities.probe() &&
	       rdmsr(MSR_IA32_ARCH_CAPABILITIES) & ARCH_CAP_TSX_CTRL;
}

static bool has_no_tsx_ctrl(void)
{
	return !has_tsx_ctrl();
}

static bool has_no_rtm(void)
{
	return !x86_rtm.probe() && !x86_hle.probe();
}

static const struct feature tsx_ctrl = { "IA32_TSX_CTRL",
					 "IA32_ARCH_CAPABILITIES[7]",
					 has_tsx_ctrl };
static const struct feature no_tsx_ctrl = { "a processor without IA32_TSX_CTRL",
					    "IA32_ARCH_CAPABILITIES[7]",
					    has_no_tsx_ctrl };
static const struct feature no_rtm = { "a processor without RTM and HLE",
				       "CPUID.7.0:EBX[11], EBX[4]",
				       has_no_rtm };

enum {
	TRIES = 100, /* a transaction may abort at any time */
};
#define COMMITTED    0xffffffffu
#define ABORT_XABORT (1u << 0)
#define ABORT_RETRY  (1u << 1)
#define ABORT_DEBUG  (1u << 4)

/*
 * One transaction around @text, which stores 1 to @var; EAX is COMMITTED, or why
 * it was aborted.
 */
#define TRANSACTION(name, text)                                       \
	static uint32_t name(volatile uint32_t *var)                  \
	{                                                             \
		uint32_t ax = COMMITTED;                              \
                                                                      \
		asm volatile(".byte 0xc7, 0xf8; .long 1f - . - 4\n\t" \
			     "movl $1, %1\n\t" text "\n\t"            \
			     ".byte 0x0f, 0x01, 0xd5\n" /* XEND */    \
			     "1:"                                     \
			     : "+a"(ax), "+m"(*var)                   \
			     :                                        \
			     : "ebx", "ecx", "edx", "memory", "cc");  \
		return ax;                                            \
	}

TRANSACTION(plain, "")
TRANSACTION(xabort, ".byte 0xc6, 0xf8, 0x5a")
TRANSACTION(with_cpuid, "xor %%eax, %%eax; cpuid; mov $0xffffffff, %%eax")
TRANSACTION(with_int3, "int3")
TRANSACTION(with_fault, "movl $1, 8")

static bool commits(void)
{
	for (unsigned int i = 0; i < TRIES; i++) {
		volatile uint32_t var = 0;

		if (plain(&var) == COMMITTED)
			return var == 1;
	}
	return false;
}

static void keep(void)
{
	test_defer2(wrmsr, MSR_IA32_TSX_CTRL, rdmsr(MSR_IA32_TSX_CTRL));
}

TEST(commit, "commits a transaction within 100 tries", .needs = NEEDS(&x86_rtm))
{
	EXPECT_TRUE(commits());
}

static const struct row {
	const char *name;
	uint32_t (*transaction)(volatile uint32_t *);
	uint32_t status; /* of every abort; bits 31:24 are XABORT's operand */
} rows[] = {
	{ "xabort", xabort, 0x5a000000 | ABORT_XABORT },
	{ "cpuid", with_cpuid, 0 },
	{ "int3", with_int3, 0 },
	{ "fault", with_fault, 0 },
};

TEST_EACH(abort, const struct row *r, rows,
	  "aborts, undoes what was stored, says why, and no trap is left",
	  .needs = NEEDS(&x86_rtm))
{
	for (unsigned int i = 0; i < TRIES; i++) {
		volatile uint32_t var = 0;
		uint32_t status = r->transaction(&var);

		EXPECT_NE(status, COMMITTED);
		EXPECT_EQ(var, 0);
		if (status & ABORT_XABORT || i == TRIES - 1)
			EXPECT_EQ(status & ~ABORT_RETRY &
					  (0xff000000 | ABORT_XABORT),
				  r->status);
	}
}

/* ZF clear: in a transaction. */
static bool xtest(void)
{
	bool active;

	asm volatile(".byte 0x0f, 0x01, 0xd6\n\tsetnz %0"
		     : "=q"(active)
		     :
		     : "cc");
	return active;
}

TEST(outside, "XTEST says that there is none, XEND outside of one is #GP(0)",
     .needs = NEEDS(&x86_rtm))
{
	unsigned long cause = TRAP_NONE;

	EXPECT_FALSE(xtest());
	asm volatile("1: .byte 0x0f, 0x01, 0xd5\n"
		     "2:\n\t" EXTABLE("1b", "2b")
		     : "+b"(cause));
	EXPECT_EQ(cause, X86_GP);
}

/* ------------------------------------------------------------ the MSR ---- */

TEST(reset, "is 0 at first", .needs = NEEDS(&tsx_ctrl))
{
	EXPECT_EQ(rdmsr(MSR_IA32_TSX_CTRL), 0);
}

TEST(cpuid_clear, "bit 1 hides RTM and HLE, and nothing else of leaf 7",
     .needs = NEEDS(&tsx_ctrl, &x86_rtm))
{
	const uint32_t bits = 1u << 11 | 1u << 4;
	struct cpuid before = cpuid(7, 0);

	keep();
	wrmsr(MSR_IA32_TSX_CTRL, TSX_CTRL_CPUID_CLEAR);
	EXPECT_EQ(cpuid(7, 0).b, before.b & ~bits);
	EXPECT_EQ(cpuid(7, 0).c, before.c);
	wrmsr(MSR_IA32_TSX_CTRL, 0);
	EXPECT_EQ(cpuid(7, 0).b, before.b);
}

TEST(disable, "bit 0 aborts all transactions",
     .needs = NEEDS(&tsx_ctrl, &x86_rtm))
{
	keep();
	wrmsr(MSR_IA32_TSX_CTRL, TSX_CTRL_RTM_DISABLE);
	EXPECT_FALSE(commits());
	wrmsr(MSR_IA32_TSX_CTRL, 0);
	EXPECT_TRUE(commits());
}

TEST(reserved, "raises #GP(0) for bits 63:2, and changes nothing",
     .needs = NEEDS(&tsx_ctrl))
{
	keep();
	for (unsigned int bit = 2; bit < 64; bit++) {
		test_context("bit %u", bit);
		EXPECT_EQ(wrmsr_safe(MSR_IA32_TSX_CTRL, 1ull << bit), X86_GP);
		EXPECT_EQ(rdmsr(MSR_IA32_TSX_CTRL), 0);
	}
}

TEST(absent, "RDMSR and WRMSR of it raise #GP(0) where it is not",
     .needs = NEEDS(&no_tsx_ctrl))
{
	uint64_t value;

	EXPECT_EQ(rdmsr_safe(MSR_IA32_TSX_CTRL, &value), X86_GP);
	EXPECT_EQ(wrmsr_safe(MSR_IA32_TSX_CTRL, 0), X86_GP);
}

/* ------------------------------------------------- DR7.RTM, DEBUGCTL.RTM ---- */

static bool trapped;

static bool note(struct trap_frame *frame, void *arg)
{
	(void)frame;
	(void)arg;
	trapped = true;
	return true;
}

/* With both bits a breakpoint in a transaction is a #DB at its XBEGIN, with
   DR6[16] clear; else just an abort. */
TEST(debug, "raises #DB for a breakpoint inside, where both bits are set",
     .needs = NEEDS(&x86_rtm))
{
	static volatile uint32_t var;

	trap_handle(X86_DB, note, NULL);
	write_dr0((uintptr_t)&var);
	test_defer(write_dr7, read_dr7());
	write_dr7(DR7_INIT | DR7_L(0) | DR7_RW(0, 1) | DR7_LEN(0, 3));
	trapped = false;
	var = 0;
	EXPECT_NE(plain(&var), COMMITTED);
	EXPECT_FALSE(trapped);
	test_defer2(wrmsr, MSR_IA32_DEBUGCTL, rdmsr(MSR_IA32_DEBUGCTL));
	wrmsr(MSR_IA32_DEBUGCTL, 1u << 15);
	write_dr7(read_dr7() | DR7_RTM);
	write_dr6(DR6_INIT);
	EXPECT_NE(plain(&var), COMMITTED);
	EXPECT_TRUE(trapped);
	EXPECT_EQ(read_dr6() & (DR6_RTM | DR6_B0), DR6_B0);
}

/* --------------------------------------------------------- without RTM ---- */

#define INSN(name, bytes)                     \
	static void name(const void *arg)     \
	{                                     \
		(void)arg;                    \
		asm volatile(".byte " bytes); \
	}

INSN(do_xbegin, "0xc7, 0xf8, 0, 0, 0, 0")
INSN(do_xend, "0x0f, 0x01, 0xd5")
INSN(do_xtest, "0x0f, 0x01, 0xd6")
INSN(do_xabort, "0xc6, 0xf8, 0x5a")

static const struct undefined {
	const char *name;
	void (*insn)(const void *);
} undefined[] = {
	{ "xbegin", do_xbegin },
	{ "xend", do_xend },
	{ "xtest", do_xtest },
	{ "xabort", do_xabort },
};

TEST_EACH(undefined, const struct undefined *u, undefined,
	  "raises #UD without RTM and HLE", .needs = NEEDS(&no_rtm))
{
	EXPECT_TRAP(trap_catch(u->insn, NULL), X86_UD);
	EXPECT_TRAP(user_catch(u->insn, NULL), X86_UD);
}

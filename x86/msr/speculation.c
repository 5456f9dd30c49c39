/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SPEC_CTRL, PRED_CMD and FLUSH_CMD: there exactly as far as CPUID says.
 *
 * Intel SDM vol. 4, 2.1 (48H, 49H, 10BH); AMD APM vol. 2, 3.2.9.
 */
#include "suite.h"
#include <x86/features.h>

#define SPEC_CTRL_IBRS	(1u << 0)
#define SPEC_CTRL_STIBP (1u << 1)
#define SPEC_CTRL_SSBD	(1u << 2)

static bool has_ibrs(void)
{
	return cpuid_bit(7, 0, 'd', 26) || cpuid_bit(0x80000008, 0, 'b', 14);
}

static bool has_stibp(void)
{
	return cpuid_bit(7, 0, 'd', 27) || cpuid_bit(0x80000008, 0, 'b', 15);
}

static bool has_ssbd(void)
{
	return cpuid_bit(7, 0, 'd', 31) || cpuid_bit(0x80000008, 0, 'b', 24);
}

static bool has_ibpb(void)
{
	return cpuid_bit(7, 0, 'd', 26) || cpuid_bit(0x80000008, 0, 'b', 12) ||
	       cpuid_bit(0x80000021, 0, 'a', 27);
}

static bool has_flush_l1d(void)
{
	return cpuid_bit(7, 0, 'd', 28);
}

static uint32_t spec_ctrl_bits(void)
{
	return (has_ibrs() ? SPEC_CTRL_IBRS : 0) |
	       (has_stibp() ? SPEC_CTRL_STIBP : 0) |
	       (has_ssbd() ? SPEC_CTRL_SSBD : 0);
}

TEST(spec_ctrl, "holds every subset of its bits, or does not exist")
{
	uint32_t bits = spec_ctrl_bits();

	if (!bits) {
		expect_absent(MSR_IA32_SPEC_CTRL);
		return;
	}
	for (uint32_t value = 0; value < 8; value++)
		if (!(value & ~bits))
			expect_holds(MSR_IA32_SPEC_CTRL, value, value);
}

TEST(spec_ctrl_reserved, "refuses the upper half of SPEC_CTRL")
{
	if (!spec_ctrl_bits())
		SKIP("CPUID enumerates no bit of SPEC_CTRL");
	expect_refuses(MSR_IA32_SPEC_CTRL, 1ull << 32);
	expect_refuses(MSR_IA32_SPEC_CTRL, 1ull << 63);
}

struct command {
	uint32_t msr;
	uint64_t value;
};

static void give(const void *arg)
{
	const struct command *c = arg;

	wrmsr(c->msr, c->value);
}

static void give_forced(const void *arg)
{
	const struct command *c = arg;

	asm volatile(FORCED_EMULATION "wrmsr"
		     :
		     : "c"(c->msr), "a"((uint32_t)c->value),
		       "d"((uint32_t)(c->value >> 32))
		     : "memory");
}

static struct trap command(void (*fn)(const void *), uint32_t msr,
			   uint64_t value)
{
	struct command c = { msr, value };

	test_context("writing 0x%llx", (unsigned long long)value);
	return trap_catch(fn, &c);
}

/* A command register: bit 0 is the command, the rest is reserved. */
static void check_command(uint32_t msr, bool present)
{
	enum trap_cause cause = present ? TRAP_NONE : X86_GP;
	uint64_t value;

	EXPECT_TRAP(msr_read(msr, &value), X86_GP);
	EXPECT_TRAP(command(give, msr, 0), cause);
	EXPECT_TRAP(command(give, msr, 1), cause);
}

static void check_reserved(void (*fn)(const void *), uint32_t msr)
{
	for (unsigned int bit = 1; bit < 64; bit++)
		EXPECT_TRAP(command(fn, msr, 1ull << bit), X86_GP);
}

TEST(pred_cmd, "is write-only, and there as IBPB says")
{
	check_command(MSR_IA32_PRED_CMD, has_ibpb());
}

TEST(flush_cmd, "is write-only, and there as L1D_FLUSH says")
{
	check_command(MSR_IA32_FLUSH_CMD, has_flush_l1d());
}

/* AMD gives bit 7 of PRED_CMD a meaning (SBPB); Intel reserves 63:1. */
TEST(pred_cmd_reserved, "refuses bits 63:1 of PRED_CMD")
{
	if (!has_ibpb() || !vendor_intel())
		SKIP("needs IBPB (CPUID.7.0:EDX[26]) and the vendor Intel");
	check_reserved(give, MSR_IA32_PRED_CMD);
}

TEST(flush_cmd_reserved, "refuses bits 63:1 of FLUSH_CMD")
{
	if (!has_flush_l1d())
		SKIP("needs L1D_FLUSH (CPUID.7.0:EDX[28])");
	check_reserved(give, MSR_IA32_FLUSH_CMD);
}

TEST(pred_cmd_forced, "does so as well when WRMSR is emulated",
     .needs = NEEDS(&x86_forced_emulation))
{
	if (!has_ibpb() || !vendor_intel())
		SKIP("needs IBPB (CPUID.7.0:EDX[26]) and the vendor Intel");
	EXPECT_TRAP(command(give_forced, MSR_IA32_PRED_CMD, 0), TRAP_NONE);
	EXPECT_TRAP(command(give_forced, MSR_IA32_PRED_CMD, 1), TRAP_NONE);
	check_reserved(give_forced, MSR_IA32_PRED_CMD);
}

TEST(flush_cmd_forced, "does so as well when WRMSR is emulated",
     .needs = NEEDS(&x86_forced_emulation))
{
	enum trap_cause cause = has_flush_l1d() ? TRAP_NONE : X86_GP;

	EXPECT_TRAP(command(give_forced, MSR_IA32_FLUSH_CMD, 0), cause);
	EXPECT_TRAP(command(give_forced, MSR_IA32_FLUSH_CMD, 1), cause);
	check_reserved(give_forced, MSR_IA32_FLUSH_CMD);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Access to VFP and Advanced SIMD registers, and their content over exits.
 *
 * Arm ARM, G8.2.32 (CPACR), G8.2.64 (FPEXC), G1.19 (what is trapped by what).
 */
#include <arch/io.h>
#include <arm/cpu.h>
#include <arm/features.h>
#include <arm/insn_32.h>
#include <arm/psci.h>
#include <string.h>
#include <test/test.h>

TEST_SUITE("vfp32",
	   .summary = "VFP registers are reached as CPACR and FPEXC say, and "
		      "kept",
	   .needs = NEEDS(&arm_fp));

/* P10, P11: the same fields for both, twice two bits */
#define CP_OFF	  0x00000000u
#define CP_KERNEL 0x00500000u
#define CP_ALL	  0x00f00000u
#define CPACR_CP  0x00f00000u

/* The compiler is told to use none. */
#define FPU ".fpu vfpv3-d16\n\t"

static uint32_t read_fpexc(void)
{
	uint32_t value;

	asm volatile(FPU "vmrs %0, fpexc" : "=r"(value));
	return value;
}

static void write_fpexc(uint32_t value)
{
	asm volatile(FPU "vmsr fpexc, %0" : : "r"(value));
	isb();
}

static void write_cpacr(uint32_t value)
{
	write_sysreg(CPACR, value);
	isb();
}

static void set_cpacr(uint32_t bits)
{
	write_cpacr((read_sysreg(CPACR) & ~CPACR_CP) | bits);
}

static const struct row {
	const char *name;
	uint32_t insn;
	uint32_t changed;
	bool user;    /* may use it at all */
	bool without; /* without FPEXC.EN, in SVC mode */
} rows[] = {
	{ "vmrs-fpscr", 0xeef10a10, 1u << 0, true, false },
	{ "vmrs-apsr", 0xeef1fa10, 1u << 16, true, false },
	{ "vmov-to-core", 0xee100b10, 1u << 0, true, false },
	{ "vmov-from-core", 0xee000b10, 0, true, false },
	{ "vmov-d", 0xeeb00b40, 0, true, false },
	{ "vadd-f32", 0xee300a00, 0, true, false },
	{ "vmrs-fpexc", 0xeef80a10, 1u << 0, false, true },
	{ "vmrs-fpsid", 0xeef00a10, 1u << 0, false, true },
	{ "vmrs-mvfr0", 0xeef70a10, 1u << 0, false, true },
	{ "vmrs-mvfr1", 0xeef60a10, 1u << 0, false, true },
};

static void expect_use(const struct row *r, uint32_t mode, bool allowed)
{
	struct a32_outcome o = a32_run1(r->insn, mode);

	test_context("%s mode", mode == MODE_USR ? "user" : "SVC");
	if (allowed)
		expect_a32_done(&o, r->changed);
	else
		expect_a32_trap(&o, ARM_UNKNOWN, 0, 0);
}

TEST_EACH(access, const struct row *r, rows,
	  "is what CPACR and FPEXC.EN give to user and kernel")
{
	uint32_t fpexc = read_fpexc();

	test_defer(write_fpexc, fpexc);
	write_fpexc(fpexc | FPEXC_EN);
	test_defer(write_cpacr, read_sysreg(CPACR));
	set_cpacr(CP_ALL);
	expect_use(r, MODE_USR, r->user);
	expect_use(r, MODE_SVC, true);
	set_cpacr(CP_KERNEL);
	expect_use(r, MODE_USR, false);
	expect_use(r, MODE_SVC, true);
	set_cpacr(CP_OFF);
	expect_use(r, MODE_USR, false);
	expect_use(r, MODE_SVC, false);
	set_cpacr(CP_ALL);
	write_fpexc(fpexc & ~FPEXC_EN);
	expect_use(r, MODE_USR, false);
	expect_use(r, MODE_SVC, r->without);
}

/* -------------------------------------------------------------- content ---- */

struct vfp {
	uint64_t d[32];
	uint32_t fpscr;
};

/* D16 to D31 by the encoding of VLDM and VSTM of 16 registers from there. */
static void load(const struct vfp *v, bool all)
{
	register const uint64_t *at asm("r0") = v->d;

	asm volatile(".inst 0xecb00b20" : "+r"(at) : : "memory");
	if (all)
		asm volatile(".inst 0xecf00b20" : "+r"(at) : : "memory");
	asm volatile(FPU "vmsr fpscr, %0" : : "r"(v->fpscr));
}

static void store(struct vfp *v, bool all)
{
	register uint64_t *at asm("r0") = v->d;

	asm volatile(".inst 0xeca00b20" : "+r"(at) : : "memory");
	if (all)
		asm volatile(".inst 0xece00b20" : "+r"(at) : : "memory");
	asm volatile(FPU "vmrs %0, fpscr" : "=r"(v->fpscr));
}

static void by_psci(void)
{
	(void)psci_call(PSCI_VERSION, 0, 0, 0);
}

static void by_mmio(void)
{
	(void)mmio_read32((void *)0x09000018);
}

static void illegal(const void *arg)
{
	(void)arg;
	arch_illegal();
}

static void by_trap(void)
{
	EXPECT_TRAP(trap_catch(illegal, NULL), TRAP_ILLEGAL);
}

static void by_user(void)
{
	EXPECT_TRAP(user_catch(illegal, NULL), TRAP_ILLEGAL);
}

static void by_time(void)
{
	uint64_t start = read_sysreg(CNTVCT);
	uint64_t ticks = read_sysreg(CNTFRQ) / 500;

	while (read_sysreg(CNTVCT) - start < ticks)
		isb();
}

static const struct exit {
	const char *name;
	void (*fn)(void);
} exits[] = {
	{ "mmio", by_mmio }, { "psci", by_psci }, { "trap", by_trap },
	{ "user", by_user }, { "time", by_time },
};

TEST_EACH(kept, const struct exit *e, exits,
	  "are D0 to D31 and FPSCR, with every bit either way")
{
	const bool all = arm_fp_32.probe();
	const unsigned int nr = all ? 32 : 16;

	for (unsigned int pass = 0; pass < 2; pass++) {
		struct vfp set = { .fpscr = pass ? 0x60c0001f : 0x90000000 };
		struct vfp got = { .fpscr = 0 };

		for (unsigned int i = 0; i < nr; i++)
			set.d[i] =
				(0x0123456789abcdef + 0x1000200030005ull * i) ^
				(pass ? ~0ull : 0);
		load(&set, all);
		e->fn();
		store(&got, all);
		EXPECT_EQ(got.fpscr, set.fpscr);
		EXPECT_MEMEQ(got.d, set.d, nr * sizeof(set.d[0]));
	}
}

TEST(turned_off, "keeps the registers for when it is on again")
{
	struct vfp set = { .fpscr = 0x10000000 }, got = { .fpscr = 0 };
	const bool all = arm_fp_32.probe();
	uint32_t fpexc = read_fpexc();

	for (unsigned int i = 0; i < 32; i++)
		set.d[i] = 0xfedcba9800000000 + i;
	load(&set, all);
	write_fpexc(fpexc & ~FPEXC_EN);
	set_cpacr(CP_OFF);
	by_psci();
	set_cpacr(CP_ALL);
	write_fpexc(fpexc | FPEXC_EN);
	store(&got, all);
	EXPECT_EQ(got.fpscr, set.fpscr);
	EXPECT_MEMEQ(got.d, set.d, (all ? 32 : 16) * sizeof(set.d[0]));
}

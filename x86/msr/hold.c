/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers that hold what is written: one by one, bit by bit, all at once,
 * and on each CPU its own.
 */
#include "suite.h"
#include <arch/irq.h>
#include <smp.h>

static bool has_fixed_mtrr(void)
{
	return has_mtrr() && rdmsr(MSR_IA32_MTRRCAP) >> 8 & 1;
}

static bool has_variable_mtrr(void)
{
	return has_mtrr() && (rdmsr(MSR_IA32_MTRRCAP) & 0xff) >= 8;
}

static bool has_star(void)
{
	return has_syscall() || has_lm();
}

/*
 * bits: one by one they read back as written, alone and all but them. A LINEAR
 * register holds any canonical address, one of SYSENTER only its low half
 * where the vendor is AMD (APM vol. 2, 6.1.2: legacy mode only). A PAGE one
 * holds the bits of a physical page address from 12 to MAXPHYADDR - 1. STAR has
 * EIP for SYSCALL of legacy mode in bits 31:0 where the vendor is AMD (APM vol.
 * 2, 6.1.1); Intel calls them reserved (SDM vol. 3, 5.8.8), and they are left 0.
 */
/* clang-format off: a table */
static const struct row {
	const char *name;
	uint32_t msr;
	bool (*present)(void);
	enum {
		BITS,
		PAGE,
		LINEAR,
		SYSENTER,
		STAR
	} kind;
	uint64_t value, other; /* legal; other is nobody else's value */
	uint64_t bits;
	uint64_t keep; /* read-only bits of @value */
} rows[] = {
	{ "IA32_SYSENTER_CS", MSR_IA32_SYSENTER_CS, has_sep, BITS, 0x1234,
	  0x5608, 0xffff },
	{ "IA32_SYSENTER_ESP", MSR_IA32_SYSENTER_ESP, has_sep, SYSENTER,
	  0x123456789abc, 0x75000175 },
	{ "IA32_SYSENTER_EIP", MSR_IA32_SYSENTER_EIP, has_sep, SYSENTER,
	  0x123456789abc, 0x76000176 },
	{ "IA32_MISC_ENABLE", MSR_IA32_MISC_ENABLE, vendor_intel, BITS,
	  0x400c50809, 0x40809, 0x9, 0x1880 },
	{ "IA32_PAT", MSR_IA32_PAT, has_pat, BITS, 0x07070707,
	  0x0706050401000606, 0x0505050505050505 },
	{ "IA32_FS_BASE", MSR_IA32_FS_BASE, has_lm, LINEAR, 0x123456789abc,
	  0x100f00000100 },
	{ "IA32_GS_BASE", MSR_IA32_GS_BASE, has_lm, LINEAR, 0x123456789abc,
	  0x100f00000101 },
	{ "IA32_KERNEL_GS_BASE", MSR_IA32_KERNEL_GS_BASE, has_lm, LINEAR,
	  0x123456789abc, 0x100f00000102 },
	{ "IA32_STAR", MSR_IA32_STAR, has_star, STAR, 0x001b00089abcdef0,
	  0xabcd123456789abc },
	{ "IA32_LSTAR", MSR_IA32_LSTAR, has_lm, LINEAR, 0x123456789abc,
	  0x100f00000082 },
	{ "IA32_CSTAR", MSR_IA32_CSTAR, has_lm, LINEAR, 0x123456789abc,
	  0x100f00000083 },
	{ "IA32_FMASK", MSR_IA32_FMASK, has_lm, BITS, 0xffffffff, 0x84008484,
	  0xffffffff },
	{ "IA32_TSC_AUX", MSR_IA32_TSC_AUX, has_rdtscp, BITS, 0x12345678,
	  0x80000103, 0xffffffff },
	{ "IA32_PKRS", MSR_IA32_PKRS, has_pks, BITS, 0x55555554, 0xe1e1e1e0,
	  0xffffffff },
	{ "VM_HSAVE_PA", MSR_VM_HSAVE_PA, has_svm, PAGE, 0x7000,
	  0x117000 },
	{ "IA32_MCG_STATUS", MSR_IA32_MCG_STATUS, has_mca, BITS, 7, 5, 7 },
	{ "IA32_MTRR_PHYSBASE0", MSR_IA32_MTRR_PHYSBASE(0), has_variable_mtrr,
	  PAGE, 0x80000006, 0xc0200000 },
	{ "IA32_MTRR_PHYSBASE1", MSR_IA32_MTRR_PHYSBASE(1), has_variable_mtrr,
	  PAGE, 0x80000006, 0xc0201001 },
	{ "IA32_MTRR_PHYSBASE7", MSR_IA32_MTRR_PHYSBASE(7), has_variable_mtrr,
	  PAGE, 0x80000006, 0xc0207006 },
	{ "IA32_MTRR_PHYSMASK0", MSR_IA32_MTRR_PHYSMASK(0), has_variable_mtrr,
	  PAGE, 0xfff00000, 0xf0100000 },
	{ "IA32_MTRR_PHYSMASK1", MSR_IA32_MTRR_PHYSMASK(1), has_variable_mtrr,
	  PAGE, 0xfff00000, 0xf0101000 },
	{ "IA32_MTRR_PHYSMASK7", MSR_IA32_MTRR_PHYSMASK(7), has_variable_mtrr,
	  PAGE, 0xfff00000, 0xf0107000 },
	{ "IA32_MTRR_FIX64K_00000", MSR_IA32_MTRR_FIX64K_00000, has_fixed_mtrr,
	  BITS, 0x0606060606060606, 0x0606060606060600, 0x0505050505050505 },
	{ "IA32_MTRR_FIX16K_80000", MSR_IA32_MTRR_FIX16K_80000, has_fixed_mtrr,
	  BITS, 0x0606060606060606, 0x0606060606060500, 0x0505050505050505 },
	{ "IA32_MTRR_FIX16K_A0000", MSR_IA32_MTRR_FIX16K_A0000, has_fixed_mtrr,
	  BITS, 0x0606060606060606, 0x0606060606050500, 0x0505050505050505 },
	{ "IA32_MTRR_FIX4K_C0000", MSR_IA32_MTRR_FIX4K_C0000, has_fixed_mtrr,
	  BITS, 0x0505050505050505, 0x0606060605050500, 0x0505050505050505 },
	{ "IA32_MTRR_FIX4K_C8000", 0x269, has_fixed_mtrr, BITS,
	  0x0505050505050505, 0x0606060505050500, 0x0505050505050505 },
	{ "IA32_MTRR_FIX4K_D0000", 0x26a, has_fixed_mtrr, BITS,
	  0x0505050505050505, 0x0606050505050500, 0x0505050505050505 },
	{ "IA32_MTRR_FIX4K_D8000", 0x26b, has_fixed_mtrr, BITS,
	  0x0505050505050505, 0x0605050505050500, 0x0505050505050505 },
	{ "IA32_MTRR_FIX4K_E0000", 0x26c, has_fixed_mtrr, BITS,
	  0x0505050505050505, 0x0105050505050500, 0x0505050505050505 },
	{ "IA32_MTRR_FIX4K_E8000", 0x26d, has_fixed_mtrr, BITS,
	  0x0505050505050505, 0x0105050505050501, 0x0505050505050505 },
	{ "IA32_MTRR_FIX4K_F0000", 0x26e, has_fixed_mtrr, BITS,
	  0x0505050505050505, 0x0105050505050504, 0x0505050505050505 },
	{ "IA32_MTRR_FIX4K_F8000", 0x26f, has_fixed_mtrr, BITS,
	  0x0505050505050505, 0x0105050505050505, 0x0505050505050505 },
};

/* clang-format on */
enum {
	NR_ROWS = sizeof(rows) / sizeof(rows[0])
};

/* How many bits of the register a row may use. */
static unsigned int width(const struct row *r)
{
	if (r->kind == BITS || r->kind == PAGE || r->kind == STAR)
		return 64;
	return r->kind == SYSENTER && vendor_amd() ? 32 : linear_bits();
}

static uint64_t narrowed(const struct row *r, uint64_t value)
{
	if (r->kind == STAR && !vendor_amd())
		return value & 0xffffffff00000000;
	return width(r) == 32 ? (uint32_t)value : value;
}

TEST_EACH(write_read, const struct row *r, rows,
	  "takes a value and reads it back, or does not exist")
{
	uint64_t old, value = narrowed(r, r->value);

	if (r->msr == MSR_IA32_MISC_ENABLE && !vendor_intel())
		SKIP("IA32_MISC_ENABLE is Intel's");
	if (!r->present()) {
		expect_absent(r->msr);
		return;
	}
	old = rdmsr(r->msr);
	value = (value & ~r->keep) | (old & r->keep);
	expect_holds(r->msr, value, value);
	value = (narrowed(r, r->other) & ~r->keep) | (old & r->keep);
	expect_holds(r->msr, value, value);
}

static uint64_t bits_of(const struct row *r)
{
	if (r->kind == PAGE)
		return ((1ull << physical_bits()) - 1) & ~0xfffull;
	return r->kind == BITS ? r->bits : narrowed(r, ~0ull);
}

/* Bit n alone; in an address, where it is a sign bit, all above it as well. */
static uint64_t single(const struct row *r, unsigned int n)
{
	unsigned int bits = width(r);

	if (bits == 64 || bits == 32 || n < bits - 1)
		return 1ull << n;
	return ~0ull << (bits - 1);
}

static void walk(const struct row *r, unsigned int n)
{
	uint64_t keep = rdmsr(r->msr) & r->keep;
	uint64_t all, one = single(r, n);

	if (width(r) != 64) {
		all = width(r) == 32 ? 0xffffffff : ~0ull;
		/* all ones but this one: still canonical below the sign bit */
		if (width(r) != 32 && n >= width(r) - 1)
			all = one << 1;
	} else {
		all = bits_of(r);
	}
	expect_holds(r->msr, one | keep, one | keep);
	all &= ~one;
	expect_holds(r->msr, all | keep, all | keep);
}

TEST_EACH(every_bit, const struct row *r, rows,
	  "holds each of its bits by itself, and all others without it")
{
	if (!r->present())
		SKIP("CPUID does not enumerate it");
	for (unsigned int n = 0; n < width(r); n++)
		if (bits_of(r) >> n & 1)
			walk(r, n);
}

/* MISC_ENABLE changes CPUID and NX; segment bases are the compiler's to use. */
static bool stays(const struct row *r)
{
	return r->present() && r->msr != MSR_IA32_MISC_ENABLE &&
	       r->msr != MSR_IA32_GS_BASE && r->msr != MSR_IA32_FS_BASE;
}

/* What fails at write_read would only be repeated here. */
static bool holds(const struct row *r)
{
	wrmsr(r->msr, narrowed(r, r->other));
	return rdmsr(r->msr) == narrowed(r, r->other);
}

TEST(independent, "keeps each register apart from all others")
{
	bool skipped[NR_ROWS] = { 0 };

	irq_disable();
	for (const struct row *r = rows; r < rows + NR_ROWS; r++) {
		if (!stays(r))
			continue;
		test_defer2(wrmsr, r->msr, rdmsr(r->msr));
		skipped[r - rows] = !holds(r);
	}
	for (const struct row *r = rows; r < rows + NR_ROWS; r++) {
		if (!stays(r) || skipped[r - rows])
			continue;
		test_context("%s", r->name);
		EXPECT_EQ(rdmsr(r->msr), narrowed(r, r->other));
	}
}

/* ---------------------------------------------------------- two CPUs ---- */

static void write_other(void *arg)
{
	const struct row *r = arg;

	wrmsr(r->msr, narrowed(r, r->other));
}

static void write_value(void *arg)
{
	const struct row *r = arg;

	wrmsr(r->msr, narrowed(r, r->value));
}

struct write {
	uint32_t msr;
	uint64_t value;
};

static struct write saved;

static void put_back_there(void *arg)
{
	const struct write *w = arg;

	wrmsr(w->msr, w->value);
}

static void put_back(uint32_t msr, uint64_t value)
{
	saved = (struct write){ msr, value };
	on_cpu(1, put_back_there, &saved);
}

TEST_EACH(per_cpu, const struct row *r, rows,
	  "is a register of the CPU that writes it, of no other")
{
	uint64_t here, there;

	if (cpu_count() < 2)
		SKIP("needs two CPUs");
	if (!stays(r))
		SKIP("absent, or in use by the machine itself");
	here = rdmsr(r->msr);
	there = msr_read_on(1, r->msr);
	test_defer2(wrmsr, r->msr, here);
	test_defer2(put_back, r->msr, there);
	on_cpu(1, write_other, (void *)(uintptr_t)r);
	EXPECT_EQ(rdmsr(r->msr), here);
	write_value((void *)(uintptr_t)r);
	EXPECT_EQ(msr_read_on(1, r->msr), narrowed(r, r->other));
	EXPECT_EQ(rdmsr(r->msr), narrowed(r, r->value));
}

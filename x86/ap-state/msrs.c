/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MSRs through INIT. Table 9-1: "other MSRs" are unchanged; EFER and the bases
 * of FS and GS belong to the mode and the segments, and are cleared.
 */
#include "capture.h"
#include "suite.h"

#include <x86/msrs.h>

static bool has_efer(void)
{
	return has_lm() || has_nx();
}

static bool has_banks(void)
{
	return has_mca() && (rdmsr(MSR_IA32_MCG_CAP) & 0xff) != 0;
}

static bool has_adjust(void)
{
	return x86_tsc_adjust.probe();
}

static bool has_spec_ctrl(void)
{
	return x86_spec_ctrl.probe();
}

/* clang-format off: a table */
static const struct row {
	const char *name;
	uint32_t msr;
	bool (*present)(void);
	uint64_t value; /* before INIT; 0: whatever it is */
	bool cleared;
} rows[] = {
	{ "IA32_EFER", MSR_IA32_EFER, has_efer, 0, true },
	{ "IA32_FS_BASE", MSR_IA32_FS_BASE, has_lm, 0x123456789000, true },
	{ "IA32_GS_BASE", MSR_IA32_GS_BASE, has_lm, 0x123456789000, true },
	{ "IA32_KERNEL_GS_BASE", MSR_IA32_KERNEL_GS_BASE, has_lm,
	  0x123456789abc },
	{ "IA32_STAR", MSR_IA32_STAR, has_lm, 0x0023001000000000 },
	{ "IA32_LSTAR", MSR_IA32_LSTAR, has_lm, 0x123456789a00 },
	{ "IA32_CSTAR", MSR_IA32_CSTAR, has_lm, 0x123456789b00 },
	{ "IA32_FMASK", MSR_IA32_FMASK, has_lm, 0x47700 },
	{ "IA32_SYSENTER_CS", MSR_IA32_SYSENTER_CS, has_sep, 0x1234 },
	{ "IA32_SYSENTER_ESP", MSR_IA32_SYSENTER_ESP, has_sep, 0x12345678 },
	{ "IA32_SYSENTER_EIP", MSR_IA32_SYSENTER_EIP, has_sep, 0x76543210 },
	{ "IA32_PAT", MSR_IA32_PAT, has_pat, 0x0007040600070401 },
	{ "IA32_TSC_AUX", MSR_IA32_TSC_AUX, has_rdtscp, 0x12345678 },
	{ "IA32_PKRS", MSR_IA32_PKRS, has_pks, 0x55555554 },
	{ "IA32_MTRR_DEF_TYPE", MSR_IA32_MTRR_DEF_TYPE, has_mtrr, 0xc06 },
	{ "IA32_MTRR_PHYSBASE0", MSR_IA32_MTRR_PHYSBASE(0), has_mtrr,
	  0x80000006 },
	{ "IA32_MTRR_PHYSMASK7", MSR_IA32_MTRR_PHYSMASK(7), has_mtrr,
	  0xfff00000 },
	{ "IA32_MTRR_FIX64K_00000", MSR_IA32_MTRR_FIX64K_00000, has_mtrr,
	  0x0606060606060604 },
	{ "IA32_MTRR_FIX4K_F8000", 0x26f, has_mtrr, 0x0505050505050506 },
	{ "IA32_MC0_CTL", MSR_IA32_MC_CTL(0), has_banks, ~0ull },
	{ "IA32_MC0_ADDR", MSR_IA32_MC_ADDR(0), has_banks, 0x12345000 },
	{ "IA32_MC0_MISC", MSR_IA32_MC_MISC(0), has_banks, 0x54321000 },
	{ "IA32_MCG_STATUS", MSR_IA32_MCG_STATUS, has_banks, 0x3 },
	{ "IA32_TSC_ADJUST", MSR_IA32_TSC_ADJUST, has_adjust, 0x123456789 },
	{ "IA32_SPEC_CTRL", MSR_IA32_SPEC_CTRL, has_spec_ctrl, 1 },
	{ "IA32_APIC_BASE", MSR_IA32_APIC_BASE, NULL, 0 },
};

/* clang-format on */
static volatile uint32_t ready;
static const struct row *dirty_row;
static uint64_t before;

static void put_back(uint32_t msr, uint64_t value)
{
	wrmsr(msr, value);
}

/* Deferred here, on the AP, so that it is undone on the AP. */
static void dirty(void *arg)
{
	const struct row *r = dirty_row;
	uint64_t old = rdmsr(r->msr);

	if (r->msr != MSR_IA32_EFER && r->msr != MSR_IA32_APIC_BASE)
		test_defer2(put_back, r->msr, old);
	if (r->value)
		wrmsr(r->msr, r->value);
	before = rdmsr(r->msr);
	ap_spin(arg);
}

TEST_EACH(msr, const struct row *r, rows,
	  "keeps the MSR through INIT, or clears it with its segment")
{
	volatile struct capture *c;
	unsigned int place;

	if (r->present && !r->present())
		SKIP("not on this processor");
	c = stub_make(0);
	place = stub_add_msr(r->msr);
	dirty_row = r;
	ap_run(dirty, &ready);
	if (r->value)
		EXPECT_EQ(before, r->value);
	ap_capture();
	EXPECT_EQ(c->msrs[place].value, r->cleared ? 0 : before);
}

static void enter_x2apic(void *arg)
{
	apic_enable_x2apic();
	ap_spin(arg);
}

static void enter_xapic(void *arg)
{
	uint64_t base = rdmsr(MSR_IA32_APIC_BASE) &
			~(APIC_BASE_EN | APIC_BASE_EXTD);

	(void)arg;
	wrmsr(MSR_IA32_APIC_BASE, base);
	wrmsr(MSR_IA32_APIC_BASE, base | APIC_BASE_EN);
	apic_init();
}

static void leave_x2apic(uintptr_t unused)
{
	(void)unused;
	on_cpu(AP, enter_xapic, NULL);
}

/* Intel SDM vol. 3, 10.12.5.1: INIT in x2APIC mode stays in x2APIC mode. */
TEST(x2apic_mode, "stays in x2APIC mode through INIT",
     .needs = NEEDS(&x86_x2apic))
{
	volatile struct capture *c;
	unsigned int base, id, lvt0, spiv;

	if (apic_mode() == APIC_XAPIC)
		test_defer(leave_x2apic, 0);
	c = stub_make(0);
	base = stub_add_msr(MSR_IA32_APIC_BASE);
	id = stub_add_msr(MSR_X2APIC(APIC_ID));
	lvt0 = stub_add_msr(MSR_X2APIC(APIC_LVT0));
	spiv = stub_add_msr(MSR_X2APIC(APIC_SPIV));
	ap_run(enter_x2apic, &ready);
	ap_capture();
	EXPECT_EQ(c->msrs[base].value & (APIC_BASE_EN | APIC_BASE_EXTD),
		  APIC_BASE_EN | APIC_BASE_EXTD);
	EXPECT_EQ(c->msrs[id].value, arch_cpu_hwid(AP));
	EXPECT_EQ(c->msrs[lvt0].value, APIC_LVT_MASKED);
	EXPECT_EQ(c->msrs[spiv].value, 0xff);
}

TEST(bsp_flag, "has APIC_BASE.BSP on the boot CPU only")
{
	volatile struct capture *c = stub_make(0);
	unsigned int base = stub_add_msr(MSR_IA32_APIC_BASE);

	ap_run(ap_spin, &ready);
	ap_capture();
	EXPECT_EQ(c->msrs[base].value & APIC_BASE_BSP, 0);
	EXPECT_EQ(rdmsr(MSR_IA32_APIC_BASE) & APIC_BASE_BSP, APIC_BASE_BSP);
}

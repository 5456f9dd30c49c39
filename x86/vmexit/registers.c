/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Control and debug registers, and MSRs. */
#include "suite.h"

/* -------------------------------------------------- control registers ---- */

static void toggle_wp(void *arg)
{
	unsigned long cr0 = *(unsigned long *)arg;

	write_cr0(cr0 ^ CR0_WP);
	write_cr0(cr0);
}

BENCH(cr0_wp, "changes CR0.WP, and back")
{
	unsigned long cr0 = read_cr0();

	test_defer(write_cr0, cr0);
	bench_run(NULL, toggle_wp, &cr0);
	EXPECT_EQ(read_cr0(), cr0);
	write_cr0(cr0 ^ CR0_WP);
	EXPECT_EQ(read_cr0(), cr0 ^ CR0_WP);
}

static void toggle_pge(void *arg)
{
	unsigned long cr4 = *(unsigned long *)arg;

	write_cr4(cr4 ^ CR4_PGE);
	write_cr4(cr4);
}

BENCH(cr4_pge, "changes CR4.PGE, and back", .needs = NEEDS(&x86_pge))
{
	unsigned long cr4 = read_cr4();

	test_defer(write_cr4, cr4);
	bench_run(NULL, toggle_pge, &cr4);
	EXPECT_EQ(read_cr4(), cr4);
	write_cr4(cr4 ^ CR4_PGE);
	EXPECT_EQ(read_cr4(), cr4 ^ CR4_PGE);
}

static void do_cr3(void *arg)
{
	write_cr3(*(unsigned long *)arg);
}

BENCH(cr3_switch, "loads CR3 with what it has")
{
	unsigned long cr3 = read_cr3();

	bench_run(NULL, do_cr3, &cr3);
	EXPECT_EQ(read_cr3(), cr3);
}

static void do_mov_dr(void *arg)
{
	(void)arg;
	write_dr7(DR7_INIT);
}

BENCH(mov_dr, "writes DR7")
{
	bench_run(NULL, do_mov_dr, NULL);
	EXPECT_EQ(read_dr7(), DR7_INIT);
}

/* ---------------------------------------------------------------- MSRs ---- */

struct msr_write {
	uint32_t msr;
	uint64_t value;
};

static void do_wrmsr(void *arg)
{
	const struct msr_write *w = arg;

	wrmsr(w->msr, w->value);
}

void bench_wrmsr(uint32_t msr, uint64_t value)
{
	struct msr_write w = { msr, value };

	test_defer2(wrmsr, msr, rdmsr(msr));
	bench_run(NULL, do_wrmsr, &w);
	EXPECT_EQ(rdmsr(msr), value);
}

BENCH(wr_tsx_ctrl_msr, "writes IA32_TSX_CTRL",
      .needs = NEEDS(&x86_arch_capabilities))
{
	if (!(rdmsr(MSR_IA32_ARCH_CAPABILITIES) & 1 << 7))
		SKIP("needs TSX_CTRL (IA32_ARCH_CAPABILITIES[7])");
	bench_wrmsr(MSR_IA32_TSX_CTRL, 0);
}

BENCH(wr_ibrs_msr, "writes IA32_SPEC_CTRL.IBRS", .needs = NEEDS(&x86_spec_ctrl))
{
	bench_wrmsr(MSR_IA32_SPEC_CTRL, 1);
}

/* Write-only: that it raised no exception is all there is to see. */
BENCH(wr_ibpb_msr, "writes IA32_PRED_CMD.IBPB", .needs = NEEDS(&x86_spec_ctrl))
{
	struct msr_write w = { MSR_IA32_PRED_CMD, 1 };

	EXPECT_GT(bench_run(NULL, do_wrmsr, &w), 0);
}

BENCH(wr_tsc_adjust_msr, "writes IA32_TSC_ADJUST",
      .needs = NEEDS(&x86_tsc_adjust))
{
	bench_wrmsr(MSR_IA32_TSC_ADJUST, rdmsr(MSR_IA32_TSC_ADJUST));
}

static void do_rdmsr(void *arg)
{
	struct msr_write *r = arg;

	r->value = rdmsr(r->msr);
}

BENCH(rd_tsc_adjust_msr, "reads IA32_TSC_ADJUST",
      .needs = NEEDS(&x86_tsc_adjust))
{
	struct msr_write r = { MSR_IA32_TSC_ADJUST, ~0ull };

	bench_run(NULL, do_rdmsr, &r);
	EXPECT_EQ(r.value, rdmsr(MSR_IA32_TSC_ADJUST));
}

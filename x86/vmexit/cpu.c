/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Instructions that hypervisors intercept, on one CPU. */
#include "suite.h"
#include <mm/page.h>
#include <string.h>
#include <x86/selectors.h>

/* ------------------------------------------------------- instructions ---- */

static void do_cpuid(void *arg)
{
	*(struct cpuid *)arg = cpuid(0, 0);
}

BENCH(cpuid, "executes CPUID")
{
	struct cpuid r = { 0 }, expected = cpuid(0, 0);

	bench_run(NULL, do_cpuid, &r);
	EXPECT_MEMEQ(&r, &expected, sizeof(r));
}

/* KVM_HC_VAPIC_POLL_IRQ, hypercalls.rst: does nothing, returns 0. */
enum { HYPERCALL = 1 };

static void do_vmcall(void *arg)
{
	unsigned long result = HYPERCALL;

	asm volatile("vmcall" : "+a"(result) : : "memory");
	*(unsigned long *)arg = result;
}

static void do_vmmcall(void *arg)
{
	unsigned long result = HYPERCALL;

	asm volatile("vmmcall" : "+a"(result) : : "memory");
	*(unsigned long *)arg = result;
}

static void try_hypercall(const void *arg)
{
	unsigned long result;

	if (arg)
		do_vmmcall(&result);
	else
		do_vmcall(&result);
}

BENCH(vmcall, "makes a hypercall that does nothing")
{
	bool amd = x86_amd.probe();
	unsigned long result = 1;

	if (trap_catch(try_hypercall, amd ? &amd : NULL).cause != TRAP_NONE)
		SKIP("the hypervisor takes no %s", amd ? "VMMCALL" : "VMCALL");
	bench_run(NULL, amd ? do_vmmcall : do_vmcall, &result);
	EXPECT_EQ(result, 0);
}

#define MARK 0x5aa55aa5u

static uint32_t marked;

static void do_wbinvd(void *arg)
{
	*(volatile uint32_t *)arg = MARK;
	wbinvd();
}

BENCH(wbinvd, "writes caches back, and loses nothing")
{
	bench_run(NULL, do_wbinvd, &marked);
	EXPECT_EQ(marked, MARK);
}

static void do_invd(void *arg)
{
	(void)arg;
	asm volatile("invd" ::: "memory");
}

/* On hardware INVD loses what is dirty; KVM and TCG do not let a guest do that. */
BENCH(invd, "executes INVD where the hypervisor makes it harmless")
{
	if (!x86_tcg.probe() && !x86_kvm.probe())
		SKIP("INVD may reach the caches here");
	marked = MARK;
	EXPECT_GT(bench_run(NULL, do_invd, NULL), 0);
	EXPECT_EQ(marked, MARK);
}

static void do_invlpg(void *arg)
{
	invlpg(arg);
}

BENCH(invlpg, "invalidates a page's translation")
{
	marked = MARK;
	bench_run(NULL, do_invlpg, &marked);
	EXPECT_EQ(marked, MARK);
}

static void do_rdtsc(void *arg)
{
	*(uint64_t *)arg = rdtsc();
}

BENCH(rdtsc, "reads the time-stamp counter", .needs = NEEDS(&x86_tsc))
{
	uint64_t before = rdtsc(), after = 0;

	bench_run(NULL, do_rdtsc, &after);
	EXPECT_GT(after, before);
}

static void try_rdpmc(const void *arg)
{
	(void)arg;
	rdpmc(0);
}

static void do_rdpmc(void *arg)
{
	*(uint64_t *)arg = rdpmc(0);
}

BENCH(rdpmc, "reads a performance counter")
{
	uint64_t value = ~0ull;

	if (trap_catch(try_rdpmc, NULL).cause != TRAP_NONE)
		SKIP("RDPMC is not there");
	bench_run(NULL, do_rdpmc, &value);
	EXPECT_NE(value, ~0ull);
}

static void do_xsetbv(void *arg)
{
	(void)arg;
	xsetbv(0, XCR0_X87 | XCR0_SSE);
}

static void write_xcr0(uintptr_t value)
{
	xsetbv(0, value);
}

BENCH(xsetbv, "writes XCR0", .needs = NEEDS(&x86_xsave))
{
	test_defer(write_cr4, read_cr4());
	write_cr4(read_cr4() | CR4_OSXSAVE);
	test_defer(write_xcr0, XCR0_X87);
	bench_run(NULL, do_xsetbv, NULL);
	EXPECT_EQ(xgetbv(0), XCR0_X87 | XCR0_SSE);
}

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

#ifdef __x86_64__
static void switch_pcid(void *arg)
{
	unsigned long cr3 = *(unsigned long *)arg | CR3_NOFLUSH;

	write_cr3(cr3 | 1);
	write_cr3(cr3);
}

BENCH(cr3_switch_pcid, "changes the PCID without a flush, and back",
      .needs = NEEDS(&x86_pcid))
{
	unsigned long cr3 = read_cr3() & ~(unsigned long)CR3_PCID;

	write_cr3(cr3);
	test_defer(write_cr4, read_cr4());
	write_cr4(read_cr4() | CR4_PCIDE);
	bench_run(NULL, switch_pcid, &cr3);
	EXPECT_EQ(read_cr3(), cr3);
}

static void do_from_cr8(void *arg)
{
	*(unsigned long *)arg = read_cr8();
}

BENCH(mov_from_cr8, "reads the task priority", .needs = NEEDS(&x86_apic))
{
	unsigned long value = 0;

	apic_init();
	test_defer(write_cr8, 0);
	write_cr8(5);
	bench_run(NULL, do_from_cr8, &value);
	EXPECT_EQ(value, 5);
}

static void do_to_cr8(void *arg)
{
	(void)arg;
	write_cr8(3);
}

BENCH(mov_to_cr8, "writes the task priority", .needs = NEEDS(&x86_apic))
{
	apic_init();
	test_defer(write_cr8, 0);
	bench_run(NULL, do_to_cr8, NULL);
	EXPECT_EQ(apic_read(APIC_TPR), 0x30);
}
#endif

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

static void bench_wrmsr(uint32_t msr, uint64_t value)
{
	struct msr_write w = { msr, value };

	test_defer2(wrmsr, msr, rdmsr(msr));
	bench_run(NULL, do_wrmsr, &w);
	EXPECT_EQ(rdmsr(msr), value);
}

#ifdef __x86_64__
BENCH(wr_kernel_gs_base, "writes IA32_KERNEL_GS_BASE")
{
	bench_wrmsr(MSR_IA32_KERNEL_GS_BASE, 0x123456789abc);
}
#endif

BENCH(wr_tsx_ctrl_msr, "writes IA32_TSX_CTRL", .needs = NEEDS(&x86_arch_capabilities))
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

BENCH(wr_tsc_adjust_msr, "writes IA32_TSC_ADJUST", .needs = NEEDS(&x86_tsc_adjust))
{
	bench_wrmsr(MSR_IA32_TSC_ADJUST, rdmsr(MSR_IA32_TSC_ADJUST));
}

static void do_rdmsr(void *arg)
{
	struct msr_write *r = arg;

	r->value = rdmsr(r->msr);
}

BENCH(rd_tsc_adjust_msr, "reads IA32_TSC_ADJUST", .needs = NEEDS(&x86_tsc_adjust))
{
	struct msr_write r = { MSR_IA32_TSC_ADJUST, ~0ull };

	bench_run(NULL, do_rdmsr, &r);
	EXPECT_EQ(r.value, rdmsr(MSR_IA32_TSC_ADJUST));
}

/* ------------------------------------------------------ inside a guest ---- */

#ifdef __x86_64__
extern const char bench_syscall_entry[];
uint64_t bench_syscalls; /* counted by the assembly */

asm(".pushsection .text\n"
    ".globl bench_syscall_entry\n"
    ".type bench_syscall_entry, @function\n"
    "bench_syscall_entry:\n"
    "incq bench_syscalls(%rip)\n"
    "jmp *%rcx\n"
    ".size bench_syscall_entry, . - bench_syscall_entry\n"
    ".popsection\n");

static void do_syscall(void *arg)
{
	(void)arg;
	asm volatile("syscall" ::: "rcx", "r11", "memory", "cc");
}

BENCH(syscall, "enters LSTAR by SYSCALL, from CPL 0", .needs = NEEDS(&x86_syscall))
{
	uint64_t calls;

	test_defer2(wrmsr, MSR_IA32_STAR, rdmsr(MSR_IA32_STAR));
	test_defer2(wrmsr, MSR_IA32_LSTAR, rdmsr(MSR_IA32_LSTAR));
	test_defer2(wrmsr, MSR_IA32_FMASK, rdmsr(MSR_IA32_FMASK));
	test_defer2(wrmsr, MSR_IA32_EFER, rdmsr(MSR_IA32_EFER));
	wrmsr(MSR_IA32_STAR, (uint64_t)KERNEL_CS << 32);
	wrmsr(MSR_IA32_LSTAR, (uintptr_t)bench_syscall_entry);
	wrmsr(MSR_IA32_FMASK, 0);
	wrmsr(MSR_IA32_EFER, rdmsr(MSR_IA32_EFER) | EFER_SCE);
	bench_syscalls = 0;
	calls = bench_run(NULL, do_syscall, NULL);
	EXPECT_EQ(bench_syscalls, calls);
}
#endif

static uint64_t faults;

/* MOVB (%reg), %reg of two bytes, which do_fault() spells out. */
static bool skip_load(struct trap_frame *frame, void *arg)
{
	(void)arg;
	faults++;
	frame->ip += 2;
	return true;
}

static void do_fault(void *arg)
{
	asm volatile(".byte 0x8a, 0x00" : : "a"(arg) : "memory"); /* movb (%ax), %al */
}

BENCH(pgfault, "takes a page fault, and goes on behind it")
{
	uint8_t *page = page_alloc(0, PAGE_ANY);
	uint64_t calls;

	test_defer(page_free, page);
	faults = 0;
	trap_handle(X86_PF, skip_load, NULL);
	ASSERT_EQ(arch_unmap(page, PAGE_SIZE), 0);
	calls = bench_run(NULL, do_fault, page);
	arch_map(page, virt_to_phys(page), PAGE_SIZE, MAP_READ | MAP_WRITE);
	EXPECT_EQ(faults, calls);
}

static uint8_t fx[512] __attribute__((aligned(16)));

static void do_ctxsw_fpu(void *arg)
{
	(void)arg;
	asm volatile("fxsave %0\n\t"
		     "fxrstor %0"
		     : "+m"(fx)
		     :
		     : "memory");
}

BENCH(ctxsw_fpu, "stores and loads the x87 and SSE state",
      .needs = NEEDS(&x86_fxsr, &x86_sse))
{
	uint32_t mxcsr;

	test_defer(write_cr4, read_cr4());
	test_defer(write_cr0, read_cr0());
	write_cr0(read_cr0() & ~(unsigned long)(CR0_EM | CR0_TS));
	write_cr4(read_cr4() | CR4_OSFXSR);
	bench_run(NULL, do_ctxsw_fpu, NULL);
	memcpy(&mxcsr, fx + 24, sizeof(mxcsr));
	EXPECT_EQ(mxcsr & 0x1f80, 0x1f80);
}

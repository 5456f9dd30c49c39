/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state of processors and local APICs in the next VM: general and vector
 * registers that are in use, MSRs, debug registers, interrupts that wait.
 *
 * Intel SDM vol. 3, chapter 2 (system registers), 11 (APIC), 18 (debug).
 */
#include <arch/barrier.h>
#include <arch/irq.h>
#include <clock.h>
#include <smp.h>
#include <string.h>
#include <test/test.h>
#include <trap.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/irq/apic.h>
#include <x86/msr.h>
#include <x86/regs.h>

TEST_SUITE("migrated-cpu",
	   .summary = "registers and interrupts are the same in the next VM",
	   .needs = NEEDS(&host_migrate, &host_snapshot, &smp_2_cpus));

/* By both ways, one after the other. */
static void move(void)
{
	host_migrate_now();
	host_snapshot_now();
}

/* ------------------------------------------------- registers in use ---- */

enum {
	NR_GPRS = 15 /* all but RSP */
};

/* Named for the assembly below, which has no register left for an address. */
static uint64_t hold_in[NR_GPRS] __asm__("hold_in") __attribute__((used));
static uint64_t hold_out[NR_GPRS] __asm__("hold_out") __attribute__((used));
static uint32_t hold_state __asm__("hold_state") __attribute__((used));

#define FOR_ALL_GPRS(what)                                                     \
	what(rax, 0) what(rbx, 1) what(rcx, 2) what(rdx, 3) what(rsi, 4)       \
		what(rdi, 5) what(rbp, 6) what(r8, 7) what(r9, 8) what(r10, 9) \
			what(r11, 10) what(r12, 11) what(r13, 12)              \
				what(r14, 13) what(r15, 14)
#define LOAD(reg, i)  "mov hold_in+8*" #i "(%%rip), %%" #reg "\n\t"
#define STORE(reg, i) "mov %%" #reg ", hold_out+8*" #i "(%%rip)\n\t"

/* Loads all registers, sets hold_state to 1, stores them when it is 2. */
static void hold(void *arg)
{
	(void)arg;
	__asm__ volatile(
		"push %%rbp\n\t"
		"push %%rbx\n\t" FOR_ALL_GPRS(
			LOAD) "movl $1, hold_state(%%rip)\n"
			      "1:	pause\n\t"
			      "cmpl $2, hold_state(%%rip)\n\t"
			      "jne 1b\n\t" FOR_ALL_GPRS(STORE) "pop %%rbx\n\t"
							       "pop %%rbp"
		:
		:
		: "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11",
		  "r12", "r13", "r14", "r15", "memory", "cc");
}

static bool held(void *arg)
{
	(void)arg;
	return __atomic_load_n(&hold_state, __ATOMIC_ACQUIRE) == 1;
}

TEST(general, "registers of a CPU that runs meanwhile are kept")
{
	unsigned int i;

	for (i = 0; i < NR_GPRS; i++)
		hold_in[i] = test_random();
	memset(hold_out, 0, sizeof(hold_out));
	hold_state = 0;
	on_cpu_start(1, hold, NULL);
	EXPECT_TRUE(wait_until(held, NULL, 10000000));
	move();
	__atomic_store_n(&hold_state, 2, __ATOMIC_RELEASE);
	on_cpu_wait(1);
	EXPECT_MEMEQ(hold_out, hold_in, sizeof(hold_in));
}

enum {
	NR_YMMS = 16,
	YMM_BYTES = 32
};

static uint8_t ymm[2][NR_YMMS][YMM_BYTES]; /* loaded, and stored again */

#define FOR_ALL_YMMS(what)                                                   \
	what(0) what(1) what(2) what(3) what(4) what(5) what(6) what(7)      \
		what(8) what(9) what(10) what(11) what(12) what(13) what(14) \
			what(15)
#define LOAD_YMM(i)  "vmovdqu 32*" #i "(%0), %%ymm" #i "\n\t"
#define STORE_YMM(i) "vmovdqu %%ymm" #i ", 32*" #i "(%0)\n\t"

static void put_xcr0_back(uint64_t value)
{
	xsetbv(0, value);
}

static void load_ymms(const void *from)
{
	__asm__ volatile(FOR_ALL_YMMS(LOAD_YMM) : : "r"(from) : "memory");
}

static void store_ymms(void *to)
{
	__asm__ volatile(FOR_ALL_YMMS(STORE_YMM) : : "r"(to) : "memory");
}

TEST(vectors, "are kept, YMM0 to YMM15 and MXCSR, and so is XCR0",
     .needs = NEEDS(&x86_avx))
{
	const uint64_t all = XCR0_X87 | XCR0_SSE | XCR0_AVX;
	uint32_t mxcsr = 0x1f80 | 0x6000, now = 0;

	test_defer(write_cr4, read_cr4());
	write_cr4(read_cr4() | CR4_OSFXSR | CR4_OSXSAVE);
	test_defer(put_xcr0_back, xgetbv(0));
	xsetbv(0, all);
	for (unsigned int i = 0; i < NR_YMMS; i++)
		for (unsigned int k = 0; k < YMM_BYTES; k++)
			ymm[0][i][k] = (uint8_t)test_random();
	load_ymms(ymm[0]);
	__asm__ volatile("ldmxcsr %0" : : "m"(mxcsr));
	move();
	store_ymms(ymm[1]);
	__asm__ volatile("stmxcsr %0" : "=m"(now));
	EXPECT_MEMEQ(ymm[1], ymm[0], sizeof(ymm[0]));
	EXPECT_EQ(now, mxcsr);
	EXPECT_EQ(xgetbv(0), all);
	mxcsr = 0x1f80;
	__asm__ volatile("ldmxcsr %0" : : "m"(mxcsr));
}

/* ---------------------------------------------------------------- MSRs ---- */

static const struct msr_row {
	const char *name;
	uint32_t msr;
	uint64_t value; /* of CPU 0 */
	uint64_t other; /* the bits in which CPU 1 differs */
} msr_rows[] = {
	{ "STAR", MSR_IA32_STAR, 0x0123002800000000, 0x0008000000000000 },
	{ "LSTAR", MSR_IA32_LSTAR, 0xffff800012345678, 0xff0 },
	{ "CSTAR", MSR_IA32_CSTAR, 0x00007123456789ab, 0xff0 },
	{ "FMASK", MSR_IA32_FMASK, 0x47700, 0x200 },
	{ "KERNEL_GS_BASE", MSR_IA32_KERNEL_GS_BASE, 0xffff8000deadbeef,
	  0x10000 },
	{ "TSC_AUX", MSR_IA32_TSC_AUX, 0x89abcdef, 0x1 },
	{ "SYSENTER_CS", MSR_IA32_SYSENTER_CS, 0x58, 0x20 },
	{ "SYSENTER_ESP", MSR_IA32_SYSENTER_ESP, 0xffff8000cafe0010, 0x40 },
	{ "SYSENTER_EIP", MSR_IA32_SYSENTER_EIP, 0xffff8000f00d0020, 0x80 },
	{ "PAT", MSR_IA32_PAT, 0x0107040600070406, 0x0100000000000000 },
	{ "MTRR_PHYSBASE7", MSR_IA32_MTRR_PHYSBASE(7), 0x7fff0006, 0x6 },
};

static uint64_t value_here(const struct msr_row *row)
{
	return row->value ^ (cpu_this() ? row->other : 0);
}

static void set_msr(void *arg)
{
	const struct msr_row *row = arg;

	test_defer2(wrmsr, row->msr, rdmsr(row->msr));
	wrmsr(row->msr, value_here(row));
}

static void expect_msr(void *arg)
{
	const struct msr_row *row = arg;

	EXPECT_EQ(rdmsr(row->msr), value_here(row));
}

TEST_EACH(msr, const struct msr_row *row, msr_rows,
	  "is kept, of each CPU its own")
{
	if (row->msr == MSR_IA32_TSC_AUX && !x86_rdtscp_or_rdpid.probe())
		SKIP("needs %s", x86_rdtscp_or_rdpid.name);
	on_all_cpus(set_msr, (void *)row);
	move();
	on_all_cpus(expect_msr, (void *)row);
}

static void hit(const void *address)
{
	(void)*(volatile const uint64_t *)address;
}

TEST(debug, "registers are kept, and a breakpoint on data still hits")
{
	static uint64_t watched[2];
	struct trap t;

	write_dr0(0x1111111111);
	write_dr1(0x2222222222);
	write_dr2((uintptr_t)&watched[0]);
	write_dr3(0x3333333333);
	/* Intel SDM vol. 3, 18.2.4: G2, R/W2 = 11, LEN2 = 10 (8 bytes) */
	write_dr7(0x400 | 1 << 5 | 3 << 24 | 2 << 26);
	move();
	EXPECT_EQ(read_dr0(), 0x1111111111);
	EXPECT_EQ(read_dr1(), 0x2222222222);
	EXPECT_EQ(read_dr2(), (uintptr_t)&watched[0]);
	EXPECT_EQ(read_dr3(), 0x3333333333);
	EXPECT_EQ(read_dr7(), 0x400 | 1 << 5 | 3 << 24 | 2 << 26);
	write_dr6(0xffff0ff0);
	t = trap_catch(hit, &watched[0]);
	EXPECT_EQ(t.cause, X86_DB);
	EXPECT_EQ(read_dr6() & 0xf, 1 << 2);
	EXPECT_EQ(trap_catch(hit, &watched[1]).cause, TRAP_NONE);
	write_dr7(0x400);
}

/* ------------------------------------------------------------- interrupts ---- */

enum {
	VECTOR = 0x61
};

static unsigned int nr_interrupts[2];

static bool on_interrupt(struct trap_frame *frame, void *arg)
{
	(void)frame;
	(void)arg;
	nr_interrupts[cpu_this()]++;
	apic_eoi();
	return true;
}

/* A window in which what waits is delivered. */
static void let_in(void *arg)
{
	(void)arg;
	irq_enable();
	delay_us(1000);
	irq_disable();
}

TEST(waiting, "interrupts wait on, and are delivered once each")
{
	test_defer(irq_restore, irq_save());
	memset(nr_interrupts, 0, sizeof(nr_interrupts));
	apic_init();
	trap_handle(X86_INTERRUPT(VECTOR), on_interrupt, NULL);
	apic_ipi(0, APIC_ICR_FIXED | APIC_ICR_ASSERT | APIC_ICR_SELF | VECTOR);
	ASSERT_TRUE(apic_test_bit(APIC_IRR, VECTOR));
	move();
	EXPECT_TRUE(apic_test_bit(APIC_IRR, VECTOR));
	EXPECT_EQ(nr_interrupts[0], 0);
	let_in(NULL);
	EXPECT_EQ(nr_interrupts[0], 1);
	EXPECT_FALSE(apic_test_bit(APIC_IRR, VECTOR));
	let_in(NULL);
	EXPECT_EQ(nr_interrupts[0], 1);
	EXPECT_EQ(nr_interrupts[1], 0);
}

static bool has_interrupted(void *arg)
{
	(void)arg;
	let_in(NULL);
	return nr_interrupts[0] > 0;
}

TEST(timer, "of the local APIC goes on, fires once, and is then at rest")
{
	test_defer(irq_restore, irq_save());
	memset(nr_interrupts, 0, sizeof(nr_interrupts));
	apic_init();
	trap_handle(X86_INTERRUPT(VECTOR), on_interrupt, NULL);
	apic_timer_start(APIC_LVTT_ONESHOT, VECTOR, 2000000000);
	move();
	EXPECT_EQ(apic_read(APIC_TMICT), 2000000000);
	EXPECT_EQ(apic_read(APIC_LVTT) & 0x700ff, APIC_LVTT_ONESHOT | VECTOR);
	EXPECT_TRUE(wait_until(has_interrupted, NULL, 20000000));
	EXPECT_EQ(apic_read(APIC_TMCCT), 0);
	let_in(NULL);
	EXPECT_EQ(nr_interrupts[0], 1);
	apic_timer_stop();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Debug registers of 64 bits, and single steps through SYSCALL.
 *
 * Intel SDM vol. 3, 17.2.6 (debug registers and Intel 64 processors); vol. 2,
 * SYSCALL, SYSRET. The suite debug-exceptions has what both widths share.
 */
#include <arch.h>
#include <arch/page.h>
#include <mm/page.h>
#include <string.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/msr.h>
#include <x86/selectors.h>
#include <x86/user.h>

static struct hits {
	unsigned int nr;
	uintptr_t pc[16];
	unsigned long dr6[16];
	bool user[16];
} hits;

static bool record_hit(struct trap_frame *frame, void *arg)
{
	(void)arg;
	if (hits.nr == 16)
		return false;
	hits.pc[hits.nr] = frame->ip;
	hits.user[hits.nr] = (frame->cs & 3) == 3;
	hits.dr6[hits.nr++] = read_dr6();
	write_dr6(DR6_INIT);
	if (!(frame->flags & EFLAGS_TF))
		frame->flags |= EFLAGS_RF;
	return true;
}

static void set_up(void)
{
	memset(&hits, 0, sizeof(hits));
	test_defer(write_dr7, DR7_INIT);
	test_defer(write_dr6, DR6_INIT);
	write_dr6(DR6_INIT);
	trap_handle(X86_DB, record_hit, NULL);
}

TEST_SUITE("debug-wide",
	   .summary = "debug registers have 64 bits; steps pass SYSCALL",
	   .setup = set_up);

/* ------------------------------------------------------------- values ---- */

static const struct value {
	const char *name;
	uint64_t value;
} values[] = {
	{ "ones", ~0ull },
	{ "bit-63", 1ull << 63 },
	{ "bit-32", 1ull << 32 },
	{ "canonical-48", 0xffffaaaaaaaaaaaa },
	{ "never-canonical", 0xaaaaaaaaaaaaaaaa },
};

TEST_EACH(address, const struct value *v, values,
	  "DR0 to DR3 keep all 64 bits of any address")
{
	write_dr0(v->value);
	write_dr1(~v->value);
	write_dr2(v->value - 1);
	write_dr3(v->value ^ 0xff00000000);
	EXPECT_EQ(read_dr0(), v->value);
	EXPECT_EQ(read_dr1(), ~v->value);
	EXPECT_EQ(read_dr2(), v->value - 1);
	EXPECT_EQ(read_dr3(), v->value ^ 0xff00000000);
}

static const struct high {
	const char *name;
	bool dr7;
	uint64_t bits;
} highs[] = {
	{ "dr6-bit-32", false, 1ull << 32 },
	{ "dr6-bit-47", false, 1ull << 47 },
	{ "dr6-bit-63", false, 1ull << 63 },
	{ "dr7-bit-32", true, 1ull << 32 },
	{ "dr7-bit-47", true, 1ull << 47 },
	{ "dr7-bit-63", true, 1ull << 63 },
};

static void write_high(const void *arg)
{
	const struct high *h = arg;

	if (h->dr7)
		write_dr7(h->bits | DR7_INIT | DR7_GE);
	else
		write_dr6(h->bits | DR6_INIT | DR6_BS);
}

TEST_EACH(upper, const struct high *h, highs,
	  "a bit above 31 raises #GP(0), and the register stays as it was")
{
	struct trap t = trap_catch(write_high, h);

	EXPECT_TRAP(t, X86_GP);
	EXPECT_EQ(read_dr6(), DR6_INIT);
	EXPECT_EQ(read_dr7(), DR7_INIT);
}

TEST(upper_alias, "the same through DR4 and DR5")
{
	const uint64_t bits = 1ull << 32 | DR7_INIT;
	unsigned long cause = TRAP_NONE;

	test_defer(write_cr4, read_cr4());
	write_cr4(read_cr4() & ~(unsigned long)CR4_DE);
	asm volatile("1: mov %1, %%db5\n\t"
		     "2:\n\t" EXTABLE("1b", "2b")
		     : "+b"(cause)
		     : "r"(bits));
	EXPECT_EQ(cause, X86_GP);
	EXPECT_EQ(read_dr7(), DR7_INIT);
}

/* ---------------------------------------------------------- addresses ---- */

static const struct far {
	const char *name;
	uint64_t bit; /* how the watched address differs from the page's */
	unsigned int nr;
} fars[] = {
	{ "same", 0, 1 },
	{ "bit-31", 1ull << 31, 0 },
	{ "bit-32", 1ull << 32, 0 },
	{ "bit-40", 1ull << 40, 0 },
	{ "bit-46", 1ull << 46, 0 },
};

#define FAR_PAGE ((uint8_t *)0x123456789000)

static void map_far(void)
{
	uint8_t *frame = page_alloc(0, PAGE_ZERO);

	test_defer(page_free, frame);
	ASSERT_EQ(arch_map(FAR_PAGE, virt_to_phys(frame), PAGE_SIZE,
			   MAP_KERNEL),
		  0);
}

static void unmap_far(uintptr_t unused)
{
	(void)unused;
	arch_unmap(FAR_PAGE, PAGE_SIZE);
}

TEST_EACH(watch, const struct far *f, fars,
	  "a data breakpoint compares all bits of the address")
{
	map_far();
	test_defer(unmap_far, 0);
	write_dr1(((uintptr_t)FAR_PAGE + 8) ^ f->bit);
	write_dr7(DR7_INIT | DR7_L(1) | DR7_RW(1, 1));
	*(volatile uint8_t *)(FAR_PAGE + 8) = 1;
	write_dr7(DR7_INIT);
	EXPECT_EQ(hits.nr, f->nr);
	EXPECT_EQ(hits.dr6[0], f->nr ? DR6_INIT | 2 : 0);
}

TEST_EACH(execute, const struct far *f, fars,
	  "an instruction breakpoint compares all bits of the address")
{
	map_far();
	test_defer(unmap_far, 0);
	FAR_PAGE[8] = 0xc3; /* RET */
	write_dr2(((uintptr_t)FAR_PAGE + 8) ^ f->bit);
	write_dr7(DR7_INIT | DR7_L(2));
	((void (*)(void))(uintptr_t)(FAR_PAGE + 8))();
	write_dr7(DR7_INIT);
	EXPECT_EQ(hits.nr, f->nr);
	EXPECT_EQ(hits.pc[0], f->nr ? (uintptr_t)FAR_PAGE + 8 : 0);
	EXPECT_EQ(hits.dr6[0], f->nr ? DR6_INIT | 4 : 0);
}

static void write_gs_base(uintptr_t base)
{
	wrmsr(MSR_IA32_GS_BASE, base);
}

TEST(base, "a data breakpoint is on the address with the segment's base")
{
	static uint64_t word;

	test_defer(write_gs_base, rdmsr(MSR_IA32_GS_BASE));
	write_gs_base((uintptr_t)&word - 0x40);
	write_dr0((uintptr_t)&word);
	write_dr1(0x40);
	write_dr7(DR7_INIT | DR7_L(0) | DR7_L(1) | DR7_RW(0, 1) | DR7_RW(1, 1));
	asm volatile("incq %%gs:0x40" ::: "memory", "cc");
	write_dr7(DR7_INIT);
	EXPECT_EQ(word, 1);
	EXPECT_EQ(hits.nr, 1);
	EXPECT_EQ(hits.dr6[0], DR6_INIT | DR6_B0);
}

/* ------------------------------------------------------------- SYSCALL ---- */

extern const char call_user[], call_kernel[], call_kernel_2[], call_after[],
	call_end[];
void call_stepped(const void *arg);

asm(".pushsection .text\n"
    ".globl call_stepped, call_user, call_kernel, call_kernel_2\n"
    ".globl call_after, call_end\n"
    ".type call_stepped, @function\n"
    "call_stepped:\n"
    "pushf\n"
    "pushf\n"
    "orl $0x100, (%rsp)\n"
    "popf\n"
    "nop\n"
    "call_user: syscall\n"
    "call_after: popf\n" /* clears TF */
    "call_end: ret\n"
    "call_kernel: nop\n"
    "call_kernel_2: sysretq\n"
    ".size call_stepped, . - call_stepped\n"
    ".popsection");

static void run_syscall(uint64_t mask)
{
	test_defer2(wrmsr, MSR_IA32_EFER, rdmsr(MSR_IA32_EFER));
	test_defer2(wrmsr, MSR_IA32_STAR, rdmsr(MSR_IA32_STAR));
	test_defer2(wrmsr, MSR_IA32_LSTAR, rdmsr(MSR_IA32_LSTAR));
	test_defer2(wrmsr, MSR_IA32_FMASK, rdmsr(MSR_IA32_FMASK));
	wrmsr(MSR_IA32_EFER, rdmsr(MSR_IA32_EFER) | EFER_SCE);
	wrmsr(MSR_IA32_STAR,
	      (uint64_t)USER_CS32 << 48 | (uint64_t)KERNEL_CS << 32);
	wrmsr(MSR_IA32_LSTAR, (uintptr_t)call_kernel);
	wrmsr(MSR_IA32_FMASK, mask);
	EXPECT_TRAP(user_catch_flags(call_stepped, NULL, 0), TRAP_NONE);
}

static void expect_steps(const char *const *pc, unsigned int nr)
{
	EXPECT_EQ(hits.nr, nr);
	for (unsigned int i = 0; i < nr; i++) {
		test_context("hit %u", i);
		EXPECT_EQ(hits.pc[i], (uintptr_t)pc[i]);
		EXPECT_EQ(hits.dr6[i], DR6_INIT | DR6_BS);
		EXPECT_EQ(hits.user[i],
			  pc[i] != call_kernel && pc[i] != call_kernel_2);
	}
}

/* SYSRET loads TF with the rest of R11: the step is then of SYSCALL. */
TEST(syscall_masked, "SYSCALL with TF in IA32_FMASK: the kernel is not stepped",
     .needs = NEEDS(&x86_syscall))
{
	static const char *const steps[] = { call_user, call_after, call_end };

	run_syscall(EFLAGS_TF);
	expect_steps(steps, 3);
}

TEST(syscall_unmasked, "SYSCALL without: every instruction is",
     .needs = NEEDS(&x86_syscall))
{
	static const char *const steps[] = { call_user, call_kernel,
					     call_kernel_2, call_after,
					     call_end };

	run_syscall(0);
	expect_steps(steps, 5);
}

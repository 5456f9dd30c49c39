/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SYSCALL: the segments it leaves, and that it changes nothing else. */
#include "suite.h"

#include <string.h>

SYSCALL_SUITE;

static const struct row {
	const char *name;
	const struct from *from;
} rows[] = {
	{ "kernel", &from_kernel },
	{ "user", &from_user },
	{ "user-compat", &from_user_compat },
	{ "kernel-compat", &from_kernel_compat },
};

/* Nothing is read from the GDT: these have null descriptors, or none at all. */
static const struct selector {
	const char *name;
	uint16_t star, cs, ss;
} selectors[] = {
	{ "kernel", KERNEL_CS, KERNEL_CS, KERNEL_DS },
	{ "no-descriptor", SPARE_SEL_BASE, SPARE_SEL_BASE, SPARE_SEL_BASE + 8 },
	{ "local", SPARE_SEL_BASE | 4, SPARE_SEL_BASE | 4,
	  SPARE_SEL_BASE + 12 },
	{ "beyond-limit", 0xffe0, 0xffe0, 0xffe8 },
};

TEST_EACH(selector, const struct selector *r, selectors,
	  "takes CS and SS from STAR alone")
{
	struct trap_frame start = start_at(&from_user, do_syscall);
	struct trap_frame expected = after_syscall(&start, pad);
	struct landing landing;

	set_star(r->star, USER_CS32);
	expected.cs = r->cs;
	expected.ss = r->ss;
	landing = launch(&start);
	launch_expect(&landing.frame, &expected);
}

/* CS.Selector is STAR[47:32] AND FFFCH, SS.Selector STAR[47:32] + 8. */
static const struct rpl {
	const char *name;
	uint16_t rpl;
} rpls[] = { { "1", 1 }, { "2", 2 }, { "3", 3 } };

static struct landing call_with_rpl(const struct rpl *r)
{
	struct trap_frame start = start_at(&from_user, do_syscall);

	set_star(SPARE_SEL_BASE | r->rpl, USER_CS32);
	wrmsr(MSR_IA32_LSTAR, high(pad_cr0));
	return launch(&start);
}

TEST_EACH(rpl, const struct rpl *r, rpls, "CS has RPL 0 whatever STAR has")
{
	struct landing landing = call_with_rpl(r);

	EXPECT_TRAP(landing.trap, X86_UD);
	EXPECT_EQ(landing.frame.cs, SPARE_SEL_BASE);
	EXPECT_EQ(landing.frame.dx, read_cr0());
}

TEST_EACH(rpl_stack, const struct rpl *r, rpls, "SS has the RPL that STAR has")
{
	struct landing landing = call_with_rpl(r);

	EXPECT_TRAP(landing.trap, X86_UD);
	EXPECT_EQ(landing.frame.ss, (SPARE_SEL_BASE | r->rpl) + 8);
}

TEST_EACH(privilege, const struct row *r, rows, "is at CPL 0 from there on")
{
	struct trap_frame start = start_at(r->from, do_syscall);
	struct trap_frame expected = after_syscall(&start, pad_cr0);
	struct landing landing;

	needs_syscall(r->from);
	set_star(SPARE_SEL_BASE, USER_CS32);
	wrmsr(r->from->compat ? MSR_IA32_CSTAR : MSR_IA32_LSTAR, high(pad_cr0));
	expected.cs = SPARE_SEL_BASE;
	expected.ss = SPARE_SEL_BASE + 8;
	expected.ip += 3;
	expected.dx = read_cr0();
	landing = launch(&start);
	launch_expect(&landing.frame, &expected);
}

TEST_EACH(width, const struct row *r, rows, "executes 64-bit code")
{
	struct trap_frame start = start_at(r->from, do_syscall);
	struct trap_frame expected = after_syscall(&start, pad_width_end);
	struct landing landing;

	needs_syscall(r->from);
	wrmsr(MSR_IA32_LSTAR, high(pad_width));
	wrmsr(MSR_IA32_CSTAR, high(pad_width));
	expected.ax = 0;
	landing = launch(&start);
	launch_expect(&landing.frame, &expected);
}

/* SS is looked at only outside of 64-bit mode: the entry point goes there. */
TEST_EACH(stack_segment, const struct row *r, rows,
	  "makes SS flat, writable and of 32 bits")
{
	struct trap_frame start = start_at(r->from, do_syscall);
	struct trap_frame expected;
	struct landing landing;

	needs_syscall(r->from);
	set_star(SPARE_SEL_BASE, USER_CS32);
	wrmsr(MSR_IA32_LSTAR, high(pad_push_compat));
	wrmsr(MSR_IA32_CSTAR, high(pad_push_compat));
	start.si = low(pad_push);
	start.bx = 0x12345678;
	expected = after_syscall(&start, pad);
	expected.cs = KERNEL_CS32;
	expected.ss = SPARE_SEL_BASE + 8;
	expected.ip = low(pad_push_end);
	expected.sp = start.sp - 4;
	landing = launch(&start);
	launch_expect(&landing.frame, &expected);
	EXPECT_EQ(*(uint32_t *)(start.sp - 4), 0x12345678);
}

/* ----------------------------------------------------- what it leaves ---- */

struct others {
	uint16_t ds, es, fs, gs;
	uint64_t fs_base, gs_base, kernel_gs_base, efer;
	uint64_t star, lstar, cstar, fmask;
	unsigned long cr0, cr2, cr3, cr4;
};

static struct others others(void)
{
	struct others o;

	memset(&o, 0, sizeof(o));
	o = (struct others){
		.ds = read_ds(),
		.es = read_es(),
		.fs = read_fs(),
		.gs = read_gs(),
		.fs_base = rdmsr(MSR_IA32_FS_BASE),
		.gs_base = rdmsr(MSR_IA32_GS_BASE),
		.kernel_gs_base = rdmsr(MSR_IA32_KERNEL_GS_BASE),
		.efer = rdmsr(MSR_IA32_EFER),
		.star = rdmsr(MSR_IA32_STAR),
		.lstar = rdmsr(MSR_IA32_LSTAR),
		.cstar = rdmsr(MSR_IA32_CSTAR),
		.fmask = rdmsr(MSR_IA32_FMASK),
		.cr0 = read_cr0(),
		.cr2 = read_cr2(),
		.cr3 = read_cr3(),
		.cr4 = read_cr4(),
	};
	return o;
}

static void others_set(void)
{
	static const uint32_t bases[] = { MSR_IA32_FS_BASE, MSR_IA32_GS_BASE,
					  MSR_IA32_KERNEL_GS_BASE };

	write_ds(USER_DS);
	write_es(USER_DS);
	write_fs(USER_DS);
	write_gs(USER_DS);
	for (unsigned int i = 0; i < 3; i++) {
		test_defer2(wrmsr, bases[i], rdmsr(bases[i]));
		wrmsr(bases[i], 0xffff900011110000 + i * 0x1010101);
	}
	write_cr2(0xabcd1234);
}

static const struct there_and_back {
	const char *name;
	const char *code;
	const struct from *from;
} both[] = {
	{ "syscall", do_syscall, &from_user },
	{ "sysret", do_sysretq, &from_kernel },
};

TEST_EACH(leaves, const struct there_and_back *r, both,
	  "leaves DS, ES, FS, GS, their bases, control registers and MSRs")
{
	struct trap_frame start = start_at(r->from, r->code);
	struct others before, now;
	struct landing landing;

	start.cx = high(pad);
	start.r11 = EFLAGS_FIXED;
	others_set();
	before = others();
	landing = launch(&start);
	now = others();
	EXPECT_EQ(landing.trap.pc, high(pad));
	EXPECT_MEMEQ(&now, &before, sizeof(now));
}

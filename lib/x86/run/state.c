/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <x86/run/state.h>

#include <string.h>
#include <test/test.h>
#include <x86/desc_types.h>
#include <x86/user.h>

_Static_assert(sizeof(struct run_state) ==
		       (sizeof(long) == 8 ? 18 : 10) * sizeof(long) + 24,
	       "no padding");

/* state_32.S, state_64.S; @cr3: 0 for the present one */
void run_enter(const struct run_state *from, unsigned long cr3)
	__attribute__((noreturn));

uint8_t run_stack[RUN_STACK_BYTES] __attribute__((aligned(RUN_STACK_BYTES)));

static struct run_end last;

struct run_state run_defaults(const void *ip, unsigned int cpl)
{
	struct run_state s = {
		.ax = 0x20212223,
		.cx = 0x30313233,
		.dx = 0x40414243,
		.bx = 0x50515253,
		.bp = 0x60616263,
		.si = 0x70717273,
		.di = 0x80818283,
		.sp = (uintptr_t)run_stack + sizeof(run_stack) / 2,
		.ip = (uintptr_t)ip,
		.flags = EFLAGS_FIXED | EFLAGS_CF | EFLAGS_SF,
		.cs = cpl == 3 ? USER_CS : KERNEL_CS,
		.ss = cpl == 3 ? USER_DS : KERNEL_DS,
		.ds = USER_DS,
		.es = USER_DS,
		.fs = USER_DS,
		.gs = USER_DS,
	};

#ifdef __x86_64__
	s.r8 = 0x88898a8b8c8d8e8f;
	s.r9 = 0x98999a9b9c9d9e9f;
	s.r10 = 0xa8a9aaabacadaeaf;
	s.r11 = 0xb8b9babbbcbdbebf;
	s.r12 = 0xc8c9cacbcccdcecf;
	s.r13 = 0xd8d9dadbdcdddedf;
	s.r14 = 0xe8e9eaebecedeeef;
	s.r15 = 0xf8f9fafbfcfdfeff;
#endif
	return s;
}

/* IRET to the same level loads no SS in 32-bit code. */
static void restore_segments(void)
{
	write_ss(KERNEL_DS);
	write_ds(KERNEL_DS);
	write_es(KERNEL_DS);
}

#ifdef __x86_64__
/* Entry leaves the data segments as they were. */
static void save_rest(struct run_state *s, const struct trap_frame *f)
{
	s->r8 = f->r8;
	s->r9 = f->r9;
	s->r10 = f->r10;
	s->r11 = f->r11;
	s->r12 = f->r12;
	s->r13 = f->r13;
	s->r14 = f->r14;
	s->r15 = f->r15;
	s->ds = read_ds();
	s->es = read_es();
	s->fs = read_fs();
	s->gs = read_gs();
}
#else
static void save_rest(struct run_state *s, const struct trap_frame *f)
{
	s->ds = f->ds & 0xffff;
	s->es = f->es & 0xffff;
	s->fs = f->fs & 0xffff;
	s->gs = f->gs & 0xffff;
}
#endif

/* Leaves the trap to trap_catch(). */
static bool save(struct trap_frame *f, void *arg)
{
	(void)arg;
	last.state = (struct run_state){
		.ax = f->ax,
		.cx = f->cx,
		.dx = f->dx,
		.bx = f->bx,
		.sp = f->sp,
		.bp = f->bp,
		.si = f->si,
		.di = f->di,
		.ip = f->ip,
		.flags = f->flags & ~(unsigned long)EFLAGS_RF,
		.cs = f->cs & 0xffff,
		.ss = f->ss & 0xffff,
	};
	save_rest(&last.state, f);
	last.tr = str();
	last.ldt = sldt();
	last.cr0 = read_cr0();
	last.cr3 = f->cr3 ? f->cr3 : read_cr3();
	last.dr6 = read_dr6();
	last.dr7 = read_dr7();
	return false;
}

static void enter(const void *arg)
{
	const struct run_state *from = arg;

	run_enter(from, (from->cs & 3) == 3 ? user_prepare() : 0);
}

static void enter_across(const void *arg)
{
	run_enter(arg, user_prepare());
}

static struct run_end run(void (*fn)(const void *),
			  const struct run_state *from)
{
	unsigned long cr3 = read_cr3();

	for (unsigned int vector = 0; vector < 32; vector++)
		trap_handle(X86_INTERRUPT(vector), save, NULL);
	memset(&last, 0, sizeof(last));
	last.trap = trap_catch(fn, from);
	restore_segments();
	if (read_cr3() != cr3)
		write_cr3(cr3);
	return last;
}

struct run_end run_until_trap(const struct run_state *from)
{
	return run(enter, from);
}

struct run_end run_across(const struct run_state *from)
{
	return run(enter_across, from);
}

static void expect_each(const struct run_state *a, const struct run_state *e)
{
	EXPECT_EQ(a->ax, e->ax);
	EXPECT_EQ(a->cx, e->cx);
	EXPECT_EQ(a->dx, e->dx);
	EXPECT_EQ(a->bx, e->bx);
	EXPECT_EQ(a->sp, e->sp);
	EXPECT_EQ(a->bp, e->bp);
	EXPECT_EQ(a->si, e->si);
	EXPECT_EQ(a->di, e->di);
	EXPECT_EQ(a->ip, e->ip);
	EXPECT_EQ(a->flags, e->flags);
	EXPECT_EQ(a->cs, e->cs);
	EXPECT_EQ(a->ss, e->ss);
	EXPECT_EQ(a->ds, e->ds);
	EXPECT_EQ(a->es, e->es);
	EXPECT_EQ(a->fs, e->fs);
	EXPECT_EQ(a->gs, e->gs);
}

/* As a whole, which thousands of runs can afford; by name where it differs. */
void run_expect_state(const struct run_state *actual,
		      const struct run_state *expected)
{
	if (memcmp(actual, expected, sizeof(*actual)) != 0)
		expect_each(actual, expected);
	EXPECT_MEMEQ(actual, expected, sizeof(*actual));
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NMIs at random moments, from another CPU: each one comes, and what it
 * interrupts does not notice.
 */
#include "suite.h"

#include <clock.h>
#include <x86/run/run.h>

#define STORM_NEEDS .needs = NEEDS(&x86_apic, &smp_2_cpus)

/* As many as there is time for: on a busy host each one is a wait for it. */
enum {
	NR = 200,
	TIME_US = 1500000
};

static unsigned int sent;

/* Set by the other CPU after the last one; read by the code below. */
volatile uint32_t nmi_storm_over;

/* Sends the next one when the one before was taken. */
static void storm(void *arg)
{
	uint64_t start = clock_us();

	(void)arg;
	for (sent = 0; sent < NR && clock_us() - start < TIME_US;) {
		send_nmi(0);
		if (!nmis_reach(0, ++sent))
			break;
	}
	nmi_storm_over = 1;
}

static void expect_all(void)
{
	spin();
	EXPECT_GT(sent, 0);
	EXPECT_EQ(seen[0].nmis, sent);
	EXPECT_EQ(seen[0].deepest, 1);
	EXPECT_EQ(seen[1].nmis, 0);
}

/* The comparison that ends it is what the flags are of: 1 with 0. */
SNIPPET(wait_for_end, "1: pause\n"
		      "cmpl $0, nmi_storm_over\n"
		      "je 1b");

static struct outcome outcome;
static const struct registers registers = {
	.ax = 0x11223344,
	.bx = 0x55667788,
	.cx = 0x99aabbcc,
	.dx = 0x0ddeeff0,
	.si = 0x12345678,
	.di = 0x76543210,
	.flags = EFLAGS_FIXED,
};

static void user(void *arg)
{
	const struct snippet code = SNIPPET_OF(wait_for_end);

	(void)arg;
	outcome = run_user(code.at, &code, &registers);
}

static void kernel(void *arg)
{
	const struct snippet code = SNIPPET_OF(wait_for_end);

	(void)arg;
	outcome = run_kernel(&code, &registers);
}

static const struct row {
	const char *name;
	void (*fn)(void *);
	unsigned int ss;
} rows[] = {
	{ "kernel", kernel, KERNEL_DS },
	{ "user", user, USER_DS },
};

TEST_EACH(registers, const struct row *r, rows,
	  "leaves all registers and the stack as they were", STORM_NEEDS)
{
	nmi_storm_over = 0;
	together(0, r->fn, storm, NULL);
	expect_done(&outcome);
	expect_registers(&outcome, &registers);
	EXPECT_EQ(outcome.nr, 1);
	EXPECT_EQ(outcome.frame.sp, outcome.sp);
	EXPECT_EQ(outcome.frame.ss, r->ss);
	expect_all();
}

/* ------------------------------------------------------ REP MOVS ---- */

enum {
	COPY_BYTES = 700
};

uint8_t nmi_copy_from[COPY_BYTES], nmi_copy_to[COPY_BYTES];

/* Again and again, until the end; an NMI may come between two bytes. */
SNIPPET(copy_until_end, "1: mov $nmi_copy_from, " R "si\n"
			"mov $nmi_copy_to, " R "di\n"
			"mov $700, %ecx\n"
			"rep movsb\n"
			"test %ecx, %ecx\n"
			"jnz 2f\n"
			"cmpl $0, nmi_storm_over\n"
			"je 1b\n"
			"2:");

static void copy_user(void *arg)
{
	const struct snippet code = SNIPPET_OF(copy_until_end);

	(void)arg;
	outcome = run_user(code.at, &code, &registers);
}

static void copy_kernel(void *arg)
{
	const struct snippet code = SNIPPET_OF(copy_until_end);

	(void)arg;
	outcome = run_kernel(&code, &registers);
}

static const struct row copies[] = {
	{ "kernel", copy_kernel, KERNEL_DS },
	{ "user", copy_user, USER_DS },
};

TEST_EACH(rep_movs, const struct row *r, copies,
	  "lets REP MOVS go on where it was", STORM_NEEDS)
{
	for (unsigned int i = 0; i < COPY_BYTES; i++) {
		nmi_copy_from[i] = (uint8_t)(i * 11 + 5);
		nmi_copy_to[i] = 0;
	}
	nmi_storm_over = 0;
	together(0, r->fn, storm, NULL);
	expect_done(&outcome);
	EXPECT_EQ(outcome.out.cx, 0);
	EXPECT_EQ(outcome.out.si, (uintptr_t)nmi_copy_from + COPY_BYTES);
	EXPECT_EQ(outcome.out.di, (uintptr_t)nmi_copy_to + COPY_BYTES);
	EXPECT_MEMEQ(nmi_copy_to, nmi_copy_from, COPY_BYTES);
	expect_all();
}

/* ------------------------------------------------------- MOV SS ---- */

extern const char nmi_after_mov_ss[];

static volatile unsigned int in_shadow, elsewhere;

static bool on_nmi_at(struct trap_frame *frame, void *arg)
{
	(void)arg;
	seen_here()->nmis++;
	seen_here()->deepest = 1;
	if (frame->ip == (uintptr_t)nmi_after_mov_ss)
		in_shadow++;
	else
		elsewhere++;
	return true;
}

static void mov_ss(void *arg)
{
	(void)arg;
	asm volatile("1: mov %[ss], %%ss\n\t"
		     ".globl nmi_after_mov_ss\n"
		     "nmi_after_mov_ss:\n\t"
		     "nop\n\t"
		     "mov %[ss], %%ss\n\t"
		     "cmpl $0, %[over]\n\t"
		     "je 1b"
		     :
		     : [ss] "r"(KERNEL_DS), [over] "m"(nmi_storm_over)
		     : "memory", "cc");
}

/* SDM vol. 3, 6.8.3 */
TEST(mov_ss, "waits for the instruction behind MOV SS", STORM_NEEDS)
{
	in_shadow = elsewhere = 0;
	nmi_storm_over = 0;
	trap_handle(X86_NMI, on_nmi_at, NULL);
	together(0, mov_ss, storm, NULL);
	EXPECT_EQ(in_shadow, 0);
	EXPECT_EQ(elsewhere, sent);
	expect_all();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SYSRET: where it leads, what it leaves, and when it is refused. */
#include "suite.h"

SYSCALL_SUITE;

/* SDM vol. 2, SYSRET: RFLAGS = (R11 & 3C7FD7H) | 2 */
#define FLAGS_LOADED 0x3c7fd7ul

static const struct row {
	const char *name;
	const char *code;
	bool wide; /* REX.W: to 64-bit code */
} rows[] = {
	{ "sysretl", do_sysretl, false },
	{ "sysretq", do_sysretq, true },
};

/* A return to @piece; the other half of RCX is there to be ignored. */
static struct trap_frame start_return(const struct row *r, const char *piece)
{
	struct trap_frame start = start_at(&from_kernel, r->code);

	start.cx = r->wide ? high(piece) : low(piece) | 0x7654321000000000;
	start.r11 = EFLAGS_FIXED;
	return start;
}

/* What the UD2 of @piece finds. */
static struct trap_frame
after(const struct row *r, const struct trap_frame *start, const char *piece)
{
	struct trap_frame expected = *start;

	expected.vector = X86_VECTOR(X86_UD);
	expected.ip = r->wide ? high(piece) : low(piece);
	expected.cs = r->wide ? USER_CS64 : USER_CS32;
	expected.ss = USER_DS;
	expected.flags = (start->r11 & FLAGS_LOADED) | EFLAGS_FIXED;
	return expected;
}

static void expect_return(const struct row *r, const struct trap_frame *start)
{
	struct trap_frame expected = after(r, start, pad);
	struct landing landing = launch(start);

	EXPECT_TRAP(landing.trap, X86_UD);
	EXPECT_TRUE(landing.trap.user);
	launch_expect(&landing.frame, &expected);
}

TEST_EACH(back, const struct row *r, rows,
	  "goes to RCX, or ECX, at CPL 3 with RFLAGS from R11")
{
	struct trap_frame start = start_return(r, pad);

	start.r11 = EFLAGS_IF | EFLAGS_CF;
	expect_return(r, &start);
}

static const struct bit {
	const char *name;
	unsigned long bit;
} bits[] = {
	{ "0-cf", 1 << 0 },	{ "1", 1 << 1 },       { "2-pf", 1 << 2 },
	{ "3", 1 << 3 },	{ "4-af", 1 << 4 },    { "5", 1 << 5 },
	{ "6-zf", 1 << 6 },	{ "7-sf", 1 << 7 },    { "9-if", 1 << 9 },
	{ "10-df", 1 << 10 },	{ "11-of", 1 << 11 },  { "12-iopl", 1 << 12 },
	{ "13-iopl", 1 << 13 }, { "14-nt", 1 << 14 },  { "15", 1 << 15 },
	{ "16-rf", 1 << 16 },	{ "17-vm", 1 << 17 },  { "18-ac", 1 << 18 },
	{ "19-vif", 1 << 19 },	{ "20-vip", 1 << 20 }, { "21-id", 1 << 21 },
	{ "22", 1 << 22 },	{ "31", 1ul << 31 },   { "32", 1ul << 32 },
	{ "63", 1ul << 63 },
};

/* VIF and VIP are bits of their own: not every engine has them. */
#define FLAGS_OTHERS \
	(FLAGS_LOADED & ~(unsigned long)(EFLAGS_TF | EFLAGS_VIF | EFLAGS_VIP))

TEST_EACH(flag, const struct bit *b, bits,
	  "sets the one flag that is set in R11, and clears all others")
{
	struct trap_frame start = start_return(&rows[1], pad);

	start.flags = FLAGS_SYSTEM | FLAGS_STATUS;
	start.r11 = b->bit;
	expect_return(&rows[1], &start);
}

TEST_EACH(flag_others, const struct bit *b, bits,
	  "clears the one flag that is clear in R11, and sets all others")
{
	struct trap_frame start = start_return(&rows[1], pad);

	start.r11 = FLAGS_OTHERS & ~b->bit;
	expect_return(&rows[1], &start);
}

TEST(flags_32bit, "takes the same flags to 32-bit code")
{
	struct trap_frame start = start_return(&rows[0], pad);

	start.r11 = FLAGS_OTHERS | 0xffffffff00000000;
	expect_return(&rows[0], &start);
}

/* ------------------------------------------------------- the segments ---- */

/* As of the program's segments, where RPL is 3: or-ed in for CS and, on Intel, SS */
static const struct selector {
	const char *name;
	uint16_t star;
	const struct feature *vendor;
} selectors[] = {
	{ "user", USER_CS32, NULL },
	{ "no-descriptor", SPARE_SEL_BASE | 3, NULL },
	{ "local", SPARE_SEL_BASE | 7, NULL },
	{ "beyond-limit", 0xffd3, NULL },
	{ "rpl-0", SPARE_SEL_BASE, &x86_intel },
};

static void selector(const struct row *r, const struct selector *s)
{
	struct trap_frame start = start_return(r, pad);
	struct trap_frame expected = after(r, &start, pad);
	struct landing landing;

	if (s->vendor && !s->vendor->probe())
		SKIP("needs %s", s->vendor->name);
	set_star(KERNEL_CS, s->star);
	expected.cs = (s->star + (r->wide ? 16 : 0)) | 3;
	expected.ss = (s->star + 8) | 3;
	landing = launch(&start);
	launch_expect(&landing.frame, &expected);
}

TEST_EACH(selectors_32bit, const struct selector *s, selectors,
	  "takes CS and SS from STAR alone")
{
	selector(&rows[0], s);
}

TEST_EACH(selectors_64bit, const struct selector *s, selectors,
	  "takes CS and SS from STAR alone, CS 16 further on")
{
	selector(&rows[1], s);
}

TEST_EACH(width, const struct row *r, rows, "goes to code of that width")
{
	struct trap_frame start = start_return(r, pad_width);
	struct trap_frame expected = after(r, &start, pad_width_end);
	struct landing landing;

	set_star(KERNEL_CS, SPARE_SEL_BASE | 3);
	expected.cs = SPARE_SEL_BASE + (r->wide ? 16 : 0) + 3;
	expected.ss = SPARE_SEL_BASE + 8 + 3;
	expected.ax = !r->wide;
	landing = launch(&start);
	launch_expect(&landing.frame, &expected);
}

TEST_EACH(privilege, const struct row *r, rows, "is at CPL 3 from there on")
{
	struct trap_frame start = start_return(r, pad_cr0);
	struct trap_frame expected = after(r, &start, pad_cr0);
	struct landing landing = launch(&start);

	expected.vector = X86_VECTOR(X86_GP);
	EXPECT_TRAP(landing.trap, X86_GP);
	launch_expect(&landing.frame, &expected);
}

static void push(uint16_t ss)
{
	struct trap_frame start = start_return(&rows[0], pad_push);
	struct trap_frame expected = after(&rows[0], &start, pad_push_end);
	struct landing landing;

	start.ss = ss;
	set_star(KERNEL_CS, SPARE_SEL_BASE | 3);
	expected.cs = SPARE_SEL_BASE | 3;
	expected.ss = SPARE_SEL_BASE + 8 + 3;
	expected.sp = start.sp - 4;
	landing = launch(&start);
	EXPECT_TRAP(landing.trap, X86_UD);
	launch_expect(&landing.frame, &expected);
	EXPECT_EQ(*(uint32_t *)(start.sp - 4), (uint32_t)start.bx);
}

TEST(stack_segment, "leaves a flat stack of 32 bits")
{
	push(KERNEL_DS);
}

/* AMD's keeps what is cached of SS: APM vol. 3, SYSRET. */
TEST(stack_after_null, "makes SS flat where it was a null selector",
     .needs = NEEDS(&x86_intel))
{
	push(0);
}

/* --------------------------------------------------- when it is refused ---- */

static const struct refused {
	const char *name;
	const struct from *from;
	uint64_t sce;
	enum trap_cause intel, amd;
} refused[] = {
	{ "disabled", &from_kernel, 0, X86_UD, X86_UD },
	{ "user", &from_user, EFER_SCE, X86_GP, X86_GP },
	{ "user-disabled", &from_user, 0, X86_UD, X86_UD },
	{ "user-compat", &from_user_compat, EFER_SCE, X86_UD, X86_GP },
	{ "user-compat-disabled", &from_user_compat, 0, X86_UD, X86_UD },
	{ "kernel-compat-disabled", &from_kernel_compat, 0, X86_UD, X86_UD },
};

TEST_EACH(refused, const struct refused *r, refused,
	  "raises #GP(0) or #UD, and changes nothing")
{
	for (unsigned int i = 0; i < 2; i++) {
		struct trap_frame start = start_at(r->from, rows[i].code);
		struct landing landing;

		if (rows[i].wide && r->from->compat)
			continue;
		test_context("%s", rows[i].name);
		efer_change(r->sce, EFER_SCE & ~r->sce);
		start.cx = rows[i].wide ? high(pad) : low(pad);
		start.r11 = EFLAGS_IF | EFLAGS_CF | EFLAGS_DF;
		landing = launch(&start);
		expect_fault(&start, &landing,
			     x86_intel.probe() ? r->intel : r->amd);
	}
}

TEST(kernel_compat, "is #UD in compatibility mode of Intel, a return of AMD's")
{
	struct trap_frame start = start_at(&from_kernel_compat, do_sysretl);
	struct landing landing;

	start.cx = low(pad);
	start.r11 = EFLAGS_IF | EFLAGS_CF;
	if (!x86_intel.probe()) {
		expect_return(&rows[0], &start);
		return;
	}
	landing = launch(&start);
	expect_fault(&start, &landing, X86_UD);
}

static const struct address {
	const char *name;
	unsigned long value;
} addresses[] = {
	{ "hole-first", 0x0000800000000000 },
	{ "hole-last", 0xffff7fffffffffff },
	{ "never", 0xaaaaaaaaaaaaaaaa },
};

/*
 * Intel: #GP(0) by the SYSRET itself, at CPL 0 and on the stack of the program.
 * AMD: at CPL 3, by the fetch.
 */
TEST_EACH(not_canonical, const struct address *a, addresses,
	  "raises #GP(0) where the vendor has it")
{
	struct trap_frame start = start_return(&rows[1], pad);
	struct trap_frame expected = start;
	struct landing landing;

	start.cx = a->value;
	if (x86_intel.probe()) {
		expected = start;
	} else {
		expected = after(&rows[1], &start, pad);
		expected.ip = a->value;
	}
	expected.vector = X86_VECTOR(X86_GP);
	landing = launch(&start);
	EXPECT_TRAP(landing.trap, X86_GP);
	launch_expect(&landing.frame, &expected);
}

TEST_EACH(not_canonical_32bit, const struct address *a, addresses,
	  "ignores RCX bits 63:32 for 32-bit code")
{
	struct trap_frame start = start_return(&rows[0], pad);

	start.cx = (a->value & 0xffffffff00000000) | low(pad);
	expect_return(&rows[0], &start);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* FXSAVE and FXRSTOR: where each register is. */
#include "suite.h"

static struct fxsave_area area, other;

/* ----------------------------------------------------------------- x87 ---- */

static const struct fpu_env base = { .fcw = 0xffff0c7f,
				     .fsw = 0xffff0000,
				     .ftw = 0xffff0000 };

static const struct status {
	const char *name;
	uint16_t fcw, fsw, expected;
} statuses[] = {
	{ "ie", 0x7f, FPU_IE, FPU_IE },
	{ "de", 0x7f, FPU_DE, FPU_DE },
	{ "ze", 0x7f, FPU_ZE, FPU_ZE },
	{ "oe", 0x7f, FPU_OE, FPU_OE },
	{ "ue", 0x7f, FPU_UE, FPU_UE },
	{ "pe", 0x7f, FPU_PE, FPU_PE },
	{ "sf", 0x7f, FSW_SF, FSW_SF },
	{ "c0", 0x7f, FSW_C0, FSW_C0 },
	{ "c1", 0x7f, FSW_C1, FSW_C1 },
	{ "c2", 0x7f, FSW_C2, FSW_C2 },
	{ "c3", 0x7f, FSW_C3, FSW_C3 },
	{ "top-0", 0x7f, 0 << 11, 0 << 11 },
	{ "top-1", 0x7f, 1 << 11, 1 << 11 },
	{ "top-2", 0x7f, 2 << 11, 2 << 11 },
	{ "top-3", 0x7f, 3 << 11, 3 << 11 },
	{ "top-4", 0x7f, 4 << 11, 4 << 11 },
	{ "top-5", 0x7f, 5 << 11, 5 << 11 },
	{ "top-6", 0x7f, 6 << 11, 6 << 11 },
	{ "top-7", 0x7f, 7 << 11, 7 << 11 },
	{ "ie-unmasked", 0x7e, FPU_IE, FPU_IE | FSW_ES | FSW_B },
	{ "pe-unmasked", 0x5f, FPU_PE, FPU_PE | FSW_ES | FSW_B },
	{ "precision", 0x27f, 0, 0 },
	{ "rounding", 0x87f, 0, 0 },
};

TEST_EACH(store_status, const struct status *s, statuses,
	  "stores FCW, FSW with TOP, and which exception is pending",
	  .needs = NEEDS(&x86_fxsr))
{
	struct fpu_env env = base;

	fpu_enable();
	env.fcw = 0xffff0000 | s->fcw;
	env.fsw = 0xffff0000 | s->fsw;
	env_load(&env);
	fxsave(&area);
	fninit();
	EXPECT_EQ(area.fcw, s->fcw);
	EXPECT_EQ(area.fsw, s->expected);
}

TEST_EACH(load_status, const struct status *s, statuses,
	  "loads FCW, FSW with TOP, and a pending exception",
	  .needs = NEEDS(&x86_fxsr))
{
	struct fpu_env env;

	fpu_enable();
	random_legacy(&area);
	area.fcw = s->fcw;
	area.fsw = s->expected;
	fxrstor(&area);
	env = env_store();
	fninit();
	EXPECT_EQ(env.fcw & 0xffff, s->fcw);
	EXPECT_EQ(env.fsw & 0xffff, s->expected);
}

/* Two bits a register in the environment, 11b is empty; one in FXSAVE's. */
static const struct tags {
	const char *name;
	uint16_t full;
	uint8_t abridged;
} tags[] = {
	{ "all", 0x0000, 0xff },     { "none", 0xffff, 0x00 },
	{ "kinds", 0xe4e4, 0x77 },   { "first", 0xfffc, 0x01 },
	{ "last", 0x3fff, 0x80 },    { "no-first", 0x0003, 0xfe },
	{ "no-last", 0xc000, 0x7f }, { "third", 0xffdf, 0x04 },
};

TEST_EACH(store_tags, const struct tags *t, tags,
	  "stores a bit for each physical register that is not empty",
	  .needs = NEEDS(&x86_fxsr))
{
	struct fpu_env env = base;

	fpu_enable();
	env.ftw = 0xffff0000 | t->full;
	for (uint32_t top = 0; top < 8; top += 5) {
		env.fsw = top << FSW_TOP_SHIFT;
		env_load(&env);
		area.ftw = 0x99;
		fxsave(&area);
		EXPECT_EQ(area.ftw, t->abridged);
	}
	fninit();
}

/* The kinds of numbers, by register: SDM vol. 1, 8.1.7. */
static const struct kind {
	const char *name;
	uint8_t st[10];
	uint16_t tag;
} kinds[] = {
	{ "one", { 0, 0, 0, 0, 0, 0, 0, 0x80, 0xff, 0x3f }, 0 },
	{ "zero", { 0 }, 1 },
	{ "minus-zero", { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80 }, 1 },
	{ "infinity", { 0, 0, 0, 0, 0, 0, 0, 0x80, 0xff, 0x7f }, 2 },
	{ "nan", { 1, 0, 0, 0, 0, 0, 0, 0xc0, 0xff, 0x7f }, 2 },
	{ "denormal", { 1, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, 2 },
	{ "unnormal", { 1, 0, 0, 0, 0, 0, 0, 0x40, 0xff, 0x3f }, 2 },
};

TEST_EACH(load_tags, const struct kind *k, kinds,
	  "makes tags of the bits and what the registers hold",
	  .needs = NEEDS(&x86_fxsr))
{
	fpu_enable();
	for (unsigned int i = 0; i < 8; i++) {
		random_legacy(&area);
		memcpy(area.st[i], k->st, 10); /* register (TOP + i) % 8 */
		area.ftw = (uint8_t)(1u << ((5 + i) & 7));
		fxrstor(&area);
		test_context("ST(%u)", i);
		EXPECT_EQ(env_store().ftw & 0xffff,
			  (0xffffu & ~(3u << (2 * ((5 + i) & 7)))) |
				  (unsigned int)k->tag << (2 * ((5 + i) & 7)));
	}
	fninit();
}

TEST(store_registers, "stores ST(0) to ST(7) in the order of the stack",
     .needs = NEEDS(&x86_fxsr))
{
	fpu_enable();
	asm volatile("fldz\n\tfld1\n\tfldpi\n\tfldl2t\n\tfldl2e\n\t"
		     "fldlg2\n\tfldln2\n\tfldz\n\tfchs");
	memset(&area, UNTOUCHED, sizeof(area));
	fxsave(&area);
	for (unsigned int i = 0; i < 8; i++) {
		uint8_t st[10];

		test_context("ST(%u)", i);
		asm volatile("fstpt %0" : "=m"(st));
		EXPECT_MEMEQ(area.st[i], st, sizeof(st));
	}
	EXPECT_EQ(area.ftw, 0xff);
	EXPECT_EQ(area.st[0][9], 0x80);			       /* -0 */
	EXPECT_EQ(area.st[6][9] << 8 | area.st[6][8], 0x3fff); /* 1 */
}

/* With FCS and FDS of 16 bits: those may read 0 (CPUID.7.0:EBX[13]). */
TEST(store_pointers, "stores the last opcode and pointers",
     .needs = NEEDS(&x86_fxsr))
{
	struct fpu_env env = base;

	fpu_enable();
	env.fop = 0x35a;
	env.fip = 0x89abcdef;
	env.fdp = 0x76543210;
	env.fcw = 0x7e; /* an AMD processor stores them for a pending fault */
	env.fsw = FPU_IE;
	env_load(&env);
	memset(&area, UNTOUCHED, sizeof(area));
	fxsave(&area);
	fninit();
	EXPECT_EQ(area.fop, 0x35a);
	EXPECT_EQ(area.fip, 0x89abcdef);
	EXPECT_EQ(area.fdp, 0x76543210);
}

TEST(load_pointers, "loads the last opcode and pointers",
     .needs = NEEDS(&x86_fxsr))
{
	struct fpu_env env;

	fpu_enable();
	random_legacy(&area);
	area.fcw = 0x7e;
	area.fsw = FPU_IE | FSW_ES | FSW_B;
	fxrstor(&area);
	env = env_store();
	fninit();
	EXPECT_EQ(env.fop & 0x7ff, area.fop);
	EXPECT_EQ(env.fip, area.fip);
	EXPECT_EQ(env.fdp, area.fdp);
}

/* ------------------------------------------------------------- the rest ---- */

TEST(load, "loads every register", .needs = NEEDS(&x86_fxsr, &x86_sse))
{
	fpu_enable();
	for (unsigned int i = 0; i < 4; i++) {
		random_legacy(&area);
		fxrstor(&area);
		expect_legacy(&area);
	}
}

TEST(store, "stores every register, and leaves bytes 464 to 511",
     .needs = NEEDS(&x86_fxsr, &x86_sse))
{
	uint8_t untouched[sizeof(area.available)];

	fpu_enable();
	random_legacy(&other);
	fxrstor(&other);
	memset(&area, UNTOUCHED, sizeof(area));
	memset(untouched, UNTOUCHED, sizeof(untouched));
	fxsave(&area);
	expect_legacy(&area);
	EXPECT_EQ(area.fcw, other.fcw);
	EXPECT_EQ(area.fsw, other.fsw);
	EXPECT_EQ(area.ftw, other.ftw);
	EXPECT_EQ(area.mxcsr, other.mxcsr);
	EXPECT_MEMEQ(area.xmm, other.xmm, NR_XMM * 16);
	EXPECT_MEMEQ(area.available, untouched, sizeof(untouched));
}

/* Bit 6, DAZ, is the one that early processors lack. */
TEST(mask, "MXCSR_MASK has the bits 15:0 that every processor has",
     .needs = NEEDS(&x86_fxsr, &x86_sse))
{
	fpu_enable();
	EXPECT_EQ(mxcsr_mask() & ~(uint32_t)MXCSR_DAZ & 0xffff, 0xffbf);
}

/* -------------------------------------------------------- with REX.W ---- */

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tags and TOP, and the images that FNSTENV, FNSAVE and their opposites move, of 16
 * and 32 bits (SDM vol. 1, 8.1.7, 8.1.10, figures 8-9 and 8-11; vol. 2, FSTENV, FSAVE).
 */
#include "suite.h"

#include <string.h>

static uint8_t image[128];
static struct fxsave_area area;

static unsigned int word(unsigned int offset)
{
	uint16_t value;

	memcpy(&value, image + offset, 2);
	return value;
}

static void put(unsigned int offset, uint16_t value)
{
	memcpy(image + offset, &value, 2);
}

#define MOVE(id, insn)                                      \
	static void id(void)                                \
	{                                                   \
		asm volatile(insn " %0" : "+m"(image) : :); \
	}
MOVE(fnstenv, "fnstenv")
MOVE(fnstenv16, ".byte 0x66\n\tfnstenv")
MOVE(fldenv, "fldenv")
MOVE(fldenv16, ".byte 0x66\n\tfldenv")
MOVE(fnsave, "fnsave")
MOVE(fnsave16, ".byte 0x66\n\tfnsave")
MOVE(frstor, "frstor")
MOVE(frstor16, ".byte 0x66\n\tfrstor")

static void load(const struct extended *value)
{
	asm volatile("fldt %0" : : "m"(*value));
}

/* Into registers 7 to 1; TOP is 1 then, and register 0 empty. */
static const struct extended values[] = { ZERO,	     ONE,     INFINITY_,
					  DENORMAL,  QUIETED, UNNORMAL,
					  MINUS_ZERO };

enum {
	TAGS = 0x4aa7, /* special 2, zero 1, empty 3: registers 7 to 0 */
	TOP = 1 << FSW_TOP_SHIFT,
	FCW = 0xb7f, /* another rounding */
};

static void load_all(void)
{
	fninit();
	for (unsigned int i = 0; i < 7; i++)
		load(&values[i]);
	fldcw(FCW);
	memset(image, 0x5a, sizeof(image));
}

static void expect_rest(unsigned int bytes)
{
	for (unsigned int i = bytes; i < sizeof(image); i++)
		ASSERT_EQ(image[i], 0x5a);
}

/* ---------------------------------------------------------- the images ---- */

static const struct form {
	const char *name;
	void (*store_env)(void), (*load_env)(void), (*save)(void),
		(*restore)(void);
	unsigned int step; /* from one word of it to the next */
} forms[] = {
	{ "16", fnstenv16, fldenv16, fnsave16, frstor16, 2 },
	{ "32", fnstenv, fldenv, fnsave, frstor, 4 },
};

TEST_EACH(fnstenv, const struct form *f, forms,
	  "stores FCW, FSW and tags by the registers' contents")
{
	load_all();
	f->store_env();
	EXPECT_EQ(word(0), FCW);
	EXPECT_EQ(word(f->step), TOP);
	EXPECT_EQ(word(2 * f->step), TAGS);
	expect_rest(7 * f->step);
	fninit();
}

/* Pointers: what the larger image has, cut to 16 bits. */
TEST(fnstenv_pointers, "both images have the same pointers")
{
	uint16_t pointers[4];

	load_all();
	fnstenv();
	pointers[0] = (uint16_t)word(12);
	pointers[1] = (uint16_t)word(16);
	pointers[2] = (uint16_t)word(20);
	pointers[3] = (uint16_t)word(24);
	memset(image, 0x5a, sizeof(image));
	fnstenv16();
	EXPECT_MEMEQ(image + 6, pointers, sizeof(pointers));
	fninit();
}

TEST_EACH(fnstenv_masks, const struct form *f, forms,
	  "masks all exceptions once FCW is stored")
{
	fldcw(0x340);
	f->store_env();
	EXPECT_EQ(word(0), 0x340);
	EXPECT_EQ(fnstcw(), 0x37f);
}

static const struct tag {
	const char *name;
	uint16_t ftw;
	uint8_t valid;
} tags[] = {
	{ "empty", 0xffff, 0 },	    { "valid", 0, 0xff },
	{ "zero", 0x5555, 0xff },   { "special", 0xaaaa, 0xff },
	{ "lowest", 0xfffc, 0x01 }, { "highest", 0x3fff, 0x80 },
	{ "odd", 0x3333, 0xaa },    { "even", 0xcccc, 0x55 },
	{ "mixed", 0xe4b1, 0x7b },
};

static void check_tags(const struct form *f, const struct tag *t)
{
	fninit();
	memset(image, 0, sizeof(image));
	put(0, FCW);
	put(f->step, 5 << FSW_TOP_SHIFT | FSW_C3 | FSW_C0 | FPU_PE);
	put(2 * f->step, t->ftw);
	f->load_env();
	fxsave(&area);
	EXPECT_EQ(area.ftw, t->valid);
	EXPECT_EQ(area.fcw, FCW);
	EXPECT_EQ(area.fsw, 5 << FSW_TOP_SHIFT | FSW_C3 | FSW_C0 | FPU_PE);
	fninit();
}

TEST_EACH(fldenv, const struct tag *t, tags,
	  "loads FCW and FSW, and which registers are empty")
{
	check_tags(&forms[0], t);
	check_tags(&forms[1], t);
}

TEST_EACH(fnsave, const struct form *f, forms,
	  "stores the registers too, from ST(0) on, and initialises x87")
{
	load_all();
	f->save();
	EXPECT_EQ(word(0), FCW);
	EXPECT_EQ(word(f->step), TOP);
	EXPECT_EQ(word(2 * f->step), TAGS);
	for (unsigned int i = 0; i < 7; i++) {
		test_context("ST(%u)", i);
		EXPECT_MEMEQ(image + 7 * f->step + 10 * i, &values[6 - i], 10);
	}
	expect_rest(7 * f->step + 80);
	fxsave(&area);
	EXPECT_EQ(area.fcw, FCW_INIT);
	EXPECT_EQ(area.fsw, 0);
	EXPECT_EQ(area.ftw, 0);
}

TEST_EACH(frstor, const struct form *f, forms, "loads what FNSAVE has stored")
{
	static struct fxsave_area before;

	load_all();
	fxsave(&before);
	f->save();
	load(&values[1]);
	f->restore();
	fxsave(&area);
	EXPECT_EQ(area.fcw, FCW);
	EXPECT_EQ(area.fsw, TOP);
	EXPECT_EQ(area.ftw, 0xfe);
	EXPECT_MEMEQ(area.st, before.st, sizeof(area.st));
	fninit();
}

/* ------------------------------------------------------- tags and TOP ---- */

/* From three ones, in registers 7 to 5. */
#define STEP(id, insn)                                     \
	static void id(void)                               \
	{                                                  \
		asm volatile(insn : "+m"(image) : : "cc"); \
	}
STEP(fld1, "fld1")
STEP(fld_st, "fld %%st(1)")
STEP(fxch, "fxch %%st(1)")
STEP(fst_free, "fst %%st(4)")
STEP(fstp_free, "fstp %%st(4)")
STEP(fstp_st0, "fstp %%st(0)")
STEP(fstps, "fstps %0")
STEP(fstpl, "fstpl %0")
STEP(fstpt, "fstpt %0")
STEP(fsts, "fsts %0")
STEP(fist, "fistl %0")
STEP(fistp, "fistpl %0")
STEP(fbstp, "fbstp %0")
STEP(fild, "fildl %0")
STEP(faddp, "faddp")
STEP(fcomp, "fcomp %%st(1)")
STEP(fcompp, "fcompp")
STEP(fucompp, "fucompp")
STEP(fcomip, "fcomip %%st(1), %%st")
STEP(fucomip, "fucomip %%st(1), %%st")
STEP(ftst, "ftst")
STEP(ffree_0, "ffree %%st(0)")
STEP(ffree_1, "ffree %%st(1)")
STEP(fincstp, "fincstp")
STEP(fdecstp, "fdecstp")
STEP(fpatan, "fpatan")
STEP(fxtract, "fxtract")

static const struct step {
	const char *name;
	void (*run)(void);
	uint8_t top, valid;
} steps[] = {
	{ "fld1", fld1, 4, 0xf0 },	   { "fld-st", fld_st, 4, 0xf0 },
	{ "fild", fild, 4, 0xf0 },	   { "fxtract", fxtract, 4, 0xf0 },
	{ "fxch", fxch, 5, 0xe0 },	   { "fst-empty", fst_free, 5, 0xe2 },
	{ "fsts", fsts, 5, 0xe0 },	   { "fist", fist, 5, 0xe0 },
	{ "ftst", ftst, 5, 0xe0 },	   { "fstp-empty", fstp_free, 6, 0xc2 },
	{ "fstp-st0", fstp_st0, 6, 0xc0 }, { "fstps", fstps, 6, 0xc0 },
	{ "fstpl", fstpl, 6, 0xc0 },	   { "fstpt", fstpt, 6, 0xc0 },
	{ "fistp", fistp, 6, 0xc0 },	   { "fbstp", fbstp, 6, 0xc0 },
	{ "faddp", faddp, 6, 0xc0 },	   { "fpatan", fpatan, 6, 0xc0 },
	{ "fcomp", fcomp, 6, 0xc0 },	   { "fcompp", fcompp, 7, 0x80 },
	{ "fucompp", fucompp, 7, 0x80 },   { "fcomip", fcomip, 6, 0xc0 },
	{ "fucomip", fucomip, 6, 0xc0 },   { "ffree-0", ffree_0, 5, 0xc0 },
	{ "ffree-1", ffree_1, 5, 0xa0 },   { "fincstp", fincstp, 6, 0xe0 },
	{ "fdecstp", fdecstp, 4, 0xe0 },
};

TEST_EACH(tags, const struct step *s, steps, "moves TOP, and fills or empties")
{
	memset(image, 0, sizeof(image));
	fninit();
	fld1();
	fld1();
	fld1();
	s->run();
	fxsave(&area);
	EXPECT_EQ(area.ftw, s->valid);
	EXPECT_EQ(area.fsw & FSW_TOP, s->top << FSW_TOP_SHIFT);
	EXPECT_EQ(area.fsw & (FPU_IE | FSW_SF), 0);
	fninit();
}

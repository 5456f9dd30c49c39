/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tags of pointers: IRG, ADDG, SUBG, GMI, SUBP. C3.4.3, D10.3. */
#include "suite.h"

MTE_SUITE;

/* D10.3.1 and J1.1: ChooseNonExcludedTag(), RandomTag() */
static unsigned int choose(unsigned int tag, unsigned int offset,
			   uint16_t exclude)
{
	if (exclude == 0xffff)
		return 0;
	if (offset == 0)
		while (exclude >> tag & 1)
			tag = (tag + 1) % 16;
	for (; offset; offset--)
		do
			tag = (tag + 1) % 16;
		while (exclude >> tag & 1);
	return tag;
}

struct random {
	unsigned int tag;
	uint16_t seed;
};

static unsigned int next(struct random *r, uint16_t exclude)
{
	unsigned int offset = 0;

	for (unsigned int i = 0; i < 4; i++) {
		unsigned int top =
			(r->seed >> 5 ^ r->seed >> 3 ^ r->seed >> 2 ^ r->seed) &
			1;

		r->seed = (uint16_t)(top << 15 | r->seed >> 1);
		offset |= top << i;
	}
	r->tag = choose(r->tag, offset, exclude);
	return r->tag;
}

static uint64_t irg(uint64_t x, uint64_t exclude)
{
	uint64_t result = ~0ull;

	asm volatile(MTE "irg %0, %1, %2"
		     : "+&r"(result)
		     : "r"(x), "r"(exclude));
	return result;
}

static const uint16_t excludes[] = { 0,	     1,	     0x8000, 0x5555, 0xfffe,
				     0x7fff, 0xfbff, 0xff00, 0xffff };

enum {
	NR_EXCLUDES = sizeof(excludes) / sizeof(excludes[0])
};

/* GCR_EL1.RRND clear: exactly the generator of the manual. */
TEST(irg, "IRG follows RGSR_EL1, without the tags excluded", NEEDS_MTE)
{
	for (unsigned int n = 0; n < NR_EXCLUDES * NR_EXCLUDES; n++) {
		uint16_t gcr = excludes[n / NR_EXCLUDES];
		uint16_t xm = excludes[n % NR_EXCLUDES];
		struct random r = { n % 16, (uint16_t)(0xace1 + n) };

		write_sysreg(GCR_EL1, gcr);
		write_sysreg(RGSR_EL1, r.tag | (uint64_t)r.seed << 8);
		isb();
		test_context("GCR 0x%x, exclude 0x%x", gcr, xm);
		for (unsigned int i = 0; i < 20; i++) {
			uint64_t x = 0x7a00123456789abc + i;
			uint64_t tag = next(&r, gcr | xm);

			EXPECT_EQ(irg(x, xm | 0xffffffffffff0000),
				  (x & ~(0xfull << 56)) | tag << 56);
			EXPECT_EQ(read_sysreg(RGSR_EL1),
				  r.tag | (uint64_t)r.seed << 8);
		}
	}
}

TEST(irg_random, "IRG by the machine's own generator excludes too", NEEDS_MTE)
{
	uint32_t seen = 0;

	write_sysreg(GCR_EL1, GCR_RRND | 0x00ff);
	isb();
	for (unsigned int i = 0; i < 2000; i++)
		seen |= 1u << field(irg(0x123456789abc, 0xf000), 56, 4);
	EXPECT_EQ(seen, 0x0f00);
	EXPECT_EQ(irg(0x0f00123456789abc, 0xffff), 0x123456789abc);
}

#define ADDED(name, insn)                                        \
	static uint64_t name(uint64_t x)                         \
	{                                                        \
		uint64_t result = ~0ull;                         \
                                                                 \
		asm volatile(MTE insn : "+&r"(result) : "r"(x)); \
		return result;                                   \
	}
ADDED(addg_0_0, "addg %0, %1, #0, #0")
ADDED(addg_16_1, "addg %0, %1, #16, #1")
ADDED(addg_1008_15, "addg %0, %1, #1008, #15")
ADDED(subg_16_1, "subg %0, %1, #16, #1")
ADDED(subg_1008_15, "subg %0, %1, #1008, #15")
ADDED(subg_0_7, "subg %0, %1, #0, #7")

static const struct add_row {
	const char *name;
	uint64_t (*fn)(uint64_t);
	int add;
	unsigned int tag;
} adds[] = {
	{ "addg-0-0", addg_0_0, 0, 0 },
	{ "addg-16-1", addg_16_1, 16, 1 },
	{ "addg-1008-15", addg_1008_15, 1008, 15 },
	{ "subg-16-1", subg_16_1, -16, 1 },
	{ "subg-1008-15", subg_1008_15, -1008, 15 },
	{ "subg-0-7", subg_0_7, 0, 7 },
};

TEST_EACH(add, const struct add_row *r, adds,
	  "adds to the address, and steps over tags excluded", NEEDS_MTE)
{
	for (unsigned int n = 0; n < 16 * NR_EXCLUDES; n++) {
		uint16_t exclude = excludes[n / 16];
		uint64_t x = 0xa000123456789008 | (uint64_t)(n % 16) << 56;
		uint64_t tag = choose(n % 16, r->tag, exclude);

		write_sysreg(GCR_EL1, exclude);
		isb();
		test_context("tag %u, exclude 0x%x", n % 16, exclude);
		EXPECT_EQ(r->fn(x),
			  ((x + r->add) & ~(0xfull << 56)) | tag << 56);
	}
}

TEST(gmi, "GMI adds the pointer's tag to the mask", NEEDS_MTE)
{
	for (uint64_t tag = 0; tag < 16; tag++) {
		uint64_t mask = ~0ull;

		asm volatile(MTE "gmi %0, %1, %2"
			     : "+&r"(mask)
			     : "r"(0xffff123456789abc &
				   (tag << 56 | ~(0xfull << 56))),
			       "r"(0x1200000000000100ull));
		EXPECT_EQ(mask, 0x1200000000000100ull | 1ull << tag);
	}
}

static const struct subp_row {
	const char *name;
	uint64_t a, b;
	int64_t difference;
	unsigned int flags; /* NZCV */
} subps[] = {
	{ "equal", 0x0f00000000001000, 0x0100000000001000, 0, 0x6 },
	{ "less", 0x0000000000001000, 0x0500000000001010, -16, 0x8 },
	{ "greater", 0x0a00000000001010, 0x0000000000001000, 16, 0x2 },
	{ "sign", 0x0a80000000000000, 0x0000000000000001, 0, 0x0 },
	{ "bit55", 0x0080000000000000, 0, -(1ll << 55), 0xa },
	{ "top-ignored", 0xff7fffffffffffff, 0x007fffffffffffff, 0, 0x6 },
};

TEST_EACH(subp, const struct subp_row *r, subps,
	  "SUBP and SUBPS subtract 56-bit addresses, signed", NEEDS_MTE)
{
	int64_t a = (int64_t)(r->a << 8) >> 8, b = (int64_t)(r->b << 8) >> 8;
	uint64_t subp = 1, subps_ = 1, flags;

	asm volatile(MTE "subp %0, %1, %2"
		     : "+&r"(subp)
		     : "r"(r->a), "r"(r->b));
	asm volatile(MTE "subps %0, %2, %3\n\tmrs %1, nzcv"
		     : "+&r"(subps_), "=&r"(flags)
		     : "r"(r->a), "r"(r->b)
		     : "cc");
	EXPECT_EQ((int64_t)subp, a - b);
	EXPECT_EQ((int64_t)subps_, a - b);
	if (r->difference || r->flags) {
		EXPECT_EQ(a - b, r->difference);
		EXPECT_EQ(flags >> 28, r->flags);
	}
}

static void do_irg(const void *arg)
{
	(void)arg;
	irg(0, 0);
}

static void do_stg(const void *arg)
{
	mte_store((void *)arg);
}

static void do_tfsr(const void *arg)
{
	(void)arg;
	read_sysreg(TFSR_EL1);
}

static void do_tco(const void *arg)
{
	(void)arg;
	read_sysreg(TCO);
}

static bool probe_none(void)
{
	return field(read_sysreg(S3_0_C0_C4_1), 8, 4) == 0;
}

static const struct feature no_mte = { "no MTE", "ID_AA64PFR1_EL1.MTE",
				       probe_none };

static const struct absent_row {
	const char *name;
	void (*fn)(const void *);
} absent[] = { { "irg", do_irg },
	       { "stg", do_stg },
	       { "tfsr", do_tfsr },
	       { "tco", do_tco } };

TEST_EACH(absent, const struct absent_row *r, absent,
	  "is undefined where there is no MTE", .needs = NEEDS(&no_mte))
{
	static uint64_t place[2] __attribute__((aligned(16)));

	EXPECT_TRAP_ERROR(trap_catch(r->fn, place), ARM_UNKNOWN, 0x02000000);
}

TEST_EACH(present, const struct absent_row *r, absent,
	  "is there where there is", NEEDS_MTE)
{
	EXPECT_TRAP(trap_catch(r->fn, mte_page), TRAP_NONE);
}

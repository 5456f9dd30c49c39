/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Accesses with a tag that is not the memory's: D10.4 to D10.6. */
#include "suite.h"

#include <string.h>

MTE_SUITE;

enum {
	EVEN = 5, /* the tag of even granules; 10 and 9 differ from both in one */
	ODD = 9,     /* bit at least */
	BASE = 1024, /* an even granule in the middle */
	GARBAGE = 0x77,
};

#define ANY ".arch armv8.5-a+memtag+fp+simd\n\t"

/* X1 and X2 hold what is stored, and where loads go. */
#define ACCESS(name, insn)                                                  \
	static void name(const void *at)                                    \
	{                                                                   \
		register uint64_t x1 asm("x1") = GARBAGE;                   \
		register uint64_t x2 asm("x2") = GARBAGE;                   \
		register uint64_t x3 asm("x3") = 0;                         \
		register const void *x0 asm("x0") = at;                     \
                                                                            \
		asm volatile(                                               \
			ANY                                                 \
			"movi v0.16b, #0x77\n\tmovi v1.16b, #0x77\n\t" insn \
			: "+r"(x1), "+r"(x2), "+r"(x0)                      \
			: "r"(x3)                                           \
			: "memory");                                        \
	}
/* clang-format off */
#define ACCESSES(A)                                                          \
	A(ldrb, "ldrb w1, [x0]", 1, 1, 1, 0)                                 \
	A(ldrh, "ldrh w1, [x0]", 2, 1, 1, 0)                                 \
	A(ldr_w, "ldr w1, [x0]", 4, 1, 1, 0)                                 \
	A(ldr_x, "ldr x1, [x0]", 8, 1, 1, 0)                                 \
	A(ldrsw, "ldrsw x1, [x0]", 4, 1, 1, 0)                               \
	A(ldr_reg, "ldr x1, [x0, x3]", 8, 1, 1, 0)                           \
	A(ldr_post, "ldr x1, [x0], #8", 8, 1, 1, 0)                          \
	A(ldp_x, "ldp x1, x2, [x0]", 16, 1, 1, 0)                            \
	A(ldr_q, "ldr q0, [x0]", 16, 1, 1, 0)                                \
	A(ldp_q, "ldp q0, q1, [x0]", 32, 1, 1, 0)                            \
	A(ld1, "ld1 {v0.16b, v1.16b}, [x0]", 32, 1, 1, 0)                    \
	A(ldar, "ldar x1, [x0]", 8, 8, 1, 0)                                 \
	A(ldxr, "ldxr x1, [x0]", 8, 8, 1, 0)                                 \
	A(ldxp, "ldxp x1, x2, [x0]", 16, 16, 1, 0)                           \
	A(strb, "strb w1, [x0]", 1, 1, 0, 1)                                 \
	A(strh, "strh w1, [x0]", 2, 1, 0, 1)                                 \
	A(str_w, "str w1, [x0]", 4, 1, 0, 1)                                 \
	A(str_x, "str x1, [x0]", 8, 1, 0, 1)                                 \
	A(str_reg, "str x1, [x0, x3]", 8, 1, 0, 1)                           \
	A(str_post, "str x1, [x0], #8", 8, 1, 0, 1)                          \
	A(stp_x, "stp x1, x2, [x0]", 16, 1, 0, 1)                            \
	A(str_q, "str q0, [x0]", 16, 1, 0, 1)                                \
	A(stp_q, "stp q0, q1, [x0]", 32, 1, 0, 1)                            \
	A(st1, "st1 {v0.16b, v1.16b}, [x0]", 32, 1, 0, 1)                    \
	A(stlr, "stlr x1, [x0]", 8, 8, 0, 1)                                 \
	A(swp, "swp x1, x2, [x0]", 8, 8, 1, 1)                               \
	A(ldadd, "ldadd x1, x2, [x0]", 8, 8, 1, 1)                           \
	A(cas, "cas x1, x2, [x0]", 8, 8, 1, 1)
#define DEFINE(name, insn, bytes, step, load, store) ACCESS(name, insn)
#define ROW(name, insn, bytes, step, load, store) \
	{ #name, name, bytes, step, load, store },
/* clang-format on */

ACCESSES(DEFINE)

static const struct row {
	const char *name;
	void (*fn)(const void *);
	uint8_t bytes, step;
	bool load, store;
} rows[] = { ACCESSES(ROW) };

static struct trap_frame last;

static bool see(struct trap_frame *frame, void *arg)
{
	(void)arg;
	last = *frame;
	return false;
}

static unsigned int tag_at(unsigned int offset)
{
	return offset / MTE_GRANULE % 2 ? ODD : EVEN;
}

static void prepare(enum mte_mode mode)
{
	memset(mte_untagged, 0xa5, PAGE_SIZE);
	for (unsigned int i = 0; i < PAGE_SIZE; i += MTE_GRANULE)
		mte_store(mte_pointer(mte_page + i, tag_at(i)));
	trap_handle(ARM_DATA_ABORT, see, NULL);
	mte_checks(mode, MTE_IGNORE);
}

static void expect_memory(bool touched)
{
	unsigned int differ = 0;

	for (unsigned int i = 0; i < PAGE_SIZE; i++)
		differ += mte_untagged[i] != 0xa5;
	if (touched)
		EXPECT_GE(differ, 1);
	else
		EXPECT_EQ(differ, 0);
}

/* The first byte of [offset, offset + bytes) whose tag is another; -1: none. */
static int first_wrong(unsigned int offset, unsigned int bytes,
		       unsigned int tag)
{
	for (unsigned int i = offset; i < offset + bytes; i++)
		if (tag_at(i) != tag)
			return (int)i;
	return -1;
}

static void check_sync(const struct row *r, unsigned int offset,
		       unsigned int tag)
{
	void *at = mte_pointer(mte_page + offset, tag);
	int wrong = first_wrong(offset, r->bytes, tag);
	struct trap t = trap_catch(r->fn, at);

	test_context("offset %d, tag %u", (int)offset - BASE, tag);
	if (wrong < 0) {
		EXPECT_TRAP(t, TRAP_NONE);
		return;
	}
	if (r->load && r->store) /* the manual leaves open which of the two */
		t.error &= ~ESR_WNR;
	EXPECT_TRAP_ERROR(t, ARM_DATA_ABORT, ESR_TAG | (r->load ? 0 : ESR_WNR));
	EXPECT_EQ(t.address & FAR_ADDRESS,
		  (uintptr_t)mte_pointer(mte_page + wrong, tag) & FAR_ADDRESS);
	EXPECT_EQ(last.x[0], (uintptr_t)at);
	EXPECT_EQ(last.x[1], GARBAGE);
	EXPECT_EQ(last.x[2], GARBAGE);
	EXPECT_EQ(last.pstate & PSTATE_TCO, 0);
}

TEST_EACH(sync, const struct row *r, rows,
	  "traps at the first byte whose tag differs, and does nothing",
	  NEEDS_MTE)
{
	prepare(MTE_SYNC);
	for (unsigned int at = BASE; at < BASE + 32; at += r->step) {
		check_sync(r, at, 2);
		check_sync(r, at, EVEN ^ 8);
		check_sync(r, at, ODD ^ 1);
		check_sync(r, at, at & 16 ? EVEN : ODD);
	}
	expect_memory(false);
	for (unsigned int at = BASE; at < BASE + 32; at += r->step)
		check_sync(r, at, tag_at(at));
	EXPECT_EQ(mte_tfsr(), 0);
	EXPECT_EQ(read_sysreg(TFSRE0_EL1), 0);
}

static void check_flag(const struct row *r, const void *at, uint64_t tfsr)
{
	write_sysreg(TFSR_EL1, 0);
	EXPECT_TRAP(trap_catch(r->fn, at), TRAP_NONE);
	EXPECT_EQ(mte_tfsr(), tfsr);
}

TEST_EACH(async, const struct row *r, rows,
	  "accesses, and sets TFSR_EL1.TF0 where a tag differs", NEEDS_MTE)
{
	unsigned int bytes = r->bytes > MTE_GRANULE ? MTE_GRANULE : r->bytes;

	prepare(MTE_ASYNC);
	if (r->bytes <= MTE_GRANULE)
		check_flag(r, mte_pointer(mte_page + BASE, EVEN), 0);
	check_flag(r, mte_pointer(mte_page + BASE, 2), 1);
	check_flag(r, mte_pointer(mte_page + BASE + 16, EVEN), 1);
	if (r->step < MTE_GRANULE && bytes > 1 && r->step == 1)
		check_flag(r, mte_pointer(mte_page + BASE + 17 - bytes, EVEN),
			   1);
	expect_memory(r->store && strcmp(r->name, "cas"));
	EXPECT_EQ(read_sysreg(TFSRE0_EL1), 0);
}

static bool probe_asymm(void)
{
	return field(read_sysreg(S3_0_C0_C4_1), 8, 4) >= 3;
}

static const struct feature asymm = { "asymmetric MTE",
				      "ID_AA64PFR1_EL1.MTE >= 3", probe_asymm };

static void check_asymm(const struct row *r)
{
	void *at = mte_pointer(mte_page + BASE, 2);
	struct trap t;

	test_context("%s", r->name);
	prepare(MTE_ASYMM);
	t = trap_catch(r->fn, at);
	if (r->load) {
		EXPECT_TRAP_ERROR(t, ARM_DATA_ABORT, ESR_TAG);
		EXPECT_EQ(mte_tfsr(), 0);
	} else {
		EXPECT_TRAP(t, TRAP_NONE);
		EXPECT_EQ(mte_tfsr(), 1);
		write_sysreg(TFSR_EL1, 0);
	}
	expect_memory(!r->load);
}

/* What loads and stores at once may be either. */
TEST(asymm, "loads trap, stores set the flag",
     .needs = NEEDS(&asymm, &arm_at_el1))
{
	for (unsigned int i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].load != rows[i].store)
			check_asymm(&rows[i]);
}

TEST_EACH(ignore, const struct row *r, rows, "does neither while TCF is 0",
	  NEEDS_MTE)
{
	prepare(MTE_IGNORE);
	check_flag(r, mte_pointer(mte_page + BASE, 2), 0);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The space of ID registers as a whole: readable, reserved ones zero, written
 * never, nothing of it for user mode.
 *
 * Arm ARM, G7.3 (c0: encodings that nothing is allocated to read as zero);
 * ARMv7-AR (DDI 0406), B3.17.1, the same.
 */
#include "suite.h"

#include <string.h>

IDREGS_SUITE;

/* ---------------------------------------------------------- every slot ---- */

/* A bit for each op2: reserved; allocated in ARMv7 too. */
static const struct slot {
	const char *name;
	uint8_t crm;
	uint8_t reserved;
	uint8_t old;
} slots[] = {
	{ "c1", 1, 0, 0xff }, { "c2", 2, 0, 0x3f }, { "c3", 3, 0x8f, 0 },
	{ "c4", 4, 0xff, 0 }, { "c5", 5, 0xff, 0 }, { "c6", 6, 0xff, 0 },
	{ "c7", 7, 0xff, 0 },
};

static bool is_reserved(const struct slot *s, unsigned int op2)
{
	uint8_t reserved = arm_sevl.probe() ? s->reserved : (uint8_t)~s->old;

	return reserved & 1u << op2;
}

TEST_EACH(reserved, const struct slot *s, slots,
	  "can be read, and is zero where nothing is allocated")
{
	for (unsigned int op2 = 0; op2 < 8; op2++) {
		struct a32_outcome o =
			a32_run1(ID_CP15(0, s->crm, op2), MODE_SVC);

		test_context("c0, c%u, %u", s->crm, op2);
		expect_a32_done(&o, 1u << 1);
		if (is_reserved(s, op2))
			EXPECT_EQ(o.frame.r[1], 0);
	}
}

/* With c0, where the number and the types of caches and TLBs are. */
static const struct place {
	const char *name;
	uint8_t op1, crm;
	uint8_t op2s; /* a bit each */
} places[] = {
	{ "c0", 0, 0, 0xff },	  { "c1", 0, 1, 0xff },
	{ "c2", 0, 2, 0xff },	  { "c3", 0, 3, 0xff },
	{ "c4", 0, 4, 0xff },	  { "c5", 0, 5, 0xff },
	{ "c6", 0, 6, 0xff },	  { "c7", 0, 7, 0xff },
	{ "caches", 1, 0, 0x83 }, /* CCSIDR, CLIDR, AIDR */
};

/* Writes of encodings that are reserved were UNPREDICTABLE in ARMv7. */
TEST_EACH(written, const struct place *p, places,
	  "is undefined to write, and keeps its value")
{
	if (!arm_sevl.probe() && p->crm > 2)
		SKIP("nothing is allocated in ARMv7");
	for (unsigned int op2 = 0; op2 < 8; op2++) {
		uint32_t word = A32_MCR(15, p->op1, 3, 0, p->crm, op2), value;
		struct a32_outcome o;

		if (!(p->op2s & 1u << op2))
			continue;
		test_context("c0, c%u, %u", p->crm, op2);
		value = id_read(ID_CP15(p->op1, p->crm, op2));
		o = a32_run1(word, MODE_SVC);
		expect_a32_trap(&o, ARM_UNKNOWN, 0, 0);
		EXPECT_EQ(id_read(ID_CP15(p->op1, p->crm, op2)), value);
	}
}

static void expect_nothing_for_user(unsigned int op1, unsigned int crm,
				    unsigned int op2)
{
	struct a32_outcome o;

	test_context("op1 %u, c%u, %u", op1, crm, op2);
	o = a32_run1(ID_CP15(op1, crm, op2), MODE_USR);
	expect_a32_trap(&o, ARM_UNKNOWN, 0, 0);
	o = a32_run1(A32_MCR(15, op1, 3, 0, crm, op2), MODE_USR);
	expect_a32_trap(&o, ARM_UNKNOWN, 0, 0);
}

TEST_EACH(user, const struct place *p, places,
	  "is undefined to read and to write in user mode")
{
	for (unsigned int op2 = 0; op2 < 8; op2++)
		if (p->op2s & 1u << op2)
			expect_nothing_for_user(p->op1, p->crm, op2);
}

TEST(user_selection, "is undefined in user mode: CSSELR")
{
	expect_nothing_for_user(2, 0, 0);
}

/* Of the level above, or of none: like those, but for op1 or CRm. */
static const struct never {
	const char *name;
	uint32_t word;
	bool unallocated; /* UNPREDICTABLE before ARMv8 */
} nevers[] = {
	{ "VPIDR", ID_CP15(4, 0, 0), false },
	{ "VMPIDR", ID_CP15(4, 0, 5), false },
	{ "op1-3", ID_CP15(3, 0, 0), true },
	{ "op1-5", ID_CP15(5, 0, 0), true },
	{ "op1-6", ID_CP15(6, 1, 0), true },
	{ "op1-7", ID_CP15(7, 1, 0), true },
	{ "CSSELR-c1", ID_CP15(2, 1, 0), true },
};

TEST_EACH(never, const struct never *n, nevers,
	  "is undefined: nothing of this level is there")
{
	struct a32_outcome o;

	if (n->unallocated && !arm_sevl.probe())
		SKIP("before ARMv8 what is not there was UNPREDICTABLE");
	o = a32_run1(n->word, MODE_SVC);
	expect_a32_trap(&o, ARM_UNKNOWN, 0, 0);
	o = a32_run1(n->word, MODE_USR);
	expect_a32_trap(&o, ARM_UNKNOWN, 0, 0);
}

/* -------------------------------------------------------------- by name ---- */

#define CP_AIDR	    CP15(0, 1, 0, 7)
#define CP_ID_PFR2  CP15(0, 0, 3, 4)
#define CP_ID_DFR1  CP15(0, 0, 3, 5)
#define CP_ID_MMFR5 CP15(0, 0, 3, 6)

/* clang-format off */
#define OLD(V)                                                      \
	V(MIDR) V(CTR) V(TCMTR) V(TLBTR) V(REVIDR) V(AIDR) V(CLIDR) \
	V(ID_PFR0) V(ID_PFR1) V(ID_DFR0) V(ID_AFR0)                 \
	V(ID_MMFR0) V(ID_MMFR1) V(ID_MMFR2) V(ID_MMFR3) V(ID_MMFR4) \
	V(ID_ISAR0) V(ID_ISAR1) V(ID_ISAR2) V(ID_ISAR3) V(ID_ISAR4) \
	V(ID_ISAR5) V(ID_ISAR6) V(CNTFRQ)
#define NEW(V)     V(ID_PFR2) V(ID_DFR1) V(ID_MMFR5)
#define READ(name) read_sysreg(name),
#define NAME(name) #name,
/* clang-format on */

const char *const id_names[] = { OLD(NAME) "FPSID", "MVFR0", "MVFR1", "MVFR2",
				 NEW(NAME) };

const unsigned int nr_ids = sizeof(id_names) / sizeof(id_names[0]);

_Static_assert(sizeof(id_names) / sizeof(id_names[0]) <= ID_MAX, "ID_MAX");

static void read_vfp(uint64_t *values)
{
	uint32_t id[4] = { 0 };

	if (arm_fp.probe())
		asm volatile(".fpu neon-fp-armv8\n\t"
			     "vmrs %0, fpsid\n\t"
			     "vmrs %1, mvfr0\n\t"
			     "vmrs %2, mvfr1"
			     : "=r"(id[0]), "=r"(id[1]), "=r"(id[2]));
	if (arm_fp.probe() && arm_sevl.probe())
		asm volatile(".fpu neon-fp-armv8\n\t"
			     "vmrs %0, mvfr2"
			     : "=r"(id[3]));
	for (unsigned int i = 0; i < 4; i++)
		values[i] = id[i];
}

void id_values(uint64_t *values)
{
	const uint64_t old[] = { OLD(READ) };
	unsigned int at = sizeof(old) / sizeof(old[0]);

	memset(values, 0, nr_ids * sizeof(*values));
	memcpy(values, old, sizeof(old));
	read_vfp(values + at);
	if (arm_sevl.probe()) {
		const uint64_t new[] = { NEW(READ) };

		memcpy(values + at + 4, new, sizeof(new));
	}
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The space of ID registers as a whole: readable, reserved ones zero, written
 * never.
 *
 * Arm ARM, D19.1.3 (op0 3, op1 0, CRn 0, CRm 1 to 7: reserved encodings read as
 * zero).
 */
#include "suite.h"

#include <string.h>

IDREGS_SUITE;

/* ---------------------------------------------------------- every slot ---- */

static const struct slot {
	const char *name;
	uint8_t crm;
	uint8_t reserved; /* a bit for each op2 that nothing is allocated to */
} slots[] = {
	{ "c1", 1, 0 },	   { "c2", 2, 0 },    { "c3", 3, 0x88 },
	{ "c4", 4, 0x48 }, { "c5", 5, 0xc8 }, { "c6", 6, 0xf0 },
	{ "c7", 7, 0xe0 },
};

TEST_EACH(reserved, const struct slot *s, slots,
	  "can be read, and is zero where nothing is allocated")
{
	for (unsigned int op2 = 0; op2 < 8; op2++) {
		uint64_t value = id_read((struct id_reg){ s->crm, op2 });

		test_context("S3_0_C0_C%u_%u", s->crm, op2);
		if (s->reserved & 1u << op2)
			EXPECT_EQ(value, 0);
	}
}

TEST_EACH(written, const struct slot *s, slots,
	  "is undefined to write, and keeps its value")
{
	for (unsigned int op2 = 0; op2 < 8; op2++) {
		struct id_reg reg = { s->crm, op2 };
		uint32_t reg_bits = A64_REG(3, 0, 0, s->crm, op2);
		uint64_t value = id_read(reg);
		struct insn_registers in;
		struct insn_outcome o;
		uint32_t word = A64_MSR(reg_bits, 3);

		test_context("S3_0_C0_C%u_%u", s->crm, op2);
		insn_pattern(&in);
		o = insn_run(&word, 1, false, &in);
		expect_insn_trap(&o, ESR_UNDEFINED, false, &in);
		EXPECT_EQ(id_read(reg), value);
	}
}

/* AArch32 ID registers where there is no AArch32 are UNKNOWN, but readable. */
TEST(aarch32_absent, "lets its ID registers be read without AArch32 at EL0")
{
	if (id_field(PFR0, 0) != 1)
		SKIP("EL0 has AArch32");
	for (unsigned int i = 0; i < 23; i++) {
		struct id_reg reg = { 1 + i / 8, i % 8 };

		EXPECT_EQ(id_read(reg), id_read(reg));
	}
}

/* -------------------------------------------------------------- by name ---- */

/* clang-format off */
#define ROW(V, crm)                                                       \
	V(S3_0_C0_C##crm##_0) V(S3_0_C0_C##crm##_1) V(S3_0_C0_C##crm##_2) \
	V(S3_0_C0_C##crm##_3) V(S3_0_C0_C##crm##_4) V(S3_0_C0_C##crm##_5) \
	V(S3_0_C0_C##crm##_6) V(S3_0_C0_C##crm##_7)
#define SLOTS(V)                                                          \
	ROW(V, 1) ROW(V, 2) ROW(V, 3) ROW(V, 4) ROW(V, 5) ROW(V, 6)       \
	ROW(V, 7)                                                         \
	V(midr_el1) V(revidr_el1) V(aidr_el1) V(ctr_el0) V(dczid_el0)     \
	V(clidr_el1) V(cntfrq_el0)
#define READ(name) read_sysreg(name),
#define NAME(name) #name,
/* clang-format on */

const char *const id_names[] = { SLOTS(NAME) };

const unsigned int nr_ids = sizeof(id_names) / sizeof(id_names[0]);

_Static_assert(sizeof(id_names) / sizeof(id_names[0]) <= ID_MAX, "ID_MAX");

void id_values(uint64_t *values)
{
	const uint64_t all[] = { SLOTS(READ) };

	memcpy(values, all, sizeof(all));
}

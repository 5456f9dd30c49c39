/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fields of PSTATE that MSR writes, by register and by immediate: each alone,
 * with the others set and clear.
 *
 * Arm ARM, C5.2 (PAN, UAO, DIT, SSBS, TCO), C6.2 MSR (immediate), D1.4.
 */
#include <arm/cpu.h>
#include <arm/features.h>
#include <test/test.h>

TEST_SUITE("pstate",
	   .summary = "MSR of a field of PSTATE writes that field alone");

/* field, register, its bit, op1 and op2 of the immediate, the feature */
#define FIELDS(X)                                 \
	X(pan, S3_0_C4_C2_3, 22, 0, 4, arm_pan)   \
	X(uao, S3_0_C4_C2_4, 23, 0, 3, arm_uao)   \
	X(dit, S3_3_C4_C2_5, 24, 3, 2, arm_dit)   \
	X(ssbs, S3_3_C4_C2_6, 12, 3, 1, arm_ssbs) \
	X(tco, S3_3_C4_C2_7, 25, 3, 4, arm_mte)

#define NZCV_ALL 0xf0000000ul

/* The write, between flags in and flags out. */
typedef uint64_t write_fn(uint64_t flags, uint64_t value);

#define IMM(op1, op2, value) \
	(0xd500401f | (op1) << 16 | (value) << 8 | (op2) << 5)
#define ACCESS(id, reg, bit, op1, op2, feature)                     \
	static uint64_t read_##id(void)                             \
	{                                                           \
		return read_sysreg(reg);                            \
	}                                                           \
	static uint64_t write_##id(uint64_t flags, uint64_t value)  \
	{                                                           \
		asm volatile("msr nzcv, %0\n\tmsr " #reg ", %1\n\t" \
			     "mrs %0, nzcv"                         \
			     : "+&r"(flags)                         \
			     : "r"(value)                           \
			     : "memory", "cc");                     \
		return flags;                                       \
	}                                                           \
	static uint64_t imm_##id(uint64_t flags, uint64_t value)    \
	{                                                           \
		if (value)                                          \
			asm volatile("msr nzcv, %0\n\t.inst %1\n\t" \
				     "mrs %0, nzcv"                 \
				     : "+&r"(flags)                 \
				     : "i"(IMM(op1, op2, 1))        \
				     : "memory", "cc");             \
		else                                                \
			asm volatile("msr nzcv, %0\n\t.inst %1\n\t" \
				     "mrs %0, nzcv"                 \
				     : "+&r"(flags)                 \
				     : "i"(IMM(op1, op2, 0))        \
				     : "memory", "cc");             \
		return flags;                                       \
	}
FIELDS(ACCESS)

static const struct field_row {
	const char *name;
	uint64_t (*read)(void);
	write_fn *write, *immediate;
	uint64_t bit;
	const struct feature *feature;
} fields[] = {
#define ROW(id, reg, bit, op1, op2, feature) \
	{ #id, read_##id, write_##id, imm_##id, 1ul << (bit), &(feature) },
	FIELDS(ROW)
};

enum {
	NR_FIELDS = sizeof(fields) / sizeof(fields[0])
};

static bool there(unsigned int i)
{
	return fields[i].feature->probe();
}

static void check(const struct field_row *r, write_fn *write, uint64_t value)
{
	unsigned int own = (unsigned int)(r - fields);

	for (unsigned int set = 0; set < 2; set++) {
		uint64_t flags = set ? NZCV_ALL : 0, was[NR_FIELDS] = { 0 };
		uint64_t daif = read_sysreg(daif);
		uint64_t after, now[NR_FIELDS] = { 0 };

		for (unsigned int i = 0; i < NR_FIELDS; i++) {
			if (!there(i))
				continue;
			was[i] = fields[i].read();
			fields[i].write(0, set ? fields[i].bit : 0);
		}
		after = write(flags, value);
		for (unsigned int i = 0; i < NR_FIELDS; i++) {
			if (!there(i))
				continue;
			now[i] = fields[i].read();
			fields[i].write(0, was[i]);
		}
		test_context("others %s", set ? "set" : "clear");
		EXPECT_EQ(after, flags);
		EXPECT_EQ(read_sysreg(daif), daif);
		for (unsigned int i = 0; i < NR_FIELDS; i++) {
			if (!there(i))
				continue;
			test_context("%s", fields[i].name);
			EXPECT_EQ(now[i], (i == own ? value != 0 : set) ?
						  fields[i].bit :
						  0);
		}
	}
}

TEST_EACH(by_register, const struct field_row *r, fields,
	  "MSR of a register writes its one bit")
{
	if (!there((unsigned int)(r - fields)))
		SKIP("no %s", r->name);
	check(r, r->write, r->bit);
	check(r, r->write, 0);
}

TEST_EACH(by_immediate, const struct field_row *r, fields,
	  "MSR of an immediate writes its one bit")
{
	if (!there((unsigned int)(r - fields)))
		SKIP("no %s", r->name);
	check(r, r->immediate, 1);
	check(r, r->immediate, 0);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ID fields that go together.
 *
 * Arm ARM, G8.2 (ID_*, MVFR*: "permitted values"), A2 (features and what each of
 * them needs).
 */
#include "suite.h"

IDREGS_SUITE;

#define V(value) (1u << (value))
#define TO(last) ((2u << (last)) - 1)
#define SOME	 (TO(15) & ~1u)

/* Where @reg.@low has one of @values, @then.@then_low has one of @then_values. */
/* clang-format off: a table */
static const struct rule {
	const char *name;
	uint32_t reg;
	uint8_t low;
	uint16_t values;
	uint32_t then;
	uint8_t then_low;
	uint16_t then_values;
	bool only_v8; /* what the architecture permits is said of ARMv8 */
} rules[] = {
	{ "no-el2-virt-frac", PFR1, 12, V(0), PFR1, 24, V(1), true },
	{ "el2-no-virt-frac", PFR1, 12, V(1), PFR1, 24, V(0) },
	{ "no-el3-sec-frac", PFR1, 4, V(0), PFR1, 20, V(1) | V(2), true },
	{ "el3-no-sec-frac", PFR1, 4, V(1) | V(2), PFR1, 20, V(0) },
	{ "el3-has-smc", PFR1, 4, V(1) | V(2), ISAR4, 12, V(1) },
	{ "el3-has-secure-debug", PFR1, 4, V(1) | V(2), DFR0, 4, SOME },
	{ "no-el3-no-secure-debug", PFR1, 4, V(0), DFR0, 4, V(0) },
	{ "no-gentimer-no-el2", PFR1, 16, V(0), PFR1, 12, V(0) },
	{ "aes-has-simd", ISAR5, 4, SOME, MVFR1, 12, V(1) },
	{ "sha1-with-sha2", ISAR5, 8, SOME, ISAR5, 12, SOME },
	{ "sha2-with-sha1", ISAR5, 12, SOME, ISAR5, 8, SOME },
	{ "sha1-has-simd", ISAR5, 8, SOME, MVFR1, 12, V(1) },
	{ "rdm-has-simd", ISAR5, 24, SOME, MVFR1, 12, V(1) },
	{ "rdm-has-crc32", ISAR5, 24, SOME, ISAR5, 16, V(1) },
	{ "vcma-has-simd", ISAR5, 28, SOME, MVFR1, 16, V(1) },
	{ "jscvt-has-fp", ISAR6, 0, SOME, MVFR0, 8, V(2) },
	{ "dp-has-simd", ISAR6, 4, SOME, MVFR1, 12, V(1) },
	{ "fhm-has-fp16", ISAR6, 8, SOME, MVFR1, 20, V(2) },
	{ "bf16-has-simd", ISAR6, 20, SOME, MVFR1, 16, V(1) },
	{ "i8mm-has-simd", ISAR6, 24, SOME, MVFR1, 12, V(1) },
	{ "simd-fp16-has-fp16", MVFR1, 20, V(2), MVFR1, 24, V(3) },
	{ "fp16-has-simd-fp16", MVFR1, 24, V(3), MVFR1, 20, V(2) },
	{ "simd-loads", MVFR1, 12, V(1), MVFR1, 8, V(1) },
	{ "simd-registers", MVFR1, 12, V(1), MVFR0, 0, V(2) },
	{ "simd-sp-has-int", MVFR1, 16, V(1), MVFR1, 12, V(1) },
	{ "simd-sp-has-sp", MVFR1, 16, V(1), MVFR0, 4, V(2) },
	{ "dp-has-sp", MVFR0, 8, V(2), MVFR0, 4, V(2) },
	{ "divide", MVFR0, 4, V(2), MVFR0, 16, V(1) },
	{ "square-root", MVFR0, 4, V(2), MVFR0, 20, V(1) },
	{ "v8-fp-misc", MVFR0, 4, V(2), MVFR2, 4, V(4), true },
	{ "v8-simd-misc", MVFR1, 12, V(1), MVFR2, 0, V(3), true },
	{ "v8-no-short-vectors", MVFR0, 4, V(2), MVFR0, 24, V(0), true },
	{ "v8-rounding", MVFR0, 4, V(2), MVFR0, 28, V(1), true },
	{ "v8-subnormals", MVFR0, 4, V(2), MVFR1, 0, V(1), true },
	{ "v8-nans", MVFR0, 4, V(2), MVFR1, 4, V(1), true },
	{ "v8-fused", MVFR0, 4, V(2), MVFR1, 28, V(1), true },
	{ "t32ee-state", ISAR3, 28, V(1), PFR0, 12, V(1) },
	{ "t32ee-instructions", PFR0, 12, V(1), ISAR3, 28, V(1) },
	{ "jazelle", ISAR1, 28, V(1), PFR0, 8, V(1) | V(2) },
	{ "exclusives", ISAR3, 12, V(2), ISAR4, 20, V(0) },
	{ "pan-is-v8", MMFR3, 16, SOME, ISAR5, 0, V(1) },
	{ "pmuv3-is-v8", DFR0, 24, TO(9) & ~TO(2), ISAR5, 0, V(1) },
	{ "debug-v8-is-v8", DFR0, 0, TO(11) & ~TO(5), ISAR5, 0, V(1) },
	{ "v8-has-debug-v8", ISAR5, 0, V(1), DFR0, 0, TO(11) & ~TO(5) },
	{ "v8-has-t32", ISAR5, 0, V(1), PFR0, 4, V(3) },
	{ "two-levels-inner", MMFR0, 12, V(1), MMFR0, 28, TO(1) | V(15) },
	{ "one-level-inner", MMFR0, 12, V(0), MMFR0, 28, V(0) },
	{ "csv2-2-has-csv2", PFR0, 16, V(2), ISAR5, 0, V(1) },
	{ "dit-is-v8", PFR0, 24, V(1), ISAR5, 0, V(1) },
	{ "ras-frac", PFR2, 8, SOME, PFR0, 28, V(1) },
};
/* clang-format on */

static bool one_of(uint32_t reg, unsigned int low, uint16_t values)
{
	return values & 1u << id_field(reg, low);
}

TEST_EACH(rule, const struct rule *r, rules, "holds between two fields")
{
	if (r->only_v8 && !arm_sevl.probe())
		SKIP("a rule of ARMv8");
	if (!one_of(r->reg, r->low, r->values))
		SKIP("the first field has another value");
	EXPECT_TRUE(one_of(r->then, r->then_low, r->then_values));
}

/* Levels by which the field of secure debug is that of debug. */
TEST(secure_debug, "is of the same version as debug, or none")
{
	unsigned int secure = id_field(DFR0, 4);

	if (secure)
		EXPECT_EQ(secure, id_field(DFR0, 0));
	else
		EXPECT_EQ(id_field(PFR1, 4), 0);
}

/* ISAR4.SMC: none where neither EL3 nor EL2 is there to trap it. */
TEST(smc, "is no instruction of a processor without EL2 and EL3")
{
	if (!arm_sevl.probe() || id_field(PFR1, 4) || id_field(PFR1, 12))
		SKIP("there is EL2 or EL3, or it is no ARMv8");
	EXPECT_EQ(id_field(ISAR4, 12), 0);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the encodings may not have: SDM vol. 2, table 2-30 (#UD). */
#include "suite.h"

#include <string.h>

BMI_SUITE;

static const struct bmi_row rows[] = { BMI_VEX_ROWS };

enum {
	VEX_L = 1 << 2, /* in the third byte of VEX */
	VEX_VVVV = 1 << 3,
};

static struct insn_code code(const struct bmi_row *r)
{
	if (!r->needs->probe())
		SKIP("needs %s (%s)", r->needs->name, r->needs->where);
	return bmi_code(r, REG_CX, REG_SI, OP_MEM, 1);
}

static void refuse(const struct insn_code *c)
{
	insn_undefined(&exec_kernel, c);
	insn_undefined(&exec_user, c);
}

TEST_EACH(vex_l, const struct bmi_row *r, rows, "VEX.L = 1 raises #UD")
{
	struct insn_code c = code(r);

	c.bytes[2] |= VEX_L;
	refuse(&c);
}

TEST_EACH(prefixes, const struct bmi_row *r, rows,
	  "66, F2, F3, LOCK and REX ahead of VEX raise #UD")
{
	static const uint8_t prefixes[] = { 0x66, 0xf2, 0xf3, 0xf0, 0x48 };
	struct insn_code c = code(r);

	for (unsigned int i = 0; i < (sizeof(long) == 8 ? 5 : 4); i++) {
		struct insn_code prefixed = insn_prefixed(prefixes[i], &c);

		test_context("prefix 0x%x", prefixes[i]);
		refuse(&prefixed);
	}
}

/* Of RORX, which has no operand there. */
static const struct bmi_row rorx[] = { BMI_RORX_ROWS };

TEST_EACH(vvvv, const struct bmi_row *r, rorx,
	  "VEX.vvvv has to be 1111B where it is no operand")
{
	struct insn_code c = code(r);

	c.bytes[2] &= (uint8_t)~VEX_VVVV;
	refuse(&c);
}

/* Digits 0 and 4 to 7 of the group of BLSR. */
TEST(group, "digits of group 17 that are none raise #UD",
     .needs = NEEDS(&x86_bmi1))
{
	static const uint8_t digits[] = { 0, 4, 5, 6, 7 };

	for (unsigned int i = 0; i < 5; i++) {
		struct insn_code c =
			INSN_CODE(0xc4, 0xe2, 0x48, 0xf3,
				  (uint8_t)(digits[i] << 3 | REG_BX));

		test_context("digit %u", digits[i]);
		refuse(&c);
	}
}

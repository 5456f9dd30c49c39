/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Flags by themselves (Arm ARM, C6.2 CFINV, RMIF, SETF8, SETF16). */
#include "suite.h"

INTEGER_SUITE;

static unsigned int flagm_version(void)
{
	return read_sysreg(ID_AA64ISAR0_EL1) >> 52 & 15;
}

static bool has_flagm(void)
{
	return flagm_version() >= 1;
}

static bool has_flagm2(void)
{
	return flagm_version() >= 2;
}

static const struct feature flagm = { "FlagM", "ID_AA64ISAR0_EL1.TS",
				      has_flagm };
static const struct feature flagm2 = { "FlagM2", "ID_AA64ISAR0_EL1.TS",
				       has_flagm2 };

static const struct op_row flags[] = {
	OP(setf8, { 0xdeadbeefcafef00d, 8 }, { 0xdeadbeefcafef00d, 6 },
	   { 0xdeadbeefcafef00d, 0xa }, { 0xdeadbeefcafef00d, 8 },
	   { 0xdeadbeefcafef00d, 2 }, { 0xdeadbeefcafef00d, 4 },
	   { 0xdeadbeefcafef00d, 6 }, { 0xdeadbeefcafef00d, 0xa }),
	OP(setf16, { 0xdeadbeefcafef00d, 8 }, { 0xdeadbeefcafef00d, 6 },
	   { 0xdeadbeefcafef00d, 0xa }, { 0xdeadbeefcafef00d, 8 },
	   { 0xdeadbeefcafef00d, 2 }, { 0xdeadbeefcafef00d, 4 },
	   { 0xdeadbeefcafef00d, 6 }, { 0xdeadbeefcafef00d, 3 }),
	OP(cfinv, { 0xdeadbeefcafef00d, 2 }, { 0xdeadbeefcafef00d, 0xd },
	   { 0xdeadbeefcafef00d, 0 }, { 0xdeadbeefcafef00d, 0xf },
	   { 0xdeadbeefcafef00d, 5 }, { 0xdeadbeefcafef00d, 0xb },
	   { 0xdeadbeefcafef00d, 0xd }, { 0xdeadbeefcafef00d, 0 }),
	OP(rmif_0_15, { 0xdeadbeefcafef00d, 0xf }, { 0xdeadbeefcafef00d, 0 },
	   { 0xdeadbeefcafef00d, 0xf }, { 0xdeadbeefcafef00d, 0xf },
	   { 0xdeadbeefcafef00d, 0 }, { 0xdeadbeefcafef00d, 0 },
	   { 0xdeadbeefcafef00d, 0 }, { 0xdeadbeefcafef00d, 9 }),
	OP(rmif_4_5, { 0xdeadbeefcafef00d, 5 }, { 0xdeadbeefcafef00d, 0xa },
	   { 0xdeadbeefcafef00d, 7 }, { 0xdeadbeefcafef00d, 0xd },
	   { 0xdeadbeefcafef00d, 3 }, { 0xdeadbeefcafef00d, 8 },
	   { 0xdeadbeefcafef00d, 0xa }, { 0xdeadbeefcafef00d, 2 }),
	OP(rmif_63_10, { 0xdeadbeefcafef00d, 0xa }, { 0xdeadbeefcafef00d, 5 },
	   { 0xdeadbeefcafef00d, 0xa }, { 0xdeadbeefcafef00d, 0xf },
	   { 0xdeadbeefcafef00d, 5 }, { 0xdeadbeefcafef00d, 1 },
	   { 0xdeadbeefcafef00d, 5 }, { 0xdeadbeefcafef00d, 2 }),
	OP(rmif_28_8, { 0xdeadbeefcafef00d, 0 }, { 0xdeadbeefcafef00d, 0xf },
	   { 0xdeadbeefcafef00d, 0xa }, { 0xdeadbeefcafef00d, 0xd },
	   { 0xdeadbeefcafef00d, 7 }, { 0xdeadbeefcafef00d, 1 },
	   { 0xdeadbeefcafef00d, 0xf }, { 0xdeadbeefcafef00d, 2 }),
	OP(rmif_29_4, { 0xdeadbeefcafef00d, 0 }, { 0xdeadbeefcafef00d, 0xf },
	   { 0xdeadbeefcafef00d, 6 }, { 0xdeadbeefcafef00d, 0xd },
	   { 0xdeadbeefcafef00d, 3 }, { 0xdeadbeefcafef00d, 9 },
	   { 0xdeadbeefcafef00d, 0xf }, { 0xdeadbeefcafef00d, 2 }),
	OP(rmif_62_2, { 0xdeadbeefcafef00d, 0 }, { 0xdeadbeefcafef00d, 0xd },
	   { 0xdeadbeefcafef00d, 0 }, { 0xdeadbeefcafef00d, 0xf },
	   { 0xdeadbeefcafef00d, 7 }, { 0xdeadbeefcafef00d, 0xb },
	   { 0xdeadbeefcafef00d, 0xf }, { 0xdeadbeefcafef00d, 2 }),
	OP(rmif_33_1, { 0xdeadbeefcafef00d, 0 }, { 0xdeadbeefcafef00d, 0xe },
	   { 0xdeadbeefcafef00d, 3 }, { 0xdeadbeefcafef00d, 0xd },
	   { 0xdeadbeefcafef00d, 6 }, { 0xdeadbeefcafef00d, 8 },
	   { 0xdeadbeefcafef00d, 0xe }, { 0xdeadbeefcafef00d, 2 }),
};

TEST_EACH(flags, const struct op_row *r, flags,
	  "change the flags that they name and no others",
	  .needs = NEEDS(&flagm))
{
	op_check(r);
}

/* Of each of the 16 states of the flags. */
static const struct flags_row {
	const char *name;
	int_op *op;
	uint8_t want[16];
} formats[] = {
	{ "xaflag",
	  int_xaflag,
	  { 8, 8, 2, 2, 3, 3, 6, 6, 8, 8, 2, 2, 3, 3, 6, 6 } },
	{ "axflag",
	  int_axflag,
	  { 0, 4, 2, 4, 4, 4, 6, 4, 0, 4, 2, 4, 4, 4, 6, 4 } },
};

TEST_EACH(formats, const struct flags_row *r, formats,
	  "turn flags of one format into the other's", .needs = NEEDS(&flagm2))
{
	flags_check(r->op, r->want);
}

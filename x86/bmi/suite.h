/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * BMI1, BMI2, ADX, CRC32 and the counting instructions.
 *
 * Intel SDM vol. 2, the page of each; 2.3.5 and table 2-30 (VEX-encoded instructions on
 * general registers: what raises #UD).
 */
#ifndef X86_BMI_SUITE_H
#define X86_BMI_SUITE_H

#include <test/test.h>
#include <x86/features.h>
#include <x86/insn/insn.h>

#define BMI_SUITE                                                           \
	TEST_SUITE("bmi",                                                   \
		   .summary = "BMI, ADX and counting instructions do what " \
			      "the manual says",                            \
		   .setup = insn_prepare)

enum bmi_map {
	MAP_0F = 1,
	MAP_0F38,
	MAP_0F3A
};

enum bmi_prefix {
	PP_NONE,
	PP_66,
	PP_F3,
	PP_F2
};

/* Where operands are, besides the one of ModRM.rm, which is always a source. */
enum bmi_form {
	REG_VVVV_RM, /* ModRM.reg = op(vvvv, rm) */
	VVVV_RM,     /* vvvv = op(rm); ModRM.reg is a digit */
	REG_RM_IMM,  /* ModRM.reg = op(rm, imm8) */
	MULTIPLY,    /* ModRM.reg:vvvv = RDX * rm */
	REG_RM,	     /* not VEX: ModRM.reg = op(ModRM.reg, rm) */
};

/* a: of vvvv, the constant, or the destination; b: of ModRM.rm. */
struct bmi_result {
	uint64_t value, low;
	uint64_t flags; /* starts as what they were */
	uint32_t undefined;
};
typedef void bmi_model(uint64_t a, uint64_t b, unsigned int bits,
		       struct bmi_result *r);

struct bmi_row {
	const char *name;
	const struct feature *needs;
	bmi_model *model;
	enum bmi_form form;
	enum bmi_map map;
	enum bmi_prefix prefix;
	uint8_t opcode, digit;
	uint8_t bytes; /* operand size */
};

bmi_model bmi_andn, bmi_bextr, bmi_blsi, bmi_blsmsk, bmi_blsr, bmi_bzhi,
	bmi_pdep, bmi_pext, bmi_rorx, bmi_sarx, bmi_shlx, bmi_shrx, bmi_mulx,
	bmi_adcx, bmi_adox, bmi_popcnt, bmi_lzcnt, bmi_tzcnt;

/* Each with 32 bits, and with 64 where there are any. */
#ifdef __x86_64__
#define BMI_SIZES(name, ...) \
	{ name "-32", __VA_ARGS__, 4 }, { name "-64", __VA_ARGS__, 8 },
#else
#define BMI_SIZES(name, ...) { name "-32", __VA_ARGS__, 4 },
#endif

#define BMI_RORX_ROWS                                                       \
	BMI_SIZES("rorx", &x86_bmi2, bmi_rorx, REG_RM_IMM, MAP_0F3A, PP_F2, \
		  0xf0, 0)

#define BMI_VEX_ROWS                                                           \
	BMI_SIZES("andn", &x86_bmi1, bmi_andn, REG_VVVV_RM, MAP_0F38, PP_NONE, \
		  0xf2, 0)                                                     \
	BMI_SIZES("bextr", &x86_bmi1, bmi_bextr, REG_VVVV_RM, MAP_0F38,        \
		  PP_NONE, 0xf7, 0)                                            \
	BMI_SIZES("blsr", &x86_bmi1, bmi_blsr, VVVV_RM, MAP_0F38, PP_NONE,     \
		  0xf3, 1)                                                     \
	BMI_SIZES("blsmsk", &x86_bmi1, bmi_blsmsk, VVVV_RM, MAP_0F38, PP_NONE, \
		  0xf3, 2)                                                     \
	BMI_SIZES("blsi", &x86_bmi1, bmi_blsi, VVVV_RM, MAP_0F38, PP_NONE,     \
		  0xf3, 3)                                                     \
	BMI_SIZES("bzhi", &x86_bmi2, bmi_bzhi, REG_VVVV_RM, MAP_0F38, PP_NONE, \
		  0xf5, 0)                                                     \
	BMI_SIZES("pdep", &x86_bmi2, bmi_pdep, REG_VVVV_RM, MAP_0F38, PP_F2,   \
		  0xf5, 0)                                                     \
	BMI_SIZES("pext", &x86_bmi2, bmi_pext, REG_VVVV_RM, MAP_0F38, PP_F3,   \
		  0xf5, 0)                                                     \
	BMI_SIZES("mulx", &x86_bmi2, bmi_mulx, MULTIPLY, MAP_0F38, PP_F2,      \
		  0xf6, 0)                                                     \
	BMI_RORX_ROWS                                                          \
	BMI_SIZES("sarx", &x86_bmi2, bmi_sarx, REG_VVVV_RM, MAP_0F38, PP_F3,   \
		  0xf7, 0)                                                     \
	BMI_SIZES("shlx", &x86_bmi2, bmi_shlx, REG_VVVV_RM, MAP_0F38, PP_66,   \
		  0xf7, 0)                                                     \
	BMI_SIZES("shrx", &x86_bmi2, bmi_shrx, REG_VVVV_RM, MAP_0F38, PP_F2,   \
		  0xf7, 0)

/** bmi_code - the instruction; @reg, @vvvv: registers, @rm: one, or OP_MEM */
struct insn_code bmi_code(const struct bmi_row *r, unsigned int reg,
			  unsigned int vvvv, unsigned int rm, uint8_t imm);

#endif

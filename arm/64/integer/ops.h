/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each instruction once: the name of its row, and how an assembler has it. */
#ifndef ARM_64_INTEGER_OPS_H
#define ARM_64_INTEGER_OPS_H

/* clang-format off */
#define INTEGER_OPS(X) \
	X(add_w, "add w0, w1, w2") X(add_w_imm, "add w0, w1, #0xfff") \
	X(adds_w, "adds w0, w1, w2") X(adds_w_imm, "adds w0, w1, #0xfff") \
	X(adds_w_imm12, "adds w0, w1, #0xabc, lsl #12") X(sub_w, "sub w0, w1, w2") \
	X(sub_w_imm, "sub w0, w1, #0xfff") X(subs_w, "subs w0, w1, w2") \
	X(subs_w_imm, "subs w0, w1, #0xfff") \
	X(subs_w_imm12, "subs w0, w1, #0xabc, lsl #12") \
	X(adds_w_lsl, "adds w0, w1, w2, lsl #31") X(subs_w_lsr, "subs w0, w1, w2, lsr #3") \
	X(adds_w_asr, "adds w0, w1, w2, asr #31") \
	X(adds_w_uxtb, "adds w0, w1, w2, uxtb #4") \
	X(subs_w_uxth, "subs w0, w1, w2, uxth #1") \
	X(adds_w_uxtw, "adds w0, w1, w2, uxtw #2") \
	X(subs_w_sxtb, "subs w0, w1, w2, sxtb #0") \
	X(adds_w_sxth, "adds w0, w1, w2, sxth #3") \
	X(subs_w_sxtw, "subs w0, w1, w2, sxtw #4") X(adc_w, "adc w0, w1, w2") \
	X(adcs_w, "adcs w0, w1, w2") X(sbc_w, "sbc w0, w1, w2") \
	X(sbcs_w, "sbcs w0, w1, w2") X(add_x, "add x0, x1, x2") \
	X(add_x_imm, "add x0, x1, #0xfff") X(adds_x, "adds x0, x1, x2") \
	X(adds_x_imm, "adds x0, x1, #0xfff") \
	X(adds_x_imm12, "adds x0, x1, #0xabc, lsl #12") X(sub_x, "sub x0, x1, x2") \
	X(sub_x_imm, "sub x0, x1, #0xfff") X(subs_x, "subs x0, x1, x2") \
	X(subs_x_imm, "subs x0, x1, #0xfff") \
	X(subs_x_imm12, "subs x0, x1, #0xabc, lsl #12") \
	X(adds_x_lsl, "adds x0, x1, x2, lsl #63") X(subs_x_lsr, "subs x0, x1, x2, lsr #3") \
	X(adds_x_asr, "adds x0, x1, x2, asr #63") \
	X(adds_x_uxtb, "adds x0, x1, w2, uxtb #4") \
	X(subs_x_uxth, "subs x0, x1, w2, uxth #1") \
	X(adds_x_uxtw, "adds x0, x1, w2, uxtw #2") \
	X(subs_x_sxtb, "subs x0, x1, w2, sxtb #0") \
	X(adds_x_sxth, "adds x0, x1, w2, sxth #3") \
	X(subs_x_sxtw, "subs x0, x1, w2, sxtw #4") X(add_x_uxtx, "add x0, x1, x2, uxtx #4") \
	X(sub_x_sxtx, "sub x0, x1, x2, sxtx #1") X(adc_x, "adc x0, x1, x2") \
	X(adcs_x, "adcs x0, x1, x2") X(sbc_x, "sbc x0, x1, x2") \
	X(sbcs_x, "sbcs x0, x1, x2") X(and_w, "and w0, w1, w2") \
	X(and_w_lsl, "and w0, w1, w2, lsl #4") X(orr_w, "orr w0, w1, w2") \
	X(orr_w_lsr, "orr w0, w1, w2, lsr #7") X(eor_w, "eor w0, w1, w2") \
	X(eor_w_asr, "eor w0, w1, w2, asr #31") X(bic_w, "bic w0, w1, w2") \
	X(bic_w_ror, "bic w0, w1, w2, ror #9") X(orn_w, "orn w0, w1, w2") \
	X(orn_w_lsl, "orn w0, w1, w2, lsl #4") X(eon_w, "eon w0, w1, w2") \
	X(eon_w_lsr, "eon w0, w1, w2, lsr #7") X(ands_w, "ands w0, w1, w2") \
	X(ands_w_asr, "ands w0, w1, w2, asr #31") X(bics_w, "bics w0, w1, w2") \
	X(bics_w_ror, "bics w0, w1, w2, ror #9") X(and_w_imm0, "and w0, w1, #0xff00ff00") \
	X(orr_w_imm5, "orr w0, w1, #0x55555555") X(eor_w_imm8, "eor w0, w1, #0xf8f8f8f8") \
	X(ands_w_imm1, "ands w0, w1, #0x80000001") \
	X(ands_w_imme, "ands w0, w1, #0x7ffffffe") X(mvn_w, "mvn w0, w2") \
	X(mov_w, "mov w0, w2") X(movz_w_0, "movz w0, #0x8421, lsl #0") \
	X(movn_w_0, "movn w0, #0x8421, lsl #0") X(movk_w_0, "movk w0, #0x8421, lsl #0") \
	X(movz_w_16, "movz w0, #0x8421, lsl #16") X(movn_w_16, "movn w0, #0x8421, lsl #16") \
	X(movk_w_16, "movk w0, #0x8421, lsl #16") X(and_x, "and x0, x1, x2") \
	X(and_x_lsl, "and x0, x1, x2, lsl #4") X(orr_x, "orr x0, x1, x2") \
	X(orr_x_lsr, "orr x0, x1, x2, lsr #7") X(eor_x, "eor x0, x1, x2") \
	X(eor_x_asr, "eor x0, x1, x2, asr #63") X(bic_x, "bic x0, x1, x2") \
	X(bic_x_ror, "bic x0, x1, x2, ror #9") X(orn_x, "orn x0, x1, x2") \
	X(orn_x_lsl, "orn x0, x1, x2, lsl #4") X(eon_x, "eon x0, x1, x2") \
	X(eon_x_lsr, "eon x0, x1, x2, lsr #7") X(ands_x, "ands x0, x1, x2") \
	X(ands_x_asr, "ands x0, x1, x2, asr #63") X(bics_x, "bics x0, x1, x2") \
	X(bics_x_ror, "bics x0, x1, x2, ror #9") \
	X(and_x_imm0, "and x0, x1, #0xff00ff00ff00ff00") \
	X(orr_x_imm5, "orr x0, x1, #0x5555555555555555") \
	X(eor_x_imm8, "eor x0, x1, #0xf8f8f8f8f8f8f8f8") \
	X(ands_x_imm1, "ands x0, x1, #0x8000000180000001") \
	X(ands_x_imme, "ands x0, x1, #0x7ffffffe7ffffffe") X(mvn_x, "mvn x0, x2") \
	X(mov_x, "mov x0, x2") X(movz_x_0, "movz x0, #0x8421, lsl #0") \
	X(movn_x_0, "movn x0, #0x8421, lsl #0") X(movk_x_0, "movk x0, #0x8421, lsl #0") \
	X(movz_x_16, "movz x0, #0x8421, lsl #16") X(movn_x_16, "movn x0, #0x8421, lsl #16") \
	X(movk_x_16, "movk x0, #0x8421, lsl #16") X(movz_x_32, "movz x0, #0x8421, lsl #32") \
	X(movn_x_32, "movn x0, #0x8421, lsl #32") X(movk_x_32, "movk x0, #0x8421, lsl #32") \
	X(movz_x_48, "movz x0, #0x8421, lsl #48") X(movn_x_48, "movn x0, #0x8421, lsl #48") \
	X(movk_x_48, "movk x0, #0x8421, lsl #48") X(ubfm_w_0_7, "ubfm w0, w1, #0, #7") \
	X(ubfm_w_4_19, "ubfm w0, w1, #4, #19") X(ubfm_w_20_9, "ubfm w0, w1, #20, #9") \
	X(ubfm_w_31_30, "ubfm w0, w1, #31, #30") X(ubfm_w_31_31, "ubfm w0, w1, #31, #31") \
	X(ubfm_w_1_0, "ubfm w0, w1, #1, #0") X(ubfm_w_0_31, "ubfm w0, w1, #0, #31") \
	X(sbfm_w_0_7, "sbfm w0, w1, #0, #7") X(sbfm_w_4_19, "sbfm w0, w1, #4, #19") \
	X(sbfm_w_20_9, "sbfm w0, w1, #20, #9") X(sbfm_w_31_30, "sbfm w0, w1, #31, #30") \
	X(sbfm_w_31_31, "sbfm w0, w1, #31, #31") X(sbfm_w_1_0, "sbfm w0, w1, #1, #0") \
	X(sbfm_w_0_31, "sbfm w0, w1, #0, #31") X(bfm_w_0_7, "bfm w0, w1, #0, #7") \
	X(bfm_w_4_19, "bfm w0, w1, #4, #19") X(bfm_w_20_9, "bfm w0, w1, #20, #9") \
	X(bfm_w_31_30, "bfm w0, w1, #31, #30") X(bfm_w_31_31, "bfm w0, w1, #31, #31") \
	X(bfm_w_1_0, "bfm w0, w1, #1, #0") X(bfm_w_0_31, "bfm w0, w1, #0, #31") \
	X(extr_w_0, "extr w0, w1, w2, #0") X(extr_w_1, "extr w0, w1, w2, #1") \
	X(extr_w_31, "extr w0, w1, w2, #31") X(ror_w_imm, "ror w0, w1, #5") \
	X(lslv_w, "lslv w0, w1, w2") X(lsrv_w, "lsrv w0, w1, w2") \
	X(asrv_w, "asrv w0, w1, w2") X(rorv_w, "rorv w0, w1, w2") X(clz_w, "clz w0, w1") \
	X(cls_w, "cls w0, w1") X(rbit_w, "rbit w0, w1") X(rev16_w, "rev16 w0, w1") \
	X(rev_w, "rev w0, w1") X(ubfm_x_0_7, "ubfm x0, x1, #0, #7") \
	X(ubfm_x_4_19, "ubfm x0, x1, #4, #19") X(ubfm_x_52_9, "ubfm x0, x1, #52, #9") \
	X(ubfm_x_63_62, "ubfm x0, x1, #63, #62") X(ubfm_x_63_63, "ubfm x0, x1, #63, #63") \
	X(ubfm_x_1_0, "ubfm x0, x1, #1, #0") X(ubfm_x_0_63, "ubfm x0, x1, #0, #63") \
	X(sbfm_x_0_7, "sbfm x0, x1, #0, #7") X(sbfm_x_4_19, "sbfm x0, x1, #4, #19") \
	X(sbfm_x_52_9, "sbfm x0, x1, #52, #9") X(sbfm_x_63_62, "sbfm x0, x1, #63, #62") \
	X(sbfm_x_63_63, "sbfm x0, x1, #63, #63") X(sbfm_x_1_0, "sbfm x0, x1, #1, #0") \
	X(sbfm_x_0_63, "sbfm x0, x1, #0, #63") X(bfm_x_0_7, "bfm x0, x1, #0, #7") \
	X(bfm_x_4_19, "bfm x0, x1, #4, #19") X(bfm_x_52_9, "bfm x0, x1, #52, #9") \
	X(bfm_x_63_62, "bfm x0, x1, #63, #62") X(bfm_x_63_63, "bfm x0, x1, #63, #63") \
	X(bfm_x_1_0, "bfm x0, x1, #1, #0") X(bfm_x_0_63, "bfm x0, x1, #0, #63") \
	X(extr_x_0, "extr x0, x1, x2, #0") X(extr_x_1, "extr x0, x1, x2, #1") \
	X(extr_x_63, "extr x0, x1, x2, #63") X(ror_x_imm, "ror x0, x1, #5") \
	X(lslv_x, "lslv x0, x1, x2") X(lsrv_x, "lsrv x0, x1, x2") \
	X(asrv_x, "asrv x0, x1, x2") X(rorv_x, "rorv x0, x1, x2") X(clz_x, "clz x0, x1") \
	X(cls_x, "cls x0, x1") X(rbit_x, "rbit x0, x1") X(rev16_x, "rev16 x0, x1") \
	X(rev32_x, "rev32 x0, x1") X(rev_x, "rev x0, x1") X(madd_w, "madd w0, w1, w2, w3") \
	X(mul_w, "mul w0, w1, w2") X(msub_w, "msub w0, w1, w2, w3") \
	X(mneg_w, "mneg w0, w1, w2") X(udiv_w, "udiv w0, w1, w2") \
	X(sdiv_w, "sdiv w0, w1, w2") X(madd_x, "madd x0, x1, x2, x3") \
	X(mul_x, "mul x0, x1, x2") X(msub_x, "msub x0, x1, x2, x3") \
	X(mneg_x, "mneg x0, x1, x2") X(udiv_x, "udiv x0, x1, x2") \
	X(sdiv_x, "sdiv x0, x1, x2") X(smaddl, "smaddl x0, w1, w2, x3") \
	X(smull, "smull x0, w1, w2") X(smsubl, "smsubl x0, w1, w2, x3") \
	X(smulh, "smulh x0, x1, x2") X(umaddl, "umaddl x0, w1, w2, x3") \
	X(umull, "umull x0, w1, w2") X(umsubl, "umsubl x0, w1, w2, x3") \
	X(umulh, "umulh x0, x1, x2") X(crc32b, "crc32b w0, w1, w2") \
	X(crc32h, "crc32h w0, w1, w2") X(crc32w, "crc32w w0, w1, w2") \
	X(crc32x, "crc32x w0, w1, x2") X(crc32cb, "crc32cb w0, w1, w2") \
	X(crc32ch, "crc32ch w0, w1, w2") X(crc32cw, "crc32cw w0, w1, w2") \
	X(crc32cx, "crc32cx w0, w1, x2") X(csel_w_eq, "csel w0, w1, w2, eq") \
	X(csel_w_lt, "csel w0, w1, w2, lt") X(csinc_w_eq, "csinc w0, w1, w2, eq") \
	X(csinc_w_lt, "csinc w0, w1, w2, lt") X(csinv_w_eq, "csinv w0, w1, w2, eq") \
	X(csinv_w_lt, "csinv w0, w1, w2, lt") X(csneg_w_eq, "csneg w0, w1, w2, eq") \
	X(csneg_w_lt, "csneg w0, w1, w2, lt") X(cset_w, "cset w0, hi") \
	X(csetm_w, "csetm w0, ge") X(ccmp_w_cs, "ccmp w1, w2, #5, cs") \
	X(ccmp_w_imm_cs, "ccmp w1, #31, #5, cs") X(ccmp_w_ne, "ccmp w1, w2, #10, ne") \
	X(ccmp_w_imm_ne, "ccmp w1, #16, #10, ne") X(ccmn_w_cs, "ccmn w1, w2, #5, cs") \
	X(ccmn_w_imm_cs, "ccmn w1, #31, #5, cs") X(ccmn_w_ne, "ccmn w1, w2, #10, ne") \
	X(ccmn_w_imm_ne, "ccmn w1, #16, #10, ne") X(csel_x_eq, "csel x0, x1, x2, eq") \
	X(csel_x_lt, "csel x0, x1, x2, lt") X(csinc_x_eq, "csinc x0, x1, x2, eq") \
	X(csinc_x_lt, "csinc x0, x1, x2, lt") X(csinv_x_eq, "csinv x0, x1, x2, eq") \
	X(csinv_x_lt, "csinv x0, x1, x2, lt") X(csneg_x_eq, "csneg x0, x1, x2, eq") \
	X(csneg_x_lt, "csneg x0, x1, x2, lt") X(cset_x, "cset x0, hi") \
	X(csetm_x, "csetm x0, ge") X(ccmp_x_cs, "ccmp x1, x2, #5, cs") \
	X(ccmp_x_imm_cs, "ccmp x1, #31, #5, cs") X(ccmp_x_ne, "ccmp x1, x2, #10, ne") \
	X(ccmp_x_imm_ne, "ccmp x1, #16, #10, ne") X(ccmn_x_cs, "ccmn x1, x2, #5, cs") \
	X(ccmn_x_imm_cs, "ccmn x1, #31, #5, cs") X(ccmn_x_ne, "ccmn x1, x2, #10, ne") \
	X(ccmn_x_imm_ne, "ccmn x1, #16, #10, ne") X(setf8, "setf8 w1") \
	X(setf16, "setf16 w1") X(cfinv, "cfinv") X(rmif_0_15, "rmif x1, #0, #15") \
	X(rmif_4_5, "rmif x1, #4, #5") X(rmif_63_10, "rmif x1, #63, #10") \
	X(rmif_28_8, "rmif x1, #28, #8") X(rmif_29_4, "rmif x1, #29, #4") \
	X(rmif_62_2, "rmif x1, #62, #2") X(rmif_33_1, "rmif x1, #33, #1") \
	X(xaflag, ".inst 0xd500403f") X(axflag, ".inst 0xd500405f") \
	X(csel_eq, "csel x0, x1, x2, eq") X(b_eq, "b.eq 1f; mov x1, x2; 1: mov x0, x1") \
	X(csel_ne, "csel x0, x1, x2, ne") X(b_ne, "b.ne 1f; mov x1, x2; 1: mov x0, x1") \
	X(csel_cs, "csel x0, x1, x2, cs") X(b_cs, "b.cs 1f; mov x1, x2; 1: mov x0, x1") \
	X(csel_cc, "csel x0, x1, x2, cc") X(b_cc, "b.cc 1f; mov x1, x2; 1: mov x0, x1") \
	X(csel_mi, "csel x0, x1, x2, mi") X(b_mi, "b.mi 1f; mov x1, x2; 1: mov x0, x1") \
	X(csel_pl, "csel x0, x1, x2, pl") X(b_pl, "b.pl 1f; mov x1, x2; 1: mov x0, x1") \
	X(csel_vs, "csel x0, x1, x2, vs") X(b_vs, "b.vs 1f; mov x1, x2; 1: mov x0, x1") \
	X(csel_vc, "csel x0, x1, x2, vc") X(b_vc, "b.vc 1f; mov x1, x2; 1: mov x0, x1") \
	X(csel_hi, "csel x0, x1, x2, hi") X(b_hi, "b.hi 1f; mov x1, x2; 1: mov x0, x1") \
	X(csel_ls, "csel x0, x1, x2, ls") X(b_ls, "b.ls 1f; mov x1, x2; 1: mov x0, x1") \
	X(csel_ge, "csel x0, x1, x2, ge") X(b_ge, "b.ge 1f; mov x1, x2; 1: mov x0, x1") \
	X(csel_lt, "csel x0, x1, x2, lt") X(b_lt, "b.lt 1f; mov x1, x2; 1: mov x0, x1") \
	X(csel_gt, "csel x0, x1, x2, gt") X(b_gt, "b.gt 1f; mov x1, x2; 1: mov x0, x1") \
	X(csel_le, "csel x0, x1, x2, le") X(b_le, "b.le 1f; mov x1, x2; 1: mov x0, x1") \
	X(csel_al, "csel x0, x1, x2, al") X(b_al, "b.al 1f; mov x1, x2; 1: mov x0, x1") \
	X(csel_nv, "csel x0, x1, x2, nv") X(b_nv, "b.nv 1f; mov x1, x2; 1: mov x0, x1") \
	X(tbz_0, "tbz w1, #0, 1f; ret; 1: mov x0, #1") \
	X(tbnz_0, "tbnz w1, #0, 1f; ret; 1: mov x0, #1") \
	X(tbz_31, "tbz w1, #31, 1f; ret; 1: mov x0, #1") \
	X(tbnz_31, "tbnz w1, #31, 1f; ret; 1: mov x0, #1") \
	X(tbz_32, "tbz x1, #32, 1f; ret; 1: mov x0, #1") \
	X(tbnz_32, "tbnz x1, #32, 1f; ret; 1: mov x0, #1") \
	X(tbz_63, "tbz x1, #63, 1f; ret; 1: mov x0, #1") \
	X(tbnz_63, "tbnz x1, #63, 1f; ret; 1: mov x0, #1") \
	X(cbz_w, "cbz w1, 1f; ret; 1: mov x0, #1") \
	X(cbnz_w, "cbnz w1, 1f; ret; 1: mov x0, #1") \
	X(cbz_x, "cbz x1, 1f; ret; 1: mov x0, #1") \
	X(cbnz_x, "cbnz x1, 1f; ret; 1: mov x0, #1") X(ldrb_w, "ldrb w0, [x1, #3]") \
	X(ldurb_w, "ldurb w0, [x1, #-11]") X(ldrb_w_post, "ldrb w0, [x1], #-7") \
	X(ldrb_w_pre, "ldrb w0, [x1, #9]!") X(ldrb_w_sxtw, "ldrb w0, [x1, w2, sxtw]") \
	X(ldrb_w_uxtw, "ldrb w0, [x1, w2, uxtw]") X(ldrb_w_lsl, "ldrb w0, [x1, x2]") \
	X(ldrb_w_index, "ldrb w0, [x1, x2, sxtx]") X(ldrh_w, "ldrh w0, [x1, #6]") \
	X(ldurh_w, "ldurh w0, [x1, #-11]") X(ldrh_w_post, "ldrh w0, [x1], #-7") \
	X(ldrh_w_pre, "ldrh w0, [x1, #9]!") X(ldrh_w_sxtw, "ldrh w0, [x1, w2, sxtw #1]") \
	X(ldrh_w_uxtw, "ldrh w0, [x1, w2, uxtw #1]") \
	X(ldrh_w_lsl, "ldrh w0, [x1, x2, lsl #1]") \
	X(ldrh_w_index, "ldrh w0, [x1, x2, sxtx]") X(ldr_w, "ldr w0, [x1, #12]") \
	X(ldur_w, "ldur w0, [x1, #-11]") X(ldr_w_post, "ldr w0, [x1], #-7") \
	X(ldr_w_pre, "ldr w0, [x1, #9]!") X(ldr_w_sxtw, "ldr w0, [x1, w2, sxtw #2]") \
	X(ldr_w_uxtw, "ldr w0, [x1, w2, uxtw #2]") X(ldr_w_lsl, "ldr w0, [x1, x2, lsl #2]") \
	X(ldr_w_index, "ldr w0, [x1, x2, sxtx]") X(ldr_x, "ldr x0, [x1, #24]") \
	X(ldur_x, "ldur x0, [x1, #-11]") X(ldr_x_post, "ldr x0, [x1], #-7") \
	X(ldr_x_pre, "ldr x0, [x1, #9]!") X(ldr_x_sxtw, "ldr x0, [x1, w2, sxtw #3]") \
	X(ldr_x_uxtw, "ldr x0, [x1, w2, uxtw #3]") X(ldr_x_lsl, "ldr x0, [x1, x2, lsl #3]") \
	X(ldr_x_index, "ldr x0, [x1, x2, sxtx]") X(ldrsb_w, "ldrsb w0, [x1, #3]") \
	X(ldursb_w, "ldursb w0, [x1, #-11]") X(ldrsb_w_post, "ldrsb w0, [x1], #-7") \
	X(ldrsb_w_pre, "ldrsb w0, [x1, #9]!") X(ldrsb_w_sxtw, "ldrsb w0, [x1, w2, sxtw]") \
	X(ldrsb_w_uxtw, "ldrsb w0, [x1, w2, uxtw]") X(ldrsb_w_lsl, "ldrsb w0, [x1, x2]") \
	X(ldrsb_w_index, "ldrsb w0, [x1, x2, sxtx]") X(ldrsb_x, "ldrsb x0, [x1, #3]") \
	X(ldursb_x, "ldursb x0, [x1, #-11]") X(ldrsb_x_post, "ldrsb x0, [x1], #-7") \
	X(ldrsb_x_pre, "ldrsb x0, [x1, #9]!") X(ldrsb_x_sxtw, "ldrsb x0, [x1, w2, sxtw]") \
	X(ldrsb_x_uxtw, "ldrsb x0, [x1, w2, uxtw]") X(ldrsb_x_lsl, "ldrsb x0, [x1, x2]") \
	X(ldrsb_x_index, "ldrsb x0, [x1, x2, sxtx]") X(ldrsh_w, "ldrsh w0, [x1, #6]") \
	X(ldursh_w, "ldursh w0, [x1, #-11]") X(ldrsh_w_post, "ldrsh w0, [x1], #-7") \
	X(ldrsh_w_pre, "ldrsh w0, [x1, #9]!") \
	X(ldrsh_w_sxtw, "ldrsh w0, [x1, w2, sxtw #1]") \
	X(ldrsh_w_uxtw, "ldrsh w0, [x1, w2, uxtw #1]") \
	X(ldrsh_w_lsl, "ldrsh w0, [x1, x2, lsl #1]") \
	X(ldrsh_w_index, "ldrsh w0, [x1, x2, sxtx]") X(ldrsh_x, "ldrsh x0, [x1, #6]") \
	X(ldursh_x, "ldursh x0, [x1, #-11]") X(ldrsh_x_post, "ldrsh x0, [x1], #-7") \
	X(ldrsh_x_pre, "ldrsh x0, [x1, #9]!") \
	X(ldrsh_x_sxtw, "ldrsh x0, [x1, w2, sxtw #1]") \
	X(ldrsh_x_uxtw, "ldrsh x0, [x1, w2, uxtw #1]") \
	X(ldrsh_x_lsl, "ldrsh x0, [x1, x2, lsl #1]") \
	X(ldrsh_x_index, "ldrsh x0, [x1, x2, sxtx]") X(ldrsw_x, "ldrsw x0, [x1, #12]") \
	X(ldursw_x, "ldursw x0, [x1, #-11]") X(ldrsw_x_post, "ldrsw x0, [x1], #-7") \
	X(ldrsw_x_pre, "ldrsw x0, [x1, #9]!") \
	X(ldrsw_x_sxtw, "ldrsw x0, [x1, w2, sxtw #2]") \
	X(ldrsw_x_uxtw, "ldrsw x0, [x1, w2, uxtw #2]") \
	X(ldrsw_x_lsl, "ldrsw x0, [x1, x2, lsl #2]") \
	X(ldrsw_x_index, "ldrsw x0, [x1, x2, sxtx]") X(ldp_w, "ldp w0, w3, [x1, #-8]") \
	X(ldp_w_post, "ldp w0, w3, [x1], #12") X(ldp_w_pre, "ldp w0, w3, [x1, #-4]!") \
	X(ldnp_w, "ldnp w0, w3, [x1, #4]") X(ldp_x, "ldp x0, x3, [x1, #-16]") \
	X(ldp_x_post, "ldp x0, x3, [x1], #24") X(ldp_x_pre, "ldp x0, x3, [x1, #-8]!") \
	X(ldnp_x, "ldnp x0, x3, [x1, #8]") X(ldpsw_x, "ldpsw x0, x3, [x1, #-8]") \
	X(ldpsw_x_post, "ldpsw x0, x3, [x1], #12") \
	X(ldpsw_x_pre, "ldpsw x0, x3, [x1, #-4]!") X(strb_w, "strb w4, [x1, #3]") \
	X(sturb_w, "sturb w4, [x1, #-11]") X(strb_w_post, "strb w4, [x1], #-7") \
	X(strb_w_pre, "strb w4, [x1, #9]!") X(strb_w_sxtw, "strb w4, [x1, w2, sxtw]") \
	X(strb_w_uxtw, "strb w4, [x1, w2, uxtw]") X(strb_w_lsl, "strb w4, [x1, x2]") \
	X(strh_w, "strh w4, [x1, #6]") X(sturh_w, "sturh w4, [x1, #-11]") \
	X(strh_w_post, "strh w4, [x1], #-7") X(strh_w_pre, "strh w4, [x1, #9]!") \
	X(strh_w_sxtw, "strh w4, [x1, w2, sxtw #1]") \
	X(strh_w_uxtw, "strh w4, [x1, w2, uxtw]") \
	X(strh_w_lsl, "strh w4, [x1, x2, lsl #1]") X(str_w, "str w4, [x1, #12]") \
	X(stur_w, "stur w4, [x1, #-11]") X(str_w_post, "str w4, [x1], #-7") \
	X(str_w_pre, "str w4, [x1, #9]!") X(str_w_sxtw, "str w4, [x1, w2, sxtw #2]") \
	X(str_w_uxtw, "str w4, [x1, w2, uxtw]") X(str_w_lsl, "str w4, [x1, x2, lsl #2]") \
	X(str_x, "str x4, [x1, #24]") X(stur_x, "stur x4, [x1, #-11]") \
	X(str_x_post, "str x4, [x1], #-7") X(str_x_pre, "str x4, [x1, #9]!") \
	X(str_x_sxtw, "str x4, [x1, w2, sxtw #3]") X(str_x_uxtw, "str x4, [x1, w2, uxtw]") \
	X(str_x_lsl, "str x4, [x1, x2, lsl #3]") X(stp_w, "stp w4, w5, [x1, #-8]") \
	X(stp_w_post, "stp w4, w5, [x1], #12") X(stp_w_pre, "stp w4, w5, [x1, #-4]!") \
	X(stnp_w, "stnp w4, w5, [x1, #4]") X(stp_x, "stp x4, x5, [x1, #-16]") \
	X(stp_x_post, "stp x4, x5, [x1], #24") X(stp_x_pre, "stp x4, x5, [x1, #-8]!") \
	X(stnp_x, "stnp x4, x5, [x1, #8]")
/* clang-format on */

#endif

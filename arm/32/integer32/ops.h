/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Each instruction once: the name of its row, and how an assembler has it. B: in
 * both instruction sets, A: in A32 alone, T: in T32 alone.
 */
#ifndef ARM_32_INTEGER32_OPS_H
#define ARM_32_INTEGER32_OPS_H

/* clang-format off */
#define INTEGER32_OPS(A, B, T) \
	B(add, "add r0, r1, r2") B(adds, "adds r0, r1, r2") \
	B(adds_imm, "adds r0, r1, #0xff000000") B(adds_lsl, "adds r0, r1, r2, lsl #31") \
	B(sub, "sub r0, r1, r2") B(subs, "subs r0, r1, r2") \
	B(subs_imm, "subs r0, r1, #0xff000000") B(subs_lsr, "subs r0, r1, r2, lsr #32") \
	B(rsb, "rsb r0, r1, r2") B(rsbs, "rsbs r0, r1, r2") \
	B(rsbs_imm, "rsbs r0, r1, #0xff000000") B(rsbs_asr, "rsbs r0, r1, r2, asr #32") \
	B(adc, "adc r0, r1, r2") B(adcs, "adcs r0, r1, r2") \
	B(adcs_imm, "adcs r0, r1, #0xff000000") B(adcs_ror, "adcs r0, r1, r2, ror #7") \
	B(sbc, "sbc r0, r1, r2") B(sbcs, "sbcs r0, r1, r2") \
	B(sbcs_imm, "sbcs r0, r1, #0xff000000") B(sbcs_lsl, "sbcs r0, r1, r2, lsl #1") \
	A(rscs, "rscs r0, r1, r2") A(rscs_imm, "rscs r0, r1, #1") B(cmp, "cmp r1, r2") \
	B(cmn, "cmn r1, r2") B(cmp_imm, "cmp r1, #0x80000000") \
	B(cmn_imm, "cmn r1, #0x80000000") T(addw, "addw r0, r1, #0xfff") \
	T(subw, "subw r0, r1, #0xfff") B(and, "and r0, r1, r2") B(ands, "ands r0, r1, r2") \
	B(ands_imm, "ands r0, r1, #0x00ff0000") B(ands_high, "ands r0, r1, #0xff000000") \
	B(ands_small, "ands r0, r1, #0xff") B(ands_lsl_3, "ands r0, r1, r2, lsl #3") \
	B(ands_asr_32, "ands r0, r1, r2, asr #32") B(orr, "orr r0, r1, r2") \
	B(orrs, "orrs r0, r1, r2") B(orrs_imm, "orrs r0, r1, #0x00ff0000") \
	B(orrs_high, "orrs r0, r1, #0xff000000") B(orrs_small, "orrs r0, r1, #0xff") \
	B(orrs_lsr_1, "orrs r0, r1, r2, lsr #1") B(orrs_lsr_32, "orrs r0, r1, r2, lsr #32") \
	B(eor, "eor r0, r1, r2") B(eors, "eors r0, r1, r2") \
	B(eors_imm, "eors r0, r1, #0x00ff0000") B(eors_high, "eors r0, r1, #0xff000000") \
	B(eors_small, "eors r0, r1, #0xff") B(eors_asr_31, "eors r0, r1, r2, asr #31") \
	B(eors_rrx_0, "eors r0, r1, r2, rrx") B(bic, "bic r0, r1, r2") \
	B(bics, "bics r0, r1, r2") B(bics_imm, "bics r0, r1, #0x00ff0000") \
	B(bics_high, "bics r0, r1, #0xff000000") B(bics_small, "bics r0, r1, #0xff") \
	B(bics_ror_9, "bics r0, r1, r2, ror #9") B(bics_lsl_31, "bics r0, r1, r2, lsl #31") \
	B(tst, "tst r1, r2") B(tst_high, "tst r1, #0x80000000") \
	B(tst_lsr, "tst r1, r2, lsr #32") B(teq, "teq r1, r2") \
	B(teq_high, "teq r1, #0x80000000") B(teq_lsr, "teq r1, r2, lsr #32") \
	B(movs, "movs r0, r2") B(movs_high, "movs r0, #0xf0000000") B(mvns, "mvns r0, r2") \
	B(mvns_high, "mvns r0, #0xf0000000") T(orns, "orns r0, r1, r2, ror #4") \
	B(movw, "movw r0, #0x8421") B(movt, "movt r0, #0x8421") \
	B(lsls_1, "lsls r0, r1, #1") B(lsls_31, "lsls r0, r1, #31") \
	B(lsls_reg, "lsls r0, r1, r2") A(adds_lsl_reg, "adds r0, r3, r1, lsl r2") \
	A(eors_lsl_reg, "eors r0, r3, r1, lsl r2") B(lsrs_1, "lsrs r0, r1, #1") \
	B(lsrs_31, "lsrs r0, r1, #31") B(lsrs_reg, "lsrs r0, r1, r2") \
	A(adds_lsr_reg, "adds r0, r3, r1, lsr r2") \
	A(eors_lsr_reg, "eors r0, r3, r1, lsr r2") B(asrs_1, "asrs r0, r1, #1") \
	B(asrs_31, "asrs r0, r1, #31") B(asrs_reg, "asrs r0, r1, r2") \
	A(adds_asr_reg, "adds r0, r3, r1, asr r2") \
	A(eors_asr_reg, "eors r0, r3, r1, asr r2") B(rors_1, "rors r0, r1, #1") \
	B(rors_31, "rors r0, r1, #31") B(rors_reg, "rors r0, r1, r2") \
	A(adds_ror_reg, "adds r0, r3, r1, ror r2") \
	A(eors_ror_reg, "eors r0, r3, r1, ror r2") B(lsrs_32, "lsrs r0, r1, #32") \
	B(asrs_32, "asrs r0, r1, #32") B(rrxs, "rrxs r0, r1") B(bfi, "bfi r0, r1, #7, #12") \
	B(bfi_all, "bfi r0, r1, #0, #32") B(bfi_top, "bfi r0, r1, #31, #1") \
	B(bfc, "bfc r0, #4, #20") B(bfc_top, "bfc r0, #16, #16") \
	B(sbfx_0_1, "sbfx r0, r1, #0, #1") B(ubfx_0_1, "ubfx r0, r1, #0, #1") \
	B(sbfx_4_8, "sbfx r0, r1, #4, #8") B(ubfx_4_8, "ubfx r0, r1, #4, #8") \
	B(sbfx_31_1, "sbfx r0, r1, #31, #1") B(ubfx_31_1, "ubfx r0, r1, #31, #1") \
	B(sbfx_16_16, "sbfx r0, r1, #16, #16") B(ubfx_16_16, "ubfx r0, r1, #16, #16") \
	B(sbfx_0_32, "sbfx r0, r1, #0, #32") B(ubfx_0_32, "ubfx r0, r1, #0, #32") \
	B(sxtb_0, "sxtb r0, r1") B(uxth_0, "uxth r0, r1") B(uxtab_0, "uxtab r0, r1, r2") \
	B(sxtah_0, "sxtah r0, r1, r2") B(sxtb_8, "sxtb r0, r1, ror #8") \
	B(uxth_8, "uxth r0, r1, ror #8") B(uxtab_8, "uxtab r0, r1, r2, ror #8") \
	B(sxtah_8, "sxtah r0, r1, r2, ror #8") B(sxtb_16, "sxtb r0, r1, ror #16") \
	B(uxth_16, "uxth r0, r1, ror #16") B(uxtab_16, "uxtab r0, r1, r2, ror #16") \
	B(sxtah_16, "sxtah r0, r1, r2, ror #16") B(sxtb_24, "sxtb r0, r1, ror #24") \
	B(uxth_24, "uxth r0, r1, ror #24") B(uxtab_24, "uxtab r0, r1, r2, ror #24") \
	B(sxtah_24, "sxtah r0, r1, r2, ror #24") B(sxtb16_0, "sxtb16 r0, r1") \
	B(uxtb16_0, "uxtb16 r0, r1") B(sxtab16_0, "sxtab16 r0, r1, r2") \
	B(sxtb16_8, "sxtb16 r0, r1, ror #8") B(uxtb16_8, "uxtb16 r0, r1, ror #8") \
	B(sxtab16_8, "sxtab16 r0, r1, r2, ror #8") B(pkhbt_0, "pkhbt r0, r1, r2") \
	B(pkhbt_13, "pkhbt r0, r1, r2, lsl #13") B(pkhtb_32, "pkhtb r0, r1, r2, asr #32") \
	B(pkhtb_5, "pkhtb r0, r1, r2, asr #5") B(clz, "clz r0, r1") B(rbit, "rbit r0, r1") \
	B(rev, "rev r0, r1") B(rev16, "rev16 r0, r1") B(revsh, "revsh r0, r1") \
	B(mul, "mul r0, r1, r2") B(mla, "mla r0, r1, r2, r3") B(mls, "mls r0, r1, r2, r3") \
	A(muls, "muls r0, r1, r2") A(mlas, "mlas r0, r1, r2, r3") \
	B(udiv, "udiv r0, r1, r2") B(sdiv, "sdiv r0, r1, r2") \
	B(smulbb, "smulbb r0, r1, r2") B(smlabb, "smlabb r0, r1, r2, r3") \
	B(smulbt, "smulbt r0, r1, r2") B(smlabt, "smlabt r0, r1, r2, r3") \
	B(smulwb, "smulwb r0, r1, r2") B(smlawb, "smlawb r0, r1, r2, r3") \
	B(smultb, "smultb r0, r1, r2") B(smlatb, "smlatb r0, r1, r2, r3") \
	B(smultt, "smultt r0, r1, r2") B(smlatt, "smlatt r0, r1, r2, r3") \
	B(smulwt, "smulwt r0, r1, r2") B(smlawt, "smlawt r0, r1, r2, r3") \
	B(smmul, "smmul r0, r1, r2") B(smmla, "smmla r0, r1, r2, r3") \
	B(smmls, "smmls r0, r1, r2, r3") B(smmulr, "smmulr r0, r1, r2") \
	B(smmlar, "smmlar r0, r1, r2, r3") B(smmlsr, "smmlsr r0, r1, r2, r3") \
	B(smlad, "smlad r0, r1, r2, r3") B(smuad, "smuad r0, r1, r2") \
	B(smlsd, "smlsd r0, r1, r2, r3") B(smusd, "smusd r0, r1, r2") \
	B(smladx, "smladx r0, r1, r2, r3") B(smuadx, "smuadx r0, r1, r2") \
	B(smlsdx, "smlsdx r0, r1, r2, r3") B(smusdx, "smusdx r0, r1, r2") \
	B(usad8, "usad8 r0, r1, r2") B(usada8, "usada8 r0, r1, r2, r3") \
	B(umull, "umull r0, r3, r1, r2") B(smull, "smull r0, r3, r1, r2") \
	B(umlal, "umlal r0, r3, r1, r2") B(smlal, "smlal r0, r3, r1, r2") \
	B(umaal, "umaal r0, r3, r1, r2") B(smlalbb, "smlalbb r0, r3, r1, r2") \
	B(smlalbt, "smlalbt r0, r3, r1, r2") B(smlaltb, "smlaltb r0, r3, r1, r2") \
	B(smlaltt, "smlaltt r0, r3, r1, r2") B(smlald, "smlald r0, r3, r1, r2") \
	B(smlsld, "smlsld r0, r3, r1, r2") B(smlaldx, "smlaldx r0, r3, r1, r2") \
	B(smlsldx, "smlsldx r0, r3, r1, r2") A(umulls, "umulls r0, r3, r1, r2") \
	A(smulls, "smulls r0, r3, r1, r2") A(umlals, "umlals r0, r3, r1, r2") \
	A(smlals, "smlals r0, r3, r1, r2") B(qadd, "qadd r0, r1, r2") \
	B(qsub, "qsub r0, r1, r2") B(qdadd, "qdadd r0, r1, r2") \
	B(qdsub, "qdsub r0, r1, r2") B(ssat_1, "ssat r0, #1, r1") \
	B(ssat_8, "ssat r0, #8, r1") B(ssat_16, "ssat r0, #16, r1") \
	B(ssat_32, "ssat r0, #32, r1") B(usat_0, "usat r0, #0, r1") \
	B(usat_8, "usat r0, #8, r1") B(usat_16, "usat r0, #16, r1") \
	B(usat_31, "usat r0, #31, r1") B(ssat_lsl, "ssat r0, #8, r1, lsl #3") \
	B(ssat_asr, "ssat r0, #8, r1, asr #20") B(usat_lsl, "usat r0, #8, r1, lsl #31") \
	B(usat_asr, "usat r0, #8, r1, asr #23") A(ssat_asr_32, "ssat r0, #8, r1, asr #32") \
	A(usat_asr_32, "usat r0, #8, r1, asr #32") B(ssat16_1, "ssat16 r0, #1, r1") \
	B(ssat16_8, "ssat16 r0, #8, r1") B(ssat16_16, "ssat16 r0, #16, r1") \
	B(usat16_0, "usat16 r0, #0, r1") B(usat16_8, "usat16 r0, #8, r1") \
	B(usat16_15, "usat16 r0, #15, r1") B(sadd16, "sadd16 r0, r1, r2") \
	B(ssub16, "ssub16 r0, r1, r2") B(sasx, "sasx r0, r1, r2") \
	B(ssax, "ssax r0, r1, r2") B(sadd8, "sadd8 r0, r1, r2") \
	B(ssub8, "ssub8 r0, r1, r2") B(uadd16, "uadd16 r0, r1, r2") \
	B(usub16, "usub16 r0, r1, r2") B(uasx, "uasx r0, r1, r2") \
	B(usax, "usax r0, r1, r2") B(uadd8, "uadd8 r0, r1, r2") \
	B(usub8, "usub8 r0, r1, r2") B(qadd16, "qadd16 r0, r1, r2") \
	B(qsub16, "qsub16 r0, r1, r2") B(qasx, "qasx r0, r1, r2") \
	B(qsax, "qsax r0, r1, r2") B(qadd8, "qadd8 r0, r1, r2") \
	B(qsub8, "qsub8 r0, r1, r2") B(uqadd16, "uqadd16 r0, r1, r2") \
	B(uqsub16, "uqsub16 r0, r1, r2") B(uqasx, "uqasx r0, r1, r2") \
	B(uqsax, "uqsax r0, r1, r2") B(uqadd8, "uqadd8 r0, r1, r2") \
	B(uqsub8, "uqsub8 r0, r1, r2") B(shadd16, "shadd16 r0, r1, r2") \
	B(shsub16, "shsub16 r0, r1, r2") B(shasx, "shasx r0, r1, r2") \
	B(shsax, "shsax r0, r1, r2") B(shadd8, "shadd8 r0, r1, r2") \
	B(shsub8, "shsub8 r0, r1, r2") B(uhadd16, "uhadd16 r0, r1, r2") \
	B(uhsub16, "uhsub16 r0, r1, r2") B(uhasx, "uhasx r0, r1, r2") \
	B(uhsax, "uhsax r0, r1, r2") B(uhadd8, "uhadd8 r0, r1, r2") \
	B(uhsub8, "uhsub8 r0, r1, r2") B(sel, "sel r0, r1, r2") \
	B(crc32b, "crc32b r0, r1, r2") B(crc32h, "crc32h r0, r1, r2") \
	B(crc32w, "crc32w r0, r1, r2") B(crc32cb, "crc32cb r0, r1, r2") \
	B(crc32ch, "crc32ch r0, r1, r2") B(crc32cw, "crc32cw r0, r1, r2") \
	B(ldrb, "ldrb r0, [r1, #3]") B(ldrb_down, "ldrb r0, [r1, #-11]") \
	B(ldrb_post, "ldrb r0, [r1], #-7") B(ldrb_pre, "ldrb r0, [r1, #9]!") \
	B(ldrb_index, "ldrb r0, [r1, r2]") A(ldrb_minus, "ldrb r0, [r1, -r2]") \
	A(ldrb_minus_pre, "ldrb r0, [r1, -r2]!") A(ldrb_post_index, "ldrb r0, [r1], r2") \
	B(ldrb_lsl, "ldrb r0, [r1, r2, lsl #3]") A(ldrb_lsr, "ldrb r0, [r1, r2, lsr #28]") \
	A(ldrb_lsr_32, "ldrb r0, [r1, r2, lsr #32]") \
	A(ldrb_asr_32, "ldrb r0, [r1, r2, asr #32]") \
	A(ldrb_ror, "ldrb r0, [r1, r2, ror #28]") B(ldrh, "ldrh r0, [r1, #6]") \
	B(ldrh_down, "ldrh r0, [r1, #-11]") B(ldrh_post, "ldrh r0, [r1], #-7") \
	B(ldrh_pre, "ldrh r0, [r1, #9]!") B(ldrh_index, "ldrh r0, [r1, r2]") \
	A(ldrh_minus, "ldrh r0, [r1, -r2]") A(ldrh_minus_pre, "ldrh r0, [r1, -r2]!") \
	A(ldrh_post_index, "ldrh r0, [r1], r2") T(ldrh_lsl, "ldrh r0, [r1, r2, lsl #2]") \
	B(ldr, "ldr r0, [r1, #12]") B(ldr_down, "ldr r0, [r1, #-11]") \
	B(ldr_post, "ldr r0, [r1], #-7") B(ldr_pre, "ldr r0, [r1, #9]!") \
	B(ldr_index, "ldr r0, [r1, r2]") A(ldr_minus, "ldr r0, [r1, -r2]") \
	A(ldr_minus_pre, "ldr r0, [r1, -r2]!") A(ldr_post_index, "ldr r0, [r1], r2") \
	B(ldr_lsl, "ldr r0, [r1, r2, lsl #3]") A(ldr_lsr, "ldr r0, [r1, r2, lsr #28]") \
	A(ldr_lsr_32, "ldr r0, [r1, r2, lsr #32]") \
	A(ldr_asr_32, "ldr r0, [r1, r2, asr #32]") A(ldr_ror, "ldr r0, [r1, r2, ror #28]") \
	B(ldrsb, "ldrsb r0, [r1, #3]") B(ldrsb_down, "ldrsb r0, [r1, #-11]") \
	B(ldrsb_post, "ldrsb r0, [r1], #-7") B(ldrsb_pre, "ldrsb r0, [r1, #9]!") \
	B(ldrsb_index, "ldrsb r0, [r1, r2]") A(ldrsb_minus, "ldrsb r0, [r1, -r2]") \
	A(ldrsb_minus_pre, "ldrsb r0, [r1, -r2]!") \
	A(ldrsb_post_index, "ldrsb r0, [r1], r2") \
	T(ldrsb_lsl, "ldrsb r0, [r1, r2, lsl #2]") B(ldrsh, "ldrsh r0, [r1, #6]") \
	B(ldrsh_down, "ldrsh r0, [r1, #-11]") B(ldrsh_post, "ldrsh r0, [r1], #-7") \
	B(ldrsh_pre, "ldrsh r0, [r1, #9]!") B(ldrsh_index, "ldrsh r0, [r1, r2]") \
	A(ldrsh_minus, "ldrsh r0, [r1, -r2]") A(ldrsh_minus_pre, "ldrsh r0, [r1, -r2]!") \
	A(ldrsh_post_index, "ldrsh r0, [r1], r2") \
	T(ldrsh_lsl, "ldrsh r0, [r1, r2, lsl #2]") B(ldrd, "ldrd r2, r3, [r1, #8]") \
	B(ldrd_down, "ldrd r2, r3, [r1, #-16]") B(ldrd_post, "ldrd r2, r3, [r1], #12") \
	B(ldrd_pre, "ldrd r2, r3, [r1, #-8]!") B(ldmia, "ldmia r1, {r0, r2, r3}") \
	B(ldmia_w, "ldmia r1!, {r0, r2, r3}") B(stmia, "stmia r1, {r0, r2, r3}") \
	B(stmia_w, "stmia r1!, {r0, r2, r3}") A(ldmib, "ldmib r1, {r0, r2, r3}") \
	A(ldmib_w, "ldmib r1!, {r0, r2, r3}") A(stmib, "stmib r1, {r0, r2, r3}") \
	A(stmib_w, "stmib r1!, {r0, r2, r3}") A(ldmda, "ldmda r1, {r0, r2, r3}") \
	A(ldmda_w, "ldmda r1!, {r0, r2, r3}") A(stmda, "stmda r1, {r0, r2, r3}") \
	A(stmda_w, "stmda r1!, {r0, r2, r3}") B(ldmdb, "ldmdb r1, {r0, r2, r3}") \
	B(ldmdb_w, "ldmdb r1!, {r0, r2, r3}") B(stmdb, "stmdb r1, {r0, r2, r3}") \
	B(stmdb_w, "stmdb r1!, {r0, r2, r3}") B(strb, "strb r0, [r1, #3]") \
	B(strb_down, "strb r0, [r1, #-11]") B(strb_post, "strb r0, [r1], #-7") \
	B(strb_pre, "strb r0, [r1, #9]!") B(strb_index, "strb r0, [r1, r2]") \
	A(strb_minus, "strb r0, [r1, -r2]") B(strh, "strh r0, [r1, #6]") \
	B(strh_down, "strh r0, [r1, #-11]") B(strh_post, "strh r0, [r1], #-7") \
	B(strh_pre, "strh r0, [r1, #9]!") B(strh_index, "strh r0, [r1, r2]") \
	A(strh_minus, "strh r0, [r1, -r2]") B(str, "str r0, [r1, #12]") \
	B(str_down, "str r0, [r1, #-11]") B(str_post, "str r0, [r1], #-7") \
	B(str_pre, "str r0, [r1, #9]!") B(str_index, "str r0, [r1, r2]") \
	A(str_minus, "str r0, [r1, -r2]") B(strd, "strd r2, r3, [r1, #8]") \
	B(strd_post, "strd r2, r3, [r1], #12") B(strd_pre, "strd r2, r3, [r1, #-8]!")
/* clang-format on */

#endif

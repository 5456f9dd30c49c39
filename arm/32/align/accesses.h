/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The accesses of this suite, one instruction each.
 *
 * Arm ARM, E2.4 (alignment support), E2.8 (memory types), G5.10 (faults).
 */
#ifndef ARM_32_ALIGN_ACCESSES_H
#define ARM_32_ALIGN_ACCESSES_H

#include "../../align/suite.h"

#include <arm/insn_32.h>

/* Of DFSR in the long format. */
#define FSR_LPAE      0x200ul
#define FSR_ALIGNMENT (FSR_LPAE | 0x21)
#define FSR_MISSING   (FSR_LPAE | 0x07) /* translation, level 3 */
#define FSR_DENIED    (FSR_LPAE | 0x0f) /* permission, level 3 */

/* What a row says of its instruction. */
enum {
	STORE = 1 << 0,
	SIGNED = 1 << 1,
	ALWAYS = 1 << 2,  /* aligned, whatever SCTLR.A says */
	BASE_SP = 1 << 3, /* instead of R0 */
	NO_ISV = 1 << 4,  /* nothing a hypervisor has to emulate */
	VFP = 1 << 5,	  /* between R2 to R5 and D1, D2 */
	V8 = 1 << 6,
};

/*
 * R0 or SP is the base, R6 and R9 are INDEX. It loads to, or stores from, R2,
 * and R3 to R5 where it is of more than 4 bytes.
 *
 * id, state, code, bytes, alignment, flags, offset, write-back
 */
enum {
	INDEX = 8
};

/* clang-format off */
#define LOADS(A)                                                              \
	A(ldrh, A32, "ldrh r2, [r0]", 2, 2, 0, 0, 0)                          \
	A(ldrsh, A32, "ldrsh r2, [r0]", 2, 2, SIGNED, 0, 0)                   \
	A(ldrh_offset, A32, "ldrh r2, [r0, #-2]", 2, 2, 0, -2, 0)             \
	A(ldrsh_register, A32, "ldrsh r2, [r0, r9]", 2, 2, SIGNED, 8, 0)      \
	A(ldrh_post, A32, "ldrh r2, [r0], r9", 2, 2, NO_ISV, 0, 8)            \
	A(ldr, A32, "ldr r2, [r0]", 4, 4, 0, 0, 0)                            \
	A(ldr_offset, A32, "ldr r2, [r0, #12]", 4, 4, 0, 12, 0)               \
	A(ldr_register, A32, "ldr r2, [r0, r9]", 4, 4, 0, 8, 0)               \
	A(ldr_scaled, A32, "ldr r2, [r0, r9, lsl #2]", 4, 4, 0, 32, 0)        \
	A(ldr_minus, A32, "ldr r2, [r0, -r9]", 4, 4, 0, -8, 0)                \
	A(ldr_post, A32, "ldr r2, [r0], #4", 4, 4, NO_ISV, 0, 4)              \
	A(ldr_pre, A32, "ldr r2, [r0, #-4]!", 4, 4, NO_ISV, -4, -4)           \
	A(ldr_sp, A32, "ldr r2, [sp, #4]", 4, 4, BASE_SP, 4, 0)               \
	A(pop_1, A32, "pop {r2}", 4, 4, NO_ISV | BASE_SP, 0, 4)               \
	A(ldrh_t16, T32, "ldrh.n r2, [r0]", 2, 2, 0, 0, 0)                    \
	A(ldrsh_t16, T32, "ldrsh.n r2, [r0, r6]", 2, 2, SIGNED, 8, 0)         \
	A(ldr_t16, T32, "ldr.n r2, [r0, #8]", 4, 4, 0, 8, 0)                  \
	A(ldr_sp_t16, T32, "ldr.n r2, [sp, #4]", 4, 4, BASE_SP, 4, 0)         \
	A(ldrh_t32, T32, "ldrh.w r2, [r0]", 2, 2, 0, 0, 0)                    \
	A(ldrsh_t32, T32, "ldrsh.w r2, [r0]", 2, 2, SIGNED, 0, 0)             \
	A(ldr_t32, T32, "ldr.w r2, [r0, #257]", 4, 4, 0, 257, 0)              \
	A(ldr_scaled_t32, T32, "ldr.w r2, [r0, r9, lsl #2]", 4, 4, 0, 32, 0)  \
	A(ldr_minus_t32, T32, "ldr.w r2, [r0, #-9]", 4, 4, 0, -9, 0)          \
	A(ldr_post_t32, T32, "ldr.w r2, [r0], #-4", 4, 4, NO_ISV, 0, -4)      \
	A(ldr_pre_t32, T32, "ldr.w r2, [r0, #4]!", 4, 4, NO_ISV, 4, 4)
#define HALF_STORES(A)                                                        \
	A(strh, A32, "strh r2, [r0]", 2, 2, STORE, 0, 0)                      \
	A(strh_pre, A32, "strh r2, [r0, #6]!", 2, 2, STORE | NO_ISV, 6, 6)    \
	A(strh_t16, T32, "strh.n r2, [r0, #2]", 2, 2, STORE, 2, 0)            \
	A(strh_t32, T32, "strh.w r2, [r0]", 2, 2, STORE, 0, 0)
#define WORD_STORES(A)                                                        \
	A(str, A32, "str r2, [r0]", 4, 4, STORE, 0, 0)                        \
	A(str_offset, A32, "str r2, [r0, #-20]", 4, 4, STORE, -20, 0)         \
	A(str_register, A32, "str r2, [r0, r9]", 4, 4, STORE, 8, 0)           \
	A(str_post, A32, "str r2, [r0], #4", 4, 4, STORE | NO_ISV, 0, 4)      \
	A(str_pre, A32, "str r2, [r0, #-4]!", 4, 4, STORE | NO_ISV, -4, -4)   \
	A(str_sp, A32, "str r2, [sp, #4]", 4, 4, STORE | BASE_SP, 4, 0)       \
	A(push_1, A32, "push {r2}", 4, 4, STORE | NO_ISV | BASE_SP, -4, -4)   \
	A(str_t16, T32, "str.n r2, [r0]", 4, 4, STORE, 0, 0)                  \
	A(str_sp_t16, T32, "str.n r2, [sp, #8]", 4, 4, STORE | BASE_SP, 8, 0) \
	A(str_t32, T32, "str.w r2, [r0, r9, lsl #1]", 4, 4, STORE, 16, 0)     \
	A(str_pre_t32, T32, "str.w r2, [r0, #-4]!", 4, 4, STORE | NO_ISV, -4, \
	  -4)
#define STORES(A) HALF_STORES(A) WORD_STORES(A)
/* as user mode would do them */
#define UNPRIVILEGED(A)                                                       \
	A(ldrt, A32, "ldrt r2, [r0], #0", 4, 4, NO_ISV, 0, 0)                 \
	A(ldrht, A32, "ldrht r2, [r0], #0", 2, 2, NO_ISV, 0, 0)               \
	A(ldrsht, A32, "ldrsht r2, [r0], #0", 2, 2, NO_ISV | SIGNED, 0, 0)    \
	A(ldrt_t32, T32, "ldrt r2, [r0, #4]", 4, 4, NO_ISV, 4, 0)             \
	A(ldrht_t32, T32, "ldrht r2, [r0]", 2, 2, NO_ISV, 0, 0)               \
	A(strht, A32, "strht r2, [r0], #0", 2, 2, STORE | NO_ISV, 0, 0)       \
	A(strt, A32, "strt r2, [r0], #0", 4, 4, STORE | NO_ISV, 0, 0)         \
	A(strt_t32, T32, "strt r2, [r0]", 4, 4, STORE | NO_ISV, 0, 0)
/* of words, which have to be aligned; E2.4.1 */
#define MULTIPLE_LOADED(A)                                                    \
	A(ldrd, A32, "ldrd r2, r3, [r0]", 8, 4, ALWAYS, 0, 0)                 \
	A(ldrd_register, A32, "ldrd r2, r3, [r0, r9]", 8, 4, ALWAYS, 8, 0)    \
	A(ldrd_post, A32, "ldrd r2, r3, [r0], #-8", 8, 4, ALWAYS, 0, -8)      \
	A(ldm, A32, "ldm r0, {r2-r5}", 16, 4, ALWAYS, 0, 0)                   \
	A(ldm_1, A32, ".inst 0xe8900004", 4, 4, ALWAYS, 0, 0)                 \
	A(ldm_back, A32, "ldm r0!, {r2-r5}", 16, 4, ALWAYS, 0, 16)            \
	A(ldmib, A32, "ldmib r0, {r2-r4}", 12, 4, ALWAYS, 4, 0)               \
	A(ldmda, A32, "ldmda r0!, {r2-r5}", 16, 4, ALWAYS, -12, -16)          \
	A(ldmdb, A32, "ldmdb r0, {r2-r5}", 16, 4, ALWAYS, -16, 0)             \
	A(pop, A32, "pop {r2, r3}", 8, 4, ALWAYS | BASE_SP, 0, 8)             \
	A(ldm_t16, T32, "ldm.n r0!, {r2-r5}", 16, 4, ALWAYS, 0, 16)           \
	A(ldm_1_t16, T32, "ldm.n r0!, {r2}", 4, 4, ALWAYS, 0, 4)              \
	A(pop_t16, T32, "pop.n {r2-r4}", 12, 4, ALWAYS | BASE_SP, 0, 12)      \
	A(pop_1_t16, T32, "pop.n {r2}", 4, 4, ALWAYS | BASE_SP, 0, 4)         \
	A(ldrd_t32, T32, "ldrd r2, r3, [r0, #-12]", 8, 4, ALWAYS, -12, 0)     \
	A(ldm_t32, T32, "ldm.w r0!, {r2-r5}", 16, 4, ALWAYS, 0, 16)           \
	A(ldmdb_t32, T32, "ldmdb r0, {r2-r5}", 16, 4, ALWAYS, -16, 0)
#define MULTIPLE_STORED(A)                                                    \
	A(strd, A32, "strd r2, r3, [r0]", 8, 4, STORE | ALWAYS, 0, 0)         \
	A(strd_pre, A32, "strd r2, r3, [r0, #8]!", 8, 4, STORE | ALWAYS, 8,   \
	  8)                                                                  \
	A(stm, A32, "stm r0, {r2-r5}", 16, 4, STORE | ALWAYS, 0, 0)           \
	A(stmib, A32, "stmib r0!, {r2-r4}", 12, 4, STORE | ALWAYS, 4, 12)     \
	A(stmda, A32, "stmda r0, {r2-r5}", 16, 4, STORE | ALWAYS, -12, 0)     \
	A(stmdb, A32, "stmdb r0!, {r2-r5}", 16, 4, STORE | ALWAYS, -16, -16)  \
	A(push, A32, "push {r2, r3}", 8, 4, STORE | ALWAYS | BASE_SP, -8, -8) \
	A(stm_t16, T32, "stm.n r0!, {r2-r5}", 16, 4, STORE | ALWAYS, 0, 16)   \
	A(push_t16, T32, "push.n {r2-r4}", 12, 4, STORE | ALWAYS | BASE_SP,   \
	  -12, -12)                                                           \
	A(push_1_t16, T32, "push.n {r2}", 4, 4, STORE | ALWAYS | BASE_SP, -4, \
	  -4)                                                                 \
	A(strd_t32, T32, "strd r2, r3, [r0], #4", 8, 4, STORE | ALWAYS, 0, 4) \
	A(stm_t32, T32, "stm.w r0, {r2-r5}", 16, 4, STORE | ALWAYS, 0, 0)     \
	A(stmdb_t32, T32, "stmdb r0!, {r2-r5}", 16, 4, STORE | ALWAYS, -16,   \
	  -16)
#define MULTIPLE(A) MULTIPLE_LOADED(A) MULTIPLE_STORED(A)
#define EXCLUSIVES(A)                                                         \
	A(ldrexh, A32, "ldrexh r2, [r0]", 2, 2, ALWAYS, 0, 0)                 \
	A(ldrex, A32, "ldrex r2, [r0]", 4, 4, ALWAYS, 0, 0)                   \
	A(ldrexd, A32, "ldrexd r2, r3, [r0]", 8, 8, ALWAYS, 0, 0)             \
	A(ldrexh_t32, T32, "ldrexh r2, [r0]", 2, 2, ALWAYS, 0, 0)             \
	A(ldrex_t32, T32, "ldrex r2, [r0, #12]", 4, 4, ALWAYS, 12, 0)         \
	A(ldrexd_t32, T32, "ldrexd r2, r3, [r0]", 8, 8, ALWAYS, 0, 0)
#define ORDERED(A)                                                            \
	A(ldah, A32, "ldah r2, [r0]", 2, 2, ALWAYS | V8, 0, 0)                \
	A(lda, A32, "lda r2, [r0]", 4, 4, ALWAYS | V8, 0, 0)                  \
	A(ldaexh, A32, "ldaexh r2, [r0]", 2, 2, ALWAYS | V8, 0, 0)            \
	A(ldaex, A32, "ldaex r2, [r0]", 4, 4, ALWAYS | V8, 0, 0)              \
	A(ldaexd, A32, "ldaexd r2, r3, [r0]", 8, 8, ALWAYS | V8, 0, 0)        \
	A(stlh, A32, "stlh r2, [r0]", 2, 2, STORE | ALWAYS | V8, 0, 0)        \
	A(stl, A32, "stl r2, [r0]", 4, 4, STORE | ALWAYS | V8, 0, 0)          \
	A(lda_t32, T32, "lda r2, [r0]", 4, 4, ALWAYS | V8, 0, 0)              \
	A(ldaexd_t32, T32, "ldaexd r2, r3, [r0]", 8, 8, ALWAYS | V8, 0, 0)    \
	A(stl_t32, T32, "stl r2, [r0]", 4, 4, STORE | ALWAYS | V8, 0, 0)
/* F5 and F6: VLDR and VLDM are of words; VLD1 of elements, or as it says */
#define VECTORS(A)                                                            \
	A(vldr_s, A32, "vldr s2, [r0]" TO_CORE, 4, 4, ALWAYS | VFP, 0, 0)     \
	A(vldr_d, A32, "vldr d1, [r0]" TO_CORE, 8, 4, ALWAYS | VFP, 0, 0)     \
	A(vldm, A32, "vldmia r0, {d1-d2}" TO_CORE, 16, 4, ALWAYS | VFP, 0, 0) \
	A(vldr_d_t32, T32, "vldr d1, [r0, #8]" TO_CORE, 8, 4, ALWAYS | VFP,   \
	  8, 0)                                                               \
	A(vld1_16, A32, "vld1.16 {d1-d2}, [r0]" TO_CORE, 16, 2, VFP, 0, 0)    \
	A(vld1_32, A32, "vld1.32 {d1-d2}, [r0]" TO_CORE, 16, 4, VFP, 0, 0)    \
	A(vld1_64, A32, "vld1.64 {d1-d2}, [r0]" TO_CORE, 16, 8, VFP, 0, 0)    \
	A(vld1_back, A32, "vld1.32 {d1}, [r0]!" TO_CORE, 8, 4, VFP, 0, 8)     \
	A(vld1_lane, A32, "vld1.32 {d1[0]}, [r0]" TO_CORE, 4, 4, VFP, 0, 0)   \
	A(vld1_8_64, A32, "vld1.8 {d1}, [r0:64]" TO_CORE, 8, 8,               \
	  ALWAYS | VFP, 0, 0)                                                 \
	A(vld1_32_64, A32, "vld1.32 {d1-d2}, [r0:64]" TO_CORE, 16, 8,         \
	  ALWAYS | VFP, 0, 0)                                                 \
	A(vld1_16_128, A32, "vld1.16 {d1-d2}, [r0:128]" TO_CORE, 16, 16,      \
	  ALWAYS | VFP, 0, 0)                                                 \
	A(vld1_8_256, A32, "vld1.8 {d1-d4}, [r0:256]" TO_CORE, 16, 32,        \
	  ALWAYS | VFP, 0, 0)                                                 \
	A(vld1_lane_16, A32, "vld1.16 {d1[0]}, [r0:16]" TO_CORE, 2, 2,        \
	  ALWAYS | VFP, 0, 0)                                                 \
	A(vld1_lane_32, A32, "vld1.32 {d1[0]}, [r0:32]" TO_CORE, 4, 4,        \
	  ALWAYS | VFP, 0, 0)                                                 \
	A(vld2_lane_64, A32, "vld2.32 {d1[0], d2[0]}, [r0:64]" TO_WORDS,      \
	  8, 8, ALWAYS | VFP, 0, 0)                                           \
	A(vld4_lane_128, A32,                                                 \
	  "vld4.32 {d1[0], d2[0], d3[0], d4[0]}, [r0:128]" TO_WORDS, 16, 16,  \
	  ALWAYS | VFP, 0, 0)                                                 \
	A(vld1_all_32, A32, "vld1.32 {d1[]}, [r0:32]" TO_CORE, 4, 4,          \
	  ALWAYS | VFP, 0, 0)                                                 \
	A(vld1_t32, T32, "vld1.32 {d1}, [r0:64]" TO_CORE, 8, 8,               \
	  ALWAYS | VFP, 0, 0)                                                 \
	A(vstr_d, A32, FROM_CORE "vstr d1, [r0]", 8, 4,                       \
	  STORE | ALWAYS | VFP, 0, 0)                                         \
	A(vstm, A32, FROM_CORE "vstmia r0!, {d1-d2}", 16, 4,                  \
	  STORE | ALWAYS | VFP, 0, 16)                                        \
	A(vst1_32, A32, FROM_CORE "vst1.32 {d1-d2}, [r0]", 16, 4,             \
	  STORE | VFP, 0, 0)                                                  \
	A(vst1_8_128, A32, FROM_CORE "vst1.8 {d1-d2}, [r0:128]", 16, 16,      \
	  STORE | ALWAYS | VFP, 0, 0)                                         \
	A(vst1_lane_16, A32, FROM_CORE "vst1.16 {d1[0]}, [r0:16]", 2, 2,      \
	  STORE | ALWAYS | VFP, 0, 0)
/* without alignment */
#define BYTES_LOADED(A)                                                       \
	A(ldrb, A32, "ldrb r2, [r0]", 1, 1, 0, 0, 0)                          \
	A(ldrsb, A32, "ldrsb r2, [r0]", 1, 1, SIGNED, 0, 0)                   \
	A(ldrb_register, A32, "ldrb r2, [r0, -r9]", 1, 1, 0, -8, 0)           \
	A(ldrb_t16, T32, "ldrb.n r2, [r0, #3]", 1, 1, 0, 3, 0)                \
	A(ldrsb_t32, T32, "ldrsb.w r2, [r0]", 1, 1, SIGNED, 0, 0)
#define BYTES_STORED(A)                                                       \
	A(strb, A32, "strb r2, [r0]", 1, 1, STORE, 0, 0)                      \
	A(strb_t32, T32, "strb.w r2, [r0, #-5]", 1, 1, STORE, -5, 0)
#define BYTES(A) BYTES_LOADED(A) BYTES_STORED(A)
#define VECTOR_BYTES(A)                                                       \
	A(ldrexb, A32, "ldrexb r2, [r0]", 1, 1, ALWAYS, 0, 0)                 \
	A(vld1_8, A32, "vld1.8 {d1-d2}, [r0]" TO_CORE, 16, 1, VFP, 0, 0)      \
	A(vst1_8, A32, FROM_CORE "vst1.8 {d1-d2}, [r0]", 16, 1,               \
	  STORE | VFP, 0, 0)

#define ROW(id, state, text, ...) \
	{ #id, align_##id, align_##id##_end, STATE_##state, __VA_ARGS__ },
#define DECLARE(id, ...) extern const uint8_t align_##id[], align_##id##_end[];
/* The instruction itself, between two labels. */
#define SET_A32 ".arm\n\t"
#define SET_T32 ".thumb\n\t"
#define ALIGN_CODE(id, state, text, ...)                                      \
	asm(".pushsection .rodata.align, \"a\"\n\t"                     \
	    ".syntax unified\n\t.arch armv8-a\n\t.fpu neon\n\t"         \
	    ".balign 4\n\t" SET_##state                                 \
	    ".globl align_" #id ", align_" #id "_end\n"                 \
	    "align_" #id ":\n\t" text "\n"                              \
	    "align_" #id "_end:\n\t.arm\n\t.popsection");
/* clang-format on */
#define STATE_A32 0
#define STATE_T32 CPSR_T

LOADS(DECLARE)
STORES(DECLARE)
UNPRIVILEGED(DECLARE)
MULTIPLE(DECLARE)
EXCLUSIVES(DECLARE)
ORDERED(DECLARE)
VECTORS(DECLARE)
BYTES(DECLARE)
VECTOR_BYTES(DECLARE)

struct row {
	const char *name;
	const uint8_t *code, *end;
	uint32_t state;
	uint8_t bytes, align, flags;
	int16_t offset;
	int8_t back;
};

enum {
	PLACE = 128 /* bytes around what is accessed */
};

/** access_need - ends the case where the processor has no such instruction */
void access_need(const struct row *r);

/** access_run - do it at an address, with SCTLR.A set or clear */
struct a32_outcome access_run(const struct row *r, uint32_t mode, void *at,
			      bool strict);

/** access_fill - PLACE bytes, of which neighbours differ */
void access_fill(volatile uint8_t *base);

/** access_expect_done - it worked, at @offset of @base, and no more than that */
void access_expect_done(const struct row *r, const struct a32_outcome *o,
			const volatile uint8_t *base, unsigned int offset);

/** access_expect_fault - it did nothing, with this FSR (less WnR) and address */
void access_expect_fault(const struct row *r, const struct a32_outcome *o,
			 enum trap_cause cause, unsigned long fsr,
			 uintptr_t address);

/** access_changes - the registers that it may change, as expect_a32_done() */
uint32_t access_changes(const struct row *r);

/** access_lead - bytes of code before the access */
unsigned int access_lead(const struct row *r);

/** access_loaded - what register @i of R2 and up has to be, from these bytes */
uint32_t access_loaded(const struct row *r, const uint8_t *bytes,
		       unsigned int i);

#endif

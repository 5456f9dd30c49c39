/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x87, SSE and AVX state: the areas it is saved in, and the instructions that
 * move it (Intel SDM vol. 1, 8.1, 10.5, 13.4). C code here is compiled without
 * such registers, so that they keep what a test puts there.
 */
#ifndef LIB_X86_FPU_H
#define LIB_X86_FPU_H

#include <stdint.h>
#include <x86/cpu.h>

#ifdef __x86_64__
#define NR_XMM 16
#else
#define NR_XMM 8
#endif

/* What FXSAVE stores, and the first 512 bytes of what XSAVE does. */
struct fxsave_area {
	uint16_t fcw, fsw;
	uint8_t ftw; /* a bit a register, 1: not empty */
	uint8_t reserved0;
	uint16_t fop;
	uint32_t fip; /* with REX.W FIP and FDP are of 64 bits */
	uint16_t fcs, reserved1;
	uint32_t fdp;
	uint16_t fds, reserved2;
	uint32_t mxcsr, mxcsr_mask;
	uint8_t st[8][16]; /* of ST(0) on; 10 bytes and 6 reserved ones */
	uint8_t xmm[16][16];
	uint8_t reserved3[48];
	uint8_t available[48]; /* never written */
} __attribute__((aligned(64)));
_Static_assert(sizeof(struct fxsave_area) == 512, "SDM vol. 1, table 10-2");

enum {
	XSAVE_AREA_BYTES = 4096,
};

struct xsave_area {
	struct fxsave_area legacy;
	uint64_t xstate_bv, xcomp_bv, reserved[6];
	uint8_t extended[XSAVE_AREA_BYTES - 576];
} __attribute__((aligned(64)));

/* What FLDENV and FNSTENV move in 32- and 64-bit code: SDM vol. 1, 8.1.10. */
struct fpu_env {
	uint32_t fcw, fsw, ftw, fip; /* two bits of tag a register */
	uint16_t fcs, fop;
	uint32_t fdp, fds;
};

#define XCOMP_BV_COMPACTED (1ull << 63)

#define FCW_INIT   0x37f
#define MXCSR_INIT 0x1f80

/* The six exceptions: flags of FSW and MXCSR, and masks of FCW. */
#define FPU_IE 0x01
#define FPU_DE 0x02
#define FPU_ZE 0x04
#define FPU_OE 0x08
#define FPU_UE 0x10
#define FPU_PE 0x20

#define FSW_SF	      0x0040
#define FSW_ES	      0x0080
#define FSW_C0	      0x0100
#define FSW_C1	      0x0200
#define FSW_C2	      0x0400
#define FSW_C3	      0x4000
#define FSW_B	      0x8000
#define FSW_TOP_SHIFT 11
#define FSW_TOP	      (7 << FSW_TOP_SHIFT)

#define MXCSR_DAZ	 0x0040
#define MXCSR_MASK_SHIFT 7
#define MXCSR_RC_SHIFT	 13
#define MXCSR_FTZ	 0x8000

#define FPU_MEMORY_INSN(name, insn)                                  \
	static inline void name(void *area)                          \
	{                                                            \
		asm volatile(insn " (%0)" : : "r"(area) : "memory"); \
	}
FPU_MEMORY_INSN(fxsave, "fxsave")
FPU_MEMORY_INSN(fxrstor, "fxrstor")
#ifdef __x86_64__
FPU_MEMORY_INSN(fxsave64, "fxsave64")
FPU_MEMORY_INSN(fxrstor64, "fxrstor64")
#endif

/* EDX:EAX is the requested-feature bitmap, RFBM with XCR0 (and IA32_XSS). */
#define FPU_XSAVE_INSN(name, insn)                             \
	static inline void name(void *area, uint64_t rfbm)     \
	{                                                      \
		asm volatile(insn " (%0)"                      \
			     :                                 \
			     : "r"(area), "a"((uint32_t)rfbm), \
			       "d"((uint32_t)(rfbm >> 32))     \
			     : "memory");                      \
	}
FPU_XSAVE_INSN(xsave, "xsave")
FPU_XSAVE_INSN(xsaveopt, "xsaveopt")
FPU_XSAVE_INSN(xsavec, "xsavec")
FPU_XSAVE_INSN(xsaves, "xsaves")
FPU_XSAVE_INSN(xrstor, "xrstor")
FPU_XSAVE_INSN(xrstors, "xrstors")

static inline void fninit(void)
{
	asm volatile("fninit");
}

static inline void fnclex(void)
{
	asm volatile("fnclex");
}

static inline uint16_t fnstsw(void)
{
	uint16_t value;

	asm volatile("fnstsw %0" : "=a"(value));
	return value;
}

static inline uint16_t fnstcw(void)
{
	uint16_t value;

	asm volatile("fnstcw %0" : "=m"(value));
	return value;
}

static inline void fldcw(uint16_t value)
{
	asm volatile("fldcw %0" : : "m"(value));
}

static inline uint32_t stmxcsr(void)
{
	uint32_t value;

	asm volatile("stmxcsr %0" : "=m"(value));
	return value;
}

static inline void ldmxcsr(uint32_t value)
{
	asm volatile("ldmxcsr %0" : : "m"(value));
}

/**
 * xmm_load, xmm_store - all of XMM0 to XMM7, or XMM15
 * ymm_load, ymm_store - the same, 32 bytes each; need AVX enabled
 */
void xmm_load(const uint8_t (*from)[16]);
void xmm_store(uint8_t (*to)[16]);
void ymm_load(const uint8_t (*from)[32]);
void ymm_store(uint8_t (*to)[32]);

/**
 * fpu_enable - for the rest of the case: x87 and SSE without #NM and #UD
 *
 * CR0.EM and TS clear, MP and NE set, CR4.OSFXSR and OSXMMEXCPT set; x87 and
 * MXCSR in their initial state.
 */
void fpu_enable(void);

/** fpu_enable_xsave - besides, CR4.OSXSAVE, and @xcr0 in XCR0 */
void fpu_enable_xsave(uint64_t xcr0);

/** xcr0_supported - what CPUID leaf 0DH says that XCR0 may have */
uint64_t xcr0_supported(void);

#endif

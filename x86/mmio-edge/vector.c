/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x87, MMX, SSE and AVX: DI is in the device, SI in RAM, through one register.
 * Both directions, by pairs of a load and a store.
 */
#include "suite.h"

static void enable_sse(void)
{
	write_cr0(read_cr0() & ~(unsigned long)(CR0_EM | CR0_TS));
	write_cr4(read_cr4() | CR4_OSFXSR);
	if (x86_xsave.probe() && x86_avx.probe()) {
		write_cr4(read_cr4() | CR4_OSXSAVE);
		xsetbv(0, XCR0_X87 | XCR0_SSE | XCR0_AVX);
	}
	asm volatile("fninit");
	window_prepare();
}

TEST_SUITE("mmio-edge",
	   .summary = "accesses to devices, and across their edges",
	   .needs = NEEDS(&x86_pc_testdev, &x86_sse2), .setup = enable_sse);

#define SI "(" R "si)"
#define DI "(" R "di)"

/* id_to: from RAM to the device, id_from: back */
#define PAIR(id, load, store, reg)                                        \
	CODE(id##_to, load " " SI ", %" reg "\n" store " %" reg ", " DI); \
	CODE(id##_from, load " " DI ", %" reg "\n" store " %" reg ", " SI)
PAIR(movdqu, "movdqu", "movdqu", "xmm0");
PAIR(movups, "movups", "movups", "xmm1");
PAIR(movupd, "movupd", "movupd", "xmm2");
PAIR(movdqa, "movdqa", "movdqa", "xmm3");
PAIR(movaps, "movaps", "movaps", "xmm4");
PAIR(movapd, "movapd", "movapd", "xmm5");
PAIR(movntdq, "movdqa", "movntdq", "xmm6");
PAIR(movq, "movq", "movq", "xmm7");
PAIR(movd, "movd", "movd", "xmm0");
PAIR(movlps, "movlps", "movlps", "xmm1");
PAIR(movhps, "movhps", "movhps", "xmm2");
PAIR(movss, "movss", "movss", "xmm3");
PAIR(movsd, "movsd", "movsd", "xmm4");
PAIR(mmx, "movq", "movq", "mm0");
PAIR(vmovdqu, "vmovdqu", "vmovdqu", "ymm0");
PAIR(vmovdqa, "vmovdqa", "vmovdqa", "ymm1");
PAIR(vmovdqu_128, "vmovdqu", "vmovdqu", "xmm1");
CODE(paddd, "movdqu " SI ", %xmm0\n paddd " DI ", %xmm0\n"
	    "movdqu %xmm0, " SI);
CODE(fild_8, "fildll " DI "\n fistpll " SI);
CODE(fistp_8, "fildll " SI "\n fistpll " DI);
CODE(fild_2, "filds " DI "\n fistps " SI);
CODE(fistp_4, "fildl " SI "\n fistpl " DI);
CODE(fld_10, "fildll " SI "\n fstpt " DI "\n fldt " DI "\n fistpll " SI);
CODE(fnstcw, "fnstcw " DI);
CODE(fldcw, "movw $0x37f, " DI "\n fldcw " DI "\n fnstcw " SI "\n fninit");
CODE(fnstsw, "fnstsw " DI);
CODE(stmxcsr, "stmxcsr " DI);
CODE(ldmxcsr, "movl $0x1fa0, " DI "\n ldmxcsr " DI "\n stmxcsr " SI "\n"
	      "movl $0x1f80, " DI "\n ldmxcsr " DI);
CODE(fxsave, "movdqu " SI ", %xmm0\n movdqu 16" SI ", %xmm7\n"
	     "fxsave " DI);
CODE(fxrstor, "movdqu " SI ", %xmm0\n fxsave " SI "\n"
	      "mov $512, %ecx\n mov " R "di, " R "bx\n rep movsb\n"
	      "mov " R "bx, " R "di\n pxor %xmm0, %xmm0\n fxrstor " DI "\n"
	      "movdqu %xmm0, -512" SI "\n xor %ebx, %ebx");

CODE(xsave, "movdqu " SI ", %xmm0\n fninit\n fldpi\n mov $3, %eax\n"
	    "xor %edx, %edx\n xsave " DI "\n fninit");
CODE(fnsave, "fninit\n fldpi\n fnsave " DI);
CODE(frstor,
     "fninit\n fldpi\n fnsave " DI "\n frstor " DI "\n fstpt " SI "\n fninit");

#define BOTH_WAYS(id, bytes, ...)                          \
	{ #id "-to", id##_to, bytes, __VA_ARGS__ },        \
	{                                                  \
#id "-from", id##_from, bytes, __VA_ARGS__ \
	}

static const struct form forms[] = {
	BOTH_WAYS(movdqu, 16, .align = 0),
	BOTH_WAYS(movups, 16, .align = 0),
	BOTH_WAYS(movupd, 16, .align = 0),
	BOTH_WAYS(movdqa, 16, .align = 16),
	BOTH_WAYS(movaps, 16, .align = 16),
	BOTH_WAYS(movapd, 16, .align = 16),
	BOTH_WAYS(movntdq, 16, .align = 16),
	BOTH_WAYS(movq, 8, .align = 0),
	BOTH_WAYS(movd, 4, .align = 0),
	BOTH_WAYS(movlps, 8, .align = 0),
	BOTH_WAYS(movhps, 8, .align = 0),
	BOTH_WAYS(movss, 4, .align = 0),
	BOTH_WAYS(movsd, 8, .align = 0),
	BOTH_WAYS(mmx, 8, .feature = &x86_mmx),
	BOTH_WAYS(vmovdqu, 32, .feature = &x86_avx),
	BOTH_WAYS(vmovdqa, 32, .align = 32, .feature = &x86_avx),
	BOTH_WAYS(vmovdqu_128, 16, .feature = &x86_avx),
	{ "paddd-from", paddd, 16, .align = 16 },
	{ "fild-8", fild_8, 8 },
	{ "fistp-8", fistp_8, 8 },
	{ "fild-2", fild_2, 2 },
	{ "fistp-4", fistp_4, 4 },
	{ "fstp-fld-10", fld_10, 10 },
	{ "fnstcw", fnstcw, 2 },
	{ "fldcw", fldcw, 2 },
	{ "fnstsw", fnstsw, 2 },
	{ "stmxcsr", stmxcsr, 4 },
	{ "ldmxcsr", ldmxcsr, 4 },
	{ "fxsave", fxsave, 512, .align = 16, .feature = &x86_fxsr },
	{ "fxrstor", fxrstor, 512, .align = 16, .feature = &x86_fxsr },
	{ "xsave", xsave, 576, .align = 64, .feature = &x86_xsave },
	{ "fnsave", fnsave, 108 },
	{ "frstor", frstor, 108 },
};

TEST_EACH(vector, const struct form *f, forms, "does what it does to RAM")
{
	form_check(f);
}

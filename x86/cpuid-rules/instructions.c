/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An instruction is there exactly when CPUID says so: #UD without its flag, no
 * exception with it. So `-cpu X,-feature` takes the instruction away as well.
 *
 * Intel SDM vol. 2, the #UD line of each instruction.
 */
#include "suite.h"
#include <string.h>
#include <x86/width.h>

#define AX	   R "ax"
#define DI	   R "di"
#define SAVE_DI	   "push " DI "\n"
#define RESTORE_DI "pop " DI "\n"
#define LOAD_DI	   "lea zeros" ONLY_64("(%rip)") ", " DI "\n"

/*
 * A function that runs one instruction with AX = ECX = EDX = 0, and DI pointing
 * at a page of zero bytes. What it does to vector registers, nobody keeps.
 */
#define INSTRUCTION(id, bytes)                                     \
	void id(const void *arg);                                  \
	asm(".pushsection .text\n"                                 \
	    ".globl " #id "\n"                                     \
	    ".type " #id ", @function\n" #id ":\n" SAVE_DI LOAD_DI \
	    "xor %eax, %eax\n"                                     \
	    "xor %ecx, %ecx\n"                                     \
	    "xor %edx, %edx\n" bytes "\n" RESTORE_DI "ret\n"       \
	    ".size " #id ", . - " #id "\n"                         \
	    ".popsection\n")

/* The operand in memory; not static, because the assembly names it. */
unsigned char zeros[4096] __attribute__((aligned(64)));

INSTRUCTION(do_cmov, "cmovo %eax, %eax");
INSTRUCTION(do_cx8, "cmpxchg8b (" DI ")");
INSTRUCTION(do_mmx, "pxor %mm0, %mm0; emms");
INSTRUCTION(do_3dnow, "pfadd %mm0, %mm0; emms");
INSTRUCTION(do_clflush, "clflush (" DI ")");
INSTRUCTION(do_clflushopt, "clflushopt (" DI ")");
INSTRUCTION(do_clwb, "clwb (" DI ")");
INSTRUCTION(do_sse, "xorps %xmm0, %xmm0");
INSTRUCTION(do_sse2, "xorpd %xmm0, %xmm0");
INSTRUCTION(do_sse3, "haddps %xmm0, %xmm0");
INSTRUCTION(do_ssse3, "pshufb %xmm0, %xmm0");
INSTRUCTION(do_sse41, "ptest %xmm0, %xmm0");
INSTRUCTION(do_sse42, "pcmpgtq %xmm0, %xmm0");
INSTRUCTION(do_crc32, "crc32l %eax, %eax");
INSTRUCTION(do_sse4a, "extrq %xmm0, %xmm0");
INSTRUCTION(do_aes, "aesenc %xmm0, %xmm0");
INSTRUCTION(do_pclmulqdq, "pclmulqdq $0, %xmm0, %xmm0");
INSTRUCTION(do_sha, "sha1nexte %xmm0, %xmm0");
INSTRUCTION(do_gfni, "gf2p8mulb %xmm0, %xmm0");
INSTRUCTION(do_popcnt, "popcnt %eax, %eax");
INSTRUCTION(do_movbe, "movbe (" DI "), %eax");
INSTRUCTION(do_avx, "vxorps %xmm0, %xmm0, %xmm0");
INSTRUCTION(do_avx2, "vpaddb %ymm0, %ymm0, %ymm0");
INSTRUCTION(do_fma, "vfmadd132ps %xmm0, %xmm0, %xmm0");
INSTRUCTION(do_f16c, "vcvtph2ps %xmm0, %xmm0");
INSTRUCTION(do_vaes, "vaesenc %ymm0, %ymm0, %ymm0");
INSTRUCTION(do_vpclmulqdq, "vpclmulqdq $0, %ymm0, %ymm0, %ymm0");
INSTRUCTION(do_avx512f, "vaddps %zmm0, %zmm0, %zmm0");
INSTRUCTION(do_bmi1, "andn %eax, %eax, %eax");
INSTRUCTION(do_bmi2, "shrx %eax, %eax, %eax");
INSTRUCTION(do_adx, "adcx %eax, %eax");
INSTRUCTION(do_rdrand, "rdrand %eax");
INSTRUCTION(do_rdseed, "rdseed %eax");
INSTRUCTION(do_rdtscp, "rdtscp");
INSTRUCTION(do_rdpid, ".byte 0xf3, 0x0f, 0xc7, 0xf8"); /* rdpid %eax */
INSTRUCTION(do_monitor, "mov " DI ", " AX "; .byte 0x0f, 0x01, 0xc8");
INSTRUCTION(do_xgetbv, "xgetbv");
INSTRUCTION(do_rdpkru, "rdpkru");
/* RFBM is EDX:EAX = 0: the header is all that they touch */
INSTRUCTION(do_xsave, "xsave (" DI ")");
INSTRUCTION(do_xsaveopt, "xsaveopt (" DI ")");
INSTRUCTION(do_xsavec, "xsavec (" DI ")");
INSTRUCTION(do_xsaves, "xsaves (" DI ")");
INSTRUCTION(do_pavgb, "pavgb %xmm0, %xmm0");
INSTRUCTION(do_insertq, "insertq %xmm0, %xmm0");
INSTRUCTION(do_clac, "clac");
INSTRUCTION(do_stac, "stac; clac");
INSTRUCTION(do_xtest, "xtest");
INSTRUCTION(do_umonitor, "mov " DI ", " AX "; .byte 0xf3, 0x0f, 0xae, 0xf0");
/* type 2: all contexts; the descriptor is zeros */
INSTRUCTION(do_invpcid, "mov $2, %eax; invpcid (" DI "), " AX);
ONLY_64(INSTRUCTION(do_cx16, "push %rbx; xor %ebx, %ebx; cmpxchg16b (%rdi); pop %rbx");)
ONLY_64(INSTRUCTION(do_lahf, "lahf");)
ONLY_64(INSTRUCTION(do_rdfsbase, "rdfsbase %rax");)
ONLY_64(INSTRUCTION(do_rdgsbase, "rdgsbase %rax");)

static const struct row {
	const char *name;
	const char *flag;
	const char *or_flag; /* enough as well */
	void (*fn)(const void *);
	enum {
		INTERCEPTED = 1, /* a hypervisor on hardware can take it away */
		KERNEL = 2,	 /* at CPL 0 only; the others run at CPL 3 */
		WANTS_XCR0 = 4,
	} how;
} rows[] = {
	{ "cmov", "cmov", NULL, do_cmov },
	{ "cmpxchg8b", "cx8", NULL, do_cx8 },
	{ "mmx-pxor", "mmx", NULL, do_mmx },
	{ "3dnow-pfadd", "3dnow", NULL, do_3dnow },
	{ "clflush", "clfsh", NULL, do_clflush },
	{ "clflushopt", "clflushopt", NULL, do_clflushopt },
	{ "clwb", "clwb", NULL, do_clwb },
	{ "sse-xorps", "sse", NULL, do_sse },
	{ "sse2-xorpd", "sse2", NULL, do_sse2 },
	{ "sse3-haddps", "sse3", NULL, do_sse3 },
	{ "ssse3-pshufb", "ssse3", NULL, do_ssse3 },
	{ "sse4.1-ptest", "sse4.1", NULL, do_sse41 },
	{ "sse4.2-pcmpgtq", "sse4.2", NULL, do_sse42 },
	{ "sse4.2-crc32", "sse4.2", NULL, do_crc32 },
	{ "sse4a-extrq", "sse4a", NULL, do_sse4a },
	{ "aesenc", "aes", NULL, do_aes },
	{ "pclmulqdq", "pclmulqdq", NULL, do_pclmulqdq },
	{ "sha1nexte", "sha", NULL, do_sha },
	{ "gf2p8mulb", "gfni", NULL, do_gfni },
	{ "popcnt", "popcnt", NULL, do_popcnt },
	{ "movbe", "movbe", NULL, do_movbe },
	{ "avx-vxorps", "avx", NULL, do_avx, WANTS_XCR0 },
	{ "avx2-vpaddb", "avx2", NULL, do_avx2, WANTS_XCR0 },
	{ "fma-vfmadd132ps", "fma", NULL, do_fma, WANTS_XCR0 },
	{ "f16c-vcvtph2ps", "f16c", NULL, do_f16c, WANTS_XCR0 },
	{ "vaesenc", "vaes", NULL, do_vaes, WANTS_XCR0 },
	{ "vpclmulqdq", "vpclmulqdq", NULL, do_vpclmulqdq, WANTS_XCR0 },
	{ "avx512f-vaddps", "avx512f", NULL, do_avx512f, WANTS_XCR0 },
	{ "bmi1-andn", "bmi1", NULL, do_bmi1 },
	{ "bmi2-shrx", "bmi2", NULL, do_bmi2 },
	{ "adcx", "adx", NULL, do_adx },
	{ "rdrand", "rdrand", NULL, do_rdrand, INTERCEPTED },
	{ "rdseed", "rdseed", NULL, do_rdseed, INTERCEPTED },
	{ "rdtscp", "rdtscp", NULL, do_rdtscp, INTERCEPTED },
	{ "rdpid", "rdpid", NULL, do_rdpid, INTERCEPTED },
	{ "monitor", "monitor", NULL, do_monitor, INTERCEPTED | KERNEL },
	{ "xgetbv", "xsave", NULL, do_xgetbv, INTERCEPTED },
	{ "xsave", "xsave", NULL, do_xsave, INTERCEPTED },
	{ "xsaveopt", "xsaveopt", NULL, do_xsaveopt },
	{ "xsavec", "xsavec", NULL, do_xsavec },
	{ "xsaves", "xsaves", NULL, do_xsaves, INTERCEPTED | KERNEL },
	{ "sse2-pavgb", "sse2", NULL, do_pavgb },
	{ "sse4a-insertq", "sse4a", NULL, do_insertq },
	{ "rdpkru", "pku", NULL, do_rdpkru, INTERCEPTED },
	{ "clac", "smap", NULL, do_clac, KERNEL },
	{ "stac", "smap", NULL, do_stac, KERNEL },
	{ "xtest", "rtm", "hle", do_xtest },
	{ "umonitor", "waitpkg", NULL, do_umonitor, INTERCEPTED },
	{ "invpcid", "invpcid", NULL, do_invpcid, INTERCEPTED | KERNEL },
	ONLY_64(
		{ "cmpxchg16b", "cx16", NULL, do_cx16 },
		{ "lahf", "lahf-lm", NULL, do_lahf },
		{ "rdfsbase", "fsgsbase", NULL, do_rdfsbase, INTERCEPTED },
		{ "rdgsbase", "fsgsbase", NULL, do_rdgsbase, INTERCEPTED },
	)
};

static void write_xcr0(uintptr_t value)
{
	xsetbv(0, value);
}

static unsigned long cr4_bit(const char *flag, unsigned long bit)
{
	return has(flag) ? bit : 0;
}

/* All that an operating system would switch on. */
static void enable_all(void)
{
	test_defer(write_cr4, read_cr4());
	test_defer(write_cr0, read_cr0());
	write_cr0(read_cr0() & ~(unsigned long)(CR0_EM | CR0_TS));
	write_cr4(read_cr4() | cr4_bit("fxsr", CR4_OSFXSR) |
		  cr4_bit("sse", CR4_OSXMMEXCPT) |
		  cr4_bit("fsgsbase", CR4_FSGSBASE) | cr4_bit("pku", CR4_PKE) |
		  cr4_bit("xsave", CR4_OSXSAVE));
}

static void enable_components(void)
{
	if (!has("xsave"))
		return;
	test_defer(write_xcr0, XCR0_X87);
	xsetbv(0, cpuid(0xd, 0).a);
}

/* A hypervisor that sees every instruction, not only those that exit. */
static bool emulates_all(void)
{
	struct cpuid r = cpuid(0x40000000, 0);

	return memcmp(&r.b, "TCGTCGTCGTCG", 12) == 0;
}

TEST_EACH(instruction, const struct row *r, rows,
	  "is there with its flag, and #UD without it")
{
	bool there = has(r->flag) || (r->or_flag && has(r->or_flag));
	enum trap_cause cause = there ? TRAP_NONE : X86_UD;

	if (!there && !(r->how & INTERCEPTED) && !emulates_all())
		SKIP("%s is not set, and hardware does not exit there",
		     r->flag);
	enable_all();
	if (r->how & WANTS_XCR0)
		enable_components();
	if (r->how & KERNEL)
		EXPECT_TRAP(trap_catch(r->fn, NULL), cause);
	else
		EXPECT_TRAP(user_catch(r->fn, NULL), cause);
}

/* These two have an older meaning where the flag is not set: BSR and BSF. */
TEST(lzcnt, "counts leading zeros with LZCNT, and is BSR without it")
{
	uint32_t result;

	if (!has("abm") && !emulates_all())
		SKIP("abm is not set, and hardware does not exit there");
	asm volatile("lzcnt %1, %0" : "=r"(result) : "r"(0x100) : "cc");
	EXPECT_EQ(result, has("abm") ? 23 : 8);
}

TEST(tzcnt, "counts trailing zeros of 0 with BMI1, and is BSF without it")
{
	uint32_t result = 0x55;
	bool carry;

	if (!has("bmi1") && !emulates_all())
		SKIP("bmi1 is not set, and hardware does not exit there");
	asm volatile("stc\n\t"
		     "tzcnt %2, %0"
		     : "+r"(result), "=@ccc"(carry)
		     : "r"(0)
		     : "cc");
	if (has("bmi1"))
		EXPECT_EQ(result, 32);
	EXPECT_TRUE(carry || !has("bmi1"));
	asm volatile("tzcnt %1, %0" : "=r"(result) : "r"(0x100) : "cc");
	EXPECT_EQ(result, 8);
}

static void do_xgetbv1(const void *arg)
{
	(void)arg;
	xgetbv(1);
}

TEST(xgetbv1, "reads XCR 1 with XGETBV_ECX1, and is #GP(0) without it")
{
	if (!has("xsave"))
		SKIP("needs XSAVE (CPUID.1:ECX[26])");
	enable_all();
	EXPECT_TRAP(user_catch(do_xgetbv1, NULL),
		    has("xgetbv1") ? TRAP_NONE : X86_GP);
}

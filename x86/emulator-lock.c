/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * LOCK in front of what is never locked (SDM vol. 2, LOCK). Not of NOP with an operand,
 * which processors execute all the same.
 *
 * A suite of its own: where LOCK is passed over, the instructions themselves do their
 * worst. Suite emulator-beyond has those of which there is a locked form.
 */
#include <test/test.h>
#include <x86/features.h>
#include <x86/insn/insn.h>

TEST_SUITE("emulator-lock",
	   .summary = "LOCK is refused where it has no meaning",
	   .setup = insn_prepare);

static const struct insn_undefined_row others[] = {
	INSN_UNDEFINED_ROW("add-from-memory", 0x03, 0x0b),
	INSN_UNDEFINED_ROW("test", 0x85, 0x0b),
	INSN_UNDEFINED_ROW("test-imm", 0xf7, 0x03, 0, 0, 0, 0),
	INSN_UNDEFINED_ROW("mov-store", 0x89, 0x0b),
	INSN_UNDEFINED_ROW("mov-load", 0x8b, 0x0b),
	INSN_UNDEFINED_ROW("mov-imm", 0xc6, 0x03, 1),
	INSN_UNDEFINED_ROW("lea", 0x8d, 0x0b),
	INSN_UNDEFINED_ROW("xchg-register", 0x87, 0xcb),
	INSN_UNDEFINED_ROW("xchg-accumulator", 0x91),
	INSN_UNDEFINED_ROW("xadd-register", 0x0f, 0xc1, 0xcb),
	INSN_UNDEFINED_ROW("mul", 0xf7, 0x23),
	INSN_UNDEFINED_ROW("div", 0xf7, 0x33),
	INSN_UNDEFINED_ROW("imul", 0x0f, 0xaf, 0x0b),
	INSN_UNDEFINED_ROW("bt", 0x0f, 0xa3, 0x0b),
	INSN_UNDEFINED_ROW("bt-imm", 0x0f, 0xba, 0x23, 1),
	INSN_UNDEFINED_ROW("bts-register", 0x0f, 0xab, 0xcb),
	INSN_UNDEFINED_ROW("btc-imm-register", 0x0f, 0xba, 0xfb, 1),
	INSN_UNDEFINED_ROW("bsf", 0x0f, 0xbc, 0x0b),
	INSN_UNDEFINED_ROW("shl", 0xd1, 0x23),
	INSN_UNDEFINED_ROW("shl-cl", 0xd3, 0x23),
	INSN_UNDEFINED_ROW("ror-imm", 0xc1, 0x0b, 1),
	INSN_UNDEFINED_ROW("shld", 0x0f, 0xa4, 0x0b, 1),
	INSN_UNDEFINED_ROW("push", 0xff, 0x33),
	INSN_UNDEFINED_ROW("push-register", 0x53),
	INSN_UNDEFINED_ROW("pop", 0x8f, 0x03),
	INSN_UNDEFINED_ROW("setcc", 0x0f, 0x90, 0x03),
	INSN_UNDEFINED_ROW("cmovcc", 0x0f, 0x40, 0x0b),
	INSN_UNDEFINED_ROW("movzx", 0x0f, 0xb6, 0x0b),
	INSN_UNDEFINED_ROW("movsb", 0xa4),
	INSN_UNDEFINED_ROW("stosb", 0xaa),
	INSN_UNDEFINED_ROW("jmp", 0xeb, 0),
	INSN_UNDEFINED_ROW("jcc", 0x70, 0),
	INSN_UNDEFINED_ROW("call", 0xe8, 0, 0, 0, 0),
	INSN_UNDEFINED_ROW("call-memory", 0xff, 0x13),
	INSN_UNDEFINED_ROW("ret", 0xc3),
	INSN_UNDEFINED_ROW("clc", 0xf8),
	INSN_UNDEFINED_ROW("cwd", 0x99),
	INSN_UNDEFINED_ROW("sahf", 0x9e),
	INSN_UNDEFINED_ROW("pushf", 0x9c),
	INSN_UNDEFINED_ROW("enter", 0xc8, 0, 0, 0),
	INSN_UNDEFINED_ROW("leave", 0xc9),
	INSN_UNDEFINED_ROW("in", 0xec),
	INSN_UNDEFINED_ROW("out", 0xee),
	INSN_UNDEFINED_ROW("int", 0xcd, 0x80),
	INSN_UNDEFINED_ROW("cpuid", 0x0f, 0xa2),
	INSN_UNDEFINED_ROW("rdtsc", 0x0f, 0x31),
	INSN_UNDEFINED_ROW("wbinvd", 0x0f, 0x09),
	INSN_UNDEFINED_ROW("lgdt", 0x0f, 0x01, 0x13),
	INSN_UNDEFINED_ROW("sidt", 0x0f, 0x01, 0x0b),
	INSN_UNDEFINED_ROW("smsw", 0x0f, 0x01, 0x23),
	INSN_UNDEFINED_ROW("lmsw", 0x0f, 0x01, 0x33),
	INSN_UNDEFINED_ROW("invlpg", 0x0f, 0x01, 0x3b),
	INSN_UNDEFINED_ROW("ltr", 0x0f, 0x00, 0x1b),
	INSN_UNDEFINED_ROW("mov-cr3", 0x0f, 0x22, 0xdb),
	INSN_UNDEFINED_ROW("mov-dr0", 0x0f, 0x23, 0xc3),
	INSN_UNDEFINED_ROW("clts", 0x0f, 0x06),
	INSN_UNDEFINED_ROW("hlt", 0xf4),
	INSN_UNDEFINED_ROW("fld", 0xd9, 0x03),
	INSN_UNDEFINED_ROW("movups", 0x0f, 0x10, 0x03),
	INSN_UNDEFINED_ROW("bswap", 0x0f, 0xc9),
	INSN_UNDEFINED_ROW("movsx", 0x0f, 0xbf, 0x0b),
	INSN_UNDEFINED_ROW("xlat", 0xd7),
	INSN_UNDEFINED_ROW("scasb", 0xae),
	INSN_UNDEFINED_ROW("rep-cmpsb", 0xf3, 0xa6),
	INSN_UNDEFINED_ROW("insb", 0x6c),
	INSN_UNDEFINED_ROW("outsb", 0x6e),
	INSN_UNDEFINED_ROW("lahf", 0x9f),
	INSN_UNDEFINED_ROW("std", 0xfd),
	INSN_UNDEFINED_ROW("cli", 0xfa),
	INSN_UNDEFINED_ROW("popf", 0x9d),
	INSN_UNDEFINED_ROW("iret", 0xcf),
	INSN_UNDEFINED_ROW("retf", 0xcb),
	INSN_UNDEFINED_ROW("loop", 0xe2, 0),
	INSN_UNDEFINED_ROW("mov-from-ds", 0x8c, 0xd9),
	INSN_UNDEFINED_ROW("mov-to-es", 0x8e, 0xc1),
	INSN_UNDEFINED_ROW("push-fs", 0x0f, 0xa0),
	INSN_UNDEFINED_ROW("lss", 0x0f, 0xb2, 0x0b),
	INSN_UNDEFINED_ROW("lar", 0x0f, 0x02, 0xcb),
	INSN_UNDEFINED_ROW("verw", 0x0f, 0x00, 0xeb),
	INSN_UNDEFINED_ROW("sldt", 0x0f, 0x00, 0xc3),
	INSN_UNDEFINED_ROW("rdmsr", 0x0f, 0x32),
	INSN_UNDEFINED_ROW("rdpmc", 0x0f, 0x33),
	INSN_UNDEFINED_ROW("movnti", 0x0f, 0xc3, 0x0b),
	INSN_UNDEFINED_ROW("movaps", 0x0f, 0x28, 0xc1),
	INSN_UNDEFINED_ROW("paddb", 0x66, 0x0f, 0xfc, 0xc1),
	INSN_UNDEFINED_ROW("emms", 0x0f, 0x77),
};

/*
 * Of these QEMU 7.2 knows too; those that the processor has not got are undefined
 * all the same.
 */
static const struct insn_undefined_row extensions[] = {
	INSN_UNDEFINED_ROW("popcnt", 0xf3, 0x0f, 0xb8, 0xcb),
	INSN_UNDEFINED_ROW("popcnt-memory", 0xf3, 0x0f, 0xb8, 0x0b),
	INSN_UNDEFINED_ROW("crc32", 0xf2, 0x0f, 0x38, 0xf1, 0xcb),
	INSN_UNDEFINED_ROW("adcx", 0x66, 0x0f, 0x38, 0xf6, 0xcb),
	INSN_UNDEFINED_ROW("adox", 0xf3, 0x0f, 0x38, 0xf6, 0xcb),
	INSN_UNDEFINED_ROW("pshufb", 0x66, 0x0f, 0x38, 0x00, 0xc1),
	INSN_UNDEFINED_ROW("rdrand", 0x0f, 0xc7, 0xf1),
	INSN_UNDEFINED_ROW("rdseed", 0x0f, 0xc7, 0xf9),
	INSN_UNDEFINED_ROW("cmpxchg8b-register", 0x0f, 0xc7, 0xc9),
	INSN_UNDEFINED_ROW("lfence", 0x0f, 0xae, 0xe8),
	INSN_UNDEFINED_ROW("mfence", 0x0f, 0xae, 0xf0),
	INSN_UNDEFINED_ROW("sfence", 0x0f, 0xae, 0xf8),
	INSN_UNDEFINED_ROW("clflush", 0x0f, 0xae, 0x3b),
	INSN_UNDEFINED_ROW("clflushopt", 0x66, 0x0f, 0xae, 0x3b),
	INSN_UNDEFINED_ROW("clwb", 0x66, 0x0f, 0xae, 0x33),
	INSN_UNDEFINED_ROW("fxsave", 0x0f, 0xae, 0x03),
	INSN_UNDEFINED_ROW("fxrstor", 0x0f, 0xae, 0x0b),
	INSN_UNDEFINED_ROW("ldmxcsr", 0x0f, 0xae, 0x13),
	INSN_UNDEFINED_ROW("stmxcsr", 0x0f, 0xae, 0x1b),
	INSN_UNDEFINED_ROW("xsave", 0x0f, 0xae, 0x23),
	INSN_UNDEFINED_ROW("xrstor", 0x0f, 0xae, 0x2b),
	INSN_UNDEFINED_ROW("xsaveopt", 0x0f, 0xae, 0x33),
	INSN_UNDEFINED_ROW("xgetbv", 0x0f, 0x01, 0xd0),
	INSN_UNDEFINED_ROW("xsetbv", 0x0f, 0x01, 0xd1),
	INSN_UNDEFINED_ROW("rdpkru", 0x0f, 0x01, 0xee),
	INSN_UNDEFINED_ROW("vzeroupper", 0xc5, 0xf8, 0x77),
	INSN_UNDEFINED_ROW("andn", 0xc4, 0xe2, 0x60, 0xf2, 0xcb),
	INSN_UNDEFINED_ROW("nop", 0x90),
};

INSN_EACH(refused, struct insn_undefined_row, others, insn_undefined_lock,
	  "of what is never locked raises #UD ahead of any access");

TEST_EACH(extension, const struct insn_undefined_row *r, extensions,
	  "of what has come later raises #UD ahead of any access")
{
	insn_undefined_lock(&exec_kernel, r);
}

TEST_EACH(extension_user, const struct insn_undefined_row *r, extensions,
	  "of what has come later raises #UD ahead of any access")
{
	insn_undefined_lock(&exec_user, r);
}

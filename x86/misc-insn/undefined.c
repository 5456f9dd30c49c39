/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Instructions of modes that are not entered: #UD at every CPL. */
#include "suite.h"

MISC_INSN_SUITE;

SNIPPET(undef_rsm, "rsm");
SNIPPET(undef_getsec, ".byte 0x0f, 0x37");
SNIPPET(undef_vmxon, ".byte 0xf3, 0x0f, 0xc7, 0x37");
SNIPPET(undef_vmxoff, ".byte 0x0f, 0x01, 0xc4");
SNIPPET(undef_vmlaunch, ".byte 0x0f, 0x01, 0xc2");
SNIPPET(undef_vmresume, ".byte 0x0f, 0x01, 0xc3");
SNIPPET(undef_vmptrld, ".byte 0x0f, 0xc7, 0x37");
SNIPPET(undef_vmptrst, ".byte 0x0f, 0xc7, 0x3f");
SNIPPET(undef_vmclear, ".byte 0x66, 0x0f, 0xc7, 0x37");
SNIPPET(undef_vmread, ".byte 0x0f, 0x78, 0xc1");
SNIPPET(undef_vmwrite, ".byte 0x0f, 0x79, 0xc1");
SNIPPET(undef_invept, ".byte 0x66, 0x0f, 0x38, 0x80, 0x07");
SNIPPET(undef_invvpid, ".byte 0x66, 0x0f, 0x38, 0x81, 0x07");
SNIPPET(undef_vmfunc, ".byte 0x0f, 0x01, 0xd4");
SNIPPET(undef_vmrun, ".byte 0x0f, 0x01, 0xd8");
SNIPPET(undef_vmload, ".byte 0x0f, 0x01, 0xda");
SNIPPET(undef_vmsave, ".byte 0x0f, 0x01, 0xdb");
SNIPPET(undef_stgi, ".byte 0x0f, 0x01, 0xdc");
SNIPPET(undef_clgi, ".byte 0x0f, 0x01, 0xdd");
SNIPPET(undef_invlpga, ".byte 0x0f, 0x01, 0xdf");
SNIPPET(undef_ud0, ".byte 0x0f, 0xff, 0x07");
SNIPPET(undef_ud1, ".byte 0x0f, 0xb9, 0x07");
SNIPPET(undef_ud2, "ud2");

static const struct row {
	const char *name;
	struct snippet code;
} rows[] = {
	{ "rsm", SNIPPET_OF(undef_rsm) },
	{ "getsec", SNIPPET_OF(undef_getsec) },
	{ "vmxon", SNIPPET_OF(undef_vmxon) },
	{ "vmxoff", SNIPPET_OF(undef_vmxoff) },
	{ "vmlaunch", SNIPPET_OF(undef_vmlaunch) },
	{ "vmresume", SNIPPET_OF(undef_vmresume) },
	{ "vmptrld", SNIPPET_OF(undef_vmptrld) },
	{ "vmptrst", SNIPPET_OF(undef_vmptrst) },
	{ "vmclear", SNIPPET_OF(undef_vmclear) },
	{ "vmread", SNIPPET_OF(undef_vmread) },
	{ "vmwrite", SNIPPET_OF(undef_vmwrite) },
	{ "invept", SNIPPET_OF(undef_invept) },
	{ "invvpid", SNIPPET_OF(undef_invvpid) },
	{ "vmfunc", SNIPPET_OF(undef_vmfunc) },
	{ "vmrun", SNIPPET_OF(undef_vmrun) },
	{ "vmload", SNIPPET_OF(undef_vmload) },
	{ "vmsave", SNIPPET_OF(undef_vmsave) },
	{ "stgi", SNIPPET_OF(undef_stgi) },
	{ "clgi", SNIPPET_OF(undef_clgi) },
	{ "invlpga", SNIPPET_OF(undef_invlpga) },
	{ "ud0", SNIPPET_OF(undef_ud0) },
	{ "ud1", SNIPPET_OF(undef_ud1) },
	{ "ud2", SNIPPET_OF(undef_ud2) },
};

static void set_up(struct trap_frame *start)
{
	start->flags |= FLAGS_STATUS;
	write_cr4(read_cr4() & ~(unsigned long)(CR4_VMXE | CR4_SMXE));
	if (x86_svm.probe())
		wrmsr(MSR_IA32_EFER,
		      rdmsr(MSR_IA32_EFER) & ~(uint64_t)EFER_SVME);
}

TEST_EACH(undefined, const struct row *r, rows,
	  "raises #UD outside of SMM, SMX, VMX and SVM, and changes nothing")
{
	for (unsigned int cpl = 0; cpl < 4; cpl += 3) {
		struct trap_frame start = start_at(&r->code, cpl);

		test_context("CPL %u", cpl);
		set_up(&start);
		expect_refused(&start, X86_UD, 0);
	}
	for (unsigned int i = 0; i < 64; i++)
		EXPECT_EQ(memory[i], 0x6b);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Instructions of modes that are not entered: #UD at every CPL. */
#include "suite.h"

MISC_INSN_SUITE;

LAUNCH_CODE(undef_rsm, "rsm");
LAUNCH_CODE(undef_getsec, ".byte 0x0f, 0x37");
LAUNCH_CODE(undef_vmxon, ".byte 0xf3, 0x0f, 0xc7, 0x37");
LAUNCH_CODE(undef_vmxoff, ".byte 0x0f, 0x01, 0xc4");
LAUNCH_CODE(undef_vmlaunch, ".byte 0x0f, 0x01, 0xc2");
LAUNCH_CODE(undef_vmresume, ".byte 0x0f, 0x01, 0xc3");
LAUNCH_CODE(undef_vmptrld, ".byte 0x0f, 0xc7, 0x37");
LAUNCH_CODE(undef_vmptrst, ".byte 0x0f, 0xc7, 0x3f");
LAUNCH_CODE(undef_vmclear, ".byte 0x66, 0x0f, 0xc7, 0x37");
LAUNCH_CODE(undef_vmread, ".byte 0x0f, 0x78, 0xc1");
LAUNCH_CODE(undef_vmwrite, ".byte 0x0f, 0x79, 0xc1");
LAUNCH_CODE(undef_invept, ".byte 0x66, 0x0f, 0x38, 0x80, 0x07");
LAUNCH_CODE(undef_invvpid, ".byte 0x66, 0x0f, 0x38, 0x81, 0x07");
LAUNCH_CODE(undef_vmfunc, ".byte 0x0f, 0x01, 0xd4");
LAUNCH_CODE(undef_vmrun, ".byte 0x0f, 0x01, 0xd8");
LAUNCH_CODE(undef_vmload, ".byte 0x0f, 0x01, 0xda");
LAUNCH_CODE(undef_vmsave, ".byte 0x0f, 0x01, 0xdb");
LAUNCH_CODE(undef_stgi, ".byte 0x0f, 0x01, 0xdc");
LAUNCH_CODE(undef_clgi, ".byte 0x0f, 0x01, 0xdd");
LAUNCH_CODE(undef_invlpga, ".byte 0x0f, 0x01, 0xdf");
LAUNCH_CODE(undef_ud0, ".byte 0x0f, 0xff, 0x07");
LAUNCH_CODE(undef_ud1, ".byte 0x0f, 0xb9, 0x07");
LAUNCH_CODE(undef_ud2, "ud2");

static const struct row {
	const char *name;
	struct launch_code code;
} rows[] = {
	{ "rsm", LAUNCH(undef_rsm) },
	{ "getsec", LAUNCH(undef_getsec) },
	{ "vmxon", LAUNCH(undef_vmxon) },
	{ "vmxoff", LAUNCH(undef_vmxoff) },
	{ "vmlaunch", LAUNCH(undef_vmlaunch) },
	{ "vmresume", LAUNCH(undef_vmresume) },
	{ "vmptrld", LAUNCH(undef_vmptrld) },
	{ "vmptrst", LAUNCH(undef_vmptrst) },
	{ "vmclear", LAUNCH(undef_vmclear) },
	{ "vmread", LAUNCH(undef_vmread) },
	{ "vmwrite", LAUNCH(undef_vmwrite) },
	{ "invept", LAUNCH(undef_invept) },
	{ "invvpid", LAUNCH(undef_invvpid) },
	{ "vmfunc", LAUNCH(undef_vmfunc) },
	{ "vmrun", LAUNCH(undef_vmrun) },
	{ "vmload", LAUNCH(undef_vmload) },
	{ "vmsave", LAUNCH(undef_vmsave) },
	{ "stgi", LAUNCH(undef_stgi) },
	{ "clgi", LAUNCH(undef_clgi) },
	{ "invlpga", LAUNCH(undef_invlpga) },
	{ "ud0", LAUNCH(undef_ud0) },
	{ "ud1", LAUNCH(undef_ud1) },
	{ "ud2", LAUNCH(undef_ud2) },
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

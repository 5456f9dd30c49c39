/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#include <x86/desc.h>
#include <x86/msr.h>

union operand operand;

struct machine machine_state(void)
{
	struct machine m = {
		.gdt = sgdt(),
		.idt = sidt(),
		.ldt = sldt(),
		.task = str(),
		.cr0 = read_cr0(),
		.cr2 = read_cr2(),
		.cr3 = read_cr3(),
		.cr4 = read_cr4(),
		.dr0 = read_dr0(),
		.dr3 = read_dr3(),
		.dr6 = read_dr6(),
		.dr7 = read_dr7(),
	};

	ONLY_64(m.cr8 = read_cr8();)
	ONLY_64(m.efer = rdmsr(MSR_IA32_EFER);)
	if (x86_sep.probe())
		m.sysenter_cs = rdmsr(MSR_IA32_SYSENTER_CS);
	if (m.cr4 & CR4_OSXSAVE)
		m.xcr0 = xgetbv(0);
	return m;
}

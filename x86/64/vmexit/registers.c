/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Registers that 64-bit mode alone has. */
#include "../../vmexit/suite.h"

static void switch_pcid(void *arg)
{
	unsigned long cr3 = *(unsigned long *)arg | CR3_NOFLUSH;

	write_cr3(cr3 | 1);
	write_cr3(cr3);
}

BENCH(cr3_switch_pcid, "changes the PCID without a flush, and back",
      .needs = NEEDS(&x86_pcid))
{
	unsigned long cr3 = read_cr3() & ~(unsigned long)CR3_PCID;

	write_cr3(cr3);
	test_defer(write_cr4, read_cr4());
	write_cr4(read_cr4() | CR4_PCIDE);
	bench_run(NULL, switch_pcid, &cr3);
	EXPECT_EQ(read_cr3(), cr3);
}

static void do_from_cr8(void *arg)
{
	*(unsigned long *)arg = read_cr8();
}

BENCH(mov_from_cr8, "reads the task priority", .needs = NEEDS(&x86_apic))
{
	unsigned long value = 0;

	apic_init();
	test_defer(write_cr8, 0);
	write_cr8(5);
	bench_run(NULL, do_from_cr8, &value);
	EXPECT_EQ(value, 5);
}

static void do_to_cr8(void *arg)
{
	(void)arg;
	write_cr8(3);
}

BENCH(mov_to_cr8, "writes the task priority", .needs = NEEDS(&x86_apic))
{
	apic_init();
	test_defer(write_cr8, 0);
	bench_run(NULL, do_to_cr8, NULL);
	EXPECT_EQ(apic_read(APIC_TPR), 0x30);
}

BENCH(wr_kernel_gs_base, "writes IA32_KERNEL_GS_BASE")
{
	bench_wrmsr(MSR_IA32_KERNEL_GS_BASE, 0x123456789abc);
}

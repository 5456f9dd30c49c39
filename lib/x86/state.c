/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The boot CPU between cases. A case finds what start.S and arch_boot() left,
 * so the state is taken once, before the first case.
 */
#include <arch.h>
#include <arch/irq.h>
#include <string.h>
#include <x86/apic.h>
#include <x86/cpu.h>
#include <x86/desc.h>
#include <x86/mmu.h>
#include <x86/msr.h>
#include <x86/percpu.h>

enum {
	GDT_SAVED = TSS_SEL_BASE / 8
};

static struct {
	bool taken;
	bool has_efer;
	unsigned long cr0, cr3, cr4;
	uint64_t efer;
	uint64_t gdt[GDT_SAVED];
} state;

/* Long mode, NX and SYSCALL are why a processor has it: 80000001H:EDX */
static bool has_efer(void)
{
	return cpuid_max(0x80000000) >= 0x80000001 &&
	       cpuid(0x80000001, 0).d & (1u << 29 | 1u << 20 | 1u << 11);
}

void arch_case_begin(void)
{
	if (state.taken)
		return;
	state.taken = true;
	state.cr0 = read_cr0();
	state.cr3 = read_cr3();
	state.cr4 = read_cr4();
	state.has_efer = has_efer();
	if (state.has_efer)
		state.efer = rdmsr(MSR_IA32_EFER);
	memcpy(state.gdt, gdt_entry(0), sizeof(state.gdt));
}

/*
 * CR4 goes last of the three: PCIDE must not be on while CR3 has other bits in
 * the place of a PCID. XCR0 is only within reach while CR4.OSXSAVE is set.
 */
static void restore_control(void)
{
	unsigned long cr4 = read_cr4();

	if (cr4 & CR4_OSXSAVE && xgetbv(0) != XCR0_X87)
		xsetbv(0, XCR0_X87);
	if (read_cr3() != state.cr3)
		write_cr3(state.cr3);
	if (cr4 != state.cr4)
		write_cr4(state.cr4);
	if (state.has_efer && rdmsr(MSR_IA32_EFER) != state.efer)
		wrmsr(MSR_IA32_EFER, state.efer);
	if (read_cr0() != state.cr0)
		write_cr0(state.cr0);
}

static void restore_tables(void)
{
	const struct desc_ptr gdt = gdt_init_ptr(), idt = idt_init_ptr();

	memcpy(gdt_entry(0), state.gdt, sizeof(state.gdt));
	lgdt(&gdt);
	lidt(&idt);
	idt_reset();
	tss_reset(&boot_cpu);
	if (sldt() != 0)
		lldt(0);
	if (!tss_loaded(&boot_cpu))
		tss_load(&boot_cpu);
}

static void restore_segments(void)
{
	write_ds(KERNEL_DS);
	write_es(KERNEL_DS);
	write_ss(KERNEL_DS);
#ifdef __x86_64__
	write_fs(0);
	write_gs(0);
#else
	write_fs(KERNEL_DS);
	write_gs(KERNEL_DS);
#endif
}

void arch_case_end(void)
{
	write_flags(EFLAGS_FIXED); /* IF, DF, TF, NT, IOPL, AC are off */
	apic_quiesce();
	if ((read_dr7() & ~DR7_FIXED) != 0)
		write_dr7(DR7_INIT);
	restore_tables();
	restore_segments();
	restore_control();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CPUs between cases. A case finds what start.S left, so the state is taken
 * once, before a CPU's first case.
 */
#include <arch.h>
#include <arch/irq.h>
#include <string.h>
#include <x86/cpu.h>
#include <x86/desc.h>
#include <x86/irq/apic.h>
#include <x86/mmu.h>
#include <x86/msr.h>
#include <x86/percpu.h>

enum {
	GDT_SAVED = TSS_SEL_BASE / 8
};

static struct state {
	bool taken;
	bool has_efer;
	unsigned long cr0, cr3, cr4;
	uint64_t efer;
} states[CPU_MAX];

static uint64_t first_gdt[GDT_SAVED];

/* Long mode, NX and SYSCALL are why a processor has it: 80000001H:EDX */
static bool has_efer(void)
{
	return cpuid_max(0x80000000) >= 0x80000001 &&
	       cpuid(0x80000001, 0).d & (1u << 29 | 1u << 20 | 1u << 11);
}

void arch_case_begin(void)
{
	unsigned int cpu = arch_cpu_index();
	struct state *s = &states[cpu];

	if (s->taken)
		return;
	s->taken = true;
	s->cr0 = read_cr0();
	s->cr3 = read_cr3();
	s->cr4 = read_cr4();
	s->has_efer = has_efer();
	if (s->has_efer)
		s->efer = rdmsr(MSR_IA32_EFER);
	if (cpu == 0)
		memcpy(first_gdt, gdt_entry(0), sizeof(first_gdt));
}

/*
 * CR4 goes last of the three: PCIDE must not be on while CR3 has other bits in
 * the place of a PCID. XCR0 is only within reach while CR4.OSXSAVE is set.
 */
static void restore_control(const struct state *s)
{
	unsigned long cr4 = read_cr4();

	if (cr4 & CR4_OSXSAVE && xgetbv(0) != XCR0_X87)
		xsetbv(0, XCR0_X87);
	if (read_cr3() != s->cr3)
		write_cr3(s->cr3);
	if (cr4 != s->cr4)
		write_cr4(s->cr4);
	if (s->has_efer && rdmsr(MSR_IA32_EFER) != s->efer)
		wrmsr(MSR_IA32_EFER, s->efer);
	if (read_cr0() != s->cr0)
		write_cr0(s->cr0);
}

static void restore_tables(void)
{
	const struct desc_ptr gdt = gdt_init_ptr(), idt = idt_init_ptr();
	struct cpu *cpu = cpu_self();

	memcpy(gdt_entry(0), first_gdt, sizeof(first_gdt));
	lgdt(&gdt);
	lidt(&idt);
	idt_reset();
	tss_reset(cpu);
	if (sldt() != 0)
		lldt(0);
	if (!tss_loaded(cpu))
		tss_load(cpu);
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
	restore_control(&states[arch_cpu_index()]);
}

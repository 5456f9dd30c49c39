/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tables of descriptors. All CPUs share the GDT (tables.S) and the IDT;
 * each has a TSS of its own.
 */
#include <x86/desc.h>

#include <arch.h>
#include <smp.h>
#include <string.h>
#include <x86/percpu.h>

_Static_assert(GDT_NR_TSS == CPU_MAX, "selectors.h and smp.h");
_Static_assert(sizeof(struct gate) == (sizeof(long) == 8 ? 16 : 8), "gate");
_Static_assert(sizeof(struct tss) == 104, "TSS");
_Static_assert(offsetof(struct tss_area, bitmap) == 104, "bitmap");

extern uint64_t gdt[]; /* tables.S, which computes the limit too */
extern const struct desc_ptr gdt_ptr;
extern const uint8_t trap_vectors[];

/* Not accessible in user mode, like all that the processor itself reads. */
#define CPU_BSS __attribute__((section(".bss.cpu")))

static struct gate idt[IDT_GATES] CPU_BSS __attribute__((aligned(16)));
struct cpu boot_cpu CPU_BSS;
struct cpu *cpus[CPU_MAX] CPU_BSS;

static bool idt_ready; /* gates are as idt_init() makes them */

uint64_t *gdt_entry(uint16_t selector)
{
	return &gdt[selector / 8];
}

struct desc_ptr gdt_init_ptr(void)
{
	return gdt_ptr;
}

#ifdef __x86_64__
static void idt_init_stacks(void)
{
	idt[X86_VECTOR(X86_DF)].ist = IST_DF;
	idt[X86_VECTOR(X86_NMI)].ist = IST_NMI;
	idt[X86_VECTOR(X86_MC)].ist = IST_MC;
}
#else
static void idt_init_stacks(void)
{
	df_task_init();
	idt[X86_VECTOR(X86_DF)] = gate_make(NULL, DF_TSS_SEL, GATE_TASK, 0);
}
#endif

/*
 * Interrupt gates only, so that nothing interrupts entry. User mode may raise
 * #BP and #OF by INT3 and INTO.
 */
static void idt_init(void)
{
	for (unsigned int v = 0; v < IDT_GATES; v++)
		idt[v] = gate_make(trap_vectors + v * VECTOR_BYTES, KERNEL_CS,
				   GATE_INT, 0);
	idt_init_stacks();
	idt[X86_VECTOR(X86_BP)].type |= GATE_DPL(3);
	idt[X86_VECTOR(X86_OF)].type |= GATE_DPL(3);
	idt_ready = true;
}

struct gate idt_gate(unsigned int vector)
{
	return idt[vector];
}

void idt_set_gate(unsigned int vector, struct gate gate)
{
	idt_ready = false;
	idt[vector] = gate;
}

void idt_set_ist(unsigned int vector, uint8_t ist)
{
	idt_ready = false;
	idt[vector].ist = ist;
}

void idt_set_type(unsigned int vector, uint8_t type)
{
	idt_ready = false;
	idt[vector].type = type;
}

struct desc_ptr idt_init_ptr(void)
{
	struct desc_ptr ptr = { .limit = sizeof(idt) - 1,
				.base = (uintptr_t)idt };

	return ptr;
}

void idt_reset(void)
{
	if (!idt_ready)
		idt_init();
}

static void *stack_top(struct cpu_stack *stack)
{
	return stack->bytes + sizeof(stack->bytes);
}

void tss_reset(struct cpu *cpu)
{
	struct tss *tss = &cpu->tss.tss;

	memset(tss, 0, sizeof(*tss));
#ifdef __x86_64__
	tss->rsp[0] = (uintptr_t)stack_top(&cpu->trap_stack);
	tss->ist[IST_DF - 1] = (uintptr_t)stack_top(&cpu->df_stack);
	tss->ist[IST_NMI - 1] = (uintptr_t)stack_top(&cpu->nmi_stack);
	tss->ist[IST_MC - 1] = (uintptr_t)stack_top(&cpu->mc_stack);
#else
	tss->stack[0].esp = (uintptr_t)stack_top(&cpu->trap_stack);
	tss->stack[0].ss = KERNEL_DS;
#endif
	tss->io_base = sizeof(cpu->tss);
}

struct tss_area *tss_this(void)
{
	return &cpu_self()->tss;
}

static uint16_t tss_selector(const struct cpu *cpu)
{
	return TSS_SEL_BASE + cpu->index * TSS_SEL_STEP;
}

static uint64_t tss_descriptor(const struct cpu *cpu, uint32_t limit,
			       uint64_t type)
{
	return desc_segment((uint32_t)(uintptr_t)&cpu->tss, limit,
			    type | DESC_P);
}

static void load_limited(struct cpu *cpu, uint32_t limit)
{
	uint64_t *entry = gdt_entry(tss_selector(cpu));

	/* LTR wants it available, and marks it busy */
	entry[0] = tss_descriptor(cpu, limit, DESC_TSS);
	entry[1] = (uint64_t)(uintptr_t)&cpu->tss >> 32;
	ltr(tss_selector(cpu));
}

void tss_load(struct cpu *cpu)
{
	load_limited(cpu, sizeof(cpu->tss) - 1);
}

void tss_set_limit(uint32_t limit)
{
	load_limited(cpu_self(), limit);
}

bool tss_loaded(const struct cpu *cpu)
{
	return str() == tss_selector(cpu) &&
	       *gdt_entry(tss_selector(cpu)) ==
		       tss_descriptor(cpu, sizeof(cpu->tss) - 1, DESC_TSS_BUSY);
}

/*
 * The TR selector says which CPU this is: it survives whatever a suite does to
 * segment bases and stacks, and no instruction but LTR and a task switch
 * changes it. (STR faults at CPL 3 with CR4.UMIP, where nothing needs this.)
 */
unsigned int arch_cpu_index(void)
{
	unsigned int index =
		(unsigned int)(str() - TSS_SEL_BASE) / TSS_SEL_STEP;

	return index < CPU_MAX ? index : 0;
}

struct cpu *cpu_self(void)
{
	return cpus[arch_cpu_index()];
}

void cpu_init(struct cpu *cpu)
{
	struct desc_ptr idt_ptr = idt_init_ptr();

	cpus[cpu->index] = cpu;
	tss_reset(cpu);
	lgdt(&gdt_ptr);
	tss_load(cpu);
	lidt(&idt_ptr);
}

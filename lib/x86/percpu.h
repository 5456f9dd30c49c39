/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What each CPU has of its own. The boot CPU's is in the image, the others' are
 * allocated when they start.
 */
#ifndef LIB_X86_PERCPU_H
#define LIB_X86_PERCPU_H

#include <arch/trap.h>
#include <smp.h>
#include <stdint.h>
#include <x86/desc.h>

enum {
	CPU_STACK_BYTES = 0x2000,
	USER_TABLES = 5, /* pages: one a level, for up to five levels */
};

/* A stack and the page below it, which is taken out of the page tables. */
struct cpu_stack {
	uint8_t guard[0x1000];
	uint8_t bytes[CPU_STACK_BYTES];
};

struct cpu {
	struct tss_area tss __attribute__((aligned(0x1000)));
	unsigned int index;
	unsigned long hwid; /* local APIC id */

	/* arch_user_call(): what entry switches between, see user.c */
	unsigned long kernel_cr3;
	unsigned long user_cr3;
	struct arch_context user_return;

	struct cpu_stack trap_stack __attribute__((aligned(0x1000)));
	struct cpu_stack df_stack;
	struct cpu_stack nmi_stack;
	struct cpu_stack mc_stack;
	uint64_t user_tables[USER_TABLES][512];
};

extern struct cpu boot_cpu;

/* By index; NULL: never started. Entry code looks here too. */
extern struct cpu *cpus[CPU_MAX];

/** cpu_self - this CPU's, in any context */
struct cpu *cpu_self(void);

/**
 * cpu_init - this CPU's TSS, and the library's GDT and IDT
 *
 * From here on arch_cpu_index() is @cpu->index and traps are dispatched.
 */
void cpu_init(struct cpu *cpu);

/*
 * The parts of that which arch_case_end() repeats: gates as at boot, a clean
 * TSS, and TR, whose descriptor has to be available again.
 */
void idt_reset(void);
void tss_reset(struct cpu *cpu);
void tss_load(struct cpu *cpu);
bool tss_loaded(const struct cpu *cpu); /* as tss_load() does it */

/** df_task_init - i386: the task that takes double faults, and its descriptor */
void df_task_init(void);

/** cpu_guard_stacks - take away the pages below the stacks of @cpu */
void cpu_guard_stacks(struct cpu *cpu);

/**
 * cpu_prepare - make ready for the start of a secondary CPU
 * @hwid: its local APIC id
 *
 * Returns the address, below 1 MiB, of the page that the start-up IPI has to
 * name. The CPU then runs cpu_start_secondary(). One at a time: not before the
 * CPU of the call before has called smp_cpu_main(), or never will.
 */
uint32_t cpu_prepare(unsigned int index, unsigned long hwid);

/** cpu_start_secondary - start_32.S and start_64.S enter C here */
void cpu_start_secondary(void) __attribute__((noreturn));

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A fault in the delivery of a double fault: the processor shuts down, and the
 * machine resets. (On the boards that hypervisors model, shutdown of any CPU is a
 * request for a reset.)
 */
#include "suite.h"

#include <smp.h>
#include <x86/irq/apic.h>

DF_MATRIX_SUITE;

enum {
	DF = X86_VECTOR(X86_DF)
};

static void load_idt(uintptr_t base, unsigned int limit)
{
	const struct desc_ptr ptr = { .limit = (uint16_t)limit, .base = base };

	lidt(&ptr);
}

static void df_absent(unsigned int vector)
{
	set_absent(vector);
	set_absent(DF);
}

static void df_type(unsigned int vector)
{
	set_absent(vector);
	second_gate_type.damage(DF);
}

static void df_null(unsigned int vector)
{
	set_absent(vector);
	second_cs_null.damage(DF);
}

static void df_code_absent(unsigned int vector)
{
	set_absent(vector);
	idt_set_gate(DF, idt_gate(X86_VECTOR(X86_DB)));
	second_cs_absent.damage(DF);
}

static void df_code_unmapped(unsigned int vector)
{
	set_absent(vector);
	idt_set_gate(DF, idt_gate(X86_VECTOR(X86_DB)));
	second_cs_unmapped.damage(DF);
}

static void df_stack(unsigned int vector)
{
	set_absent(vector);
	damage_df_stack();
}

static void no_idt(unsigned int vector)
{
	(void)vector;
	load_idt(idt_init_ptr().base, 0);
}

/* All but the last byte of #DF's gate; #GP's is beyond it too. */
static void idt_ends_at_df(unsigned int vector)
{
	second_gate_type.damage(vector);
	load_idt(idt_init_ptr().base, (DF + 1) * sizeof(struct gate) - 2);
}

static void idt_unmapped(unsigned int vector)
{
	(void)vector;
	load_idt((uintptr_t)damaged_page(UNMAPPED), 0x7ff);
}

static const struct row {
	const char *name;
	const struct provocation *first;
	void (*damage)(unsigned int vector);
	bool user;
	bool secondary;
} rows[] = {
	{ "df-gate-absent", &provoke_gp, df_absent, false, false },
	{ "df-gate-absent-pf", &provoke_pf, df_absent, false, false },
	{ "df-gate-absent-user", &provoke_np, df_absent, true, false },
	{ "df-gate-type", &provoke_de, df_type, false, false },
	{ "df-cs-null", &provoke_ss, df_null, false, false },
	{ "df-cs-absent", &provoke_gp, df_code_absent, false, false },
	{ "df-cs-unmapped", &provoke_gp, df_code_unmapped, false, false },
	{ "df-stack", &provoke_gp, df_stack, false, false },
	{ "df-stack-user", &provoke_gp, df_stack, true, false },
	{ "no-idt-ud", &provoke_ud, no_idt, false, false },
	{ "no-idt-int-n", &provoke_int_n, no_idt, false, false },
	{ "no-idt-user", &provoke_bp, no_idt, true, false },
	{ "idt-ends-at-df", &provoke_ud, idt_ends_at_df, false, false },
	{ "idt-unmapped", &provoke_ud, idt_unmapped, false, false },
	{ "secondary", &provoke_gp, df_absent, false, true },
	{ "secondary-user", &provoke_ud, no_idt, true, true },
};

static void do_row(void *arg)
{
	const struct row *r = arg;
	const struct second second = { .damage = r->damage };
	struct registers in;

	run_both(r->first, &second, r->user, &in);
}

TEST_EACH(shutdown, const struct row *r, rows, "resets the machine",
	  .ends = ENDS_RESET)
{
	if (r->secondary && cpu_count() < 2)
		SKIP("needs two CPUs");
	test_ends();
	on_cpu(r->secondary ? 1 : 0, do_row, (void *)(uintptr_t)r);
}

/* ------------------------------------------------ interrupts at the end ---- */

/* Neither may an interrupt or an NMI find no IDT. */
static const struct external {
	const char *name;
	uint32_t icr;
} externals[] = {
	{ "irq", APIC_ICR_FIXED | 0x62 },
	{ "nmi", APIC_ICR_NMI },
};

TEST_EACH(shutdown_external, const struct external *r, externals,
	  "resets the machine", .ends = ENDS_RESET, .needs = NEEDS(&x86_apic))
{
	cli();
	apic_init();
	test_ends();
	no_idt(0);
	apic_ipi(apic_id(), r->icr | APIC_ICR_ASSERT);
	for (unsigned int i = 0; i < 100000; i++)
		asm volatile("sti\n\t"
			     "nop\n\t"
			     "nop\n\t"
			     "cli");
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where NMIs come from, and which CPUs they reach: the interrupt command
 * register, LINT1, an I/O APIC's pin, a message (MSI).
 *
 * Intel SDM vol. 3, 10.5.1 (LVT), 10.6.1 (ICR), 10.11 (MSI); 82093AA, 3.2.4: with
 * delivery mode NMI the vector is ignored.
 */
#include "suite.h"

#include <dev/edu.h>
#include <x86/irq/ioapic.h>
#include <x86/pio.h>

enum {
	VECTOR = 0x55,
};

static void window(void *arg)
{
	(void)arg;
	sti();
	spin();
	cli();
}

/* But for the library's vectors, by which a CPU is woken. */
static void nothing_in_apic(void *arg)
{
	(void)arg;
	for (unsigned int reg = 0; reg < 0x70; reg += 0x10) {
		EXPECT_EQ(apic_read(APIC_IRR + reg), 0);
		EXPECT_EQ(apic_read(APIC_ISR + reg), 0);
	}
}

/* Counts of NMIs, a hexadecimal digit a CPU, CPU 0's the lowest. */
static void expect_taken(unsigned int nmis)
{
	for (unsigned int cpu = 0; cpu < NR_CPUS; cpu++)
		nmis_reach(cpu, nmis >> 4 * cpu & 0xf);
	spin();
	for (unsigned int cpu = 0; cpu < NR_CPUS; cpu++) {
		on_cpu(cpu, window, NULL);
		test_context("CPU %u", cpu);
		EXPECT_EQ(seen[cpu].nmis, nmis >> 4 * cpu & 0xf);
		EXPECT_EQ(seen[cpu].irqs, 0);
		on_cpu(cpu, nothing_in_apic, NULL);
	}
}

static void nothing(void *arg)
{
	(void)arg;
}

/* Started as well: one that waits for its start-up IPI takes no NMI. */
static void need_cpus(void)
{
	if (cpu_count() != NR_CPUS)
		SKIP("needs three CPUs");
	on_all_cpus(nothing, NULL);
}

/* ----------------------------------------------------------------- ICR ---- */

static void logical_id(void *arg)
{
	(void)arg;
	apic_write(APIC_DFR, APIC_DFR_FLAT);
	apic_write(APIC_LDR, 0x1000000u << cpu_this());
}

static const struct icr_row {
	const char *name;
	uint32_t destination; /* below NR_CPUS: that CPU's id */
	uint32_t icr;
	unsigned int nmis;
} icrs[] = {
	{ "self", 0, 0, 0x001 },
	{ "other", 1, 0, 0x010 },
	{ "third", 2, 0, 0x100 },
	{ "nobody", 0x7e, 0, 0x000 },
	{ "broadcast", 0xff, 0, 0x111 },
	{ "others", 0, APIC_ICR_OTHERS, 0x110 },
	{ "logical", 0x02, APIC_ICR_LOGICAL, 0x010 },
	{ "logical-two", 0x05, APIC_ICR_LOGICAL, 0x101 },
	{ "logical-nobody", 0xf8, APIC_ICR_LOGICAL, 0x000 },
	{ "vector", 1, VECTOR, 0x010 },
	{ "vector-self", 0, VECTOR, 0x001 },
	{ "vector-df", 1, 0xdf, 0x010 },
};

TEST_EACH(icr, const struct icr_row *r, icrs, "reaches each CPU it names, once",
	  .needs = NEEDS(&x86_xapic_mode))
{
	bool logical = r->icr & APIC_ICR_LOGICAL;
	uint32_t to = r->destination;

	need_cpus();
	take_irqs();
	for (unsigned int cpu = 0; logical && cpu < NR_CPUS; cpu++)
		on_cpu(cpu, logical_id, NULL);
	if (to < NR_CPUS && !logical)
		to = (uint32_t)arch_cpu_hwid(to);
	ASSERT_EQ(apic_ipi(to, APIC_ICR_NMI | APIC_ICR_ASSERT | r->icr), 0);
	expect_taken(r->nmis);
}

/* ------------------------------------------------ what holds others back ---- */

static const struct held_row {
	const char *name;
	unsigned int cpu, reg;
	uint32_t value;
} held[] = {
	{ "tpr", 0, APIC_TPR, 0xff },
	{ "tpr-second-cpu", 1, APIC_TPR, 0xff },
	{ "apic-disabled", 0, APIC_SPIV, VECTOR_SPURIOUS },
	{ "apic-disabled-second-cpu", 1, APIC_SPIV, VECTOR_SPURIOUS },
};

static volatile unsigned int ready;

static void hold(void *arg)
{
	const struct held_row *r = arg;

	apic_write(r->reg, r->value);
	ready = 1;
	nmis_reach(r->cpu, 1);
	spin();
	apic_init();
}

static void send_held(void *arg)
{
	const struct held_row *r = arg;

	EXPECT_TRUE(flag_set(&ready));
	send_nmi(r->cpu);
}

/* 10.4.7.2: an APIC that is disabled by software still takes NMIs. */
TEST_EACH(held, const struct held_row *r, held,
	  "comes whatever TPR says, and to an APIC that is disabled",
	  .needs = NEEDS(&x86_xapic_mode))
{
	need_cpus();
	ready = 0;
	together(r->cpu, hold, send_held, (void *)(uintptr_t)r);
	expect_taken(0x1u << 4 * r->cpu);
}

/* --------------------------------------------------------------- LINT1 ---- */

static const struct lint_row {
	const char *name;
	uint32_t lvt[NR_CPUS];
	unsigned int nmis;
	unsigned int irqs;
} lints[] = {
	{ "nmi", { APIC_ICR_NMI, APIC_ICR_NMI, APIC_ICR_NMI }, 0x111, 0 },
	{ "vector",
	  { APIC_ICR_NMI | VECTOR, APIC_ICR_NMI | VECTOR,
	    APIC_ICR_NMI | VECTOR },
	  0x111,
	  0 },
	{ "one", { APIC_LVT_MASKED, APIC_ICR_NMI, APIC_LVT_MASKED }, 0x010, 0 },
	{ "masked",
	  { APIC_ICR_NMI | APIC_LVT_MASKED, APIC_ICR_NMI | APIC_LVT_MASKED,
	    APIC_ICR_NMI },
	  0x100,
	  0 },
	{ "fixed", { IRQ, APIC_ICR_NMI, IRQ }, 0x010, 0x101 },
};

static void set_lint1(void *arg)
{
	const struct lint_row *r = arg;

	apic_write(APIC_LVT1, r->lvt[cpu_this()]);
}

/* The machine's NMI button, which PCs wire to LINT1 of every CPU. */
TEST_EACH(lint1, const struct lint_row *r, lints,
	  "is what the entry of LINT1 says, when the host asks for one",
	  .needs = NEEDS(&x86_xapic_mode))
{
	need_cpus();
	take_irqs();
	for (unsigned int cpu = 0; cpu < NR_CPUS; cpu++)
		on_cpu(cpu, set_lint1, (void *)(uintptr_t)r);
	test_host(PROTO_HOST_NMI);
	for (unsigned int cpu = 0; cpu < NR_CPUS; cpu++) {
		nmis_reach(cpu, r->nmis >> 4 * cpu & 0xf);
		on_cpu(cpu, window, NULL);
	}
	for (unsigned int cpu = 0; cpu < NR_CPUS; cpu++) {
		test_context("CPU %u", cpu);
		EXPECT_EQ(seen[cpu].nmis, r->nmis >> 4 * cpu & 0xf);
		EXPECT_EQ(seen[cpu].irqs, r->irqs >> 4 * cpu & 0xf);
	}
}

/* ------------------------------------------------------------- I/O APIC ---- */

enum {
	PIT_COUNTER0 = 0x40,
	PIT_COMMAND = 0x43,
	PIT_MODE0 = 0x30,   /* counter 0, both bytes, OUT rises at the end */
	PIT_STATUS0 = 0xe2, /* read back the status of counter 0 */
	PIT_OUT = 0x80,
	PIT_COUNT = 0x0400,
};

static bool pit_out(void)
{
	outb(PIT_STATUS0, PIT_COMMAND);
	return inb(PIT_COUNTER0) & PIT_OUT;
}

/* One rising edge of IRQ 0. */
static void pit_edge(void)
{
	outb(PIT_MODE0, PIT_COMMAND);
	outb(PIT_COUNT & 0xff, PIT_COUNTER0);
	outb(PIT_COUNT >> 8, PIT_COUNTER0);
	for (unsigned int i = 0; i < 1000000 && !pit_out(); i++)
		cpu_relax();
	EXPECT_TRUE(pit_out());
}

static const struct pin_row {
	const char *name;
	unsigned int cpu;
	uint64_t rte;
	unsigned int nmis;
} pins[] = {
	{ "boot-cpu", 0, IOAPIC_RTE_NMI, 0x001 },
	{ "second-cpu", 1, IOAPIC_RTE_NMI, 0x010 },
	{ "third-cpu", 2, IOAPIC_RTE_NMI, 0x100 },
	{ "vector", 1, IOAPIC_RTE_NMI | VECTOR, 0x010 },
	{ "masked", 1, IOAPIC_RTE_NMI | IOAPIC_RTE_MASKED, 0x000 },
};

TEST_EACH(ioapic, const struct pin_row *r, pins,
	  "comes from the pin once for each edge, whatever the vector",
	  .needs = NEEDS(&x86_xapic_mode, &x86_ioapic))
{
	unsigned int pin;
	uint64_t trigger;
	struct ioapic *io;

	need_cpus();
	take_irqs();
	io = ioapic_of_gsi(ioapic_isa_gsi(0, &trigger), &pin);
	ASSERT_TRUE(io != NULL);
	pit_edge(); /* no count is under way any more, whose end would be an edge */
	ioapic_rte_write(io, pin,
			 r->rte | trigger |
				 IOAPIC_RTE_DESTINATION(arch_cpu_hwid(r->cpu)));
	pit_edge();
	expect_taken(r->nmis);
	pit_edge();
	expect_taken(2 * r->nmis);
}

/* ------------------------------------------------------------- messages ---- */

static const struct message_row {
	const char *name;
	unsigned int cpu;
	uint16_t data;
	unsigned int nmis;
} messages[] = {
	{ "boot-cpu", 0, APIC_ICR_NMI, 0x001 },
	{ "second-cpu", 1, APIC_ICR_NMI, 0x010 },
	{ "third-cpu", 2, APIC_ICR_NMI, 0x100 },
	{ "vector", 1, APIC_ICR_NMI | VECTOR, 0x010 },
};

TEST_EACH(msi, const struct message_row *r, messages,
	  "comes with each message, whatever the vector",
	  .needs = NEEDS(&x86_xapic_mode))
{
	uint64_t to = apic_msi_address((uint8_t)arch_cpu_hwid(r->cpu));
	struct edu edu = edu_open(EDU_ANY);

	need_cpus();
	take_irqs();
	edu_message(&edu, to, r->data);
	expect_taken(r->nmis);
	edu_message(&edu, to, r->data);
	expect_taken(2 * r->nmis);
}

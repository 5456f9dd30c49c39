/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Starting CPUs, interrupts between them, and work that is handed around.
 *
 * Intel SDM vol. 3, 8.4 (multiple-processor initialization) and 10.6 (issuing
 * interprocessor interrupts).
 */
#include "stub.h"
#include <arch/irq.h>
#include <clock.h>
#include <mm/page.h>
#include <smp.h>
#include <string.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/irq/apic.h>

TEST_SUITE("smptest",
	   .summary = "CPUs start, interrupt and work for each other",
	   .needs = NEEDS(&x86_apic, &smp_2_cpus));

static void nothing(void *arg)
{
	(void)arg;
}

static void start_all(void)
{
	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++)
		on_cpu(cpu, nothing, NULL);
}

/* ------------------------------------------------------- INIT and SIPI ---- */

extern const uint8_t stub[], stub_end[];

struct stub_page {
	uint8_t *page;
	unsigned int expected;
};

static uint16_t stub_count(const struct stub_page *s)
{
	return *(volatile uint16_t *)(s->page + STUB_COUNT);
}

static bool all_came(void *arg)
{
	const struct stub_page *s = arg;

	return stub_count(s) >= s->expected;
}

static struct stub_page stub_new(unsigned int expected)
{
	struct stub_page s = { .page = page_alloc(0, PAGE_BELOW_1M | PAGE_ZERO),
			       .expected = expected };

	test_defer(page_free, s.page);
	memcpy(s.page, stub, (size_t)(stub_end - stub));
	return s;
}

static uint32_t sipi(const struct stub_page *s)
{
	return APIC_ICR_STARTUP | APIC_ICR_ASSERT |
	       APIC_ICR_VECTOR(virt_to_phys(s->page) >> 12);
}

/* What smp.c started is gone after an INIT: it must know before any check. */
static void forget_all(void)
{
	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++)
		smp_restart(cpu);
}

static void init_all(void)
{
	int r = apic_ipi(0, APIC_ICR_OTHERS | APIC_ICR_INIT | APIC_ICR_ASSERT);

	forget_all();
	ASSERT_EQ(r, 0);
}

TEST(broadcast, "INIT and SIPI to all but self start each other CPU once")
{
	struct stub_page s = stub_new(cpu_count() - 1);

	init_all();
	EXPECT_EQ(apic_ipi(0, APIC_ICR_OTHERS | sipi(&s)), 0);
	EXPECT_TRUE(wait_until(all_came, &s, 1000000));
	delay_us(1000); /* and nobody comes late */
	EXPECT_EQ(stub_count(&s), cpu_count() - 1);
	for (unsigned int cpu = 0; cpu < cpu_count(); cpu++) {
		test_context("CPU %u", cpu);
		EXPECT_EQ(s.page[STUB_SEEN + arch_cpu_hwid(cpu)], cpu ? 1 : 0);
	}
}

TEST(broadcast_init, "INIT alone starts nobody")
{
	struct stub_page s = stub_new(1);

	init_all();
	EXPECT_FALSE(wait_until(all_came, &s, 2000));
}

TEST(directed, "INIT and SIPI to one id start that CPU alone")
{
	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++) {
		struct stub_page s = stub_new(1);
		uint32_t id = (uint32_t)arch_cpu_hwid(cpu);

		test_context("CPU %u", cpu);
		EXPECT_EQ(apic_ipi(id, APIC_ICR_INIT | APIC_ICR_ASSERT), 0);
		smp_restart(cpu);
		EXPECT_EQ(apic_ipi(id, sipi(&s)), 0);
		EXPECT_TRUE(wait_until(all_came, &s, 1000000));
		EXPECT_EQ(s.page[STUB_SEEN + id], 1);
		EXPECT_EQ(stub_count(&s), 1);
	}
}

TEST(second_sipi, "a CPU that runs takes no notice of another SIPI")
{
	struct stub_page first = stub_new(cpu_count() - 1);
	struct stub_page second = stub_new(1);

	init_all();
	EXPECT_EQ(apic_ipi(0, APIC_ICR_OTHERS | sipi(&first)), 0);
	EXPECT_TRUE(wait_until(all_came, &first, 1000000));
	EXPECT_EQ(apic_ipi(0, APIC_ICR_OTHERS | sipi(&second)), 0);
	EXPECT_FALSE(wait_until(all_came, &second, 2000));
	EXPECT_EQ(stub_count(&first), cpu_count() - 1);
}

/* An id that no CPU of the machine has. */
static uint32_t free_id(void)
{
	for (uint32_t id = 0xfe; id; id--) {
		unsigned int cpu = 0;

		while (cpu < cpu_count() && arch_cpu_hwid(cpu) != id)
			cpu++;
		if (cpu == cpu_count())
			return id;
	}
	SKIP("every APIC id is in use");
}

TEST(absent, "INIT and SIPI to an id of no CPU are sent, and start nobody")
{
	struct stub_page s = stub_new(1);
	uint32_t id = free_id();

	EXPECT_EQ(apic_ipi(id, APIC_ICR_INIT | APIC_ICR_ASSERT), 0);
	EXPECT_EQ(apic_ipi(id, sipi(&s)), 0);
	EXPECT_FALSE(wait_until(all_came, &s, 2000));
}

TEST(restart, "a CPU that is reset again and again always comes back")
{
	uint64_t rounds = test_arg_u64("restarts", 50);

	for (uint64_t i = 0; i < rounds; i++) {
		test_context("round %u", (unsigned int)i);
		on_cpu(1, nothing, NULL);
		EXPECT_EQ(apic_ipi((uint32_t)arch_cpu_hwid(1),
				   APIC_ICR_INIT | APIC_ICR_ASSERT),
			  0);
		smp_restart(1);
	}
	on_cpu(1, nothing, NULL);
}

/* ---------------------------------------------------------- interrupts ---- */

enum {
	IPI_VECTOR = 0x20
};

static volatile unsigned int taken[CPU_MAX];

static bool take_ipi(struct trap_frame *frame, void *arg)
{
	(void)frame;
	(void)arg;
	taken[cpu_this()]++;
	apic_eoi();
	return true;
}

/* Secondary CPUs sleep with interrupts on. The boot CPU's are on in waits. */
static void expect_ipis(void)
{
	start_all();
	apic_init();
	memset((void *)taken, 0, sizeof(taken));
	trap_handle(X86_INTERRUPT(IPI_VECTOR), take_ipi, NULL);
	irq_enable();
}

static bool has_taken(void *arg)
{
	return taken[*(unsigned int *)arg] != 0;
}

static void check_taken(unsigned int cpu, unsigned int expected)
{
	test_context("at CPU %u", cpu);
	EXPECT_EQ(taken[cpu], expected);
}

TEST(fixed_ipi, "an interrupt to each id is taken once, on that CPU alone")
{
	expect_ipis();
	for (unsigned int to = 0; to < cpu_count(); to++) {
		memset((void *)taken, 0, sizeof(taken));
		EXPECT_EQ(apic_ipi((uint32_t)arch_cpu_hwid(to),
				   APIC_ICR_FIXED | APIC_ICR_ASSERT |
					   IPI_VECTOR),
			  0);
		EXPECT_TRUE(wait_until(has_taken, &to, 1000000));
		delay_us(200);
		for (unsigned int cpu = 0; cpu < cpu_count(); cpu++)
			check_taken(cpu, cpu == to);
	}
}

/* Who gets it: the sender, and the others. */
static const struct shorthand {
	const char *name;
	uint32_t icr;
	uint32_t destination;
	unsigned int self, others;
} shorthands[] = {
	{ "self", APIC_ICR_SELF, 0, 1, 0 },
	{ "all", APIC_ICR_ALL, 0, 1, 1 },
	{ "others", APIC_ICR_OTHERS, 0, 0, 1 },
	{ "self-ignores-destination", APIC_ICR_SELF, 1, 1, 0 },
	{ "physical-broadcast", 0, 0xff, 1, 1 },
};

TEST_EACH(shorthand, const struct shorthand *r, shorthands,
	  "reaches exactly the CPUs that it stands for, once each",
	  .needs = NEEDS(&x86_xapic_mode))
{
	expect_ipis();
	EXPECT_EQ(apic_ipi(r->destination, r->icr | APIC_ICR_FIXED |
						   APIC_ICR_ASSERT |
						   IPI_VECTOR),
		  0);
	for (unsigned int cpu = 0; cpu < cpu_count(); cpu++) {
		if (cpu ? r->others : r->self)
			wait_until(has_taken, &cpu, 1000000);
	}
	delay_us(200);
	for (unsigned int cpu = 0; cpu < cpu_count(); cpu++)
		check_taken(cpu, cpu ? r->others : r->self);
}

TEST(nobody, "an interrupt to an id of no CPU is taken by none")
{
	uint32_t id = free_id();

	expect_ipis();
	EXPECT_EQ(apic_ipi(id, APIC_ICR_FIXED | APIC_ICR_ASSERT | IPI_VECTOR),
		  0);
	delay_us(1000);
	for (unsigned int cpu = 0; cpu < cpu_count(); cpu++)
		check_taken(cpu, 0);
}

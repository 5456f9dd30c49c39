/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cases that are hard on the harness: each has to be blamed on itself, and
 * the one after it must run. e2e/guests.sh has the report that is expected.
 */
#include <arch.h>
#include <arch/irq.h>
#include <clock.h>
#include <smp.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/irq/apic.h>

TEST_SUITE("hurts", .summary = "cases that are hard on the harness",
	   .needs = NEEDS(&smp_2_cpus));

enum {
	VECTOR = 0x55
};

static const struct where {
	const char *name;
	unsigned int cpu;
} cpus[] = {
	{ "boot-cpu", 0 },
	{ "other-cpu", 1 },
};

/* Without an end that the compiler can see. */
static unsigned int __attribute__((noinline)) dig(volatile unsigned int depth)
{
	volatile char room[512];

	room[0] = (char)depth;
	return depth == 0 ? 0 : dig(depth + 1) + (unsigned int)room[0];
}

static void dig_there(void *arg)
{
	(void)arg;
	dig(1);
}

TEST_EACH(stack, const struct where *w, cpus, "uses up its stack")
{
	EXPECT_TRUE(true);
	on_cpu(w->cpu, dig_there, NULL);
}

static void nmi_to_self(void *arg)
{
	(void)arg;
	apic_ipi(apic_id(), APIC_ICR_NMI | APIC_ICR_ASSERT);
	delay_us(10000);
}

/* The second one only comes when the first has left NMIs unblocked. */
TEST_EACH(nmi, const struct where *w, cpus, "gets an NMI nobody asked for")
{
	EXPECT_TRUE(true);
	on_cpu(w->cpu, nmi_to_self, NULL);
}

TEST_EACH(nmi_again, const struct where *w, cpus, "gets another one")
{
	EXPECT_TRUE(true);
	on_cpu(w->cpu, nmi_to_self, NULL);
}

static void interrupt_self(void *arg)
{
	(void)arg;
	apic_init();
	irq_enable();
	apic_ipi(apic_id(),
		 APIC_ICR_FIXED | APIC_ICR_ASSERT | APIC_ICR_VECTOR(VECTOR));
	delay_us(10000);
}

TEST_EACH(interrupt, const struct where *w, cpus, "gets an interrupt")
{
	EXPECT_TRUE(true);
	on_cpu(w->cpu, interrupt_self, NULL);
}

static void look_in_service(void *arg)
{
	*(bool *)arg = apic_test_bit(APIC_ISR, VECTOR);
}

TEST_EACH(in_service, const struct where *w, cpus, "finds it ended")
{
	bool in_service = true;

	on_cpu(w->cpu, look_in_service, &in_service);
	EXPECT_FALSE(in_service);
}

static void stay(void *arg)
{
	irq_enable();
	__atomic_store_n((bool *)arg, true, __ATOMIC_RELEASE);
	delay_us(1000000);
}

static bool is_there(void *arg)
{
	return __atomic_load_n((bool *)arg, __ATOMIC_ACQUIRE);
}

/* To a CPU that has not used its APIC in this case. */
TEST(sent, "gets an interrupt from another CPU")
{
	bool there = false;

	on_cpu_start(1, stay, &there);
	ASSERT_TRUE(wait_until(is_there, &there, 1000000));
	apic_ipi((uint32_t)arch_cpu_hwid(1),
		 APIC_ICR_FIXED | APIC_ICR_ASSERT | APIC_ICR_VECTOR(VECTOR));
	on_cpu_wait(1);
}

TEST_EACH(after_sent, const struct where *w, cpus, "finds it ended")
{
	bool in_service = true;

	on_cpu(w->cpu, look_in_service, &in_service);
	EXPECT_FALSE(in_service);
}

static void step(void *arg)
{
	(void)arg;
	write_flags(read_flags() | EFLAGS_TF);
}

TEST_EACH(single_step, const struct where *w, cpus, "sets TF")
{
	EXPECT_TRUE(true);
	on_cpu(w->cpu, step, NULL);
}

static void fail_late(void *arg)
{
	(void)arg;
	delay_us(100000);
	EXPECT_TRUE(false);
}

TEST(nobody_waits, "fails where nobody waits for it")
{
	EXPECT_TRUE(true);
	on_cpu_start(1, fail_late, NULL);
}

TEST(end, "passes")
{
	EXPECT_TRUE(true);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* TSC-deadline mode: SDM vol. 3, 10.5.4.1. */
#include "suite.h"

#include <x86/cpu.h>
#include <x86/msr.h>

enum {
	DEADLINE_VECTOR = 0xe7
};

#define FAR	 (1ull << 40) /* minutes */
#define DEADLINE .needs = NEEDS(&x86_xapic_mode, &x86_tsc_deadline)

static void deadline_mode(uint32_t flags)
{
	apic_write(APIC_LVTT, APIC_LVTT_DEADLINE | flags | DEADLINE_VECTOR);
	asm volatile("mfence" ::: "memory"); /* 10.5.4.1: LVTT, then the MSR */
}

static void arm(uint64_t tsc)
{
	wrmsr(MSR_IA32_TSC_DEADLINE, tsc);
}

static void disarm(uintptr_t unused)
{
	(void)unused;
	arm(0);
}

static void begin(void)
{
	test_defer(disarm, 0);
	deadline_mode(0);
}

TEST(deadline_past,
     "a deadline that has passed fires at once, once, and reads 0", DEADLINE)
{
	begin();
	arm(rdtsc());
	EXPECT_TRUE(irqlog_wait(DEADLINE_VECTOR, 1));
	EXPECT_EQ(rdmsr(MSR_IA32_TSC_DEADLINE), 0);
	delay_us(2000);
	irqlog_window();
	EXPECT_EQ(irqlog.nr, 1);
}

TEST(deadline_one, "1 is a time as well, and has passed", DEADLINE)
{
	begin();
	arm(1);
	EXPECT_TRUE(irqlog_wait(DEADLINE_VECTOR, 1));
	EXPECT_EQ(irqlog.nr, 1);
}

TEST(deadline_far, "reads back, and does not fire before; 0 disarms", DEADLINE)
{
	uint64_t far = rdtsc() + FAR;

	begin();
	arm(far);
	EXPECT_EQ(rdmsr(MSR_IA32_TSC_DEADLINE), far);
	delay_us(2000);
	irqlog_window();
	EXPECT_EQ(irqlog.nr, 0);
	arm(0);
	EXPECT_EQ(rdmsr(MSR_IA32_TSC_DEADLINE), 0);
	irqlog_window();
	EXPECT_EQ(irqlog.nr, 0);
}

TEST(deadline_moved, "a nearer deadline takes the place of a far one", DEADLINE)
{
	begin();
	arm(rdtsc() + FAR);
	arm(rdtsc() + 1000);
	EXPECT_TRUE(irqlog_wait(DEADLINE_VECTOR, 1));
	EXPECT_EQ(rdmsr(MSR_IA32_TSC_DEADLINE), 0);
	EXPECT_EQ(irqlog.nr, 1);
}

static volatile uint64_t fired_at;

static void note_time(unsigned int vector)
{
	(void)vector;
	fired_at = rdtsc();
}

TEST(deadline_never_early, "none of many short deadlines fires early", DEADLINE)
{
	begin();
	for (unsigned int i = 1; i <= 2000; i++) {
		uint64_t at = rdtsc() + test_random() % 100000;

		irqlog.inside = note_time;
		arm(at);
		ASSERT_TRUE(irqlog_wait(DEADLINE_VECTOR, i));
		ASSERT_GE(fired_at, at);
		ASSERT_EQ(irqlog.nr, i);
	}
}

TEST(deadline_counts, "TMICT is ignored and TMCCT reads 0 in this mode",
     DEADLINE)
{
	begin();
	arm(rdtsc() + FAR);
	apic_write(APIC_TMICT, 1000);
	EXPECT_EQ(apic_read(APIC_TMCCT), 0);
	delay_us(1000);
	irqlog_window();
	EXPECT_EQ(irqlog.nr, 0);
}

TEST(deadline_other_mode, "the MSR is ignored and reads 0 in the other modes",
     DEADLINE)
{
	test_defer(disarm, 0);
	apic_write(APIC_LVTT, APIC_LVTT_ONESHOT | DEADLINE_VECTOR);
	arm(rdtsc() + FAR);
	EXPECT_EQ(rdmsr(MSR_IA32_TSC_DEADLINE), 0);
	arm(rdtsc());
	delay_us(1000);
	irqlog_window();
	EXPECT_EQ(irqlog.nr, 0);
}

TEST(deadline_left, "leaving the mode disarms, and so does entering it",
     DEADLINE)
{
	begin();
	arm(rdtsc() + FAR);
	apic_write(APIC_LVTT, APIC_LVTT_ONESHOT | DEADLINE_VECTOR);
	deadline_mode(0);
	EXPECT_EQ(rdmsr(MSR_IA32_TSC_DEADLINE), 0);
	apic_write(APIC_LVTT, APIC_LVTT_ONESHOT | DEADLINE_VECTOR);
	apic_write(APIC_TMICT, 0x40000000);
	deadline_mode(0);
	EXPECT_EQ(apic_read(APIC_TMCCT), 0);
	apic_write(APIC_LVTT, APIC_LVTT_ONESHOT | DEADLINE_VECTOR);
	EXPECT_EQ(apic_read(APIC_TMCCT), 0);
	irqlog_window();
	EXPECT_EQ(irqlog.nr, 0);
}

TEST(deadline_masked, "a masked one is lost, and disarms", DEADLINE)
{
	begin();
	deadline_mode(APIC_LVT_MASKED);
	arm(rdtsc());
	delay_us(1000);
	irqlog_window();
	deadline_mode(0);
	irqlog_window();
	EXPECT_EQ(irqlog.nr, 0);
}

TEST(deadline_absent,
     "LVTT bit 18 is reserved and the MSR raises #GP(0) without it")
{
	uint64_t value;

	if (x86_tsc_deadline.probe())
		SKIP("this processor has it");
	apic_write(APIC_LVTT, APIC_LVT_MASKED | APIC_LVTT_DEADLINE | 0x44);
	EXPECT_EQ(apic_read(APIC_LVTT), APIC_LVT_MASKED | 0x44);
	EXPECT_EQ(rdmsr_safe(MSR_IA32_TSC_DEADLINE, &value), X86_GP);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A deadline is a value of the TSC: who moves the TSC moves the moment (SDM vol. 3,
 * 10.5.4.1; 17.17.3).
 */
#include "suite.h"

#include <x86/cpu.h>
#include <x86/msr.h>

enum {
	DEADLINE_VECTOR = 0xe7
};

#define FAR (1ull << 40) /* minutes */

static void add_to_tsc(uint64_t ticks)
{
	wrmsr(MSR_IA32_TSC, rdtsc() + ticks);
}

static void add_to_adjust(uint64_t ticks)
{
	wrmsr(MSR_IA32_TSC_ADJUST, rdmsr(MSR_IA32_TSC_ADJUST) + ticks);
}

static const struct way {
	const char *name;
	void (*add)(uint64_t ticks);
	const struct feature *feature;
} ways[] = {
	{ "tsc", add_to_tsc, &x86_tsc },
	{ "tsc-adjust", add_to_adjust, &x86_tsc_adjust },
};

static uint64_t moved_by; /* 0, FAR or -FAR */
static const struct way *way;

static void move(uint64_t ticks)
{
	way->add(ticks);
	moved_by += ticks;
}

static void end(uintptr_t unused)
{
	(void)unused;
	wrmsr(MSR_IA32_TSC_DEADLINE, 0);
	if (moved_by)
		move(-moved_by);
}

/* Where RDTSC does not follow, the deadline is the lesser evil: suite tsc. */
static void begin(const struct way *w)
{
	uint64_t before = rdtsc();

	if (!w->feature->probe())
		SKIP("needs %s (%s)", w->feature->name, w->feature->where);
	way = w;
	moved_by = 0;
	test_defer(end, 0);
	move(FAR);
	if (rdtsc() - before < FAR)
		SKIP("RDTSC does not show what is written");
	move(-FAR);
	apic_write(APIC_LVTT, APIC_LVTT_DEADLINE | DEADLINE_VECTOR);
	asm volatile("mfence" ::: "memory");
}

/* Not as long as irqlog_wait(), whose seconds are minutes of Bochs. */
static bool comes(void)
{
	for (unsigned int ms = 0; ms < 10 && !irqlog.nr; ms++) {
		delay_us(1000);
		irqlog_window();
	}
	return irqlog.taken[0][DEADLINE_VECTOR];
}

#define DEADLINE .needs = NEEDS(&x86_xapic_mode, &x86_tsc_deadline)

TEST_EACH(deadline_reached, const struct way *w, ways,
	  "a far deadline has come when the TSC is moved beyond it", DEADLINE)
{
	begin(w);
	wrmsr(MSR_IA32_TSC_DEADLINE, rdtsc() + FAR / 2);
	irqlog_window();
	EXPECT_EQ(irqlog.nr, 0);
	move(FAR);
	EXPECT_TRUE(comes());
	EXPECT_EQ(irqlog.nr, 1);
}

TEST_EACH(deadline_receded, const struct way *w, ways,
	  "a near deadline is far when the TSC is moved back, and comes again",
	  DEADLINE)
{
	uint64_t near;

	begin(w);
	move(FAR);
	near = rdtsc() + ns_to_ticks(2000000);
	wrmsr(MSR_IA32_TSC_DEADLINE, near);
	move(-FAR);
	delay_us(5000);
	irqlog_window();
	EXPECT_EQ(irqlog.nr, 0);
	move(FAR);
	EXPECT_TRUE(comes());
	EXPECT_EQ(irqlog.nr, 1);
}

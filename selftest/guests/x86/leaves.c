/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cases that leave a CPU changed, and after each of them one that must not
 * notice. e2e/guests.sh has the report that is expected.
 */
#include <arch.h>
#include <arch/irq.h>
#include <clock.h>
#include <smp.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/irq/apic.h>
#include <x86/msr.h>

TEST_SUITE("leaves", .summary = "what a case leaves behind is put back",
	   .needs = NEEDS(&smp_2_cpus));

enum {
	VECTOR = 0x40,
	PERIOD_MS = 100, /* far longer than from one case to the next */
};

static const struct where {
	const char *name;
	unsigned int cpu;
} cpus[] = {
	{ "boot-cpu", 0 },
	{ "other-cpu", 1 },
};

static struct state {
	unsigned long cr0, cr3, cr4, dr7;
	uint64_t efer;
	uint16_t tr;
	bool irq;
} firsts[2];

static void look(void *arg)
{
	struct state *s = arg;

	s->cr0 = read_cr0();
	s->cr3 = read_cr3();
	s->cr4 = read_cr4();
	s->dr7 = read_dr7();
	s->efer = rdmsr(MSR_IA32_EFER);
	s->tr = str();
	s->irq = irq_enabled();
}

static void leave_bits(void *arg)
{
	(void)arg;
	write_cr4(read_cr4() | CR4_TSD | CR4_DE);
	write_cr0(read_cr0() & ~CR0_WP);
	write_dr7(read_dr7() | 2);
}

static void leave_flags(void *arg)
{
	(void)arg;
	write_flags(read_flags() | EFLAGS_AC);
	irq_enable();
}

static void leave_timer(void *arg)
{
	(void)arg;
	apic_timer_start(APIC_LVTT_PERIODIC, VECTOR, PERIOD_MS * 1000000u);
}

static void leave_all_and_fail(void *arg)
{
	leave_bits(arg);
	leave_flags(arg);
	leave_timer(arg);
	ASSERT_TRUE(false);
}

static void expect_as_first(const struct where *w)
{
	const struct state *first = &firsts[w->cpu];
	struct state s = { 0 };

	on_cpu(w->cpu, look, &s);
	EXPECT_EQ(s.cr0, first->cr0);
	EXPECT_EQ(s.cr3, first->cr3);
	EXPECT_EQ(s.cr4, first->cr4);
	EXPECT_EQ(s.dr7, first->dr7);
	EXPECT_EQ(s.efer, first->efer);
	EXPECT_EQ(s.tr, first->tr);
	EXPECT_EQ(s.irq, first->irq);
}

TEST_EACH(first, const struct where *w, cpus, "remembers how it was")
{
	on_cpu(w->cpu, look, &firsts[w->cpu]);
	EXPECT_NE(firsts[w->cpu].cr0, 0);
}

TEST_EACH(bits, const struct where *w, cpus, "leaves control registers")
{
	EXPECT_TRUE(true);
	on_cpu(w->cpu, leave_bits, NULL);
}

TEST_EACH(after_bits, const struct where *w, cpus, "finds the first state")
{
	expect_as_first(w);
}

TEST_EACH(flags, const struct where *w, cpus, "leaves AC and IF set")
{
	EXPECT_TRUE(true);
	on_cpu(w->cpu, leave_flags, NULL);
}

TEST_EACH(after_flags, const struct where *w, cpus, "finds the first state")
{
	expect_as_first(w);
}

TEST_EACH(timer, const struct where *w, cpus, "leaves its timer running")
{
	EXPECT_TRUE(true);
	on_cpu(w->cpu, leave_timer, NULL);
}

static void let_in(void *arg)
{
	(void)arg;
	irq_enable();
	delay_us(PERIOD_MS * 1000 * 3 / 2);
}

TEST_EACH(after_timer, const struct where *w, cpus, "is not interrupted")
{
	expect_as_first(w);
	on_cpu(w->cpu, let_in, NULL);
}

TEST_EACH(fails, const struct where *w, cpus, "leaves all of it, and fails")
{
	on_cpu(w->cpu, leave_all_and_fail, NULL);
}

TEST_EACH(after_fails, const struct where *w, cpus, "finds the first state")
{
	expect_as_first(w);
	on_cpu(w->cpu, let_in, NULL);
}

static void go_deaf(void *arg)
{
	(void)arg;
	apic_write(APIC_SPIV, 0xff);
}

TEST(deaf, "turns off the APIC that would wake it")
{
	EXPECT_TRUE(true);
	on_cpu(1, go_deaf, NULL);
}

TEST(after_deaf, "finds a CPU that was started anew")
{
	expect_as_first(&cpus[1]);
}

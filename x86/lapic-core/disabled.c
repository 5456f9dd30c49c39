/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a software-disabled APIC does and does not: SDM vol. 3, 10.4.7.2. */
#include "suite.h"

#include <x86/cpu.h>
#include <x86/msr.h>

static void enable(bool on)
{
	apic_write(APIC_SPIV, (on ? APIC_SPIV_ENABLE : 0) | VECTOR_SPURIOUS);
}

static const struct lvt {
	const char *name;
	uint16_t reg;
	unsigned int nr; /* how many entries an APIC has that has this one */
} lvts[] = {
	{ "LVTT", APIC_LVTT, 1 },   { "LVT0", APIC_LVT0, 2 },
	{ "LVT1", APIC_LVT1, 3 },   { "LVTERR", APIC_LVTERR, 4 },
	{ "LVTPC", APIC_LVTPC, 5 }, { "LVTTHMR", APIC_LVTTHMR, 6 },
};

TEST_EACH(disabled_lvt, const struct lvt *r, lvts,
	  "is masked by the software disable, and stays so until it is written")
{
	if (apic_nr_lvts() < r->nr)
		SKIP("this APIC has no such entry");
	apic_write(r->reg, 0x44);
	EXPECT_EQ(apic_read(r->reg), 0x44);
	enable(false);
	EXPECT_EQ(apic_read(r->reg), APIC_LVT_MASKED | 0x44);
	apic_write(r->reg, 0x45);
	EXPECT_EQ(apic_read(r->reg), APIC_LVT_MASKED | 0x45);
	enable(true);
	EXPECT_EQ(apic_read(r->reg), APIC_LVT_MASKED | 0x45);
	apic_write(r->reg, 0x46);
	EXPECT_EQ(apic_read(r->reg), 0x46);
}

TEST_EACH(lvt_independent, const struct lvt *r, lvts,
	  "is not another entry of the table")
{
	unsigned int nr = apic_nr_lvts();

	if (nr < r->nr)
		SKIP("this APIC has no such entry");
	for (unsigned int i = 0; i < sizeof(lvts) / sizeof(lvts[0]); i++) {
		if (lvts[i].nr <= nr)
			apic_write(lvts[i].reg, APIC_LVT_MASKED | (0x30 + i));
	}
	apic_write(r->reg, APIC_LVT_MASKED | 0x99);
	for (unsigned int i = 0; i < sizeof(lvts) / sizeof(lvts[0]); i++) {
		test_context("%s", lvts[i].name);
		if (lvts[i].nr <= nr && &lvts[i] != r)
			EXPECT_EQ(apic_read(lvts[i].reg),
				  APIC_LVT_MASKED | (0x30 + i));
	}
	EXPECT_EQ(apic_read(r->reg), APIC_LVT_MASKED | 0x99);
}

/* ------------------------------------------------------------ another CPU ---- */

static void disable_here(void *arg)
{
	(void)arg;
	enable(false);
}

static void enable_here(void *arg)
{
	(void)arg;
	enable(true);
	irqlog_window();
}

static volatile unsigned int nmis;

static bool on_nmi(struct trap_frame *frame, void *arg)
{
	(void)frame;
	(void)arg;
	nmis++;
	return true;
}

static bool nmi_came(void *arg)
{
	(void)arg;
	return nmis != 0;
}

#define TWO .needs = NEEDS(&x86_xapic_mode, &smp_2_cpus)

/*
 * A CPU whose APIC is disabled is not woken by IPIs either: it is given its work
 * before, and polls.
 */
static volatile unsigned int stage;

static bool stage_is(void *arg)
{
	return stage >= (uintptr_t)arg;
}

static uint32_t accepted;

static void be_disabled(void *arg)
{
	(void)arg;
	disable_here(NULL);
	stage = 1;
	wait_until(stage_is, (void *)2, 4000000);
	accepted = apic_test_bit(APIC_IRR, 0x55);
	enable_here(NULL);
}

static void with_disabled(uint32_t icr)
{
	nmis = 0;
	accepted = 2;
	stage = 0;
	trap_handle(X86_NMI, on_nmi, NULL);
	on_cpu_start(1, be_disabled, NULL);
	EXPECT_TRUE(wait_until(stage_is, (void *)1, 5000000));
	EXPECT_EQ(apic_ipi((uint32_t)arch_cpu_hwid(1),
			   APIC_ICR_ASSERT | icr | 0x55),
		  0);
	if (icr == APIC_ICR_NMI)
		EXPECT_TRUE(wait_until(nmi_came, NULL, 3000000));
	stage = 2;
	on_cpu_wait(1);
	irqlog_windows();
}

TEST(disabled_fixed, "accepts no fixed interrupt while software-disabled", TWO)
{
	with_disabled(APIC_ICR_FIXED);
	EXPECT_EQ(accepted, 0);
	EXPECT_EQ(irqlog_all(), 0);
	EXPECT_EQ(nmis, 0);
}

TEST(disabled_nmi, "takes an NMI while software-disabled", TWO)
{
	with_disabled(APIC_ICR_NMI);
	EXPECT_EQ(nmis, 1);
	EXPECT_EQ(irqlog_all(), 0);
}

TEST(disabled_sends, "sends IPIs while software-disabled", TWO)
{
	irqlog_windows();
	enable(false);
	EXPECT_EQ(apic_ipi((uint32_t)arch_cpu_hwid(1), APIC_ICR_ASSERT | 0x55),
		  0);
	enable(true);
	irqlog_windows();
	EXPECT_EQ(irqlog.taken[1][0x55], 1);
	EXPECT_EQ(irqlog_all(), 1);
}

/* -------------------------------------------------------- which is the BSP ---- */

static void read_base(void *arg)
{
	*(uint64_t *)arg = rdmsr(MSR_IA32_APIC_BASE);
}

TEST(bsp, "IA32_APIC_BASE.BSP is set on the boot CPU alone", TWO)
{
	for (unsigned int cpu = 0; cpu < cpu_count(); cpu++) {
		uint64_t base = 0;

		test_context("CPU %u", cpu);
		on_cpu(cpu, read_base, &base);
		EXPECT_EQ(base, APIC_DEFAULT_BASE | APIC_BASE_EN |
					(cpu == 0 ? APIC_BASE_BSP : 0));
	}
}

static const struct base_row {
	const char *name;
	uint64_t bit;
} base_rows[] = {
	{ "0", 1 },
	{ "7", 1 << 7 },
	{ "9", 1 << 9 },
	{ "63", 1ull << 63 },
};

TEST_EACH(base_reserved, const struct base_row *r, base_rows,
	  "a reserved bit of IA32_APIC_BASE raises #GP(0), nothing is changed")
{
	uint64_t base = rdmsr(MSR_IA32_APIC_BASE);

	EXPECT_EQ(wrmsr_safe(MSR_IA32_APIC_BASE, base | r->bit), X86_GP);
	EXPECT_EQ(rdmsr(MSR_IA32_APIC_BASE), base);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Identity, registers, priorities: 10.12.1, 10.12.5. */
#include "suite.h"

#include <arch/io.h>
#include <clock.h>
#include <mm/vmap.h>

struct identity {
	uint32_t id, ldr, cpuid;
	uint64_t base;
};

static void read_identity(void *arg)
{
	*(struct identity *)arg = (struct identity){
		.id = (uint32_t)rdmsr(MSR_X2APIC(APIC_ID)),
		.ldr = (uint32_t)rdmsr(MSR_X2APIC(APIC_LDR)),
		.cpuid = cpuid_max(0) >= 0xb ? cpuid(0xb, 0).d :
					       cpuid(1, 0).b >> 24,
		.base = rdmsr(MSR_IA32_APIC_BASE),
	};
}

/* 10.12.10.2: the logical id follows from the id. */
TEST(identity, "the id is CPUID's and the xAPIC's, the logical id follows it")
{
	for (unsigned int cpu = 0; cpu < NR; cpu++) {
		struct identity i;

		test_context("CPU %u", cpu);
		on_cpu(cpu, read_identity, &i);
		EXPECT_EQ(i.id, i.cpuid);
		EXPECT_EQ(i.id & 0xff, xapic_ids[cpu]);
		EXPECT_EQ(i.id, arch_cpu_hwid(cpu));
		EXPECT_EQ(i.ldr, (i.id >> 4) << 16 | 1u << (i.id & 15));
		EXPECT_EQ(i.base, APIC_DEFAULT_BASE | APIC_BASE_EN |
					  APIC_BASE_EXTD |
					  (cpu == 0 ? APIC_BASE_BSP : 0));
	}
}

TEST(version, "is the version of an APIC in this mode too")
{
	uint32_t lvr = (uint32_t)rdmsr(MSR_X2APIC(APIC_LVR));

	EXPECT_GE(lvr & 0xff, 0x10);
	EXPECT_LE(lvr & 0xff, 0x15);
	EXPECT_GE(APIC_LVR_MAX_LVT(lvr), 3);
}

static const struct bits {
	const char *name;
	uint16_t reg;
	uint32_t value;
} rows[] = {
	{ "TPR", APIC_TPR, 0xa5 },	{ "SPIV", APIC_SPIV, 0x1a5 },
	{ "LVTT", APIC_LVTT, 0x300a5 }, { "LVT0", APIC_LVT0, 0x1a75a },
	{ "LVT1", APIC_LVT1, 0x1a75a }, { "LVTERR", APIC_LVTERR, 0x100a5 },
	{ "TDCR", APIC_TDCR, 0xb },	{ "TDCR-0", APIC_TDCR, 0 },
};

static void put_back(uint32_t reg, uint64_t value)
{
	apic_write(reg, (uint32_t)value);
}

TEST_EACH(keeps, const struct bits *r, rows, "keeps what is written")
{
	test_defer2(put_back, r->reg, apic_read(r->reg));
	wrmsr(MSR_X2APIC(r->reg), r->value);
	EXPECT_EQ(rdmsr(MSR_X2APIC(r->reg)), r->value);
}

/* 10.12.2: the page is not decoded. */
TEST(page, "the register page of xAPIC mode is not there")
{
	uint8_t *page = vmap_io(APIC_DEFAULT_BASE, 0x1000);
	uint32_t lvr = (uint32_t)rdmsr(MSR_X2APIC(APIC_LVR));

	apic_write(APIC_TPR, 0x30);
	EXPECT_NE(mmio_read32(page + APIC_LVR), lvr);
	EXPECT_NE(mmio_read32(page + APIC_TPR), 0x30);
	mmio_write32(page + APIC_TPR, 0x70);
	EXPECT_EQ(apic_read(APIC_TPR), 0x30);
}

/* ----------------------------------------------- vectors, priorities ---- */

static bool only_bit(unsigned int reg, unsigned int vector)
{
	for (unsigned int word = 0; word < 8; word++) {
		uint32_t bits = vector / 32 == word ? 1u << vector % 32 : 0;

		if ((apic_read(reg + 0x10 * word) & (word ? ~0u : ~0xffffu)) !=
		    bits)
			return false;
	}
	return true;
}

static bool right_inside;

static void look(unsigned int vector)
{
	right_inside = only_bit(APIC_ISR, vector) &&
		       apic_read(APIC_PPR) == (vector & 0xf0);
}

TEST(vectors, "SELF IPI raises each vector, which goes through IRR and ISR")
{
	for (unsigned int v = IRQLOG_FIRST; v <= IRQLOG_LAST; v++) {
		test_context("vector %u", v);
		self_ipi(v);
		EXPECT_TRUE(only_bit(APIC_IRR, v));
		right_inside = false;
		irqlog.inside = look;
		irqlog_window();
		EXPECT_TRUE(right_inside);
		EXPECT_EQ(irqlog.taken[0][v], 1);
	}
	EXPECT_EQ(irqlog_all(), IRQLOG_LAST - IRQLOG_FIRST + 1);
}

TEST(self_illegal,
     "SELF IPI of a vector below 16 is noted in ESR, not delivered")
{
	apic_write(APIC_ESR, 0);
	apic_write(APIC_ESR, 0);
	self_ipi(9);
	EXPECT_FALSE(apic_test_bit(APIC_IRR, 9));
	apic_write(APIC_ESR, 0);
	EXPECT_EQ(apic_read(APIC_ESR) & 1 << 5, 1 << 5);
}

TEST(eoi, "EOI takes 0 and nothing else")
{
	EXPECT_EQ(wrmsr_safe(MSR_X2APIC(APIC_EOI), 0), TRAP_NONE);
	EXPECT_EQ(wrmsr_safe(MSR_X2APIC(APIC_EOI), 1), X86_GP);
	EXPECT_EQ(wrmsr_safe(MSR_X2APIC(APIC_EOI), 1ull << 32), X86_GP);
}

TEST(tpr, "TPR holds back its class, and lets in what waited")
{
	apic_write(APIC_TPR, 0x50);
	self_ipi(0x5f);
	self_ipi(0x60);
	irqlog_window();
	EXPECT_EQ(irqlog.nr, 1);
	EXPECT_EQ(irqlog.order[0], 0x60);
	apic_write(APIC_TPR, 0x40);
	irqlog_window();
	EXPECT_EQ(irqlog.nr, 2);
	EXPECT_EQ(irqlog.order[1], 0x5f);
}

TEST(timer, "a one-shot count is one interrupt")
{
	apic_timer_start(APIC_LVTT_ONESHOT, 0x61, 100000);
	EXPECT_TRUE(irqlog_wait(0x61, 1));
	EXPECT_EQ(apic_read(APIC_TMCCT), 0);
	delay_us(2000);
	irqlog_window();
	EXPECT_EQ(irqlog.nr, 1);
}

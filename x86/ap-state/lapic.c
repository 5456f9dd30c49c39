/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The local APIC after INIT: Intel SDM vol. 3, 10.4.7.3 and 10.4.7.1. Before,
 * every register has something else in it, an interrupt is in service, another
 * one pending, and the timer runs.
 */
#include "capture.h"
#include "suite.h"
#include <clock.h>

enum {
	IN_SERVICE = 0x61,
	PENDING = 0x62,
	TIMER = 0x63,
};

static volatile uint32_t ready;

/* Leaves the interrupt in service: no EOI. */
static bool keep_in_service(struct trap_frame *frame, void *arg)
{
	volatile uint32_t *taken = arg;

	frame->flags &= ~(unsigned long)EFLAGS_IF;
	*taken = 1;
	return true;
}

static void dirty(void *arg)
{
	static volatile uint32_t taken;

	taken = 0;
	apic_write(APIC_SPIV, APIC_SPIV_ENABLE | 0xef);
	trap_handle(X86_INTERRUPT(IN_SERVICE), keep_in_service,
		    (void *)(uintptr_t)&taken);
	apic_ipi(apic_id(), APIC_ICR_FIXED | APIC_ICR_ASSERT | IN_SERVICE);
	sti();
	while (!taken)
		cpu_relax();
	cli();
	apic_ipi(apic_id(), APIC_ICR_FIXED | APIC_ICR_ASSERT | PENDING);
	apic_write(APIC_LDR, 0x5a000000);
	apic_write(APIC_DFR, APIC_DFR_CLUSTER);
	apic_write(APIC_TPR, 0x30);
	apic_write(APIC_LVTTHMR, 0x41);
	apic_write(APIC_LVTPC, 0x42);
	apic_write(APIC_LVT0, 0x43);
	apic_write(APIC_LVT1, 0x44);
	apic_write(APIC_LVTERR, 0x45);
	apic_write(APIC_TDCR, APIC_TDCR_DIV1);
	apic_write(APIC_LVTT, APIC_LVTT_PERIODIC | TIMER);
	apic_write(APIC_TMICT, 0x7fffffff);
	ap_spin(arg);
}

static volatile struct capture *after_dirt(void)
{
	volatile struct capture *c;

	if (apic_mode() != APIC_XAPIC)
		SKIP("the local APIC is not in xAPIC mode");
	c = stub_make(WHAT_XAPIC);
	ap_run(dirty, &ready);
	ap_capture();
	return c;
}

static const struct row {
	const char *name;
	unsigned int reg;
	unsigned int nr;
	uint32_t value;
} rows[] = {
	{ "TPR", APIC_TPR, 1, 0 },
	{ "PPR", APIC_PPR, 1, 0 },
	{ "LDR", APIC_LDR, 1, 0 },
	{ "DFR", APIC_DFR, 1, 0xffffffff },
	{ "SPIV", APIC_SPIV, 1, 0xff },
	{ "ISR", APIC_ISR, 8, 0 },
	{ "TMR", APIC_TMR, 8, 0 },
	{ "IRR", APIC_IRR, 8, 0 },
	{ "ESR", APIC_ESR, 1, 0 },
	{ "ICR", APIC_ICR, 2, 0 },
	{ "LVTT", APIC_LVTT, 1, APIC_LVT_MASKED },
	{ "LVTTHMR", APIC_LVTTHMR, 1, APIC_LVT_MASKED },
	{ "LVTPC", APIC_LVTPC, 1, APIC_LVT_MASKED },
	{ "LVT0", APIC_LVT0, 1, APIC_LVT_MASKED },
	{ "LVT1", APIC_LVT1, 1, APIC_LVT_MASKED },
	{ "LVTERR", APIC_LVTERR, 1, APIC_LVT_MASKED },
	{ "TMICT", APIC_TMICT, 1, 0 },
	{ "TMCCT", APIC_TMCCT, 1, 0 },
	{ "TDCR", APIC_TDCR, 1, 0 },
};

TEST_EACH(apic, const struct row *r, rows,
	  "has the reset value of the register")
{
	volatile struct capture *c = after_dirt();

	for (unsigned int i = 0; i < r->nr; i++) {
		test_context("offset 0x%x", r->reg + 0x10 * i);
		EXPECT_EQ(c->apic[r->reg / 0x10 + i], r->value);
	}
}

TEST(apic_identity, "keeps the APIC id and the version register")
{
	volatile struct capture *c = after_dirt();

	EXPECT_EQ(c->apic[APIC_ID / 0x10] >> 24, arch_cpu_hwid(AP));
	EXPECT_EQ(c->apic[APIC_LVR / 0x10], apic_read(APIC_LVR));
}

/* 10.4.7.3: what was pending or running before is gone. */
TEST(nothing_pending, "delivers none of the interrupts from before INIT")
{
	volatile struct capture *c = after_dirt();

	ap_command(COMMAND_STI);
	EXPECT_EQ(c->irqs, 0);
	EXPECT_EQ(c->nmis, 0);
}

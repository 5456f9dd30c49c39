/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which messages start or reset a CPU, and which are ignored.
 *
 * Intel SDM vol. 3, 8.4.3, 10.6.1 (ICR: INIT, INIT level de-assert, start-up)
 * and 25.2 (wait-for-SIPI).
 */
#include "capture.h"
#include "suite.h"
#include <clock.h>
#include <x86/user.h>

enum {
	SETTLE_US = 20000, /* enough for a message that must have no effect */
};

static volatile uint32_t ready, beat;

/* A job that shows that it goes on. */
static void count(void *arg)
{
	volatile uint32_t *is_ready = arg;

	cli();
	for (;;) {
		beat++;
		*is_ready = 1;
		cpu_relax();
	}
}

/* Still in count(), and not in the stub. */
static void expect_running(volatile struct capture *c)
{
	uint32_t seen;

	delay_us(SETTLE_US);
	seen = beat;
	EXPECT_TRUE(wait_for(&beat, seen + 2));
	EXPECT_EQ(c->starts, 0);
}

TEST(startup_without_init, "ignores a start-up IPI that no INIT came before")
{
	volatile struct capture *c = stub_make(0);

	beat = 0;
	ap_run(count, &ready);
	send_startup(stub_vector());
	expect_running(c);
	ap_reset(); /* nobody else could end its job */
}

TEST(startup_again,
     "ignores a second start-up IPI, with this vector or another")
{
	volatile struct capture *c = stub_make(0);
	uint32_t pings;

	ap_run(ap_spin, &ready);
	ap_reset();
	delay_us(200);
	send_startup(stub_vector());
	send_startup(stub_vector());
	ap_started();
	send_startup(stub_vector());
	send_startup((uint8_t)(stub_vector() + 1));
	delay_us(SETTLE_US);
	pings = c->pings;
	EXPECT_TRUE(wait_for(&c->pings, pings + 2));
	EXPECT_EQ(c->starts, 1);
}

/* Processors since the Pentium 4 ignore it (10.6.1). */
TEST(init_deassert, "ignores INIT level de-assert, also before a start-up IPI")
{
	volatile struct capture *c = stub_make(0);

	beat = 0;
	ap_run(count, &ready);
	apic_ipi((uint32_t)arch_cpu_hwid(AP), APIC_ICR_INIT | APIC_ICR_LEVEL);
	expect_running(c);
	send_startup(stub_vector());
	expect_running(c);
	ap_reset(); /* nobody else could end its job */
}

TEST(init_waits, "executes nothing between INIT and the start-up IPI")
{
	volatile struct capture *c = stub_make(0);
	uint32_t seen;

	beat = 0;
	ap_run(count, &ready);
	ap_reset();
	delay_us(SETTLE_US);
	seen = beat;
	delay_us(SETTLE_US);
	EXPECT_EQ(beat, seen);
	EXPECT_EQ(c->starts, 0);
	send_startup(stub_vector());
	ap_started();
	EXPECT_EQ(c->starts, 1);
}

TEST(init_twice, "starts once after two INITs")
{
	volatile struct capture *c = stub_make(0);

	ap_run(ap_spin, &ready);
	ap_reset();
	delay_us(200);
	send_init();
	delay_us(200);
	send_startup(stub_vector());
	ap_started();
	EXPECT_EQ(c->starts, 1);
}

/* ------------------------------------- what the CPU was doing at INIT ---- */

static void halted(void *arg)
{
	volatile uint32_t *is_ready = arg;

	cli();
	*is_ready = 1;
	for (;;)
		hlt();
}

static void halted_with_interrupts(void *arg)
{
	volatile uint32_t *is_ready = arg;

	*is_ready = 1;
	for (;;)
		sti_hlt();
}

static bool stay_in_nmi(struct trap_frame *frame, void *arg)
{
	(void)frame;
	ap_spin(arg);
	return true;
}

static void in_nmi(void *arg)
{
	trap_handle(X86_NMI, stay_in_nmi, arg);
	apic_ipi(apic_id(), APIC_ICR_NMI | APIC_ICR_ASSERT);
	for (;;)
		cpu_relax();
}

static void user_spin(const void *arg)
{
	volatile uint32_t *is_ready = (volatile uint32_t *)(uintptr_t)arg;

	*is_ready = 1;
	for (;;)
		asm volatile("pause");
}

/* INIT is the only end; a trap would leave the CPU idle instead. */
static void in_user_mode(void *arg)
{
	EXPECT_TRAP(user_catch_flags(user_spin, arg, 0), TRAP_NONE);
}

static void in_fault_handler(void *arg)
{
	trap_handle(X86_UD, stay_in_nmi, arg);
	asm volatile("ud2");
}

/* Vol. 3, 10.4.7.2: INIT and start-up IPIs are what a disabled APIC still takes. */
static void apic_disabled(void *arg)
{
	apic_write(APIC_SPIV, 0xff);
	ap_spin(arg);
}

static const struct doing_row {
	const char *name;
	void (*fn)(void *);
} doings[] = {
	{ "cli-loop", ap_spin },
	{ "hlt", halted },
	{ "sti-hlt", halted_with_interrupts },
	{ "nmi-handler", in_nmi },
	{ "fault-handler", in_fault_handler },
	{ "user-mode", in_user_mode },
	{ "apic-disabled", apic_disabled },
};

static volatile struct capture *start_from(const struct doing_row *r)
{
	volatile struct capture *c = stub_make(0);

	ap_run(r->fn, &ready);
	delay_us(1000); /* into HLT */
	ap_capture();
	return c;
}

TEST_EACH(init_during, const struct doing_row *r, doings,
	  "resets a CPU that is doing this")
{
	volatile struct capture *c = start_from(r);

	EXPECT_EQ(c->starts, 1);
	EXPECT_EQ(c->eflags, EFLAGS_FIXED);
	EXPECT_EQ(c->cr0 & ~(uint32_t)(CR0_CD | CR0_NW), CR0_ET);
	EXPECT_EQ(c->cr4, 0);
	EXPECT_EQ(c->nmis, 0);
}

TEST_EACH(nmi_after, const struct doing_row *r, doings,
	  "takes an NMI again after INIT, exactly once")
{
	volatile struct capture *c = start_from(r);

	c->command = COMMAND_HLT;
	delay_us(1000); /* into HLT; an earlier NMI would be as good */
	apic_ipi((uint32_t)arch_cpu_hwid(AP), APIC_ICR_NMI | APIC_ICR_ASSERT);
	EXPECT_TRUE(wait_for(&c->nmis, 1));
	/* not until HLT has ended: after an earlier NMI it never does */
	delay_us(SETTLE_US);
	EXPECT_EQ(c->nmis, 1);
}

TEST(init_in_real_mode, "resets a CPU that runs in real mode")
{
	volatile struct capture *c = stub_make(0);

	ap_run(ap_spin, &ready);
	ap_capture();
	c->stage = 0;
	ap_capture();
	EXPECT_EQ(c->starts, 2);
	EXPECT_EQ(c->esp, 0);
	EXPECT_EQ(c->ss, 0);
	EXPECT_EQ(c->ss_at, stub_probe());
	EXPECT_EQ(c->eflags, EFLAGS_FIXED);
}

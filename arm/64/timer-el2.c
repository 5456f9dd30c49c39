/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The timers of EL1 from the host at EL2: by their names for it, and behind the
 * offset of the virtual count.
 *
 * Arm ARM, D11.2.4, D11.1.2.3 (CNTVOFF_EL2; a host with E2H and TGE reads the
 * virtual count without it), D8.10.
 */
#include <arm/cpu.h>
#include <arm/features.h>
#include <arm/gic.h>
#include <arm/timer.h>

#include <arch/irq.h>
#include <clock.h>
#include <test/test.h>

static void stop_all(void);

TEST_SUITE("timer-el2", .summary = "EL2 has timers of its own and EL1's",
	   .needs = NEEDS(&arm_at_el2, &arm_vhe, &arm_gic), .setup = stop_all);

#define CNTP_CTL_EL02  S3_5_C14_C2_1
#define CNTP_CVAL_EL02 S3_5_C14_C2_2
#define CNTP_TVAL_EL02 S3_5_C14_C2_0
#define CNTV_CTL_EL02  S3_5_C14_C3_1
#define CNTV_CVAL_EL02 S3_5_C14_C3_2
#define CNTV_TVAL_EL02 S3_5_C14_C3_0
#define CNTHP_CTL_EL2  S3_4_C14_C2_1
#define CNTHP_CVAL_EL2 S3_4_C14_C2_2
#define CNTHV_CTL_EL2  S3_4_C14_C3_1
#define CNTHV_CVAL_EL2 S3_4_C14_C3_2
#define CNTVOFF_EL2    S3_4_C14_C0_3

/* Places of EL1's timers in the device tree, whatever the level. */
TIMER_DEFINE(el1_virtual, "el1-virtual", cntvct_el0, CNTV_CVAL_EL02,
	     CNTV_TVAL_EL02, CNTV_CTL_EL02, { 2, 2 });
TIMER_DEFINE(el1_physical, "el1-physical", cntpct_el0, CNTP_CVAL_EL02,
	     CNTP_TVAL_EL02, CNTP_CTL_EL02, { 1, 1 });

extern const struct timer el1_virtual, el1_physical;

static const struct row {
	const char *name;
	const struct timer *timer;
	const struct timer *host; /* the one of EL2 that has EL1's name */
} rows[] = {
	{ "virtual", &el1_virtual, &timer_virtual },
	{ "physical", &el1_physical, &timer_physical },
};

static void stop(void)
{
	el1_virtual.set_ctl(0);
	el1_physical.set_ctl(0);
	write_sysreg(CNTVOFF_EL2, 0);
	isb();
}

static void stop_all(void)
{
	test_defer(stop, 0);
	stop();
}

static volatile unsigned int nr_seen;

static void seen(uint32_t iar, void *arg)
{
	const struct timer *timer = arg;

	(void)iar;
	timer->set_ctl(0);
	nr_seen++;
}

static bool any_seen(void *arg)
{
	(void)arg;
	return nr_seen != 0;
}

static bool wait_seen(void)
{
	bool came;

	irq_enable();
	came = wait_until(any_seen, NULL, 5000000);
	irq_disable();
	return came;
}

static void expect_from(const struct timer *timer)
{
	unsigned int intid = timer_intid(timer);

	nr_seen = 0;
	gic_handle(intid, seen, (void *)(uintptr_t)timer);
	gic_enable(intid);
}

TEST_EACH(el1_delivered, const struct row *r, rows,
	  "interrupts by EL1's number when armed by its name of EL2")
{
	expect_from(r->timer);
	EXPECT_NE(timer_intid(r->timer), timer_intid(r->host));
	r->timer->set_cval(r->timer->count() + ns_to_ticks(3000000));
	r->timer->set_ctl(TIMER_ENABLE);
	EXPECT_TRUE(wait_seen());
	delay_us(2000);
	EXPECT_EQ(nr_seen, 1);
}

TEST_EACH(separate, const struct row *r, rows,
	  "shares nothing with EL2's timer of EL1's name")
{
	r->host->set_cval(UINT64_MAX - 7);
	r->host->set_ctl(TIMER_ENABLE | TIMER_IMASK);
	r->timer->set_cval(3);
	r->timer->set_ctl(TIMER_ENABLE | TIMER_IMASK);
	EXPECT_EQ(r->host->cval(), UINT64_MAX - 7);
	EXPECT_EQ(r->host->ctl(), 3);
	EXPECT_EQ(r->timer->cval(), 3);
	EXPECT_EQ(r->timer->ctl(), 7);
	r->timer->set_ctl(0);
	EXPECT_EQ(r->host->ctl(), 3);
}

TEST(names, "of EL1 mean CNTHP and CNTHV here")
{
	timer_physical.set_cval(0x1122334455667788);
	EXPECT_EQ(read_sysreg(CNTHP_CVAL_EL2), 0x1122334455667788);
	timer_virtual.set_cval(0x2233445566778899);
	EXPECT_EQ(read_sysreg(CNTHV_CVAL_EL2), 0x2233445566778899);
	write_sysreg(CNTHP_CTL_EL2, 3);
	EXPECT_EQ(timer_physical.ctl() & 3, 3);
	EXPECT_EQ(timer_virtual.ctl() & 1, 0);
	write_sysreg(CNTHV_CTL_EL2, 3);
	EXPECT_EQ(timer_virtual.ctl() & 3, 3);
	EXPECT_EQ(el1_physical.ctl() & 3, 0);
	EXPECT_EQ(el1_virtual.ctl() & 3, 0);
}

TEST(offset, "moves the time of EL1's virtual timer, and no other's")
{
	uint64_t hour = ns_to_ticks(3600000000000ull), before, now, after;

	EXPECT_EQ(read_sysreg(CNTVOFF_EL2), 0);
	before = timer_physical.count();
	write_sysreg(CNTVOFF_EL2, 0 - hour);
	now = timer_virtual.count();
	after = timer_physical.count();
	EXPECT_EQ(read_sysreg(CNTVOFF_EL2), 0 - hour);
	EXPECT_GE(now, before);
	EXPECT_LE(now, after);
	/* EL1's virtual count is now an hour ahead */
	el1_virtual.set_ctl(TIMER_ENABLE | TIMER_IMASK);
	el1_virtual.set_cval(now + hour + hour / 2);
	EXPECT_EQ(el1_virtual.ctl(), 3);
	el1_virtual.set_cval(now + hour);
	EXPECT_EQ(el1_virtual.ctl(), 7);
	el1_physical.set_cval(now + hour);
	el1_physical.set_ctl(TIMER_ENABLE | TIMER_IMASK);
	EXPECT_EQ(el1_physical.ctl(), 3);
	timer_virtual.set_cval(now + hour);
	timer_virtual.set_ctl(TIMER_ENABLE | TIMER_IMASK);
	EXPECT_EQ(timer_virtual.ctl(), 3);
}

TEST(offset_changed, "counts at once for a timer that is enabled")
{
	uint64_t hour = ns_to_ticks(3600000000000ull);

	expect_from(&el1_virtual);
	el1_virtual.set_cval(el1_virtual.count() + hour);
	el1_virtual.set_ctl(TIMER_ENABLE);
	EXPECT_EQ(el1_virtual.ctl(), TIMER_ENABLE);
	write_sysreg(CNTVOFF_EL2, 0 - 2 * hour);
	isb();
	EXPECT_TRUE(wait_seen());
	el1_virtual.set_ctl(TIMER_ENABLE | TIMER_IMASK);
	EXPECT_EQ(el1_virtual.ctl(), 7);
	write_sysreg(CNTVOFF_EL2, 0);
	EXPECT_EQ(el1_virtual.ctl(), 3);
}

/* TVAL of EL1's virtual timer goes by its count too. */
TEST(offset_tval, "is in TVAL of EL1's virtual timer")
{
	uint64_t hour = ns_to_ticks(3600000000000ull), before, after, cval;

	write_sysreg(CNTVOFF_EL2, 0 - hour);
	el1_virtual.set_ctl(TIMER_ENABLE | TIMER_IMASK);
	before = timer_physical.count();
	el1_virtual.set_tval(100);
	after = timer_physical.count();
	cval = el1_virtual.cval();
	EXPECT_GE(cval - hour, before + 100);
	EXPECT_LE(cval - hour, after + 100);
	before = timer_physical.count();
	cval -= el1_virtual.tval();
	after = timer_physical.count();
	EXPECT_LE((uint32_t)(cval - hour) - (uint32_t)before, after - before);
}

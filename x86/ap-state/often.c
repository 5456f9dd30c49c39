/* SPDX-License-Identifier: GPL-2.0-or-later */
/* INIT and start-up IPI many times, to many pages, and beside another CPU. */
#include "capture.h"
#include "suite.h"
#include <clock.h>

enum {
	CYCLES = 1000,
};

static volatile uint32_t ready;

TEST(cycles, "starts at each of 1000 pairs of INIT and start-up IPI")
{
	volatile struct capture *c = stub_make(WHAT_HALT);

	ap_run(ap_spin, &ready);
	ap_reset();
	for (uint32_t i = 1; i <= CYCLES; i++) {
		test_context("cycle %u", (unsigned int)i);
		c->stage = 0;
		send_init();
		delay_us(20);
		send_startup(stub_vector());
		ap_started();
		ASSERT_EQ(c->starts, i);
	}
}

TEST(every_vector,
     "starts at the page of the vector, for each page that is free")
{
	unsigned int nr = 0;

	stub_make(WHAT_HALT);
	ap_run(ap_spin, &ready);
	ap_reset();
	for (unsigned int vector = 1; vector < 0xa0; vector++) {
		volatile struct capture *c = stub_copy((uint8_t)vector);

		if (!c)
			continue;
		test_context("vector 0x%x", vector);
		send_init();
		delay_us(100);
		send_startup((uint8_t)vector);
		ASSERT_TRUE(wait_for(&c->stage, 1));
		EXPECT_EQ(c->starts, 1);
		EXPECT_EQ(c->cs, vector << 8);
		send_init();
		stub_copy_release((uint8_t)vector);
		nr++;
	}
	test_context("%s", "");
	EXPECT_GT(nr, 100);
}

/* ---------------------------------------------------------- bystanders ---- */

static volatile uint32_t bystander_beat;
static volatile bool bystander_stop;

/* Not for ever: a check that fails ends the case without asking it to stop. */
static void stand_by(void *arg)
{
	uint64_t end = clock_us() + 2000000;

	(void)arg;
	while (!bystander_stop && clock_us() < end) {
		bystander_beat++;
		cpu_relax();
	}
}

TEST(bystander, "does not disturb a third CPU")
{
	volatile struct capture *c;
	uint32_t seen;

	if (cpu_count() < 3)
		SKIP("needs three CPUs");
	c = stub_make(0);
	bystander_stop = false;
	on_cpu_start(2, stand_by, NULL);
	ap_run(ap_spin, &ready);
	ap_capture();
	seen = bystander_beat;
	EXPECT_TRUE(wait_for(&bystander_beat, seen + 1));
	bystander_stop = true;
	on_cpu_wait(2);
	EXPECT_EQ(c->starts, 1);
}

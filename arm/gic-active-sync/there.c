/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "there.h"

#include <arch/barrier.h>
#include <arch/io.h>
#include <arch/irq.h>
#include <arm/gic.h>
#include <clock.h>
#include <smp.h>
#include <test/test.h>

struct there there;

static bool is_released(void *turn)
{
	return __atomic_load_n(&there.released, __ATOMIC_ACQUIRE) >=
	       *(unsigned int *)turn;
}

static void hold(uint32_t iar, void *arg)
{
	unsigned int turn =
		__atomic_add_fetch(&there.taken, 1, __ATOMIC_ACQ_REL);

	(void)arg;
	there.iar = iar;
	EXPECT_TRUE(wait_until(is_released, &turn, PATIENCE_US));
}

/* Nothing but memory is touched here: no exit to the hypervisor of its own. */
static void serve(void *arg)
{
	gic_enable(SGI);
	gic_enable(PPI);
	irq_enable();
	__atomic_store_n((bool *)arg, true, __ATOMIC_RELEASE);
	while (!__atomic_load_n(&there.stop, __ATOMIC_ACQUIRE))
		cpu_relax();
	irq_disable();
}

static bool is_set(void *flag)
{
	return __atomic_load_n((bool *)flag, __ATOMIC_ACQUIRE);
}

static bool has_come(void *turn)
{
	return __atomic_load_n(&there.taken, __ATOMIC_ACQUIRE) >=
	       *(unsigned int *)turn;
}

bool await(unsigned int turn)
{
	bool come = wait_until(has_come, &turn, PATIENCE_US);

	EXPECT_TRUE(come);
	return come;
}

void release(unsigned int turn)
{
	__atomic_store_n(&there.released, turn, __ATOMIC_RELEASE);
}

void end(void)
{
	release(UINT32_MAX);
	__atomic_store_n(&there.stop, true, __ATOMIC_RELEASE);
	on_cpu_wait(1);
}

void begin(void)
{
	static bool ready;

	there.taken = there.released = 0;
	there.stop = ready = false;
	gic_handle(SGI, hold, NULL);
	gic_handle(PPI, hold, NULL);
	gic_handle(SPI, hold, NULL);
	gic_set_edge(SPI, true);
	gic_route(SPI, 1);
	gic_enable(SPI);
	on_cpu_start(1, serve, &ready);
	EXPECT_TRUE(wait_until(is_set, &ready, PATIENCE_US));
}

bool bit(unsigned int cpu, unsigned int intid, unsigned int reg)
{
	return mmio_read32(gic_bank(cpu, intid) + reg + intid / 32 * 4) >>
		       intid % 32 &
	       1;
}

void write_bit(unsigned int cpu, unsigned int intid, unsigned int reg)
{
	mmio_write32(gic_bank(cpu, intid) + reg + intid / 32 * 4,
		     1u << intid % 32);
}

void check_state(unsigned int intid, bool pending, bool active)
{
	EXPECT_EQ(bit(1, intid, GICD_ISPENDR), pending);
	EXPECT_EQ(bit(1, intid, GICD_ICPENDR), pending);
	EXPECT_EQ(bit(1, intid, GICD_ISACTIVER), active);
	EXPECT_EQ(bit(1, intid, GICD_ICACTIVER), active);
}

struct state {
	unsigned int intid;
	bool pending, active;
};

static bool has_state(void *arg)
{
	const struct state *s = arg;

	return bit(1, s->intid, GICD_ISPENDR) == s->pending &&
	       bit(1, s->intid, GICD_ISACTIVER) == s->active;
}

void await_state(unsigned int intid, bool pending, bool active)
{
	struct state s = { intid, pending, active };

	EXPECT_TRUE(wait_until(has_state, &s, PATIENCE_US));
	check_state(intid, pending, active);
}

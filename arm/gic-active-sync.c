/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state of an interrupt while another CPU handles it: what is read and
 * written here has to be that CPU's, though it makes no access meanwhile.
 *
 * IHI 0048, 4.3.9 and 4.3.10 (active), 1.4.3 (banking); IHI 0069, 4.1.2.
 */
#include <arch/barrier.h>
#include <arch/io.h>
#include <arch/irq.h>
#include <arm/gic.h>
#include <clock.h>
#include <smp.h>
#include <test/test.h>

TEST_SUITE("gic-active-sync",
	   .summary = "the state of another CPU's interrupt is seen and changed",
	   .needs = NEEDS(&arm_gic, &smp_2_cpus));

enum {
	SGI = 3,
	PPI = 21, /* no device has it */
	SPI = 60, /* nor this one */
	ROUNDS = 1000,
	ROUNDS_MIN = 20,
	ROUNDS_US = 1000000,
	PATIENCE_US = 3000000,
	LINGER_US = 5000,
};

/* CPU 1 is in its handler for as long as is asked of it. */
static struct {
	unsigned int taken; /* how often it has come */
	unsigned int released;
	uint32_t iar;
	bool stop;
} there;

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

/* No ASSERT_ once CPU 1 is there: it has to be told to stop. */
static bool await(unsigned int turn)
{
	bool come = wait_until(has_come, &turn, PATIENCE_US);

	EXPECT_TRUE(come);
	return come;
}

static void release(unsigned int turn)
{
	__atomic_store_n(&there.released, turn, __ATOMIC_RELEASE);
}

static void end(void)
{
	release(UINT32_MAX);
	__atomic_store_n(&there.stop, true, __ATOMIC_RELEASE);
	on_cpu_wait(1);
}

static void begin(void)
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

/* One bit of an INTID of CPU @cpu. */
static bool bit(unsigned int cpu, unsigned int intid, unsigned int reg)
{
	return mmio_read32(gic_bank(cpu, intid) + reg + intid / 32 * 4) >>
		       intid % 32 &
	       1;
}

static void write_bit(unsigned int cpu, unsigned int intid, unsigned int reg)
{
	mmio_write32(gic_bank(cpu, intid) + reg + intid / 32 * 4,
		     1u << intid % 32);
}

static void check_state(unsigned int intid, bool pending, bool active)
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

static void await_state(unsigned int intid, bool pending, bool active)
{
	struct state s = { intid, pending, active };

	EXPECT_TRUE(wait_until(has_state, &s, PATIENCE_US));
	check_state(intid, pending, active);
}

/* ---------------------------------------------------------------- cases ---- */

TEST(sgi, "GACT-1: CPU 1's active SGI is seen in its redistributor only",
     .needs = NEEDS(&arm_gicv3))
{
	begin();
	gic_send(SGI, 1);
	await(1);
	check_state(SGI, false, true);
	EXPECT_FALSE(bit(0, SGI, GICD_ISACTIVER));
	EXPECT_FALSE(bit(0, SGI, GICD_ISPENDR));
	gic_send(SGI, 1);
	await_state(SGI, true, true);
	release(1);
	await(2);
	check_state(SGI, false, true);
	release(2);
	await_state(SGI, false, false);
	EXPECT_EQ(there.taken, 2);
	end();
}

TEST(sgi_banked, "GACT-1: CPU 1's active SGI is not seen by CPU 0",
     .needs = NEEDS(&arm_gicv2))
{
	begin();
	gic_send(SGI, 1);
	await(1);
	EXPECT_EQ(mmio_read32(gic_dist() + GICD_ISACTIVER), 0);
	EXPECT_EQ(mmio_read32(gic_dist() + GICD_ICACTIVER), 0);
	EXPECT_EQ(mmio_read32(gic_dist() + GICD_ISPENDR), 0);
	/* nor is it changed */
	mmio_write32(gic_dist() + GICD_ICACTIVER, 1u << SGI);
	gic_send(SGI, 1);
	delay_us(LINGER_US);
	EXPECT_EQ(there.taken, 1);
	release(1);
	await(2);
	release(2);
	end();
}

TEST(ppi, "GACT-6: CPU 1's active PPI is seen in its redistributor only",
     .needs = NEEDS(&arm_gicv3))
{
	begin();
	write_bit(1, PPI, GICD_ISPENDR);
	await(1);
	check_state(PPI, false, true);
	EXPECT_FALSE(bit(0, PPI, GICD_ISACTIVER));
	release(1);
	await_state(PPI, false, false);
	end();
}

TEST(spi, "GACT-2: the active and pending bits of CPU 1's SPI are true")
{
	begin();
	check_state(SPI, false, false);
	write_bit(1, SPI, GICD_ISPENDR);
	await(1);
	EXPECT_EQ(there.iar, SPI);
	check_state(SPI, false, true);
	EXPECT_EQ(mmio_read32(gic_dist() + GICD_ISACTIVER + 4), 1u << 28);
	write_bit(1, SPI, GICD_ISPENDR);
	check_state(SPI, true, true);
	write_bit(1, SPI, GICD_ICPENDR);
	check_state(SPI, false, true);
	release(1);
	await_state(SPI, false, false);
	delay_us(LINGER_US);
	EXPECT_EQ(there.taken, 1);
	end();
}

TEST(spi_again, "GACT-2: CPU 1's SPI comes again when pended while active")
{
	begin();
	write_bit(1, SPI, GICD_ISPENDR);
	await(1);
	write_bit(1, SPI, GICD_ISPENDR);
	delay_us(LINGER_US);
	EXPECT_EQ(there.taken, 1);
	release(1);
	await(2);
	check_state(SPI, false, true);
	release(2);
	await_state(SPI, false, false);
	end();
}

/* Its running priority keeps it away until the first handler ends. */
TEST(made_inactive, "GACT-3: an SPI made inactive comes again if pending")
{
	begin();
	write_bit(1, SPI, GICD_ISPENDR);
	await(1);
	write_bit(1, SPI, GICD_ICACTIVER);
	check_state(SPI, false, false);
	write_bit(1, SPI, GICD_ISPENDR);
	check_state(SPI, true, false);
	release(1);
	await(2);
	check_state(SPI, false, true);
	write_bit(1, SPI, GICD_ICACTIVER);
	release(2);
	await_state(SPI, false, false);
	write_bit(1, SPI, GICD_ISPENDR);
	await(3);
	release(3);
	await_state(SPI, false, false);
	EXPECT_EQ(there.taken, 3);
	end();
}

TEST(made_active, "GACT-4: an SPI made active is delivered when it is cleared")
{
	begin();
	write_bit(1, SPI, GICD_ISACTIVER);
	write_bit(1, SPI, GICD_ISPENDR);
	delay_us(LINGER_US);
	EXPECT_EQ(there.taken, 0);
	check_state(SPI, true, true);
	write_bit(1, SPI, GICD_ICACTIVER);
	await(1);
	check_state(SPI, false, true);
	release(1);
	await_state(SPI, false, false);
	end();
}

TEST(disabled_there, "an SPI disabled by CPU 0 does not come to CPU 1")
{
	begin();
	gic_disable(SPI);
	write_bit(1, SPI, GICD_ISPENDR);
	delay_us(LINGER_US);
	EXPECT_EQ(there.taken, 0);
	check_state(SPI, true, false);
	gic_enable(SPI);
	await(1);
	release(1);
	await_state(SPI, false, false);
	end();
}

/* As many as there is time for: on a busy host each takes a few time slices. */
TEST(rounds, "GACT-5: time and again, none lost, none too many")
{
	const uint64_t start = clock_us();
	unsigned int turn;

	begin();
	for (turn = 1; turn <= ROUNDS; turn++) {
		if (turn > ROUNDS_MIN && clock_us() - start > ROUNDS_US)
			break;
		write_bit(1, SPI, GICD_ISPENDR);
		if (!await(turn))
			break;
		check_state(SPI, false, true);
		release(turn);
		await_state(SPI, false, false);
	}
	EXPECT_EQ(there.taken, turn - 1);
	end();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state of an interrupt while another CPU handles it: what is read and
 * written here has to be that CPU's, though it makes no access meanwhile.
 *
 * IHI 0048, 4.3.9 and 4.3.10 (active), 1.4.3 (banking); IHI 0069, 4.1.2.
 */
#include "there.h"

#include <arch/io.h>
#include <arch/irq.h>
#include <arm/gic.h>
#include <clock.h>
#include <smp.h>
#include <test/test.h>

TEST_SUITE("gic-active-sync",
	   .summary = "the state of another CPU's interrupt is seen and changed",
	   .needs = NEEDS(&arm_gic, &smp_2_cpus));

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

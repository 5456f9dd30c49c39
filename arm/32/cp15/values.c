/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * System registers of AArch32: what they hold, that each is a register of its own,
 * and that a migration takes them along.
 *
 * Arm ARM, G8.2 (each register's fields).
 */
#include "suite.h"

#include <arm/gic.h>
#include <clock.h>

CP15_SUITE;

/*
 * What can be written without harm, with bits that are no RES0: ADFSR and AMAIR
 * are IMPLEMENTATION DEFINED, TTBR1 is not walked (TTBCR.EPD1).
 */
/* clang-format off */
#define VALUES(V)                                        \
	V(TPIDRURW, 0xa5a50001, 0x5a5afffe)              \
	V(TPIDRURO, 0xa5a50002, 0x5a5afffd)              \
	V(CONTEXTIDR, 0xa5a50003, 0x5a5afffc)            \
	V(DFSR, 0x00002a15, 0x0000102a)                  \
	V(IFSR, 0x00001215, 0x0000002a)                  \
	V(DFAR, 0xa5a50004, 0x5a5afffb)                  \
	V(IFAR, 0xa5a50005, 0x5a5afffa)                  \
	V(TTBR1, 0x00a500a5dcba9000, 0x005a005a12345000) \
	V(PAR, 0x4400005a6789bb80, 0xff0000a5f1234980)
/* clang-format on */

struct values {
	uint64_t value[9];
};

#define READ_ONE(reg, ...)		 read_sysreg(reg),
#define WRITE_FIRST(reg, first, second)	 write_sysreg(reg, first);
#define WRITE_SECOND(reg, first, second) write_sysreg(reg, second);
#define FIRST(reg, first, second)	 first,
#define SECOND(reg, first, second)	 second,
#define NAME(reg, ...)			 #reg,

static const char *const names[] = { VALUES(NAME) };
static const struct values firsts = { { VALUES(FIRST) } };
static const struct values seconds = { { VALUES(SECOND) } };

static struct values read_all(void)
{
	isb();
	return (struct values){ { VALUES(READ_ONE) } };
}

static void write_firsts(void)
{
	VALUES(WRITE_FIRST)
}

static void write_seconds(void)
{
	VALUES(WRITE_SECOND)
}

static void set_up_values(void)
{
	cp15_keep_context();
	mask_interrupts();
}

static void expect_values(const struct values *got,
			  const struct values *expected)
{
	for (unsigned int i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		test_context("%s", names[i]);
		EXPECT_EQ(got->value[i], expected->value[i]);
	}
	test_context("%s", "");
}

TEST(held, "are values of each register, and of no other")
{
	struct values first, second;

	set_up_values();
	write_firsts();
	first = read_all();
	write_seconds();
	second = read_all();
	expect_values(&first, &firsts);
	expect_values(&second, &seconds);
}

TEST(migrate, "are in the next VM", .needs = NEEDS(&host_migrate))
{
	struct values later;

	set_up_values();
	write_firsts();
	host_migrate_now();
	later = read_all();
	expect_values(&later, &firsts);
}

/* Each is read back before anything can need it. */
static uint32_t swap_vbar(uint32_t value)
{
	uint32_t old = read_sysreg(VBAR), got;

	mask_interrupts();
	write_sysreg(VBAR, value);
	got = read_sysreg(VBAR);
	write_sysreg(VBAR, old);
	isb();
	return got;
}

static uint32_t swap_tpidrprw(uint32_t value)
{
	uint32_t old = read_sysreg(TPIDRPRW), got;

	mask_interrupts();
	write_sysreg(TPIDRPRW, value);
	got = read_sysreg(TPIDRPRW);
	write_sysreg(TPIDRPRW, old);
	return got;
}

TEST(vbar, "holds a multiple of 32")
{
	EXPECT_EQ(swap_vbar(0xffffffff), 0xffffffe0);
	EXPECT_EQ(swap_vbar(0x12345678 & ~0x1fu), 0x12345678 & ~0x1fu);
	EXPECT_EQ(swap_vbar(0), 0);
}

TEST(tpidrprw, "holds 32 bits, apart from what user mode reads")
{
	write_sysreg(TPIDRURO, 0x11111111);
	write_sysreg(TPIDRURW, 0x22222222);
	EXPECT_EQ(swap_tpidrprw(0xffffffff), 0xffffffff);
	EXPECT_EQ(swap_tpidrprw(0x12345678), 0x12345678);
	EXPECT_EQ(read_sysreg(TPIDRURO), 0x11111111);
	EXPECT_EQ(read_sysreg(TPIDRURW), 0x22222222);
}

/* User mode reads the two of its own, and writes one of them. */
TEST(thread, "is the same value for user mode and kernel")
{
	const uint32_t uro = READ(0, 13, 0, 3), urw = READ(0, 13, 0, 2);

	write_sysreg(TPIDRURO, 0x13572468);
	write_sysreg(TPIDRURW, 0x24681357);
	EXPECT_EQ(cp15_run(uro, MODE_USR).frame.r[1], 0x13572468);
	EXPECT_EQ(cp15_run(urw, MODE_USR).frame.r[1], 0x24681357);
	cp15_run(WRITE(0, 13, 0, 2), MODE_USR);
	EXPECT_EQ(read_sysreg(TPIDRURW), (uintptr_t)a32_data());
	EXPECT_EQ(read_sysreg(TPIDRURO), 0x13572468);
}

static bool irq_pending(void *arg)
{
	(void)arg;
	return read_sysreg(ISR) & CPSR_I;
}

/* Whatever CPSR masks: bit 7 is an IRQ, 6 a FIQ, 8 an asynchronous abort. */
TEST(isr, "has the interrupt that is pending while it is masked, and no other",
     .needs = NEEDS(&arm_gic))
{
	gic_init();
	mask_interrupts();
	for (unsigned int i = 0; i < 10; i++) {
		EXPECT_EQ(read_sysreg(ISR), 0);
		gic_wake(0);
		EXPECT_TRUE(wait_until(irq_pending, NULL, 2000000));
		EXPECT_EQ(read_sysreg(ISR), CPSR_I);
		EXPECT_TRUE(gic_take_wake());
	}
	EXPECT_EQ(read_sysreg(ISR), 0);
}

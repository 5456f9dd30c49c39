/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Processor modes: each has registers of its own, which nothing but that mode's
 * exceptions change; an exception enters its mode with the state that the manual
 * says.
 *
 * Arm ARM, G1.9 (modes and their registers), G1.12 (exceptions).
 */
#include <arch/io.h>
#include <arm/bank_32.h>
#include <arm/cpu.h>
#include <arm/features.h>
#include <arm/psci.h>
#include <test/test.h>

TEST_SUITE("modes",
	   .summary = "modes have their own registers, and are entered as the "
		      "manual says");

static const uint32_t modes[] = { MODE_FIQ, MODE_IRQ, MODE_ABT,
				  MODE_UND, MODE_SYS, MODE_SVC };
#define NR_MODES (sizeof(modes) / sizeof(modes[0]))

static bool has_spsr(uint32_t mode)
{
	return mode != MODE_SYS;
}

/* SPSR has the bits of CPSR (G8.2.133); here no J and no IL. */
static struct bank pattern(unsigned int i, uint32_t seed)
{
	struct bank b = {
		.sp = 0xa5000000 + 0x01010104 * i + seed,
		.lr = 0x5a000000 + 0x01030508 * i + seed,
		.spsr = (0x10000000 << (i % 4)) | (0x200 >> i % 2) | MODE_USR,
	};

	for (unsigned int r = 0; r < 5; r++)
		b.r8_r12[r] = 0xf1000000 + 0x00110011 * r + seed;
	return b;
}

static void expect_bank(const struct bank *b, const struct bank *expected,
			uint32_t mode)
{
	test_context("mode 0x%x", mode);
	if (mode != MODE_SVC) {
		EXPECT_EQ(b->sp, expected->sp);
		EXPECT_EQ(b->lr, expected->lr);
	}
	if (has_spsr(mode))
		EXPECT_EQ(b->spsr, expected->spsr);
	if (mode == MODE_FIQ)
		EXPECT_MEMEQ(b->r8_r12, expected->r8_r12,
			     sizeof(expected->r8_r12));
	test_context("%s", "");
}

/*
 * Between these nothing may trap: the library's own stacks of the modes are
 * gone. SVC mode keeps its stack.
 */
static void write_all(const struct bank *banks)
{
	for (unsigned int i = 0; i < NR_MODES; i++)
		bank_write(&banks[i], modes[i]);
}

static void read_all(struct bank *banks)
{
	for (unsigned int i = 0; i < NR_MODES; i++)
		bank_read(&banks[i], modes[i]);
}

static void put_patterns(struct bank *banks, uint32_t seed)
{
	for (unsigned int i = 0; i < NR_MODES; i++)
		banks[i] = pattern(i, seed);
}

TEST(separate, "are SP, LR, SPSR of each mode, and R8 to R12 of FIQ mode")
{
	struct bank saved[NR_MODES], set[NR_MODES], got[2][NR_MODES];

	put_patterns(set, 0);
	mask_interrupts();
	read_all(saved);
	write_all(set);
	read_all(got[0]);
	/* one that changes changes no other */
	for (unsigned int i = 0; i < NR_MODES; i++) {
		set[i] = pattern(i, 0x40);
		bank_write(&set[i], modes[i]);
	}
	read_all(got[1]);
	write_all(saved);
	for (unsigned int i = 0; i < NR_MODES; i++) {
		struct bank first = pattern(i, 0);

		expect_bank(&got[0][i], &first, modes[i]);
		expect_bank(&got[1][i], &set[i], modes[i]);
	}
	/* R8 to R12 of every other mode are the ones that C uses */
	for (unsigned int i = 1; i < NR_MODES; i++)
		EXPECT_NE(got[0][i].r8_r12[4], set[0].r8_r12[4]);
}

/* The same by the instructions that need no change of mode (F5.1.120). */
#define READ_BANKED(name)                                             \
	({                                                            \
		uint32_t value_;                                      \
                                                                      \
		asm volatile(".arch_extension virt\n\tmrs %0, " #name \
			     : "=r"(value_));                         \
		value_;                                               \
	})
#define WRITE_BANKED(name, value) \
	asm volatile(".arch_extension virt\n\tmsr " #name ", %0" : : "r"(value))

TEST(banked_moves, "reach the registers of other modes",
     .needs = NEEDS(&arm_banked_moves))
{
	struct bank saved[NR_MODES], set[NR_MODES], got[NR_MODES];
	uint32_t read[10];

	put_patterns(set, 8);
	mask_interrupts();
	read_all(saved);
	write_all(set);
	read[0] = READ_BANKED(sp_und);
	read[1] = READ_BANKED(lr_und);
	read[2] = READ_BANKED(spsr_und);
	read[3] = READ_BANKED(sp_irq);
	read[4] = READ_BANKED(lr_abt);
	read[5] = READ_BANKED(spsr_fiq);
	read[6] = READ_BANKED(r8_fiq);
	read[7] = READ_BANKED(r12_fiq);
	read[8] = READ_BANKED(sp_usr);
	read[9] = READ_BANKED(lr_usr);
	WRITE_BANKED(sp_abt, 0x12345678);
	WRITE_BANKED(lr_irq, 0x23456789);
	WRITE_BANKED(r10_fiq, 0x3456789a);
	WRITE_BANKED(spsr_irq, 0x80000010);
	read_all(got);
	write_all(saved);
	EXPECT_EQ(read[0], set[3].sp);
	EXPECT_EQ(read[1], set[3].lr);
	EXPECT_EQ(read[2], set[3].spsr);
	EXPECT_EQ(read[3], set[1].sp);
	EXPECT_EQ(read[4], set[2].lr);
	EXPECT_EQ(read[5], set[0].spsr);
	EXPECT_EQ(read[6], set[0].r8_r12[0]);
	EXPECT_EQ(read[7], set[0].r8_r12[4]);
	EXPECT_EQ(read[8], set[4].sp);
	EXPECT_EQ(read[9], set[4].lr);
	set[2].sp = 0x12345678;
	set[1].lr = 0x23456789;
	set[1].spsr = 0x80000010;
	set[0].r8_r12[2] = 0x3456789a;
	for (unsigned int i = 0; i < NR_MODES; i++)
		expect_bank(&got[i], &set[i], modes[i]);
}

/* ---------------------------------------------------------------- exits ---- */

static uint32_t result; /* of an exit, so that it is seen to have happened */

static void by_psci(void)
{
	result = (uint32_t)psci_call(PSCI_VERSION, 0, 0, 0) >> 16;
}

/* PL011 where the library's own page is: FR, bit 4 RXFE, bit 7 TXFE */
static void by_mmio(void)
{
	result = (mmio_read32((void *)0x09000018) & 0x80) != 0;
}

static void by_tlb(void)
{
	tlb_flush_all();
	result = 1;
}

static void by_sysreg(void)
{
	write_sysreg(CNTV_CTL, 2);
	result = read_sysreg(CNTV_CTL) == 2;
}

static void by_wfe(void)
{
	asm volatile("sev\n\twfe" ::: "memory");
	result = 1;
}

static void by_time(void)
{
	uint64_t start = read_sysreg(CNTVCT);
	uint64_t ticks = read_sysreg(CNTFRQ) / 500;

	while (read_sysreg(CNTVCT) - start < ticks)
		isb();
	result = 1;
}

static const struct exit {
	const char *name;
	void (*fn)(void);
} exits[] = {
	{ "psci", by_psci },	 { "mmio", by_mmio }, { "tlb", by_tlb },
	{ "sysreg", by_sysreg }, { "wfe", by_wfe },   { "time", by_time },
};

TEST_EACH(kept, const struct exit *e, exits,
	  "are registers of all modes while a hypervisor works")
{
	struct bank saved[NR_MODES], set[NR_MODES], got[NR_MODES];

	(void)psci_call(PSCI_VERSION, 0, 0, 0); /* the tree is read */
	put_patterns(set, 0x10);
	result = 0;
	mask_interrupts();
	read_all(saved);
	write_all(set);
	e->fn();
	read_all(got);
	write_all(saved);
	EXPECT_GE(result, 1);
	for (unsigned int i = 0; i < NR_MODES; i++)
		expect_bank(&got[i], &set[i], modes[i]);
}

TEST(migrate, "are registers of all modes in the next VM",
     .needs = NEEDS(&host_migrate))
{
	struct bank saved[NR_MODES], set[NR_MODES], got[NR_MODES];

	put_patterns(set, 0x20);
	mask_interrupts();
	read_all(saved);
	write_all(set);
	host_migrate_now();
	read_all(got);
	write_all(saved);
	for (unsigned int i = 0; i < NR_MODES; i++)
		expect_bank(&got[i], &set[i], modes[i]);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Blocks of registers: other values each time, and what has to be kept of them. */
#include "../../regs-exits/suite.h"

#include <arm/cpu.h>
#include <smp.h>

/* Of each CPU its own numbers: all at once, they would wait for each other. */
static uint64_t random_of[CPU_MAX];

static uint32_t next(void)
{
	uint64_t *state = &random_of[cpu_this()];

	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*state >> 32) ^ (uint32_t)(*state >> 13);
}

void block_seed(void)
{
	for (unsigned int cpu = 0; cpu < cpu_count(); cpu++)
		random_of[cpu] = test_random();
}

enum {
	TPIDRPRW = 2,
};

/*
 * Which bits of each can be anything: some are reserved, some are in use; those
 * of TPIDRPRW are struct cpu, which only traps need.
 */
static const struct {
	const char *name;
	uint32_t free;
} sys[BLOCK_NR_SYS] = {
	{ "TPIDRURW", 0xffffffff },
	{ "TPIDRURO", 0xffffffff },
	{ "TPIDRPRW", 0xffffffff },
	{ "CONTEXTIDR", 0xffffffff },
	{ "DFAR", 0xffffffff },
	{ "DFSR", 0x3a3f },
	{ "IFAR", 0xffffffff },
	{ "IFSR", 0x123f },
	{ "ADFSR", 0 },
	{ "AIFSR", 0 },
	{ "MAIR0", 0 },
	{ "MAIR1", 0 },
	{ "CSSELR", 1 },
	{ "CNTKCTL", 0x3ff },
	{ "TTBCR", 0 },
	{ "VBAR", 0 },
	{ "CPACR", 0 },
	{ "SCTLR", 0 },
	{ "DACR", 0xffffffff },
	{ "CNTV_CTL", 2 },
	{ "AMAIR0", 0 },
	{ "AMAIR1", 0 },
	{ "PAR", 0xfffff000 },
	{ "PAR, upper half", 0xff0000ff },
	{ "TTBR0", 0 },
	{ "TTBR0, upper half", 0 },
	{ "TTBR1", 0xfffff000 },
	{ "TTBR1, upper half", 0xff },
	{ "CNTV_CVAL", 0xffffffff },
	{ "CNTV_CVAL, upper half", 0xffffffff },
};

static const struct {
	const char *name;
	uint32_t mode;
} modes[NR_BANKS] = {
	[BANK_FIQ] = { "FIQ", MODE_FIQ }, [BANK_IRQ] = { "IRQ", MODE_IRQ },
	[BANK_ABT] = { "ABT", MODE_ABT }, [BANK_UND] = { "UND", MODE_UND },
	[BANK_SYS] = { "SYS", MODE_SYS }, [BANK_SVC] = { "SVC", MODE_SVC },
};

#define CPSR_FREE 0xf80f0000u /* N, Z, C, V, Q, GE */
#define SPSR_FREE 0xfe0fffe0u /* and IT, E, the masks, T */

static bool interruptible(void)
{
	return !(read_cpsr() & CPSR_I);
}

static void fill_sys(struct block *b)
{
	block_read_sys(b);
	for (unsigned int i = 0; i < BLOCK_NR_SYS; i++) {
		uint32_t free = sys[i].free;

		if (i == TPIDRPRW && interruptible())
			free = 0;
		b->sys[i] = (b->sys[i] & ~free) | (next() & free);
	}
}

static void fill_bank(struct bank *bank)
{
	bank->sp = next() & ~3u;
	bank->lr = next();
	bank->spsr = (next() & SPSR_FREE) | MODE_USR;
	for (unsigned int i = 0; i < 5; i++)
		bank->r8_r12[i] = next();
}

/* SP of SVC mode is the stack; what the library needs for an interrupt stays. */
static void fill_banks(struct block *b)
{
	for (unsigned int i = 0; i < NR_BANKS; i++) {
		bank_read(&b->banks[i], modes[i].mode);
		if (i == BANK_SVC)
			b->banks[i].spsr = (next() & SPSR_FREE) | MODE_USR;
		else if (i == BANK_FIQ || i == BANK_SYS || !interruptible())
			fill_bank(&b->banks[i]);
	}
}

void block_fill(struct block *b)
{
	for (unsigned int i = 0; i < 13; i++)
		b->r[i] = next();
	for (unsigned int i = 0; i < 32; i++)
		b->d[i] = (uint64_t)next() << 32 | next();
	b->nr_d = arm_fp_32.probe() ? 32 : 16;
	b->fpscr = next() &
		   0xf7c0009f; /* flags, AHP, DN, FZ, RMode, exceptions */
	b->cpsr = (read_cpsr() & ~CPSR_FREE) | (next() & CPSR_FREE);
	fill_sys(b);
	fill_banks(b);
}

void block_run(const struct block *in, struct block *out, void (*exit)(void))
{
	struct bank saved[NR_BANKS];

	for (unsigned int i = 0; i < NR_BANKS; i++)
		bank_read(&saved[i], modes[i].mode);
	for (unsigned int i = 0; i < NR_BANKS; i++)
		bank_write(&in->banks[i], modes[i].mode);
	block_run_kernel(in, out, exit);
	for (unsigned int i = 0; i < NR_BANKS; i++)
		bank_read(&out->banks[i], modes[i].mode);
	for (unsigned int i = 0; i < NR_BANKS; i++)
		bank_write(&saved[i], modes[i].mode);
}

/* --------------------------------------------------------------- checks ---- */

/* Registers in @changed are the exit's own. */
void block_expect_general(const struct block *out, const struct block *in,
			  uint32_t changed)
{
	for (unsigned int i = 0; i < 13; i++) {
		if (changed & R(i))
			continue;
		test_context("r%u", i);
		ASSERT_EQ(out->r[i], in->r[i]);
	}
	test_context("%s", "");
	ASSERT_EQ(out->cpsr & CPSR_FREE, in->cpsr & CPSR_FREE);
	ASSERT_EQ(out->fpscr, in->fpscr);
	ASSERT_MEMEQ(out->d, in->d, in->nr_d * sizeof(in->d[0]));
}

static void expect_bank(const struct bank *out, const struct bank *in,
			unsigned int i)
{
	test_context("%s mode", modes[i].name);
	if (i != BANK_SVC) {
		ASSERT_EQ(out->sp, in->sp);
		ASSERT_EQ(out->lr, in->lr);
	}
	if (i != BANK_SYS)
		ASSERT_EQ(out->spsr, in->spsr);
	if (i == BANK_FIQ)
		ASSERT_MEMEQ(out->r8_r12, in->r8_r12, sizeof(in->r8_r12));
	test_context("%s", "");
}

void block_expect(const struct block *out, const struct block *in,
		  uint32_t changed)
{
	block_expect_general(out, in, changed);
	ASSERT_EQ(out->cpsr, in->cpsr);
	for (unsigned int i = 0; i < BLOCK_NR_SYS; i++) {
		test_context("%s", sys[i].name);
		ASSERT_EQ(out->sys[i], in->sys[i]);
	}
	for (unsigned int i = 0; i < NR_BANKS; i++)
		expect_bank(&out->banks[i], &in->banks[i], i);
}

/* LR and SPSR of IRQ mode are the return address and CPSR. */
void block_expect_kept_by_irq(struct block *out, const struct block *in)
{
	out->banks[BANK_IRQ].lr = in->banks[BANK_IRQ].lr;
	out->banks[BANK_IRQ].spsr = in->banks[BANK_IRQ].spsr;
	block_expect(out, in, 0);
}

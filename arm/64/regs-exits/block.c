/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Blocks of registers: other values each time, and what has to be kept of them. */
#include "../../regs-exits/suite.h"

#include <arm/cpu.h>
#include <smp.h>

static const char *const sys_names[BLOCK_NR_SYS] = {
	"TPIDR_EL0", "TPIDRRO_EL0",    "ELR_EL1",    "SPSR_EL1",
	"FAR_EL1",   "ESR_EL1",	       "AFSR0_EL1",  "AFSR1_EL1",
	"PAR_EL1",   "CONTEXTIDR_EL1", "MAIR_EL1",   "TTBR1_EL1",
	"AMAIR_EL1", "CNTKCTL_EL1",    "CSSELR_EL1", "TCR_EL1",
	"CPACR_EL1",
};

/* Of each CPU its own numbers: all at once, they would wait for each other. */
static uint64_t random_of[CPU_MAX];

static uint64_t next(void)
{
	uint64_t *state = &random_of[cpu_this()];

	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state ^ *state >> 29;
}

void block_seed(void)
{
	for (unsigned int cpu = 0; cpu < cpu_count(); cpu++)
		random_of[cpu] = test_random();
}

/* Which bits of each can be anything: some are RES0, some are in use. */
static const uint64_t sys_free[BLOCK_NR_SYS] = {
	UINT64_MAX, UINT64_MAX, 0x0000fffffffffffc,
	0xf0000000, UINT64_MAX, 0xffffffff,
	0,	    0,		0x0000fffffffff000,
	0xffffffff, 0,		0x0000fffffffff000,
};

static void fill_sys(struct block *b)
{
	const uint64_t now[BLOCK_NR_SYS] = {
		[10] = read_sysreg(mair_el1),	[13] = read_sysreg(cntkctl_el1),
		[14] = read_sysreg(csselr_el1), [15] = read_sysreg(tcr_el1),
		[16] = read_sysreg(cpacr_el1),
	};

	for (unsigned int i = 0; i < BLOCK_NR_SYS; i++)
		b->sys[i] = now[i] | (next() & sys_free[i]);
}

void block_fill(struct block *b)
{
	for (unsigned int i = 0; i < 31; i++)
		b->r[i] = next();
	for (unsigned int i = 0; i < 32; i++) {
		b->q[i][0] = next();
		b->q[i][1] = next();
	}
	b->sp_el0 = next() & ~15ull;
	b->fpcr = next() & 0x07c00000; /* DN, FZ, RMode, AHP */
	b->fpsr = next() & 0x0800009f;
	b->nzcv = next() & 0xf0000000;
	fill_sys(b);
}

/* Registers in @changed are the exit's own. */
void block_expect_general(const struct block *out, const struct block *in,
			  uint32_t changed)
{
	for (unsigned int i = 0; i < 30; i++) {
		if ((i >= 16 && i <= 21) || changed & R(i))
			continue;
		test_context("x%u", i);
		ASSERT_EQ(out->r[i], in->r[i]);
	}
	test_context("%s", "");
	ASSERT_EQ(out->fpcr, in->fpcr);
	ASSERT_EQ(out->fpsr, in->fpsr);
	ASSERT_EQ(out->nzcv, in->nzcv);
	ASSERT_MEMEQ(out->q, in->q, sizeof(in->q));
}

void block_expect(const struct block *out, const struct block *in,
		  uint32_t changed)
{
	block_expect_general(out, in, changed);
	ASSERT_EQ(out->sp_el0, in->sp_el0);
	for (unsigned int i = 0; i < BLOCK_NR_SYS; i++) {
		test_context("%s", sys_names[i]);
		ASSERT_EQ(out->sys[i], in->sys[i]);
	}
	test_context("%s", "");
}

/* Those of block_own_names. */
void block_own_read(uint64_t values[BLOCK_NR_OWN])
{
	values[0] = read_sysreg(contextidr_el1);
	values[1] = read_sysreg(par_el1);
	values[2] = read_sysreg(tpidr_el0);
	values[3] = read_sysreg(mair_el1);
	values[4] = read_sysreg(tcr_el1);
	values[5] = read_sysreg(cntkctl_el1);
	values[6] = read_sysreg(cpacr_el1);
}

const char *const block_own_names[BLOCK_NR_OWN] = {
	"CONTEXTIDR_EL1", "PAR_EL1",	 "TPIDR_EL0", "MAIR_EL1",
	"TCR_EL1",	  "CNTKCTL_EL1", "CPACR_EL1",
};

void block_own_fill(void)
{
	write_sysreg(contextidr_el1, test_random() & 0xffffffff);
	write_sysreg(par_el1, test_random() & 0x0000fffffffff000);
	write_sysreg(tpidr_el0, test_random());
	isb();
}

void block_own_end(void)
{
}

static void write_sctlr(unsigned long value)
{
	write_sysreg(sctlr_el1, value);
	isb();
}

/* SCTLR_EL1.nTWI */
void block_let_wfi(void)
{
	test_defer(write_sctlr, read_sysreg(sctlr_el1));
	write_sctlr(read_sysreg(sctlr_el1) | 1ul << 16);
}

/* The trap itself writes these; the library's vectors use TPIDRRO_EL0. */
void block_expect_kept_by_irq(struct block *out, const struct block *in)
{
	static const unsigned int own[] = { 1, 2, 3, 4, 5 };

	for (unsigned int i = 0; i < 5; i++)
		out->sys[own[i]] = in->sys[own[i]];
	block_expect(out, in, 0);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What user mode cannot change, and what its exits have to leave alone. */
#include "../../regs-exits/suite.h"

#include <arm/cpu.h>

const char *const block_own_names[BLOCK_NR_OWN] = {
	"CONTEXTIDR", "PAR",	  "TPIDRPRW", "TPIDRURO", "TPIDRURW",
	"MAIR0",      "MAIR1",	  "TTBCR",    "CNTKCTL",  "CPACR",
	"VBAR",	      "SCTLR",	  "DACR",     "TTBR1",	  "SP_fiq",
	"LR_fiq",     "SPSR_fiq", "R8_fiq",   "R9_fiq",	  "R10_fiq",
	"R11_fiq",    "R12_fiq",  "LR_abt",   "SPSR_abt", "LR_und",
	"SPSR_und",
};

static struct bank library_fiq; /* FIQ mode's stack */

static uint32_t random_32(void)
{
	return (uint32_t)test_random();
}

/* Of ABT and UND mode SP stays: the library takes traps there. */
static void fill_lr(uint32_t mode)
{
	struct bank b;

	bank_read(&b, mode);
	b.lr = random_32();
	b.spsr = (random_32() & 0xf80f03c0) | MODE_USR;
	bank_write(&b, mode);
}

void block_own_fill(void)
{
	struct bank fiq;

	write_sysreg(CONTEXTIDR, random_32());
	write_sysreg(PAR, test_random() & 0xff0000fffffff000);
	write_sysreg(TPIDRURO, random_32());
	write_sysreg(TPIDRURW, random_32());
	write_sysreg(DACR, random_32());
	write_sysreg(TTBR1, test_random() & 0xfffffff000);
	bank_read(&library_fiq, MODE_FIQ);
	fiq = library_fiq;
	fiq.sp = random_32();
	fiq.lr = random_32();
	fiq.spsr = (random_32() & 0xf80f03c0) | MODE_USR;
	for (unsigned int i = 0; i < 5; i++)
		fiq.r8_r12[i] = random_32();
	bank_write(&fiq, MODE_FIQ);
	fill_lr(MODE_ABT);
	fill_lr(MODE_UND);
	isb();
}

static void read_banks(uint64_t *values)
{
	struct bank fiq, abt, und;

	bank_read(&fiq, MODE_FIQ);
	bank_read(&abt, MODE_ABT);
	bank_read(&und, MODE_UND);
	values[0] = fiq.sp;
	values[1] = fiq.lr;
	values[2] = fiq.spsr;
	for (unsigned int i = 0; i < 5; i++)
		values[3 + i] = fiq.r8_r12[i];
	values[8] = abt.lr;
	values[9] = abt.spsr;
	values[10] = und.lr;
	values[11] = und.spsr;
}

/* In the order of the names. */
void block_own_read(uint64_t values[BLOCK_NR_OWN])
{
	values[0] = read_sysreg(CONTEXTIDR);
	values[1] = read_sysreg(PAR);
	values[2] = read_sysreg(TPIDRPRW);
	values[3] = read_sysreg(TPIDRURO);
	values[4] = read_sysreg(TPIDRURW);
	values[5] = read_sysreg(MAIR0);
	values[6] = read_sysreg(MAIR1);
	values[7] = read_sysreg(TTBCR);
	values[8] = read_sysreg(CNTKCTL);
	values[9] = read_sysreg(CPACR);
	values[10] = read_sysreg(VBAR);
	values[11] = read_sysreg(SCTLR);
	values[12] = read_sysreg(DACR);
	values[13] = read_sysreg(TTBR1);
	read_banks(values + 14);
}

void block_own_end(void)
{
	bank_write(&library_fiq, MODE_FIQ);
}

static void write_sctlr(uint32_t value)
{
	write_sysreg(SCTLR, value);
	isb();
}

/* SCTLR.nTWI, where it is */
void block_let_wfi(void)
{
	uint32_t sctlr = read_sysreg(SCTLR);

	test_defer(write_sctlr, sctlr);
	write_sctlr(sctlr | 1u << 16);
}

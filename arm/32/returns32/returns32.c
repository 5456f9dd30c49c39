/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instructions that handlers end and begin with: RFE, SRS, and the registers of
 * other modes by MRS and MSR, against those that the modes themselves see.
 *
 * Arm ARM, F5.1 RFE, SRS, MRS (Banked register), MSR (Banked register).
 */
#include <arch/irq.h>
#include <arm/bank_32.h>
#include <arm/cpu.h>
#include <arm/features.h>
#include <arm/regs.h>
#include <string.h>
#include <test/test.h>

#include "suite.h"

/* MRS and MSR of another mode's registers are part of both. */
static bool has_banked(void)
{
	return field(read_sysreg(ID_PFR1), 12, 4) ||
	       field(read_sysreg(ID_ISAR5), 0, 4);
}

const struct feature returns32_has_banked = {
	"banked MRS", "ID_PFR1.Virtualization or ARMv8 (ID_ISAR5.SEVL)",
	has_banked
};

RETURNS32_SUITE;

typedef uint32_t rfe_stub(uint32_t *frame, void *base, uint32_t cpsr,
			  uint32_t *after);
typedef uint32_t srs_stub(uint32_t lr, uint32_t spsr, void *sp);
void returns32_banked(uint32_t words[13]);
void returns32_write(const uint32_t words[8]);

#define FORM(form, pc, base)                                                \
	{                                                                   \
#form, returns32_rfe_##form, returns32_srs_##form, pc, base \
	}
#define DECLARE(form)                  \
	rfe_stub returns32_rfe_##form; \
	srs_stub returns32_srs_##form
DECLARE(ia);
DECLARE(ib);
DECLARE(da);
DECLARE(db);
DECLARE(ia_w);
DECLARE(ib_w);
DECLARE(da_w);
DECLARE(db_w);

static const struct form {
	const char *name;
	rfe_stub *rfe;
	srs_stub *srs;
	int at;	  /* of the first word, from the base */
	int base; /* afterwards */
} forms[] = {
	FORM(ia, 0, 0),	    FORM(ib, 4, 0),	FORM(da, -4, 0),
	FORM(db, -8, 0),    FORM(ia_w, 0, 8),	FORM(ib_w, 4, 8),
	FORM(da_w, -4, -8), FORM(db_w, -8, -8),
};

enum {
	WORDS = 12,
	MIDDLE = 6
};

TEST_EACH(rfe, const struct form *r, forms,
	  "takes PC and CPSR from its two words, and moves the base or not")
{
	static const uint32_t flags[] = { 0, 0xf8000000, 0x000f0000,
					  0xa00a0000 };
	uint32_t words[WORDS];
	uint8_t *base = (uint8_t *)&words[MIDDLE];

	for (unsigned int i = 0; i < 4; i++) {
		uint32_t cpsr = (read_cpsr() & ~0xf80f0000u) | flags[i];
		uint32_t after = 0;

		memset(words, 0x5a, sizeof(words));
		test_context("CPSR %#x", (unsigned int)cpsr);
		EXPECT_EQ(r->rfe((uint32_t *)(base + r->at), base, cpsr,
				 &after),
			  (uintptr_t)base + r->base);
		EXPECT_EQ(after, cpsr);
	}
}

TEST_EACH(srs, const struct form *r, forms,
	  "stores LR and SPSR in two words, and moves that SP or not")
{
	uint32_t words[WORDS], want[WORDS];
	uint8_t *base = (uint8_t *)&words[MIDDLE];
	uint32_t spsr = 0x600f01d3, lr = 0x8badf00c;
	unsigned long flags = irq_save();
	uint32_t sp;

	memset(words, 0x5a, sizeof(words));
	memset(want, 0x5a, sizeof(want));
	want[MIDDLE + r->at / 4] = lr;
	want[MIDDLE + r->at / 4 + 1] = spsr;
	sp = r->srs(lr, spsr, base);
	irq_restore(flags);
	EXPECT_EQ(sp, (uintptr_t)base + r->base);
	EXPECT_MEMEQ(words, want, sizeof(words));
}

/* ------------------------------------------------------ banked registers -- */

static const uint32_t modes[] = { MODE_FIQ, MODE_IRQ, MODE_ABT, MODE_UND };
static struct bank saved[4];

static void put_back(uintptr_t unused)
{
	(void)unused;
	for (unsigned int i = 0; i < 4; i++)
		bank_write(&saved[i], modes[i]);
}

static void save(void)
{
	for (unsigned int i = 0; i < 4; i++)
		bank_read(&saved[i], modes[i]);
	test_defer(put_back, 0);
}

static uint32_t spsr_of(unsigned int i)
{
	return (0x10000000u << i) | (i & 1 ? 0x200 : 0x100) | MODE_USR;
}

TEST(msr, "MSR of a mode's SPSR and LR is seen by the mode alone")
{
	uint32_t words[8];
	struct bank seen[4];
	unsigned long flags = irq_save();

	save();
	for (unsigned int i = 0; i < 4; i++) {
		words[2 * i] = spsr_of(i);
		words[2 * i + 1] = 0x12340000 + 0x1111 * i;
	}
	returns32_write(words);
	for (unsigned int i = 0; i < 4; i++)
		bank_read(&seen[i], modes[i]);
	irq_restore(flags);
	for (unsigned int i = 0; i < 4; i++) {
		test_context("mode %#x", (unsigned int)modes[i]);
		EXPECT_EQ(seen[i].spsr, words[2 * i]);
		EXPECT_EQ(seen[i].lr, words[2 * i + 1]);
		EXPECT_EQ(seen[i].sp, saved[i].sp);
	}
}

TEST(mrs, "MRS of a mode's SPSR, LR and SP is what the mode has")
{
	uint32_t words[13];
	struct bank set[4], sys;
	unsigned long flags = irq_save();

	save();
	for (unsigned int i = 0; i < 4; i++) {
		set[i] = saved[i];
		set[i].spsr = spsr_of(3 - i);
		set[i].lr = 0x43210000 + 0x1011 * i;
		bank_write(&set[i], modes[i]);
	}
	bank_read(&sys, MODE_SYS);
	returns32_banked(words);
	irq_restore(flags);
	for (unsigned int i = 0; i < 4; i++) {
		test_context("mode %#x", (unsigned int)modes[i]);
		EXPECT_EQ(words[3 * i], set[i].spsr);
		EXPECT_EQ(words[3 * i + 1], set[i].lr);
		EXPECT_EQ(words[3 * i + 2], set[i].sp);
	}
	EXPECT_EQ(words[12], sys.sp);
}

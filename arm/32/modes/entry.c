/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How exceptions begin: mode, masks, return address, SPSR (Arm ARM, G1.12). */
#include <arm/cpu.h>
#include <arm/features.h>
#include <arm/gic.h>
#include <test/test.h>

TEST_SUITE("modes",
	   .summary = "modes have their own registers, and are entered as the "
		      "manual says");

/* raise.S knows the order. */
struct entry {
	uint32_t vector, cpsr, lr, spsr;
	uint32_t r0;
	uint32_t kernel_cpsr, kernel_sp;
};
void modes_raise(struct entry *entry, const void *where, uint32_t cpsr);

extern const char vectors[], modes_vectors[];
extern const char modes_udf[], modes_svc[], modes_bkpt[], modes_load[],
	modes_jump[], modes_wait[], modes_udf_thumb[], modes_svc_thumb[];

#define NOBODY 0x80000000u

static const struct row {
	const char *name;
	const char *where;
	uint32_t vector, mode;
	uint32_t masks;	 /* that it sets */
	uint32_t offset; /* of LR, to what traps */
	uint32_t state;	 /* T */
	uint32_t skip;	 /* bytes before what traps */
} rows[] = {
	{ "udf", modes_udf, 1, MODE_UND, CPSR_I, 4 },
	{ "udf-t16", modes_udf_thumb, 1, MODE_UND, CPSR_I, 2, CPSR_T },
	{ "svc", modes_svc, 2, MODE_SVC, CPSR_I, 4 },
	{ "svc-t16", modes_svc_thumb, 2, MODE_SVC, CPSR_I, 2, CPSR_T },
	{ "bkpt", modes_bkpt, 3, MODE_ABT, CPSR_I | CPSR_A, 4 },
	{ "load", modes_load, 4, MODE_ABT, CPSR_I | CPSR_A, 8, 0, 4 },
	{ "jump", modes_jump, 3, MODE_ABT, CPSR_I | CPSR_A, 4 },
};

#define NR_ROWS (sizeof(rows) / sizeof(rows[0]))

static void write_vbar(uint32_t value)
{
	write_sysreg(VBAR, value);
	isb();
}

static void expect_entry(const struct row *r, uint32_t cpsr)
{
	uintptr_t start = (uintptr_t)r->where & ~1u;
	struct entry e = { 0 };

	cpsr |= r->state;
	test_context("CPSR 0x%x", cpsr);
	write_vbar((uintptr_t)modes_vectors);
	modes_raise(&e, (void *)start, cpsr);
	write_vbar((uintptr_t)vectors);
	EXPECT_EQ(e.vector, r->vector);
	EXPECT_EQ(e.spsr, cpsr);
	/* little-endian, A32, no IT; flags as they were (G1.12.4) */
	EXPECT_EQ(e.cpsr & 0x3ff,
		  r->mode | (cpsr & (CPSR_A | CPSR_F)) | r->masks);
	EXPECT_EQ(e.cpsr & 0x0600fc00, 0);
	/* NZCVQ and GE: the vectors have not changed them */
	EXPECT_EQ(e.cpsr & 0xf80f0000, cpsr & 0xf80f0000);
	EXPECT_EQ(e.lr, (r->where == modes_jump ? NOBODY : start + r->skip) +
				r->offset);
}

static const uint32_t flags[] = { 0, 0x60000000, 0xf80f0000, CPSR_E };

/* F is masked in between: the library takes no FIQ. */
TEST_EACH(entry, const struct row *r, rows,
	  "sets mode and masks, and keeps the rest in SPSR")
{
	static const uint32_t from[] = { MODE_SYS, MODE_SVC, MODE_IRQ };

	if (read_sysreg(SCTLR) & (1u << 25 | 1u << 30))
		ERROR("SCTLR.EE or TE");
	mask_interrupts();
	for (unsigned int m = 0; m < 3; m++)
		for (unsigned int f = 0; f < 4; f++) {
			expect_entry(r, from[m] | flags[f] | CPSR_I | CPSR_F);
			expect_entry(r, from[m] | flags[f] | CPSR_MASKED);
		}
}

/* CPSR.PAN before, SCTLR.SPAN, CPSR.PAN in the handler (G1.12.4) */
static const struct pan {
	const char *name;
	bool before, span, inside;
} pans[] = {
	{ "clear-span-0", false, false, true },
	{ "clear-span-1", false, true, false },
	{ "set-span-0", true, false, true },
	{ "set-span-1", true, true, true },
};

static void write_sctlr(uint32_t value)
{
	write_sysreg(SCTLR, value);
	isb();
}

TEST_EACH(pan, const struct pan *p, pans,
	  "is set where SCTLR.SPAN is 0, else kept; SPSR has it",
	  .needs = NEEDS(&arm_pan))
{
	uint32_t sctlr = read_sysreg(SCTLR);
	uint32_t cpsr = MODE_SVC | CPSR_MASKED | (p->before ? CPSR_PAN : 0);

	mask_interrupts();
	test_defer(write_sctlr, sctlr);
	write_sctlr((sctlr & ~SCTLR_SPAN) | (p->span ? SCTLR_SPAN : 0));
	for (unsigned int i = 0; i < NR_ROWS; i++) {
		const struct row *r = &rows[i];
		struct entry e = { 0 };

		test_context("%s", r->name);
		write_vbar((uintptr_t)modes_vectors);
		modes_raise(&e, (void *)((uintptr_t)r->where & ~1u),
			    cpsr | r->state);
		write_vbar((uintptr_t)vectors);
		EXPECT_EQ(e.vector, r->vector);
		EXPECT_EQ(e.spsr, cpsr | r->state);
		EXPECT_EQ(e.cpsr & CPSR_PAN, p->inside ? CPSR_PAN : 0);
	}
}

/* B to itself: wherever it is interrupted, the address is the same. */
TEST(interrupt, "sets mode and masks, and returns to what was not executed")
{
	static const struct row irq = { "",	  modes_wait,	   6,
					MODE_IRQ, CPSR_I | CPSR_A, 4 };
	static const uint32_t from[] = { MODE_SYS, MODE_SVC, MODE_ABT };

	gic_init();
	mask_interrupts();
	for (unsigned int m = 0; m < 3; m++)
		for (unsigned int f = 0; f < 4; f++) {
			gic_wake(0);
			expect_entry(&irq, from[m] | flags[f] | CPSR_F);
			EXPECT_TRUE(gic_take_wake());
			EXPECT_FALSE(gic_take_wake());
		}
}

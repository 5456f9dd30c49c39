/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * IT blocks that exceptions interrupt, what SCTLR can forbid of T32 and A32, and
 * PC at the end of 4 GiB.
 *
 * Arm ARM, F2.3.2 and G1.9.3 (ITSTATE), G8.2.126 (SCTLR).
 */
#include <arch.h>
#include <arch/page.h>
#include <arm/cpu.h>
#include <arm/features.h>
#include <arm/insn_32.h>
#include <mm/page.h>
#include <string.h>
#include <test/test.h>

TEST_SUITE("it32", .summary = "the state of IT blocks, and of PC, survives "
			      "exceptions");

#define IT_BITS	 0x0600fc00u
#define IT(bits) (((bits)&3u) << 25 | ((bits) >> 2 & 0x3fu) << 10)

/* F1.5.1: the pseudocode's ITAdvance() */
static uint32_t advance(uint32_t it)
{
	return it & 7 ? (it & 0xe0) | (it << 1 & 0x1f) : 0;
}

static bool passes(uint32_t condition, uint32_t flags)
{
	bool n = flags >> 31 & 1, z = flags >> 30 & 1, c = flags >> 29 & 1;
	bool v = flags >> 28 & 1;
	bool r;

	switch (condition >> 1) {
	case 0:
		r = z;
		break;
	case 1:
		r = c;
		break;
	case 2:
		r = n;
		break;
	case 3:
		r = v;
		break;
	case 4:
		r = c && !z;
		break;
	case 5:
		r = n == v;
		break;
	case 6:
		r = n == v && !z;
		break;
	default:
		return true;
	}
	return r != (condition & 1);
}

/* What stands at one place of the block, the others are NOPs. */
static const struct trapping {
	const char *name;
	uint32_t insn; /* of 32 bits where the upper half is set */
	enum trap_cause cause;
	unsigned long error;
	bool always;   /* whatever the condition */
	bool advanced; /* returns behind it */
} trapping[] = {
	{ "udf", T16_UDF, ARM_UNKNOWN, 0 },
	{ "udf-t32", 0xf7f0a000, ARM_UNKNOWN, 0 },
	{ "svc", T16_SVC(5), ARM_SVC, 0, false, true },
	{ "bkpt", 0xbe05, ARM_BRK, 0x222, true },
	{ "load", 0x6801, ARM_PAGE, 0x205 },	     /* ldr r1, [r0] */
	{ "load-t32", 0xf8d01000, ARM_PAGE, 0x205 }, /* ldr.w */
	{ "mrc", A32_MRC(15, 0, 0, 2, 7, 7), ARM_UNKNOWN,
	  0 }, /* the same in T32 */
};

static size_t append(uint8_t *code, size_t at, uint32_t insn)
{
	uint16_t halves[2] = { (uint16_t)(insn >> 16), (uint16_t)insn };

	if (insn >> 16) {
		memcpy(code + at, halves, 4);
		return at + 4;
	}
	memcpy(code + at, &halves[1], 2);
	return at + 2;
}

static void run_block(const struct trapping *t, uint32_t it, uint32_t flags,
		      unsigned int place)
{
	unsigned int nr = 4 - (unsigned int)__builtin_ctz(it & 0xf);
	uint32_t state = it, there = 0;
	struct a32_registers in;
	struct a32_outcome o;
	size_t at, start = 0;
	uint8_t code[64];

	a32_pattern(&in, MODE_SVC | CPSR_T | flags);
	in.r[0] = 0x80000000; /* nobody's */
	at = append(code, 0, 0xbf00 | it);
	for (unsigned int i = 0; i < nr; i++) {
		if (i == place) {
			there = state;
			start = at;
		}
		at = append(code, at, i == place ? t->insn : T16_NOP);
		state = advance(state);
	}
	o = a32_run(code, at, &in);
	test_context("IT 0x%x, flags 0x%x, place %u", it, flags, place);
	if (!t->always && !passes(there >> 4, flags)) {
		expect_a32_done(&o, 0);
		return;
	}
	if (t->advanced) {
		there = advance(there);
		start += 2;
	}
	EXPECT_EQ(o.frame.cpsr & IT_BITS, IT(there));
	o.frame.cpsr &= ~IT_BITS;
	expect_a32_trap(&o, t->cause, t->error, (unsigned int)start);
}

/* Conditions but AL and NV; masks in which AL would not be needed. */
TEST_EACH(block, const struct trapping *t, trapping,
	  "is resumed where it was: ITSTATE in SPSR, at every place")
{
	static const uint32_t flags[] = { 0, 0x60000000, 0x90000000,
					  0x20000000 };

	for (uint32_t condition = 0; condition < 14; condition++)
		for (uint32_t mask = 1; mask < 16; mask++) {
			unsigned int nr = 4 - (unsigned int)__builtin_ctz(mask);

			for (unsigned int place = 0; place < nr; place++)
				run_block(t, condition << 4 | mask,
					  flags[(condition + mask) % 4], place);
		}
}

/* The return from an exception into the middle of a block. */
TEST(resume, "runs or skips each instruction by the rest of the block")
{
	/* adds would set flags outside a block: add r1..r4, #1 */
	static const uint16_t code[] = { 0x3101, 0x3201, 0x3301, 0x3401 };

	for (uint32_t mask = 1; mask < 16; mask++)
		for (uint32_t z = 0; z < 2; z++) {
			uint32_t it = mask, flags = z << 30;
			struct a32_registers in;
			struct a32_outcome o;

			a32_pattern(&in, MODE_SVC | CPSR_T | flags | IT(it));
			o = a32_run(code, sizeof(code), &in);
			test_context("IT 0x%x, Z %u", it, z);
			EXPECT_TRUE(o.finished);
			EXPECT_EQ(o.frame.cpsr & IT_BITS, 0);
			for (unsigned int i = 1; i <= 4; i++) {
				bool run = !it || passes(it >> 4, flags);

				EXPECT_EQ(o.frame.r[i], in.r[i] + run);
				if (!it) /* its flags are those of the sum */
					flags = (in.r[i] + 1) & 0x80000000;
				it = it ? advance(it) : 0;
			}
		}
}

/* -------------------------------------------------------------- SCTLR ---- */

static void write_sctlr(uint32_t value)
{
	write_sysreg(SCTLR, value);
	isb();
}

/* A bit that does not move is not there; SED came with ARMv8. */
static const struct control {
	const char *name;
	uint32_t bit, forbids; /* its value that does */
	uint32_t insn, state;
} controls[] = {
	{ "cp15dmb", SCTLR_CP15BEN, 0, A32_MCR(15, 0, 0, 7, 10, 5), 0 },
	{ "cp15dsb", SCTLR_CP15BEN, 0, A32_MCR(15, 0, 0, 7, 10, 4), 0 },
	{ "cp15isb", SCTLR_CP15BEN, 0, A32_MCR(15, 0, 0, 7, 5, 4), 0 },
	{ "setend", SCTLR_SED, SCTLR_SED, 0xf1010000, 0 }, /* LE */
	{ "setend-t16", SCTLR_SED, SCTLR_SED, 0xb650, CPSR_T },
};

TEST_EACH(control, const struct control *c, controls,
	  "is undefined where SCTLR says so, and else runs")
{
	static const uint32_t modes[] = { MODE_USR, MODE_SVC };
	uint32_t sctlr = read_sysreg(SCTLR);

	test_defer(write_sctlr, sctlr);
	for (unsigned int m = 0; m < 2; m++) {
		struct a32_outcome o;

		write_sctlr((sctlr & ~c->bit) | (c->bit ^ c->forbids));
		o = a32_run1(c->insn, modes[m] | c->state);
		expect_a32_done(&o, 0);
		write_sctlr((sctlr & ~c->bit) | c->forbids);
		if ((read_sysreg(SCTLR) & c->bit) != c->forbids ||
		    (c->bit == SCTLR_SED && !arm_sevl.probe()))
			continue;
		o = a32_run1(c->insn, modes[m] | c->state);
		expect_a32_trap(&o, ARM_UNKNOWN, 0, 0);
	}
}

TEST(setend, "changes the order of bytes, and no more than that")
{
	static const uint32_t code[] = { 0xf1010200, 0xe5901000 };
	struct a32_registers in;
	struct a32_outcome o;

	a32_pattern(&in, MODE_USR);
	in.r[0] = (uintptr_t)a32_data();
	*(uint32_t *)a32_data() = 0x11223344;
	o = a32_run(code, sizeof(code), &in);
	o.in.cpsr |= CPSR_E;
	expect_a32_done(&o, 1u << 1);
	EXPECT_EQ(o.frame.r[1], 0x44332211);
}

/* -------------------------------------------------------- PC at 2^32 ---- */

#define TOP 0xfffff000u

static void unmap(uintptr_t address)
{
	arch_unmap((void *)address, PAGE_SIZE);
}

static char *map(uintptr_t address)
{
	char *page = page_alloc(0, PAGE_ZERO);

	test_defer(page_free, page);
	ASSERT_EQ(arch_map((void *)address, virt_to_phys(page), PAGE_SIZE,
			   MAP_READ | MAP_EXEC),
		  0);
	test_defer(unmap, address);
	return page;
}

static const struct wrap {
	const char *name;
	uint32_t insn; /* the last of the address space */
	uint32_t changed;
} wraps[] = {
	{ "nop", A32_NOP, 0 },
	{ "mrc-midr", A32_MRC(15, 0, 1, 0, 0, 0), 1u << 1 },
	{ "mrc-actlr", A32_MRC(15, 0, 1, 1, 0, 1), 1u << 1 },
	{ "mrrc-cntvct", 0xec521f1e, 1u << 1 | 1u << 2 },
	{ "load-device", 0xe5901000, 1u << 1 },
};

/* Entered by a branch in the suite's usual code: movs are for no flags. */
TEST_EACH(wrap, const struct wrap *w, wraps,
	  "goes on at 0 behind the last instruction of 4 GiB")
{
	static const uint32_t code[] = { 0xe12fff1c }; /* bx r12 */
	static const uint32_t udf = A32_UDF;
	char *top = map(TOP), *zero = map(0);
	struct a32_registers in;
	struct a32_outcome o;

	memcpy(top + PAGE_SIZE - 4, &w->insn, 4);
	memcpy(zero, &udf, 4);
	cache_flush_line(top + PAGE_SIZE - 4);
	cache_flush_line(zero);
	a32_pattern(&in, MODE_SVC);
	in.r[0] = 0x09000018; /* PL011: FR, where the library has its page */
	in.r[12] = TOP + PAGE_SIZE - 4;
	o = a32_run(code, sizeof(code), &in);
	EXPECT_TRAP(o.trap, ARM_UNKNOWN);
	EXPECT_EQ(o.trap.pc, 0);
	EXPECT_EQ(o.frame.cpsr, in.cpsr);
	for (unsigned int i = 0; i < 13; i++)
		if (!(w->changed & 1u << i))
			EXPECT_EQ(o.frame.r[i], in.r[i]);
	if (w->insn == 0xe5901000)
		EXPECT_EQ(o.frame.r[1] & ~0x1ffu, 0);
}

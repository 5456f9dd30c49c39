/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loads and stores of a device's register by each register of the processor: a
 * hypervisor does them, by what HSR says (ISV, SAS, SSE, SRT), where a register
 * of another mode has a number of its own.
 *
 * Arm ARM, F5.1, LDR, LDRB, LDRSB, STR, STRB; G8.2.75 (HSR).
 */
#include "../../regs-exits/suite.h"

#include <arm/cpu.h>
#include <arm/gic.h>
#include <arm/insn_32.h>

#include <arch/io.h>

REGS_EXITS_SUITE;

#define NEEDS_GIC .needs = NEEDS(&arm_gic)

/* Four priorities of SPIs that nothing uses: bit 7 of each byte is there. */
enum {
	SPI = 60,
	PRIORITIES = 0x80408000,
	SP = 13,
	LR = 14,
};

static uint8_t *priorities(void)
{
	return gic_dist() + GICD_IPRIORITYR + SPI;
}

static void put_back(uint32_t value)
{
	mmio_write32(priorities(), value);
}

static void set_up(void)
{
	test_defer(put_back, mmio_read32(priorities()));
	mmio_write32(priorities(), PRIORITIES);
}

/* R1 is the address, less the offset in the instruction; R2 is an index. */
struct access {
	const char *name;
	uint32_t insn;	    /* of Rt 0 */
	uint32_t state;	    /* T */
	uint32_t registers; /* that it can name */
	uint8_t offset;	    /* which of the four */
	int8_t immediate;
	uint8_t index;
	uint32_t value; /* loaded, or the bits written */
};

/* R0 to R12, SP and LR; SP is for words (F1.7.3); T16 has the first eight. */
#define ALL	0x7fff
#define ALL_NSP 0x5fff
#define LOW	0xff

static const struct access loads[] = {
	{ "ldr", 0xe5910000, 0, ALL, 0, 0, 0, 0x80408000 },
	{ "ldr-immediate", 0xe591001c, 0, ALL, 0, 28, 0, 0x80408000 },
	{ "ldr-minus", 0xe5110004, 0, ALL, 0, -4, 0, 0x80408000 },
	{ "ldr-register", 0xe7910002, 0, ALL, 0, 0, 8, 0x80408000 },
	{ "ldrb-0", 0xe5d10000, 0, ALL_NSP, 0, 0, 0, 0x00 },
	{ "ldrb-1", 0xe5d10000, 0, ALL_NSP, 1, 0, 0, 0x80 },
	{ "ldrb-2", 0xe5d10000, 0, ALL_NSP, 2, 0, 0, 0x40 },
	{ "ldrb-3", 0xe5d10000, 0, ALL_NSP, 3, 0, 0, 0x80 },
	{ "ldrb-register", 0xe7d10002, 0, ALL_NSP, 3, 0, 16, 0x80 },
	{ "ldrsb-1", 0xe1d100d0, 0, ALL_NSP, 1, 0, 0, 0xffffff80 },
	{ "ldrsb-2", 0xe1d100d0, 0, ALL_NSP, 2, 0, 0, 0x40 },
	{ "ldrsb-register", 0xe19100d2, 0, ALL_NSP, 3, 0, 4, 0xffffff80 },
	{ "ldr-t16", 0x6808, CPSR_T, LOW, 0, 0, 0, 0x80408000 },
	{ "ldr-register-t16", 0x5888, CPSR_T, LOW, 0, 0, 12, 0x80408000 },
	{ "ldrb-t16", 0x7808, CPSR_T, LOW, 3, 0, 0, 0x80 },
	{ "ldrsb-t16", 0x5688, CPSR_T, LOW, 1, 0, 0, 0xffffff80 },
	{ "ldr-t32", 0xf8d10000, CPSR_T, ALL, 0, 0, 0, 0x80408000 },
	{ "ldr-minus-t32", 0xf8510c08, CPSR_T, ALL, 0, -8, 0, 0x80408000 },
	{ "ldrb-t32", 0xf8910000, CPSR_T, ALL_NSP, 2, 0, 0, 0x40 },
	{ "ldrsb-t32", 0xf9910000, CPSR_T, ALL_NSP, 3, 0, 0, 0xffffff80 },
	{ "ldrsb-2-t32", 0xf9910000, CPSR_T, ALL_NSP, 2, 0, 0, 0x40 },
};

static const struct access stores[] = {
	{ "str", 0xe5810000, 0, ALL, 0, 0, 0, 0xffffffff },
	{ "str-immediate", 0xe581001c, 0, ALL, 0, 28, 0, 0xffffffff },
	{ "str-register", 0xe7810002, 0, ALL, 0, 0, 8, 0xffffffff },
	{ "strb-0", 0xe5c10000, 0, ALL_NSP, 0, 0, 0, 0x000000ff },
	{ "strb-1", 0xe5c10000, 0, ALL_NSP, 1, 0, 0, 0x0000ff00 },
	{ "strb-2", 0xe5410001, 0, ALL_NSP, 2, -1, 0, 0x00ff0000 },
	{ "strb-3", 0xe7c10002, 0, ALL_NSP, 3, 0, 4, 0xff000000 },
	{ "str-t16", 0x6008, CPSR_T, LOW, 0, 0, 0, 0xffffffff },
	{ "strb-t16", 0x7008, CPSR_T, LOW, 2, 0, 0, 0x00ff0000 },
	{ "str-t32", 0xf8c10000, CPSR_T, ALL, 0, 0, 0, 0xffffffff },
	{ "strb-t32", 0xf8810000, CPSR_T, ALL_NSP, 1, 0, 0, 0x0000ff00 },
};

/* SYS mode: it may have any value in SP, for nothing traps into it. */
static void fill(struct a32_registers *in, const struct access *r)
{
	a32_pattern(in, MODE_SYS | r->state);
	in->r[2] = r->index;
	in->r[1] = (uintptr_t)priorities() + r->offset -
		   (uint32_t)(int32_t)r->immediate - r->index;
}

static uint32_t *slot(struct a32_registers *in, unsigned int rt)
{
	return rt == SP ? &in->sp : rt == LR ? &in->lr : &in->r[rt];
}

static struct a32_outcome run(const struct access *r, unsigned int rt,
			      const struct a32_registers *in)
{
	bool t16 = r->state && !(r->insn >> 16);
	uint32_t insn = r->insn | rt << (t16 ? 0 : 12);
	uint16_t halves[2] = { (uint16_t)(insn >> 16), (uint16_t)insn };

	if (!r->state)
		return a32_run(&insn, 4, in);
	return t16 ? a32_run(&halves[1], 2, in) : a32_run(halves, 4, in);
}

static uint32_t result(const struct a32_outcome *o, unsigned int rt)
{
	return rt == SP ? o->frame.sp : rt == LR ? o->frame.lr : o->frame.r[rt];
}

TEST_EACH(load, const struct access *r, loads,
	  "is extended as it should be, to the one register it names",
	  NEEDS_GIC)
{
	set_up();
	for (unsigned int rt = 0; rt <= LR; rt++) {
		struct a32_registers in;
		struct a32_outcome o;

		if (!(r->registers & R(rt)))
			continue;
		test_context("Rt %u", rt);
		fill(&in, r);
		o = run(r, rt, &in);
		expect_a32_done(&o, R(rt));
		EXPECT_EQ(result(&o, rt), r->value);
		EXPECT_EQ(mmio_read32(priorities()), PRIORITIES);
	}
}

/* R1 and R2 are in use. */
TEST_EACH(store, const struct access *r, stores,
	  "writes the register it names, and no byte beside", NEEDS_GIC)
{
	set_up();
	for (unsigned int rt = 0; rt <= LR; rt++) {
		struct a32_registers in;
		struct a32_outcome o;

		if (!(r->registers & R(rt)) || rt == 1 || rt == 2)
			continue;
		test_context("Rt %u", rt);
		mmio_write32(priorities(), PRIORITIES);
		fill(&in, r);
		*slot(&in, rt) = 0xc0c0c0c0;
		o = run(r, rt, &in);
		expect_a32_done(&o, 0);
		EXPECT_EQ(mmio_read32(priorities()),
			  (PRIORITIES & ~r->value) | (0xc0c0c0c0 & r->value));
	}
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loads and stores of a device's register by each register of the processor: a
 * hypervisor does them, by what ESR_EL2 says (ISV, SAS, SSE, SRT, SF).
 *
 * Arm ARM, C6.2, LDR, LDRB, LDRSB, LDRSW, STR, STRB: 32-bit results clear the
 * upper half, register 31 is the zero register.
 */
#include "../../regs-exits/suite.h"

#include <arm/gic.h>
#include <arm/insn.h>

#include <arch/io.h>

REGS_EXITS_SUITE;

#define NEEDS_GIC .needs = NEEDS(&arm_gic)

/* Four priorities of SPIs that nothing uses: bit 7 of each byte is there. */
enum {
	SPI = 60,
	PRIORITIES = 0x80408000
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

static const struct load {
	const char *name;
	uint32_t word; /* of X1 and Rt 0 */
	unsigned int offset;
	uint64_t value;
} loads[] = {
	{ "ldr-w", 0xb9400020, 0, 0x80408000 },
	{ "ldrsw", 0xb9800020, 0, 0xffffffff80408000 },
	{ "ldrb-0", 0x39400020, 0, 0x00 },
	{ "ldrb-1", 0x39400020, 1, 0x80 },
	{ "ldrb-2", 0x39400020, 2, 0x40 },
	{ "ldrb-3", 0x39400020, 3, 0x80 },
	{ "ldrsb-w-1", 0x39c00020, 1, 0xffffff80 },
	{ "ldrsb-w-2", 0x39c00020, 2, 0x40 },
	{ "ldrsb-x-3", 0x39800020, 3, 0xffffffffffffff80 },
	{ "ldrsb-x-2", 0x39800020, 2, 0x40 },
};

TEST_EACH(load, const struct load *r, loads,
	  "is extended as it should be, to the one register it names",
	  NEEDS_GIC)
{
	set_up();
	for (unsigned int rt = 0; rt < 32; rt++) {
		uint32_t word = r->word | rt;
		struct insn_registers in;
		struct insn_outcome o;

		test_context("Rt %u", rt);
		insn_pattern(&in);
		in.x[1] = (uintptr_t)priorities() + r->offset;
		o = insn_run(&word, 1, false, &in);
		expect_insn_done(&o, false, &in, rt < 31 ? 1u << rt : 0);
		if (rt < 31)
			EXPECT_EQ(o.frame.x[rt], r->value);
	}
}

static const struct store {
	const char *name;
	uint32_t word;
	unsigned int offset;
	uint32_t mask; /* what of the word it writes */
} stores[] = {
	{ "str-w", 0xb9000020, 0, 0xffffffff },
	{ "strb-0", 0x39000020, 0, 0x000000ff },
	{ "strb-1", 0x39000020, 1, 0x0000ff00 },
	{ "strb-3", 0x39000020, 3, 0xff000000 },
};

static uint32_t written(unsigned int rt)
{
	return rt == 31 ? 0 : 0xc0c0c0c0;
}

TEST_EACH(store, const struct store *r, stores,
	  "writes the register it names, or zero, and no byte beside",
	  NEEDS_GIC)
{
	set_up();
	for (unsigned int rt = 2; rt < 32; rt++) {
		uint32_t word = r->word | rt;
		struct insn_registers in;
		struct insn_outcome o;

		if (rt == 30)
			continue; /* it is where the instruction is */
		test_context("Rt %u", rt);
		mmio_write32(priorities(), PRIORITIES);
		insn_pattern(&in);
		in.x[1] = (uintptr_t)priorities() + r->offset;
		if (rt < 31)
			in.x[rt] = 0x12345678c0c0c0c0;
		o = insn_run(&word, 1, false, &in);
		expect_insn_done(&o, false, &in, 0);
		EXPECT_EQ(mmio_read32(priorities()),
			  (PRIORITIES & ~r->mask) | (written(rt) & r->mask));
	}
}

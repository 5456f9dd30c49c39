/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * S2-5: accesses of which a part is RAM and a part is not. The part that is not
 * is an external abort, at the lowest address that is no RAM; nothing of it is
 * done but, perhaps, to memory that is there.
 *
 * Arm ARM, D1.3.3 (synchronous exceptions and what they leave), D8.8 (aborts),
 * B2.2 (atomicity), B2.8.2 (alignment).
 */
#include "suite.h"

#include <arm/features.h>
#include <arm/insn.h>

enum {
	FILL = 0x5a,
	SHOWN = 32, /* bytes on the side of RAM that are looked at */

	LOAD = 0x96000010, /* ESR_EL1: external abort, EL1 */
	STORE = 0x96000050,
	UNALIGNED_LOAD = 0x96000021,
	UNALIGNED_STORE = 0x96000061,
};

#define LOADED_PAIR (1u << 1 | 1u << 2) /* what they hold is UNKNOWN then */

static const struct row {
	const char *name;
	uint32_t word;
	unsigned int bytes;
	uint32_t esr;
	int index; /* that is added to x0 before */
	uint32_t unknown;
} rows[] = {
	{ "ldrh", 0x79400001, 2, LOAD },
	{ "ldr-w", 0xb9400001, 4, LOAD },
	{ "ldrsw", 0xb9800001, 4, LOAD },
	{ "ldr", 0xf9400001, 8, LOAD },
	{ "ldr-post", 0xf8408401, 8, LOAD },
	{ "ldr-pre", 0xf8408c01, 8, LOAD, 8 },
	{ "ldp-w", 0x29400801, 8, LOAD, 0, LOADED_PAIR },
	{ "ldpsw", 0x69400801, 8, LOAD, 0, LOADED_PAIR },
	{ "ldp", 0xa9400801, 16, LOAD, 0, LOADED_PAIR },
	{ "ldp-post", 0xa8c10801, 16, LOAD, 0, LOADED_PAIR },
	{ "ldp-pre", 0xa9c10801, 16, LOAD, 16, LOADED_PAIR },
	{ "ldr-q", 0x3dc00001, 16, LOAD },
	{ "ldp-q", 0xad400801, 32, LOAD },
	{ "ld1", 0x4c407001, 16, LOAD },
	{ "strh", 0x79000001, 2, STORE },
	{ "str-w", 0xb9000001, 4, STORE },
	{ "str", 0xf9000001, 8, STORE },
	{ "str-post", 0xf8008401, 8, STORE },
	{ "str-pre", 0xf8008c01, 8, STORE, 8 },
	{ "stp-w", 0x29000801, 8, STORE },
	{ "stp", 0xa9000801, 16, STORE },
	{ "stp-post", 0xa8810801, 16, STORE },
	{ "stp-pre", 0xa9810801, 16, STORE, 16 },
	{ "str-q", 0x3d800001, 16, STORE },
	{ "stp-q", 0xad000801, 32, STORE },
	{ "st1", 0x4c007001, 16, STORE },
};

/* The part of it that is RAM may hold what was there, or what was stored. */
static const uint8_t *ram_side(const uint8_t *edge, bool end)
{
	return end ? edge - SHOWN : edge;
}

static void expect_fill(const uint8_t *edge, bool end, unsigned int but)
{
	const uint8_t *at = ram_side(edge, end);

	for (unsigned int i = 0; i < SHOWN; i++)
		if (end ? i + but < SHOWN : i >= but)
			EXPECT_EQ(at[i], FILL);
}

static void expect_refused(const struct row *r, uint8_t *start,
			   uintptr_t address)
{
	struct insn_registers in;
	struct insn_outcome o;

	insn_pattern(&in);
	in.x[0] = (uintptr_t)start - (uintptr_t)(intptr_t)r->index;
	o = insn_run(&r->word, 1, false, &in);
	for (unsigned int i = 0; i < 31; i++)
		if (r->unknown & 1u << i)
			o.frame.x[i] = in.x[i];
	expect_insn_trap(&o, r->esr, false, &in);
	EXPECT_EQ(o.trap.address, address);
}

/* All ways to lie across it; the second part of a pair may be what is not there. */
TEST_EACH(end, const struct row *r, rows,
	  "S2-5: an access across the end of RAM aborts at its end")
{
	uint8_t *edge = edges_map(true);

	for (unsigned int in_ram = 1; in_ram < r->bytes; in_ram++) {
		test_context("%u bytes in RAM", in_ram);
		memset(edge - SHOWN, FILL, SHOWN);
		expect_refused(r, edge - in_ram, (uintptr_t)edge);
		expect_fill(edge, true, r->esr == STORE ? in_ram : 0);
	}
	memset(edge - SHOWN, FILL, SHOWN);
	expect_refused(r, edge, (uintptr_t)edge);
	expect_fill(edge, true, 0);
}

TEST_EACH(start, const struct row *r, rows,
	  "S2-5: an access across the beginning of RAM aborts at its own")
{
	uint8_t *edge = edges_map(false);

	for (unsigned int out = 1; out < r->bytes; out++) {
		test_context("%u bytes not in RAM", out);
		memset(edge, FILL, SHOWN);
		expect_refused(r, edge - out, (uintptr_t)edge - out);
		expect_fill(edge, false, r->esr == STORE ? r->bytes - out : 0);
	}
}

/* B2.8.2: what has to be aligned faults for that, ahead of what is there. */
static const struct row aligned[] = {
	{ "ldxr", 0xc85f7c01, 8, UNALIGNED_LOAD },
	{ "ldxp", 0xc87f0801, 16, UNALIGNED_LOAD },
	{ "ldar", 0xc8dffc01, 8, UNALIGNED_LOAD },
	{ "stlr", 0xc89ffc01, 8, UNALIGNED_STORE },
};

TEST_EACH(aligned, const struct row *r, aligned,
	  "S2-5: an access that has to be aligned faults for that alone")
{
	uint8_t *edge = edges_map(true);

	for (unsigned int in_ram = 1; in_ram < r->bytes; in_ram++) {
		test_context("%u bytes in RAM", in_ram);
		memset(edge - SHOWN, FILL, SHOWN);
		expect_refused(r, edge - in_ram, (uintptr_t)edge - in_ram);
		expect_fill(edge, true, 0);
	}
}

static const struct row whole[] = {
	{ "ldr", 0xf9400001, 8 },    { "ldp", 0xa9400801, 16 },
	{ "ldp-q", 0xad400801, 32 }, { "str", 0xf9000001, 8 },
	{ "stp", 0xa9000801, 16 },   { "stp-q", 0xad000801, 32 },
	{ "ldxp", 0xc87f0801, 16 },  { "st1", 0x4c007001, 16 },
};

TEST_EACH(within, const struct row *r, whole,
	  "S2-5: an access that ends where RAM ends, or begins there, is done")
{
	for (int end = 0; end < 2; end++) {
		uint8_t *edge = edges_map(end);
		struct insn_registers in;
		struct insn_outcome o;

		insn_pattern(&in);
		in.x[0] = (uintptr_t)edge - (end ? r->bytes : 0);
		o = insn_run(&r->word, 1, false, &in);
		expect_insn_done(&o, false, &in, LOADED_PAIR);
	}
}

static unsigned int zva_bytes(void)
{
	return 4u << (read_sysreg(dczid_el0) & 0xf);
}

static bool probe_zva(void)
{
	return !(read_sysreg(dczid_el0) & 0x10) && zva_bytes() <= 64;
}

static const struct feature zva = { "DC ZVA of up to 64 bytes",
				    "DCZID_EL0.DZP, BS", probe_zva };

TEST(zeroed, "S2-5: DC ZVA clears the last block of RAM, and aborts behind it",
     .needs = NEEDS(&zva))
{
	static const struct row r = { "dc-zva", 0xd50b7420, 0, STORE };
	uint8_t *edge = edges_map(true);
	uint8_t zeros[64] = { 0 };
	struct insn_registers in;
	struct insn_outcome o;

	memset(edge - zva_bytes(), FILL, zva_bytes());
	expect_refused(&r, edge, (uintptr_t)edge);
	expect_fill(edge, true, 0);
	insn_pattern(&in);
	in.x[0] = (uintptr_t)edge - 1;
	o = insn_run(&r.word, 1, false, &in);
	expect_insn_done(&o, false, &in, 0);
	EXPECT_MEMEQ(edge - zva_bytes(), zeros, zva_bytes());
}

TEST(prefetched, "S2-5: PRFM behind the end of RAM does nothing")
{
	const uint32_t prfm = 0xf9800000;
	struct insn_registers in;
	struct insn_outcome o;

	insn_pattern(&in);
	in.x[0] = (uintptr_t)edges_map(true);
	o = insn_run(&prfm, 1, false, &in);
	expect_insn_done(&o, false, &in, 0);
}

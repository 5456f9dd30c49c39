/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What may be wrong with a call gate: what it leads to, the stack that the TSS
 * gives, and in long mode its second half.
 *
 * Intel SDM vol. 2, CALL, JMP; vol. 3, 5.8.3.1 (the type of the second half),
 * 5.8.5, 6.15 (#TS).
 */
#include "gates.h"

FAR_TRANSFER_SUITE;

static const struct gate_call inward = { .gate_dpl = 3, .cpl = 3 };
static const struct gate_call level = { .gate_dpl = 3, .cpl = 3, .cs_dpl = 3 };

/* ------------------------------------------------------------ its code ---- */

enum spoil {
	NULL_CS,
	NULL_CS_3,
	BEYOND_CS,
	LDT_CS,
	NOT_PRESENT,
	DATA,
	SYSTEM,
	CODE_32,
	CODE_16,
	L_AND_D,
	HIGH_1,
	HIGH_2,
	HIGH_4,
	HIGH_8,
	HIGH_S,
	HOLE_FIRST,
	HOLE_LAST,
	OFFSET,
};

static const struct row {
	const char *name;
	enum spoil spoil;
	struct run_expect expect;
} rows[] = {
	{ "cs-null", NULL_CS, { X86_GP, 0 } },
	{ "cs-null-3", NULL_CS_3, { X86_GP, 0 } },
	{ "cs-beyond-gdt", BEYOND_CS, { X86_GP, 0xfff8 } },
	{ "cs-no-ldt", LDT_CS, { X86_GP, OTHER | ERROR_TI } },
	{ "cs-not-present", NOT_PRESENT, { X86_NP, OTHER } },
	{ "cs-data", DATA, { X86_GP, OTHER } },
	{ "cs-system", SYSTEM, { X86_GP, OTHER } },
	ONLY_32({ "offset-beyond-limit", OFFSET, { X86_GP, 0 } }, )
	ONLY_64({ "cs-32-bit", CODE_32, { X86_GP, OTHER } },
		{ "cs-16-bit", CODE_16, { X86_GP, OTHER } },
		{ "cs-l-and-d", L_AND_D, { X86_GP, OTHER } },
		{ "high-type-1", HIGH_1, { X86_GP, SUBJECT } },
		{ "high-type-2", HIGH_2, { X86_GP, SUBJECT } },
		{ "high-type-4", HIGH_4, { X86_GP, SUBJECT } },
		{ "high-type-8", HIGH_8, { X86_GP, SUBJECT } },
		{ "high-s", HIGH_S, { X86_GP, SUBJECT } },
		{ "offset-hole-first", HOLE_FIRST, { X86_GP, 0 } },
		{ "offset-hole-last", HOLE_LAST, { X86_GP, 0 } }, )
};

static void set_gate(uint16_t cs, uint64_t offset)
{
	*gdt_entry(SUBJECT) =
		desc_gate(cs, offset, 0, DESC_CALL | DESC_P | DESC_DPL(3));
	*gdt_entry(SUBJECT + 8) = offset >> 32;
}

static void spoil_code(enum spoil spoil)
{
	uint64_t *code = gdt_entry(OTHER);

	if (spoil == NOT_PRESENT)
		*code &= ~DESC_P;
	if (spoil == DATA)
		*code &= ~DESC_TYPE(8);
	if (spoil == SYSTEM)
		*code &= ~DESC_S;
	if (spoil == CODE_32)
		*code ^= DESC_L | DESC_DB;
	if (spoil == CODE_16)
		*code &= ~(DESC_L | DESC_DB);
	if (spoil == OFFSET)
		*code = desc_segment(0, (uint32_t)(uintptr_t)land_at - 1,
				     *code & (0xf0ffull << 40) & ~DESC_G);
	if (spoil == L_AND_D)
		*code |= DESC_DB;
}

static void spoil_gate(enum spoil spoil)
{
	if (spoil == NULL_CS)
		set_gate(0, (uintptr_t)land_at);
	if (spoil == NULL_CS_3)
		set_gate(3, (uintptr_t)land_at);
	if (spoil == BEYOND_CS)
		set_gate(0xfff8, (uintptr_t)land_at);
	if (spoil == LDT_CS)
		set_gate(OTHER | ERROR_TI, (uintptr_t)land_at);
	if (spoil >= HIGH_1 && spoil <= HIGH_S)
		*gdt_entry(SUBJECT + 8) |= 1ull << (40 + spoil - HIGH_1);
	if (spoil == HOLE_FIRST)
		set_gate(OTHER, 0x0000800000000000);
	if (spoil == HOLE_LAST)
		set_gate(OTHER, 0xffff7fffffffffff);
}

static void check(const struct transfer *x, const struct gate_call *from,
		  const struct row *r)
{
	struct gate_call g = *from;
	struct run_state in;

	test_context("%s CPL=%u", x->name, g.cpl);
	gate_set_up(&g);
	*gdt_entry(0) = *gdt_entry(OTHER); /* which does not make it valid */
	spoil_code(r->spoil);
	spoil_gate(r->spoil);
	in = gate_prepare(x, &g);
	transfer_check(x, &in, NULL, r->expect);
}

static void check_way(int way, const struct gate_call *from,
		      const struct row *r)
{
	for (unsigned int i = 0; i < NR_TRANSFERS; i++)
		if ((int)transfers[i].way == way)
			check(&transfers[i], from, r);
}

TEST_EACH(gate_call, const struct row *r, rows,
	  "CALL faults, with the selector of what is wrong")
{
	check_way(CALL, &inward, r);
	check_way(CALL, &level, r);
}

TEST_EACH(gate_jmp, const struct row *r, rows,
	  "JMP faults, with the selector of what is wrong")
{
	check_way(JMP, &level, r);
}

/* Its second half is beyond the limit: SUBJECT goes behind the code. */
TEST(gate_half, "a 64-bit gate is all inside the GDT, or it is #GP")
{
	struct desc_ptr gdt = gdt_init_ptr();
	struct target target = target_land(OTHER);

	for (unsigned int missing = 0; missing <= 8; missing++) {
		gdt.limit = (uint16_t)(OTHER + (IS_64 ? 15 : 7) - missing);
		*gdt_entry(OTHER) = desc_gate(KERNEL_CS, (uintptr_t)land_at, 0,
					      DESC_CALL | DESC_P);
		*gdt_entry(OTHER + 8) = 0;
		lgdt(&gdt);
		for (unsigned int i = 0; i < NR_TRANSFERS; i++) {
			const struct transfer *x = &transfers[i];
			struct run_state in = transfer_prepare(x, 0, &target);
			struct run_state out = in;

			if (x->way != JMP)
				continue;
			test_context("%s, %u missing", x->name, missing);
			out.cs = KERNEL_CS;
			out.ip = (uintptr_t)land_at;
			transfer_check(x, &in, missing ? NULL : &out,
				       (struct run_expect){ X86_GP, OTHER });
		}
	}
}

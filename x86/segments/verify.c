/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * LAR, LSL, VERR, VERW: what they say of every type of descriptor, with every
 * DPL, RPL and CPL. They never fault for what they find.
 *
 * Intel SDM vol. 2, LAR, LSL, VERR/VERW; vol. 3, 5.10.
 */
#include "suite.h"

SEGMENTS_SUITE;

SNIPPET(lar_16, "lar %ax, %cx");
SNIPPET(lar_32, "lar %eax, %ecx");
SNIPPET(lsl_16, "lsl %ax, %cx");
SNIPPET(lsl_32, "lsl %eax, %ecx");
SNIPPET(verr, "verr %ax");
SNIPPET(verw, "verw %ax");
ONLY_64(SNIPPET(lar_64, "lar %rax, %rcx");)
ONLY_64(SNIPPET(lsl_64, "lsl %rax, %rcx");)

/* SDM vol. 2, LAR: bits 19:16 are not defined */
#define LAR_UNDEFINED 0xf0000ul
#define LAR_BITS      0x00f0ff00ul

struct query {
	const char *name;
	struct snippet code;
	enum {
		LAR,
		LSL,
		VERR,
		VERW
	} what;
	unsigned int bytes; /* of the result */
};

static const struct query queries[] = {
	{ "lar", SNIPPET_OF(lar_32), LAR, 4 },
	{ "lar-16", SNIPPET_OF(lar_16), LAR, 2 },
	ONLY_64({ "lar-64", SNIPPET_OF(lar_64), LAR, 8 }, ){
		"lsl", SNIPPET_OF(lsl_32), LSL, 4 },
	{ "lsl-16", SNIPPET_OF(lsl_16), LSL, 2 },
	ONLY_64({ "lsl-64", SNIPPET_OF(lsl_64), LSL, 8 }, ){
		"verr", SNIPPET_OF(verr), VERR, 0 },
	{ "verw", SNIPPET_OF(verw), VERW, 0 },
};

static bool allowed(const struct query *q, const struct desc_type *t)
{
	switch (q->what) {
	case LAR:
		return t->lar;
	case LSL:
		return t->lsl;
	case VERR:
		return t->readable;
	default:
		return t->writable;
	}
}

static unsigned long merge(const struct query *q, unsigned long old,
			   unsigned long result)
{
	return q->bytes == 2 ? (old & ~0xfffful) | (result & 0xffff) : result;
}

/* @result: NULL where the selector is not to be accepted */
static void ask(const struct query *q, uint16_t selector, unsigned int cpl,
		const unsigned long *result)
{
	unsigned long undefined = 0;
	struct run_state in = run_defaults(q->code.at, cpl), out;
	struct run_end end;

	run_level(&in, cpl);
	in.ax = (in.ax & ~0xfffful) | selector;
	in.cx = ~in.cx; /* of 64 bits on x86_64 */
	in.flags |= result ? EFLAGS_OF : EFLAGS_ZF | EFLAGS_AF | EFLAGS_PF;
	out = in;
	out.ip = (uintptr_t)q->code.end;
	out.flags ^= EFLAGS_ZF;
	if (result && q->bytes)
		out.cx = merge(q, in.cx, *result);
	if (result && q->what == LAR && q->bytes > 2)
		undefined = LAR_UNDEFINED;
	end = run_until_trap(&in);
	end.state.cx &= ~undefined;
	out.cx &= ~undefined;
	EXPECT_TRAP(end.trap, X86_UD);
	run_expect_state(&end.state, &out);
}

static void check(const struct query *q, const struct desc_type *t,
		  unsigned int dpl, unsigned int rpl, unsigned int cpl,
		  bool present)
{
	bool page = (dpl ^ rpl) & 1; /* both granularities */
	uint64_t bits = desc_type_bits(t, present, dpl) |
			(page ? DESC_G : DESC_AVL) | (rpl & 2 ? DESC_DB : 0);
	uint64_t descriptor = desc_segment(0x12345678, 0xabcde, bits);
	unsigned long limit = page ? 0xabcdefff : 0xabcde, result;
	bool ok = allowed(q, t) &&
		  (t->conforming || (dpl >= rpl && dpl >= cpl));

	test_context("%s DPL=%u RPL=%u CPL=%u P=%u", q->name, dpl, rpl, cpl,
		     present);
	*gdt_entry(SUBJECT) = descriptor;
	*gdt_entry(SUBJECT + 8) = 0;
	result = q->what == LAR ? (descriptor >> 32) & LAR_BITS : limit;
	ask(q, SUBJECT | rpl, cpl, ok ? &result : NULL);
	EXPECT_EQ(*gdt_entry(SUBJECT), descriptor);
}

static void check_all(const struct query *q, const struct desc_type *t)
{
	/* whether it is present does not matter: either, by turns */
	for (unsigned int i = 0; i < 64; i++)
		check(q, t, i & 3, i >> 2 & 3, i >> 4,
		      (i ^ i >> 2 ^ i >> 4) & 1);
}

static void check_what(int what, const struct desc_type *t)
{
	for (unsigned int i = 0; i < sizeof(queries) / sizeof(queries[0]); i++)
		if ((int)queries[i].what == what)
			check_all(&queries[i], t);
}

TEST_EACH(lar, const struct desc_type *t, desc_types,
	  "gives the access rights of what CPL and RPL may see")
{
	check_what(LAR, t);
}

TEST_EACH(lsl, const struct desc_type *t, desc_types,
	  "gives the limit, in bytes, of what CPL and RPL may see")
{
	check_what(LSL, t);
}

TEST_EACH(verr, const struct desc_type *t, desc_types,
	  "says what CPL and RPL may read")
{
	check_what(VERR, t);
}

TEST_EACH(verw, const struct desc_type *t, desc_types,
	  "says what CPL and RPL may write")
{
	check_what(VERW, t);
}

/* There is nothing that could be looked at: ZF is cleared, and no fault. */
TEST_EACH(no_descriptor, const struct query *q, queries,
	  "ZF is clear for a null selector, and beyond the GDT or the LDT")
{
	const struct desc_ptr all = gdt_init_ptr();
	struct desc_ptr gdt = all;

	*gdt_entry(0) = desc_type_flat(&desc_types[16 + 2], true, 3);
	for (unsigned int selector = 0; selector < 4; selector++)
		ask(q, selector, 0, NULL);
	ask(q, KERNEL_DS | 4, 0, NULL); /* LDTR is null */
	ask(q, 0xfff8, 0, NULL);
	*gdt_entry(SUBJECT) = desc_type_flat(&desc_types[16 + 2], true, 3);
	for (unsigned int missing = 1; missing < 8; missing++) {
		test_context("%u bytes missing", missing);
		gdt.limit = SUBJECT + 7 - missing;
		lgdt(&gdt);
		ask(q, SUBJECT, 0, NULL);
	}
	gdt.limit = SUBJECT + 7;
	lgdt(&gdt);
	ask(q, SUBJECT, 0,
	    (const unsigned long[]){ q->what == LAR ? 0x00c0f200 : ~0u });
}

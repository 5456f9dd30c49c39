/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Faults of stage 2: of each level, of what is no descriptor, of addresses too
 * long; and the syndromes of each kind of load and store, from which a hypervisor
 * emulates devices (Arm ARM, ESR_EL2, ISS of a Data Abort: ISV).
 */
#include "stage2.h"

EL2_STAGE2_SUITE;

static const struct form {
	const char *name;
	uint32_t word; /* of X1 */
	uint32_t esr;  /* but for the fault */
} forms[] = {
	{ "ldr-x0", 0xf9400020, 0x93c08000 },
	{ "ldr-w0", 0xb9400020, 0x93800000 },
	{ "ldr-x30", 0xf940003e, 0x93de8000 },
	{ "ldr-xzr", 0xf940003f, 0x93df8000 },
	{ "ldrh-w5", 0x79400025, 0x93450000 },
	{ "ldrb-w6", 0x39400026, 0x93060000 },
	{ "ldrsb-x7", 0x39800027, 0x93278000 },
	{ "ldrsb-w7", 0x39c00027, 0x93270000 },
	{ "ldrsh-x8", 0x79800028, 0x93688000 },
	{ "ldrsh-w8", 0x79c00028, 0x93680000 },
	{ "ldrsw-x9", 0xb9800029, 0x93a98000 },
	{ "ldur-x10", 0xf840002a, 0x93ca8000 },
	{ "ldr-x2-index", 0xf87f6822, 0x93c28000 }, /* [X1, XZR] */
	{ "ldar-x3", 0xc8dffc23, 0x93c3c000 },
	{ "ldarb-w3", 0x08dffc23, 0x93034000 },
	{ "str-x0", 0xf9000020, 0x93c08040 },
	{ "str-w4", 0xb9000024, 0x93840040 },
	{ "strh-w5", 0x79000025, 0x93450040 },
	{ "strb-w6", 0x39000026, 0x93060040 },
	{ "str-xzr", 0xf900003f, 0x93df8040 },
	{ "stlr-x3", 0xc89ffc23, 0x93c3c040 },
	/* of these a syndrome says nothing: ISV is 0 */
	{ "ldp", 0xa9400c22, 0x92000000 },
	{ "stp", 0xa9000c22, 0x92000040 },
	{ "ldr-post", 0xf8408422, 0x92000000 },
	{ "ldr-pre", 0xf8400c22, 0x92000000 },
	{ "str-post", 0xf8008422, 0x92000040 },
	{ "ldr-d0", 0xfd400020, 0x92000000 },
	{ "ldr-q0", 0x3dc00020, 0x92000000 },
	{ "ldxr", 0xc85f7c22, 0x92000000 },
};

TEST_EACH(syndrome, const struct form *f, forms,
	  "says which register of which size is accessed, and FAR the address")
{
	uint64_t ipa, *entry;

	s2_build(&shape_4k);
	ipa = s2_map(3, S2_RAM);
	entry = s2_entry(ipa, 3);
	s2_set(entry, 0);
	s2_flush();
	for (uint64_t at = ipa; at < ipa + 0x1000; at += 0xff0) {
		s2_run(f->word, DATA, at);
		expect_fault(f->esr | TRANSLATION | 3, at, ipa);
	}
	s2_map(3, S2_RAM & ~S2_AP(3));
	s2_run(f->word, DATA, ipa + 16);
	expect_fault(f->esr | PERMISSION | 3, ipa + 16, ipa);
}

/* CM, and WnR whatever it does; DC ZVA is a store. */
static const struct form maintenance[] = {
	{ "civac", A64_SYS(A64_REG(1, 3, 7, 14, 1), 1), 0x92000140 },
	{ "cvac", A64_SYS(A64_REG(1, 3, 7, 10, 1), 1), 0x92000140 },
	{ "cvau", A64_SYS(A64_REG(1, 3, 7, 11, 1), 1), 0x92000140 },
	{ "ivac", A64_SYS(A64_REG(1, 0, 7, 6, 1), 1), 0x92000140 },
	{ "zva", A64_SYS(A64_REG(1, 3, 7, 4, 1), 1), 0x92000040 },
};

TEST_EACH(cache, const struct form *f, maintenance,
	  "operations on the caches by address fault where nothing is mapped")
{
	uint64_t ipa;

	s2_build(&shape_4k);
	ipa = s2_map(3, S2_RAM);
	s2_set(s2_entry(ipa, 3), 0);
	s2_flush();
	s2_run(f->word, 0, ipa + 0x40);
	expect_fault(f->esr | TRANSLATION | 3, ipa + 0x40, ipa);
}

TEST(zva_read_only, "DC ZVA of a page that is read-only zeroes nothing")
{
	uint64_t ipa;

	s2_build(&shape_4k);
	ipa = s2_map(3, S2_RAM & ~S2_AP(2));
	s2_run(maintenance[4].word, 0, ipa);
	expect_fault(0x92000040 | PERMISSION | 3, ipa, ipa);
	EXPECT_EQ(target->data[1], ~(uint64_t)DATA);
}

static const struct row {
	const char *name;
	struct shape shape;
	unsigned int level;
	uint64_t entry; /* what is no descriptor there */
	unsigned int fault;
} rows[] = {
	{ "4k-0-empty", { "", 12, 0, 48 }, 0, 0, TRANSLATION },
	{ "4k-1-empty", { "", 12, 1, 39 }, 1, 0, TRANSLATION },
	{ "4k-2-empty", { "", 12, 1, 39 }, 2, 0, TRANSLATION },
	{ "4k-3-empty", { "", 12, 1, 39 }, 3, 0, TRANSLATION },
	{ "4k-3-others-set", { "", 12, 1, 39 }, 3, ~1ull, TRANSLATION },
	{ "4k-3-reserved", { "", 12, 1, 39 }, 3, S2_RAM | 1, TRANSLATION },
	{ "4k-2-start-2", { "", 12, 2, 32 }, 2, 0, TRANSLATION },
	{ "16k-1-empty", { "", 14, 1, 40 }, 1, 0, TRANSLATION },
	{ "16k-2-empty", { "", 14, 1, 40 }, 2, 0, TRANSLATION },
	{ "16k-3-empty", { "", 14, 1, 40 }, 3, 0, TRANSLATION },
	{ "16k-3-reserved", { "", 14, 1, 40 }, 3, S2_RAM | 1, TRANSLATION },
	{ "64k-1-empty", { "", 16, 1, 48 }, 1, 0, TRANSLATION },
	{ "64k-2-empty", { "", 16, 2, 40 }, 2, 0, TRANSLATION },
	{ "64k-3-empty", { "", 16, 2, 40 }, 3, 0, TRANSLATION },
	{ "64k-3-reserved", { "", 16, 2, 40 }, 3, S2_RAM | 1, TRANSLATION },
	/* above the 40 bits that PS is set to: bit 40, then bit 47 alone */
	{ "4k-1-block-size", { "", 12, 1, 39 }, 1, 1ull << 40 | S2_RAM | 1, 0 },
	{ "4k-1-table-size", { "", 12, 1, 39 }, 1, 1ull << 47 | 3, 0 },
	{ "4k-2-block-size", { "", 12, 1, 39 }, 2, 1ull << 40 | S2_RAM | 1, 0 },
	{ "4k-2-table-size", { "", 12, 1, 39 }, 2, 1ull << 40 | 3, 0 },
	{ "4k-3-size", { "", 12, 1, 39 }, 3, 1ull << 40 | S2_RAM | 3, 0 },
	{ "4k-3-size-47", { "", 12, 1, 39 }, 3, 1ull << 47 | S2_RAM | 3, 0 },
	{ "16k-3-size", { "", 14, 2, 40 }, 3, 1ull << 40 | S2_RAM | 3, 0 },
	{ "64k-3-size", { "", 16, 2, 40 }, 3, 1ull << 40 | S2_RAM | 3, 0 },
};

#define PS_40 (2ull << 16)

TEST_EACH(level, const struct row *r, rows,
	  "faults with the level of the entry, for reads, writes and fetches")
{
	uint32_t fsc = r->fault | r->level;
	uint64_t ipa = WINDOW + 0x12340 + (7ull << 16);

	s2_build(&r->shape);
	if (r->fault == ADDRESS_SIZE)
		write_sysreg(vtcr_el2,
			     (s2_vtcr(&r->shape) & ~(7ull << 16)) | PS_40);
	if (s2_bytes(&r->shape, r->level) > 1 << 30)
		ipa |= s2_bytes(&r->shape,
				r->level); /* not the image's entry */
	s2_set(s2_entry(ipa, r->level), r->entry);
	s2_flush();
	s2_run(LDR_X0, 5, ipa + 8);
	expect_fault(ESR_LOAD | fsc, ipa + 8, ipa);
	s2_run(STR_X0, 5, ipa + 8);
	expect_fault(ESR_STORE | fsc, ipa + 8, ipa);
	s2_run(BR_X1, 5, ipa);
	expect_fault(ESR_FETCH | fsc, ipa, ipa);
}

/* Sizes and first levels: the last page of the IPA space, and the next. */
static const struct shape shapes[] = {
	{ "4k-32-2", 12, 2, 32 },      { "4k-34-2-x16", 12, 2, 34 },
	{ "4k-33-1", 12, 1, 33 },      { "4k-39-1", 12, 1, 39 },
	{ "4k-40-1-x2", 12, 1, 40 },   { "4k-43-1-x16", 12, 1, 43 },
	{ "4k-44-0", 12, 0, 44 },      { "4k-48-0", 12, 0, 48 },
	{ "16k-36-2", 14, 2, 36 },     { "16k-40-2-x16", 14, 2, 40 },
	{ "16k-40-1", 14, 1, 40 },     { "16k-48-1-x2", 14, 1, 48 },
	{ "64k-36-2", 16, 2, 36 },     { "64k-42-2", 16, 2, 42 },
	{ "64k-46-2-x16", 16, 2, 46 }, { "64k-48-1", 16, 1, 48 },
};

TEST_EACH(size, const struct shape *s, shapes,
	  "translates up to the last page of VTCR_EL2.T0SZ, and no further")
{
	uint64_t end = 1ull << s->bits, page = 1ull << s->shift;

	s2_build(s);
	s2_set(s2_entry(end - page, 3), (uintptr_t)target | S2_RAM | S2_PAGE);
	s2_flush();
	s2_run(LDR_X0, 0, end - page);
	expect_done();
	EXPECT_EQ(guest.x[0], DATA);
	if (s->bits == 48)
		return; /* stage 1 has no more either */
	s2_run(LDR_X0, 0, end);
	expect_fault(ESR_LOAD | TRANSLATION | 0, end, end);
	s2_run(BR_X1, 0, end + page);
	expect_fault(ESR_FETCH | TRANSLATION | 0, end + page, end + page);
}

/* T0SZ and SL0 that do not go together: less than 1 table, or more than 16. */
static const struct shape bad_shapes[] = {
	{ "4k-30-1", 12, 1, 30 },  { "4k-44-1", 12, 1, 44 },
	{ "4k-35-2", 12, 2, 35 },  { "4k-39-0", 12, 0, 39 },
	{ "16k-41-2", 14, 2, 41 }, { "16k-36-1", 14, 1, 36 },
	{ "64k-47-2", 16, 2, 47 }, { "64k-42-1", 16, 1, 42 },
};

TEST_EACH(bad_size, const struct shape *s, bad_shapes,
	  "T0SZ that SL0 does not go with is a translation fault of level 0")
{
	s2_build(s->shift == 12 ? &shape_4k :
		 s->shift == 14 ? &shape_16k :
				  &shape_64k);
	write_sysreg(vtcr_el2, s2_vtcr(s));
	s2_flush();
	s2_run(A64_NOP, 0, 0);
	EXPECT_EQ(guest.esr, ESR_FETCH | TRANSLATION | 0);
	EXPECT_EQ(guest.far, guest.pc);
	EXPECT_EQ(guest.hpfar, guest.pc >> 12 << 4);
}

TEST(root_size, "VTTBR_EL2 above VTCR_EL2.PS is an address size fault, level 0")
{
	s2_build(&shape_4k);
	write_sysreg(vtcr_el2, (s2_vtcr(&shape_4k) & ~(7ull << 16)) | PS_40);
	write_sysreg(vttbr_el2, read_sysreg(vttbr_el2) | 1ull << 40);
	s2_flush();
	s2_run(A64_NOP, 0, 0);
	EXPECT_EQ(guest.esr, ESR_FETCH | ADDRESS_SIZE | 0);
	EXPECT_EQ(guest.far, guest.pc);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stage 2 with addresses of 52 bits: where walks start, what HPFAR_EL2 has of them,
 * outputs beyond 48 bits and their limit.
 *
 * Arm ARM, D8.3.2 (descriptors of stage 2 with VTCR_EL2.DS), D8.2.8 (SL0 and SL2, start
 * levels), D19.2.174 (VTCR_EL2), D19.2.60 (HPFAR_EL2.FIPA).
 */
#include <arm/cpu.h>
#include <arm/el2.h>
#include <arm/features.h>
#include <mm/page.h>
#include <string.h>
#include <test/test.h>

/* A granule and a start level: what VTCR_EL2 says of them. */
struct shape {
	const char *name;
	unsigned int shift, bits;
	int start;
	uint64_t vtcr; /* SL2, SL0, TG0, DS */
	bool ds;
};

/* clang-format off: rows */
#define LONG_SHAPES                                                           \
	{ "4k-52", 12, 52, -1, 1ull << 33 | 0 << 6 | 0 << 14, true },         \
		{ "4k-49", 12, 49, -1, 1ull << 33 | 0 << 6 | 0 << 14, true }, \
		{ "16k-52", 14, 52, 0, 3 << 6 | 2 << 14, true },              \
		{ "64k-52", 16, 52, 1, 2 << 6 | 1 << 14, false },
#define SHORT_SHAPES                                             \
	{ "4k-48", 12, 48, 0, 2 << 6 | 0 << 14, true },          \
		{ "4k-39", 12, 39, 1, 1 << 6 | 0 << 14, true },  \
		{ "16k-47", 14, 47, 1, 2 << 6 | 2 << 14, true }, \
		{ "64k-44", 16, 44, 1, 2 << 6 | 1 << 14, false },
/* clang-format on */

static const struct shape shapes[] = { LONG_SHAPES SHORT_SHAPES };
static const struct shape limited[] = { SHORT_SHAPES };

#define VTCR_DS	   (1ull << 32)
#define VTCR_RES1  (1ull << 31)
#define VTCR_PS(n) ((uint64_t)(n) << 16)
#define VTCR_WALKS (3 << 12 | 1 << 10 | 1 << 8)

#define S2_LEAF	 (0xfull << 2 | 3ull << 6 | 1ull << 10) /* memory, all, AF */
#define S2_TABLE 3ull

#define LDR_X0		     0xf9400020u /* LDR X0, [X1] */
#define ESR_LOAD	     0x93c08000u /* of it: ISV, 8 bytes, SF */
#define ESR_INNER	     0x96000010u /* external abort, taken by EL1 itself */
#define VECTOR_EL1	     (EL2_VECTORS + 4)
#define FSC_ADDRESS(level)   ((level) < 0 ? 0x29u : 0x00u + (unsigned)(level))
#define FSC_TRANSLATE(level) ((level) < 0 ? 0x2bu : 0x04u + (unsigned)(level))

enum {
	NR_TABLES = 10,
	IPS_52 = 6,
};
#define DATA 0x1122334455667788ull

extern char __image_start[], __image_end[];

static struct el2_guest guest;
static const struct shape *shape;
static uint64_t *tables[NR_TABLES], *memory;
static unsigned int nr_tables;
static uint64_t window;

static void put_back(uintptr_t unused)
{
	(void)unused;
	write_sysreg(vttbr_el2, 0);
	asm volatile("dsb sy\n\ttlbi alle1is\n\tdsb sy\n\tisb" ::: "memory");
	while (nr_tables > 0)
		page_free(tables[--nr_tables]);
	page_free(memory);
}

static void setup(void)
{
	memory = page_alloc(16 - PAGE_SHIFT, PAGE_ZERO);
	nr_tables = 0;
	memory[0] = DATA;
	cache_flush_line(memory);
	test_defer(put_back, 0);
}

static bool has_52(void)
{
	uint64_t mmfr0 = read_sysreg(id_aa64mmfr0_el1);

	return field(mmfr0, 0, 4) >= IPS_52 && field(mmfr0, 40, 4) == 3 &&
	       field(mmfr0, 32, 4) == 3 && field(mmfr0, 36, 4) == 2;
}

static const struct feature stage_2_52 = {
	"stage 2 with 52 bits", "ID_AA64MMFR0_EL1.TGran4_2, TGran16_2", has_52
};

TEST_SUITE("el2-lpa2", .summary = "stage 2 translates addresses of 52 bits",
	   .needs = NEEDS(&arm_at_el2, &arm_vhe, &stage_2_52), .setup = setup);

/* ------------------------------------------------------------------ tables ---- */

static unsigned int shift_of(int level)
{
	return shape->shift + (shape->shift - 3) * (unsigned int)(3 - level);
}

static uint64_t *new_table(void)
{
	uint64_t *table = page_alloc(16 - PAGE_SHIFT, PAGE_ZERO);

	if (nr_tables == NR_TABLES)
		ERROR("%u tables are not enough", nr_tables);
	return tables[nr_tables++] = table;
}

static void set(uint64_t *entry, uint64_t value)
{
	*(volatile uint64_t *)entry = value;
	cache_flush_line(entry);
}

static uint64_t *entry_of(uint64_t ipa, int level)
{
	uint64_t *table = tables[0];

	for (int l = shape->start;; l++) {
		uint64_t part = ipa >> shift_of(l);
		uint64_t *entry =
			table + (part & ((1ull << (shape->shift - 3)) - 1));

		if (l == level)
			return entry;
		if (!*entry)
			set(entry, (uintptr_t)new_table() | S2_TABLE);
		table = (uint64_t *)(*entry & 0xfffff000);
	}
}

static uint64_t with_address(uint64_t bits, uint64_t phys)
{
	if (shape->ds)
		return bits | (phys & ((1ull << 50) - 1)) | (phys >> 50) << 8;
	return bits | 3ull << 8 | (phys & 0xffffffff0000) | (phys >> 48) << 12;
}

static void use(uint64_t vtcr)
{
	write_sysreg(vtcr_el2, vtcr);
	write_sysreg(vttbr_el2, (uintptr_t)tables[0]);
	asm volatile("dsb sy\n\ttlbi alle1is\n\tdsb sy\n\tisb" ::: "memory");
}

static uint64_t vtcr_of(const struct shape *s, unsigned int ps)
{
	return VTCR_RES1 | VTCR_PS(ps) | VTCR_WALKS | s->vtcr |
	       (s->ds ? VTCR_DS : 0) | (64 - s->bits);
}

/* The image one to one by blocks, and the memory at an address with ones all over */
static void build(const struct shape *s)
{
	uint64_t mask = (1ull << s->bits) - 1;

	shape = s;
	new_table();
	for (uint64_t at = (uintptr_t)__image_start & -(1ull << shift_of(2));
	     at < (uintptr_t)__image_end; at += 1ull << shift_of(2))
		set(entry_of(at, 2), with_address(S2_LEAF | 1, at));
	window = 0x000b96b5c5a50000 & mask;
	set(entry_of(window, 3),
	    with_address(S2_LEAF | 3, virt_to_phys(memory)));
	use(vtcr_of(s, IPS_52));
}

static void load(uint64_t ipa)
{
	static const uint32_t word = LDR_X0;

	el2_guest_reset(&guest, el2_guest_code(&word, 1));
	guest.x[1] = ipa;
	guest.hcr |= HCR_VM;
	el2_guest_run(&guest);
}

static void expect_loaded(void)
{
	load(window);
	EXPECT_EQ(guest.esr, ESR_HVC(EL2_DONE));
	EXPECT_EQ(guest.x[0], DATA);
}

static void expect_fault(uint64_t ipa, unsigned int fsc)
{
	load(ipa);
	EXPECT_EQ(guest.esr, ESR_LOAD | fsc);
	EXPECT_EQ(guest.far, ipa);
	EXPECT_EQ(guest.hpfar, ipa >> 12 << 4);
}

/* ------------------------------------------------------------------- cases ---- */

TEST_EACH(translated, const struct shape *s, shapes,
	  "an address of so many bits is translated, and a longer one is not")
{
	build(s);
	expect_loaded();
	if (s->bits < 52)
		expect_fault(window | 1ull << s->bits, FSC_TRANSLATE(0));
	expect_loaded();
}

TEST_EACH(
	invalid, const struct shape *s, shapes,
	"an invalid entry is a fault of its level, HPFAR has all of the address")
{
	build(s);
	for (int level = s->start; level <= 3; level++) {
		uint64_t *entry = entry_of(window, level), old = *entry;

		test_context("level %d", level);
		set(entry, old & ~1ull);
		use(vtcr_of(s, IPS_52));
		expect_fault(window, FSC_TRANSLATE(level));
		set(entry, old);
	}
	use(vtcr_of(s, IPS_52));
	expect_loaded();
}

/* Nothing of a test machine is there: what is lost leads to what is. */
TEST_EACH(output, const struct shape *s, shapes,
	  "bits 51 to 48 of an output count")
{
	build(s);
	for (unsigned int bit = 48; bit < 52; bit++) {
		test_context("bit %u", bit);
		set(entry_of(window, 3),
		    with_address(S2_LEAF | 3,
				 virt_to_phys(memory) | 1ull << bit));
		use(vtcr_of(s, IPS_52));
		load(window);
		EXPECT_EQ(guest.esr, ESR_HVC(VECTOR_EL1));
		EXPECT_EQ(read_sysreg(ESR_EL12), ESR_INNER);
	}
}

TEST_EACH(limit, const struct shape *s, limited,
	  "what is beyond VTCR_EL2.PS is an address size fault of its level")
{
	static const unsigned int sizes[] = { 32, 36, 40, 42, 44, 48 };
	unsigned int end = s->ds ? 50 : 48;

	build(s);
	for (unsigned int ps = 0; ps < IPS_52; ps++)
		for (int level = 2; level <= 3; level++) {
			uint64_t *entry = entry_of(window, level), old = *entry;

			if (sizes[ps] >= end || sizes[ps] < s->bits)
				continue;
			test_context("level %d, PS %u", level, ps);
			set(entry, old | 1ull << sizes[ps]);
			use(vtcr_of(s, ps));
			expect_fault(window, FSC_ADDRESS(level));
			set(entry, old);
			use(vtcr_of(s, ps));
			expect_loaded();
		}
}

static const struct bad {
	const char *name;
	uint64_t set, clear; /* bits of VTCR_EL2, from the first shape's */
} bads[] = {
	{ "size-11", 11, 0x3f },
	{ "size-0", 0, 0x3f },
	{ "sl2-sl0-1", 1 << 6, 0 },
	{ "sl2-sl0-3", 3 << 6, 0 },
	{ "start-1", 1 << 6, 1ull << 33 },
	{ "without-ds", 0, VTCR_DS | 1ull << 33 },
};

TEST_EACH(refused, const struct bad *r, bads,
	  "a size or start that there is not is a translation fault of level 0")
{
	static const uint32_t nop = 0xd503201f;
	uint64_t vtcr;

	build(&shapes[0]);
	vtcr = (vtcr_of(shape, IPS_52) & ~r->clear) | r->set;
	use(vtcr);
	el2_guest_reset(&guest, el2_guest_code(&nop, 1));
	guest.hcr |= HCR_VM;
	el2_guest_run(&guest);
	EXPECT_EQ(guest.esr, 0x82000004);
	EXPECT_EQ(guest.far, guest.pc);
}

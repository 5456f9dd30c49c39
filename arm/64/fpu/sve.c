/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Vector lengths, and what is above 128 bits. */
#include "suite.h"

#include <arch.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>

FPU_SUITE;

#define SVE \
	".arch_extension fp\n\t.arch_extension simd\n\t.arch_extension sve\n\t.arch_extension sve2\n\t"
#define NEEDS_SVE .needs = NEEDS(&arm_sve)

static uint8_t before[NR_VECTORS * VECTOR_MAX];
static uint8_t after[NR_VECTORS * VECTOR_MAX];
static uint8_t predicates[17 * PREDICATE_MAX],
	predicates_after[17 * PREDICATE_MAX];

static const struct len_row {
	const char *name;
	unsigned int len;
} lens[] = {
	{ "0", 0 },   { "1", 1 },   { "2", 2 },	  { "3", 3 },
	{ "4", 4 },   { "5", 5 },   { "6", 6 },	  { "7", 7 },
	{ "8", 8 },   { "9", 9 },   { "10", 10 }, { "11", 11 },
	{ "12", 12 }, { "13", 13 }, { "14", 14 }, { "15", 15 },
};

#define COUNT(name, insn)                         \
	static unsigned long name(void)           \
	{                                         \
		unsigned long n;                  \
                                                  \
		asm volatile(SVE insn : "=r"(n)); \
		return n;                         \
	}
COUNT(cntb, "cntb %0")
COUNT(cnth, "cnth %0")
COUNT(cntw, "cntw %0")
COUNT(cntd, "cntd %0")
COUNT(rdvl_minus_3, "rdvl %0, #-3")
COUNT(addvl, "mov %0, #1000\n\taddvl %0, %0, #2")
COUNT(addpl, "mov %0, #1000\n\taddpl %0, %0, #-5")
COUNT(all_true, "ptrue p0.b\n\tcntp %0, p0, p0.b")

/* D19.2.173: the longest that is there and is not longer */
TEST_EACH(length, const struct len_row *r, lens,
	  "is the longest at most as long as asked for", NEEDS_SVE)
{
	unsigned int bytes = fpu_length(r->len);

	EXPECT_EQ(field(read_sysreg(ZCR_EL1), 0, 9), r->len);
	EXPECT_LE(bytes, 16 * (r->len + 1));
	EXPECT_GE(bytes, 16);
	EXPECT_EQ(bytes % 16, 0);
	EXPECT_EQ(cntb(), bytes);
	EXPECT_EQ(cnth(), bytes / 2);
	EXPECT_EQ(cntw(), bytes / 4);
	EXPECT_EQ(cntd(), bytes / 8);
	EXPECT_EQ((long)rdvl_minus_3(), -3l * bytes);
	EXPECT_EQ(addvl(), 1000 + 2 * bytes);
	EXPECT_EQ(addpl(), 1000 - 5l * bytes / 8);
	EXPECT_EQ(all_true(), bytes);
	/* asking for what one has gives it; all powers of two are there */
	EXPECT_EQ(fpu_length(bytes / 16 - 1), bytes);
	for (unsigned int len = bytes / 16; len < r->len; len++)
		EXPECT_EQ(fpu_length(len), bytes);
}

static unsigned long user_bytes;

static void read_length(const void *arg)
{
	(void)arg;
	user_bytes = fpu_vector_bytes();
}

TEST_EACH(length_el0, const struct len_row *r, lens, "is the same at EL0",
	  NEEDS_SVE)
{
	unsigned int bytes = fpu_length(r->len);

	EXPECT_TRAP(user_catch(read_length, NULL), TRAP_NONE);
	EXPECT_EQ(user_bytes, bytes);
}

TEST(powers, "all powers of two up to the longest are there", NEEDS_SVE)
{
	unsigned int longest = fpu_length(15);

	for (unsigned int bytes = 16; bytes <= longest; bytes *= 2)
		EXPECT_EQ(fpu_length(bytes / 16 - 1), bytes);
}

TEST_EACH(holds, const struct len_row *r, lens,
	  "all registers hold their values at every length", NEEDS_SVE)
{
	unsigned long bytes = fpu_length(r->len);

	fpu_pattern(before, NR_VECTORS * bytes, r->len);
	fpu_pattern(predicates, 16 * bytes / 8, r->len + 50);
	memset(predicates + 16 * bytes / 8, 0, bytes / 8);
	predicates[16 * bytes / 8] = 0x7f;
	fpu_load_z(before);
	fpu_load_p(predicates);
	memset(after, 0x11, sizeof(after));
	fpu_store_z(after);
	fpu_store_p(predicates_after);
	EXPECT_MEMEQ(after, before, NR_VECTORS * bytes);
	EXPECT_MEMEQ(predicates_after, predicates, 17 * bytes / 8);
	/* and no more than that was stored */
	for (unsigned long i = NR_VECTORS * bytes; i < sizeof(after); i++)
		EXPECT_EQ(after[i], 0x11);
}

/* Of one register, after the length went down and up again. */
static void expect_low(const uint8_t *now, const uint8_t *then,
		       unsigned long low, unsigned long all)
{
	bool zero = true;

	EXPECT_MEMEQ(now, then, low);
	for (unsigned long i = low; i < all; i++)
		zero = zero && now[i] == 0;
	/* D19.2.173: the rest is zero or what it was */
	EXPECT_TRUE(zero || memcmp(now + low, then + low, all - low) == 0);
}

TEST_EACH(narrow, const struct len_row *r, lens,
	  "what is inside the shorter length survives it", NEEDS_SVE)
{
	unsigned long all = fpu_length(15), low;

	fpu_pattern(before, NR_VECTORS * all, r->len + 9);
	fpu_pattern(predicates, 16 * all / 8, r->len + 60);
	memset(predicates + 16 * all / 8, 0xff, all / 8);
	fpu_load_z(before);
	fpu_load_p(predicates);
	low = fpu_length(r->len);
	fpu_length(15);
	fpu_store_z(after);
	fpu_store_p(predicates_after);
	if (low == all) {
		EXPECT_MEMEQ(after, before, NR_VECTORS * all);
		EXPECT_MEMEQ(predicates_after, predicates, 17 * all / 8);
		return;
	}
	for (unsigned int i = 0; i < NR_VECTORS; i++)
		expect_low(after + i * all, before + i * all, low, all);
	for (unsigned int i = 0; i < 17; i++)
		expect_low(predicates_after + i * all / 8,
			   predicates + i * all / 8, low / 8, all / 8);
}

/* ------------------------------------------------ V is the low part of Z -- */

#define WRITE(name, insn)                                        \
	static void name(const void *from)                       \
	{                                                        \
		asm volatile(SVE insn : : "r"(from) : "memory"); \
	}
WRITE(ldr_b, "ldr b5, [%0]")
WRITE(ldr_h, "ldr h5, [%0]")
WRITE(ldr_s, "ldr s5, [%0]")
WRITE(ldr_d, "ldr d5, [%0]")
WRITE(ldr_q, "ldr q5, [%0]")
WRITE(mov_8b, "ldr q6, [%0]\n\tmov v5.8b, v6.8b")
WRITE(mov_16b, "ldr q6, [%0]\n\tmov v5.16b, v6.16b")
WRITE(fmov_d, "ldr x0, [%0]\n\tfmov d5, x0")
WRITE(ld1, "ld1 {v5.16b}, [%0]")
WRITE(ins, "ldr x0, [%0]\n\tins v5.d[0], x0")

static const struct alias_row {
	const char *name;
	void (*fn)(const void *);
	uint8_t bytes; /* written; the rest of the register is zero, */
	uint8_t kept;  /* but for what is up to here */
} aliases[] = {
	{ "ldr-b", ldr_b, 1 },	    { "ldr-h", ldr_h, 2 },
	{ "ldr-s", ldr_s, 4 },	    { "ldr-d", ldr_d, 8 },
	{ "ldr-q", ldr_q, 16 },	    { "mov-8b", mov_8b, 8 },
	{ "mov-16b", mov_16b, 16 }, { "fmov-d", fmov_d, 8 },
	{ "ld1", ld1, 16 },	    { "ins", ins, 8, 16 },
};

TEST_EACH(alias, const struct alias_row *r, aliases,
	  "writing a shorter view zeroes the rest of the register", NEEDS_SVE)
{
	unsigned long bytes = fpu_length(15);
	uint8_t value[16], expected[VECTOR_MAX] = { 0 };

	fpu_pattern(before, NR_VECTORS * bytes, 77);
	fpu_pattern(value, sizeof(value), 78);
	fpu_load_z(before);
	r->fn(value);
	fpu_store_z(after);
	if (r->kept)
		memcpy(expected, before + 5 * bytes, r->kept);
	memcpy(expected, value, r->bytes);
	EXPECT_MEMEQ(after + 5 * bytes, expected, bytes);
	EXPECT_MEMEQ(after, before, 5 * bytes);
	EXPECT_MEMEQ(after + 7 * bytes, before + 7 * bytes,
		     (NR_VECTORS - 7) * bytes);
}

/* ------------------------------------------------------ first faults ---- */

static uint8_t *edge; /* the first byte that is not mapped */

static void map_edge(void)
{
	void *memory = page_alloc(0, PAGE_ZERO);
	uint8_t *page = vmap_alloc(PAGE_SIZE, PAGE_SIZE);

	test_defer(page_free, memory);
	test_defer(vmap_free, page);
	ASSERT_EQ(arch_map(page, virt_to_phys(memory), PAGE_SIZE,
			   MAP_READ | MAP_WRITE),
		  0);
	fpu_pattern(page, PAGE_SIZE, 3);
	edge = page + PAGE_SIZE;
}

static void ldff1b(const void *at)
{
	asm volatile(SVE "ptrue p0.b\n\tsetffr\n\tldff1b {z0.b}, p0/z, [%0]"
		     :
		     : "r"(at)
		     : "memory");
}

static void ldnf1b(const void *at)
{
	asm volatile(SVE "ptrue p0.b\n\tsetffr\n\tldnf1b {z0.b}, p0/z, [%0]"
		     :
		     : "r"(at)
		     : "memory");
}

static unsigned long ffr_count(void)
{
	unsigned long n;

	asm volatile(SVE "rdffr p1.b\n\tptrue p0.b\n\tcntp %0, p0, p1.b"
		     : "=r"(n));
	return n;
}

/* C4: what precedes the fault is loaded, and FFR says how much it was */
TEST_EACH(first_fault, const struct len_row *r, lens,
	  "LDFF1 stops ahead of a page that is not mapped", NEEDS_SVE)
{
	unsigned int bytes = fpu_length(r->len);

	map_edge();
	for (unsigned int n = 1; n <= bytes; n++) {
		test_context("%u bytes before the end", n);
		ldff1b(edge - n);
		EXPECT_EQ(ffr_count(), n);
		fpu_store_z(after);
		EXPECT_MEMEQ(after, edge - n, n);
	}
	arch_unmap(edge - PAGE_SIZE, PAGE_SIZE);
}

TEST(first_fault_trap, "LDFF1 traps at its first element, LDNF1 never does",
     NEEDS_SVE)
{
	struct trap t;

	map_edge();
	t = trap_catch(ldff1b, edge);
	EXPECT_TRAP_ERROR(t, ARM_PAGE, 0x96000007);
	EXPECT_EQ(t.address, (uintptr_t)edge);
	EXPECT_TRAP(trap_catch(ldnf1b, edge), TRAP_NONE);
	EXPECT_EQ(ffr_count(), 0);
	EXPECT_TRAP(trap_catch(ldnf1b, edge - 16), TRAP_NONE);
	EXPECT_LE(ffr_count(), 16);
	arch_unmap(edge - PAGE_SIZE, PAGE_SIZE);
}

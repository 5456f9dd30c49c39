/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What goes for a whole regime: the order of bytes, also of the tables themselves,
 * and memory that is reached with different attributes (Arm ARM, D8.5.6 SCTLR_ELx.EE
 * and walks; B2.9 mismatched memory attributes).
 */
#include "mmu.h"

#include <arch/irq.h>
#include <arm/features.h>

TEST_SUITE("mmu", .summary = "stage 1 translates, permits and refuses");

/* ------------------------------------------------------------ byte order ---- */

#define SCTLR_E0E (1ull << 24)
#define SCTLR_EE  (1ull << 25)

/* Bytes 11, 22 .. 88 in this order; a load and a store of another size behind it. */
#define IN 0x8877665544332211ull

static struct {
	uint64_t in, out;
} words;

#define ORDER(id, code)                                                 \
	static void id(const void *arg)                                 \
	{                                                               \
		asm volatile(code : : "r"(arg) : "x8", "x9", "memory"); \
	}

ORDER(word, "ldr w8, [%0]\n\tstr x8, [%0, #8]")
ORDER(half, "ldrh w8, [%0]\n\tstr x8, [%0, #8]")
ORDER(signed_half, "ldrsh x8, [%0, #6]\n\tstr x8, [%0, #8]")
ORDER(byte, "ldrb w8, [%0, #1]\n\tstr x8, [%0, #8]")
ORDER(doubleword, "ldr x8, [%0]\n\tstr w8, [%0, #8]")
ORDER(pair, "ldp w8, w9, [%0]\n\tstr w9, [%0, #8]\n\tstrh w8, [%0, #12]")
ORDER(exclusive, "ldxr w8, [%0]\n\tclrex\n\tstr x8, [%0, #8]")
ORDER(acquire, "ldar w8, [%0]\n\tadd x9, %0, #8\n\tstlr w8, [x9]\n\t"
	       "strb w8, [x9, #4]")

static const struct order {
	const char *name;
	void (*fn)(const void *arg);
	uint64_t little, big; /* what is behind it then */
} orders[] = {
	{ "word", word, 0x44332211, 0x4433221100000000 },
	{ "half", half, 0x2211, 0x2211000000000000 },
	{ "signed-half", signed_half, 0xffffffffffff8877, 0x8877000000000000 },
	{ "byte", byte, 0x22, 0x2200000000000000 },
	{ "doubleword", doubleword, 0x44332211, 0x88776655 },
	{ "pair", pair, 0x221188776655, 0x443388776655 },
	{ "exclusive", exclusive, 0x44332211, 0x4433221100000000 },
	{ "acquire", acquire, 0x1144332211, 0x4444332211 },
};

static bool has_big_el0(void)
{
	uint64_t mmfr0 = read_sysreg(S3_0_C0_C7_0);

	return field(mmfr0, 8, 4) || field(mmfr0, 16, 4);
}

static bool has_big(void)
{
	return field(read_sysreg(S3_0_C0_C7_0), 8, 4);
}

static const struct feature big_el0 = { "big-endian data at EL0",
					"ID_AA64MMFR0_EL1.BigEnd, BigEndEL0",
					has_big_el0 };
static const struct feature big = { "big-endian data",
				    "ID_AA64MMFR0_EL1.BigEnd", has_big };

static void restore_sctlr(unsigned long value)
{
	set_sctlr(value);
}

TEST_EACH(e0e, const struct order *o, orders,
	  "SCTLR.E0E is the order of bytes at EL0, and not of EL1",
	  .needs = NEEDS(&big_el0))
{
	uint64_t sctlr = read_sysreg(sctlr_el1);

	test_defer(restore_sctlr, sctlr);
	for (unsigned int i = 0; i < 2; i++) {
		test_context("E0E %u", i);
		set_sctlr(i ? sctlr | SCTLR_E0E : sctlr);
		words.in = IN;
		words.out = 0;
		EXPECT_TRAP(user_catch(o->fn, &words), TRAP_NONE);
		EXPECT_EQ(words.out, i ? o->big : o->little);
		words.out = 0;
		o->fn(&words);
		EXPECT_EQ(words.out, o->little);
	}
}

/* With EE the walker reads the tables in that order, too: a copy for it. */
enum {
	TABLES_MAX = 128
};

static uint64_t *copies[TABLES_MAX];
static unsigned int nr_copies;

static void free_copies(uintptr_t unused)
{
	(void)unused;
	while (nr_copies > 0)
		page_free(copies[--nr_copies]);
}

static uint64_t *big_copy(const uint64_t *table, unsigned int level)
{
	uint64_t *copy = page_alloc(0, PAGE_ZERO);

	ASSERT_LT(nr_copies, TABLES_MAX);
	copies[nr_copies++] = copy;
	for (unsigned int i = 0; i < PAGE_SIZE / 8; i++) {
		uint64_t entry = table[i];

		if (level < MMU_PAGE && (entry & 3) == 3)
			entry = (entry & ~PTE_ADDR) |
				virt_to_phys(
					big_copy(mmu_table(entry), level + 1));
		copy[i] = __builtin_bswap64(entry);
	}
	return copy;
}

/* Nothing of C in between: its stack would be in the wrong order. */
static void run_big(uint64_t ttbr, uint64_t sctlr, uint64_t *at,
		    uint64_t got[2])
{
	uint64_t old_ttbr = read_sysreg(ttbr0_el1);
	uint64_t old = read_sysreg(sctlr_el1);
	register uint64_t word asm("x8") = 0xa1b2c3d4;
	register uint64_t loaded asm("x9") = 0;

	dsb();
	asm volatile("msr sctlr_el1, %[off]\n\tisb\n\t"
		     "msr ttbr0_el1, %[ttbr]\n\t"
		     "tlbi vmalle1\n\tdsb nsh\n\tisb\n\t"
		     "msr sctlr_el1, %[big]\n\tisb\n\t"
		     "ldr w9, [%[at]]\n\t"
		     "str w8, [%[at], #8]\n\t"
		     "ldr x8, [%[at]]\n\t"
		     "msr sctlr_el1, %[off]\n\tisb\n\t"
		     "msr ttbr0_el1, %[old_ttbr]\n\t"
		     "tlbi vmalle1\n\tdsb nsh\n\tisb\n\t"
		     "msr sctlr_el1, %[old]\n\tisb"
		     : "+r"(word), "+r"(loaded)
		     : [ttbr] "r"(ttbr), [big] "r"(sctlr | SCTLR_EE),
		       [off] "r"(old & ~1ull), [at] "r"(at),
		       [old_ttbr] "r"(old_ttbr), [old] "r"(old)
		     : "memory");
	got[0] = loaded;
	got[1] = word;
}

TEST(ee, "SCTLR.EE is the order of bytes of data, and of the tables",
     .needs = NEEDS(&big))
{
	uint64_t got[2], *root;

	test_defer(free_copies, 0);
	root = big_copy(mmu_root(), (unsigned int)MMU_TOP);
	words.in = IN;
	words.out = 0;
	irq_disable();
	run_big(virt_to_phys(root), read_sysreg(sctlr_el1), &words.in, got);
	EXPECT_EQ(got[0], 0x11223344);
	EXPECT_EQ(got[1], 0x1122334455667788);
	EXPECT_EQ(words.out, 0xd4c3b2a1);
	EXPECT_EQ(words.in, IN);
}

/* ---------------------------------------------------------------- aliases ---- */

static const struct types {
	const char *name;
	unsigned int first, second;
} types[] = {
	{ "wb-wb", MEM_NORMAL, MEM_NORMAL },
	{ "nc-nc", MEM_NORMAL_NC, MEM_NORMAL_NC },
	{ "device-device", MEM_DEVICE_NGNRE, MEM_DEVICE_NGNRE },
	{ "wt-wt", MEM_NORMAL_WT, MEM_NORMAL_WT },
	{ "wb-nc", MEM_NORMAL, MEM_NORMAL_NC },
	{ "nc-wb", MEM_NORMAL_NC, MEM_NORMAL },
	{ "wb-device", MEM_NORMAL, MEM_DEVICE_NGNRE },
	{ "device-nc", MEM_DEVICE_NGNRE, MEM_NORMAL_NC },
};

static uint64_t alias_of(paddr_t phys, unsigned int type)
{
	return (leaf(phys) & ~PTE_ATTR(7)) | PTE_ATTR(type) | PTE_UXN | PTE_PXN;
}

TEST_EACH(alias, const struct types *t, types,
	  "two addresses of one page hold the same, cleaned where they differ")
{
	enum {
		WORDS = PAGE_SIZE / sizeof(uint64_t)
	};
	volatile uint64_t *one = WINDOW, *other = WINDOW + WORDS;
	paddr_t phys = virt_to_phys(window_open());
	uint64_t *entry = window_entry(MMU_PAGE);

	cache_flush_line((void *)(uintptr_t)phys);
	window_set(entry, alias_of(phys, t->first));
	entry[1] = alias_of(phys, t->second);
	dsb();
	isb();
	for (unsigned int i = 0; i < WORDS; i += 61) {
		one[i] = i + 1;
		cache_flush_line((void *)&one[i]);
		EXPECT_EQ(other[i], i + 1);
		other[i] = ~(uint64_t)i;
		cache_flush_line((void *)&other[i]);
		EXPECT_EQ(one[i], ~(uint64_t)i);
	}
	entry[1] = 0;
	tlb_flush(other);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instructions that are written: what CTR_EL0 says is needed is enough.
 *
 * Arm ARM, B2.4.4 (coherency of instruction and data accesses), D7.5.
 */
#include <arch/page.h>
#include <arm/cpu.h>
#include <arm/features.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <smp.h>
#include <test/test.h>

TEST_SUITE("cache", .summary = "written code runs after what CTR_EL0 asks for");

enum {
	ROUNDS = 16384,
	MOV_W0 = 0x52800000, /* the number in bits 20:5 */
	RET = 0xd65f03c0,
	WORDS = 64,
	EXCHANGES = 200 /* between two CPUs */
};

static uint32_t *code; /* writable, at the address that it runs at too */
static unsigned int (*run)(void);

static uint32_t mov(unsigned int value)
{
	return MOV_W0 | value << 5;
}

/* CTR_EL0, CLIDR_EL1: does data have to be cleaned, code invalidated? */
static bool need_clean(void)
{
	uint64_t clidr = read_sysreg(clidr_el1);

	if (field(read_sysreg(ctr_el0), 28, 1)) /* IDC */
		return false;
	return field(clidr, 24, 3) != 0 && /* LoC */
	       (field(clidr, 27, 3) != 0 || field(clidr, 21, 3) != 0);
}

static bool need_invalidate(void)
{
	return !field(read_sysreg(ctr_el0), 29, 1); /* DIC */
}

static void sync(const void *at)
{
	if (need_clean())
		asm volatile("dc cvau, %0" : : "r"(at) : "memory");
	asm volatile("dsb ish" ::: "memory");
	if (need_invalidate())
		asm volatile("ic ivau, %0" : : "r"(at) : "memory");
	asm volatile("dsb ish\n\tisb" ::: "memory");
}

static void make(void)
{
	code = page_alloc(0, PAGE_ZERO);
	test_defer(page_free, code);
	code[0] = mov(0);
	code[1] = RET;
	sync(code);
	run = (unsigned int (*)(void))(uintptr_t)code;
}

/* RAM is mapped for writing and execution by the kernel. */
TEST(own_address, "code written where it runs is what runs")
{
	unsigned int wrong = 0;

	make();
	for (unsigned int i = 0; i < ROUNDS; i++) {
		code[0] = mov(0x42);
		sync(code);
		wrong += run() != 0x42;
		code[0] = mov(i);
		sync(code);
		wrong += run() != i;
	}
	EXPECT_EQ(wrong, 0);
}

static void unmap(void *page)
{
	arch_unmap(page, PAGE_SIZE);
	vmap_free(page);
}

/* B2.4.4: maintenance by an address that the code does not run at. */
TEST(alias, "code written through another mapping is what runs")
{
	void *page = vmap_alloc(PAGE_SIZE, PAGE_SIZE);
	unsigned int wrong = 0;

	make();
	test_defer(unmap, page);
	ASSERT_EQ(arch_map(page, virt_to_phys(code), PAGE_SIZE,
			   MAP_READ | MAP_EXEC),
		  0);
	run = (unsigned int (*)(void))(uintptr_t)page;
	for (unsigned int i = 0; i < ROUNDS / 4; i++) {
		code[0] = mov(i);
		if (need_clean())
			asm volatile("dc cvau, %0" : : "r"(code) : "memory");
		asm volatile("dsb ish" ::: "memory");
		if (need_invalidate())
			asm volatile("ic ivau, %0" : : "r"(page) : "memory");
		asm volatile("dsb ish\n\tisb" ::: "memory");
		wrong += run() != i;
	}
	EXPECT_EQ(wrong, 0);
}

/* One word after the other of a longer piece, the rest as it was. */
TEST(words, "each word that is written counts, and no other changes")
{
	unsigned int wrong = 0;

	make();
	for (unsigned int i = 0; i < WORDS; i++)
		code[i] = 0x11000400; /* ADD W0, W0, #1 */
	code[0] = mov(0);
	code[WORDS] = RET;
	for (unsigned int i = 0; i <= WORDS; i++)
		sync(&code[i]);
	EXPECT_EQ(run(), WORDS - 1);
	for (unsigned int i = 1; i < WORDS; i++) {
		code[i] = 0x11001400; /* ADD W0, W0, #5 */
		sync(&code[i]);
		wrong += run() != WORDS - 1 + 4;
		code[i] = 0x11000400;
		sync(&code[i]);
		wrong += run() != WORDS - 1;
	}
	EXPECT_EQ(wrong, 0);
}

/* ------------------------------------------------------ another CPU ----- */

static volatile unsigned int phase, value, wrong_there;

/* What it is told is written is what it runs, after its own ISB: B2.4.4. */
static void follow(void *arg)
{
	(void)arg;
	for (unsigned int i = 1; i <= EXCHANGES; i++) {
		while (phase != 2 * i - 1)
			cpu_relax();
		asm volatile("dmb ish\n\tisb" ::: "memory");
		wrong_there += run() != value;
		asm volatile("dmb ish" ::: "memory");
		phase = 2 * i;
	}
}

TEST(other_cpu, "what one CPU writes another runs", .needs = NEEDS(&smp_2_cpus))
{
	uint64_t end = 4000000000;

	make();
	phase = wrong_there = 0;
	on_cpu_start(1, follow, NULL);
	for (unsigned int i = 1; i <= EXCHANGES; i++) {
		value = i;
		code[0] = mov(i);
		sync(code);
		asm volatile("dmb ish" ::: "memory");
		phase = 2 * i - 1;
		while (phase != 2 * i && --end)
			cpu_relax();
	}
	on_cpu_wait(1);
	EXPECT_EQ(wrong_there, 0);
	EXPECT_EQ(phase, 2 * EXCHANGES);
}

/* ------------------------------------------------ IC by other names ------ */

static const struct row {
	const char *name;
	enum {
		IVAU,
		IALLU,
		IALLUIS
	} how;
} rows[] = { { "ivau", IVAU }, { "iallu", IALLU }, { "ialluis", IALLUIS } };

TEST_EACH(invalidate, const struct row *r, rows, "makes new code run")
{
	unsigned int wrong = 0;

	make();
	for (unsigned int i = 0; i < 1000; i++) {
		code[0] = mov(i);
		asm volatile("dc cvau, %0\n\tdsb ish" : : "r"(code) : "memory");
		if (r->how == IVAU)
			asm volatile("ic ivau, %0" : : "r"(code) : "memory");
		else if (r->how == IALLU)
			asm volatile("ic iallu" ::: "memory");
		else
			asm volatile("ic ialluis" ::: "memory");
		asm volatile("dsb ish\n\tisb" ::: "memory");
		wrong += run() != i;
	}
	EXPECT_EQ(wrong, 0);
}

/* D7.5.9: operations by address keep memory what it is. */
#define OPERATION(name, op)                            \
	static void name(void *at)                     \
	{                                              \
		asm volatile("dc " op ", %0\n\tdsb sy" \
			     :                         \
			     : "r"(at)                 \
			     : "memory");              \
	}
OPERATION(civac, "civac")
OPERATION(cvac, "cvac")
OPERATION(cvau, "cvau")
OPERATION(ivac, "ivac")

static const struct operation_row {
	const char *name;
	void (*fn)(void *);
} operations[] = {
	{ "civac", civac }, { "cvac", cvac }, { "cvau", cvau }, { "ivac", ivac }
};

TEST_EACH(keeps, const struct operation_row *r, operations,
	  "loses nothing that was written and cleaned")
{
	uint32_t *page = page_alloc(0, PAGE_ZERO);

	test_defer(page_free, page);
	for (unsigned int i = 0; i < PAGE_SIZE / 4; i++)
		page[i] = i * 0x01010101;
	for (unsigned int i = 0; i < PAGE_SIZE / 4; i += 4)
		civac(&page[i]);
	for (unsigned int i = 0; i < PAGE_SIZE / 4; i++)
		r->fn((char *)&page[i] + i % 4);
	for (unsigned int i = 0; i < PAGE_SIZE / 4; i++)
		EXPECT_EQ(page[i], i * 0x01010101);
}

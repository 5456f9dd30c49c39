/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instructions and PSTATE bits of extensions that a hypervisor shows or hides:
 * RNDR, DIT, SSBS, DC ZVA.
 *
 * Arm ARM, C6.2, D19.2.110 (RNDR), C5.2 (DIT, SSBS), D19.2.33 (DCZID_EL0).
 */
#include <arch.h>
#include <arm/cpu.h>
#include <arm/features.h>
#include <arm/trap.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>
#include <test/test.h>

TEST_SUITE("instructions",
	   .summary = "RNDR, DIT, SSBS and DC ZVA do as their ID fields say");

#define DIT_REGISTER  S3_3_C4_C2_5
#define SSBS_REGISTER S3_3_C4_C2_6
#define PSTATE_DIT    (1ul << 24)
#define PSTATE_SSBS   (1ul << 12)

/* ------------------------------------------------------------- RNDR ----- */

struct random {
	uint64_t value, nzcv;
};

#define RANDOM(name, reg)                                              \
	static struct random name(void)                                \
	{                                                              \
		struct random r;                                       \
                                                                       \
		asm volatile("mov %0, #0xf0000000\n\tmsr nzcv, %0\n\t" \
			     "mrs %0, " reg "\n\tmrs %1, nzcv"         \
			     : "=&r"(r.value), "=&r"(r.nzcv)           \
			     :                                         \
			     : "cc");                                  \
		return r;                                              \
	}
RANDOM(rndr, "s3_3_c2_c4_0")
RANDOM(rndrrs, "s3_3_c2_c4_1")

static const struct random_row {
	const char *name;
	struct random (*fn)(void);
} randoms[] = { { "rndr", rndr }, { "rndrrs", rndrrs } };

/* NZCV 0b0000 and a number; or 0b0100 and zero */
TEST_EACH(random, const struct random_row *r, randoms,
	  "gives numbers that differ, and says whether",
	  .needs = NEEDS(&arm_rndr))
{
	uint64_t all = 0, none = ~0ull, last = 0;
	unsigned int given = 0, again = 0;

	for (unsigned int i = 0; i < 1000; i++) {
		struct random x = r->fn();

		if (x.nzcv == 0x40000000) {
			EXPECT_EQ(x.value, 0);
			continue;
		}
		EXPECT_EQ(x.nzcv, 0);
		given++;
		again += x.value == last;
		last = x.value;
		all |= x.value;
		none &= x.value;
	}
	EXPECT_GE(given, 500);
	EXPECT_EQ(again, 0);
	EXPECT_EQ(all, ~0ull);
	EXPECT_EQ(none, 0);
}

static uint64_t user_random[2];

static void user_rndr(const void *arg)
{
	(void)arg;
	user_random[0] = rndr().value;
	user_random[1] = rndr().value;
}

TEST(random_el0, "RNDR is EL0's too", .needs = NEEDS(&arm_rndr))
{
	EXPECT_TRAP(user_catch(user_rndr, NULL), TRAP_NONE);
	EXPECT_NE(user_random[0], user_random[1]);
}

/* ---------------------------------------------------- DIT and SSBS ------ */

struct bit {
	uint64_t (*read)(void);
	void (*write)(uint64_t);
	void (*set)(void), (*clear)(void); /* MSR (immediate) */
};

#define BIT(name, reg, imm)                                         \
	static uint64_t name##_read(void)                           \
	{                                                           \
		return read_sysreg(reg);                            \
	}                                                           \
	static void name##_write(uint64_t value)                    \
	{                                                           \
		write_sysreg(reg, value);                           \
	}                                                           \
	static void name##_set(void)                                \
	{                                                           \
		asm volatile(".arch armv8.5-a\n\tmsr " imm ", #1"); \
	}                                                           \
	static void name##_clear(void)                              \
	{                                                           \
		asm volatile(".arch armv8.5-a\n\tmsr " imm ", #0"); \
	}
BIT(dit, DIT_REGISTER, "dit")
BIT(ssbs, SSBS_REGISTER, "ssbs")

static const struct bit_row {
	const char *name;
	const struct feature *feature;
	struct bit bit;
	uint64_t mask;
} bits[] = {
	{ "dit",
	  &arm_dit,
	  { dit_read, dit_write, dit_set, dit_clear },
	  PSTATE_DIT },
	{ "ssbs",
	  &arm_ssbs,
	  { ssbs_read, ssbs_write, ssbs_set, ssbs_clear },
	  PSTATE_SSBS },
};

static void need(const struct feature *feature)
{
	if (!feature->probe())
		SKIP("needs %s", feature->name);
}

TEST_EACH(bit, const struct bit_row *r, bits, "is set and cleared, alone")
{
	uint64_t old;

	need(r->feature);
	old = r->bit.read();
	test_defer(r->bit.write, old);
	r->bit.set();
	EXPECT_EQ(r->bit.read(), r->mask);
	r->bit.clear();
	EXPECT_EQ(r->bit.read(), 0);
	r->bit.write(~0ull);
	EXPECT_EQ(r->bit.read(), r->mask);
	r->bit.write(~r->mask);
	EXPECT_EQ(r->bit.read(), 0);
}

static struct {
	uint64_t spsr, inside;
	uint64_t (*read)(void);
} seen;

static bool look(struct trap_frame *frame, void *arg)
{
	(void)arg;
	seen.spsr = frame->pstate;
	seen.inside = seen.read();
	return true;
}

static unsigned long user_read;

static void read_there(const void *row)
{
	user_read = ((const struct bit_row *)row)->bit.read();
}

/* D1.3.1: SPSR has it, the return restores it, EL0 has one of its own. */
TEST_EACH(bit_trap, const struct bit_row *r, bits,
	  "is saved by an exception and comes back with the return")
{
	need(r->feature);
	test_defer(r->bit.write, r->bit.read());
	seen.read = r->bit.read;
	trap_handle(ARM_SVC, look, NULL);
	r->bit.set();
	asm volatile("svc #0" ::: "memory");
	EXPECT_EQ(seen.spsr & r->mask, r->mask);
	EXPECT_EQ(r->bit.read(), r->mask);
	r->bit.clear();
	asm volatile("svc #0" ::: "memory");
	EXPECT_EQ(seen.spsr & r->mask, 0);
	EXPECT_EQ(r->bit.read(), 0);
	r->bit.set();
	EXPECT_TRAP(user_catch(read_there, r), TRAP_NONE);
	EXPECT_EQ(user_read, 0); /* the SPSR that led there had it clear */
}

/* SCTLR_EL1.DSSBS is what an exception sets PSTATE.SSBS to: D1.3.1.4. */
static void put_sctlr(unsigned long value)
{
	write_sysreg(sctlr_el1, value);
	isb();
}

TEST(dssbs, "an exception sets SSBS as SCTLR_EL1.DSSBS says",
     .needs = NEEDS(&arm_ssbs))
{
	uint64_t sctlr = read_sysreg(sctlr_el1);

	test_defer(put_sctlr, sctlr);
	test_defer(ssbs_write, ssbs_read());
	seen.read = ssbs_read;
	trap_handle(ARM_SVC, look, NULL);
	for (unsigned int i = 0; i < 4; i++) {
		put_sctlr((sctlr & ~(1ull << 44)) | (uint64_t)(i & 1) << 44);
		ssbs_write(i & 2 ? PSTATE_SSBS : 0);
		asm volatile("svc #0" ::: "memory");
		test_context("DSSBS %u, SSBS %u", i & 1, i >> 1);
		EXPECT_EQ(seen.inside, i & 1 ? PSTATE_SSBS : 0);
		EXPECT_EQ(ssbs_read(), i & 2 ? PSTATE_SSBS : 0);
	}
}

/* ----------------------------------------------------------- DC ZVA ----- */

static bool probe_zva(void)
{
	return !(read_sysreg(dczid_el0) & 0x10);
}

static const struct feature zva = { "DC ZVA", "DCZID_EL0.DZP", probe_zva };

static void do_zva(const void *at)
{
	asm volatile("dc zva, %0" : : "r"(at) : "memory");
}

static unsigned long zva_bytes(void)
{
	return 4ul << (read_sysreg(dczid_el0) & 0xf);
}

TEST(zva, "DC ZVA zeroes its block and no other byte", .needs = NEEDS(&zva))
{
	unsigned long bytes = zva_bytes();
	uint8_t *block = page_alloc(1, PAGE_ANY);
	uint8_t *expected = page_alloc(1, PAGE_ANY);

	test_defer(page_free, block);
	test_defer(page_free, expected);
	ASSERT_LE(bytes, 2048);
	for (unsigned long offset = 0; offset < bytes; offset++) {
		memset(block, 0xa5, 2 * PAGE_SIZE);
		memset(expected, 0xa5, 2 * PAGE_SIZE);
		memset(expected + PAGE_SIZE - bytes, 0, bytes);
		do_zva(block + PAGE_SIZE - bytes + offset);
		test_context("offset %lu", offset);
		EXPECT_MEMEQ(block, expected, 2 * PAGE_SIZE);
	}
}

static const struct fault_row {
	const char *name;
	int flags; /* 0: not mapped any more */
	unsigned long esr;
} faults[] = {
	{ "unmapped", 0, 0x96000047 },
	{ "read-only", MAP_READ, 0x9600004f },
};

/* C6.2, DC ZVA: a store, at the address given */
TEST_EACH(zva_fault, const struct fault_row *r, faults,
	  "DC ZVA traps as a store, at its address", .needs = NEEDS(&zva))
{
	uint8_t *memory = page_alloc(0, PAGE_ZERO);
	uint8_t *page = vmap_alloc(PAGE_SIZE, PAGE_SIZE);
	struct trap t;

	test_defer(page_free, memory);
	test_defer(vmap_free, page);
	memset(memory, 0xa5, PAGE_SIZE);
	ASSERT_EQ(arch_map(page, virt_to_phys(memory), PAGE_SIZE,
			   MAP_READ | r->flags),
		  0);
	if (!r->flags)
		arch_unmap(page, PAGE_SIZE);
	t = trap_catch(do_zva, page + 0x123);
	EXPECT_TRAP_ERROR(t, ARM_PAGE, r->esr);
	EXPECT_EQ(t.address, (uintptr_t)page + 0x123);
	EXPECT_EQ(memory[0x123], 0xa5);
	EXPECT_EQ(memory[0x100], 0xa5);
	if (r->flags)
		arch_unmap(page, PAGE_SIZE);
}

/* ----------------------------------------------------------- absent ----- */

static void do_rndr(const void *arg)
{
	(void)arg;
	rndr();
}

static void do_dit(const void *arg)
{
	(void)arg;
	dit_read();
}

static void do_ssbs(const void *arg)
{
	(void)arg;
	ssbs_read();
}

static void do_wfet(const void *arg)
{
	(void)arg;
	asm volatile(".inst 0xd5031000" : : : "x0"); /* WFET X0 */
}

static void do_cpyf(const void *arg)
{
	(void)arg;
	/* CPYFP [X0]!, [X1]!, X2! of no bytes */
	asm volatile("mov x2, xzr\n\t.inst 0x19010440" : : : "x0", "x1", "x2");
}

static void do_ld64b(const void *at)
{
	register const void *x1 asm("x1") = at;

	asm volatile(".inst 0xf83fd020" /* LD64B X0, [X1] */
		     :
		     : "r"(x1)
		     : "x0", "x2", "x3", "x4", "x5", "x6", "x7", "memory");
}

#define ISAR_FEATURE(id, name, reg, low)                     \
	static bool probe_##id(void)                         \
	{                                                    \
		return field(read_sysreg(reg), low, 4) != 0; \
	}                                                    \
	static const struct feature id = { name, #reg, probe_##id };
ISAR_FEATURE(wfxt, "WFxT", S3_0_C0_C6_2, 0)
ISAR_FEATURE(mops, "MOPS", S3_0_C0_C6_2, 16)
ISAR_FEATURE(ls64, "LS64", S3_0_C0_C6_1, 60)

static const struct absent_row {
	const char *name;
	const struct feature *feature;
	void (*fn)(const void *);
} rows[] = {
	{ "rndr", &arm_rndr, do_rndr }, { "dit", &arm_dit, do_dit },
	{ "ssbs", &arm_ssbs, do_ssbs }, { "wfet", &wfxt, do_wfet },
	{ "mops", &mops, do_cpyf },	{ "ls64", &ls64, do_ld64b },
};

static uint64_t place[8] __attribute__((aligned(64)));

/* LS64 traps elsewhere where it is there: only what is hidden is looked at. */
TEST_EACH(hidden, const struct absent_row *r, rows,
	  "is undefined where its ID field is zero, and only there")
{
	struct trap t = trap_catch(r->fn, place);

	if (!r->feature->probe())
		EXPECT_TRAP_ERROR(t, ARM_UNKNOWN, 0x02000000);
	else
		EXPECT_NE(t.cause, ARM_UNKNOWN);
}

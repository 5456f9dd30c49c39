/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where exclusives trap; how exceptions end them; load-acquire, store-release. */
#include "suite.h"

#include <arch.h>
#include <mm/page.h>

ATOMICS_SUITE;

enum {
	UNMAPPED = 0x207,
	READ_ONLY = 0xa0f, /* permission, level 3, WnR */
};

/* A load to R2 (and R3); a store from R4 (and R5), with its status in R6. */
static const struct row {
	const char *name;
	uint32_t load, store; /* of [r0] */
	bool v8, pair;
} rows[] = {
	{ "byte", 0xe1d02f9f, 0xe1c06f94 },
	{ "half", 0xe1f02f9f, 0xe1e06f94 },
	{ "word", 0xe1902f9f, 0xe1806f94 },
	{ "doubleword", 0xe1b02f9f, 0xe1a06f94, false, true },
	{ "byte-al", 0xe1d02e9f, 0xe1c06e94, true },
	{ "half-al", 0xe1f02e9f, 0xe1e06e94, true },
	{ "word-al", 0xe1902e9f, 0xe1806e94, true },
	{ "doubleword-al", 0xe1b02e9f, 0xe1a06e94, true, true },
};

static void need(const struct row *r)
{
	if (r->v8 && !arm_sevl.probe())
		SKIP("needs ARMv8");
}

static struct a32_outcome run(const uint32_t *code, unsigned int nr,
			      const void *at)
{
	struct a32_registers in;

	a32_pattern(&in, MODE_SYS);
	in.r[0] = (uintptr_t)at;
	return a32_run(code, 4 * nr, &in);
}

TEST_EACH(unmapped, const struct row *r, rows,
	  "a load-exclusive traps as a load would")
{
	char *page = atomic_page(MAP_READ | MAP_WRITE);
	struct a32_outcome o;

	need(r);
	page[0] = 1; /* so that the last level is there */
	arch_unmap(page, PAGE_SIZE);
	o = run(&r->load, 1, page + 0x20);
	expect_a32_trap(&o, ARM_PAGE, UNMAPPED, 0);
	EXPECT_EQ(o.trap.address, (uintptr_t)page + 0x20);
	EXPECT_FALSE(o.trap.write);
}

TEST_EACH(read_only, const struct row *r, rows,
	  "a store-exclusive traps as a store would, and has no status")
{
	uint64_t *page = atomic_page(MAP_READ);
	const uint32_t code[] = { r->load, r->store };
	struct a32_outcome o;

	need(r);
	o = run(code, 2, page + 4);
	EXPECT_EQ(o.frame.r[2], 0);
	EXPECT_EQ(o.frame.r[3], r->pair ? 0 : o.in.r[3]);
	o.in.r[2] = 0;
	o.in.r[3] = o.frame.r[3];
	expect_a32_trap(&o, ARM_PAGE, READ_ONLY, 4);
	EXPECT_EQ(o.trap.address, (uintptr_t)&page[4]);
	for (unsigned int i = 0; i < 8; i++)
		EXPECT_EQ(page[i], 0);
}

/* E2.10.5: it may trap, or fail for want of a load. */
TEST_EACH(alone, const struct row *r, rows,
	  "a store-exclusive alone stores nothing")
{
	static const uint32_t clrex = 0xf57ff01f;
	const uint32_t code[] = { clrex, r->store };
	uint64_t *page = atomic_page(MAP_READ | MAP_WRITE);
	struct a32_outcome o;

	need(r);
	o = run(code, 2, page + 4);
	expect_a32_done(&o, 1u << 6);
	EXPECT_EQ(o.frame.r[6], 1);
	for (unsigned int i = 0; i < 8; i++)
		EXPECT_EQ(page[i], 0);
}

/* ----------------------------------------------------------- exceptions ---- */

extern const char vectors[], excl_vectors_movs[], excl_vectors_rfe[],
	excl_vectors_ldm[];
uint32_t excl_over_svc(uint32_t *at, uint32_t value, const void *vectors);

static const struct way {
	const char *name;
	const char *vectors;
} ways[] = {
	{ "movs", excl_vectors_movs },
	{ "rfe", excl_vectors_rfe },
	{ "ldm", excl_vectors_ldm },
};

/* ARMv8's G1.16: ClearExclusiveLocal(); before, software had to. */
TEST_EACH(exclusive_exception, const struct way *w, ways,
	  "does not store after the return from an exception",
	  .needs = NEEDS(&arm_sevl))
{
	uint32_t value = 7;

	mask_interrupts();
	EXPECT_EQ(excl_over_svc(&value, 99, w->vectors), 1);
	EXPECT_EQ(value, 7);
	write_sysreg(VBAR, (uintptr_t)vectors);
	isb();
}

/* -------------------------------------------- load-acquire, store-release -- */

static const struct ordered {
	const char *name;
	uint32_t insn; /* lda r2, [r0]; stl r2, [r0] */
	uint8_t bytes;
	bool store;
	uint32_t state;
} ordered[] = {
	{ "ldab", 0xe1d02c9f, 1 },
	{ "ldah", 0xe1f02c9f, 2 },
	{ "lda", 0xe1902c9f, 4 },
	{ "stlb", 0xe1c0fc92, 1, true },
	{ "stlh", 0xe1e0fc92, 2, true },
	{ "stl", 0xe180fc92, 4, true },
	{ "ldab-t32", 0xe8d02f8f, 1, false, CPSR_T },
	{ "ldah-t32", 0xe8d02f9f, 2, false, CPSR_T },
	{ "lda-t32", 0xe8d02faf, 4, false, CPSR_T },
	{ "stlb-t32", 0xe8c02f8f, 1, true, CPSR_T },
	{ "stlh-t32", 0xe8c02f9f, 2, true, CPSR_T },
	{ "stl-t32", 0xe8c02faf, 4, true, CPSR_T },
};

static struct a32_outcome run_ordered(const struct ordered *r, uint32_t mode,
				      uint32_t value)
{
	uint16_t halves[2] = { (uint16_t)(r->insn >> 16), (uint16_t)r->insn };
	struct a32_registers in;

	a32_pattern(&in, mode | r->state);
	in.r[0] = (uintptr_t)user_cell()->value;
	in.r[2] = value;
	return r->state ? a32_run(halves, 4, &in) : a32_run(&r->insn, 4, &in);
}

TEST_EACH(ordered, const struct ordered *r, ordered,
	  "loads or stores its bytes, and nothing else",
	  .needs = NEEDS(&arm_sevl))
{
	for (unsigned int i = 0; i < NR_OPERANDS; i++) {
		uint64_t value = atomic_operands[i];
		struct a32_outcome o;

		test_context("0x%llx", (unsigned long long)value);
		cell_set(user_cell(), r->store ? ~value : value, r->bytes);
		o = run_ordered(r, i % 2 ? MODE_USR : MODE_SYS,
				(uint32_t)value);
		expect_a32_done(&o, r->store ? 0 : 1u << 2);
		EXPECT_EQ(o.frame.r[2], r->store ? (uint32_t)value :
						   low_bytes(value, r->bytes));
		cell_expect(user_cell(), value, r->bytes);
	}
}

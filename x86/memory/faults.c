/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The page that they name: missing, read-only, another's; what they mark in its
 * entry; hints that name no page at all; and CLZERO, which stores.
 */
#include "suite.h"

#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>
#include <x86/mmu.h>

static uint8_t *page, *frame;
static uint64_t *entry;

static void prepare(void)
{
	memory_prepare();
	if (!page) {
		page = vmap_alloc(PAGE_SIZE, PAGE_SIZE);
		frame = page_alloc(0, PAGE_ZERO);
		entry = mmu_make(page, 1);
	}
	if (!entry)
		ERROR("no memory for a table");
	memset(frame, 0x5a, PAGE_SIZE);
}

TEST_SUITE("memory", .summary = "instructions about caches and order",
	   .setup = prepare);

CODE(clflush_, "0x0f, 0xae, 0x3f");
CODE(clflushopt_, "0x66, 0x0f, 0xae, 0x3f");
CODE(clwb_, "0x66, 0x0f, 0xae, 0x37");
CODE(cldemote_, "0x0f, 0x1c, 0x07");
CODE(prefetcht0_, "0x0f, 0x18, 0x0f");
CODE(prefetcht1_, "0x0f, 0x18, 0x17");
CODE(prefetcht2_, "0x0f, 0x18, 0x1f");
CODE(prefetchnta_, "0x0f, 0x18, 0x07");
CODE(prefetchw_, "0x0f, 0x0d, 0x0f");
CODE(prefetch_, "0x0f, 0x0d, 0x07");
CODE(clzero_, "0x0f, 0x01, 0xfc");

static void set_entry(uint64_t bits)
{
	*(volatile uint64_t *)entry = virt_to_phys(frame) | bits;
	invlpg(page);
}

static const struct row {
	const char *name;
	const char *code;
	const struct feature *feature;
} loads[] = {
	{ "clflush", clflush_, &x86_clflush },
	{ "clflushopt", clflushopt_, &x86_clflushopt },
	{ "clwb", clwb_, &x86_clwb },
};

static void need(const struct feature *f)
{
	if (!f->probe())
		SKIP("needs %s (%s)", f->name, f->where);
}

static void expect_fault(const struct row *r, unsigned int offset, bool user,
			 unsigned long error)
{
	struct trap t = run_at(r->code, page + offset, user);

	EXPECT_TRAP_ERROR(t, X86_PF, error);
	EXPECT_EQ(t.address, (uintptr_t)page + offset);
	EXPECT_EQ(t.pc, (uintptr_t)r->code);
	EXPECT_EQ(frame[offset], 0x5a);
}

TEST_EACH(not_present, const struct row *r, loads, "raises the #PF of a load")
{
	need(r->feature);
	set_entry(0);
	expect_fault(r, 0, false, 0);
	expect_fault(r, 0x7b, false, 0);
	expect_fault(r, 0xfff, false, 0);
	expect_fault(r, 0x123, true, PF_U);
}

TEST_EACH(supervisor, const struct row *r, loads,
	  "raises the #PF of a load for a supervisor page at CPL 3")
{
	need(r->feature);
	set_entry(PTE_P | PTE_W | PTE_A);
	expect_fault(r, 0x123, true, PF_P | PF_U);
	EXPECT_TRAP(run_at(r->code, page + 0x123, false), TRAP_NONE);
}

/* A load: A is set, D is not, and W does not matter. */
TEST_EACH(read_only, const struct row *r, loads,
	  "is no store: read-only pages do, and D stays clear")
{
	need(r->feature);
	for (unsigned int user = 0; user < 2; user++) {
		set_entry(PTE_P | PTE_U);
		EXPECT_TRAP(run_at(r->code, page + 0x345, user), TRAP_NONE);
		expect_registers(page + 0x345);
		EXPECT_EQ(*entry & (PTE_A | PTE_D), PTE_A);
		EXPECT_EQ(frame[0x345], 0x5a);
	}
}

TEST_EACH(keeps, const struct row *r, loads,
	  "leaves what was stored before, for all that look")
{
	volatile uint32_t *word = (volatile uint32_t *)(page + 0x400);

	need(r->feature);
	set_entry(PTE_P | PTE_W);
	for (uint32_t i = 0; i < 50; i++) {
		*word = i;
		EXPECT_TRAP(run_at(r->code, page + 0x400 + i, false),
			    TRAP_NONE);
		EXPECT_EQ(*word, i);
		EXPECT_EQ(*(volatile uint32_t *)(frame + 0x400), i);
	}
}

/* ----------------------------------------------------------------- hints ---- */

static bool always(void)
{
	return true;
}

static bool has_prefetchw(void)
{
	return x86_prefetchw.probe() || x86_3dnow.probe() || x86_lm.probe();
}

static const struct feature any = { "", "", always };
static const struct feature amd_prefetch = {
	"PREFETCHW", "CPUID.80000001:ECX[8], EDX[29] or EDX[31]", has_prefetchw
};

static const struct row hints[] = {
	{ "cldemote", cldemote_, &any },
	{ "prefetcht0", prefetcht0_, &any },
	{ "prefetcht1", prefetcht1_, &any },
	{ "prefetcht2", prefetcht2_, &any },
	{ "prefetchnta", prefetchnta_, &any },
	{ "prefetchw", prefetchw_, &amd_prefetch },
	{ "prefetch", prefetch_, &amd_prefetch },
};

TEST_EACH(hint, const struct row *r, hints,
	  "never faults, wherever it points, and changes nothing")
{
	const uintptr_t far = sizeof(long) == 8 ? (uintptr_t)1 << 63 : 0;
	const uint8_t *const places[] = { page, page + 0xfff, NULL,
					  (uint8_t *)(far + 0x1234) };

	need(r->feature);
	for (unsigned int i = 0; i < 4 * 2; i++) {
		set_entry(0);
		EXPECT_TRAP(run_at(r->code, places[i / 2], i % 2), TRAP_NONE);
		expect_registers(places[i / 2]);
		set_entry(PTE_P | PTE_U);
		EXPECT_TRAP(run_at(r->code, page + 8 * i, i % 2), TRAP_NONE);
		EXPECT_EQ(*entry & PTE_D, 0);
		EXPECT_EQ(frame[8 * i], 0x5a);
	}
}

/* ---------------------------------------------------------------- CLZERO ---- */

TEST(clzero_absent, "CLZERO raises #UD without its feature")
{
	struct trap t;

	if (x86_clzero.probe())
		SKIP("there is CLZERO");
	t = run_at(clzero_, data + LINE, false);
	EXPECT_TRAP(t, X86_UD);
	EXPECT_EQ(t.pc, (uintptr_t)clzero_);
	expect_data();
}

TEST(clzero, "CLZERO clears the line that AX points into, and no other",
     .needs = NEEDS(&x86_clzero))
{
	for (unsigned int offset = 0; offset < LINE; offset += 21) {
		memory_prepare();
		EXPECT_TRAP(run_at(clzero_, data + LINE + offset, false),
			    TRAP_NONE);
		expect_registers(data + LINE + offset);
		for (unsigned int i = 0; i < sizeof(data); i++)
			EXPECT_EQ(data[i], i / LINE == 1 ? 0 : data_at(i));
	}
}

TEST(clzero_faults, "CLZERO raises the #PF of a store",
     .needs = NEEDS(&x86_clzero))
{
	const struct row r = { "", clzero_, &x86_clzero };

	write_cr0(read_cr0() | CR0_WP);
	set_entry(0);
	EXPECT_TRAP_CAUSE(run_at(r.code, page + 0x140, false), X86_PF);
	set_entry(PTE_P);
	expect_fault(&r, 0x140, false, PF_P | PF_W);
	set_entry(PTE_P | PTE_W);
	EXPECT_TRAP(run_at(r.code, page + 0x140, false), TRAP_NONE);
	EXPECT_EQ(*entry & (PTE_A | PTE_D), PTE_A | PTE_D);
}

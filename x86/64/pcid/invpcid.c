/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What INVPCID accepts, and what it raises. */
#include "suite.h"

#include <arch.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <x86/mmu.h>
#include <x86/paging/canonical.h>

PCID_SUITE;

static bool no_invpcid(void)
{
	return !x86_invpcid.probe();
}

static const struct feature without_invpcid = { "a processor without INVPCID",
						"CPUID.7.0:EBX[10]",
						no_invpcid };

#define CANONICAL     0xffff928140c07000
#define NON_CANONICAL 0x0000800000000000 /* with four levels */
#define HIGH_HOLE     0xffff7fffffffffff
#define LAST_LOW_57   0x00ffffffffffffff
#define FIRST_HIGH_57 0xff00000000000000
#define NEVER	      0x0100000000000000
#define HIGH_NEVER    0xfeffffffffffffff
#define HIGHEST_LOW   0x00007fffffffffff
#define LOWEST_HIGH   0xffff800000000000

/* In the image, for CPL 3. */
static uint64_t type;
static struct invpcid_desc desc;

static void do_invpcid(const void *arg)
{
	invpcid(type, arg ? arg : &desc);
}

static const struct row {
	const char *name;
	uint64_t type;
	struct invpcid_desc desc;
	enum trap_cause disabled, enabled; /* by CR4.PCIDE */
} rows[] = {
	{ "type-0", 0, { 0, CANONICAL }, TRAP_NONE, TRAP_NONE },
	{ "type-1", 1, { 0, CANONICAL }, TRAP_NONE, TRAP_NONE },
	{ "type-2", 2, { 0, CANONICAL }, TRAP_NONE, TRAP_NONE },
	{ "type-3", 3, { 0, CANONICAL }, TRAP_NONE, TRAP_NONE },
	{ "type-0-pcid-1", 0, { 1, CANONICAL }, X86_GP, TRAP_NONE },
	{ "type-0-pcid-800", 0, { 0x800, CANONICAL }, X86_GP, TRAP_NONE },
	{ "type-0-pcid-fff", 0, { 0xfff, CANONICAL }, X86_GP, TRAP_NONE },
	{ "type-1-pcid-1", 1, { 1, CANONICAL }, X86_GP, TRAP_NONE },
	{ "type-1-pcid-800", 1, { 0x800, CANONICAL }, X86_GP, TRAP_NONE },
	{ "type-1-pcid-fff", 1, { 0xfff, CANONICAL }, X86_GP, TRAP_NONE },
	{ "type-2-pcid-10", 2, { 10, CANONICAL }, TRAP_NONE, TRAP_NONE },
	{ "type-3-pcid-fff", 3, { 0xfff, CANONICAL }, TRAP_NONE, TRAP_NONE },
	{ "type-4", 4, { 0, CANONICAL }, X86_GP, X86_GP },
	{ "type-5", 5, { 0, CANONICAL }, X86_GP, X86_GP },
	{ "type-8", 8, { 0, CANONICAL }, X86_GP, X86_GP },
	{ "type-31", 1ull << 31, { 0, CANONICAL }, X86_GP, X86_GP },
	{ "type-32", 1ull << 32, { 0, CANONICAL }, X86_GP, X86_GP },
	{ "type-63", 1ull << 63, { 0, CANONICAL }, X86_GP, X86_GP },
	{ "type-ones", ~0ull, { 0, CANONICAL }, X86_GP, X86_GP },
	{ "never-first", 0, { 0, NEVER }, X86_GP, X86_GP },
	{ "never-last", 0, { 0, HIGH_NEVER }, X86_GP, X86_GP },
	{ "below-hole", 0, { 0, HIGHEST_LOW }, TRAP_NONE, TRAP_NONE },
	{ "above-hole", 0, { 0, LOWEST_HIGH }, TRAP_NONE, TRAP_NONE },
	{ "zero", 0, { 0, 0 }, TRAP_NONE, TRAP_NONE },
	{ "hole-type-1", 1, { 0, NEVER }, TRAP_NONE, TRAP_NONE },
	{ "hole-type-2", 2, { 0, NEVER }, TRAP_NONE, TRAP_NONE },
	{ "hole-type-3", 3, { 0, NEVER }, TRAP_NONE, TRAP_NONE },
};

static void run(const struct row *r, enum trap_cause cause)
{
	struct trap t;

	type = r->type;
	desc = r->desc;
	t = trap_catch(do_invpcid, NULL);
	EXPECT_TRAP(t, cause);
	EXPECT_MEMEQ(&desc, &r->desc, sizeof(desc));
	EXPECT_EQ(pcid_look(0), 1);
}

TEST_EACH(operand, const struct row *r, rows, "is accepted or raises #GP(0)",
	  .needs = NEEDS(&x86_invpcid))
{
	pcid_go(0, 0, false);
	run(r, r->disabled);
}

TEST_EACH(operand_enabled, const struct row *r, rows,
	  "is accepted or raises #GP(0)",
	  .needs = NEEDS(&x86_pcid, &x86_invpcid))
{
	pcid_enable();
	pcid_go(0, 0, false);
	run(r, r->enabled);
	pcid_go(0, 0x10, false);
	run(r, r->enabled);
}

/* 4.5.2: what the processor could have counts, not how many levels there are. */
TEST(width, "an address of 57 bits is for processors with LA57",
     .needs = NEEDS(&x86_invpcid))
{
	static const uint64_t addresses[] = { NON_CANONICAL, HIGH_HOLE,
					      LAST_LOW_57, FIRST_HIGH_57 };

	pcid_go(0, 0, false);
	for (unsigned int i = 0; i < 4; i++) {
		const struct row r = { .desc.address = addresses[i] };

		test_context("0x%llx", (unsigned long long)addresses[i]);
		run(&r, canonical_width_cpu() == 57 ? TRAP_NONE : X86_GP);
	}
}

TEST(reserved_pcid, "bits 63:12 of the descriptor raise #GP(0), for all types",
     .needs = NEEDS(&x86_invpcid))
{
	pcid_go(0, 0, false);
	for (unsigned int bit = 12; bit < 64; bit++) {
		for (unsigned int t = 0; t < 4; t++) {
			struct row r = { .type = t };

			test_context("bit %u type %u", bit, t);
			r.desc.pcid = 1ull << bit;
			run(&r, X86_GP);
		}
	}
}

/* The operand is read, and nothing else: not even aligned. */
TEST(memory, "a descriptor that cannot be read raises #PF",
     .needs = NEEDS(&x86_invpcid))
{
	char *pages = vmap_alloc(2 * PAGE_SIZE, PAGE_SIZE);
	void *frame = page_alloc(0, PAGE_ZERO);
	struct trap t;

	test_defer(page_free, frame);
	test_defer(vmap_free, pages);
	ASSERT_EQ(arch_map(pages, virt_to_phys(frame), PAGE_SIZE, MAP_READ), 0);
	type = 2;
	EXPECT_TRAP(trap_catch(do_invpcid, pages + 0xff0), TRAP_NONE);
	EXPECT_TRAP(trap_catch(do_invpcid, pages + 0x7f1), TRAP_NONE);
	t = trap_catch(do_invpcid, pages + 0xff1);
	EXPECT_TRAP_ERROR(t, X86_PF, 0);
	EXPECT_EQ(t.address, (uintptr_t)pages + PAGE_SIZE);
	t = trap_catch(do_invpcid, pages + PAGE_SIZE);
	EXPECT_TRAP_ERROR(t, X86_PF, 0);
	EXPECT_EQ(t.address, (uintptr_t)pages + PAGE_SIZE);
	t = trap_catch(do_invpcid, (void *)NON_CANONICAL);
	EXPECT_TRAP(t, X86_GP);
	arch_unmap(pages, PAGE_SIZE);
}

TEST(cpl3, "raises #GP(0) whatever the operands are",
     .needs = NEEDS(&x86_invpcid))
{
	type = 2;
	desc = (struct invpcid_desc){ 0, CANONICAL };
	EXPECT_TRAP(user_catch(do_invpcid, NULL), X86_GP);
	type = 4;
	EXPECT_TRAP(user_catch(do_invpcid, NULL), X86_GP);
	EXPECT_TRAP(user_catch(do_invpcid, (void *)PAGE_SIZE), X86_GP);
}

static void with_lock(const void *arg)
{
	(void)arg;
	asm volatile(".byte 0xf0, 0x66, 0x0f, 0x38, 0x82, 0x08"
		     :
		     : "a"(&desc), "c"(2ul)
		     : "memory");
}

static void with_register(const void *arg)
{
	(void)arg;
	asm volatile(".byte 0x66, 0x0f, 0x38, 0x82, 0xc8"
		     :
		     : "a"(&desc), "c"(2ul)
		     : "memory");
}

TEST(forms, "LOCK and a register for the descriptor raise #UD",
     .needs = NEEDS(&x86_invpcid))
{
	EXPECT_TRAP(trap_catch(with_lock, NULL), X86_UD);
	EXPECT_TRAP(trap_catch(with_register, NULL), X86_UD);
}

TEST(absent_invpcid, "INVPCID raises #UD at any privilege level",
     .needs = NEEDS(&without_invpcid))
{
	type = 2;
	EXPECT_TRAP(trap_catch(do_invpcid, NULL), X86_UD);
	EXPECT_TRAP(user_catch(do_invpcid, NULL), X86_UD);
	type = 4;
	EXPECT_TRAP(trap_catch(do_invpcid, (void *)NON_CANONICAL), X86_UD);
}

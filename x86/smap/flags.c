/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The suite's pages; STAC and CLAC. */
#include "suite.h"

#include <mm/vmap.h>
#include <x86/mmu.h>
#include <x86/user.h>

SMAP_SUITE;

#define STAC ".byte 0x0f, 0x01, 0xcb"
#define CLAC ".byte 0x0f, 0x01, 0xca"

unsigned long *user_page, *same;

void smap_prepare(void)
{
	test_defer(write_cr4, read_cr4());
	if (!user_page) {
		same = page_alloc(0, PAGE_ZERO);
		user_page = vmap_alloc(PAGE_SIZE, PAGE_SIZE);
		if (arch_map(user_page, virt_to_phys(same), PAGE_SIZE,
			     MAP_READ | MAP_WRITE | MAP_USER) != 0)
			ERROR("no memory for a table");
	}
	for (unsigned int i = 0; i < NR_WORDS; i++)
		same[i] = i;
}

void set_smap(bool on)
{
	unsigned long cr4 = read_cr4() & ~(unsigned long)CR4_SMAP;

	write_cr4(cr4 | (on ? CR4_SMAP : 0));
}

static bool no_smap(void)
{
	return !x86_smap.probe();
}

static const struct feature without_smap = { "a processor without SMAP",
					     "CPUID.7.0:EBX[20]", no_smap };

/* ---------------------------------------------------------- STAC, CLAC ---- */

static const unsigned long flag_rows[] = {
	EFLAGS_FIXED,
	EFLAGS_FIXED | EFLAGS_AC,
	EFLAGS_FIXED | EFLAGS_CF | EFLAGS_OF | EFLAGS_DF | EFLAGS_ZF,
	EFLAGS_FIXED | EFLAGS_AC | EFLAGS_SF | EFLAGS_AF | EFLAGS_PF,
};

static unsigned long after_stac(unsigned long flags)
{
	asm volatile("push %0\n\t popf\n\t" STAC "\n\t pushf\n\t pop %0\n\t cld"
		     : "+r"(flags)
		     :
		     : "memory", "cc");
	return flags;
}

static unsigned long after_clac(unsigned long flags)
{
	asm volatile("push %0\n\t popf\n\t" CLAC "\n\t pushf\n\t pop %0\n\t cld"
		     : "+r"(flags)
		     :
		     : "memory", "cc");
	return flags;
}

static const struct mode {
	const char *name;
	bool smap;
} modes[] = { { "smap-off", false }, { "smap-on", true } };

TEST_EACH(stac_clac, const struct mode *m, modes, "set and clear only AC",
	  .needs = NEEDS(&x86_smap))
{
	set_smap(m->smap);
	for (unsigned int i = 0; i < 4; i++) {
		unsigned long flags = flag_rows[i];

		EXPECT_EQ(after_stac(flags), flags | EFLAGS_AC);
		EXPECT_EQ(after_clac(flags), flags & ~(unsigned long)EFLAGS_AC);
	}
}

static void do_stac(const void *arg)
{
	(void)arg;
	asm volatile(STAC ::: "memory", "cc");
}

static void do_clac(const void *arg)
{
	(void)arg;
	asm volatile(CLAC ::: "memory", "cc");
}

TEST_EACH(cpl3, const struct mode *m, modes, "STAC and CLAC raise #UD",
	  .needs = NEEDS(&x86_smap))
{
	struct trap t;

	set_smap(m->smap);
	t = user_catch_flags(do_stac, NULL, 0);
	EXPECT_TRAP(t, X86_UD);
	EXPECT_EQ(t.flags & EFLAGS_AC, 0);
	t = user_catch_flags(do_clac, NULL, EFLAGS_AC);
	EXPECT_TRAP(t, X86_UD);
	EXPECT_EQ(t.flags & EFLAGS_AC, EFLAGS_AC);
}

TEST(absent, "STAC and CLAC raise #UD", .needs = NEEDS(&without_smap))
{
	EXPECT_TRAP(trap_catch(do_stac, NULL), X86_UD);
	EXPECT_TRAP(trap_catch(do_clac, NULL), X86_UD);
}

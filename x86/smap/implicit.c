/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an instruction reads of descriptor tables. */
#include "suite.h"

#include <x86/desc.h>
#include <x86/user.h>

SMAP_SUITE;

enum {
	LDT_SEL = SPARE_SEL_BASE,
	IN_LDT = 8 + 4, /* entry 1, TI */
};

static bool ac; /* for the instructions below */

/* An LDT in the user page, with a data segment in entry 1. */
static void load_ldt(unsigned int dpl)
{
	const uint64_t data =
		desc_segment(0, 0xfffff,
			     DESC_DATA_RW | DESC_ACCESSED | DESC_S |
				     DESC_DPL(dpl) | DESC_P | DESC_G | DESC_DB);
	uint64_t *entry = gdt_entry(LDT_SEL);

	*(uint64_t *)((char *)same + 8) = data;
	entry[0] = desc_segment((uint32_t)(uintptr_t)user_page, 15,
				DESC_LDT | DESC_P);
	entry[1] = (uint64_t)(uintptr_t)user_page >> 32;
	test_defer(lldt, 0);
	lldt(LDT_SEL);
}

static void load_es(const void *arg)
{
	(void)arg;
	if (ac)
		write_flags(EFLAGS_FIXED | EFLAGS_AC);
	write_es(IN_LDT);
	write_es(0);
	if (ac)
		write_flags(EFLAGS_FIXED);
}

static void load_es_user(const void *arg)
{
	(void)arg;
	write_es(IN_LDT | 3);
	write_es(0);
}

static void expect_refused(struct trap t)
{
	EXPECT_TRAP_ERROR(t, X86_PF, PF_P);
	EXPECT_EQ(t.address, (uintptr_t)user_page + 8);
}

/* 4.6: accesses to descriptor tables are implicit supervisor-mode accesses. */
TEST(ldt_cpl0, "reading a descriptor is refused", .needs = NEEDS(&x86_smap))
{
	load_ldt(0);
	ac = false;
	EXPECT_TRAP(trap_catch(load_es, NULL), TRAP_NONE);
	set_smap(true);
	expect_refused(trap_catch(load_es, NULL));
}

TEST(ldt_cpl0_ac, "reading a descriptor is refused whatever AC is",
     .needs = NEEDS(&x86_smap))
{
	load_ldt(0);
	set_smap(true);
	ac = true;
	expect_refused(trap_catch(load_es, NULL));
}

TEST(ldt_cpl3, "reading a descriptor for CPL 3 is an access of the supervisor",
     .needs = NEEDS(&x86_smap))
{
	load_ldt(3);
	EXPECT_TRAP(user_catch_flags(load_es_user, NULL, 0), TRAP_NONE);
	set_smap(true);
	expect_refused(user_catch_flags(load_es_user, NULL, 0));
	expect_refused(user_catch_flags(load_es_user, NULL, EFLAGS_AC));
}

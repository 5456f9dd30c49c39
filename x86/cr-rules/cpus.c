/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Each CPU has its own: what one writes no other one sees, and CPUID mirrors
 * CR4 on the CPU that executes it.
 *
 * Intel SDM vol. 2, CPUID (OSXSAVE, OSPKE).
 */
#include "suite.h"

#include <smp.h>
#include <x86/msr.h>

CR_RULES_SUITE;

static bool osxsave(void)
{
	return cpuid(1, 0).c >> 27 & 1;
}

static bool ospke(void)
{
	return x86_ospke.probe();
}

static const struct mirror {
	const char *name;
	unsigned long cr4;
	bool (*shown)(void);
	const struct feature *feature;
} mirrors[] = {
	{ "OSXSAVE", CR4_OSXSAVE, osxsave, &x86_xsave },
	{ "OSPKE", CR4_PKE, ospke, &x86_pku },
};

static void set(const struct mirror *m, bool on)
{
	write_cr4((read_cr4() & ~m->cr4) | (on ? m->cr4 : 0));
	EXPECT_EQ(m->shown(), on);
}

TEST_EACH(mirror, const struct mirror *m, mirrors,
	  "is in CPUID what it is in CR4, at once")
{
	if (!m->feature->probe()) {
		EXPECT_FALSE(m->shown());
		return;
	}
	for (unsigned int i = 0; i < 4; i++)
		set(m, i % 2);
	write_cr4(read_cr4() ^ CR4_DE); /* another bit leaves it alone */
	EXPECT_TRUE(m->shown());
	set(m, false);
}

static const struct mirror *there;

static void set_there(void *on)
{
	set(there, on != NULL);
}

static void stays_there(void *on)
{
	EXPECT_EQ(there->shown(), on != NULL);
}

TEST_EACH(mirror_here, const struct mirror *m, mirrors,
	  "follows CR4 of the CPU itself, not of another",
	  .needs = NEEDS(&smp_2_cpus))
{
	static char yes;

	if (!m->feature->probe())
		SKIP("needs %s (%s)", m->feature->name, m->feature->where);
	there = m;
	set(m, false);
	on_cpu(1, set_there, &yes);
	EXPECT_FALSE(m->shown());
	set(m, true);
	on_cpu(1, set_there, NULL);
	EXPECT_TRUE(m->shown());
	set(m, false);
	on_cpu(1, stays_there, NULL);
}

/* Bits that disturb nobody; the two CPUs have the opposite of each. */
#define CR0_BITS (CR0_TS | CR0_EM | CR0_AM)
#define CR4_BITS (CR4_TSD | CR4_DE | CR4_PCE)

static void write_all(const struct control *c)
{
	write_cr0((unsigned long)c->cr0);
	write_cr2((unsigned long)c->cr2);
	write_cr3((unsigned long)c->cr3);
	write_cr4((unsigned long)c->cr4);
	if (has_efer())
		wrmsr(MSR_IA32_EFER, c->efer);
}

static struct control opposite(struct control c)
{
	c.cr0 ^= CR0_BITS;
	c.cr2 ^= 0x12345678;
	c.cr3 ^= CR3_PCD | CR3_PWT;
	c.cr4 ^= CR4_BITS;
	if (x86_syscall.probe())
		c.efer ^= EFER_SCE;
	return c;
}

static void write_opposite(void *old)
{
	struct control *c = old, other;

	*c = control_read();
	other = opposite(*c);
	write_all(&other);
	expect_control(&other);
}

static void expect_opposite(void *old)
{
	struct control other = opposite(*(struct control *)old);

	expect_control(&other);
	write_all(old);
}

TEST(per_cpu, "what one CPU writes no other one has",
     .needs = NEEDS(&smp_2_cpus))
{
	struct control here = control_read(), other, old;

	on_cpu(1, write_opposite, &old);
	expect_control(&here);
	other = opposite(here);
	write_all(&here);
	on_cpu(1, expect_opposite, &old);
	write_all(&other);
	expect_control(&other);
	on_cpu(1, write_opposite, &old);
	expect_control(&other);
	on_cpu(1, expect_opposite, &old);
	write_all(&here);
}

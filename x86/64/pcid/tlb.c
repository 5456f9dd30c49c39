/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which translations may be used under a PCID, and which are gone after what.
 *
 * The manual never promises that a translation is kept, so that nothing here
 * depends on it: what was not invalidated may be old or new.
 */
#include "suite.h"

#include <arch/page.h>
#include <smp.h>

PCID_SUITE;

enum {
	ROUNDS = 10000,
	P = 0x123, /* two PCIDs that differ in one bit, and one that does not */
	Q = 0x122,
};

/* A PCID has a space of its own: what it has must not be seen from the other. */
static void alternate(void *arg)
{
	const unsigned int p = arg ? 0xfff : P, q = arg ? 0x7ff : Q;

	pcid_enable();
	pcid_go(0, p, false);
	pcid_go(1, q, false);
	for (unsigned int i = 0; i < ROUNDS; i++) {
		pcid_go(i & 1, i & 1 ? q : p, true);
		if (pcid_look(0) != 1 + (i & 1)) {
			EXPECT_EQ(pcid_look(0), 1 + (i & 1));
			return;
		}
	}
	EXPECT_EQ(read_cr3(), pcid_cr3(1, q));
}

TEST(apart, "one PCID's translations are not used with another", NEEDS_PCID)
{
	alternate(NULL);
}

static void alternate_there(void *arg)
{
	const unsigned long cr3 = read_cr3();

	alternate(arg);
	write_cr3(cr3);
	write_cr4(read_cr4() & ~(unsigned long)CR4_PCIDE);
}

TEST(apart_cpus, "the same on two processors at once",
     .needs = NEEDS(&x86_pcid, &smp_2_cpus))
{
	static int other;

	on_cpu_start(1, alternate_there, &other);
	alternate(NULL);
	on_cpu_wait(1);
}

/* ------------------------------------------------------ what is gone ---- */

/* P has seen frame 0, and its table has frame 2 now; where the change is made. */
enum from {
	FROM_P,
	FROM_Q
};

static void by_cr3(const struct invpcid_desc *d)
{
	(void)d;
	pcid_go(0, P, false);
}

static void by_invlpg(const struct invpcid_desc *d)
{
	invlpg((void *)d->address);
}

static void by_pcide(const struct invpcid_desc *d)
{
	const uint64_t cr4 = read_cr4();

	(void)d;
	pcid_go(1, 0, true);
	write_cr4(cr4 & ~(unsigned long)CR4_PCIDE);
	write_cr4(cr4);
}

static void by_pge(const struct invpcid_desc *d)
{
	(void)d;
	write_cr4(read_cr4() ^ CR4_PGE);
}

static void by_type_0(const struct invpcid_desc *d)
{
	invpcid(0, d);
}

static void by_type_1(const struct invpcid_desc *d)
{
	invpcid(1, d);
}

static void by_type_2(const struct invpcid_desc *d)
{
	invpcid(2, d);
}

static void by_type_3(const struct invpcid_desc *d)
{
	invpcid(3, d);
}

static const struct row {
	const char *name;
	void (*invalidate)(const struct invpcid_desc *d);
	enum from from;
	uint64_t bits; /* of the entry: PTE_G */
	bool large;
	unsigned int offset; /* of the address that is named */
	bool invpcid;	     /* needs it */
} rows[] = {
	{ "cr3", by_cr3, FROM_P },
	{ "cr3-from-other", by_cr3, FROM_Q },
	{ "invlpg", by_invlpg, FROM_P },
	{ "invlpg-within", by_invlpg, FROM_P, .offset = 0xfff },
	{ "invlpg-global", by_invlpg, FROM_P, PTE_G },
	{ "invlpg-global-from-other", by_invlpg, FROM_Q, PTE_G },
	{ "pcide", by_pcide, FROM_P },
	{ "pcide-from-other", by_pcide, FROM_Q },
	{ "pge-from-other", by_pge, FROM_Q },
	{ "pge-global-from-other", by_pge, FROM_Q, PTE_G },
	{ "type-0", by_type_0, FROM_P, .invpcid = true },
	{ "type-0-from-other", by_type_0, FROM_Q, .invpcid = true },
	{ "type-0-within", by_type_0, FROM_Q, .offset = 0xffe,
	  .invpcid = true },
	{ "type-0-large", by_type_0, FROM_Q, .large = true, .invpcid = true },
	{ "type-0-large-within", by_type_0, FROM_Q, .large = true,
	  .offset = 0x1f0000, .invpcid = true },
	{ "type-1", by_type_1, FROM_P, .invpcid = true },
	{ "type-1-from-other", by_type_1, FROM_Q, .invpcid = true },
	{ "type-1-large", by_type_1, FROM_Q, .large = true, .invpcid = true },
	{ "type-2", by_type_2, FROM_P, .invpcid = true },
	{ "type-2-from-other", by_type_2, FROM_Q, .invpcid = true },
	{ "type-2-global", by_type_2, FROM_P, PTE_G, .invpcid = true },
	{ "type-2-global-from-other", by_type_2, FROM_Q, PTE_G,
	  .invpcid = true },
	{ "type-3", by_type_3, FROM_P, .invpcid = true },
	{ "type-3-from-other", by_type_3, FROM_Q, .invpcid = true },
	{ "type-3-large", by_type_3, FROM_Q, .large = true, .invpcid = true },
};

static void map_p(const struct row *r, unsigned int frame)
{
	if (r->large)
		pcid_map_large(0, frame);
	else
		pcid_map(0, frame, r->bits);
}

static void look_again(const struct row *r, unsigned int frame)
{
	const struct invpcid_desc d = {
		.pcid = P,
		.address = (r->large ? (uintptr_t)pcid_page & ~0x1ffffful :
				       (uintptr_t)pcid_page) +
			   r->offset,
	};

	if (r->from == FROM_Q)
		pcid_go(1, Q, true);
	map_p(r, frame);
	r->invalidate(&d);
	if (r->from == FROM_Q && r->invalidate != by_cr3)
		EXPECT_EQ(read_cr3() & PTE_ADDR, pcid_cr3(1, 0));
	if ((read_cr3() & CR3_PCID) != P) /* a switch may flush more */
		pcid_go(0, P, true);
	EXPECT_EQ(pcid_look(8), 1 + frame);
}

TEST_EACH(gone, const struct row *r, rows, "leads to the new frame", NEEDS_PCID)
{
	if (r->invpcid && !x86_invpcid.probe())
		SKIP("needs INVPCID (CPUID.7.0:EBX[10])");
	write_cr4(read_cr4() | CR4_PGE);
	map_p(r, 0);
	pcid_enable();
	pcid_go(0, P, false);
	for (unsigned int i = 0; i < 20; i++) {
		EXPECT_EQ(pcid_look(0), i == 0 ? 1 : 3 - (i & 1));
		look_again(r, 1 + (i & 1));
		look_again(r, 2 - (i & 1));
		look_again(r, 1 + (i & 1));
	}
}

/* CR3[63] keeps what P has, or does not: nothing else may come of it. */
TEST(kept, "CR3[63] leads to the old frame or to the new one", NEEDS_PCID)
{
	uint64_t seen;

	pcid_enable();
	pcid_go(0, P, false);
	EXPECT_EQ(pcid_look(0), 1);
	pcid_go(1, Q, true);
	pcid_map(0, 2, 0);
	pcid_go(0, P, true);
	seen = pcid_look(0);
	EXPECT_TRUE(seen == 1 || seen == 3);
	pcid_go(0, P, false);
	EXPECT_EQ(pcid_look(0), 3);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#include <mm/vmap.h>

PSETABLES_SUITE;

static unsigned int take(uint64_t *number, unsigned int nr)
{
	unsigned int digit = (unsigned int)(*number % nr);

	*number /= nr;
	return digit;
}

static const uint32_t chosen[] = { PTE_P, PTE_W, PTE_U, PTE_A, PTE_D };

/* Make the first @nr of those bits the ones of a number. */
static void choose(uint32_t *entry, unsigned int nr, unsigned int number)
{
	for (unsigned int i = 0; i < nr; i++) {
		*entry &= ~chosen[i];
		*entry |= number >> i & 1 ? chosen[i] : 0;
	}
}

static void take_access(struct state *s, uint64_t *number)
{
	s->kind = take(number, NR_KINDS);
	s->user = take(number, 2);
}

static void take_mode(struct state *s, uint64_t *number)
{
	s->wp = take(number, 2);
	s->smep = take(number, 2);
	if (s->smep && !x86_smep.probe())
		SKIP("needs SMEP (CPUID.7.0:EBX[7])");
}

TEST_NUMBERED(small, uint64_t number, 32 * 16 * NR_KINDS * 2 * 2 * 2,
	      "bits of both entries of a page of 4 KiB, against all modes")
{
	struct state s = permissive(false);

	choose(&s.pte, 5, take(&number, 32));
	choose(&s.pde, 4, take(&number, 16));
	take_access(&s, &number);
	take_mode(&s, &number);
	check(&s);
}

TEST_NUMBERED(large, uint64_t number, 32 * NR_KINDS * 2 * 2 * 2,
	      "bits of the entry of a page of 4 MiB, against all modes")
{
	struct state s = permissive(true);

	choose(&s.pde, 5, take(&number, 32));
	take_access(&s, &number);
	take_mode(&s, &number);
	check(&s);
}

/* ------------------------------------------------------------- single bits ---- */

#define BIT_SPACE (32 * 2 * 2 * 2 * NR_KINDS * 2)

/* One bit of one entry turned round, where that leads to no other page. */
static struct state bit_state(uint64_t number)
{
	unsigned int bit = take(&number, 32);
	bool large = take(&number, 2), pte = take(&number, 2);
	struct state s = permissive(large);
	uint32_t elsewhere = large ? 0xffffe000 & ~reserved(true) : 0xfffff000;

	s.pse = take(&number, 2);
	if (large && !s.pse)
		SKIP("there are no large pages without PSE");
	if (!pte && s.pse)
		elsewhere |= PTE_PS;
	if (elsewhere >> bit & 1)
		SKIP("that leads to another page");
	*(pte ? &s.pte : &s.pde) ^= 1u << bit;
	take_access(&s, &number);
	return s;
}

TEST_NUMBERED(bits, uint64_t number, BIT_SPACE,
	      "each bit of each entry: reserved, ignored, or with a meaning")
{
	struct state s = bit_state(number);

	check(&s);
}

TEST_NUMBERED(bits_present, uint64_t number, BIT_SPACE,
	      "P is set in the error code for each reserved bit")
{
	struct state s = bit_state(number);

	check_present(&s);
}

/* -------------------------------------------------------------- PSE-36 ---- */

static const struct frame {
	const char *name;
	uint32_t pde; /* bits 20:13 are bits 39:32 of the address */
	uint64_t phys;
	bool ram; /* where the argument above-4g says that some is there */
} frames[] = {
	{ "4g", 1 << 13, 0x100c00000, true },
	{ "8g", 2 << 13, 0x200c00000, false },
	{ "16g", 4 << 13, 0x400c00000, false },
	{ "32g", 8 << 13, 0x800c00000, false },
	{ "64g", 16 << 13, 0x1000c00000, false },
};

/* Without those bits it would be the page that the other cases use. */
TEST_EACH(pse36, const struct frame *f, frames,
	  "a page of 4 MiB lies above 4 GiB", .needs = NEEDS(&x86_pse36))
{
	volatile uint32_t *low = phys_to_virt(LARGE | (VIRT & 0x3fffff));
	struct state s = permissive(true);
	volatile uint32_t *page;

	if (!test_arg("above-4g"))
		SKIP("needs RAM above 4 GiB");
	page = vmap_io(f->phys + (VIRT & 0x3fffff), 4);
	*page = 0x12340b0f;
	s.pde |= f->pde;
	run(&s);
	EXPECT_EQ(seen.vector, X86_VECTOR(X86_UD));
	EXPECT_EQ(seen.ax == 0x12340b0f, f->ram);
	EXPECT_NE(seen.ax, *low);
	s.kind = WRITE;
	run(&s);
	EXPECT_EQ(seen.vector, X86_VECTOR(X86_UD));
	EXPECT_EQ(*page == seen.ax, f->ram);
	EXPECT_NE(*low, seen.ax);
}

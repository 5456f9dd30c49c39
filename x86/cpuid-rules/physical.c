/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MAXPHYADDR as page tables know it: the bits of an entry from there on are
 * reserved, those below are address.
 *
 * Intel SDM vol. 3, 4.1.4, 4.4.2 (PAE: 62:MAXPHYADDR), 4.5.4 (51:MAXPHYADDR; the
 * bits above are ignored) and 4.7; AMD APM vol. 2, 5.3 and 5.4.
 */
#include "suite.h"
#include <arch.h>
#include <arch/page.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <x86/mmu.h>
#include <x86/width.h>

#define LARGE	    (2u << 20)
#define WORD	    0x13572468u
#define SYSCFG_SMEE (1u << 23)

enum {
	IGNORED = IS_64 ? 52 : 63, /* the first bit above the reserved ones */
	IGNORED_END = IS_64 ? 59 : IGNORED,
};

/* No level 3 outside of long mode: its four entries are checked by MOV to CR3. */
static const struct row {
	const char *name;
	unsigned int level;
	bool page; /* the entry maps a page, else it points to a table */
	bool only_64;
} rows[] = {
	{ "pte", 1, true },	     { "pde-2m", 2, true },
	{ "pde", 2, false },	     { "pdpte", 3, false, true },
	{ "pml4e", 4, false, true },
};

/* The entry under test, what it was, and an address that it translates. */
static uint64_t *entry, good;
static volatile uint32_t *virt;

static void set_entry(uint64_t value)
{
	*entry = value;
	write_cr3(read_cr3());
}

static void put_back(uintptr_t bytes)
{
	set_entry(good);
	arch_unmap((void *)(uintptr_t)virt, bytes);
}

static unsigned int width(void)
{
	return leaf_exists(0x80000008) ? field(cpuid(0x80000008, 0).a, 7, 0) :
					 36;
}

/* Tables of one's own as well, away from what the library has mapped. */
static void *address(void)
{
	void *start;

	if (sizeof(long) == 8)
		return (void *)(uintptr_t)0xffffb00000000000;
	start = vmap_alloc(LARGE, LARGE);
	test_defer(vmap_free, start);
	return start;
}

static void set_up(const struct row *r)
{
	size_t bytes = r->page && r->level == 2 ? LARGE : PAGE_SIZE;
	uint32_t *page;

	if (r->only_64 && sizeof(long) == 4)
		SKIP("PAE paging has three levels");
	page = page_alloc(bytes == LARGE ? 9 : 0, PAGE_ANY);
	test_defer(page_free, page);
	*page = WORD;
	virt = address();
	ASSERT_EQ(arch_map((void *)(uintptr_t)virt, virt_to_phys(page), bytes,
			   MAP_READ | MAP_WRITE),
		  0);
	entry = mmu_entry(virt, r->level);
	ASSERT_TRUE(entry != NULL);
	good = *entry;
	test_defer(put_back, bytes);
	if (r->level == 2)
		ASSERT_EQ(!!(good & PTE_PS), r->page);
}

static uint32_t seen;

static void read_word(const void *arg)
{
	(void)arg;
	seen = *virt;
}

static void write_word(const void *arg)
{
	(void)arg;
	*virt = 0;
}

static struct trap with_bit(unsigned int bit, void (*access)(const void *))
{
	test_context("bit %u, MAXPHYADDR %u", bit, width());
	seen = 0;
	set_entry(good | 1ull << bit);
	return trap_catch(access, NULL);
}

static void expect_reserved(struct trap t, unsigned long error)
{
	EXPECT_TRAP_CAUSE(t, X86_PF);
	EXPECT_EQ(t.error & ~(unsigned long)PF_P, error);
	EXPECT_EQ(t.address, (uintptr_t)virt);
}

TEST_EACH(reserved_above, const struct row *r, rows,
	  "raises #PF with RSVD for an entry with a bit from MAXPHYADDR on")
{
	set_up(r);
	for (unsigned int bit = width(); bit < IGNORED; bit++) {
		expect_reserved(with_bit(bit, read_word), PF_RSVD);
		expect_reserved(with_bit(bit, write_word), PF_RSVD | PF_W);
	}
	set_entry(good);
	EXPECT_EQ(*virt, WORD);
}

/* Apart from the rest because one bit must not hide the others. */
TEST_EACH(reserved_present, const struct row *r, rows,
	  "has P in the error code of that fault: RSVD without P there is not")
{
	set_up(r);
	for (unsigned int bit = width(); bit < IGNORED; bit++)
		EXPECT_EQ(with_bit(bit, read_word).error & PF_P, PF_P);
}

/* Nothing is there but, at most, memory of somebody else: not this word. */
TEST_EACH(address_below, const struct row *r, rows,
	  "takes each bit below MAXPHYADDR for a part of the page's address")
{
	if (!r->page)
		SKIP("would walk tables where there is no memory");
	set_up(r);
	for (unsigned int bit = 33; bit < width(); bit++) {
		EXPECT_TRAP(with_bit(bit, read_word), TRAP_NONE);
		EXPECT_NE(seen, WORD);
	}
	set_entry(good);
	EXPECT_EQ(*virt, WORD);
}

TEST_EACH(ignored_above, const struct row *r, rows,
	  "ignores bits 58:52 in long mode")
{
	if (sizeof(long) == 4)
		SKIP("PAE paging reserves them");
	set_up(r);
	for (unsigned int bit = IGNORED; bit < IGNORED_END; bit++) {
		EXPECT_TRAP(with_bit(bit, read_word), TRAP_NONE);
		EXPECT_EQ(seen, WORD);
	}
}

/* ----------------------------------------------------------- the C-bit ---- */

/* AMD APM vol. 2, 7.10.2 and 15.34.1 */
static bool encryption_on(void)
{
	uint64_t syscfg = 0, sev = 0;

	rdmsr_safe(MSR_SYSCFG, &syscfg);
	rdmsr_safe(MSR_SEV_STATUS, &sev);
	return syscfg & SYSCFG_SMEE || sev & 1;
}

/*
 * Without SME and SEV the bit is what its position says: reserved from
 * MAXPHYADDR on, else address. In neither case is it taken off.
 */
TEST(c_bit, "does not honour the C-bit while memory encryption is off")
{
	unsigned int bit = field(cpuid(0x8000001f, 0).b, 5, 0);
	struct trap t;

	if (!leaf_exists(0x8000001f) || !(cpuid(0x8000001f, 0).a & 3))
		SKIP("needs SME or SEV (CPUID.8000001F:EAX[1:0])");
	if (encryption_on())
		SKIP("memory encryption is on");
	set_up(&rows[0]);
	t = with_bit(bit, read_word);
	if (bit >= width())
		EXPECT_TRAP_ERROR(t, X86_PF, PF_P | PF_RSVD);
	else
		EXPECT_TRAP(t, TRAP_NONE);
	EXPECT_NE(seen, WORD);
}

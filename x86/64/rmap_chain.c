/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One page of memory at tens of thousands of addresses: what a hypervisor has to
 * find when that page changes.
 *
 * Intel SDM vol. 3, 4.5 (any number of entries may have one address).
 */
#include <mm/page.h>
#include <mm/vmap.h>
#include <smp.h>
#include <string.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/mmu.h>

enum {
	LEAST = 16384, /* addresses, at 64 MiB */
	MOST = 65536,
	FREE = 1000, /* pages that the machine keeps for other things */
	STRIDE = 17,
};

static char *chain;
static unsigned int length;
static uint64_t *target, *other;

/* As many addresses as there are pages of RAM, but for some. */
static unsigned int choose_length(void)
{
	const struct boot_info *info = arch_boot_info();
	uint64_t pages = 0;

	for (unsigned int i = 0; i < info->nr_ram; i++)
		pages += (info->ram[i].end - info->ram[i].start) / PAGE_SIZE;
	return pages < LEAST + FREE ? LEAST :
	       pages > MOST + FREE  ? MOST :
				      (unsigned int)pages - FREE;
}

static void map(unsigned int i, const void *page)
{
	uint64_t *entry = mmu_make(chain + i * PAGE_SIZE, 1);

	if (!entry)
		ERROR("no memory for a table");
	*entry = virt_to_phys(page) | PTE_P | PTE_W;
}

static void map_all(const void *page)
{
	for (unsigned int i = 0; i < length; i++)
		map(i, page);
	write_cr3(read_cr3());
}

static void unmap_all(uintptr_t unused)
{
	(void)unused;
	for (unsigned int i = 0; i < length; i++)
		*mmu_entry(chain + i * PAGE_SIZE, 1) = 0;
	write_cr3(read_cr3());
}

static void prepare(void)
{
	if (!chain) {
		length = choose_length();
		chain = vmap_alloc((length + 1ul) * PAGE_SIZE, PAGE_SIZE);
		target = page_alloc(0, PAGE_ZERO);
		other = page_alloc(0, PAGE_ZERO);
	}
	memset(target, 0, PAGE_SIZE);
	memset(other, 0, PAGE_SIZE);
	map_all(target);
	test_defer(unmap_all, 0);
}

TEST_SUITE("rmap_chain",
	   .summary = "one page at tens of thousands of addresses",
	   .setup = prepare);

static volatile uint64_t *at(unsigned int i, unsigned int word)
{
	return (volatile uint64_t *)(chain + i * PAGE_SIZE) + word;
}

TEST(write, "what each address writes, the page has")
{
	for (unsigned int i = 0; i < length; i++)
		*at(i, i % 512) = 0x100000 + i;
	for (unsigned int word = 0; word < 512; word++) {
		unsigned int last = length - 1 - (length - 1 - word) % 512;

		EXPECT_EQ(target[word], 0x100000 + last);
	}
	test_note("%u addresses", length);
}

TEST(all_see, "what one address writes, all others read")
{
	for (unsigned int n = 0; n < 4; n++) {
		*at(length / 4 * n, 7) = 0x5000 + n;
		for (unsigned int i = 0; i < length; i++)
			if (*at(i, 7) != 0x5000 + n) {
				test_context("address %u", i);
				EXPECT_EQ(*at(i, 7), 0x5000 + n);
			}
		EXPECT_EQ(target[7], 0x5000 + n);
	}
}

/* 4.8: each entry has flags of its own. */
TEST(flags, "each entry has its own accessed and dirty flags")
{
	for (unsigned int i = 0; i < length; i += STRIDE)
		*at(i, 1) = i;
	for (unsigned int i = 1; i < length; i += STRIDE)
		*at(i, 1);
	for (unsigned int i = 0; i < length; i++) {
		uint64_t flags = *mmu_entry(chain + i * PAGE_SIZE, 1) &
				 (PTE_A | PTE_D);
		uint64_t expected = i % STRIDE == 0 ? PTE_A | PTE_D :
				    i % STRIDE == 1 ? PTE_A :
						      0;

		if (flags != expected) {
			test_context("address %u", i);
			EXPECT_EQ(flags, expected);
		}
	}
	EXPECT_EQ(*mmu_entry(chain, 1) & PTE_D, PTE_D);
}

/* All at once; those first that were used last, which a TLB still has. */
TEST(remap, "all addresses lead to another page, and back")
{
	for (unsigned int round = 0; round < 4; round++) {
		uint64_t *now = round % 2 ? target : other;

		map_all(now);
		for (unsigned int i = 0; i < length; i++)
			*at(round % 2 ? i : length - 1 - i, 0) += 1;
		EXPECT_EQ(now[0], (round / 2 + 1) * length);
	}
	EXPECT_EQ(target[0], other[0]);
}

static void do_write(const void *arg)
{
	*(volatile uint64_t *)(uintptr_t)arg = 1;
}

/* The page becomes read-only everywhere: none may still write. */
TEST(protect, "no address writes after all have become read-only")
{
	for (unsigned int i = 0; i < length; i++)
		*at(i, 2) = i; /* the last ones are cached now */
	for (unsigned int i = 0; i < length; i++)
		*mmu_entry(chain + i * PAGE_SIZE, 1) &= ~PTE_W;
	write_cr3(read_cr3());
	for (unsigned int i = 0; i < length; i += STRIDE * STRIDE) {
		const void *word =
			(const void *)(uintptr_t)at(length - 1 - i, 2);

		EXPECT_TRAP_ERROR(trap_catch(do_write, word), X86_PF,
				  PF_P | PF_W);
	}
	EXPECT_EQ(target[2], length - 1);
}

/* The page is a page table itself: a hypervisor may have protected it. */
TEST(table, "a page table that has many addresses can be written by all")
{
	char *window = vmap_alloc(0x200000, 0x200000);
	uint64_t *entry, *table;

	if (!mmu_make(window, 1))
		ERROR("no memory for a table");
	entry = mmu_entry(window, 2);
	table = mmu_table(*entry);
	test_defer(invlpg, window);
	*(volatile uint64_t *)other = 0x1111;
	map_all(table);
	for (unsigned int i = 0; i < length; i += STRIDE) {
		volatile uint64_t *page;

		*at(i, i % 512) = virt_to_phys(other) | PTE_P | PTE_W;
		page = (volatile uint64_t *)(window + i % 512 * PAGE_SIZE);
		EXPECT_EQ(*page, 0x1111);
		*at(i, i % 512) = 0;
		invlpg((void *)(uintptr_t)page);
	}
	map_all(target);
}

static unsigned char page_zero_byte;

static void touch_first_page(const void *unused)
{
	volatile unsigned char *byte = (void *)(chain + length * PAGE_SIZE);

	(void)unused;
	page_zero_byte = *byte;
	*byte = (unsigned char)~page_zero_byte;
	*byte = page_zero_byte;
}

/* Physical page 0, which nobody else maps. */
TEST(page_zero, "one address more, of physical page 0")
{
	char *more = chain + length * PAGE_SIZE;

	if (arch_map(more, 0, PAGE_SIZE, MAP_READ | MAP_WRITE) != 0)
		ERROR("no memory for a table");
	EXPECT_TRAP(trap_catch(touch_first_page, NULL), TRAP_NONE);
	EXPECT_EQ(*(volatile unsigned char *)more, page_zero_byte);
	arch_unmap(more, PAGE_SIZE);
}

/* ----------------------------------------------------------- another CPU ---- */

static void reload_and_read(void *expected)
{
	write_cr3(read_cr3());
	for (unsigned int i = 0; i < length; i += STRIDE)
		if (*at(i, 3) != (uintptr_t)expected) {
			test_context("address %u", i);
			EXPECT_EQ(*at(i, 3), (uintptr_t)expected);
		}
	EXPECT_EQ(*at(length - 1, 3), (uintptr_t)expected);
}

TEST(cpus, "another CPU finds the new page at all addresses",
     .needs = NEEDS(&smp_2_cpus))
{
	target[3] = 0x1000;
	other[3] = 0x2000;
	for (unsigned int round = 0; round < 4; round++) {
		on_cpu(1, reload_and_read, (void *)0x1000);
		map_all(other);
		on_cpu(1, reload_and_read, (void *)0x2000);
		map_all(target);
	}
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that devices alone write while the VM migrates, again and again: a write
 * that does not tell the host that its page is dirty leaves an old copy behind.
 *
 * fw_cfg's DMA interface (QEMU documentation, "QEMU Firmware Configuration
 * (fw_cfg) Device"); PCI Local Bus 3.0, 6.8.1 (MSI: a write of 4 bytes).
 */
#include <arch/page.h>
#include <clock.h>
#include <dev/edu.h>
#include <dev/fwcfg.h>
#include <dev/pci_features.h>
#include <mm/page.h>
#include <string.h>
#include <test/test.h>

TEST_SUITE("dirty-dma",
	   .summary = "no write of a device is lost while a VM migrates",
	   .needs = NEEDS(&host_migrate));

enum {
	ORDER = 6,
	PAGES = 1 << ORDER,
	MS = 1000,  /* of writing: several migrations */
	ROUNDS = 4, /* at least, however slow */
	TRIES = 10000,
	LETTER = 64, /* where in its page the one is that is looked at */
};

static volatile uint8_t *pages;
static unsigned int lost, nr_rounds;

static void open_pages(void)
{
	pages = page_alloc(ORDER, PAGE_ZERO);
	test_defer(page_free, (void *)(uintptr_t)pages);
	lost = nr_rounds = 0;
}

static volatile uint8_t *page(unsigned int index)
{
	return pages + (size_t)index * PAGE_SIZE;
}

/* Each page is looked at right before it is written again, in turn. */
static void
write_while_migrating(bool (*is)(unsigned int index, uint16_t round),
		      void (*write)(unsigned int index, uint16_t round))
{
	unsigned int hops;
	uint64_t end;

	host_migrate_begin();
	end = clock_ns() + MS * 1000000ull;
	for (uint16_t round = 1; clock_ns() < end || nr_rounds < ROUNDS;
	     round++, nr_rounds++)
		for (unsigned int i = 0; i < PAGES; i++) {
			lost += !is(i, (uint16_t)(round - 1));
			write(i, round);
		}
	hops = host_migrate_end();
	for (unsigned int i = 0; i < PAGES; i++)
		lost += !is(i, (uint16_t)nr_rounds);
	EXPECT_EQ(lost, 0);
	EXPECT_GE(hops, 3);
	test_note("%u migrations, %u rounds", hops, nr_rounds);
}

/* ----------------------------------------------------------------- fw_cfg -- */

static char letters[LETTER];
static struct fwcfg_file file;

/* One of the file's letters after the other comes to lie there. */
static unsigned int place(uint16_t round)
{
	return round % file.size;
}

static bool is_letter(unsigned int index, uint16_t round)
{
	return page(index)[LETTER] == (round ? letters[place(round)] : 0);
}

static void fetch_letters(unsigned int index, uint16_t round)
{
	const volatile uint8_t *at = page(index) + LETTER - place(round);

	if (fwcfg_dma(FWCFG_DMA_SELECT | FWCFG_DMA_READ |
			      FWCFG_DMA_KEY(file.key),
		      file.size, virt_to_phys((void *)(uintptr_t)at)) != 0)
		ERROR("fw_cfg does not end a transfer");
}

TEST(fwcfg, "S2-3: what fw_cfg writes to memory is not lost",
     .needs = NEEDS(&fwcfg_dma_feature))
{
	if (!fwcfg_find("opt/hvcheck/letters", &file) || file.size < 2 ||
	    file.size > LETTER)
		SKIP("needs up to 64 letters in fw_cfg's opt/hvcheck/letters");
	fwcfg_read_item(file.key, letters, file.size);
	open_pages();
	write_while_migrating(is_letter, fetch_letters);
}

/* -------------------------------------------------------------- a message -- */

static struct edu edu;

static bool is_word(unsigned int index, uint16_t round)
{
	return *(volatile uint32_t *)page(index) == round;
}

/* The device forgets its configuration with each migration: then once more. */
static void send_word(unsigned int index, uint16_t round)
{
	unsigned int tries = 0;

	do {
		if (tries++ == TRIES)
			ERROR("edu sends no message");
		edu_reopen(&edu);
		edu_message(&edu, virt_to_phys((void *)(uintptr_t)page(index)),
			    round);
	} while (!is_word(index, round));
}

TEST(message, "S2-3: messages of a PCI function to memory are not lost",
     .needs = NEEDS(&pci_edu))
{
	edu = edu_open(EDU_ANY);
	open_pages();
	write_while_migrating(is_word, send_word);
}

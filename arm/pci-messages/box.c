/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#include <arch/barrier.h>
#include <arch/page.h>
#include <mm/page.h>

enum {
	WORDS = 1024
};

void mailbox_empty(const struct mailbox *box)
{
	for (unsigned int i = 0; i < WORDS; i++)
		box->words[i] = NO_MESSAGE;
	mb();
}

struct mailbox mailbox_open(void)
{
	uint32_t *page = page_alloc(0, 0);
	struct mailbox box = { page, virt_to_phys(page) };

	mailbox_empty(&box);
	return box;
}

void mailbox_check_empty(const struct mailbox *box)
{
	mb();
	for (unsigned int i = 0; i < WORDS; i++) {
		test_context("word %u", i);
		ASSERT_EQ(box->words[i], NO_MESSAGE);
	}
}

void mailbox_check(const struct mailbox *box, unsigned int at, uint32_t data)
{
	mb();
	EXPECT_EQ(box->words[at], data);
	box->words[at] = NO_MESSAGE;
	mailbox_check_empty(box);
}

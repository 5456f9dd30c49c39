/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "accesses.h"

#include <string.h>

static struct access_result result;

void access_fill(uint8_t *at)
{
	for (unsigned int i = 0; i < PLACE; i++)
		at[i] = (uint8_t)(i * 0x35 + 1);
}

void access_call(const void *arg)
{
	const struct access *c = arg;

	result = c->row->fn(c->at);
}

void access_expect_loaded(const struct row *r, const uint8_t *at)
{
	uint64_t loaded[2] = { result.x1, result.x2 };
	uint8_t bytes[16];
	unsigned int half = r->bytes / 2;

	if (!strcmp(r->name, "ldp_w")) { /* each word in a register */
		memcpy(bytes, &loaded[0], half);
		memcpy(bytes + half, &loaded[1], half);
		EXPECT_EQ(loaded[0] >> 32, 0);
		EXPECT_EQ(loaded[1] >> 32, 0);
	} else {
		memcpy(bytes, loaded, sizeof(bytes));
	}
	EXPECT_MEMEQ(bytes, at, r->bytes);
	if (r->bytes < 8)
		EXPECT_EQ(loaded[0] >> 8 * r->bytes, 0);
}

void access_expect_stored(const struct row *r, const uint8_t *base,
			  unsigned int offset)
{
	const uint64_t stored[2] = { STORED_1, STORED_2 };
	uint8_t expected[PLACE];

	access_fill(expected);
	memcpy(expected + offset, stored, r->bytes);
	EXPECT_MEMEQ(base, expected, sizeof(expected));
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a device does, and what of it is seen in memory and in events. */
#include "suite.h"

#include <arch/barrier.h>
#include <dev/pci.h>

enum {
	FILL = 0xa5,
	WORD = 4, /* bytes of a message */
};

struct edu edu;
uint8_t *data;
struct smmu_space space;

struct at_boot at_boot;

static void look(void)
{
	static bool seen;

	if (seen)
		return;
	seen = true;
	at_boot = (struct at_boot){ .cr0 = smmu_read(SMMU_CR0),
				    .cr0ack = smmu_read(SMMU_CR0ACK),
				    .irq_ctrl = smmu_read(SMMU_IRQ_CTRL),
				    .gerror = smmu_read(SMMU_GERROR),
				    .gerrorn = smmu_read(SMMU_GERRORN) };
}

void set_up(void)
{
	look();
	smmu_start();
	data = smmu_alloc(DATA_BYTES, DATA_BYTES);
	edu = edu_open(SID);
}

void translate_by(unsigned int shift, unsigned int bits)
{
	space = smmu_space(shift, bits, ASID);
	smmu_attach(SID, &space);
}

void translate(void)
{
	translate_by(12, 39);
	smmu_map(&space, IOVA, data, 3);
}

/* No fault leaves the same word twice. */
static uint16_t next_word(void)
{
	static uint16_t word;

	return word++ ^ 0x4b1e;
}

static void fill(void)
{
	memset(data, FILL, DATA_BYTES);
	mb();
}

static void check_untouched(const uint8_t *but)
{
	uint8_t expected[64];

	memset(expected, FILL, sizeof(expected));
	for (const uint8_t *at = data; at < data + DATA_BYTES; at += 64) {
		if (but && at == data + ((size_t)(but - data) & ~63ul))
			continue;
		if (memcmp(at, expected, 64) != 0)
			EXPECT_MEMEQ(at, expected, 64);
	}
}

void check_written(const struct edu *by, uint64_t address, uint8_t *at)
{
	const uint16_t word = next_word();
	uint8_t *line = data + ((size_t)(at - data) & ~63ul);
	uint8_t expected[64];

	memset(expected, FILL, sizeof(expected));
	expected[at - line] = (uint8_t)word;
	expected[at - line + 1] = (uint8_t)(word >> 8);
	expected[at - line + 2] = expected[at - line + 3] = 0;
	fill();
	edu_message(by, address, word);
	EXPECT_MEMEQ(line, expected, sizeof(expected));
	check_untouched(at);
	check_no_event();
}

void write_blocked(const struct edu *by, uint64_t address)
{
	const uint8_t expected = FILL;

	fill();
	edu_message(by, address, next_word());
	EXPECT_MEMEQ(data, &expected, 1);
	check_untouched(NULL);
}

/* The buffer of the device, written to memory as the stream that bypasses. */
static uint64_t buffer(const struct edu *by)
{
	const uint32_t sid = by->function->bdf;
	const uint64_t old = *smmu_ste(sid);
	uint64_t *word = smmu_alloc(64, 64);

	smmu_set_ste(sid, SMMU_STE_V | SMMU_STE_BYPASS);
	edu_store(by, virt_to_phys(word), sizeof(*word));
	smmu_set_ste(sid, old);
	return *word;
}

void check_fetched(const struct edu *by, uint64_t address, uint8_t *at)
{
	const uint64_t word = test_random();

	fill();
	memcpy(at, &word, sizeof(word));
	edu_fetch(by, address, sizeof(word));
	check_no_event();
	EXPECT_EQ(buffer(by), word);
}

void fetch_blocked(const struct edu *by, uint64_t address, uint8_t *at)
{
	const uint32_t word = (uint32_t)test_random();

	fill();
	memcpy(at, &word, sizeof(word));
	edu_fetch(by, address, sizeof(word));
	EXPECT_EQ(*(uint32_t *)(void *)at, word);
	EXPECT_NE((uint32_t)buffer(by), word);
}

void check_no_event(void)
{
	EXPECT_EQ(smmu_nr_events(), 0);
	EXPECT_EQ(smmu_read(SMMU_GERROR), smmu_read(SMMU_GERRORN));
}

void check_config_event(enum smmu_event_type type, uint32_t sid)
{
	struct smmu_event event = { 0 };

	ASSERT_EQ(smmu_nr_events(), 1);
	ASSERT_TRUE(smmu_take_event(&event));
	EXPECT_EQ(event.dw[0], (uint64_t)sid << 32 | type);
	EXPECT_EQ(event.dw[1] & SMMU_EVENT_S2, 0);
}

/* 7.3.13: double word 3 is of stage 2. */
void check_fault(enum smmu_event_type type, uint32_t sid, uint64_t address,
		 bool read)
{
	struct smmu_event event = { 0 };

	ASSERT_EQ(smmu_nr_events(), 1);
	ASSERT_TRUE(smmu_take_event(&event));
	EXPECT_EQ(event.dw[0], (uint64_t)sid << 32 | type);
	EXPECT_EQ(event.dw[1] & ~SMMU_EVENT_CLASS, read ? SMMU_EVENT_READ : 0);
	EXPECT_EQ(event.dw[2], address);
}

void check_write_fault(enum smmu_event_type type, uint64_t address)
{
	write_blocked(&edu, address);
	check_fault(type, SID, address, false);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The xAPIC id: SDM vol. 3, 10.4.6 (local APIC ID). */
#include "suite.h"

#define ID_VECTOR 0x77

static uint32_t first_id;

static void read_ids(void *arg)
{
	uint32_t *initial = arg;

	first_id = apic_read(APIC_ID);
	*initial = cpuid(1, 0).b >> 24;
}

TEST(id, "is CPUID's initial APIC id, on every CPU, and nothing in bits 23:0")
{
	for (unsigned int cpu = 0; cpu < cpu_count(); cpu++) {
		uint32_t initial;

		test_context("CPU %u", cpu);
		on_cpu(cpu, read_ids, &initial);
		EXPECT_EQ(first_id, initial << 24);
		EXPECT_EQ(first_id >> 24, arch_cpu_hwid(cpu));
	}
}

/* Some processors do not let it be changed; CPUID's never changes. */
TEST(id_written, "is what was written, or stays; CPUID's id stays in any event")
{
	uint32_t old = apic_read(APIC_ID), now;

	apic_write(APIC_ID, 0x5a000000);
	now = apic_read(APIC_ID);
	EXPECT_EQ(cpuid(1, 0).b >> 24, old >> 24);
	apic_write(APIC_ID, old);
	EXPECT_EQ(now, now == old ? old : 0x5a000000);
	EXPECT_EQ(apic_read(APIC_ID), old);
}

/*
 * Two CPUs of one id. The one that is not here gets its work before its id
 * changes, for the library would not reach it then.
 */
static volatile unsigned int stage;

static bool stage_is(void *arg)
{
	return stage >= (uintptr_t)arg;
}

static void be_aliased(void *arg)
{
	uint32_t old = apic_read(APIC_ID);

	apic_write(APIC_ID, *(const uint32_t *)arg << 24);
	stage = 1;
	wait_until(stage_is, (void *)2, 4000000);
	apic_write(APIC_ID, old);
	irqlog_window();
}

static bool id_is_writable(void)
{
	uint32_t old = apic_read(APIC_ID);
	bool changed;

	apic_write(APIC_ID, ~old & 0xff000000);
	changed = apic_read(APIC_ID) != old;
	apic_write(APIC_ID, old);
	return changed;
}

static const struct alias {
	const char *name;
	uint32_t id;
} aliases[] = { { "0", 0 }, { "1", 1 }, { "100", 100 }, { "254", 254 } };

TEST_EACH(aliased, const struct alias *r, aliases,
	  "an IPI to an id that two CPUs have reaches both")
{
	uint32_t old = apic_read(APIC_ID), id = r->id;

	if (!id_is_writable())
		SKIP("the id is read-only");
	stage = 0;
	on_cpu_start(1, be_aliased, &id);
	EXPECT_TRUE(wait_until(stage_is, (void *)1, 5000000));
	apic_write(APIC_ID, id << 24);
	apic_ipi(id, APIC_ICR_ASSERT | ID_VECTOR);
	apic_write(APIC_ID, old);
	stage = 2;
	on_cpu_wait(1);
	irqlog_windows();
	EXPECT_EQ(irqlog.taken[0][ID_VECTOR], 1);
	EXPECT_EQ(irqlog.taken[1][ID_VECTOR], 1);
	EXPECT_EQ(irqlog_all(), 2);
}

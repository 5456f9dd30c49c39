/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The space of ID registers as a whole: readable, reserved ones zero, written
 * never, the same on all CPUs and at all times.
 *
 * Arm ARM, D19.1.3 (op0 3, op1 0, CRn 0, CRm 1 to 7: reserved encodings read as
 * zero).
 */
#include "suite.h"

#include <clock.h>
#include <smp.h>
#include <string.h>

IDREGS_SUITE;

/* ---------------------------------------------------------- every slot ---- */

static const struct slot {
	const char *name;
	uint8_t crm;
	uint8_t reserved; /* a bit for each op2 that nothing is allocated to */
} slots[] = {
	{ "c1", 1, 0 },	   { "c2", 2, 0 },    { "c3", 3, 0x88 },
	{ "c4", 4, 0x48 }, { "c5", 5, 0xc8 }, { "c6", 6, 0xf0 },
	{ "c7", 7, 0xe0 },
};

TEST_EACH(reserved, const struct slot *s, slots,
	  "can be read, and is zero where nothing is allocated")
{
	for (unsigned int op2 = 0; op2 < 8; op2++) {
		uint64_t value = id_read((struct id_reg){ s->crm, op2 });

		test_context("S3_0_C0_C%u_%u", s->crm, op2);
		if (s->reserved & 1u << op2)
			EXPECT_EQ(value, 0);
	}
}

TEST_EACH(written, const struct slot *s, slots,
	  "is undefined to write, and keeps its value")
{
	for (unsigned int op2 = 0; op2 < 8; op2++) {
		struct id_reg reg = { s->crm, op2 };
		uint32_t reg_bits = A64_REG(3, 0, 0, s->crm, op2);
		uint64_t value = id_read(reg);
		struct insn_registers in;
		struct insn_outcome o;
		uint32_t word = A64_MSR(reg_bits, 3);

		test_context("S3_0_C0_C%u_%u", s->crm, op2);
		insn_pattern(&in);
		o = insn_run(&word, 1, false, &in);
		expect_insn_trap(&o, ESR_UNDEFINED, false, &in);
		EXPECT_EQ(id_read(reg), value);
	}
}

/* AArch32 ID registers where there is no AArch32 are UNKNOWN, but readable. */
TEST(aarch32_absent, "lets its ID registers be read without AArch32 at EL0")
{
	if (id_field(PFR0, 0) != 1)
		SKIP("EL0 has AArch32");
	for (unsigned int i = 0; i < 23; i++) {
		struct id_reg reg = { 1 + i / 8, i % 8 };

		EXPECT_EQ(id_read(reg), id_read(reg));
	}
}

/* ------------------------------------------------------- all CPUs, time ---- */

/* clang-format off: by rows */
#define SLOTS(V)                                                                                      \
	V(S3_0_C0_C1_0)                                                                               \
	V(S3_0_C0_C1_1)                                                                               \
	V(S3_0_C0_C1_2)                                                                               \
	V(S3_0_C0_C1_3) V(S3_0_C0_C1_4) V(S3_0_C0_C1_5) V(S3_0_C0_C1_6) V(S3_0_C0_C1_7) V(            \
		S3_0_C0_C2_0) V(S3_0_C0_C2_1) V(S3_0_C0_C2_2) V(S3_0_C0_C2_3) V(S3_0_C0_C2_4)         \
		V(S3_0_C0_C2_5) V(S3_0_C0_C2_6) V(S3_0_C0_C2_7) V(S3_0_C0_C3_0) V(S3_0_C0_C3_1) V(    \
			S3_0_C0_C3_2) V(S3_0_C0_C3_3) V(S3_0_C0_C3_4) V(S3_0_C0_C3_5) V(S3_0_C0_C3_6) \
			V(S3_0_C0_C3_7) V(S3_0_C0_C4_0) V(S3_0_C0_C4_1) V(S3_0_C0_C4_2) V(            \
				S3_0_C0_C4_3) V(S3_0_C0_C4_4) V(S3_0_C0_C4_5) V(S3_0_C0_C4_6)         \
				V(S3_0_C0_C4_7) V(S3_0_C0_C5_0) V(S3_0_C0_C5_1) V(S3_0_C0_C5_2) V(    \
					S3_0_C0_C5_3) V(S3_0_C0_C5_4) V(S3_0_C0_C5_5) V(S3_0_C0_C5_6) \
					V(S3_0_C0_C5_7) V(S3_0_C0_C6_0) V(S3_0_C0_C6_1) V(            \
						S3_0_C0_C6_2) V(S3_0_C0_C6_3) V(S3_0_C0_C6_4)         \
						V(S3_0_C0_C6_5) V(S3_0_C0_C6_6) V(S3_0_C0_C6_7) V(    \
							S3_0_C0_C7_0) V(S3_0_C0_C7_1) V(S3_0_C0_C7_2) \
							V(S3_0_C0_C7_3) V(S3_0_C0_C7_4) V(            \
								S3_0_C0_C7_5) V(S3_0_C0_C7_6)         \
								V(S3_0_C0_C7_7) V(midr_el1) V(        \
									revidr_el1) V(aidr_el1)       \
									V(ctr_el0) V(                 \
										dczid_el0)            \
										V(clidr_el1)          \
											V(cntfrq_el0)
#define READ(name) read_sysreg(name),
#define NAME(name) #name,
/* clang-format on */

static const char *const names[] = { SLOTS(NAME) };

enum {
	NR_IDS = sizeof(names) / sizeof(names[0])
};

struct ids {
	uint64_t value[NR_IDS];
};

static void read_ids(void *arg)
{
	struct ids *ids = arg;

	*ids = (struct ids){ { SLOTS(READ) } };
}

static void expect_same(const struct ids *actual, const struct ids *expected)
{
	for (unsigned int i = 0; i < NR_IDS; i++) {
		test_context("%s", names[i]);
		EXPECT_EQ(actual->value[i], expected->value[i]);
	}
}

TEST(all_cpus, "are the same on every CPU", .needs = NEEDS(&smp_2_cpus))
{
	struct ids first, other;

	read_ids(&first);
	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++) {
		on_cpu(cpu, read_ids, &other);
		expect_same(&other, &first);
	}
}

TEST(stable, "are the same a while later, and at each reading")
{
	struct ids first, later;

	read_ids(&first);
	for (unsigned int i = 0; i < 20; i++) {
		delay_us(1000);
		read_ids(&later);
		expect_same(&later, &first);
	}
}

TEST(migrate, "are the same after a migration", .needs = NEEDS(&host_migrate))
{
	struct ids first, later;
	uint64_t mpidr = read_sysreg(mpidr_el1);

	read_ids(&first);
	host_migrate_now();
	read_ids(&later);
	expect_same(&later, &first);
	EXPECT_EQ(read_sysreg(mpidr_el1), mpidr);
}

static void read_mpidr(void *arg)
{
	*(uint64_t *)arg = read_sysreg(mpidr_el1);
}

/* Arm ARM, D19.2.101: bit 31 RES1, U (30) clear on several processors. */
TEST(mpidr, "is another one on every CPU, and as the device tree says",
     .needs = NEEDS(&smp_2_cpus))
{
	uint64_t seen[CPU_MAX];

	for (unsigned int cpu = 0; cpu < cpu_count(); cpu++) {
		on_cpu(cpu, read_mpidr, &seen[cpu]);
		EXPECT_EQ(seen[cpu] & 0xff00ffffff, arch_cpu_hwid(cpu));
		EXPECT_EQ(seen[cpu] & ~0xff01ffffffull, 1u << 31);
		for (unsigned int i = 0; i < cpu; i++)
			EXPECT_NE(seen[i], seen[cpu]);
	}
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The boot after a reset, compared with the one before it. For PSCI a reset is as
 * good as switching off and on again, so that also what the manuals say is UNKNOWN
 * is not what the last boot left; and what they define is checked at any boot.
 *
 * DEN 0022, 5.13 (SYSTEM_RESET: equivalent to a power cycle); Arm ARM, D1.10
 * (reset), H3 (OS Lock), D19.5 (PMCR_EL0.E).
 */
#include "suite.h"

#include <arm/psci.h>
#include <clock.h>
#include <smp.h>
#include <stddef.h>

RESET_STATE_SUITE;

TEST(ids, "ID registers are the same as before", LOOKS_BACK)
{
	const struct boot *was = reset_state_first();
	const struct boot *is = reset_state_after();

	for (unsigned int i = 0; i < RESET_IDS; i++) {
		test_context("number %u", i);
		EXPECT_EQ(is->ids[i], was->ids[i]);
	}
	reset_state_done();
}

struct field {
	const char *name;
	size_t offset; /* in struct raw */
};

#define FIELD(name, value) { #name, offsetof(struct raw, name) },

static const struct field left[] = { RESET_LEFT(FIELD) RESET_READ(FIELD) };
static const struct field all[] = { RESET_ALL(FIELD) FIELD(fpcr, 0)
					    FIELD(fpsr, 0) };

static void expect_same(const struct raw *is, const struct raw *was,
			const struct field *fields, unsigned int nr,
			unsigned int cpu)
{
	for (unsigned int i = 0; i < nr; i++) {
		size_t at = fields[i].offset;

		test_context("CPU %u, %s", cpu, fields[i].name);
		EXPECT_EQ(*(const uint64_t *)((const char *)is + at),
			  *(const uint64_t *)((const char *)was + at));
	}
}

#define NR(array) (sizeof(array) / sizeof((array)[0]))

TEST(boot_cpu, "registers of the boot CPU are what they were when it was new",
     LOOKS_BACK)
{
	const struct boot *was = reset_state_first();

	expect_same(&reset_state_after()->boot_cpu, &was->boot_cpu, left,
		    NR(left), 0);
	reset_state_done();
}

TEST(others, "registers of each other CPU are what they were when it was new",
     LOOKS_BACK, .needs = NEEDS(&smp_2_cpus))
{
	const struct boot *was = reset_state_first();

	for (unsigned int cpu = 1; cpu < cpu_count() && cpu < RESET_CPUS; cpu++)
		expect_same(&reset_state_after()->other[cpu], &was->other[cpu],
			    all, NR(all), cpu);
	reset_state_done();
}

/* ---------------------------------------------------------- off and on again ---- */

static void spoil_and_go(void *arg)
{
	(void)arg;
	mask_interrupts();
	spoil_registers();
	psci_call(PSCI_CPU_OFF, 0, 0, 0);
}

static bool is_off(void *arg)
{
	uint64_t hwid = arch_cpu_hwid(*(unsigned int *)arg);

	return psci_call(PSCI_AFFINITY_INFO, hwid, 0, 0) == 1;
}

/* Several times, and with the neighbours' ones as they are */
TEST(off_on, "a CPU that was off is on again as it was at first",
     .needs = NEEDS(&smp_2_cpus))
{
	static struct raw again __attribute__((aligned(256)));

	for (unsigned int i = 0; i < 6; i++) {
		unsigned int cpu = 1 + i % (cpu_count() - 1);

		if (cpu >= RESET_CPUS)
			continue;
		on_cpu_start(cpu, spoil_and_go, NULL);
		if (!wait_until(is_off, &cpu, 4000000))
			ERROR("CPU %u does not go off", cpu);
		smp_restart(cpu);
		look_at_other(cpu, &again);
		expect_same(&again, &reset_state_now.other[cpu], all, NR(all),
			    cpu);
	}
}

/* ---------------------------------------------------- what manuals define ---- */

/* No timer of the boot before interrupts; no translation; masked, SPx; locked */
static void expect_new(const struct raw *r)
{
	EXPECT_EQ(r->cntv_ctl_el0 & 1, 0);
	EXPECT_EQ(r->cntp_ctl_el0 & 1, 0);
	EXPECT_EQ(r->pmcr_el0 & 1, 0);
	EXPECT_EQ(r->oslsr_el1 & 2, 2);
	EXPECT_EQ(r->isr_el1, 0);
}

TEST(defined_boot_cpu, "of the boot CPU timers and PMU are off")
{
	expect_new(&reset_state_now.boot_cpu);
}

TEST(defined_others,
     "others begin at EL1, masked, without translation, timers and PMU off",
     .needs = NEEDS(&smp_2_cpus))
{
	for (unsigned int cpu = 1; cpu < cpu_count() && cpu < RESET_CPUS;
	     cpu++) {
		const struct raw *r = &reset_state_now.other[cpu];

		test_context("CPU %u", cpu);
		expect_new(r);
		EXPECT_EQ(r->sctlr_el1 & (SCTLR_M | SCTLR_C | SCTLR_I), 0);
		EXPECT_EQ(r->daif, PSTATE_MASKED);
		EXPECT_EQ(r->CurrentEL, 1u << 2);
		EXPECT_EQ(r->spsel, 1);
		EXPECT_EQ(r->mpidr_el1 & 0xff00ffffff, arch_cpu_hwid(cpu));
	}
}

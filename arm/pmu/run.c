/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

static void pmu_reset(void)
{
	pmcr(PMCR_LC);
	write_sysreg(pmcntenclr_el0, UINT32_MAX);
	write_sysreg(pmintenclr_el1, UINT32_MAX);
	cycles_filter(0);
	for (unsigned int n = 0; n < pmu_number(); n++)
		counter_type(n, SW_INCR);
	pmcr(PMCR_LC | PMCR_P | PMCR_C);
	write_sysreg(pmovsclr_el0, UINT32_MAX);
	write_sysreg(pmuserenr_el0, 0);
	isb();
}

void pmu_setup(void)
{
	test_defer(pmu_reset, 0);
	pmu_reset();
}

unsigned int pmu_version(void)
{
	return PMU_VERSION;
}

unsigned int pmu_number(void)
{
	return field(read_sysreg(pmcr_el0), 11, 5);
}

uint64_t pmu_mask(void)
{
	return ((1ull << pmu_number()) - 1) | CYCLES;
}

static void read_ids(const void *arg)
{
	uint64_t *ids = (uint64_t *)(uintptr_t)arg;

	ids[0] = read_sysreg(pmceid0_el0);
	ids[1] = read_sysreg(pmceid1_el0);
}

static bool events(uint64_t *ids)
{
	return trap_catch(read_ids, ids).cause == TRAP_NONE;
}

bool pmu_has_event(unsigned int event)
{
	uint64_t ids[2] = { 0 };

	return events(ids) ? ids[event / 32] >> event % 32 & 1 :
			     event == SW_INCR;
}

void pmcr(uint64_t bits)
{
	write_sysreg(pmcr_el0, bits & PMU_PMCR);
	isb();
}

static void select(unsigned int n)
{
	write_sysreg(pmselr_el0, n);
	isb();
}

void counter_set(unsigned int n, uint64_t value)
{
	select(n);
	write_sysreg(pmxevcntr_el0, value);
	isb();
}

uint64_t counter(unsigned int n)
{
	select(n);
	return read_sysreg(pmxevcntr_el0);
}

void counter_type(unsigned int n, uint64_t type)
{
	select(n);
	write_sysreg(pmxevtyper_el0, type);
	isb();
}

void sw_incr(uint64_t mask, unsigned int times)
{
	while (times--)
		write_sysreg(pmswinc_el0, mask);
	isb();
}

static bool probe_pmu_ids(void)
{
	uint64_t ids[2] = { 0 };

	return arm_pmu.probe() && events(ids);
}

const struct feature pmu_ids = { "IDs of events", "PMCEID0 is readable",
				 probe_pmu_ids };

#define DEFINE_EVENT(id, event)                                     \
	static bool probe_##id(void)                                \
	{                                                           \
		return arm_pmu.probe() && pmu_has_event(event);     \
	}                                                           \
	const struct feature id = { "event " #event, "PMCEID0_EL0", \
				    probe_##id };
DEFINE_EVENT(pmu_inst_retired, INST_RETIRED)
DEFINE_EVENT(pmu_mem_access, MEM_ACCESS)
DEFINE_EVENT(pmu_chain, CHAIN)

static bool probe_pmu_long(void)
{
	return arm_pmu.probe() && PMU_LONG;
}

const struct feature pmu_long = { "64-bit event counters",
				  "ID_AA64DFR0_EL1.PMUVer >= 6",
				  probe_pmu_long };

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers across exits to the hypervisor: all that an exit does not say it
 * changes is as before; of AArch64 SP_EL0 above all, which a host may use for
 * itself, of AArch32 those of the other modes.
 *
 * Each kind of exit often, with other values each time, on one CPU and on
 * several at once.
 */
#include "suite.h"

#include <arm/cpu.h>
#include <arm/gic.h>
#include <arm/psci.h>

#include <dev/fdt.h>
#include <smp.h>
#include <string.h>

REGS_EXITS_SUITE;

enum {
	TIMES = 400
};

/* One exit a row; set up by hand where it needs more than R0 and R1. */
struct row {
	const char *name;
	void (*exit)(void);
	unsigned long (*r0)(void); /* NULL: any value */
	unsigned long (*r1)(void);
	uint32_t changed;
	bool (*possible)(void);
};

static bool has_conduit(const char *name)
{
	const struct fdt *fdt = fdt_system();
	const char *method =
		fdt ? fdt_string(fdt, fdt_path(fdt, "/psci"), "method") : NULL;

	return method && strcmp(method, name) == 0;
}

static bool by_hvc(void)
{
	return has_conduit("hvc");
}

static bool by_smc(void)
{
	return has_conduit("smc");
}

static bool has_gic(void)
{
	return gic_version() != 0;
}

static bool has_sgi1r(void)
{
	return gic_version() >= 3;
}

static unsigned long version(void)
{
	return PSCI_VERSION;
}

static unsigned long unknown(void)
{
	return 0x8400053f;
}

static unsigned long typer(void)
{
	return (uintptr_t)gic_dist() + GICD_TYPER;
}

static unsigned long iidr(void)
{
	return (uintptr_t)gic_dist() + GICD_IIDR;
}

static unsigned long enabler(void)
{
	return (uintptr_t)gic_dist() + GICD_ISENABLER + 4;
}

/* To nobody: no CPU has this affinity, with an empty list. */
static unsigned long to_nobody(void)
{
	return (unsigned long)0x00fe00fe00fe0000ull;
}

/* AArch32 has the upper half in a register of its own. */
static unsigned long to_nobody_high(void)
{
	return 0x00fe00fe;
}

static unsigned long zero(void)
{
	return 0;
}

static const struct row rows[] = {
	{ "none", exit_none },
	{ "hvc", exit_hvc, version, NULL, CALL_CHANGES, by_hvc },
	{ "hvc-unknown", exit_hvc, unknown, NULL, CALL_CHANGES, by_hvc },
	{ "smc", exit_smc, version, NULL, CALL_CHANGES, by_smc },
	{ "smc-unknown", exit_smc, unknown, NULL, CALL_CHANGES, by_smc },
	{ "mmio-read", exit_load, NULL, typer, R(0), has_gic },
	{ "mmio-read-iidr", exit_load, NULL, iidr, R(0), has_gic },
	{ "mmio-write", exit_store, zero, enabler, 0, has_gic },
	{ "sgi1r", exit_sgi, to_nobody, to_nobody_high, 0, has_sgi1r },
	{ "oslar", exit_oslar, zero },
	{ "count", exit_count, NULL, NULL, COUNT_CHANGES },
	{ "actlr", exit_actlr, NULL, NULL, R(0) },
	{ "id", exit_id, NULL, NULL, R(0) },
	{ "set-way", exit_set_way, zero },
};

static void run_often(void *arg)
{
	const struct row *r = arg;
	static struct block in[CPU_MAX], out[CPU_MAX];
	struct block *mine = &in[cpu_this()], *back = &out[cpu_this()];

	for (unsigned int i = 0; i < TIMES; i++) {
		block_fill(mine);
		if (r->r0)
			mine->r[0] = r->r0();
		if (r->r1)
			mine->r[1] = r->r1();
		block_run(mine, back, r->exit);
		block_expect(back, mine, r->changed);
	}
}

TEST_EACH(exit, const struct row *r, rows, "keeps what is not its result")
{
	if (r->possible && !r->possible())
		SKIP("this machine has no such exit");
	block_seed();
	run_often((void *)(uintptr_t)r);
}

/* More CPUs than the host has make it switch between them at any place. */
TEST_EACH(exit_cpus, const struct row *r, rows,
	  "keeps them on each of several CPUs", .needs = NEEDS(&smp_2_cpus))
{
	if (r->possible && !r->possible())
		SKIP("this machine has no such exit");
	block_seed();
	on_all_cpus(run_often, (void *)(uintptr_t)r);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers across exits to the hypervisor: all that an exit does not say it
 * changes is as before, SP_EL0 above all, which a host may use for itself.
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

/* One exit a row; set up by hand where it needs more than X0 and X1. */
struct row {
	const char *name;
	void (*exit)(void);
	uint64_t (*x0)(void); /* NULL: any value */
	uint64_t (*x1)(void);
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

static uint64_t version(void)
{
	return PSCI_VERSION;
}

static uint64_t unknown(void)
{
	return 0x8400053f;
}

static uint64_t typer(void)
{
	return (uintptr_t)gic_dist() + GICD_TYPER;
}

static uint64_t iidr(void)
{
	return (uintptr_t)gic_dist() + GICD_IIDR;
}

static uint64_t enabler(void)
{
	return (uintptr_t)gic_dist() + GICD_ISENABLER + 4;
}

/* To nobody: no CPU has this affinity, with an empty list. */
static uint64_t to_nobody(void)
{
	return 0x00fe00fe00fe0000;
}

static uint64_t zero(void)
{
	return 0;
}

static const struct row rows[] = {
	{ "none", exit_none },
	{ "hvc", exit_hvc, version, NULL, 0x3ffff, by_hvc },
	{ "hvc-unknown", exit_hvc, unknown, NULL, 0x3ffff, by_hvc },
	{ "smc", exit_smc, version, NULL, 0x3ffff, by_smc },
	{ "smc-unknown", exit_smc, unknown, NULL, 0x3ffff, by_smc },
	{ "mmio-read", exit_load, NULL, typer, X(0), has_gic },
	{ "mmio-read-iidr", exit_load, NULL, iidr, X(0), has_gic },
	{ "mmio-write", exit_store, zero, enabler, 0, has_gic },
	{ "sgi1r", exit_sgi, to_nobody, NULL, 0, has_sgi1r },
	{ "oslar", exit_oslar },
};

static void run_often(void *arg)
{
	const struct row *r = arg;
	static struct block in[CPU_MAX], out[CPU_MAX];
	struct block *mine = &in[cpu_this()], *back = &out[cpu_this()];

	for (unsigned int i = 0; i < TIMES; i++) {
		block_fill(mine);
		if (r->x0)
			mine->x[0] = r->x0();
		if (r->x1)
			mine->x[1] = r->x1();
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

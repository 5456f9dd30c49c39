/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers across exits to the hypervisor: all that an exit does not say it
 * changes is as before, SP_EL0 above all, which a host may use for itself.
 *
 * Each kind of exit often, with other values each time, on one CPU and on
 * several at once.
 */
#include "block.h"

#include <arm/cpu.h>
#include <arm/features.h>
#include <arm/gic.h>
#include <arm/psci.h>
#include <arm/timer.h>

#include <arch/irq.h>
#include <clock.h>
#include <dev/fdt.h>
#include <mm/page.h>
#include <smp.h>
#include <string.h>
#include <test/test.h>

TEST_SUITE("regs-exits", .summary = "registers survive exits to the hypervisor",
	   .needs = NEEDS(&arm_fp));

enum {
	TIMES = 400
};

static const char *const sys_names[BLOCK_NR_SYS] = {
	"TPIDR_EL0", "TPIDRRO_EL0",    "ELR_EL1",    "SPSR_EL1",
	"FAR_EL1",   "ESR_EL1",	       "AFSR0_EL1",  "AFSR1_EL1",
	"PAR_EL1",   "CONTEXTIDR_EL1", "MAIR_EL1",   "TTBR1_EL1",
	"AMAIR_EL1", "CNTKCTL_EL1",    "CSSELR_EL1", "TCR_EL1",
	"CPACR_EL1",
};

/* Of each CPU its own numbers: all at once, they would wait for each other. */
static uint64_t random_of[CPU_MAX];

static uint64_t next(void)
{
	uint64_t *state = &random_of[cpu_this()];

	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state ^ *state >> 29;
}

static void seed(void)
{
	for (unsigned int cpu = 0; cpu < cpu_count(); cpu++)
		random_of[cpu] = test_random();
}

/* Which bits of each can be anything: some are RES0, some are in use. */
static const uint64_t sys_free[BLOCK_NR_SYS] = {
	UINT64_MAX, UINT64_MAX, 0x0000fffffffffffc,
	0xf0000000, UINT64_MAX, 0xffffffff,
	0,	    0,		0x0000fffffffff000,
	0xffffffff, 0,		0x0000fffffffff000,
};

static void fill_sys(struct block *b)
{
	const uint64_t now[BLOCK_NR_SYS] = {
		[10] = read_sysreg(mair_el1),	[13] = read_sysreg(cntkctl_el1),
		[14] = read_sysreg(csselr_el1), [15] = read_sysreg(tcr_el1),
		[16] = read_sysreg(cpacr_el1),
	};

	for (unsigned int i = 0; i < BLOCK_NR_SYS; i++)
		b->sys[i] = now[i] | (next() & sys_free[i]);
}

static void fill(struct block *b)
{
	for (unsigned int i = 0; i < 31; i++)
		b->x[i] = next();
	for (unsigned int i = 0; i < 32; i++) {
		b->q[i][0] = next();
		b->q[i][1] = next();
	}
	b->sp_el0 = next() & ~15ull;
	b->fpcr = next() & 0x07c00000; /* DN, FZ, RMode, AHP */
	b->fpsr = next() & 0x0800009f;
	b->nzcv = next() & 0xf0000000;
	fill_sys(b);
}

#define X(n) (1u << (n))

/* Registers in @changed are the exit's own. */
static void expect_kept(const struct block *out, const struct block *in,
			uint32_t changed)
{
	for (unsigned int i = 0; i < 30; i++) {
		if ((i >= 16 && i <= 21) || changed & X(i))
			continue;
		test_context("x%u", i);
		ASSERT_EQ(out->x[i], in->x[i]);
	}
	test_context("%s", "");
	ASSERT_EQ(out->sp_el0, in->sp_el0);
	for (unsigned int i = 0; i < BLOCK_NR_SYS; i++) {
		test_context("%s", sys_names[i]);
		ASSERT_EQ(out->sys[i], in->sys[i]);
	}
	test_context("%s", "");
	ASSERT_EQ(out->fpcr, in->fpcr);
	ASSERT_EQ(out->fpsr, in->fpsr);
	ASSERT_EQ(out->nzcv, in->nzcv);
	ASSERT_MEMEQ(out->q, in->q, sizeof(in->q));
}

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
		fill(mine);
		if (r->x0)
			mine->x[0] = r->x0();
		if (r->x1)
			mine->x[1] = r->x1();
		block_run(mine, back, r->exit);
		expect_kept(back, mine, r->changed);
	}
}

TEST_EACH(exit, const struct row *r, rows, "keeps what is not its result")
{
	if (r->possible && !r->possible())
		SKIP("this machine has no such exit");
	seed();
	run_often((void *)(uintptr_t)r);
}

/* More CPUs than the host has make it switch between them at any place. */
TEST_EACH(exit_cpus, const struct row *r, rows,
	  "keeps them on each of several CPUs", .needs = NEEDS(&smp_2_cpus))
{
	if (r->possible && !r->possible())
		SKIP("this machine has no such exit");
	seed();
	on_all_cpus(run_often, (void *)(uintptr_t)r);
}

/* ------------------------------------------------------------ interrupts -- */

/* The trap itself writes these; the library's vectors use TPIDRRO_EL0. */
static void expect_kept_by_irq(struct block *out, const struct block *in)
{
	static const unsigned int own[] = { 1, 2, 3, 4, 5 };

	for (unsigned int i = 0; i < 5; i++)
		out->sys[own[i]] = in->sys[own[i]];
	expect_kept(out, in, 0);
}

static volatile unsigned int nr_ticks;

static void tick(uint32_t iar, void *arg)
{
	(void)iar;
	(void)arg;
	timer_physical.set_ctl(0);
	nr_ticks++;
}

TEST(wfi_masked, "keeps all over a sleep that a pending interrupt ends",
     .needs = NEEDS(&arm_gic))
{
	static struct block in, out;

	seed();
	irq_disable();
	gic_enable(timer_intid(&timer_physical));
	for (unsigned int i = 0; i < 100; i++) {
		fill(&in);
		timer_physical.set_tval(ns_to_ticks(200000));
		timer_physical.set_ctl(TIMER_ENABLE);
		block_run(&in, &out, exit_wfi);
		expect_kept(&out, &in, 0);
		EXPECT_TRUE(timer_physical.ctl() & TIMER_ISTATUS);
		timer_physical.set_ctl(0);
	}
}

TEST(wfi_taken, "keeps all over an interrupt that is taken",
     .needs = NEEDS(&arm_gic))
{
	static struct block in, out;

	gic_handle(timer_intid(&timer_physical), tick, NULL);
	gic_enable(timer_intid(&timer_physical));
	irq_enable();
	nr_ticks = 0;
	seed();
	for (unsigned int i = 1; i <= 100; i++) {
		fill(&in);
		timer_physical.set_tval(ns_to_ticks(200000));
		timer_physical.set_ctl(TIMER_ENABLE);
		do
			block_run(&in, &out, exit_none);
		while (nr_ticks < i);
		expect_kept_by_irq(&out, &in);
	}
	irq_disable();
}

/* --------------------------------------------------------- untouched RAM -- */

static uint64_t fresh;

static uint64_t fresh_page(void)
{
	return fresh;
}

/* A host without the page has to find one: stage 2. */
TEST(first_touch, "keeps all over the first access to a page of RAM")
{
	const struct row store = { "store", exit_store, NULL, fresh_page };
	static struct block in, out;

	char *block = page_alloc(7, PAGE_FRESH);

	test_defer(page_free, block);
	seed();
	for (unsigned int i = 0; i < 128; i++) {
		uint32_t *page = (uint32_t *)(block + i * PAGE_SIZE);

		fresh = (uintptr_t)page;
		fill(&in);
		in.x[1] = store.x1();
		block_run(&in, &out, store.exit);
		expect_kept(&out, &in, 0);
		EXPECT_EQ(*page, (uint32_t)in.x[0]);
	}
}

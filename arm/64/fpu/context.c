/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each CPU's registers are its own, whatever others and the machine do. */
#include "suite.h"

#include <arch/barrier.h>
#include <arm/psci.h>
#include <smp.h>
#include <string.h>

FPU_SUITE;

enum {
	CPUS = 8,
	ROUNDS = 30
};

static uint8_t wanted[CPUS][NR_VECTORS * VECTOR_MAX];
static uint8_t found[CPUS][NR_VECTORS * VECTOR_MAX];
static uint8_t wanted_p[CPUS][17 * PREDICATE_MAX];
static uint8_t found_p[CPUS][17 * PREDICATE_MAX];

/* What a case is about: Q registers; Z, P and FFR of a length. */
struct kind {
	const char *name;
	bool sve;
	unsigned int len; /* of ZCR_EL1 */
	const struct feature *need;
};

static const struct kind kinds[] = {
	{ "fp", false, 0, &arm_fp },
	{ "sve-128", true, 0, &arm_sve },
	{ "sve-256", true, 1, &arm_sve },
	{ "sve-max", true, 15, &arm_sve },
};

static void need(const struct kind *k)
{
	if (!k->need->probe())
		SKIP("needs %s", k->need->name);
}

static unsigned long vector_bytes(const struct kind *k)
{
	return k->sve ? fpu_length(k->len) : 16;
}

/* FFR has no holes: D1.2, "FFR": from the lowest, all that are set */
static void make(const struct kind *k, unsigned int seed)
{
	unsigned int cpu = cpu_this();
	unsigned long bytes = vector_bytes(k);

	fpu_pattern(wanted[cpu], NR_VECTORS * bytes, seed);
	fpu_pattern(wanted_p[cpu], 16 * bytes / 8, seed + 1);
	memset(wanted_p[cpu] + 16 * bytes / 8, 0, bytes / 8);
	memset(wanted_p[cpu] + 16 * bytes / 8, 0xff, bytes / 16);
}

static void load(const struct kind *k)
{
	unsigned int cpu = cpu_this();

	if (!k->sve) {
		fpu_load_q(wanted[cpu]);
		return;
	}
	fpu_load_z(wanted[cpu]);
	fpu_load_p(wanted_p[cpu]);
}

/* Returns whether all is as it was. */
static bool same(const struct kind *k)
{
	unsigned int cpu = cpu_this();
	unsigned long bytes = vector_bytes(k);

	if (!k->sve) {
		fpu_store_q(found[cpu]);
		return memcmp(found[cpu], wanted[cpu], NR_VECTORS * 16) == 0;
	}
	fpu_store_z(found[cpu]);
	fpu_store_p(found_p[cpu]);
	return memcmp(found[cpu], wanted[cpu], NR_VECTORS * bytes) == 0 &&
	       memcmp(found_p[cpu], wanted_p[cpu], 17 * bytes / 8) == 0;
}

static void expect_same(const struct kind *k)
{
	unsigned long bytes = vector_bytes(k);

	same(k);
	EXPECT_MEMEQ(found[cpu_this()], wanted[cpu_this()], NR_VECTORS * bytes);
	if (k->sve)
		EXPECT_MEMEQ(found_p[cpu_this()], wanted_p[cpu_this()],
			     17 * bytes / 8);
}

static void overwrite(void *arg)
{
	const struct kind *k = arg;

	fpu_setup();
	make(k, 99);
	load(k);
}

static void overwrite_and_see(void *arg)
{
	expect_same(arg);
}

TEST_EACH(other, const struct kind *k, kinds, "another CPU's writes stay there",
	  .needs = NEEDS(&smp_2_cpus))
{
	need(k);
	make(k, 1);
	load(k);
	on_cpu(1, overwrite, (void *)k);
	expect_same(k);
	make(k, 2);
	load(k);
	on_cpu(1, overwrite_and_see, (void *)k);
	expect_same(k);
}

/* All at once, each with exits to the hypervisor in between. */
static struct barrier start;
static unsigned int wrong[CPUS];

static void keep(void *arg)
{
	const struct kind *k = arg;
	unsigned int cpu = cpu_this();

	fpu_setup();
	barrier_wait(&start);
	for (unsigned int round = 0; round < ROUNDS; round++) {
		make(k, cpu * 1000 + round);
		load(k);
		for (unsigned int i = 0; i < 5; i++)
			psci_call(PSCI_VERSION, 0, 0, 0);
		cpu_relax();
		wrong[cpu] += !same(k);
	}
}

TEST_EACH(all, const struct kind *k, kinds, "all CPUs keep theirs across exits",
	  .needs = NEEDS(&smp_2_cpus))
{
	need(k);
	memset(wrong, 0, sizeof(wrong));
	start = (struct barrier){ .nr_cpus = cpu_count() };
	on_all_cpus(keep, (void *)k);
	for (unsigned int cpu = 0; cpu < cpu_count(); cpu++)
		EXPECT_EQ(wrong[cpu], 0);
}

TEST_EACH(migrate, const struct kind *k, kinds, "is there after a migration")
{
	need(k);
	make(k, 5);
	load(k);
	write_sysreg(fpcr, 0x03c00000);
	write_sysreg(fpsr, 0x0800009f);
	test_host(PROTO_HOST_MIGRATE);
	EXPECT_EQ(read_sysreg(fpcr), 0x03c00000);
	EXPECT_EQ(read_sysreg(fpsr), 0x0800009f);
	if (k->sve)
		EXPECT_EQ(field(read_sysreg(ZCR_EL1), 0, 4), k->len);
	expect_same(k);
}

/* --------------------------------------------------- FPCR and FPSR ------ */

static const struct bit_row {
	const char *name;
	bool status;
	uint64_t bit;
} bits[] = {
	{ "FPCR.DN", false, 1ull << 25 },
	{ "FPCR.FZ", false, 1ull << 24 },
	{ "FPCR.RMode1", false, 1ull << 23 },
	{ "FPCR.RMode0", false, 1ull << 22 },
	{ "FPCR.AHP", false, 1ull << 26 },
	{ "FPSR.QC", true, 1ull << 27 },
	{ "FPSR.IDC", true, 1ull << 7 },
	{ "FPSR.IXC", true, 1ull << 4 },
	{ "FPSR.UFC", true, 1ull << 3 },
	{ "FPSR.OFC", true, 1ull << 2 },
	{ "FPSR.DZC", true, 1ull << 1 },
	{ "FPSR.IOC", true, 1ull << 0 },
};

static uint64_t seen_fpcr, seen_fpsr;

static void see(const void *arg)
{
	(void)arg;
	seen_fpcr = read_sysreg(fpcr);
	seen_fpsr = read_sysreg(fpsr);
}

static void clear_there(void *arg)
{
	(void)arg;
	write_sysreg(fpcr, 0);
	write_sysreg(fpsr, 0);
}

TEST_EACH(bit, const struct bit_row *r, bits,
	  "is held alone, at EL0 too, and by this CPU")
{
	uint64_t control = r->status ? 0 : r->bit;
	uint64_t status = r->status ? r->bit : 0;

	write_sysreg(fpcr, control);
	write_sysreg(fpsr, status);
	EXPECT_EQ(read_sysreg(fpcr), control);
	EXPECT_EQ(read_sysreg(fpsr), status);
	seen_fpcr = seen_fpsr = 1;
	EXPECT_TRAP(user_catch(see, NULL), TRAP_NONE);
	EXPECT_EQ(seen_fpcr, control);
	EXPECT_EQ(seen_fpsr, status);
	if (cpu_count() > 1)
		on_cpu(1, clear_there, NULL);
	psci_call(PSCI_VERSION, 0, 0, 0);
	EXPECT_EQ(read_sysreg(fpcr), control);
	EXPECT_EQ(read_sysreg(fpsr), status);
}

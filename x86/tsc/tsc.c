/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The time-stamp counter: reading, writing, and who may.
 *
 * Intel SDM vol. 3, 17.17 (time-stamp counter); vol. 2, RDTSC, RDTSCP, RDPID.
 */
#include <smp.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/msr.h>
#include <x86/tsc.h>

TEST_SUITE("tsc", .summary = "the TSC counts, in step, and obeys its MSRs",
	   .needs = NEEDS(&x86_tsc));

/* --------------------------------------------------------------- reading ---- */

static void read_once(void *arg)
{
	*(uint64_t *)arg = rdtsc();
}

BENCH(latency, "RDTSC, its cost")
{
	uint64_t last = rdtsc(), before = last;

	EXPECT_GT(bench_run(NULL, read_once, &last), 0);
	EXPECT_GT(last, before);
}

TEST(monotonic, "a later RDTSC never gives less, and in the end more")
{
	uint64_t first = rdtsc(), last = first;

	for (unsigned int i = 0; i < 100000; i++) {
		uint64_t now = rdtsc();

		if (now < last)
			EXPECT_GE(now, last);
		last = now;
	}
	EXPECT_GT(last, first);
}

TEST(rdmsr, "RDMSR of IA32_TSC lies between RDTSC before and after")
{
	uint64_t before = rdtsc(), msr = rdmsr(MSR_IA32_TSC), after = rdtsc();

	EXPECT_GE(msr, before);
	EXPECT_LE(msr, after);
}

/* ----------------------------------------------------------------- WRMSR ---- */

/* What a write may take to be seen: a tenth of a second of any TSC. */
#define CLOSE 1000000000ull

/* The TSC before and right after a write; the library's clock stays right. */
struct written {
	uint64_t before, after;
};

static struct written write_tsc(uint64_t value)
{
	struct written w = { .before = rdtsc() };
	uint64_t took;

	wrmsr(MSR_IA32_TSC, value);
	w.after = rdtsc();
	took = w.after - value;
	wrmsr(MSR_IA32_TSC, w.before + (took < CLOSE ? took : 0));
	return w;
}

static uint64_t distance(uint64_t a, uint64_t b)
{
	return a > b ? a - b : b - a;
}

static const struct write_row {
	const char *name;
	uint64_t value;
} writes[] = {
	{ "0", 0 },
	{ "10-to-11", 100000000000 },
	{ "32-bits", 0xffffffff },
	{ "bit-32", 0x100000000 },
};

TEST_EACH(write, const struct write_row *r, writes,
	  "WRMSR sets the TSC: RDTSC goes on from the value")
{
	struct written w = write_tsc(r->value);

	EXPECT_GE(w.after, r->value);
	EXPECT_LT(w.after, r->value + CLOSE);
	/* soon after boot the TSC is close to 0 anyway: it has to be closer */
	EXPECT_LT(distance(w.after, r->value), distance(w.before, r->value));
}

/* --------------------------------------------------- RDTSCP, RDPID, AUX ---- */

static uint32_t rdpid(void)
{
	unsigned long value;

	/* F3 0F C7 /7: RDPID AX; assemblers of 2017 do not know it */
	asm volatile(".byte 0xf3, 0x0f, 0xc7, 0xf8" : "=a"(value));
	return (uint32_t)value;
}

static void put_back_aux(uintptr_t value)
{
	wrmsr(MSR_IA32_TSC_AUX, value);
}

static void set_aux(uint32_t value)
{
	test_defer(put_back_aux, (uint32_t)rdmsr(MSR_IA32_TSC_AUX));
	wrmsr(MSR_IA32_TSC_AUX, value);
}

static const struct aux_row {
	const char *name;
	uint32_t value;
} auxes[] = {
	{ "0", 0 },
	{ "10", 10 },
	{ "256", 256 },
	{ "bit-31", 0x80000000 },
	{ "all-ones", 0xffffffff },
};

TEST_EACH(rdtscp, const struct aux_row *r, auxes,
	  "RDTSCP gives the TSC and IA32_TSC_AUX in ECX",
	  .needs = NEEDS(&x86_rdtscp))
{
	uint64_t before, now, after;
	uint32_t aux;

	set_aux(r->value);
	before = rdtsc();
	now = rdtscp(&aux);
	after = rdtsc();
	EXPECT_EQ(aux, r->value);
	EXPECT_GE(now, before);
	EXPECT_LE(now, after);
	EXPECT_EQ(rdmsr(MSR_IA32_TSC_AUX), r->value);
}

TEST_EACH(rdpid, const struct aux_row *r, auxes,
	  "RDPID gives IA32_TSC_AUX, zero-extended", .needs = NEEDS(&x86_rdpid))
{
	set_aux(r->value);
	EXPECT_EQ(rdpid(), r->value);
}

static void user_rdtscp(const void *aux)
{
	rdtscp((uint32_t *)(uintptr_t)aux);
}

static void user_rdpid(const void *aux)
{
	*(uint32_t *)(uintptr_t)aux = rdpid();
}

static void write_aux(void *arg)
{
	set_aux(*(const uint32_t *)arg);
}

static void read_aux(void *arg)
{
	rdtscp(arg);
}

TEST(aux_own, "each CPU has its own IA32_TSC_AUX",
     .needs = NEEDS(&x86_rdtscp, &smp_2_cpus))
{
	uint32_t other = 0x5a5a0001, here, there = 0;

	set_aux(0xa5a50000);
	on_cpu(1, write_aux, &other);
	on_cpu(1, read_aux, &there);
	read_aux(&here);
	EXPECT_EQ(here, 0xa5a50000);
	EXPECT_EQ(there, other);
}

TEST(user_aux, "RDTSCP and RDPID give the same at CPL 3",
     .needs = NEEDS(&x86_rdtscp))
{
	static uint32_t aux; /* in the image, for CPL 3 */

	aux = 0;
	set_aux(0x12345678);
	EXPECT_TRAP(user_catch(user_rdtscp, &aux), TRAP_NONE);
	EXPECT_EQ(aux, 0x12345678);
	if (!x86_rdpid.probe())
		return;
	aux = 0;
	EXPECT_TRAP(user_catch(user_rdpid, &aux), TRAP_NONE);
	EXPECT_EQ(aux, 0x12345678);
}

TEST(aux_high_bits, "WRMSR of IA32_TSC_AUX with bits 63:32 raises #GP(0)",
     .needs = NEEDS(&x86_rdtscp_or_rdpid))
{
	uint64_t old = rdmsr(MSR_IA32_TSC_AUX);

	test_defer(put_back_aux, (uint32_t)old);
	EXPECT_EQ(wrmsr_safe(MSR_IA32_TSC_AUX, 1ull << 32), X86_GP);
	EXPECT_EQ(wrmsr_safe(MSR_IA32_TSC_AUX, 1ull << 63), X86_GP);
	EXPECT_EQ(rdmsr(MSR_IA32_TSC_AUX), old);
}

/* ------------------------------------------------- privilege, absence ---- */

static void do_rdtsc(const void *arg)
{
	(void)arg;
	rdtsc();
}

static void do_rdtscp(const void *arg)
{
	uint32_t aux;

	(void)arg;
	rdtscp(&aux);
}

static void do_rdpid(const void *arg)
{
	(void)arg;
	rdpid();
}

static const struct insn {
	const char *name;
	void (*fn)(const void *);
	const struct feature *feature;
	bool obeys_tsd;
} insns[] = {
	{ "rdtsc", do_rdtsc, &x86_tsc, true },
	{ "rdtscp", do_rdtscp, &x86_rdtscp, true },
	{ "rdpid", do_rdpid, &x86_rdpid, false },
};

static void set_tsd(bool on)
{
	unsigned long cr4 = read_cr4();

	test_defer(write_cr4, cr4);
	write_cr4(on ? cr4 | CR4_TSD : cr4 & ~(unsigned long)CR4_TSD);
}

static void need(const struct feature *f)
{
	if (!f->probe())
		SKIP("needs %s (%s)", f->name, f->where);
}

TEST_EACH(user, const struct insn *r, insns, "runs at CPL 3 while CR4.TSD = 0")
{
	need(r->feature);
	set_tsd(false);
	EXPECT_TRAP(user_catch(r->fn, NULL), TRAP_NONE);
}

TEST_EACH(user_tsd, const struct insn *r, insns,
	  "raises #GP(0) at CPL 3 under CR4.TSD, but for RDPID")
{
	need(r->feature);
	set_tsd(true);
	EXPECT_TRAP(user_catch(r->fn, NULL), r->obeys_tsd ? X86_GP : TRAP_NONE);
}

TEST_EACH(kernel_tsd, const struct insn *r, insns,
	  "runs at CPL 0 whatever CR4.TSD is")
{
	need(r->feature);
	set_tsd(true);
	EXPECT_TRAP(trap_catch(r->fn, NULL), TRAP_NONE);
}

TEST_EACH(undefined, const struct insn *r, insns,
	  "raises #UD on a processor whose CPUID lacks it")
{
	if (r->feature->probe())
		SKIP("this processor has it (%s)", r->feature->where);
	EXPECT_TRAP(trap_catch(r->fn, NULL), X86_UD);
	EXPECT_TRAP(user_catch(r->fn, NULL), X86_UD);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The registers of one CPU are not another's, nor the host's. */
#include "suite.h"

#include <smp.h>
#include <x86/irq/apic.h>

AVX_STATE_SUITE;

enum {
	TURNS = 10000,
	MAX = 4,
};

static struct state {
	uint8_t ymm[16][32], ymm_seen[16][32];
	struct fxsave_area x87 __attribute__((aligned(64)));
	struct fxsave_area x87_seen __attribute__((aligned(64)));
	unsigned int wrong; /* turns in which something had changed */
} states[MAX];

static struct barrier start_line;

/* The CPU's own control registers: the end of the case puts them back. */
static void enable_here(void)
{
	write_cr0(read_cr0() & ~(unsigned long)(CR0_EM | CR0_TS));
	write_cr4(read_cr4() | CR4_OSFXSR | CR4_OSXMMEXCPT | CR4_OSXSAVE);
	xsetbv(0, 7);
}

/* What goes to the hypervisor, or to other CPUs. */
static void leave(unsigned int turn)
{
	cpuid(0, 0);
	if (turn % 16 == 0)
		apic_read(APIC_ID);
	if (turn % 64 == 0)
		pause_insn();
}

static void turn_round(struct state *s)
{
	for (unsigned int turn = 0; turn < TURNS && !s->wrong; turn++) {
		leave(turn);
		ymm_store(s->ymm_seen);
		if (memcmp(s->ymm_seen, s->ymm, NR_XMM * 32) != 0)
			s->wrong++;
		if (turn % 64 != 0)
			continue;
		fxsave(&s->x87_seen);
		if (memcmp(s->x87_seen.st, s->x87.st, sizeof(s->x87.st)) != 0)
			s->wrong++;
	}
}

static void keep(void *arg)
{
	struct state *s = &states[cpu_this()];

	(void)arg;
	enable_here();
	fxrstor(&s->x87);
	ymm_load(s->ymm);
	barrier_wait(&start_line);
	turn_round(s);
	fxsave(&s->x87_seen);
}

static void fill(struct state *s)
{
	memset(s, 0, sizeof(*s));
	random_fill(s->ymm, sizeof(s->ymm));
	s->x87.fcw = FCW_INIT;
	s->x87.ftw = 0xff;
	s->x87.mxcsr = (uint32_t)(MXCSR_INIT | (s - states) << MXCSR_RC_SHIFT);
	for (unsigned int i = 0; i < 8; i++) {
		random_fill(s->x87.st[i], 8);
		s->x87.st[i][7] |= 0x80;
		s->x87.st[i][9] = 0x3f;
	}
}

TEST(isolation, "four CPUs keep their own registers through 10000 exits each",
     .needs = NEEDS(&smp_4_cpus))
{
	start_line = (struct barrier){ .nr_cpus = MAX };
	apic_init();
	for (unsigned int cpu = 0; cpu < MAX; cpu++)
		fill(&states[cpu]);
	for (unsigned int cpu = 1; cpu < MAX; cpu++)
		on_cpu_start(cpu, keep, NULL);
	keep(NULL);
	for (unsigned int cpu = 1; cpu < MAX; cpu++)
		on_cpu_wait(cpu);
	for (unsigned int cpu = 0; cpu < MAX; cpu++) {
		struct state *s = &states[cpu];

		test_context("CPU %u", cpu);
		EXPECT_EQ(s->wrong, 0);
		EXPECT_MEMEQ(s->ymm_seen, s->ymm, NR_XMM * 32);
		EXPECT_MEMEQ(s->x87_seen.st, s->x87.st, sizeof(s->x87.st));
		EXPECT_EQ(s->x87_seen.mxcsr, s->x87.mxcsr);
	}
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers after INIT and a start-up IPI. Before, the CPU has something else in
 * each of them (dirty()), so that nothing is right by chance.
 */
#include "capture.h"
#include "suite.h"
#include <clock.h>
#include <string.h>
#include <x86/selectors.h>

static volatile uint32_t ready;
static uint64_t dirty_tsc;

#define JUNK 0x13579bdfu

/* Nothing that would act: breakpoints are set, but not enabled. */
static void dirty_registers(void)
{
	write_dr0(0x1000);
	write_dr1(0x2000);
	write_dr2(0x3000);
	write_dr3(0x4000);
	write_dr6(DR6_FIXED | DR6_BS | DR6_B3);
	write_dr7(DR7_FIXED | DR7_LE | DR7_GE);
	write_cr2(0xdeadb000);
	write_fs(KERNEL_DS);
	write_gs(KERNEL_DS);
}

/* The last thing the CPU does: all general registers and flags changed. */
static void dirty(void *arg)
{
	volatile uint32_t *is_ready = arg;

	dirty_registers();
	dirty_tsc = rdtsc();
	cli();
	*is_ready = 1;
	asm volatile("mov %0, %%eax\n\t"
		     "mov %%eax, %%ebx\n\t"
		     "mov %%eax, %%ecx\n\t"
		     "mov %%eax, %%edx\n\t"
		     "mov %%eax, %%esi\n\t"
		     "mov %%eax, %%edi\n\t"
		     "mov %%eax, %%ebp\n\t"
		     "std\n\t"
		     "cmp $0, %%eax\n\t"
		     "1: pause\n\t"
		     "jmp 1b"
		     :
		     : "i"(JUNK)
		     : "memory");
	__builtin_unreachable();
}

static volatile struct capture *after_dirt(uint32_t what)
{
	volatile struct capture *c = stub_make(what);

	ap_run(dirty, &ready);
	ap_capture();
	return c;
}

#define ROW(name, member, value)                                   \
	{                                                          \
		name, offsetof(struct capture, member), value, ~0u \
	}

static const struct row {
	const char *name;
	size_t offset;
	uint32_t value;
	uint32_t mask;
} rows[] = {
	ROW("EAX", eax, 0),
	ROW("EBX", ebx, 0),
	ROW("ECX", ecx, 0),
	ROW("ESI", esi, 0),
	ROW("EDI", edi, 0),
	ROW("EBP", ebp, 0),
	ROW("ESP", esp, 0),
	ROW("EFLAGS", eflags, EFLAGS_FIXED),
	/* CD and NW are those of before (table 9-1, note 2) */
	{ "CR0", offsetof(struct capture, cr0), CR0_ET,
	  ~(uint32_t)(CR0_CD | CR0_NW) },
	ROW("CR2", cr2, 0),
	ROW("CR3", cr3, 0),
	ROW("CR4", cr4, 0),
	ROW("DR0", dr0, 0),
	ROW("DR1", dr1, 0),
	ROW("DR2", dr2, 0),
	ROW("DR3", dr3, 0),
	ROW("DR6", dr6, DR6_INIT),
	ROW("DR7", dr7, DR7_INIT),
	ROW("DS", ds, 0),
	ROW("ES", es, 0),
	ROW("SS", ss, 0),
	ROW("FS", fs, 0),
	ROW("GS", gs, 0),
	ROW("LDTR", ldtr, 0),
	ROW("TR", tr, 0),
	ROW("starts", starts, 1),
};

TEST_EACH(reg, const struct row *r, rows, "has the value of table 9-1")
{
	volatile struct capture *c = after_dirt(0);
	volatile uint32_t *reg =
		(volatile uint32_t *)((uintptr_t)c + r->offset);

	EXPECT_EQ(*reg & r->mask, r->value);
}

TEST(edx, "has the processor's signature in EDX")
{
	EXPECT_EQ(after_dirt(0)->edx, cpuid(1, 0).a);
}

/* 10.6.1: the vector is bits 19:12 of the address; the page starts at IP 0. */
TEST(cs, "has the vector in CS, and a base of 16 times that")
{
	volatile struct capture *c = after_dirt(0);

	EXPECT_EQ(c->cs, (uint32_t)stub_vector() << 8);
	EXPECT_EQ(c->starts, 1); /* stored through CS, from offset 0 */
}

static const struct base_row {
	const char *name;
	size_t offset;
} bases[] = {
	{ "DS", offsetof(struct capture, ds_at) },
	{ "ES", offsetof(struct capture, es_at) },
	{ "SS", offsetof(struct capture, ss_at) },
	{ "FS", offsetof(struct capture, fs_at) },
	{ "GS", offsetof(struct capture, gs_at) },
};

TEST_EACH(base, const struct base_row *r, bases, "has base 0")
{
	volatile struct capture *c = after_dirt(0);

	EXPECT_EQ(*(volatile uint32_t *)((uintptr_t)c + r->offset),
		  stub_probe());
}

TEST(gdtr, "has base 0 and limit 0xffff in GDTR")
{
	volatile struct capture *c = after_dirt(0);

	EXPECT_EQ(c->gdtr.limit, 0xffff);
	EXPECT_EQ(c->gdtr.base, 0);
}

/* The 0x3ff of real mode's table is taken as well. */
TEST(idtr, "has base 0 and limit 0xffff in IDTR")
{
	volatile struct capture *c = after_dirt(0);

	EXPECT_TRUE(c->idtr.limit == 0xffff || c->idtr.limit == 0x3ff);
	EXPECT_EQ(c->idtr.base, 0);
}

static const struct base_row limits[] = {
	{ "DS", 0 },
	{ "ES", 1 },
	{ "FS", 2 },
	{ "GS", 3 },
};

TEST_EACH(limit, const struct base_row *r, limits,
	  "has limit 0xffff: #GP beyond it")
{
	volatile struct capture *c = after_dirt(WHAT_LIMITS);

	EXPECT_EQ(c->faults >> r->offset & 1, 1);
}

TEST(tsc, "goes on counting through INIT")
{
	volatile struct capture *c = after_dirt(0);

	EXPECT_GT(c->tsc, dirty_tsc);
	EXPECT_LT(c->tsc - dirty_tsc, ns_to_ticks(3000000000));
}

/* --------------------------------------------------- x87, SSE and XCR0 ---- */

struct fx {
	uint16_t fcw, fsw;
	uint8_t ftw, unused0;
	uint16_t fop;
	uint8_t pointers[16];
	uint32_t mxcsr, mxcsr_mask;
	uint8_t st[8][16];
	uint8_t xmm[16][16];
	uint8_t unused[96];
} __attribute__((aligned(16)));

_Static_assert(sizeof(struct fx) == 512, "Intel SDM vol. 1, 10.5.1");

static struct fx fx;

enum {
	NR_FX = 8, /* of each kind that real mode has */
};

static void dirty_fx(void *arg)
{
	write_cr0(read_cr0() & ~(unsigned long)(CR0_EM | CR0_TS));
	write_cr4(read_cr4() | CR4_OSFXSR);
	asm volatile("fxrstor %0" : : "m"(fx));
	ap_spin(arg);
}

static volatile const struct fx *after_fx(void)
{
	volatile struct capture *c = stub_make(WHAT_FX);

	fx = (struct fx){
		.fcw = 0x127f, .fsw = 0x3800, .ftw = 0x80, .mxcsr = 0x9fc0
	};
	for (unsigned int n = 0; n < NR_FX; n++) {
		memset(fx.st[n], (int)(0x90 + n), 10);
		memset(fx.xmm[n], (int)(0xa0 + n), 16);
	}
	ap_run(dirty_fx, &ready);
	ap_capture();
	return (volatile const struct fx *)(uintptr_t)c->fx;
}

/* Table 9-1: "FINIT/FNINIT: INIT: unchanged" */
TEST(x87, "keeps the x87 control, status and registers through INIT",
     .needs = NEEDS(&x86_fxsr, &x86_sse))
{
	volatile const struct fx *after = after_fx();

	EXPECT_EQ(after->fcw, fx.fcw);
	EXPECT_EQ(after->fsw, fx.fsw);
	EXPECT_EQ(after->ftw, fx.ftw);
	for (unsigned int n = 0; n < NR_FX; n++) {
		test_context("ST%u", n);
		EXPECT_MEMEQ((const void *)(uintptr_t)after->st[n], fx.st[n],
			     10);
	}
}

TEST(sse, "keeps XMM registers and MXCSR through INIT",
     .needs = NEEDS(&x86_fxsr, &x86_sse))
{
	volatile const struct fx *after = after_fx();

	EXPECT_EQ(after->mxcsr, fx.mxcsr);
	for (unsigned int n = 0; n < NR_FX; n++) {
		test_context("XMM%u", n);
		EXPECT_MEMEQ((const void *)(uintptr_t)after->xmm[n], fx.xmm[n],
			     16);
	}
}

static uint64_t wanted_xcr0;

static void dirty_xcr0(void *arg)
{
	write_cr4(read_cr4() | CR4_OSXSAVE);
	xsetbv(0, wanted_xcr0);
	ap_spin(arg);
}

TEST(xcr0, "keeps XCR0 through INIT", .needs = NEEDS(&x86_xsave))
{
	volatile struct capture *c = stub_make(WHAT_XCR0);
	static const uint64_t values[] = { XCR0_X87 | XCR0_SSE, XCR0_X87 };

	for (unsigned int i = 0; i < 2; i++) {
		wanted_xcr0 = values[i];
		ap_run(dirty_xcr0, &ready);
		c->stage = 0;
		ap_capture();
		EXPECT_EQ(c->xcr0, values[i]);
	}
}

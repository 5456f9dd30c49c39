/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state.h"

#include <string.h>

/* simd.S: 32 registers of 16 bytes */
void load_vectors(const void *from);
void store_vectors(void *to);

/* clang-format off */
/* Of the guest: what it runs with, and what is a pattern while translation is off */
#define GUEST_CONTROLS(R)                                                  \
	R(SCTLR_EL12)                                                      \
	R(CPACR_EL12)                                                      \
	R(VBAR_EL12)                                                       \
	R(SPSR_EL12)                                                       \
	R(ELR_EL12)                                                        \
	R(ESR_EL12) R(FAR_EL12) R(mdscr_el1) R(csselr_el1) R(CNTKCTL_EL12) \
		R(CNTV_CTL_EL02) R(CNTP_CTL_EL02)
#define GUEST_PATTERNS(R) \
	R(TTBR0_EL12)     \
	R(TTBR1_EL12)     \
	R(MAIR_EL12)      \
	R(sp_el1)         \
	R(tpidr_el0) R(tpidrro_el0) R(CNTV_CVAL_EL02) R(CNTP_CVAL_EL02)
#define GUEST_WORDS(R) R(CONTEXTIDR_EL12)

/* Of the host */
#define HOST_CONTROLS(R)                                                     \
	R(hcr_el2)                                                           \
	R(sctlr_el2)                                                         \
	R(vbar_el2)                                                          \
	R(ttbr0_el2)                                                         \
	R(tcr_el2)                                                           \
	R(mair_el2) R(cptr_el2) R(mdcr_el2) R(cnthctl_el2) R(vttbr_el2)      \
		R(vtcr_el2) R(vpidr_el2) R(vmpidr_el2) R(hstr_el2) R(sp_el0) \
			R(tpidr_el1) R(TTBR1_EL2)
#define HOST_PATTERNS(R) R(tpidr_el2) R(cntvoff_el2) R(cnthp_cval_el2)
#define HOST_WORDS(R)	 R(CONTEXTIDR_EL2)

#define EACH_PATTERN(R) GUEST_PATTERNS(R) HOST_PATTERNS(R)
#define EACH_WORD(R)	GUEST_WORDS(R) HOST_WORDS(R)
#define EACH(R)		GUEST_CONTROLS(R) HOST_CONTROLS(R) EACH_PATTERN(R) EACH_WORD(R)

#define CNTP_CTL_EL02	S3_5_C14_C2_1
#define CNTP_CVAL_EL02	S3_5_C14_C2_2
#define CNTV_CTL_EL02	S3_5_C14_C3_1
#define CNTV_CVAL_EL02	S3_5_C14_C3_2
#define CONTEXTIDR_EL12 S3_5_C13_C0_1
#define CONTEXTIDR_EL2	S3_4_C13_C0_1
#define TTBR1_EL2	S3_4_C2_C0_1

enum {
	GIB = 1 << 30,
	VTCR_39_BITS = 0x80023559, /* 4 KiB, from level 1; 40 bits of PA */
	BLOCK_RAM = 0x7fd,	   /* Normal WB, read-write */
};

#define MEMBER(name)  uint64_t name;
#define TAKE(name)    s->name = read_sysreg(name);
#define PUT(name)     write_sysreg(name, s->name);
#define PATTERN(name) write_sysreg(name, seed *= 0x9e3779b97f4a7c15);
#define WORD(name)    write_sysreg(name, (seed *= 0x9e3779b97f4a7c15) >> 32);
#define EXPECT(name)  EXPECT_EQ(now.name, begun.name);

struct state {
	EACH(MEMBER)
};
/* clang-format on */

static struct state begun, old;
static uint64_t vectors[32][2] __attribute__((aligned(16)));
static uint64_t root[512] __attribute__((aligned(4096)));

static void take(struct state *s)
{
	EACH(TAKE)
}

static void restore(void)
{
	const struct state *s = &old;

	EACH_PATTERN(PUT)
	EACH_WORD(PUT)
	write_sysreg(vttbr_el2, old.vttbr_el2);
	write_sysreg(vtcr_el2, old.vtcr_el2);
	asm volatile("dsb sy\n\ttlbi alle1is\n\tdsb sy\n\tisb" ::: "memory");
}

void state_setup(void)
{
	take(&old);
	test_defer(restore, 0);
}

/* The image's GiB one to one; else nothing. */
static void set_stage_2(void)
{
	root[1] = GIB | BLOCK_RAM;
	for (unsigned int i = 0; i < 512; i += 2)
		cache_flush_line(&root[i]);
	write_sysreg(vtcr_el2, VTCR_39_BITS);
	write_sysreg(vttbr_el2, (uintptr_t)root);
	asm volatile("dsb sy\n\ttlbi alle1is\n\tdsb sy\n\tisb" ::: "memory");
}

void state_begin(void)
{
	uint64_t seed = 0x0123456789abcdef;

	EACH_PATTERN(PATTERN)
	EACH_WORD(WORD)
	set_stage_2();
	for (unsigned int i = 0; i < 64; i++)
		vectors[i / 2][i % 2] = seed *= 0x9e3779b97f4a7c15;
	load_vectors(vectors);
	take(&begun);
}

void state_take(void)
{
	take(&begun);
}

void state_expect(uint64_t counts)
{
	uint64_t stored[32][2] __attribute__((aligned(16)));
	struct state now;

	take(&now);
	EACH(EXPECT)
	store_vectors(stored);
	for (unsigned int i = 0; i < 2; i++)
		EXPECT_EQ(stored[0][i],
			  vectors[0][i] + counts * vectors[31][i]);
	EXPECT_MEMEQ(stored[1], vectors[1], sizeof(stored) - 16);
}

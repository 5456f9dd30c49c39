/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which base is added to an address: that of FS and GS, of 64 bits, and no
 * other one. Limits and rights are not looked at.
 *
 * Intel SDM vol. 1, 3.4.2.1; vol. 3, 3.4.4, 5.3.1; AMD APM vol. 2, 4.5.3.
 */
#include "suite.h"

#include <string.h>
#include <x86/features.h>
#include <x86/msr.h>

SEGMENTS64_SUITE;

void check_done(const struct snippet *code, const struct run_state *in,
		const struct run_state *out)
{
	struct run_state state = *out;
	struct run_end end = run_until_trap(in);

	state.ip = (uintptr_t)code->end;
	EXPECT_TRAP(end.trap, X86_UD);
	run_expect_state(&end.state, &state);
}

void check_fault(const struct snippet *code, const struct run_state *in,
		 enum trap_cause cause, unsigned long error)
{
	struct run_end end = run_until_trap(in);

	EXPECT_EQ(in->ip, (uintptr_t)code->at);
	EXPECT_TRAP_ERROR(end.trap, cause, error);
	run_expect_state(&end.state, in);
}

/* Each place tells which one it is. */
static uint64_t arena[512];

static void fill(void)
{
	for (unsigned int i = 0; i < 512; i++)
		arena[i] = 0x1000000010001ull * (i + 1);
}

/* ---------------------------------------- CS, DS, ES, SS have no base ---- */

SNIPPET(default_read, "mov (%rdi), %rcx");
SNIPPET(ds_read, ".byte 0x3e\n mov (%rdi), %rcx");
SNIPPET(es_read, ".byte 0x26\n mov (%rdi), %rcx");
SNIPPET(cs_read, ".byte 0x2e\n mov (%rdi), %rcx");
SNIPPET(ss_read, ".byte 0x36\n mov (%rdi), %rcx");
SNIPPET(bp_read, "mov (%rbp), %rcx");
SNIPPET(bp_ds_read, ".byte 0x3e\n mov (%rbp), %rcx");
SNIPPET(default_write, "mov %rax, (%rdi)");
SNIPPET(ds_write, ".byte 0x3e\n mov %rax, (%rdi)");
SNIPPET(es_write, ".byte 0x26\n mov %rax, (%rdi)");
SNIPPET(cs_write, ".byte 0x2e\n mov %rax, (%rdi)");
SNIPPET(ss_write, ".byte 0x36\n mov %rax, (%rdi)");
SNIPPET(bp_write, "mov %rax, (%rbp)");
SNIPPET(addr32_read, "addr32 mov (%edi), %rcx");
SNIPPET(addr32_ds_read, ".byte 0x3e\n addr32 mov (%edi), %rcx");

static const struct plain {
	const char *name;
	struct snippet code;
	bool write;
} plains[] = {
	{ "read", SNIPPET_OF(default_read), false },
	{ "read-ds", SNIPPET_OF(ds_read), false },
	{ "read-es", SNIPPET_OF(es_read), false },
	{ "read-cs", SNIPPET_OF(cs_read), false },
	{ "read-ss", SNIPPET_OF(ss_read), false },
	{ "read-bp", SNIPPET_OF(bp_read), false },
	{ "read-bp-ds", SNIPPET_OF(bp_ds_read), false },
	{ "write", SNIPPET_OF(default_write), true },
	{ "write-ds", SNIPPET_OF(ds_write), true },
	{ "write-es", SNIPPET_OF(es_write), true },
	{ "write-cs", SNIPPET_OF(cs_write), true },
	{ "write-ss", SNIPPET_OF(ss_write), true },
	{ "write-bp", SNIPPET_OF(bp_write), true },
	{ "read-addr32", SNIPPET_OF(addr32_read), false },
	{ "read-ds-addr32", SNIPPET_OF(addr32_ds_read), false },
};

enum {
	USED = 100 /* word of the arena */
};

static void check_plain(const struct plain *p,
			const struct run_state *selectors)
{
	struct run_state in = *selectors, out;

	fill();
	in.ip = (uintptr_t)p->code.at;
	in.di = in.bp = (uintptr_t)&arena[USED];
	out = in;
	if (!p->write)
		out.cx = arena[USED];
	check_done(&p->code, &in, &out);
	EXPECT_EQ(arena[USED], p->write ? in.ax : out.cx);
}

/* Bases of 8, limits of one byte, in every register that can have them. */
static void check_descriptor(const struct plain *p, unsigned int cpl,
			     uint64_t bits)
{
	struct run_state in = run_defaults(NULL, cpl);
	uint16_t selector = (uint16_t)(SUBJECT | cpl);

	*gdt_entry(SUBJECT) =
		desc_segment(8, 0, bits | DESC_S | DESC_P | DESC_DPL(cpl));
	in.ds = in.es = selector;
	if (bits == DESC_DATA_RW)
		in.ss = selector;
	check_plain(p, &in);
}

TEST_EACH(no_base, const struct plain *p, plains,
	  "CS, DS, ES and SS have no base, limit or type")
{
	for (unsigned int cpl = 0; cpl <= 3; cpl += 3) {
		check_descriptor(p, cpl, DESC_DATA_RW);
		check_descriptor(p, cpl, DESC_DATA_RW | DESC_DB);
		check_descriptor(p, cpl, DESC_DATA_RO);
	}
}

TEST_EACH(null_selectors, const struct plain *p, plains,
	  "null selectors are no obstacle")
{
	struct run_state in = run_defaults(NULL, 3);

	in.ds = in.es = 0;
	check_plain(p, &in);
	in = run_defaults(NULL, 0);
	in.ds = 3;
	in.es = 1;
	in.ss = 0;
	check_plain(p, &in);
}

/* ------------------------------------------------------ FS and GS do ---- */

SNIPPET(fs_read, "mov %fs:(%rdi), %rcx");
SNIPPET(gs_read, "mov %gs:(%rdi), %rcx");
SNIPPET(fs_bp_read, "mov %fs:(%rbp), %rcx");
SNIPPET(fs_addr32_read, "addr32 mov %fs:0x10(%edi), %rcx");
SNIPPET(gs_addr32_read, "addr32 mov %gs:0x10(%edi), %rcx");
SNIPPET(fs_absolute_read, "addr32 mov %fs:0, %rcx");
SNIPPET(gs_write, "mov %rax, %gs:(%rdi)");

static const struct based {
	const char *name;
	struct snippet code;
	bool gs, write;
	uint64_t base, address; /* base: added to that of the arena */
	unsigned int used;
} baseds[] = {
	{ "fs", SNIPPET_OF(fs_read), false, false, 0, 8 * 7, 7 },
	{ "gs", SNIPPET_OF(gs_read), true, false, 8, 8 * 7, 8 },
	{ "fs-bp", SNIPPET_OF(fs_bp_read), false, false, 8, 8 * 7, 8 },
	{ "gs-write", SNIPPET_OF(gs_write), true, true, 8, 8 * 7, 8 },
	{ "fs-wrap", SNIPPET_OF(fs_read), false, false, 0x100, -0x80ul, 16 },
	{ "gs-wrap", SNIPPET_OF(gs_read), true, false, 0x1000000000,
	  -0xfffffff80ul, 16 },
	{ "fs-negative", SNIPPET_OF(fs_read), false, false, -0x100000000ul,
	  0x100000080, 16 },
	{ "fs-not-canonical-address", SNIPPET_OF(fs_read), false, false,
	  0x7ff000000000, 0xffff801000000080, 16 },
	{ "fs-addr32", SNIPPET_OF(fs_addr32_read), false, false, 0,
	  0xffffffff00000070, 16 },
	{ "fs-addr32-wrap", SNIPPET_OF(fs_addr32_read), false, false, 0x80,
	  0xfffffff0, 16 },
	{ "gs-addr32-wrap", SNIPPET_OF(gs_addr32_read), true, false, 0x100,
	  0x1234567800000000 + 0xfffffff8, 33 },
	{ "fs-absolute", SNIPPET_OF(fs_absolute_read), false, false, 0x80, 0,
	  16 },
};

static void check_based(const struct based *b, unsigned int cpl)
{
	struct run_state in = run_defaults(b->code.at, cpl), out;
	uint64_t base = (uintptr_t)arena + b->base;

	fill();
	in.fs = in.gs = 0;
	write_fs(0);
	write_gs(0);
	wrmsr(MSR_IA32_FS_BASE, b->gs ? 0x1000 : base);
	wrmsr(MSR_IA32_GS_BASE, b->gs ? base : 0x1000);
	in.di = in.bp = b->address;
	out = in;
	if (!b->write)
		out.cx = arena[b->used];
	check_done(&b->code, &in, &out);
	EXPECT_EQ(arena[b->used], b->write ? in.ax : out.cx);
	EXPECT_EQ(rdmsr(b->gs ? MSR_IA32_GS_BASE : MSR_IA32_FS_BASE), base);
}

TEST_EACH(base, const struct based *b, baseds,
	  "the base is added to the address, modulo 2^64")
{
	check_based(b, 0);
	check_based(b, 3);
}

/* --------------------------------------------------- loads of FS, GS ---- */

SNIPPET(load_fs, "mov %eax, %fs");
SNIPPET(load_gs, "mov %eax, %gs");

static const struct load {
	const char *name;
	struct snippet code;
	uint32_t msr;
} loads[] = {
	{ "fs", SNIPPET_OF(load_fs), MSR_IA32_FS_BASE },
	{ "gs", SNIPPET_OF(load_gs), MSR_IA32_GS_BASE },
};

#define OLD_BASE 0xffff876543210fedul

static uint64_t base_after(const struct load *l, uint16_t selector,
			   unsigned int cpl)
{
	struct run_state in = run_defaults(l->code.at, cpl);
	struct run_end end;

	in.fs = in.gs = 0;
	write_fs(0);
	write_gs(0);
	in.ax = selector;
	wrmsr(l->msr, OLD_BASE);
	end = run_until_trap(&in);
	EXPECT_TRAP(end.trap, X86_UD);
	EXPECT_EQ(end.state.ip, (uintptr_t)l->code.end);
	EXPECT_EQ(l->msr == MSR_IA32_FS_BASE ? end.state.fs : end.state.gs,
		  selector);
	return rdmsr(l->msr);
}

TEST_EACH(loaded_base, const struct load *l, loads,
	  "a descriptor gives 32 bits of base and clears the others")
{
	*gdt_entry(SUBJECT) = desc_segment(
		0xfedcba98, 0, DESC_DATA_RW | DESC_S | DESC_P | DESC_DPL(3));
	EXPECT_EQ(base_after(l, SUBJECT, 0), 0xfedcba98);
	EXPECT_EQ(base_after(l, SUBJECT | 3, 3), 0xfedcba98);
}

static bool null_clears_base(void)
{
	/* AMD APM vol. 3, CPUID Fn8000_0021_EAX, NullSelectorClearsBase */
	return !x86_amd.probe() || (cpuid_max(0x80000000) >= 0x80000021 &&
				    cpuid(0x80000021, 0).a & 1 << 6);
}

TEST_EACH(null_base, const struct load *l, loads,
	  "a null selector clears the base on Intel, and leaves it on AMD")
{
	uint64_t base = null_clears_base() ? 0 : OLD_BASE;

	for (unsigned int rpl = 0; rpl < 4; rpl++) {
		EXPECT_EQ(base_after(l, (uint16_t)rpl, 0), base);
		EXPECT_EQ(base_after(l, (uint16_t)rpl, 3), base);
	}
}

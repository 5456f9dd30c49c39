/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The other instructions that load segment registers: POP and the loads of far
 * pointers, in 64-bit code and in 32-bit code.
 *
 * Intel SDM vol. 2, POP, LDS/LES/LFS/LGS/LSS; vol. 3, 5.6 to 5.8.
 */
#include "load.h"

#include <string.h>
#include <x86/features.h>

SEGMENTS_SUITE;

SNIPPET32(pop_ds, "pop %ds");
SNIPPET32(pop_es, "pop %es");
SNIPPET32(pop_ss, "pop %ss");
SNIPPET32(pop_fs, "pop %fs");
SNIPPET32(pop_gs, "pop %gs");
SNIPPET32(pop_fs_16, "popw %fs");
SNIPPET32(lds, "lds (%edi), %ebx");
SNIPPET32(les, "les (%edi), %ebx");
SNIPPET32(lss, "lss (%edi), %ebx");
SNIPPET32(lfs, "lfs (%edi), %ebx");
SNIPPET32(lgs, "lgs (%edi), %ebx");
SNIPPET32(lgs_16, "lgsw (%edi), %bx");
SNIPPET32(mov_ds_32, "mov %eax, %ds");
SNIPPET32(mov_es_32, "mov %eax, %es");
SNIPPET32(mov_fs_32, "mov %eax, %fs");
SNIPPET32(mov_gs_32, "mov %eax, %gs");
SNIPPET32(mov_ss_32, "mov %eax, %ss");
ONLY_64(SNIPPET(pop_fs_64, "pop %fs");)
ONLY_64(SNIPPET(pop_gs_64, "pop %gs");)
ONLY_64(SNIPPET(pop_gs_64_16, "popw %gs");)
ONLY_64(SNIPPET(lss_64, "lss (%rdi), %ebx");)
ONLY_64(SNIPPET(lfs_64, "lfs (%rdi), %ebx");)
ONLY_64(SNIPPET(lgs_64, "lgs (%rdi), %ebx");)
ONLY_64(SNIPPET(lfs_64_16, "lfsw (%rdi), %bx");)

static const struct load loads[] = {
	{ "pop-ds-32", SNIPPET_OF(pop_ds), DS, LOAD_POP, 4, true },
	{ "pop-es-32", SNIPPET_OF(pop_es), ES, LOAD_POP, 4, true },
	{ "pop-ss-32", SNIPPET_OF(pop_ss), SS, LOAD_POP, 4, true },
	{ "pop-fs-32", SNIPPET_OF(pop_fs), FS, LOAD_POP, 4, true },
	{ "pop-gs-32", SNIPPET_OF(pop_gs), GS, LOAD_POP, 4, true },
	{ "popw-fs-32", SNIPPET_OF(pop_fs_16), FS, LOAD_POP, 2, true },
	{ "lds-32", SNIPPET_OF(lds), DS, LOAD_FAR, 4, true },
	{ "les-32", SNIPPET_OF(les), ES, LOAD_FAR, 4, true },
	{ "lss-32", SNIPPET_OF(lss), SS, LOAD_FAR, 4, true },
	{ "lfs-32", SNIPPET_OF(lfs), FS, LOAD_FAR, 4, true },
	{ "lgs-32", SNIPPET_OF(lgs), GS, LOAD_FAR, 4, true },
	{ "lgsw-32", SNIPPET_OF(lgs_16), GS, LOAD_FAR, 2, true },
	ONLY_64({ "mov-ds-32", SNIPPET_OF(mov_ds_32), DS, .compat = true },
		{ "mov-es-32", SNIPPET_OF(mov_es_32), ES, .compat = true },
		{ "mov-fs-32", SNIPPET_OF(mov_fs_32), FS, .compat = true },
		{ "mov-gs-32", SNIPPET_OF(mov_gs_32), GS, .compat = true },
		{ "mov-ss-32", SNIPPET_OF(mov_ss_32), SS, .compat = true },
		{ "pop-fs", SNIPPET_OF(pop_fs_64), FS, LOAD_POP, 8, false },
		{ "pop-gs", SNIPPET_OF(pop_gs_64), GS, LOAD_POP, 8, false },
		{ "popw-gs", SNIPPET_OF(pop_gs_64_16), GS, LOAD_POP, 2, false },
		{ "lss", SNIPPET_OF(lss_64), SS, LOAD_FAR, 4, false },
		{ "lfs", SNIPPET_OF(lfs_64), FS, LOAD_FAR, 4, false },
		{ "lgs", SNIPPET_OF(lgs_64), GS, LOAD_FAR, 4, false },
		{ "lfsw", SNIPPET_OF(lfs_64_16), FS, LOAD_FAR, 2, false }, )
};

static uint8_t far_pointer[16];

enum {
	NEW_BX = 0xd4d5d6d7
};

/* What is popped beyond the selector is ignored. */
static void put_on_stack(const struct load *l, const struct run_state *in,
			 uint16_t selector)
{
	uint8_t *at = (uint8_t *)in->sp;

	memset(at, 0xee, 16);
	memcpy(at, &selector, 2);
	(void)l;
}

static void put_in_memory(const struct load *l, uint16_t selector)
{
	uint32_t bx = NEW_BX;

	memset(far_pointer, 0xee, sizeof(far_pointer));
	memcpy(far_pointer, &bx, l->bytes);
	memcpy(far_pointer + l->bytes, &selector, 2);
}

static unsigned long new_bx(const struct load *l, unsigned long old)
{
	return l->bytes == 2 ? (old & ~0xfffful) | (NEW_BX & 0xffff) : NEW_BX;
}

void load_prepare(const struct load *l, struct run_state *in,
		  struct run_state *out, uint16_t selector, unsigned int cpl)
{
	*in = run_defaults(l->code.at, cpl);
	if (l->compat)
		run_level_compat(in, cpl);
	else
		run_level(in, cpl);
	if (l->from == LOAD_MOV)
		in->ax = (in->ax & ~0xfffful) | selector;
	if (l->from == LOAD_FAR) {
		in->di = (uintptr_t)far_pointer;
		put_in_memory(l, selector);
	}
	if (l->from == LOAD_POP)
		put_on_stack(l, in, selector);
	*out = *in;
	if (l->from == LOAD_POP)
		out->sp += l->bytes;
	if (l->from == LOAD_FAR)
		out->bx = new_bx(l, in->bx);
	load_set(out, l->reg, selector);
}

static void check_all(const struct load *l)
{
	static const unsigned int levels[] = { 0, 3 };

	for (unsigned int i = 0; i < 32 * 16; i++)
		load_check(l, &desc_types[i / 16],
			   &(struct attempt){ .present = !(i & 1),
					      .dpl = levels[i >> 1 & 1],
					      .rpl = levels[i >> 2 & 1],
					      .cpl = levels[i >> 3 & 1] });
}

TEST_EACH(load, const struct load *l, loads,
	  "loads what it may load, else faults and changes nothing")
{
	check_all(l);
}

TEST_EACH(load_forced, const struct load *l, loads,
	  "does the same when it is emulated",
	  .needs = NEEDS(&x86_forced_emulation))
{
	test_defer(run_forced, false);
	run_forced(true);
	check_all(l);
}

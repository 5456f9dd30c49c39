/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#include <string.h>

uint8_t align_area[AREA_BYTES] __attribute__((aligned(64)));
uint8_t align_before[AREA_BYTES];

static void fill(enum content content)
{
	for (unsigned int i = 0; i < AREA_BYTES; i++)
		align_area[i] = content == ZEROS ? 0 : (uint8_t)(i * 7 + 3);
	memcpy(align_before, align_area, AREA_BYTES);
}

/* An x87 and SSE that can be used. */
void align_prepare(void)
{
	test_defer(write_cr0, read_cr0());
	test_defer(write_cr4, read_cr4());
	write_cr0((read_cr0() & ~(unsigned long)(CR0_EM | CR0_TS)) | CR0_NE |
		  CR0_MP);
	write_cr4(read_cr4() | (x86_sse.probe() ? CR4_OSFXSR : 0));
}

static void set_am(bool am)
{
	unsigned long cr0 = read_cr0() & ~(unsigned long)CR0_AM;

	write_cr0(cr0 | (am ? CR0_AM : 0));
}

static struct outcome run(const struct snippet *code, bool user,
			  const struct registers *in)
{
	return user ? run_user(code->at, code, in) : run_kernel(code, in);
}

struct outcome op_run(const struct op *op, struct mode mode,
		      unsigned int offset, struct registers *in)
{
	const struct snippet code = { op->entry, op->code.end, NULL };
	struct outcome outcome;

	*in = (struct registers){
		.ax = 0x1a2b3c4d,
		.bx = 0x5a6b7c0d,
		.cx = 0x13579bdf,
		.dx = 0x02468ace,
		.si = (uintptr_t)align_area,
		.di = (uintptr_t)align_area + AREA_AT + offset,
		.flags = EFLAGS_FIXED | EFLAGS_CF | (mode.ac ? EFLAGS_AC : 0),
	};
	if (op->feature && !op->feature->probe())
		SKIP("needs %s (%s)", op->feature->name, op->feature->where);
	test_context("offset %u", offset);
	fill(op->content);
	set_am(mode.am);
	outcome = run(&code, mode.user, in);
	if (op->feature == &x86_fpu) /* nothing is left pending */
		asm volatile("fninit");
	return outcome;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * IP in 16-bit code: a branch of 16 bits goes on at the segment's beginning. There
 * nothing is mapped for level 3, so that the fetch tells where it has gone.
 *
 * Intel SDM vol. 2, JMP, Jcc, CALL, RET, LOOP: IP is tempEIP AND 0000FFFFH.
 */
#include "suite.h"

#include <string.h>

SEGMENTS_SUITE;

/* IP of the instruction, and of the place it branches to */
enum {
	FROM = 0xfff0,
	TO = 0x0030,
};

#define BRANCH_BY "0x40"

/* INT3 wherever it may lead that keeps more than 16 bits of IP */
#define BRANCH(id, text)    \
	SNIPPET16(id, text); \
	asm(".pushsection .text\n .fill 96, 1, 0xcc\n .popsection")

BRANCH(jmp_short, "jmp . + " BRANCH_BY);
BRANCH(jmp_near, ".byte 0xe9, 0x3d, 0x00"); /* behind it + 0x3d */
BRANCH(jc_short, "jc . + " BRANCH_BY);
BRANCH(jc_near, ".byte 0x0f, 0x82, 0x3c, 0x00");
BRANCH(loop_short, "loop . + " BRANCH_BY);
BRANCH(jcxz_short, ".byte 0xe3, 0x3e");
BRANCH(call_near, ".byte 0xe8, 0x3d, 0x00");
BRANCH(jmp_register, "jmp *%ax");
BRANCH(call_register, "call *%ax");
BRANCH(ret_near, "ret");
BRANCH(jmp_32, ".byte 0x66, 0xe9, 0x3a, 0x00, 0x00, 0x00");

static const struct row {
	const char *name;
	struct snippet code;
	int pushed;  /* bytes */
	bool beyond; /* of 32 bits, and thus beyond the limit */
} rows[] = {
	{ "jmp-short", SNIPPET_OF(jmp_short), 0, false },
	{ "jmp-near", SNIPPET_OF(jmp_near), 0, false },
	{ "jc-short", SNIPPET_OF(jc_short), 0, false },
	{ "jc-near", SNIPPET_OF(jc_near), 0, false },
	{ "loop", SNIPPET_OF(loop_short), 0, false },
	{ "jcxz", SNIPPET_OF(jcxz_short), 0, false },
	{ "call", SNIPPET_OF(call_near), 2, false },
	{ "jmp-register", SNIPPET_OF(jmp_register), 0, false },
	{ "call-register", SNIPPET_OF(call_register), 2, false },
	{ "ret", SNIPPET_OF(ret_near), -2, false },
	{ "jmp-operand-32", SNIPPET_OF(jmp_32), 0, true },
};

static struct run_state prepare(const struct row *r, uint32_t base)
{
	struct run_state in = run_defaults(NULL, 3);
	const uint16_t to = TO;

	*gdt_entry(SUBJECT) = desc_segment(base, 0xffff,
					   DESC_S | DESC_P | DESC_CODE_XR |
						   DESC_ACCESSED | DESC_DPL(3));
	in.cs = SUBJECT | 3;
	in.ip = FROM;
	in.ax = 0xffff0000 | TO; /* of which 16 bits count */
	in.cx = strcmp(r->name, "jcxz") == 0 ? 0xabcd0000 : 0xabcd0002;
	memcpy((void *)in.sp, &to, sizeof(to));
	return in;
}

TEST_EACH(ip, const struct row *r, rows,
	  "a 16-bit branch beyond 0xffff goes on at the beginning")
{
	uint32_t base = (uint32_t)((uintptr_t)r->code.at - FROM);
	struct run_state in = prepare(r, base), out = in;
	struct run_end end = run_until_trap(&in);

	if (r->beyond) {
		EXPECT_TRAP(end.trap, X86_GP);
		run_expect_state(&end.state, &in);
		return;
	}
	out.ip = TO;
	out.sp -= (unsigned long)r->pushed;
	if (r->code.at == loop_short_at)
		out.cx--;
	EXPECT_TRAP_CAUSE(end.trap, X86_PF);
	EXPECT_EQ(end.trap.address, base + TO);
	run_expect_state(&end.state, &out);
	if (r->pushed == 2)
		EXPECT_EQ(*(uint16_t *)out.sp,
			  FROM + (r->code.end - r->code.at));
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#include <string.h>

asm(".pushsection .text\n"
    ".globl land_at\n"
    "land_at: ud2\n"
    ".popsection");

SNIPPET32(jmp_32, "ljmp *(%edi)");
SNIPPET32(jmp_16, "ljmpw *(%edi)");
SNIPPET32(call_32, "lcall *(%edi)");
SNIPPET32(call_16, "lcallw *(%edi)");
SNIPPET32(ret_32, "lretl");
SNIPPET32(ret_16, "lretw");
SNIPPET32(ret_32_drop, "lretl $12");
SNIPPET32(iret_32, "iretl");
ONLY_64(SNIPPET(jmp_64, "ljmpl *(%rdi)");)
ONLY_64(SNIPPET(jmp_64_16, "ljmpw *(%rdi)");)
ONLY_64(SNIPPET(call_64, "lcalll *(%rdi)");)
ONLY_64(SNIPPET(call_64_16, "lcallw *(%rdi)");)
ONLY_64(SNIPPET(ret_64, "lretq");)
ONLY_64(SNIPPET(ret_64_32, "lretl");)
ONLY_64(SNIPPET(ret_64_drop, "lretq $24");)
ONLY_64(SNIPPET(iret_64, "iretq");)
ONLY_64(SNIPPET(iret_64_32, "iretl");)
ONLY_64(SNIPPET(iret_64_16, "iretw");)

/* A 16-bit offset does not reach the image: those rows are of 64 bits' or of
   segments with a base of their own */
const struct transfer transfers[NR_TRANSFERS] = {
	{ "jmp-32", SNIPPET_OF(jmp_32), JMP, 4, true, 0 },
	{ "jmp-16", SNIPPET_OF(jmp_16), JMP, 2, true, 0 },
	{ "call-32", SNIPPET_OF(call_32), CALL, 4, true, 0 },
	{ "call-16", SNIPPET_OF(call_16), CALL, 2, true, 0 },
	{ "ret-32", SNIPPET_OF(ret_32), RET, 4, true, 0 },
	{ "ret-16", SNIPPET_OF(ret_16), RET, 2, true, 0 },
	{ "ret-32-drop", SNIPPET_OF(ret_32_drop), RET, 4, true, 12 },
	{ "iret-32", SNIPPET_OF(iret_32), IRET, 4, true, 0 },
	ONLY_64({ "jmp", SNIPPET_OF(jmp_64), JMP, 4, false, 0 },
		{ "jmp-op16", SNIPPET_OF(jmp_64_16), JMP, 2, false, 0 },
		{ "call", SNIPPET_OF(call_64), CALL, 4, false, 0 },
		{ "call-op16", SNIPPET_OF(call_64_16), CALL, 2, false, 0 },
		{ "ret-op64", SNIPPET_OF(ret_64), RET, 8, false, 0 },
		{ "ret", SNIPPET_OF(ret_64_32), RET, 4, false, 0 },
		{ "ret-op64-drop", SNIPPET_OF(ret_64_drop), RET, 8, false, 24 },
		{ "iret-op64", SNIPPET_OF(iret_64), IRET, 8, false, 0 },
		{ "iret", SNIPPET_OF(iret_64_32), IRET, 4, false, 0 },
		{ "iret-op16", SNIPPET_OF(iret_64_16), IRET, 2, false, 0 }, )
};

const struct transfer *transfer_named(const char *name)
{
	for (unsigned int i = 0; i < NR_TRANSFERS; i++)
		if (strcmp(transfers[i].name, name) == 0)
			return &transfers[i];
	ERROR("there is no transfer %s", name);
}

static uint8_t pointer[16];

enum {
	AROUND = 96 /* bytes of stack on both sides of SP that are looked at */
};
static uint8_t before[2 * AROUND];

struct target target_land(uint16_t selector)
{
	static const uint16_t ss[] = { KERNEL_DS, RUN_RING_DS + 16 + 1,
				       RUN_RING_DS + 32 + 2, USER_DS };

	return (struct target){
		.selector = selector,
		.offset = (uintptr_t)land_at,
		.flags = EFLAGS_FIXED | EFLAGS_ZF | EFLAGS_PF,
		.ss = ss[selector & 3],
		.sp = (uintptr_t)run_stack + 0xe00,
	};
}

uint64_t code_bits(const struct transfer *t)
{
	return DESC_S | DESC_P | (IS_64 && !t->compat ? DESC_L : DESC_DB);
}

static void put_stack(const struct transfer *t, uint8_t *at,
		      const struct target *target)
{
	const uint64_t words[] = { target->offset, target->selector,
				   target->flags };
	const uint64_t outer[] = { target->sp, target->ss };

	for (unsigned int i = 0; i < (t->way == IRET ? 3 : 2);
	     i++, at += t->bytes)
		memcpy(at, &words[i], t->bytes);
	at += t->drop;
	for (unsigned int i = 0; i < 2; i++, at += t->bytes)
		memcpy(at, &outer[i], t->bytes);
}

struct run_state transfer_prepare(const struct transfer *t, unsigned int cpl,
				  const struct target *target)
{
	struct run_state in = run_defaults(t->code.at, cpl);

	run_level(&in, cpl);
	if (t->compat && IS_64)
		run_level_compat(&in, cpl);
	in.di = (uintptr_t)pointer;
	memset(pointer, 0xee, sizeof(pointer));
	memcpy(pointer, &target->offset, t->bytes);
	memcpy(pointer + t->bytes, &target->selector, 2);
	memset((uint8_t *)in.sp - AROUND, 0xdd, 2 * AROUND);
	if (t->way == RET || t->way == IRET)
		put_stack(t, (uint8_t *)in.sp, target);
	return in;
}

static bool outward(const struct transfer *t, const struct run_state *in,
		    const struct target *target)
{
	return (target->selector & 3) > (in->cs & 3) ||
	       (IS_64 && !t->compat && t->way == IRET);
}

static void arrive_back(const struct transfer *t, struct run_state *out,
			const struct run_state *in, const struct target *target)
{
	out->cs = target->selector;
	out->sp += 2 * t->bytes + t->drop;
	if (t->way == IRET) {
		out->sp += t->bytes;
		out->flags = target->flags;
	}
	if (outward(t, in, target)) {
		out->ss = target->ss;
		out->sp = target->sp + t->drop;
	}
}

struct run_state transfer_arrive(const struct transfer *t,
				 const struct run_state *in,
				 const struct target *target)
{
	struct run_state out = *in;

	out.ip = target->offset;
	if (t->way == RET || t->way == IRET)
		arrive_back(t, &out, in, target);
	else
		out.cs = (target->selector & ~3u) | (in->cs & 3);
	if (t->way == CALL)
		out.sp -= 2 * t->bytes;
	return out;
}

/*
 * The return address of CALL is where its snippet ends. Below where SP is in the
 * end there may be the frame of the trap.
 */
static void expect_stack(const struct transfer *t, const struct run_state *in,
			 const struct run_state *out)
{
	uint8_t *old = (uint8_t *)in->sp, *from = old;
	uint64_t cs = in->cs, ip = (uintptr_t)t->code.end;

	if (out && out->sp <= in->sp + AROUND && out->sp >= in->sp - AROUND)
		from = (uint8_t *)out->sp;
	if (out && t->way == CALL) {
		memcpy(before + AROUND - t->bytes, &cs, t->bytes);
		memcpy(before + AROUND - 2 * t->bytes, &ip, t->bytes);
	}
	EXPECT_MEMEQ(from, before + AROUND + (from - old),
		     (size_t)(old + AROUND - from));
}

struct run_end transfer_check(const struct transfer *t,
			      const struct run_state *in,
			      const struct run_state *out,
			      struct run_expect expect)
{
	struct run_end end;

	memcpy(before, (uint8_t *)in->sp - AROUND, sizeof(before));
	end = run_across(in);
	EXPECT_TRAP_ERROR(end.trap, out ? X86_UD : expect.cause,
			  out ? 0 : expect.error);
	run_expect_state(&end.state, out ? out : in);
	expect_stack(t, in, out);
	return end;
}

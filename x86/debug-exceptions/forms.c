/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which instructions access what they name: data breakpoints on each form. */
#include "watch.h"

#include <string.h>

DEBUG_SUITE;

#define AT_DI  "(" R "di)"
#define ZERO_4 "xor %eax, %eax; xor %edx, %edx; xor %ebx, %ebx; xor %ecx, %ecx"

/* A table */
/* clang-format off */
#define FORM(id, before, text) SEQ(form_##id, before "\n" text HIT(BS))
FORM(add, "", "addl $0, " AT_DI);
FORM(lock_add, "", "lock addl $0, " AT_DI);
FORM(inc, "", "incl " AT_DI);
FORM(neg, "", "negl " AT_DI);
FORM(xchg, "mov $1, %eax", "xchg %eax, " AT_DI);
FORM(xadd, "mov $1, %eax", "xadd %eax, " AT_DI);
FORM(cmpxchg, "xor %eax, %eax", "cmpxchg %eax, " AT_DI);
FORM(cmpxchg_not, "mov $1, %eax", "cmpxchg %eax, " AT_DI);
FORM(cmpxchg8b, ZERO_4, "cmpxchg8b " AT_DI);
FORM(cmpxchg8b_not, ZERO_4 "; inc %edx", "cmpxchg8b " AT_DI);
FORM(bts, "", "btsl $0, " AT_DI);
FORM(shl, "", "shll $1, " AT_DI);
FORM(setz, "", "setz " AT_DI);
FORM(stos, "", "stosl");
FORM(movs_to, "lea 32" AT_DI ", " R "si", "movsl");
FORM(sidt, "", "sidt " AT_DI);
FORM(cmp, "", "cmpl $0, " AT_DI);
FORM(test, "", "testl $0, " AT_DI);
FORM(bt, "", "btl $0, " AT_DI);
FORM(scas, "", "scasl");
FORM(lods, "mov " R "di, " R "si", "lodsl");
FORM(movs_from, "mov " R "di, " R "si; lea 32(" R "di), " R "di", "movsl");
FORM(movzx, "", "movzbl " AT_DI ", %eax");
FORM(imul, "", "imull " AT_DI ", %eax");
FORM(cmov, "xor %eax, %eax", "cmovnz " AT_DI ", %eax");
FORM(lea, "", "lea " AT_DI ", " R "ax");
FORM(nop, "", "nopl " AT_DI);
FORM(prefetch, "", "prefetcht0 " AT_DI);
FORM(invlpg, "", "invlpg " AT_DI);
/* clang-format on */

/* What an operand counts as. */
enum kind {
	NO,
	LOAD,
	STORE
};

/* A table */
/* clang-format off */
#define ROW(id, kind)                                  \
	{                                              \
#id, form_##id, form_##id##_hits, kind \
	}
static const struct form {
	const char *name;
	void (*fn)(const void *);
	const struct expected *hits;
	enum kind kind;
} forms[] = {
	ROW(add, STORE),       ROW(lock_add, STORE),
	ROW(inc, STORE),       ROW(neg, STORE),
	ROW(xchg, STORE),      ROW(xadd, STORE),
	ROW(cmpxchg, STORE),   ROW(cmpxchg_not, STORE),
	ROW(cmpxchg8b, STORE), ROW(cmpxchg8b_not, STORE),
	ROW(bts, STORE),       ROW(shl, STORE),
	ROW(setz, STORE),      ROW(stos, STORE),
	ROW(movs_to, STORE),
	ROW(sidt, STORE),      ROW(cmp, LOAD),
	ROW(test, LOAD),       ROW(bt, LOAD),
	ROW(scas, LOAD),       ROW(lods, LOAD),
	ROW(movs_from, LOAD),  ROW(movzx, LOAD),
	ROW(imul, LOAD),       ROW(cmov, LOAD),
	ROW(lea, NO),	       ROW(nop, NO),
	ROW(prefetch, NO),     ROW(invlpg, NO),
};
/* clang-format on */

static void check_form(const struct form *f, unsigned int rw, bool hit)
{
	const struct watch w = { "", 2, rw, 1, false, DR7_L(2) };

	recorded.nr = 0;
	run_debug(false, f->fn, watched, DR6_INIT, watch_dr7(&w));
	test_context("R/W %u", rw);
	EXPECT_EQ(recorded.nr, hit);
	if (recorded.nr)
		expect_hit(0, f->hits[0].pc, DR6_INIT | 4);
	EXPECT_EQ(recorded.dr6, DR6_INIT);
}

/* An instruction that loads and stores hits once. */
TEST_EACH(form, const struct form *f, forms,
	  "hits by what the instruction does to its operand, once")
{
	memset(watched, 0, sizeof(watched));
	write_dr2((uintptr_t)watched);
	check_form(f, 1, f->kind == STORE);
	check_form(f, 3, f->kind != NO);
	write_dr2((uintptr_t)form_add); /* code: no data is there */
	check_form(f, 3, false);
}

/* ------------------------------------------------------------- stacks ---- */

/* Lists of instructions */
/* clang-format off */
SEQ(stack_rw,
    "mov " R "sp, " R "si\n"
    "mov " R "di, " R "sp\n"
    "push " R "ax" HIT(B0)
    "pop " R "ax" HIT(B0)
    "call 2f" HIT_AT("2f", B0)
    "1: jmp 3f\n"
    "2: ret" HIT_AT("1b", B0)
    "3: pushf" HIT(B0)
    "popf" HIT(B0)
    "push (" R "sp)" HIT(B0)
    "mov %eax, (" R "sp)" HIT(B0)
    "pop " R "bx" HIT(B0)
    "mov " R "si, " R "sp");
SEQ(stack_w,
    "mov " R "sp, " R "si\n"
    "mov " R "di, " R "sp\n"
    "push " R "ax" HIT(B0)
    "pop " R "ax\n"
    "call 2f" HIT_AT("2f", B0)
    "1: jmp 3f\n"
    "2: ret\n"
    "3: pushf" HIT(B0)
    "popf\n"
    "mov " R "si, " R "sp");
/* clang-format on */

/* Handlers of CPL 0 run on it too. */
static uint8_t stack[8192] __attribute__((aligned(64)));

#define STACK_DR7(rw) \
	((DR7_INIT | DR7_L(0) | DR7_RW(0, rw##ul) | DR7_LEN(0, 3)) & 0xffffffff)

/* At CPL 0 the frame of #DB behind a POP would hit it again. */
TEST(stack_rw, "pushes and pops hit, those of CALL and RET at their target")
{
	uint8_t *top = stack + sizeof(stack) - 64;

	write_dr0((uintptr_t)top - sizeof(long));
	run_debug(true, stack_rw, top, DR6_INIT, STACK_DR7(3));
	EXPECT_HITS(stack_rw);
}

TEST_EACH(stack_w, const struct mode *m, modes, "stores alone: only pushes hit")
{
	uint8_t *top = stack + sizeof(stack) - 64;

	write_dr0((uintptr_t)top - sizeof(long));
	run_debug(m->user, stack_w, top, DR6_INIT, STACK_DR7(1));
	EXPECT_HITS(stack_w);
}

/* ------------------------------------------------------------- strings ---- */

/* Lists of instructions */
/* clang-format off */
SEQ(rep_bytes,
    "lea 32(" R "di), " R "si\n"
    "mov $6, %ecx\n"
    "771: rep movsb\n" HIT_AT("771b", B0));
/* clang-format on */

/* Of six bytes the third: four are left, and RIP is still the instruction's. */
TEST_EACH(rep_watch, const struct mode *m, modes,
	  "REP reports the iteration that hits, and goes on")
{
	const struct watch third = { "", 0, 1, 1, false, DR7_L(0) };

	recorded.any_rf = true;
	memset(watched, 0, 32);
	memset(watched + 32, 0x77, 32);
	write_dr0((uintptr_t)watched + 2);
	run_debug(m->user, rep_bytes, watched, DR6_INIT, watch_dr7(&third));
	EXPECT_HITS(rep_bytes);
	EXPECT_EQ(recorded.hits[0].cx, 3);
	EXPECT_EQ(recorded.hits[0].di, (uintptr_t)watched + 3);
	EXPECT_MEMEQ(watched, watched + 32, 6);
	EXPECT_EQ(watched[6], 0);
}

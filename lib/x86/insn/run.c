/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The queue of states to run, and what is said of one that comes out wrong. */
#include <x86/insn/insn.h>

#include <stdio.h>
#include <string.h>
#include <test/test.h>

static struct queue {
	struct exec_state in[EXEC_BATCH], want[EXEC_BATCH], got[EXEC_BATCH];
	uint32_t undefined[EXEC_BATCH];
	unsigned int nr;
	struct insn_code code;
	uint64_t start; /* where the code is */
} queue;

struct exec_state insn_state(const struct exec *x)
{
	struct exec_state s = { .flags = EFLAGS_FIXED };
	unsigned int nr = x->bits == 64 ? NR_REGS : 8;
	uint64_t mask = x->bits == 64 ? ~0ull : ~0u;

	for (unsigned int i = 0; i < nr; i++)
		s.gpr[i] = (0x8899aabbccddeeffull - 0x1020304050607081ull * i) &
			   mask;
	for (unsigned int i = 0; i < EXEC_MEM; i++)
		s.mem[i] = (uint8_t)(0xc3 + i * 0x1d);
	s.gpr[REG_SP] = x->stack ? x->stack : exec_stack();
	if (x->place)
		s.gpr[REG_BX] = x->place->address;
	return s;
}

/* ------------------------------------------------------------- in print ---- */

static const char *const names[NR_REGS] = {
	"ax", "cx", "dx",  "bx",  "sp",	 "bp",	"si",  "di",
	"r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15",
};

static void say_bytes(const char *what, const uint8_t *bytes, unsigned int nr)
{
	char text[3 * EXEC_CODE_MAX + 1] = "";

	for (unsigned int i = 0; i < nr; i++)
		snprintf(text + 3 * i, 4, " %02x", bytes[i]);
	test_note("%s%s", what, text);
}

static void say_state(const struct exec_state *s)
{
	for (unsigned int i = 0; i < NR_REGS; i += 4)
		test_note("in: %s=0x%llx %s=0x%llx %s=0x%llx %s=0x%llx",
			  names[i], (unsigned long long)s->gpr[i], names[i + 1],
			  (unsigned long long)s->gpr[i + 1], names[i + 2],
			  (unsigned long long)s->gpr[i + 2], names[i + 3],
			  (unsigned long long)s->gpr[i + 3]);
	test_note("in: flags=0x%llx", (unsigned long long)s->flags);
	say_bytes("in: memory", s->mem, EXEC_MEM);
}

static void say_value(const char *name, uint64_t got, uint64_t want)
{
	if (got != want)
		test_note("%s: got 0x%llx, expected 0x%llx", name,
			  (unsigned long long)got, (unsigned long long)want);
}

static void say_difference(const struct exec_state *got,
			   const struct exec_state *want, uint32_t undefined)
{
	for (unsigned int i = 0; i < NR_REGS; i++)
		say_value(names[i], got->gpr[i], want->gpr[i]);
	say_value("flags", got->flags & ~(uint64_t)undefined,
		  want->flags & ~(uint64_t)undefined);
	say_value("vector + 1", got->cause, want->cause);
	say_value("error", got->error, want->error);
	say_value("address", got->address, want->address);
	say_value("ip", got->ip, want->ip);
	if (memcmp(got->mem, want->mem, EXEC_MEM)) {
		say_bytes("memory: got     ", got->mem, EXEC_MEM);
		say_bytes("memory: expected", want->mem, EXEC_MEM);
	}
}

/* --------------------------------------------------------------- queue ---- */

static bool same(const struct exec_state *got, const struct exec_state *want,
		 uint32_t undefined)
{
	return !memcmp(got->gpr, want->gpr, sizeof(got->gpr)) &&
	       !((got->flags ^ want->flags) & ~(uint64_t)undefined) &&
	       !memcmp(got->mem, want->mem, EXEC_MEM) && got->ip == want->ip &&
	       got->address == want->address && got->cause == want->cause &&
	       got->error == want->error;
}

static void check(const struct exec *x, unsigned int i)
{
	struct exec_state *got = &queue.got[i], *want = &queue.want[i];
	unsigned int any_reg = queue.undefined[i] >> 24;
	bool as_in_the_manual;

	if (any_reg)
		want->gpr[any_reg - 1] = got->gpr[any_reg - 1];
	queue.undefined[i] &= 0xffffff;
	as_in_the_manual = same(got, want, queue.undefined[i]);

	if (!as_in_the_manual) {
		say_bytes("code:", queue.code.bytes, queue.code.nr);
		test_note("operand: %s",
			  x->place ? x->place->name : "registers");
		say_state(&queue.in[i]);
		say_difference(got, want, queue.undefined[i]);
	}
	ASSERT_TRUE(as_in_the_manual);
}

void insn_flush(const struct exec *x)
{
	unsigned int nr = queue.nr;

	queue.nr = 0;
	if (!nr)
		return;
	memcpy(queue.got, queue.in, nr * sizeof(queue.in[0]));
	x->run(x, queue.got, nr);
	for (unsigned int i = 0; i < nr; i++)
		check(x, i);
}

void insn_load(const struct exec *x, const struct insn_code *c)
{
	insn_flush(x);
	queue.code = *c;
	queue.start = x->code(x, c->bytes, c->nr);
}

void insn_load_at(const struct exec *x, const struct insn_code *c,
		  unsigned int offset)
{
	insn_flush(x);
	queue.code = *c;
	queue.start = exec_code_at(x, c->bytes, c->nr, offset);
}

uint64_t insn_start(void)
{
	return queue.start;
}

void insn_want(const struct exec *x, const struct exec_state *in,
	       const struct exec_state *want, uint32_t undefined)
{
	unsigned int i = queue.nr++;

	queue.in[i] = *in;
	queue.want[i] = *want;
	if (want->cause == TRAP_NONE && !want->ip)
		queue.want[i].ip = queue.code.nr;
	queue.undefined[i] = undefined;
	if (queue.nr == EXEC_BATCH)
		insn_flush(x);
}

void insn_once(const struct exec *x, const struct insn_code *c,
	       const struct exec_state *in, const struct exec_state *want,
	       uint32_t undefined)
{
	insn_load(x, c);
	insn_want(x, in, want, undefined);
	insn_flush(x);
}

void insn_undefined(const struct exec *x, const struct insn_code *c)
{
	struct exec_state in = insn_state(x), want;

	in.gpr[REG_BX] = (uintptr_t)exec_page(EXEC_ABSENT) + 0x100;
	in.flags |= EFLAGS_ARITH;
	want = in;
	want.cause = X86_UD;
	insn_once(x, c, &in, &want, 0);
}

void insn_undefined_row(const struct exec *x,
			const struct insn_undefined_row *r)
{
	insn_undefined(x, &r->code);
}

void insn_undefined_lock(const struct exec *x,
			 const struct insn_undefined_row *r)
{
	const struct insn_code c = insn_prefixed(0xf0, &r->code);

	insn_undefined(x, &c);
}

struct insn_code insn_prefixed(unsigned int prefix, const struct insn_code *c)
{
	struct insn_code p = { { (uint8_t)prefix }, c->nr + 1 };

	memcpy(p.bytes + 1, c->bytes, c->nr);
	return p;
}

void insn_prepare(void)
{
	exec_prepare();
	queue.nr = 0;
}

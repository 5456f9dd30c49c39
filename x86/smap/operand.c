/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Instructions with an operand in a user page, at CPL 0. */
#include "suite.h"

#include <string.h>
#include <x86/run/state.h>

SMAP_SUITE;

enum {
	TABLE = 0x800, /* where the page has GDTR and IDTR */
	PORT = 0x80,
};

SNIPPET(read, "mov (" R "di), %eax");
SNIPPET(write, "mov %eax, (" R "di)");
SNIPPET(xchg, "xchg %eax, (" R "di)");
SNIPPET(cmpxchg, "lock cmpxchg %ecx, (" R "di)");
SNIPPET(xadd, "lock xadd %eax, (" R "di)");
SNIPPET(cmpxchg8b, "lock cmpxchg8b (" R "di)");
SNIPPET(rep_movs, "rep movsb");
SNIPPET(rep_stos, "rep stosb");
SNIPPET(cmps, "cmpsb");
SNIPPET(lods, "lodsb");
SNIPPET(scas, "scasb");
SNIPPET(outs, "outsb");
SNIPPET(ins, "insb");
SNIPPET(push_mem, "push (" R "di)");
SNIPPET(pop_mem, "pop (" R "di)");
SNIPPET(sgdt_mem, "sgdt (" R "di)");
SNIPPET(sidt_mem, "sidt (" R "di)");
SNIPPET(lgdt_mem, "lgdt (" R "di)");
SNIPPET(lidt_mem, "lidt (" R "di)");
SNIPPET(verw_mem, "verw (" R "di)");
SNIPPET(fxsave_mem, "fxsave (" R "di)");
SNIPPET(fxrstor_mem, "fxrstor (" R "di)");
SNIPPET(xsave_mem, "xsave (" R "di)");
SNIPPET(movups_load, "movups (" R "di), %xmm0");
SNIPPET(movups_store, "movups %xmm0, (" R "di)");

#define ROW(id, error) SNIPPET_OF(id), error
#define READ	       PF_P
#define WRITE	       (PF_P | PF_W)

static const struct row {
	const char *name;
	struct snippet code;
	unsigned long error;
	const struct feature *feature;
	unsigned int bytes; /* of which any may be the first; 0: one place */
	bool source;	    /* SI leads to the user page, DI elsewhere */
	unsigned int offset;
} rows[] = {
	{ "mov-read", ROW(read, READ) },
	{ "mov-write", ROW(write, WRITE) },
	{ "xchg", ROW(xchg, WRITE) },
	{ "lock-cmpxchg", ROW(cmpxchg, WRITE) },
	{ "lock-xadd", ROW(xadd, WRITE) },
	{ "lock-cmpxchg8b", ROW(cmpxchg8b, WRITE) },
	{ "rep-movs-write", ROW(rep_movs, WRITE) },
	{ "rep-movs-read", ROW(rep_movs, READ), .source = true },
	{ "rep-stos", ROW(rep_stos, WRITE) },
	{ "cmps-source", ROW(cmps, READ), .source = true },
	{ "cmps-destination", ROW(cmps, READ) },
	{ "lods", ROW(lods, READ), .source = true },
	{ "scas", ROW(scas, READ) },
	{ "outs", ROW(outs, READ), .source = true },
	{ "ins", ROW(ins, WRITE) },
	{ "push-mem", ROW(push_mem, READ) },
	{ "pop-mem", ROW(pop_mem, WRITE) },
	{ "sgdt", ROW(sgdt_mem, WRITE) },
	{ "sidt", ROW(sidt_mem, WRITE) },
	{ "lgdt", ROW(lgdt_mem, READ), NULL, 10, .offset = TABLE },
	{ "lidt", ROW(lidt_mem, READ), NULL, 10, .offset = TABLE + 16 },
	{ "verw", ROW(verw_mem, READ) },
	{ "fxsave", ROW(fxsave_mem, WRITE), &x86_fxsr, 512 },
	{ "fxrstor", ROW(fxrstor_mem, READ), &x86_fxsr, 512 },
	{ "xsave", ROW(xsave_mem, WRITE), &x86_xsave, 576 },
	{ "movups-load", ROW(movups_load, READ), &x86_sse2, 16 },
	{ "movups-store", ROW(movups_store, WRITE), &x86_sse2, 16 },
};

static void fill(void)
{
	struct desc_ptr gdt = sgdt(), idt = sidt();

	smap_prepare();
	same[0] = same[3] = 0; /* MXCSR, and a selector */
	memcpy((char *)same + TABLE, &gdt, sizeof(gdt));
	memcpy((char *)same + TABLE + 16, &idt, sizeof(idt));
}

static struct run_state state(const struct row *r, const unsigned long *page,
			      bool ac)
{
	struct run_state in = run_defaults(r->code.at, 0);
	unsigned long at = (uintptr_t)page + r->offset;
	unsigned long other = (uintptr_t)(same + 400);

	in.si = r->source ? at : other;
	in.di = r->source ? other : at;
	in.cx = 2;
	in.ax = 3;
	in.dx = PORT;
	in.flags |= ac ? EFLAGS_AC : 0;
	return in;
}

static void expect_runs(const struct row *r, const unsigned long *page, bool ac)
{
	struct run_state in = state(r, page, ac);
	struct run_end end = run_until_trap(&in);

	EXPECT_TRAP(end.trap, X86_UD);
	EXPECT_EQ(end.trap.pc, (uintptr_t)r->code.end);
}

static void expect_refused(const struct row *r)
{
	static unsigned long before[NR_WORDS];
	struct run_state in = state(r, user_page, false);
	unsigned long at = (uintptr_t)user_page + r->offset;
	struct run_end end;

	memcpy(before, same, sizeof(before));
	end = run_check(&r->code, &in, NULL,
			(struct run_expect){ X86_PF, r->error });
	EXPECT_GE(end.trap.address, at);
	EXPECT_LE(end.trap.address, at + (r->bytes ? r->bytes - 1 : 0));
	EXPECT_MEMEQ(same, before, sizeof(before));
}

static void enable(const struct feature *feature)
{
	unsigned long cr4 = read_cr4();

	if (feature == &x86_xsave)
		write_cr4(cr4 | CR4_OSXSAVE);
	else if (feature)
		write_cr4(cr4 | CR4_OSFXSR);
}

TEST_EACH(operand, const struct row *r, rows,
	  "in a user page is refused unless AC is set",
	  .needs = NEEDS(&x86_smap))
{
	if (r->feature && !r->feature->probe())
		SKIP("needs %s (%s)", r->feature->name, r->feature->where);
	enable(r->feature);
	fill();
	expect_runs(r, user_page, false);
	fill();
	set_smap(true);
	expect_refused(r);
	expect_runs(r, same, false);
	fill();
	expect_runs(r, user_page, true);
}

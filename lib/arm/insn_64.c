/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arm/insn.h>

#include <arch.h>
#include <arch/page.h>
#include <arm/cpu.h>
#include <arm/trap.h>
#include <console.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <stddef.h>
#include <string.h>
#include <test/test.h>

enum {
	WORDS_MAX = 16,
	PSTATE_M = 0x1f,
	EC_SVC = 0x15,
	EC_SMC = 0x17,
};

/* All of SPSR_EL1 that a 64-bit context has, but for SSBS, which resets freely. */
#define PSTATE_CHECKED 0xf3f00fdfull
#define PSTATE_NZCV    0xf0000000ull

/* Writable here, executable there, by both levels: there it is read-only. */
static uint32_t *code_rw;
static const uint32_t *code;

static struct insn_registers load; /* in the image, for EL0 */
static struct trap_frame last;
static uint64_t last_daif; /* in the handler */

static void map_code(void)
{
	if (code)
		return;
	code_rw = page_alloc(0, PAGE_ZERO);
	code = vmap_alloc(PAGE_SIZE, PAGE_SIZE);
	if (arch_map((void *)(uintptr_t)code, virt_to_phys(code_rw), PAGE_SIZE,
		     MAP_READ | MAP_EXEC | MAP_USER) != 0)
		panic("no memory for a page of code");
}

static void write_code(const uint32_t *words, unsigned int nr)
{
	map_code();
	memcpy(code_rw, words, nr * sizeof(*words));
	code_rw[nr] = A64_UDF;
	for (unsigned int i = 0; i <= nr; i++)
		asm volatile("dc cvau, %0" ::"r"(&code_rw[i]) : "memory");
	asm volatile("dsb ish\n\t"
		     "ic ialluis\n\t"
		     "dsb ish\n\t"
		     "isb" ::
			     : "memory");
}

/* Does not come back: what it jumps to traps. */
static void go(const void *arg)
{
	asm volatile(
		"ldr x0, [%0, %[nzcv]]\n\t"
		"msr nzcv, x0\n\t"
		"mov x30, %0\n\t"
		"ldp x0, x1, [x30]\n\t"
		"ldp x2, x3, [x30, #16]\n\t"
		"ldp x4, x5, [x30, #32]\n\t"
		"ldp x6, x7, [x30, #48]\n\t"
		"ldp x8, x9, [x30, #64]\n\t"
		"ldp x10, x11, [x30, #80]\n\t"
		"ldp x12, x13, [x30, #96]\n\t"
		"ldp x14, x15, [x30, #112]\n\t"
		"ldp x16, x17, [x30, #128]\n\t"
		"ldp x18, x19, [x30, #144]\n\t"
		"ldp x20, x21, [x30, #160]\n\t"
		"ldp x22, x23, [x30, #176]\n\t"
		"ldp x24, x25, [x30, #192]\n\t"
		"ldp x26, x27, [x30, #208]\n\t"
		"ldp x28, x29, [x30, #224]\n\t"
		"ldr x30, [x30, #240]\n\t"
		"ret"
		:
		: "r"(arg), [nzcv] "i"(offsetof(struct insn_registers, nzcv))
		: "x0", "x30", "cc", "memory");
	__builtin_unreachable();
}

/* Does not deal with the trap: trap_catch() does. */
static bool see(struct trap_frame *frame, void *arg)
{
	(void)arg;
	last = *frame;
	last_daif = read_sysreg(daif);
	return false;
}

static void see_all(void)
{
	for (int cause = TRAP_NONE + 1; cause <= ARM_LAST_CAUSE; cause++)
		if (cause != ARM_IRQ && cause != ARM_FIQ)
			trap_handle(cause, see, NULL);
}

void insn_pattern(struct insn_registers *in)
{
	for (unsigned int i = 0; i < 31; i++)
		in->x[i] = 0x8421000000000000 | 0x0101010101 * (i + 1);
	in->nzcv = 0xa0000000;
}

struct insn_outcome insn_run(const uint32_t *words, unsigned int nr, bool user,
			     struct insn_registers *in)
{
	struct insn_outcome o = { .finished = false };

	if (nr > WORDS_MAX)
		ERROR("%u instructions are too many", nr);
	write_code(words, nr);
	in->x[30] = (uintptr_t)code;
	load = *in;
	memset(&last, 0, sizeof(last));
	see_all();
	o.trap = user ? user_catch(go, &load) : trap_catch(go, &load);
	o.frame = last;
	o.daif = last_daif;
	o.pc = (uintptr_t)code;
	o.finished = last.esr == ESR_UNDEFINED && last.pc == o.pc + 4 * nr;
	return o;
}

struct insn_outcome insn_run1(uint32_t word, bool user)
{
	struct insn_registers in;

	insn_pattern(&in);
	return insn_run(&word, 1, user, &in);
}

uint32_t insn_sysreg_esr(uint32_t word)
{
	return 0x62000000 | field(word, 19, 2) << 20 | field(word, 5, 3) << 17 |
	       field(word, 16, 3) << 14 | field(word, 12, 4) << 10 |
	       field(word, 0, 5) << 5 | field(word, 8, 4) << 1 |
	       field(word, 21, 1);
}

static uint64_t level_of(bool user)
{
	return user ? 0 : current_el() << 2 | 1;
}

static void expect_context(const struct insn_outcome *o, bool user,
			   const struct insn_registers *in, uint32_t changed)
{
	uint64_t pstate = in->nzcv | PSTATE_MASKED | level_of(user);
	uint64_t checked = PSTATE_CHECKED;

	if (changed & 1u << 31)
		checked &= ~PSTATE_NZCV;
	EXPECT_EQ(o->frame.vector, user ? 8 : 4);
	EXPECT_EQ(o->daif, PSTATE_MASKED); /* set by the exception, all */
	EXPECT_EQ(o->frame.pstate & checked, pstate & checked);
	for (unsigned int i = 0; i < 31; i++) {
		if (changed & 1u << i || o->frame.x[i] == in->x[i])
			continue;
		test_note("x%u differs", i);
		EXPECT_EQ(o->frame.x[i], in->x[i]);
	}
}

void expect_insn_trap(const struct insn_outcome *o, uint32_t esr, bool user,
		      const struct insn_registers *in)
{
	unsigned int ec = esr >> 26;

	EXPECT_EQ(o->frame.esr, esr);
	EXPECT_EQ(o->frame.pc - o->pc, ec >= EC_SVC && ec <= EC_SMC ? 4 : 0);
	EXPECT_EQ(o->trap.user, user);
	expect_context(o, user, in, 0);
}

void expect_insn_done(const struct insn_outcome *o, bool user,
		      const struct insn_registers *in, uint32_t changed)
{
	EXPECT_TRUE(o->finished);
	if (!o->finished)
		EXPECT_EQ(o->frame.esr, 0);
	expect_context(o, user, in, changed);
}

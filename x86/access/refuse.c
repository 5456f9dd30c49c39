/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "crossing.h"

#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>

enum {
	BYTES = 32, /* on each side of the edge */
};

static uint8_t *pages; /* two */
static uint8_t *frames[2];
static uint64_t *entries[2];

void crossing_prepare(void)
{
	if (!pages) {
		pages = vmap_alloc(2 * PAGE_SIZE, 2 * PAGE_SIZE);
		for (unsigned int i = 0; i < 2; i++) {
			frames[i] = page_alloc(0, PAGE_ZERO);
			entries[i] = mmu_make(pages + i * PAGE_SIZE, 1);
		}
	}
	write_cr0((read_cr0() | CR0_WP) & ~(unsigned long)(CR0_EM | CR0_TS));
	write_cr4(read_cr4() | CR4_OSFXSR);
}

static struct regs {
	unsigned long ax, bx, cx, dx, si, di, flags;
} now, seen;
static const char *code;
static uint8_t elsewhere[BYTES]; /* in the image, for CPL 3 */

static void run(const void *unused)
{
	(void)unused;
	asm volatile("push %[flags]\n\t"
		     "popf\n\t"
		     "call *%[code]"
		     : "+a"(now.ax), "+b"(now.bx), "+c"(now.cx), "+d"(now.dx),
		       "+S"(now.si), "+D"(now.di)
		     : [flags] "m"(now.flags), [code] "m"(code)
		     : "memory", "cc");
}

static bool see(struct trap_frame *f, void *arg)
{
	(void)arg;
	seen =
		(struct regs){ f->ax, f->bx, f->cx,   f->dx,
			       f->si, f->di, f->flags };
	return false;
}

#define ARITH (EFLAGS_CF | EFLAGS_PF | EFLAGS_ZF | EFLAGS_SF | EFLAGS_OF)

static struct trap access(const struct form *f, uint8_t *at, bool user)
{
	code = f->code;
	now = (struct regs){ 0xa1a2a3a4,	   0xb1b2b3b4,
			     0xc1c2c3c4,	   0xd1d2d3d4,
			     (uintptr_t)elsewhere, (uintptr_t)at,
			     EFLAGS_FIXED | ARITH };
	trap_handle(X86_PF, see, NULL);
	return user ? user_catch(run, NULL) : trap_catch(run, NULL);
}

static void expect_registers(uint8_t *at)
{
	EXPECT_EQ(seen.ax, 0xa1a2a3a4);
	EXPECT_EQ(seen.bx, 0xb1b2b3b4);
	EXPECT_EQ(seen.cx, 0xc1c2c3c4);
	EXPECT_EQ(seen.dx, 0xd1d2d3d4);
	EXPECT_EQ(seen.si, (uintptr_t)elsewhere);
	EXPECT_EQ(seen.di, (uintptr_t)at);
	EXPECT_EQ(seen.flags & ARITH, ARITH);
}

/* ---------------------------------------------------------- what refuses ---- */

static const struct refusal {
	const char *name;
	uint64_t clear; /* of the entry's P, W and U */
	bool user;
	bool loads_too;
	unsigned long error; /* without W and U */
} refusals[] = {
	{ "not-present", PTE_P, false, true, 0 },
	{ "not-present-user", PTE_P, true, true, 0 },
	{ "read-only", PTE_W, false, false, PF_P },
	{ "read-only-user", PTE_W, true, false, PF_P },
	{ "supervisor", PTE_U, true, true, PF_P },
};

static void fill(void)
{
	for (unsigned int i = 0; i < PAGE_SIZE; i++) {
		frames[0][i] = (uint8_t)(0x40 + i % 64);
		frames[1][i] = (uint8_t)(0x80 + i % 64);
	}
}

static void expect_untouched(void)
{
	for (unsigned int i = 0; i < BYTES; i++) {
		unsigned int last = PAGE_SIZE - BYTES + i;

		EXPECT_EQ(frames[0][last], 0x40 + last % 64);
		EXPECT_EQ(frames[1][i], 0x80 + i % 64);
	}
}

/* @which page refuses; @before: bytes of the access in the first one */
static struct trap refuse(const struct form *f, const struct refusal *r,
			  unsigned int which, unsigned int before)
{
	const uint64_t all = PTE_P | PTE_W | PTE_U;

	test_context("%s: page %u refuses, %u bytes in the first", r->name,
		     which, before);
	fill();
	for (unsigned int i = 0; i < 2; i++)
		*entries[i] = virt_to_phys(frames[i]) |
			      (i == which ? all & ~r->clear : all);
	write_cr3(read_cr3());
	return access(f, pages + PAGE_SIZE - before, r->user);
}

/* W of an access that also reads is crossing_modify's. */
static void check(const struct form *f, const struct refusal *r,
		  unsigned int which, unsigned int before)
{
	uint8_t *at = pages + PAGE_SIZE - before;
	struct trap t = refuse(f, r, which, before);
	unsigned long error = r->error | (r->user ? PF_U : 0);

	error |= f->kind == LOAD ? 0 : PF_W;
	t.error |= f->kind == MODIFY ? PF_W : 0;
	EXPECT_TRAP_ERROR(t, X86_PF, error);
	EXPECT_EQ(t.address, (uintptr_t)(which ? pages + PAGE_SIZE : at));
	if (f->keeps_registers) {
		EXPECT_EQ(t.pc, (uintptr_t)f->code);
		expect_registers(at);
	}
	expect_untouched();
	EXPECT_EQ(*entries[which] & PTE_D, 0);
	if (f->kind != MODIFY) /* which may have read it before */
		EXPECT_EQ(*entries[which] & PTE_A, 0);
}

void crossing_check(const struct form *f, unsigned int which)
{
	for (unsigned int i = 0; i < sizeof(refusals) / sizeof(refusals[0]);
	     i++) {
		const struct refusal *r = &refusals[i];

		if (f->kind == LOAD && !r->loads_too)
			continue;
		for (unsigned int before = 1; before < f->bytes; before++)
			check(f, r, which, before);
	}
}

unsigned long crossing_error(const struct form *f, unsigned int which)
{
	return refuse(f, &refusals[0], which, 1).error;
}

void crossing_allow(const struct form *f)
{
	for (unsigned int before = 1; before < f->bytes; before++) {
		fill();
		for (unsigned int i = 0; i < 2; i++)
			*entries[i] = virt_to_phys(frames[i]) | PTE_P | PTE_U |
				      (f->kind == LOAD ? 0 : PTE_W);
		write_cr3(read_cr3());
		EXPECT_TRAP(access(f, pages + PAGE_SIZE - before, before & 1),
			    TRAP_NONE);
		for (unsigned int i = 0; i < 2; i++)
			EXPECT_EQ(*entries[i] & (PTE_A | PTE_D),
				  PTE_A | (f->kind == LOAD ? 0 : PTE_D));
	}
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Faults in the middle: what ESR and FAR say, and that the instructions go on from
 * there once the page can be accessed.
 *
 * Arm ARM, B2.10.4 (exceptions), D1.3.5.6; ESR_EL1, ISS of data aborts (ISV 0; WnR
 * says whether it was the write that faulted).
 */
#include "suite.h"

#include <arch.h>
#include <arch/page.h>
#include <arm/mmu.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>

MOPS_SUITE;

enum {
	PAGES = 4,
	NEAR = 2000, /* bytes in front of the border */
	BYTES = 7000,
	FSC_TRANSLATION_3 = 0x07,
	FSC_PERMISSION_3 = 0x0f,
	ESR_WRITE = 0x40,
};
#define ESR_DATA 0x96000000u

static struct window {
	uint8_t *virt;
	uint8_t *memory;
	unsigned int closed; /* the page that a fault opens, from 0 */
	unsigned int faults;
	unsigned long esr, far, offset;
} to, from;

static void close_window(struct window *w)
{
	arch_unmap(w->virt, PAGES * PAGE_SIZE);
	vmap_free(w->virt);
	page_free(w->memory);
}

static void open_page(struct window *w, unsigned int page)
{
	arch_map(w->virt + page * PAGE_SIZE,
		 virt_to_phys(w->memory) + page * PAGE_SIZE, PAGE_SIZE,
		 MAP_READ | MAP_WRITE);
}

/* All open but one page */
static void make_window(struct window *w, unsigned int closed)
{
	memset(w, 0, sizeof(*w));
	w->virt = vmap_alloc(PAGES * PAGE_SIZE, PAGE_SIZE);
	w->memory = page_alloc(2, PAGE_ZERO);
	w->closed = closed;
	test_defer(close_window, w);
	for (unsigned int i = 0; i < PAGES; i++)
		if (i != closed)
			open_page(w, i);
	for (unsigned int i = 0; i < PAGES * PAGE_SIZE; i++)
		w->memory[i] = (uint8_t)(i * 7 + i / 256 + 1);
}

/* -------------------------------------------------------------- three of them ---- */

extern const char mops_code[];

static struct operands {
	uint64_t x0, x1, x2;
} operands;

#define RUN(name, p, m, e)                                         \
	static void name(const void *arg)                          \
	{                                                          \
		register uint64_t x0 asm("x0") = operands.x0;      \
		register uint64_t x1 asm("x1") = operands.x1;      \
		register uint64_t x2 asm("x2") = operands.x2;      \
                                                                   \
		(void)arg;                                         \
		asm volatile(".inst %c3\n\t.inst %c4\n\t.inst %c5" \
			     : "+r"(x0), "+r"(x1), "+r"(x2)        \
			     : "i"(p), "i"(m), "i"(e)              \
			     : "cc", "memory");                    \
		operands = (struct operands){ x0, x1, x2 };        \
	}
RUN(cpy, CPYP, CPYM, CPYE)
RUN(cpyf, CPYFP, CPYFM, CPYFE)
RUN(set, SETP, SETM, SETE)
RUN(set_unprivileged, SETP | SET_T, SETM | SET_T, SETE | SET_T)
RUN(cpyf_wt, CPYFP | CPY_WT, CPYFM | CPY_WT, CPYFE | CPY_WT)
RUN(cpyf_rt, CPYFP | CPY_RT, CPYFM | CPY_RT, CPYFE | CPY_RT)

static bool in_window(const struct window *w, unsigned long address)
{
	return address - (uintptr_t)w->virt < PAGES * PAGE_SIZE;
}

/* Opens the page, so that the instruction goes on; what else it is is a failure. */
static bool fault(struct trap_frame *frame, void *arg)
{
	unsigned long far = read_sysreg(far_el1);
	struct window *w = in_window(&to, far)	 ? &to :
			   in_window(&from, far) ? &from :
						   NULL;

	(void)arg;
	if (!w || w->faults++)
		return false;
	w->esr = (unsigned long)frame->esr;
	w->far = far;
	open_page(w, w->closed);
	return true;
}

static void expect_fault(const struct window *w, uint32_t write)
{
	unsigned long page = (uintptr_t)w->virt + w->closed * PAGE_SIZE;

	EXPECT_EQ(w->faults, 1);
	EXPECT_EQ(w->esr, ESR_DATA | write | FSC_TRANSLATION_3);
	EXPECT_EQ(w->far & ~(PAGE_SIZE - 1), page);
}

/* ------------------------------------------------------------------- cases ---- */

static const struct row {
	const char *name;
	void (*run)(const void *arg);
	bool source; /* it is the source's page, else the destination's */
	bool set;
	unsigned int closed;
} rows[] = {
	{ "cpy-to", cpy, false, false, 1 },
	{ "cpy-from", cpy, true, false, 1 },
	{ "cpyf-to", cpyf, false, false, 1 },
	{ "cpyf-from", cpyf, true, false, 1 },
	{ "cpyf-to-first", cpyf, false, false, 0 },
	{ "cpyf-from-last", cpyf, true, false, 2 },
	{ "set", set, false, true, 1 },
	{ "set-first", set, false, true, 0 },
	{ "set-last", set, false, true, 2 },
};

/* Where BYTES go from NEAR in front of the second page, into the third */
TEST_EACH(
	resumed, const struct row *r, rows,
	"a fault on the way is told as one of its page, and all is done after it")
{
	static uint8_t reference[PAGES * 4096];
	unsigned int start = PAGE_SIZE - NEAR;

	make_window(&to, r->source ? PAGES : r->closed);
	make_window(&from, r->source ? r->closed : PAGES);
	for (unsigned int i = 0; i < PAGES * PAGE_SIZE; i++)
		from.memory[i] ^= 0xff;
	memcpy(reference, to.memory, sizeof(reference));
	if (r->set)
		memset(reference + start, 0x5a, BYTES);
	else
		memcpy(reference + start, from.memory + start, BYTES);
	operands = (struct operands){ (uintptr_t)to.virt + start,
				      (uintptr_t)from.virt + start, BYTES };
	if (r->set)
		operands = (struct operands){ operands.x0, BYTES, 0x5a };
	trap_handle(TRAP_PAGE, fault, NULL);
	EXPECT_TRAP(trap_catch(r->run, NULL), TRAP_NONE);
	expect_fault(r->source ? &from : &to, r->source ? 0 : ESR_WRITE);
	EXPECT_MEMEQ(to.memory, reference, sizeof(reference));
	EXPECT_EQ(r->set ? operands.x1 : operands.x2, 0);
}

/* ------------------------------------------------------------- permissions ---- */

static void make_read_only(struct window *w, unsigned int page)
{
	arch_unmap(w->virt + page * PAGE_SIZE, PAGE_SIZE);
	arch_map(w->virt + page * PAGE_SIZE,
		 virt_to_phys(w->memory) + page * PAGE_SIZE, PAGE_SIZE,
		 MAP_READ);
}

static void expect_refused(void (*run)(const void *arg), uint64_t x1,
			   uint64_t x2, uint32_t write, const struct window *w,
			   unsigned int page)
{
	struct trap t;

	operands = (struct operands){ (uintptr_t)to.virt + PAGE_SIZE - 100, x1,
				      x2 };
	t = trap_catch(run, NULL);
	EXPECT_EQ(t.error, ESR_DATA | write | FSC_PERMISSION_3);
	EXPECT_EQ(t.address & ~(PAGE_SIZE - 1),
		  (uintptr_t)w->virt + page * PAGE_SIZE);
}

TEST(read_only, "a page that may not be written stays as it is")
{
	static uint8_t before[2 * 4096];

	make_window(&to, PAGES);
	make_window(&from, PAGES);
	make_read_only(&to, 1);
	memcpy(before, to.memory + PAGE_SIZE, PAGE_SIZE);
	expect_refused(set, 300, 0x5a, ESR_WRITE, &to, 1);
	expect_refused(cpyf, (uintptr_t)from.virt, 300, ESR_WRITE, &to, 1);
	expect_refused(cpy, (uintptr_t)from.virt, 300, ESR_WRITE, &to, 1);
	EXPECT_MEMEQ(to.memory + PAGE_SIZE, before, PAGE_SIZE);
}

/* Both windows are this level's alone. */
TEST(unprivileged, "with T each access has the permissions of EL0")
{
	make_window(&to, PAGES);
	make_window(&from, PAGES);
	expect_refused(set_unprivileged, 10, 0x5a, ESR_WRITE, &to, 0);
	expect_refused(cpyf_wt, (uintptr_t)from.virt, 10, ESR_WRITE, &to, 0);
	expect_refused(cpyf_rt, (uintptr_t)from.virt, 10, 0, &from, 0);
	EXPECT_EQ(
		to.memory[PAGE_SIZE - 100],
		(uint8_t)((PAGE_SIZE - 100) * 7 + (PAGE_SIZE - 100) / 256 + 1));
}

/* ------------------------------------------------------------- no accesses ---- */

TEST(nothing, "of no bytes no address is accessed")
{
	make_window(&to, 0);
	arch_unmap(to.virt, PAGES * PAGE_SIZE);
	operands = (struct operands){ (uintptr_t)to.virt, 0, 1 };
	EXPECT_TRAP(trap_catch(set, NULL), TRAP_NONE);
	operands = (struct operands){ (uintptr_t)to.virt,
				      (uintptr_t)to.virt + PAGE_SIZE, 0 };
	EXPECT_TRAP(trap_catch(cpy, NULL), TRAP_NONE);
	operands = (struct operands){ (uintptr_t)to.virt,
				      (uintptr_t)to.virt + PAGE_SIZE, 0 };
	EXPECT_TRAP(trap_catch(cpyf, NULL), TRAP_NONE);
}

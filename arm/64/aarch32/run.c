/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pages, ways in and expectations of the suite. */
#include "suite.h"

#include <arch.h>
#include <arch/page.h>
#include <mm/page.h>
#include <string.h>

void aarch32_enter(const struct registers *in) __attribute__((noreturn));

static char *pages; /* what CODE, DATA, TOP and ZERO are */
static struct trap_frame last;
static struct arch_context context;

static const struct {
	uint32_t address;
	enum map_flags flags;
} maps[] = {
	{ CODE, MAP_READ | MAP_EXEC | MAP_USER },
	{ DATA, MAP_READ | MAP_WRITE | MAP_USER },
	{ TOP, MAP_READ | MAP_EXEC | MAP_USER },
	{ ZERO, MAP_READ | MAP_EXEC | MAP_USER },
};

static void unmap(uintptr_t address)
{
	arch_unmap((void *)address, PAGE_SIZE);
}

void aarch32_setup(void)
{
	if (!pages)
		pages = page_alloc(2, PAGE_ZERO | PAGE_FRESH);
	for (unsigned int i = 0; i < 4; i++) {
		ASSERT_EQ(arch_map((void *)(uintptr_t)maps[i].address,
				   virt_to_phys(pages) + i * PAGE_SIZE,
				   PAGE_SIZE, maps[i].flags),
			  0);
		test_defer(unmap, maps[i].address);
	}
	memset(pages, 0, 4 * PAGE_SIZE);
}

void put(uint32_t address, uint32_t insn, unsigned int bytes)
{
	paddr_t phys;

	ASSERT_EQ(arch_translate((void *)(uintptr_t)address, &phys), 0);
	memcpy(phys_to_virt(phys), &insn, bytes);
	asm volatile("dc cvau, %0\n\t"
		     "dsb ish\n\t"
		     "ic ialluis\n\t"
		     "dsb ish\n\t"
		     "isb"
		     :
		     : "r"(phys_to_virt(phys))
		     : "memory");
}

void put_all(const uint32_t *insns, unsigned int nr)
{
	for (unsigned int i = 0; i < nr; i++)
		put(CODE + 4 * i, insns[i], 4);
	put(CODE + 4 * nr, A32_UDF, 4);
}

struct registers pattern(uint32_t pstate)
{
	struct registers r = { .pc = CODE, .pstate = pstate | USR };

	for (unsigned int i = 0; i < 31; i++)
		r.x[i] = 0x9182000080c10000 + 0x0001010100010101 * i;
	r.pstate |= PSTATE_A | PSTATE_I | PSTATE_F;
	return r;
}

static bool record_trap(struct trap_frame *frame, void *arg)
{
	(void)arg;
	last = *frame;
	arch_frame_jump(frame, &context, 1);
	return true;
}

struct trap_frame run(const struct registers *in)
{
	memset(&last, 0, sizeof(last));
	for (int cause = TRAP_NONE + 1; cause < TRAP_NR_CAUSES; cause++)
		trap_handle(cause, record_trap, NULL);
	if (arch_context_save(&context) == 0)
		aarch32_enter(in);
	for (int cause = TRAP_NONE + 1; cause < TRAP_NR_CAUSES; cause++)
		trap_handle(cause, NULL, NULL);
	return last;
}

void expect_trap(const struct trap_frame *f, const struct registers *in,
		 uint32_t esr, uint64_t pc, uint32_t changed)
{
	EXPECT_EQ(f->vector, LOWER_A32);
	EXPECT_EQ(f->esr, esr);
	EXPECT_EQ(f->pc, pc);
	EXPECT_EQ(f->pstate, in->pstate);
	for (unsigned int i = 0; i < 31; i++) {
		if (changed & 1u << i)
			continue;
		test_context("x%u", i);
		EXPECT_EQ((uint32_t)f->x[i], (uint32_t)in->x[i]);
		if (f->x[i] >> 32)
			EXPECT_EQ(f->x[i], in->x[i]);
	}
	test_context("%s", "");
}

static void write_sctlr(uint64_t value)
{
	write_sysreg(sctlr_el1, value);
	isb();
}

static void write_cntkctl(uint64_t value)
{
	write_sysreg(cntkctl_el1, value);
	isb();
}

static void write_cpacr(uint64_t value)
{
	write_sysreg(cpacr_el1, value);
	isb();
}

void set_sctlr(uint64_t mask, uint64_t bits)
{
	test_defer(write_sctlr, read_sysreg(sctlr_el1));
	write_sctlr((read_sysreg(sctlr_el1) & ~mask) | bits);
}

void set_cntkctl(uint64_t mask, uint64_t bits)
{
	test_defer(write_cntkctl, read_sysreg(cntkctl_el1));
	write_cntkctl((read_sysreg(cntkctl_el1) & ~mask) | bits);
}

void set_cpacr(uint64_t mask, uint64_t bits)
{
	test_defer(write_cpacr, read_sysreg(cpacr_el1));
	write_cpacr((read_sysreg(cpacr_el1) & ~mask) | bits);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow stacks in memory: who may read and write which pages, and the error
 * code of #PF. SDM vol. 3, 4.6.1 and 4.7.
 */
#include "suite.h"

#include <arch/page.h>
#include <x86/mmu.h>

CET_SUITE;

#define SS CET_SH_STK_EN

static void do_store(const void *at)
{
	*(volatile uint64_t *)at = 1;
}

static void do_load(const void *at)
{
	cet_out[0] = *(volatile const uint64_t *)at;
}

TEST(store, "to a shadow stack is refused at any privilege level", NEEDS_SS)
{
	struct cet_end end = cet_user(do_store, cet_stack, 0);
	struct trap t;

	EXPECT_TRAP_ERROR(end.trap, X86_PF, PF_P | PF_W | PF_U);
	EXPECT_EQ(end.trap.address, cet_word(0));
	t = trap_catch(do_store, cet_stack);
	EXPECT_TRAP_ERROR(t, X86_PF, PF_P | PF_W);
	EXPECT_EQ(t.address, cet_word(0));
	EXPECT_EQ(cet_memory[0], CET_FILL);
}

TEST(load, "from a shadow stack is one like any other", NEEDS_SS)
{
	struct cet_end end = cet_user(do_load, cet_stack, SS);

	EXPECT_TRAP(end.trap, TRAP_NONE);
	EXPECT_EQ(cet_out[0], CET_FILL);
	EXPECT_TRAP(trap_catch(do_load, cet_stack), TRAP_NONE);
}

/* user_start calls the function: that is the access. */
CODE(nothing, "ret\n");

enum page {
	SHADOW,
	ORDINARY,
	SUPERVISOR
};

static const struct row {
	const char *name;
	enum page page;
	uint64_t set, clear; /* bits of the entry */
	unsigned long error; /* 0: it is done */
} rows[] = {
	{ "shadow", SHADOW, 0, 0, 0 },
	{ "not-dirty", SHADOW, 0, PTE_D, PF_P | PF_W | PF_U | PF_SS },
	{ "not-present", SHADOW, 0, PTE_P, PF_W | PF_U | PF_SS },
	{ "writable", SHADOW, PTE_W, 0, PF_P | PF_W | PF_U | PF_SS },
	{ "ordinary", ORDINARY, PTE_D, 0, PF_P | PF_W | PF_U | PF_SS },
	{ "clean", ORDINARY, 0, PTE_D, PF_P | PF_W | PF_U | PF_SS },
	{ "supervisor", SUPERVISOR, 0, 0, PF_P | PF_W | PF_U | PF_SS },
	{ "not-accessed", SHADOW, 0, PTE_A, 0 },
	{ "no-execute", SHADOW, PTE_NX, 0, 0 },
};

static uint64_t *page_of(enum page page)
{
	return page == SHADOW	? cet_stack :
	       page == ORDINARY ? cet_ordinary :
				  cet_supervisor;
}

static void put_entry(uint32_t which, uint64_t value)
{
	uint64_t *page = page_of(which);

	*mmu_entry(page, 1) = value;
	invlpg(page);
}

static void set_entry(enum page page, uint64_t set, uint64_t clear)
{
	const uint64_t old = *mmu_entry(page_of(page), 1);

	test_defer2(put_entry, page, old);
	put_entry(page, (old | set) & ~clear);
}

TEST_EACH(push, const struct row *r, rows,
	  "is an access to a shadow stack, or raises #PF with SS", NEEDS_SS)
{
	uint64_t *page = page_of(r->page);
	struct cet_end end;

	set_entry(r->page, r->set, r->clear);
	end = cet_user_at(nothing, NULL, SS, (uintptr_t)(page + 64));
	EXPECT_TRAP_ERROR(end.trap, r->error ? X86_PF : TRAP_NONE, r->error);
	EXPECT_EQ(end.ssp, (uintptr_t)(page + 64));
	if (r->error)
		EXPECT_EQ(end.trap.address, (uintptr_t)(page + 63));
	else
		EXPECT_EQ(*mmu_entry(page, 1) & (PTE_A | PTE_D), PTE_A | PTE_D);
}

/* The first word of the page that RET reads. */
CODE(pop_far, "incsspq %rdi\n"
	      "pop_far_ret: ret\n");
extern const char pop_far_ret[];

static const struct row pop_rows[] = {
	{ "not-present", SHADOW, 0, PTE_P, PF_U | PF_SS },
	{ "not-dirty", SHADOW, 0, PTE_D, PF_P | PF_U | PF_SS },
	{ "writable", SHADOW, PTE_W, 0, PF_P | PF_U | PF_SS },
};

static void put_second(unsigned long value)
{
	*mmu_entry(cet_stack + 512, 1) = value;
	invlpg(cet_stack + 512);
}

TEST_EACH(pop, const struct row *r, pop_rows, "raises #PF with SS", NEEDS_SS)
{
	uint64_t *entry = mmu_entry(cet_stack + 512, 1);
	struct cet_end end;

	test_defer(put_second, *entry);
	put_second((*entry | r->set) & ~r->clear);
	end = cet_user_at(pop_far, (void *)2, SS, cet_word(511));
	EXPECT_TRAP_ERROR(end.trap, X86_PF, r->error);
	EXPECT_EQ(end.trap.address, cet_word(512));
	EXPECT_EQ(end.trap.pc, (uintptr_t)pop_far_ret);
	EXPECT_EQ(end.ssp, cet_word(512));
}

/* ------------------------------------------------------------- WRSS, WRUSS ---- */

CODE(wrss, "mov $0x1234, %eax\n"
	   "wrss_insn: wrssq %rax, (%rdi)\n ret\n");
extern const char wrss_insn[];
CODE(wrssd, "mov $0x1234, %eax\n wrssd %eax, (%rdi)\n ret\n");

TEST(wrss_disabled, "WRSS raises #UD without WR_SHSTK_EN", NEEDS_SS)
{
	struct cet_end end = cet_user(wrss, cet_stack, SS);

	EXPECT_TRAP(end.trap, X86_UD);
	EXPECT_EQ(end.trap.pc, (uintptr_t)wrss_insn);
	end = cet_user(wrss, cet_stack, CET_WR_SHSTK_EN);
	EXPECT_TRAP(end.trap, X86_UD);
	EXPECT_EQ(cet_memory[0], CET_FILL);
}

#define WR (SS | CET_WR_SHSTK_EN)

TEST(wrss_writes, "WRSS writes 8 or 4 bytes of a shadow stack", NEEDS_SS)
{
	EXPECT_TRAP(cet_user(wrss, cet_stack, WR).trap, TRAP_NONE);
	EXPECT_EQ(cet_memory[0], 0x1234);
	EXPECT_TRAP(cet_user(wrssd, (char *)cet_stack + 12, WR).trap,
		    TRAP_NONE);
	EXPECT_EQ(cet_memory[1], 0x00001234a5a5a5a5);
}

TEST(wrss_misaligned, "WRSS raises #GP(0)", NEEDS_SS)
{
	for (unsigned int offset = 1; offset < 8; offset++) {
		const void *at = (char *)cet_stack + offset;

		test_context("offset %u", offset);
		EXPECT_TRAP(cet_user(wrss, at, WR).trap, X86_GP);
		EXPECT_TRAP(cet_user(wrssd, at, WR).trap,
			    offset == 4 ? TRAP_NONE : X86_GP);
	}
	EXPECT_EQ(cet_memory[0], 0x00001234a5a5a5a5);
}

TEST(wrss_elsewhere, "WRSS raises #PF with SS", NEEDS_SS)
{
	struct cet_end end = cet_user(wrss, cet_ordinary, WR);

	EXPECT_TRAP_ERROR(end.trap, X86_PF, PF_P | PF_W | PF_U | PF_SS);
	EXPECT_EQ(end.trap.address, (uintptr_t)cet_ordinary);
	end = cet_user(wrss, cet_supervisor, WR);
	EXPECT_TRAP_ERROR(end.trap, X86_PF, PF_P | PF_W | PF_U | PF_SS);
}

CODE(wruss, "mov $0x5678, %eax\n wrussq %rax, (%rdi)\n ret\n");

/* An access of CPL 3, although an instruction of CPL 0. */
TEST(wruss_writes, "WRUSS writes to shadow stacks of CPL 3", NEEDS_SS)
{
	struct trap t;

	EXPECT_TRAP(trap_catch(wruss, cet_stack), TRAP_NONE);
	EXPECT_EQ(cet_memory[0], 0x5678);
	t = trap_catch(wruss, cet_ordinary);
	EXPECT_TRAP_ERROR(t, X86_PF, PF_P | PF_W | PF_U | PF_SS);
	t = trap_catch(wruss, cet_supervisor);
	EXPECT_TRAP_ERROR(t, X86_PF, PF_P | PF_W | PF_U | PF_SS);
	EXPECT_TRAP(trap_catch(wruss, (char *)cet_stack + 4), X86_GP);
}

TEST(wruss_cpl3, "WRUSS raises #GP(0)", NEEDS_SS)
{
	EXPECT_TRAP(cet_user(wruss, cet_stack, WR).trap, X86_GP);
	EXPECT_EQ(cet_memory[0], CET_FILL);
}

TEST(wruss_disabled, "WRUSS raises #UD without CR4.CET", NEEDS_SS)
{
	write_cr4(read_cr4() & ~(unsigned long)CR4_CET);
	EXPECT_TRAP(trap_catch(wruss, cet_stack), X86_UD);
}

/* ---------------------------------------------------------------- CR4.CET ---- */

CODE(incssp_any, "xor %eax, %eax\n incsspq %rax\n ret\n");

static const struct code_row {
	const char *name;
	void (*code)(const void *);
} code_rows[] = {
	{ "incssp", incssp_any },
	{ "wrss", wrss },
	{ "wrussq", wruss },
};

TEST_EACH(cr4_off, const struct code_row *r, code_rows,
	  "raises #UD without CR4.CET, whatever the MSRs have", NEEDS_SS)
{
	wrmsr(MSR_IA32_PL3_SSP, cet_top());
	wrmsr(MSR_IA32_U_CET, WR);
	write_cr4(read_cr4() & ~(unsigned long)CR4_CET);
	EXPECT_TRAP(user_catch(r->code, cet_stack), X86_UD);
	EXPECT_TRAP(trap_catch(r->code, cet_stack), X86_UD);
	EXPECT_EQ(cet_memory[0], CET_FILL);
}

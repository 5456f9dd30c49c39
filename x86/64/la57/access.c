/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Addresses that an instruction uses: canonical for the number of levels that
 * paging has now.
 */
#include "suite.h"

#include <x86/desc.h>

LA57_SUITE;

static unsigned long value;

static void do_read(const void *at)
{
	value = *(volatile const uint8_t *)at;
}

static void do_write(const void *at)
{
	*(volatile uint8_t *)at = 1;
}

static void do_push(const void *at)
{
	asm volatile("mov %%rsp, %%rdx\n\t"
		     "lea 8(%0), %%rsp\n\t"
		     "push %%rax\n\t"
		     "mov %%rdx, %%rsp"
		     :
		     : "r"(at)
		     : "rdx", "memory");
}

static void do_pop(const void *at)
{
	asm volatile("mov %%rsp, %%rdx\n\t"
		     "mov %0, %%rsp\n\t"
		     "pop %%rax\n\t"
		     "mov %%rdx, %%rsp"
		     :
		     : "r"(at)
		     : "rax", "rdx", "memory");
}

static void do_rbp(const void *at)
{
	asm volatile("push %%rbp\n\t"
		     "mov %0, %%rbp\n\t"
		     "movb (%%rbp), %%al\n\t"
		     "pop %%rbp"
		     :
		     : "r"(at)
		     : "rax", "memory");
}

static const struct row {
	const char *name;
	void (*access)(const void *at);
	enum trap_cause cause; /* where the address is not canonical */
	unsigned long error;   /* of #PF where it is */
	unsigned int bytes; /* aligned to, so that none is on the other side */
} rows[] = {
	{ "read", do_read, X86_GP, 0, 1 },
	{ "write", do_write, X86_GP, PF_W, 1 },
};

static const struct row stack_rows[] = {
	{ "rbp", do_rbp, X86_SS, 0, 1 },
	{ "push", do_push, X86_SS, PF_W, 8 },
	{ "pop", do_pop, X86_SS, 0, 8 },
};

/* With RSP as it is then there is no room for the frame. */
static void use_other_stack(void)
{
	idt_set_ist(X86_VECTOR(X86_PF), IST_MC);
	idt_set_ist(X86_VECTOR(X86_GP), IST_MC);
	idt_set_ist(X86_VECTOR(X86_SS), IST_MC);
}

/* Nothing is mapped at any of these but 0x7fff..., which nobody has either. */
static void check(const struct row *r)
{
	const unsigned int width = la57_width();

	for (unsigned int i = 1; i < la57_nr_addresses; i++) {
		const uint64_t address = la57_addresses[i] &
					 -(uint64_t)r->bytes;
		const bool good = canonical(address, width);
		struct trap t;

		test_context("0x%llx", (unsigned long long)address);
		write_cr2(0x1234);
		t = trap_catch(r->access, (void *)address);
		EXPECT_TRAP_ERROR(t, good ? X86_PF : r->cause,
				  good ? r->error : 0);
		EXPECT_EQ(read_cr2(), good ? address : 0x1234);
	}
}

TEST_EACH(data, const struct row *r, rows, "raises #PF or, not canonical, #GP")
{
	check(r);
}

TEST_EACH(data_5, const struct row *r, rows, "the same with five levels",
	  NEEDS_LA57)
{
	la57_enter();
	check(r);
}

TEST_EACH(stack, const struct row *r, stack_rows,
	  "raises #PF or, not canonical, #SS")
{
	use_other_stack();
	check(r);
}

TEST_EACH(stack_5, const struct row *r, stack_rows, "the same with five levels",
	  NEEDS_LA57)
{
	use_other_stack();
	la57_enter();
	check(r);
}

static void check_invlpg(void)
{
	for (unsigned int i = 0; i < la57_nr_addresses; i++) {
		test_context("0x%llx", (unsigned long long)la57_addresses[i]);
		EXPECT_TRAP(trap_catch((void (*)(const void *))invlpg,
				       (void *)la57_addresses[i]),
			    TRAP_NONE);
	}
}

TEST(invlpg, "takes any address")
{
	check_invlpg();
}

TEST(invlpg_5, "takes any address with five levels", NEEDS_LA57)
{
	la57_enter();
	check_invlpg();
}

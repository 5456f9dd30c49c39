/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#include <x86/msr.h>
#include <x86/selectors.h>
#include <x86/width.h>

/*
 * Where an engine lets CR0.PG be cleared in 64-bit mode after all, what follows is
 * 32-bit code there, with PE or without.
 */
#define BACK_TO_64_BITS                                \
	ONLY_64("xor %%eax, %%eax\n\t"                 \
		".byte 0x40\n\t" /* REX, or INC EAX */ \
		"nop\n\t"                              \
		"test %%eax, %%eax\n\t"                \
		"jz 1f\n\t"                            \
		".code32\n\t"                          \
		"mov %%cr0, %%eax\n\t"                 \
		"or %[mode], %%eax\n\t"                \
		"mov %%eax, %%cr0\n\t"                 \
		"ljmp %[cs], $1f\n\t"                  \
		".code64\n"                            \
		"1:")

/* Each is in the image once, so that its label is. */
#define REG(id, then)                                                      \
	extern const char id##_at[];                                       \
	static __attribute__((noinline)) void put_##id(uint64_t value)     \
	{                                                                  \
		unsigned long now = (unsigned long)value;                  \
                                                                           \
		asm volatile(                                              \
			#id "_at: mov %" R "ax, %%" #id "\n\t" then        \
			: "+a"(now)                                        \
			: [mode] "i"(CR0_PG | CR0_PE), [cs] "i"(KERNEL_CS) \
			: "memory", "cc");                                 \
	}                                                                  \
	static uint64_t get_##id(void)                                     \
	{                                                                  \
		return read_##id();                                        \
	}                                                                  \
	const struct reg reg_##id = { #id, get_##id, put_##id, id##_at }

REG(cr0, BACK_TO_64_BITS);
REG(cr2, "");
REG(cr3, "");
REG(cr4, "");

extern const char efer_at[];

static __attribute__((noinline)) void put_efer(uint64_t value)
{
	asm volatile("efer_at: wrmsr"
		     :
		     : "c"(MSR_IA32_EFER), "a"((uint32_t)value),
		       "d"((uint32_t)(value >> 32))
		     : "memory");
}

static uint64_t get_efer(void)
{
	return rdmsr(MSR_IA32_EFER);
}

const struct reg reg_efer = { "EFER", get_efer, put_efer, efer_at };

bool has_efer(void)
{
	return x86_nx.probe() || x86_lm.probe() || x86_syscall.probe();
}

unsigned int physical_bits(void)
{
	if (cpuid_max(0x80000000) < 0x80000008)
		return 36;
	return cpuid(0x80000008, 0).a & 0xff;
}

struct control control_read(void)
{
	struct control c = {
		.cr0 = read_cr0(),
		.cr2 = read_cr2(),
		.cr3 = read_cr3(),
		.cr4 = read_cr4(),
		.cr8 = read_cr8_or_0(),
		.efer = has_efer() ? get_efer() : 0,
	};

	return c;
}

void expect_control(const struct control *expected)
{
	const struct control now = control_read();

	EXPECT_EQ(now.cr0, expected->cr0);
	EXPECT_EQ(now.cr2, expected->cr2);
	EXPECT_EQ(now.cr3, expected->cr3);
	EXPECT_EQ(now.cr4, expected->cr4);
	EXPECT_EQ(now.cr8, expected->cr8);
	EXPECT_EQ(now.efer, expected->efer);
}

struct attempt {
	const struct reg *reg;
	uint64_t value, old, seen;
};

/* Nothing of the library runs while the value is in place. */
static void do_attempt(const void *arg)
{
	struct attempt *a = (struct attempt *)(uintptr_t)arg;
	uint64_t seen;

	a->reg->write(a->value);
	seen = a->reg->read();
	a->reg->write(a->old);
	a->seen = seen;
}

static struct trap attempt(struct attempt *a, const struct reg *reg,
			   uint64_t value)
{
	*a = (struct attempt){ .reg = reg, .value = value, .old = reg->read() };
	test_context("%s: 0x%llx while it is 0x%llx", reg->name,
		     (unsigned long long)value, (unsigned long long)a->old);
	return trap_catch(do_attempt, a);
}

void expect_takes(const struct reg *reg, uint64_t value, uint64_t reads)
{
	const struct control before = control_read();
	struct attempt a;

	EXPECT_TRAP(attempt(&a, reg, value), TRAP_NONE);
	EXPECT_EQ(a.seen, reads);
	expect_control(&before);
}

void expect_refused(const struct reg *reg, uint64_t value)
{
	const struct control before = control_read();
	struct attempt a;
	struct trap t = attempt(&a, reg, value);

	EXPECT_TRAP(t, X86_GP);
	EXPECT_EQ(t.pc, (uintptr_t)reg->at);
	expect_control(&before);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Addresses that a register keeps: what is canonical for them depends on the
 * processor, and not on how many levels paging has now.
 */
#include "suite.h"

#include <x86/desc.h>
#include <x86/msr.h>

LA57_SUITE;

enum {
	SELECTOR = SPARE_SEL_BASE, /* of 16 bytes */
};

/* -------------------------------------------------------------- registers ---- */

/* What is written, and how it reads back; the base of a selector does not. */
struct place {
	const char *name;
	uint32_t msr;
	enum trap_cause (*write)(uint64_t address); /* and puts back */
	const struct feature *need;
};

static uint64_t kept; /* what write() saw after its write */

/* load_safe() for LGDT and SGDT, LIDT and SIDT */
#define TABLE_SAFE(load, store)                                     \
	static enum trap_cause load##_safe(uint64_t address)        \
	{                                                           \
		const struct desc_ptr old = store(),                \
				      new = { old.limit, address }; \
		struct desc_ptr now;                                \
		unsigned long cause = TRAP_NONE;                    \
                                                                    \
		asm volatile("1: " #load " %2\n\t"                  \
			     "2: " #store " %1\n\t" #load           \
			     " %3\n\t" EXTABLE("1b", "2b")          \
			     : "+b"(cause), "=m"(now)               \
			     : "m"(new), "m"(old)                   \
			     : "memory");                           \
		kept = now.base;                                    \
		return cause;                                       \
	}

TABLE_SAFE(lgdt, sgdt)
TABLE_SAFE(lidt, sidt)

static void describe(uint64_t address, uint64_t type)
{
	uint64_t *entry = gdt_entry(SELECTOR);

	entry[0] = desc_segment((uint32_t)address, 0x67, type | DESC_P);
	entry[1] = address >> 32;
}

static enum trap_cause lldt_safe(uint64_t address)
{
	unsigned long cause = TRAP_NONE;

	describe(address, DESC_LDT);
	asm volatile("1: lldt %w1\n\t"
		     "2:\n\t" EXTABLE("1b", "2b")
		     : "+b"(cause)
		     : "r"(SELECTOR)
		     : "memory");
	kept = sldt() == SELECTOR ? address : sldt();
	lldt(0);
	return cause;
}

static enum trap_cause ltr_safe(uint64_t address)
{
	const uint16_t old = str();
	unsigned long cause = TRAP_NONE;
	bool busy;

	describe(address, DESC_TSS);
	asm volatile("1: ltr %w1\n\t"
		     "2:\n\t" EXTABLE("1b", "2b")
		     : "+b"(cause)
		     : "r"(SELECTOR)
		     : "memory");
	busy = (*gdt_entry(SELECTOR) & DESC_TSS_BUSY) == DESC_TSS_BUSY;
	kept = str() == SELECTOR && busy ? address : busy;
	*gdt_entry(old) &= ~(DESC_TSS_BUSY ^ DESC_TSS);
	ltr(old);
	return cause;
}

static const struct place tables[] = {
	{ "gdtr", 0, lgdt_safe },
	{ "idtr", 0, lidt_safe },
	{ "ldtr", 0, lldt_safe },
	{ "tr", 0, ltr_safe },
};

/* SYSENTER is not AMD's in 64-bit mode. */
static const struct place msrs[] = {
	{ "fs-base", MSR_IA32_FS_BASE },
	{ "gs-base", MSR_IA32_GS_BASE },
	{ "kernel-gs-base", MSR_IA32_KERNEL_GS_BASE },
	{ "lstar", MSR_IA32_LSTAR, .need = &x86_syscall },
	{ "cstar", MSR_IA32_CSTAR, .need = &x86_syscall },
	{ "sysenter-esp", MSR_IA32_SYSENTER_ESP, .need = &x86_intel },
	{ "sysenter-eip", MSR_IA32_SYSENTER_EIP, .need = &x86_intel },
	{ "ds-area", MSR_IA32_DS_AREA, .need = &x86_ds },
};

static enum trap_cause put(const struct place *p, uint64_t address)
{
	const uint64_t old = p->msr ? rdmsr(p->msr) : 0;
	enum trap_cause cause;

	if (!p->msr)
		return p->write(address);
	cause = wrmsr_safe(p->msr, address);
	kept = rdmsr(p->msr);
	wrmsr(p->msr, old);
	return cause;
}

/* What a refused write must leave: the marker that was there before. */
#define MARKER 0xffffaaaaaaaa5550

static uint64_t before(const struct place *p)
{
	if (p->msr) {
		test_defer2(wrmsr, p->msr, rdmsr(p->msr));
		wrmsr(p->msr, MARKER);
		return MARKER;
	}
	if (p->write == lgdt_safe)
		return sgdt().base;
	return p->write == lidt_safe ? sidt().base : 0;
}

static void check(const struct place *p, bool accepted)
{
	const unsigned int width = canonical_width_cpu();
	uint64_t old;

	if (p->need && !p->need->probe())
		SKIP("needs %s (%s)", p->need->name, p->need->where);
	old = before(p);
	for (unsigned int i = 0; i < la57_nr_addresses; i++) {
		const uint64_t address = la57_addresses[i];

		if (canonical(address, width) != accepted)
			continue;
		test_context("0x%llx", (unsigned long long)address);
		EXPECT_EQ(put(p, address), accepted ? TRAP_NONE : X86_GP);
		EXPECT_EQ(kept, accepted ? address : old);
	}
}

/* ------------------------------------------------------------------ cases ---- */

TEST_EACH(msr_accepts, const struct place *p, msrs,
	  "what is canonical for the processor, and reads it back")
{
	check(p, true);
}

TEST_EACH(msr_refuses, const struct place *p, msrs,
	  "what is not canonical, and keeps what it had")
{
	check(p, false);
}

TEST_EACH(table_accepts, const struct place *p, tables,
	  "what is canonical for the processor")
{
	check(p, true);
}

TEST_EACH(table_refuses, const struct place *p, tables,
	  "what is not canonical, and keeps what it had")
{
	check(p, false);
}

TEST_EACH(msr_accepts_5, const struct place *p, msrs,
	  "the same with five levels", NEEDS_LA57)
{
	la57_enter();
	check(p, true);
}

TEST_EACH(msr_refuses_5, const struct place *p, msrs,
	  "the same with five levels", NEEDS_LA57)
{
	la57_enter();
	check(p, false);
}

TEST_EACH(table_accepts_5, const struct place *p, tables,
	  "the same with five levels", NEEDS_LA57)
{
	la57_enter();
	check(p, true);
}

TEST_EACH(table_refuses_5, const struct place *p, tables,
	  "the same with five levels", NEEDS_LA57)
{
	la57_enter();
	check(p, false);
}

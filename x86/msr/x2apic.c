/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MSRs 800H to 8FFH: the local APIC in x2APIC mode, and nothing otherwise.
 *
 * Intel SDM vol. 3, 10.12.1.2 (table 10-6) and 10.12.1.3 (reserved bits).
 */
#include "suite.h"
#include <arch/irq.h>
#include <x86/features.h>
#include <x86/irq/apic.h>

enum {
	FIRST = 0x800,
	LAST = 0x8ff,
	X2APIC_VERSION = 0x803,
	X2APIC_CMCI = 0x82f,
	X2APIC_ICR = 0x830,
};

/*
 * x2APIC mode ends only by way of "disabled", which loses the registers that
 * the library had set: SPIV is the one that matters.
 */
static uint64_t old_base;

static void leave(uintptr_t spiv)
{
	wrmsr(MSR_IA32_APIC_BASE, old_base & ~(APIC_BASE_EN | APIC_BASE_EXTD));
	wrmsr(MSR_IA32_APIC_BASE, old_base);
	apic_write(APIC_SPIV, (uint32_t)spiv);
}

static void enter(void)
{
	if (apic_mode() == APIC_X2APIC)
		return;
	irq_disable();
	apic_init();
	old_base = rdmsr(MSR_IA32_APIC_BASE);
	test_defer(leave, apic_read(APIC_SPIV));
	ASSERT_EQ(apic_enable_x2apic(), 0);
}

/* In xAPIC mode the whole range is #GP(0) (10.12.2). */
TEST(xapic_mode, "raises #GP(0) for MSRs 0x800 to 0x8ff in xAPIC mode")
{
	unsigned int reads = 0, writes = 0;
	uint64_t value;

	if (apic_mode() == APIC_X2APIC)
		SKIP("the local APIC is in x2APIC mode");
	expect_absent(FIRST + 2);
	for (uint32_t msr = FIRST; msr <= LAST; msr++) {
		reads += rdmsr_safe(msr, &value) == X86_GP;
		writes += wrmsr_safe(msr, 0) == X86_GP;
	}
	EXPECT_EQ(reads, LAST - FIRST + 1);
	EXPECT_EQ(writes, LAST - FIRST + 1);
}

static const struct row {
	const char *name;
	uint32_t first, last;
} read_only[] = {
	{ "ID", 0x802, 0x802 },
	{ "VERSION", 0x803, 0x803 },
	{ "PPR", 0x80a, 0x80a },
	{ "LDR", 0x80d, 0x80d },
	{ "ISR", 0x810, 0x817 },
	{ "TMR", 0x818, 0x81f },
	{ "IRR", 0x820, 0x827 },
	{ "TMCCT", 0x839, 0x839 },
}, read_write[] = {
	{ "TPR", 0x808, 0x808 },
	{ "SPIV", 0x80f, 0x80f },
	{ "ESR", 0x828, 0x828 },
	{ "CMCI", X2APIC_CMCI, X2APIC_CMCI },
	{ "ICR", X2APIC_ICR, X2APIC_ICR },
	{ "LVTT", 0x832, 0x832 },
	{ "LVTTHMR", 0x833, 0x833 },
	{ "LVTPC", 0x834, 0x834 },
	{ "LVT0", 0x835, 0x835 },
	{ "LVT1", 0x836, 0x836 },
	{ "LVTERR", 0x837, 0x837 },
	{ "TMICT", 0x838, 0x838 },
	{ "TDCR", 0x83e, 0x83e },
}, write_only[] = {
	{ "EOI", 0x80b, 0x80b },
	{ "SELF_IPI", 0x83f, 0x83f },
};

TEST_EACH(x2apic_read_only, const struct row *r, read_only,
	  "reads as 32 bits and refuses every write",
	  .needs = NEEDS(&x86_x2apic))
{
	enter();
	for (uint32_t msr = r->first; msr <= r->last; msr++) {
		uint64_t value = ~0ull;

		ASSERT_TRAP(msr_read(msr, &value), TRAP_NONE);
		EXPECT_EQ(value >> 32, 0);
		test_context("MSR 0x%x", (unsigned int)msr);
		EXPECT_EQ(wrmsr_safe(msr, value), X86_GP);
		EXPECT_EQ(wrmsr_safe(msr, 0), X86_GP);
	}
}

/* LVT entry 6 (CMCI) exists where the version register counts it. */
static bool absent_cmci(const struct row *r)
{
	return r->first == X2APIC_CMCI &&
	       (rdmsr(X2APIC_VERSION) >> 16 & 0xff) < 6;
}

TEST_EACH(x2apic_read_write, const struct row *r, read_write,
	  "takes its own value back, and no bits 63:32",
	  .needs = NEEDS(&x86_x2apic))
{
	uint64_t value, now = 0;

	enter();
	if (absent_cmci(r)) {
		expect_absent(r->first);
		return;
	}
	ASSERT_TRAP(msr_read(r->first, &value), TRAP_NONE);
	EXPECT_TRAP(msr_try(r->first, value, value, &now), TRAP_NONE);
	EXPECT_EQ(now, value);
	if (r->first == X2APIC_ICR)
		return;
	EXPECT_EQ(value >> 32, 0);
	expect_refuses(r->first, value | 1ull << 32);
	expect_refuses(r->first, value | 1ull << 63);
}

static const uint64_t self_ipi_reserved[] = { ~0ull, 0x100, 0xff00, 0xff000000,
					      1ull << 32 };

TEST_EACH(x2apic_write_only, const struct row *r, write_only,
	  "refuses RDMSR, and what is not its to take",
	  .needs = NEEDS(&x86_x2apic))
{
	uint64_t value;

	enter();
	EXPECT_TRAP(msr_read(r->first, &value), X86_GP);
	EXPECT_EQ(wrmsr_safe(r->first, 0), TRAP_NONE);
	EXPECT_EQ(wrmsr_safe(r->first, ~0ull), X86_GP);
	if (r->first != 0x83f)
		return;
	for (unsigned int i = 0; i < 5; i++) {
		test_context("writing 0x%llx",
			     (unsigned long long)self_ipi_reserved[i]);
		EXPECT_EQ(wrmsr_safe(r->first, self_ipi_reserved[i]), X86_GP);
	}
}

static bool in_rows(uint32_t msr, const struct row *rows, unsigned int nr)
{
	for (unsigned int i = 0; i < nr; i++)
		if (msr >= rows[i].first && msr <= rows[i].last)
			return true;
	return false;
}

#define IN_ROWS(msr, rows) in_rows(msr, rows, sizeof(rows) / sizeof((rows)[0]))

TEST(x2apic_reserved, "raises #GP(0) for every other number of the range",
     .needs = NEEDS(&x86_x2apic))
{
	uint64_t value;

	enter();
	for (uint32_t msr = FIRST; msr <= LAST; msr++) {
		if (IN_ROWS(msr, read_only) || IN_ROWS(msr, read_write) ||
		    IN_ROWS(msr, write_only))
			continue;
		test_context("MSR 0x%x", (unsigned int)msr);
		EXPECT_EQ(rdmsr_safe(msr, &value), X86_GP);
		EXPECT_EQ(wrmsr_safe(msr, 0), X86_GP);
	}
}

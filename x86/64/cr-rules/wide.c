/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Upper halves of control registers, CR8, and what 64-bit mode holds fast.
 *
 * Intel SDM vol. 3, 2.5 and 4.1.2; vol. 2, MOV to control registers; table 4-12.
 */
#include "../../cr-rules/suite.h"

#include <mm/page.h>
#include <string.h>
#include <x86/irq/apic.h>
#include <x86/mmu.h>

CR_RULES_SUITE;

static const struct bit high[] = { BIT_ROWS_32_TO_63 };

TEST_EACH(cr0_high, const struct bit *b, high, "is refused")
{
	expect_refused(&reg_cr0, read_cr0() | 1ull << b->bit);
}

TEST_EACH(cr4_high, const struct bit *b, high,
	  "is refused, but for FRED where there is it")
{
	uint64_t now = read_cr4(), bit = 1ull << b->bit;

	if (b->bit == 32 && x86_fred.probe())
		expect_takes(&reg_cr4, now | bit, now | bit);
	else
		expect_refused(&reg_cr4, now | bit);
}

/* ------------------------------------------------------------------ CR3 ---- */

static const struct bit beyond[] = {
	BIT_ROW(36), BIT_ROW(37), BIT_ROW(38), BIT_ROW(39), BIT_ROW(40),
	BIT_ROW(41), BIT_ROW(42), BIT_ROW(43), BIT_ROW(44), BIT_ROW(45),
	BIT_ROW(46), BIT_ROW(47), BIT_ROW(48), BIT_ROW(49), BIT_ROW(50),
	BIT_ROW(51), BIT_ROW(52), BIT_ROW(53), BIT_ROW(54), BIT_ROW(55),
	BIT_ROW(56), BIT_ROW(57), BIT_ROW(58), BIT_ROW(59), BIT_ROW(60),
	BIT_ROW(61), BIT_ROW(62), BIT_ROW(63),
};

TEST_EACH(cr3_high, const struct bit *b, beyond, "is refused")
{
	if (b->bit < physical_bits())
		SKIP("MAXPHYADDR is %u", physical_bits());
	if ((b->bit == 61 || b->bit == 62) && x86_lam.probe())
		SKIP("LAM has a use for it");
	expect_refused(&reg_cr3, read_cr3() | 1ull << b->bit);
}

/* Tables anywhere in memory: the whole address is kept and used. */
TEST(cr3_address, "a copy of the top table serves wherever it lies")
{
	uint64_t *copy = page_alloc(0, PAGE_ANY);
	uint64_t address = virt_to_phys(copy);

	test_defer(page_free, copy);
	memcpy(copy, mmu_root(), PAGE_SIZE);
	expect_takes(&reg_cr3, address, address);
	expect_takes(&reg_cr3, address | CR3_PCD, address | CR3_PCD);
	if (test_arg("above-4g"))
		EXPECT_GE(address, 1ull << 32);
}

TEST(cr3_pcid, "bits 11:0 are the PCID, and bit 63 is not kept",
     .needs = NEEDS(&x86_pcid))
{
	uint64_t now = read_cr3();

	test_defer(write_cr4, read_cr4());
	write_cr4(read_cr4() | CR4_PCIDE);
	for (unsigned int n = 0; n < 12; n++) {
		expect_takes(&reg_cr3, now | 1ul << n, now | 1ul << n);
		expect_takes(&reg_cr3, now | 1ul << n | CR3_NOFLUSH,
			     now | 1ul << n);
	}
	expect_takes(&reg_cr3, now | CR3_PCID, now | CR3_PCID);
}

/* 4.10.1 */
static const struct bit low[] = {
	BIT_ROW(0),
	BIT_ROW(3),
	BIT_ROW(4),
	BIT_ROW(11),
};

TEST_EACH(pcide_needs_cr3, const struct bit *b, low,
	  "CR4.PCIDE is refused while CR3[11:0] is not 0",
	  .needs = NEEDS(&x86_pcid))
{
	test_defer(write_cr3, read_cr3());
	write_cr3(read_cr3() | 1ul << b->bit);
	if (!(read_cr3() >> b->bit & 1))
		SKIP("the bit is not kept");
	expect_refused(&reg_cr4, read_cr4() | CR4_PCIDE);
}

/* --------------------------------------------------- what holds long mode ---- */

static const struct held {
	const char *name;
	const struct reg *reg;
	uint64_t flip;
	const struct feature *feature;
} holds[] = {
	{ "PG", &reg_cr0, CR0_PG, NULL },
	{ "PG-TS", &reg_cr0, CR0_PG | CR0_TS, NULL },
	{ "PG-and-PE", &reg_cr0, CR0_PG | CR0_PE, NULL },
	{ "PAE", &reg_cr4, CR4_PAE, NULL },
	{ "PAE-PGE", &reg_cr4, CR4_PAE | CR4_PGE, NULL },
	{ "LA57", &reg_cr4, CR4_LA57, &x86_la57 },
	{ "LA57-PSE", &reg_cr4, CR4_LA57 | CR4_PSE, &x86_la57 },
};

TEST_EACH(held, const struct held *h, holds,
	  "cannot change in 64-bit mode, alone or with another bit")
{
	if (h->feature && !h->feature->probe())
		SKIP("needs %s (%s)", h->feature->name, h->feature->where);
	expect_refused(h->reg, h->reg->read() ^ h->flip);
}

/* ------------------------------------------------------------------ CR8 ---- */

extern const char cr8_at[];

static __attribute__((noinline)) void put_cr8(uint64_t value)
{
	asm volatile("cr8_at: mov %0, %%cr8" : : "r"(value) : "memory");
}

static uint64_t get_cr8(void)
{
	return read_cr8();
}

static const struct reg reg_cr8 = { "cr8", get_cr8, put_cr8, cr8_at };

TEST(cr8, "holds 0 to 15, which is bits 7:4 of the APIC's TPR")
{
	for (unsigned int n = 0; n < 16; n++) {
		expect_takes(&reg_cr8, n, n);
		write_cr8(n);
		EXPECT_EQ(read_cr8(), n);
	}
	write_cr8(0);
}

TEST(cr8_tpr, "is bits 7:4 of the APIC's TPR, both ways",
     .needs = NEEDS(&x86_apic))
{
	apic_init();
	for (unsigned int n = 0; n < 16; n++) {
		write_cr8(n);
		EXPECT_EQ(apic_read(APIC_TPR), n << 4);
		apic_write(APIC_TPR, (15 - n) << 4 | n);
		EXPECT_EQ(read_cr8(), 15 - n);
	}
	write_cr8(0);
}

enum {
	VECTOR = 0x55, /* of priority class 5 */
};

static volatile unsigned int taken;

static bool take(struct trap_frame *frame, void *arg)
{
	(void)frame;
	(void)arg;
	taken++;
	apic_eoi();
	return true;
}

/* An interrupt is taken when CR8 is below its class: SDM vol. 3, 10.8.6. */
TEST(cr8_lets_in, "lowering CR8 lets in what has been waiting, at once",
     .needs = NEEDS(&x86_apic))
{
	apic_init();
	trap_handle(X86_INTERRUPT(VECTOR), take, NULL);
	for (unsigned int tpr = 5; tpr < 16; tpr++) {
		taken = 0;
		write_cr8(tpr);
		sti();
		apic_ipi(apic_id(), VECTOR | APIC_ICR_ASSERT);
		for (unsigned int i = 0; i < 1000; i++)
			pause_insn();
		EXPECT_EQ(taken, 0);
		write_cr8(5);
		pause_insn();
		EXPECT_EQ(taken, 0);
		write_cr8(4);
		for (unsigned int i = 0; i < 1000 && !taken; i++)
			pause_insn();
		EXPECT_EQ(taken, 1);
		cli();
		write_cr8(0);
	}
}

static const struct bit cr8_bits[] = {
	BIT_ROW(4),  BIT_ROW(5),  BIT_ROW(6),  BIT_ROW(7),	  BIT_ROW(8),
	BIT_ROW(9),  BIT_ROW(10), BIT_ROW(11), BIT_ROW(12),	  BIT_ROW(13),
	BIT_ROW(14), BIT_ROW(15), BIT_ROW(16), BIT_ROW(17),	  BIT_ROW(18),
	BIT_ROW(19), BIT_ROW(20), BIT_ROW(21), BIT_ROW(22),	  BIT_ROW(23),
	BIT_ROW(24), BIT_ROW(25), BIT_ROW(26), BIT_ROW(27),	  BIT_ROW(28),
	BIT_ROW(29), BIT_ROW(30), BIT_ROW(31), BIT_ROWS_32_TO_63,
};

TEST_EACH(cr8_reserved, const struct bit *b, cr8_bits, "is refused")
{
	test_defer(write_cr8, 0);
	write_cr8(5);
	expect_refused(&reg_cr8, 1ull << b->bit);
	expect_refused(&reg_cr8, 1ull << b->bit | 9);
}

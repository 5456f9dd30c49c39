/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the FADT says of the processors and of the SCI, seen to be so.
 *
 * ACPI 6.5, 4.8.3.3 (the PM timer's event), 5.2.9 (SCI_INT, flags).
 */
#include <clock.h>
#include <dev/acpi.h>
#include <smp.h>
#include <test/test.h>
#include <x86/devices.h>
#include <x86/features.h>
#include <x86/irq/ioapic.h>
#include <x86/irq/irqlog.h>
#include <x86/pio.h>

TEST_SUITE("acpi-tables", .summary = "ACPI tables are well-formed and true",
	   .needs = NEEDS(&x86_fadt));

enum {
	SCI_VECTOR = 0x71,
	TMR = 1, /* of PM1 status and PM1 enable */
	PROC_C1 = 1 << 2,
};

static uint16_t status(void)
{
	return (uint16_t)acpi_fadt(acpi_system())->pm1a_evt_blk;
}

static uint16_t enable(void)
{
	return status() + acpi_fadt(acpi_system())->pm1_evt_len / 2;
}

static void set_enable(uintptr_t value)
{
	outw((uint16_t)value, enable());
}

static void acknowledge(unsigned int vector)
{
	(void)vector;
	set_enable(0);
	outw(TMR, status());
}

static bool sci_mode(void)
{
	struct acpi_gas control =
		acpi_fadt_pm1_cnt(acpi_fadt(acpi_system()), 'a');

	return inw((uint16_t)control.address) & ACPI_PM1_CNT_SCI_EN;
}

/* The timer's highest bit changes every 2.3 s, of 24 bits, which is the event. */
TEST(sci_comes, "the PM timer's event is one interrupt at SCI_INT",
     .needs = NEEDS(&x86_acpi_fixed, &x86_ioapic, &x86_xapic_mode))
{
	const struct acpi_fadt *f = acpi_fadt(acpi_system());
	uint64_t rte;
	uint32_t gsi = ioapic_isa_gsi(f->sci_int, &rte);

	if (!test_arg("sci"))
		SKIP("takes two seconds: needs the argument sci");
	if (f->flags & ACPI_FADT_TMR_VAL_EXT)
		SKIP("the PM timer's event is 10 minutes away");
	if (f->smi_cmd)
		outb(f->acpi_enable, (uint16_t)f->smi_cmd);
	ASSERT_TRUE(sci_mode());
	irqlog_start();
	test_defer(set_enable, inw(enable()));
	outw(TMR, status());
	irqlog.always = acknowledge;
	ASSERT_EQ(ioapic_route(gsi, rte, (uint8_t)arch_cpu_hwid(0), SCI_VECTOR),
		  0);
	set_enable(TMR);
	EXPECT_TRUE(irqlog_wait(SCI_VECTOR, 1));
	irqlog_window();
	ioapic_mask_all();
	EXPECT_EQ(irqlog_all(), 1);
}

/* C1 is HLT, which every x86 processor has. */
TEST(flags_proc_c1, "PROC_C1 says that C1 works, as it does everywhere")
{
	EXPECT_EQ(acpi_fadt(acpi_system())->flags & PROC_C1, PROC_C1);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The FADT and the fixed hardware that it describes.
 *
 * ACPI 6.5, 4.8 and 5.2.9.
 */
#include <clock.h>
#include <dev/acpi.h>
#include <dev/pci.h>
#include <test/test.h>
#include <x86/devices.h>
#include <x86/features.h>
#include <x86/pio.h>
#include <x86/tsc.h>

TEST_SUITE("acpi-tables", .summary = "ACPI tables are well-formed and true",
	   .needs = NEEDS(&x86_fadt));

#define NEEDS_FIXED .needs = NEEDS(&x86_acpi_fixed)

static const struct acpi_fadt *fadt(void)
{
	return acpi_fadt(acpi_system());
}

/* Of a field that this FADT may be too short to hold. */
#define FIELD(field) (acpi_fadt_has(fadt(), field) ? fadt()->field : 0)

TEST(fadt_pointers, "DSDT and X_DSDT agree, and FIRMWARE_CTRL and its X_ field")
{
	const struct acpi_fadt *f = fadt();

	EXPECT_NE(acpi_fadt_dsdt(f), 0);
	if (f->dsdt && FIELD(x_dsdt))
		EXPECT_EQ(f->x_dsdt, f->dsdt);
	if (f->firmware_ctrl && FIELD(x_firmware_ctrl))
		EXPECT_EQ(f->x_firmware_ctrl, f->firmware_ctrl);
}

TEST(fadt_hw_reduced, "HW_REDUCED_ACPI is clear where there is a PC chipset",
     .needs = NEEDS(&x86_pci_cf8))
{
	EXPECT_EQ(fadt()->flags & ACPI_FADT_HW_REDUCED_ACPI, 0);
}

TEST(fadt_sleep_registers, "a hardware-reduced machine has sleep registers")
{
	const struct acpi_fadt *f = fadt();

	if (!(f->flags & ACPI_FADT_HW_REDUCED_ACPI))
		SKIP("HW_REDUCED_ACPI is clear");
	ASSERT_TRUE(acpi_fadt_has(f, sleep_status_reg));
	EXPECT_NE(f->sleep_control_reg.address, 0);
	EXPECT_NE(f->sleep_status_reg.address, 0);
	EXPECT_EQ(f->sleep_control_reg.bit_width, 8);
	EXPECT_EQ(f->sleep_status_reg.bit_width, 8);
	EXPECT_EQ(f->pm1a_cnt_blk, 0);
}

/* -------------------------------------------------------------- blocks ---- */

/* A register block by its two fields; the X_ one has a width in bits. */
static const struct block {
	const char *name;
	size_t port, bytes, x; /* offsets in struct acpi_fadt */
	unsigned int min_bytes;
	bool required;
} blocks[] = {
#define BLOCK(name_, min_, required_)                                      \
	{                                                                  \
#name_, offsetof(struct acpi_fadt, name_##_blk),           \
			offsetof(struct acpi_fadt, name_##_len),           \
			offsetof(struct acpi_fadt, x_##name_##_blk), min_, \
			required_                                          \
	}
#define BLOCK1(name_, len_, min_, required_)                               \
	{                                                                  \
#name_, offsetof(struct acpi_fadt, name_##_blk),           \
			offsetof(struct acpi_fadt, len_),                  \
			offsetof(struct acpi_fadt, x_##name_##_blk), min_, \
			required_                                          \
	}
	BLOCK1(pm1a_evt, pm1_evt_len, 4, true),
	BLOCK1(pm1a_cnt, pm1_cnt_len, 2, true),
	BLOCK(pm_tmr, 4, true),
	BLOCK1(gpe0, gpe0_blk_len, 2, true),
	BLOCK1(pm1b_evt, pm1_evt_len, 4, false),
	BLOCK1(pm1b_cnt, pm1_cnt_len, 2, false),
	BLOCK(pm2_cnt, 1, false),
	BLOCK1(gpe1, gpe1_blk_len, 2, false),
};

static uint32_t block_port(const struct block *b)
{
	const void *at = (const char *)fadt() + b->port;

	return ((const struct { uint32_t v; } __attribute__((packed)) *)at)->v;
}

static uint8_t block_bytes(const struct block *b)
{
	return ((const uint8_t *)fadt())[b->bytes];
}

TEST_EACH(fadt_block, const struct block *r, blocks,
	  "has a port and a length, or neither; the X_ field says the same",
	  NEEDS_FIXED)
{
	const struct acpi_gas *x = (const void *)((const char *)fadt() + r->x);
	uint32_t port = block_port(r);

	if (r->required)
		EXPECT_NE(port, 0);
	if (!port)
		SKIP("the machine has no such block");
	EXPECT_LE(port, 0xffff);
	EXPECT_GE(block_bytes(r), r->min_bytes);
	if (r->x + sizeof(*x) > fadt()->header.length || !x->address)
		return;
	EXPECT_EQ(x->space, ACPI_SPACE_IO);
	EXPECT_EQ(x->address, port);
	EXPECT_EQ(x->bit_width, block_bytes(r) * 8);
	EXPECT_EQ(x->bit_offset, 0);
}

TEST(pm1_status, "PM1 status and enable registers are there; writing 0 is safe",
     NEEDS_FIXED)
{
	uint16_t status = (uint16_t)fadt()->pm1a_evt_blk;
	uint16_t enable = status + fadt()->pm1_evt_len / 2;

	/* reserved bits read 0: 4.8.3.1, tables 4.11 and 4.12 */
	EXPECT_EQ(inw(status) & 0x30ce, 0);
	EXPECT_EQ(inw(enable) & 0xb8de, 0);
	outw(0, status); /* write 1 to clear */
	EXPECT_NE(inw(status), 0xffff);
}

TEST(pm1_enable, "PM1 enable bits of the fixed events read back", NEEDS_FIXED)
{
	uint16_t enable =
		(uint16_t)fadt()->pm1a_evt_blk + fadt()->pm1_evt_len / 2;
	uint16_t old = inw(enable);

	outw(0x0101, enable); /* TMR_EN, PWRBTN_EN: no SCI gets out, RTEs are
				 masked */
	EXPECT_EQ(inw(enable) & 0x0521, 0x0101);
	outw(0, enable);
	EXPECT_EQ(inw(enable) & 0x0521, 0);
	outw(old, enable);
}

TEST(gpe0, "GPE0 status clears and enable reads back", NEEDS_FIXED)
{
	uint16_t status = (uint16_t)fadt()->gpe0_blk;
	uint16_t enable = status + fadt()->gpe0_blk_len / 2;
	uint8_t old = inb(enable);

	EXPECT_EQ(fadt()->gpe0_blk_len & 1, 0);
	outb(0xff, status);
	EXPECT_EQ(inb(status), 0);
	outb(0x02, enable);
	EXPECT_EQ(inb(enable), 0x02);
	outb(0, enable);
	EXPECT_EQ(inb(enable), 0);
	outb(old, enable);
}

TEST(pm_timer_runs, "the PM timer counts up within its 24 or 32 bits",
     .needs = NEEDS(&x86_pm_timer))
{
	uint32_t mask = pm_timer_bits() == 32 ? UINT32_MAX : 0xffffff;
	uint32_t first = pm_timer_read(), second;

	EXPECT_EQ(fadt()->pm_tmr_len, 4);
	delay_us(100); /* 358 ticks */
	second = pm_timer_read();
	EXPECT_EQ(first & ~mask, 0);
	EXPECT_EQ(second & ~mask, 0);
	EXPECT_GE((second - first) & mask, 350);
}

/* A counter that advances in steps passes for a timer until someone divides. */
static bool low_values_seen(void *arg)
{
	uint32_t *seen = arg;

	*seen |= 1u << (pm_timer_read() & 0xf);
	return *seen == 0xffff;
}

TEST(pm_timer_ticks, "the PM timer takes every value of its low four bits",
     .needs = NEEDS(&x86_pm_timer))
{
	uint32_t seen = 0;

	wait_until(low_values_seen, &seen, 1000000);
	EXPECT_EQ(seen, 0xffff);
}

/* ------------------------------------------------------- ACPI mode, SCI ---- */

static void write_smi_command(uintptr_t value)
{
	outb((uint8_t)value, (uint16_t)fadt()->smi_cmd);
}

static bool sci_enabled(void *arg)
{
	(void)arg;
	return gas_read(acpi_fadt_pm1_cnt(fadt(), 'a')) & ACPI_PM1_CNT_SCI_EN;
}

static bool sci_disabled(void *arg)
{
	return !sci_enabled(arg);
}

TEST(acpi_enable, "SMI_CMD switches SCI_EN on and off; without it, it is on",
     NEEDS_FIXED)
{
	const struct acpi_fadt *f = fadt();
	bool was = sci_enabled(NULL);

	if (!f->smi_cmd) {
		EXPECT_TRUE(was);
		return;
	}
	EXPECT_NE(f->acpi_enable, f->acpi_disable);
	test_defer(write_smi_command, was ? f->acpi_enable : f->acpi_disable);
	write_smi_command(f->acpi_enable);
	EXPECT_TRUE(wait_until(sci_enabled, NULL, 100000));
	write_smi_command(f->acpi_disable);
	EXPECT_TRUE(wait_until(sci_disabled, NULL, 100000));
	write_smi_command(f->acpi_enable);
	EXPECT_TRUE(wait_until(sci_enabled, NULL, 100000));
}

TEST(sci, "SCI_INT is an ISA interrupt, on PCs 9 or the one PIRQs leave free",
     NEEDS_FIXED)
{
	EXPECT_GT(fadt()->sci_int, 2);
	EXPECT_LT(fadt()->sci_int, 16);
}

/* ------------------------------------------------------ flags and reset ---- */

TEST(boot_flags, "IAPC_BOOT_ARCH's 8042 bit says whether port 0x64 answers",
     NEEDS_FIXED)
{
	if (fadt()->header.revision < 2)
		SKIP("an ACPI 1.0 FADT has no such field");
	EXPECT_EQ(!!(fadt()->iapc_boot_arch & 2), inb(0x64) != 0xff);
}

TEST(flags_wbinvd, "WBINVD works, as it does on every x86 machine")
{
	EXPECT_EQ(fadt()->flags & ACPI_FADT_WBINVD, ACPI_FADT_WBINVD);
}

TEST(reset_register, "the reset register resets the machine",
     .ends = ENDS_RESET)
{
	const struct acpi_fadt *f = fadt();

	if (!(f->flags & ACPI_FADT_RESET_REG_SUP) ||
	    !acpi_fadt_has(f, reset_value))
		SKIP("FADT.Flags.RESET_REG_SUP[10] is clear");
	/* 5.2.9, RESET_REG: one byte, of these spaces */
	ASSERT_EQ(f->reset_reg.bit_width, 8);
	ASSERT_LE(f->reset_reg.space, ACPI_SPACE_PCI);
	test_ends();
	gas_write(f->reset_reg, f->reset_value);
	delay_us(1000000);
}

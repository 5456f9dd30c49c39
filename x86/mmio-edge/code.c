/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Code and page tables where they do not belong: in a device, in ROM.
 *
 * Intel SDM vol. 3, 4.3 (any physical address may hold a table), 11.3 (uncached
 * memory is fetched from like any other).
 */
#include "suite.h"

#include <arch/io.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <x86/mmu.h>

TEST_SUITE("mmio-edge",
	   .summary = "accesses to devices, and across their edges");

/* ------------------------------------------------------------------ code ---- */

static const uint8_t code[] = {
	0xb8, 0x78, 0x56, 0x34, 0x12, /* mov $0x12345678, %eax */
	0x8d, 0x40, 0x11,	      /* lea 0x11(ax), %eax */
	0xc3,
};

static const struct start {
	const char *name;
	unsigned int offset;
} starts[] = {
	{ "inside", INSIDE },
	{ "from-ram", RAM_TO_DEVICE - 3 },
	{ "two-pages", DEVICE_TO_DEVICE - 2 },
	{ "to-ram", DEVICE_TO_RAM - 6 },
};

static uint32_t execute(const struct start *s, uint8_t value)
{
	struct regs r = { .flags = EFLAGS_FIXED };

	mmio_write8(window + s->offset + 1, value);
	EXPECT_TRAP(call_code((const char *)window + s->offset, &r), TRAP_NONE);
	return (uint32_t)r.ax;
}

static void put_code(const struct start *s)
{
	window_prepare();
	for (unsigned int i = 0; i < sizeof(code); i++)
		mmio_write8(window + s->offset + i, code[i]);
}

TEST_EACH(execute, const struct start *s, starts, "code in a device runs",
	  .needs = NEEDS(&x86_pc_testdev))
{
	put_code(s);
	EXPECT_EQ(execute(s, 0x78), 0x12345689);
}

/* Without code that goes on from RAM, of which the outcome was seen to vary. */
static const struct start changes[] = {
	{ "inside", INSIDE },
	{ "two-pages", DEVICE_TO_DEVICE - 2 },
	{ "to-ram", DEVICE_TO_RAM - 6 },
};

TEST_EACH(execute_changed, const struct start *s, changes,
	  "code in a device that was changed runs",
	  .needs = NEEDS(&x86_pc_testdev))
{
	put_code(s);
	for (uint32_t i = 0; i < 50; i++)
		EXPECT_EQ(execute(s, (uint8_t)i), 0x12345611 + i);
}

/* ---------------------------------------------------------------- tables ---- */

static void do_read(const void *at)
{
	(void)*(const volatile uint32_t *)at;
}

static uint64_t *table_at(const uint8_t *virt, paddr_t table)
{
	uint64_t *entry = mmu_entry(virt, 2);
	uint64_t old = *entry;

	*entry = (old & ~PTE_ADDR) | table;
	write_cr3(read_cr3());
	return mmu_table(old);
}

static const struct bits {
	const char *name;
	uint64_t bits;
} bits[] = {
	{ "accessed", PTE_A | PTE_D },
	{ "not-accessed", 0 },
};

/* Whether the walk finds it is up to the machine; what it finds is not. */
TEST_EACH(table_in_device, const struct bits *b, bits,
	  "a page table in a device translates, or faults",
	  .needs = NEEDS(&x86_pc_testdev))
{
	const uint8_t *virt = vmap_alloc(0x200000, 0x200000);
	uint64_t *frame = page_alloc(0, PAGE_ZERO), *old;
	volatile uint64_t *device;
	struct trap t;

	window_prepare();
	device = (volatile uint64_t *)(window + 0x1000);
	frame[0] = 0x1234;
	device[0] = virt_to_phys(frame) | PTE_P | PTE_W | b->bits;
	device[1] = 0;
	if (!mmu_make(virt, 1))
		ERROR("no memory for a table");
	old = table_at(virt, IOMEM);
	t = trap_catch(do_read, virt);
	if (t.cause == TRAP_NONE) {
		EXPECT_EQ(*(const volatile uint64_t *)virt, 0x1234);
		EXPECT_EQ(device[0] & ~(PTE_A | PTE_D),
			  virt_to_phys(frame) | PTE_P | PTE_W);
	} else {
		EXPECT_EQ(t.cause, X86_PF);
	}
	EXPECT_TRAP_ERROR(trap_catch(do_read, virt + 0x1000), X86_PF, 0);
	table_at(virt, virt_to_phys(old));
}

TEST(table_in_rom, "a page table in ROM is read like any other")
{
	const uint8_t *virt = vmap_alloc(0x200000, 0x200000);
	const uint64_t *table = (const uint64_t *)rom();
	unsigned int i = 0;
	struct trap t;
	uint64_t *old;

	while (i < PAGE_TABLE_ENTRIES && table[i] & PTE_P)
		i++;
	if (i == PAGE_TABLE_ENTRIES)
		SKIP("no entry of it is not present");
	if (!mmu_make(virt, 1))
		ERROR("no memory for a table");
	old = table_at(virt, ROM);
	t = trap_catch(do_read, virt + i * PAGE_SIZE);
	EXPECT_TRAP_ERROR(t, X86_PF, 0);
	EXPECT_EQ(t.address, (uintptr_t)virt + i * PAGE_SIZE);
	table_at(virt, virt_to_phys(old));
}

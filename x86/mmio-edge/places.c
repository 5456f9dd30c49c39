/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Places that are neither RAM nor a device that keeps what is stored: nothing at
 * all, and ROM.
 *
 * Intel SDM vol. 3, 3.3; PCI Local Bus 3.0, 3.2.2.3.2 (nobody claims it).
 */
#include "suite.h"

#include <arch/io.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>
#include <x86/devices.h>

TEST_SUITE("mmio-edge",
	   .summary = "accesses to devices, and across their edges");

/* --------------------------------------------------------------- nothing ---- */

#define NOWHERE (IOMEM + IOMEM_BYTES) /* behind the test device */

static const struct width {
	const char *name;
	unsigned int bytes, offset;
} widths[] = {
	{ "1", 1, 0 },	   { "2", 2, 0 },	    { "4", 4, 0 },
	{ "1-odd", 1, 3 }, { "2-unaligned", 2, 1 }, { "4-unaligned", 4, 2 },
};

static uint32_t ones(unsigned int bytes)
{
	return 0xffffffffu >> (32 - 8 * bytes);
}

TEST_EACH(nowhere, const struct width *w, widths,
	  "a read that nobody answers gives all ones")
{
	const uint8_t *at = vmap_io(NOWHERE, PAGE_SIZE);

	EXPECT_EQ(memory_read(at + w->offset, w->bytes), ones(w->bytes));
}

TEST_EACH(nowhere_write, const struct width *w, widths,
	  "a write that nobody takes changes nothing")
{
	uint8_t *at = vmap_io(NOWHERE, PAGE_SIZE);
	uint32_t before = memory_read(at + w->offset, w->bytes);

	memory_write(at + w->offset, w->bytes, 0x5a5aa5a5);
	EXPECT_EQ(memory_read(at + w->offset, w->bytes), before);
	memory_write(at + w->offset, w->bytes, ~before);
	EXPECT_EQ(memory_read(at + w->offset, w->bytes), before);
}

static const struct port {
	const char *name;
	uint16_t port;
	unsigned int bytes;
} ports[] = {
	{ "1", 0xfe50, 1 },	      { "2", 0xfe50, 2 },
	{ "4", 0xfe50, 4 },	      { "1-odd", 0xfe51, 1 },
	{ "2-unaligned", 0xfe53, 2 }, { "4-unaligned", 0xfe51, 4 },
};

TEST_EACH(no_port, const struct port *p, ports,
	  "a port that nobody has reads all ones, whatever is written")
{
	EXPECT_EQ(port_read(p->port, p->bytes), ones(p->bytes));
	port_write(p->port, p->bytes, 0x12345678);
	EXPECT_EQ(port_read(p->port, p->bytes), ones(p->bytes));
}

/* The last page of the device or of RAM, and nothing behind it. */
static uint8_t *before_nothing(paddr_t phys)
{
	uint8_t *pages = vmap_alloc(2 * PAGE_SIZE, PAGE_SIZE);

	if (arch_map(pages, phys, PAGE_SIZE, MAP_KERNEL | MAP_UNCACHED) != 0 ||
	    arch_map(pages + PAGE_SIZE, NOWHERE, PAGE_SIZE,
		     MAP_KERNEL | MAP_UNCACHED) != 0)
		ERROR("no memory for a table");
	return pages;
}

/* The half that somebody has is kept and given; see nowhere for the other. */
static void check_last(paddr_t phys)
{
	uint8_t *end = before_nothing(phys) + PAGE_SIZE;

	for (unsigned int n = 1; n < 4; n++) {
		uint32_t mine = ones(n);

		test_context("%u bytes of 4", n);
		mmio_write32(end - 4, 0);
		mmio_write32(end - n, 0x44332211);
		EXPECT_EQ(mmio_read32(end - n) & mine, 0x44332211 & mine);
		EXPECT_EQ(mmio_read32(end - 4), (0x44332211 & mine)
							<< 8 * (4 - n));
	}
}

TEST(last_of_device, "an access over the end of a device keeps its part",
     .needs = NEEDS(&x86_pc_testdev))
{
	check_last(IOMEM + IOMEM_BYTES - PAGE_SIZE);
}

TEST(last_of_ram, "an access from RAM into nothing keeps RAM's part")
{
	check_last(virt_to_phys(page_alloc(0, PAGE_ZERO)));
}

/* ------------------------------------------------------------------- ROM ---- */

uint8_t *rom(void)
{
	static uint8_t *page;

	if (!page) {
		page = vmap_alloc(ROM_BYTES, PAGE_SIZE);
		if (arch_map(page, ROM, ROM_BYTES, MAP_KERNEL | MAP_UNCACHED) !=
		    0)
			ERROR("no memory for a table");
	}
	return page;
}

TEST_EACH(rom_write, const struct width *w, widths, "is ignored")
{
	uint8_t *at = rom() + ROM_LAST + w->offset;
	uint64_t before[2], after[2];

	memcpy(before, rom() + ROM_LAST, sizeof(before));
	memory_write(at, w->bytes, ~memory_read(at, w->bytes));
	memcpy(after, rom() + ROM_LAST, sizeof(after));
	EXPECT_MEMEQ(after, before, sizeof(before));
}

CODE(rom_lock_inc, "lock incl (" R "di)");
CODE(rom_xchg, "xchg %eax, (" R "di)");
CODE(rom_add, "addl $1, (" R "di)");
CODE(rom_xadd, "lock xadd %eax, (" R "di)");
CODE(rom_stosb, "mov $4, %ecx\n rep stosb");

static const struct rmw {
	const char *name;
	const char *code;
	bool old; /* AX is what was there */
} rmws[] = {
	{ "lock-inc", rom_lock_inc, false }, { "xchg", rom_xchg, true },
	{ "add", rom_add, false },	     { "lock-xadd", rom_xadd, true },
	{ "rep-stosb", rom_stosb, false },
};

TEST_EACH(rom_rmw, const struct rmw *m, rmws,
	  "reads ROM, and its write is ignored")
{
	uint32_t *at = (uint32_t *)(rom() + ROM_LAST), before = *at;
	struct regs r = { .ax = 0x5aa5a55a,
			  .di = (uintptr_t)at,
			  .flags = EFLAGS_FIXED };

	ASSERT_TRAP(call_code(m->code, &r), TRAP_NONE);
	EXPECT_EQ(*(volatile uint32_t *)at, before);
	if (m->old)
		EXPECT_EQ(r.ax, before);
}

TEST(rom_execute, "code in ROM runs")
{
	const uint8_t *ret = memchr(rom(), 0xc3, ROM_BYTES);
	struct regs r = { .ax = 0x1234, .flags = EFLAGS_FIXED };

	if (!ret)
		SKIP("there is no RET");
	EXPECT_TRAP(call_code((const char *)ret, &r), TRAP_NONE);
	EXPECT_EQ(r.ax, 0x1234);
}

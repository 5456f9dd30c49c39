/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * S2-4: instructions from memory that nobody has touched before, from devices, and
 * from behind the end of RAM. A hypervisor that cannot fetch from a device gives
 * an external abort; one that can executes what the device says. Nothing else.
 *
 * Arm ARM, D8.8 (aborts), B2.7.2 (Device memory: instruction fetches).
 */
#include "suite.h"

#include <arch/io.h>
#include <arm/device.h>
#include <arm/gic.h>
#include <arm/insn.h>
#include <mm/vmap.h>

enum {
	FETCH = 0x86000010, /* ESR_EL1: external abort of a fetch, EL1 */
	ORDER = 8,	    /* of pages, of which some are untouched */
	FRESH_MIN = 64,
};

static void call(const void *at)
{
	((void (*)(void))(uintptr_t)at)();
}

/* The allocator writes to the first words of what it gives out, and no others. */
TEST(fresh_ram, "S2-4: an instruction can be the first that is read of a page")
{
	uint8_t *block = page_alloc(ORDER, 0);
	unsigned int fresh = 0;

	test_defer(page_free, block);
	for (unsigned int i = 0; i < 1u << ORDER; i++) {
		uint32_t *at = (void *)(block + (i + 1) * PAGE_SIZE - 64);
		struct trap t = trap_catch(call, at);

		if (*at != A64_UDF)
			continue;
		fresh++;
		test_context("page %u", i);
		EXPECT_EQ(t.error, ESR_UNDEFINED);
		EXPECT_EQ(t.pc, (uintptr_t)at);
		*at = A64_RET;
		edges_sync(at);
		EXPECT_TRAP(trap_catch(call, at), TRAP_NONE);
		*at = 0;
	}
	EXPECT_GE(fresh, FRESH_MIN);
}

TEST(into_end, "S2-4: code that runs into the end of RAM aborts there")
{
	uint8_t *edge = edges_map(true);
	uint32_t *last = (uint32_t *)(void *)edge - 1;
	struct trap t;

	*last = A64_NOP;
	edges_sync(last);
	t = trap_catch(call, last);
	EXPECT_EQ(t.error, FETCH);
	EXPECT_EQ(t.pc, (uintptr_t)edge);
	EXPECT_EQ(t.address, (uintptr_t)edge);
	*last = A64_RET;
	edges_sync(last);
	EXPECT_TRAP(trap_catch(call, last), TRAP_NONE);
}

/* ---------------------------------------------------------------- devices -- */

enum {
	RTC_MATCH = 0x04, /* DDI 0224, 3.3: any word may be written to it */
	RTC_ID = 0xfe0,	  /* reads as 0x31, which is UDF */
};

static bool probe_rtc(void)
{
	uint8_t *regs;

	return device_find("arm,pl031", &regs, NULL);
}

static const struct feature rtc = { "a PL031", "device tree: arm,pl031",
				    probe_rtc };

static uint8_t *map_as_memory(paddr_t phys)
{
	uint8_t *at = vmap_alloc(PAGE_SIZE, PAGE_SIZE);

	ASSERT_EQ(arch_map(at, phys, PAGE_SIZE, EDGES_MAP), 0);
	return at;
}

static paddr_t rtc_frame(uint8_t **regs)
{
	paddr_t phys = 0;

	device_find("arm,pl031", regs, NULL);
	ASSERT_EQ(arch_translate(*regs, &phys), 0);
	return phys;
}

static void expect_abort(struct trap t, const uint8_t *at)
{
	EXPECT_EQ(t.cause, ARM_FETCH_ABORT);
	EXPECT_EQ(t.error, FETCH);
	EXPECT_EQ(t.pc, (uintptr_t)at);
	EXPECT_EQ(t.address, (uintptr_t)at);
}

static void expect_undefined(struct trap t, const uint8_t *at)
{
	EXPECT_EQ(t.error, ESR_UNDEFINED);
	EXPECT_EQ(t.pc, (uintptr_t)at);
}

/* The same register as a device and as memory: what is in it is the device's. */
TEST(device, "S2-4: a device's word is executed as it is, or all are aborts",
     .needs = NEEDS(&rtc))
{
	uint8_t *regs, *at = map_as_memory(rtc_frame(&regs));
	struct trap t;

	mmio_write32(regs + RTC_MATCH, A64_RET);
	t = trap_catch(call, at + RTC_MATCH);
	if (t.cause != TRAP_NONE) {
		expect_abort(t, at + RTC_MATCH);
		expect_abort(trap_catch(call, at + RTC_ID), at + RTC_ID);
		return;
	}
	EXPECT_EQ(mmio_read32(regs + RTC_MATCH), A64_RET);
	expect_undefined(trap_catch(call, at + RTC_ID), at + RTC_ID);
	mmio_write32(regs + RTC_MATCH, A64_UDF);
	expect_undefined(trap_catch(call, at + RTC_MATCH), at + RTC_MATCH);
	mmio_write32(regs + RTC_MATCH, A64_RET);
	EXPECT_TRAP(trap_catch(call, at + RTC_MATCH), TRAP_NONE);
}

/* S2-8: whatever the guest says of an address, a device is behind it. */
TEST(device_as_memory, "S2-8: a device that is mapped as memory is the device",
     .needs = NEEDS(&rtc))
{
	uint8_t *regs, *at = map_as_memory(rtc_frame(&regs));
	volatile uint32_t *match = (void *)(at + RTC_MATCH);

	for (uint32_t bit = 1; bit; bit <<= 1) {
		*match = bit;
		dsb();
		EXPECT_EQ(mmio_read32(regs + RTC_MATCH), bit);
		mmio_write32(regs + RTC_MATCH, ~bit);
		dsb();
		EXPECT_EQ(*match, ~bit);
	}
}

TEST(gic_as_memory,
     "S2-8: a register that sets bits sets them, mapped as memory",
     .needs = NEEDS(&arm_gic))
{
	volatile uint32_t *dist =
		(void *)map_as_memory(gic_machine()->dist.start);
	volatile uint32_t *set = dist + GICD_ISENABLER / 4 + 2;
	volatile uint32_t *clear = dist + GICD_ICENABLER / 4 + 2;

	for (uint32_t bit = 1; bit; bit <<= 1) {
		*set = bit;
		dsb();
		EXPECT_EQ(*clear, bit);
		*clear = bit;
		dsb();
		EXPECT_EQ(*set, 0);
	}
}

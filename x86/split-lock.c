/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Locked accesses across cache lines and pages: atomic by default, #AC with
 * MSR_TEST_CTRL[29], #DB with bus-lock detection.
 *
 * Intel SDM vol. 3, 8.1.2.3 (features to disable bus locks), 17.3.1.6 (bus-lock
 * #DB); vol. 4, MSR_TEST_CTRL.
 */
#include <arch.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/msr.h>
#include <x86/run/launch.h>
#include <x86/user.h>

TEST_SUITE("split-lock",
	   .summary = "locked accesses across lines are done, or refused");

enum {
	MSR_TEST_CTRL = 0x33,
	LINE = 64,
};
#define TEST_CTRL_SPLIT_LOCK (1u << 29)
#define CORE_SPLIT_LOCK	     (1u << 5) /* of IA32_CORE_CAPABILITIES */
#define DEBUGCTL_BUS_LOCK    (1u << 2)

static bool has_split_lock(void)
{
	return x86_core_capabilities.probe() &&
	       rdmsr(MSR_IA32_CORE_CAPABILITIES) & CORE_SPLIT_LOCK;
}

static bool has_no_split_lock(void)
{
	return !has_split_lock();
}

static const struct feature split_lock = { "split-lock #AC",
					   "IA32_CORE_CAPABILITIES[5]",
					   has_split_lock };
static const struct feature no_split_lock = {
	"a processor without split-lock #AC", "IA32_CORE_CAPABILITIES[5]",
	has_no_split_lock
};

/* Two pages, for CPL 3 too. */
static uint8_t memory[8192] __attribute__((aligned(4096)));

static void lock_add(const void *at)
{
	asm volatile("lock addl $0x01010101, (%0)"
		     :
		     : "r"(at)
		     : "memory", "cc");
}

static void xchg(const void *at)
{
	asm volatile("xchg %0, (%1)" : : "r"(0x71717171), "r"(at) : "memory");
}

static void lock_bts(const void *at)
{
	asm volatile("lock btsl $31, (%0)" : : "r"(at) : "memory", "cc");
}

static void lock_cmpxchg8b(const void *at)
{
	asm volatile("lock cmpxchg8b (%0)"
		     :
		     : "D"(at), "a"(0x60606060), "d"(0x60606060), "b"(1), "c"(2)
		     : "memory", "cc");
}

static void plain_add(const void *at)
{
	asm volatile("addl $0x01010101, (%0)" : : "r"(at) : "memory", "cc");
}

static const struct row {
	const char *name;
	void (*insn)(const void *);
	bool locked;
	uint8_t bytes, result[8]; /* of bytes that were 60H */
} rows[] = {
	{ "lock-add", lock_add, true, 4, { 0x61, 0x61, 0x61, 0x61 } },
	{ "xchg", xchg, true, 4, { 0x71, 0x71, 0x71, 0x71 } },
	{ "lock-bts", lock_bts, true, 4, { 0x60, 0x60, 0x60, 0xe0 } },
	{ "lock-cmpxchg8b", lock_cmpxchg8b, true, 8, { 1, 0, 0, 0, 2 } },
	{ "add", plain_add, false, 4, { 0x61, 0x61, 0x61, 0x61 } },
};

enum {
	AROUND = LINE - 8, /* bytes that are looked at on both sides */
};

/* At @offset of memory: done exactly, or @trap and nothing changed. */
static void check(const struct row *r, unsigned int offset, bool user,
		  enum trap_cause trap)
{
	uint8_t expected[2 * AROUND + 8], *at = memory + offset;
	struct trap t;

	test_context("offset %u at CPL %d", offset, user ? 3 : 0);
	memset(at - AROUND, 0x60, sizeof(expected));
	memset(expected, 0x60, sizeof(expected));
	if (trap == TRAP_NONE)
		memcpy(expected + AROUND, r->result, r->bytes);
	t = user ? user_catch(r->insn, at) : trap_catch(r->insn, at);
	EXPECT_TRAP(t, trap);
	EXPECT_MEMEQ(at - AROUND, expected, sizeof(expected));
}

static void check_offsets(const struct row *r, enum trap_cause split)
{
	for (unsigned int offset = LINE - 8; offset <= LINE; offset++) {
		bool splits = offset + r->bytes > LINE && offset < LINE;

		check(r, offset, false, splits ? split : TRAP_NONE);
		check(r, offset, true, splits ? split : TRAP_NONE);
	}
	check(r, PAGE_SIZE - 1, false, split);
	check(r, PAGE_SIZE - r->bytes + 1, true, split);
	check(r, PAGE_SIZE - r->bytes, true, TRAP_NONE);
}

TEST_EACH(allowed, const struct row *r, rows,
	  "is done across lines and pages, at CPL 0 and 3")
{
	check_offsets(r, TRAP_NONE);
}

/* ---------------------------------------------------------- #AC ---- */

static void set_test_ctrl(uint64_t value)
{
	test_defer2(wrmsr, MSR_TEST_CTRL, rdmsr(MSR_TEST_CTRL));
	wrmsr(MSR_TEST_CTRL, value);
}

TEST_EACH(refused, const struct row *r, rows,
	  "raises #AC(0) across lines with MSR_TEST_CTRL[29], whatever AC says",
	  .needs = NEEDS(&split_lock))
{
	set_test_ctrl(TEST_CTRL_SPLIT_LOCK);
	check_offsets(r, r->locked ? X86_AC : TRAP_NONE);
	wrmsr(MSR_TEST_CTRL, 0);
	check_offsets(r, TRAP_NONE);
}

TEST(test_ctrl,
     "MSR_TEST_CTRL takes bit 29 and refuses those that are reserved",
     .needs = NEEDS(&split_lock))
{
	set_test_ctrl(TEST_CTRL_SPLIT_LOCK);
	EXPECT_EQ(rdmsr(MSR_TEST_CTRL) & TEST_CTRL_SPLIT_LOCK,
		  TEST_CTRL_SPLIT_LOCK);
	for (unsigned int bit = 0; bit < 64; bit++) {
		if (bit == 29 || bit == 31) /* 31: disables LOCK# itself */
			continue;
		test_context("bit %u", bit);
		EXPECT_EQ(wrmsr_safe(MSR_TEST_CTRL, 1ull << bit), X86_GP);
	}
	EXPECT_EQ(rdmsr(MSR_TEST_CTRL) & TEST_CTRL_SPLIT_LOCK,
		  TEST_CTRL_SPLIT_LOCK);
}

TEST(test_ctrl_absent, "RDMSR and WRMSR of MSR_TEST_CTRL raise #GP(0)",
     .needs = NEEDS(&no_split_lock))
{
	uint64_t value;

	EXPECT_EQ(rdmsr_safe(MSR_TEST_CTRL, &value), X86_GP);
	EXPECT_EQ(wrmsr_safe(MSR_TEST_CTRL, TEST_CTRL_SPLIT_LOCK), X86_GP);
}

/* ---------------------------------------------------------- #DB ---- */

TEST_EACH(bus_lock, const struct row *r, rows,
	  "ends with #DB at CPL 3, DR6[11] clear, for a bus lock",
	  .needs = NEEDS(&x86_bus_lock_detect))
{
	test_defer2(wrmsr, MSR_IA32_DEBUGCTL, rdmsr(MSR_IA32_DEBUGCTL));
	wrmsr(MSR_IA32_DEBUGCTL, DEBUGCTL_BUS_LOCK);
	write_dr6(DR6_INIT | DR6_BLD);
	EXPECT_TRAP(trap_catch(r->insn, memory + LINE - 1), TRAP_NONE);
	EXPECT_EQ(read_dr6() & DR6_BLD, DR6_BLD);
	EXPECT_TRAP(user_catch(r->insn, memory + LINE - 1),
		    r->locked ? X86_DB : TRAP_NONE);
	EXPECT_EQ(read_dr6() & DR6_BLD, r->locked ? 0 : DR6_BLD);
}

/* ---------------------------------------------- other memory ---- */

static void give_back(uintptr_t pages)
{
	arch_unmap((void *)pages, 2 * PAGE_SIZE);
	vmap_free((void *)pages);
}

static uint8_t *map(void *page, enum map_flags flags)
{
	uint8_t *at = vmap_alloc(2 * PAGE_SIZE, PAGE_SIZE);

	test_defer(give_back, at);
	if (arch_map(at, virt_to_phys(page), PAGE_SIZE,
		     MAP_READ | MAP_WRITE | flags) != 0)
		ERROR("no memory for page tables");
	return at;
}

/* The last byte of a page, and three or seven of one that is not there. */
static struct trap split_pages(const struct row *r)
{
	uint8_t *page = page_alloc(0, PAGE_ZERO);
	uint8_t *at = map(page, 0), before[16];
	struct trap t;

	test_defer(page_free, page);
	memset(page, 0x60, PAGE_SIZE);
	memcpy(before, page + PAGE_SIZE - 16, sizeof(before));
	if (has_split_lock())
		set_test_ctrl(TEST_CTRL_SPLIT_LOCK);
	t = trap_catch(r->insn, at + PAGE_SIZE - 1);
	EXPECT_TRAP_CAUSE(t, X86_PF);
	EXPECT_EQ(t.address, (uintptr_t)at + PAGE_SIZE);
	EXPECT_MEMEQ(page + PAGE_SIZE - 16, before, sizeof(before));
	return t;
}

TEST_EACH(second_page, const struct row *r, rows,
	  "raises #PF, not #AC, where the second page is not there")
{
	EXPECT_EQ(split_pages(r).error & ~(unsigned long)PF_W, 0);
}

TEST_EACH(second_page_write, const struct row *r, rows,
	  "raises that #PF as for a write")
{
	EXPECT_EQ(split_pages(r).error, PF_W);
}

TEST_EACH(uncached, const struct row *r, rows,
	  "is done on uncached memory, split or not")
{
	uint8_t *page = page_alloc(0, PAGE_ZERO), *at;

	test_defer(page_free, page);
	memset(page, 0x60, PAGE_SIZE);
	wbinvd();
	at = map(page, MAP_UNCACHED);
	EXPECT_TRAP(trap_catch(r->insn, at), TRAP_NONE);
	EXPECT_MEMEQ(at, r->result, r->bytes);
	EXPECT_TRAP(trap_catch(r->insn, at + LINE - 1), TRAP_NONE);
	EXPECT_MEMEQ(at + LINE - 1, r->result, r->bytes);
	EXPECT_EQ(at[r->bytes], 0x60);
	EXPECT_EQ(at[LINE - 2], 0x60);
}

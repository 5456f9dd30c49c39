/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mmu.h"

#include <string.h>

enum {
	CODE_AT = 512, /* in the page: where fetches go */
	RET = 0xd65f03c0,
};

const char *const access_names[NR_ACCESSES] = {
	[EL1_READ] = "EL1 read",   [EL1_WRITE] = "EL1 write",
	[EL1_FETCH] = "EL1 fetch", [EL1_LDTR] = "LDTR",
	[EL1_STTR] = "STTR",	   [EL0_READ] = "EL0 read",
	[EL0_WRITE] = "EL0 write", [EL0_FETCH] = "EL0 fetch",
};

bool is_write(enum access access)
{
	return access == EL1_WRITE || access == EL1_STTR || access == EL0_WRITE;
}

bool is_fetch(enum access access)
{
	return access == EL1_FETCH || access == EL0_FETCH;
}

bool from_el0(enum access access)
{
	return access >= EL0_READ;
}

uint64_t leaf(paddr_t phys)
{
	return phys | PTE_VALID | PTE_PAGE | PTE_ATTR(MEM_NORMAL) |
	       PTE_SH_INNER | PTE_AF;
}

/* ------------------------------------------------------------- the window ---- */

uint64_t *window_entry(unsigned int level)
{
	uint64_t *entry = mmu_make(WINDOW, level);

	ASSERT_TRUE(entry != NULL);
	return entry;
}

void window_set(uint64_t *entry, uint64_t value)
{
	*(volatile uint64_t *)entry = 0;
	tlb_flush(WINDOW);
	*(volatile uint64_t *)entry = value;
	dsb();
	isb();
}

static void close_window(uintptr_t unused)
{
	(void)unused;
	window_set(window_entry(MMU_PAGE), 0);
}

static void sync_code(const void *code)
{
	asm volatile("dc cvau, %0\n\t"
		     "dsb ish\n\t"
		     "ic ivau, %0\n\t"
		     "dsb ish\n\t"
		     "isb"
		     :
		     : "r"(code)
		     : "memory");
}

static uint64_t *memory; /* of the window, at its one-to-one address */

uint64_t *window_open(void)
{
	memory = page_alloc(0, PAGE_ZERO);
	test_defer(page_free, memory);
	test_defer(close_window, 0);
	window_set(window_entry(MMU_PAGE), 0);
	memory[0] = WINDOW_VALUE;
	((uint32_t *)memory)[CODE_AT / 4] = RET;
	sync_code((char *)memory + CODE_AT);
	return memory;
}

void set_tcr(uint64_t value)
{
	write_sysreg(tcr_el1, value);
	isb();
	tlb_flush_all();
}

void set_sctlr(uint64_t value)
{
	write_sysreg(sctlr_el1, value);
	isb();
	tlb_flush_all();
}

/* ---------------------------------------------------------------- accesses ---- */

static struct attempt {
	enum access access;
	const uint64_t *address;
	bool pan, uao;
	uint64_t value; /* that was read */
} attempt;		/* in the image, where EL0 can read and write it */

#define PAN(on) ".inst 0xd500409f | " #on " << 8\n\t" /* MSR PAN, #on */
#define UAO(on) ".inst 0xd500407f | " #on " << 8\n\t"

static void set_pstate(const struct attempt *a)
{
	if (a->pan)
		asm volatile(PAN(1)::: "memory");
	if (a->uao)
		asm volatile(UAO(1)::: "memory");
}

static void clear_pstate(const struct attempt *a)
{
	if (a->pan)
		asm volatile(PAN(0)::: "memory");
	if (a->uao)
		asm volatile(UAO(0)::: "memory");
}

static void make_access(const void *arg)
{
	struct attempt *a = (struct attempt *)arg;
	uint64_t value = WINDOW_STORE;

	set_pstate(a);
	switch (a->access) {
	case EL1_READ:
	case EL0_READ:
		asm volatile("ldr %0, [%1]" : "=r"(value) : "r"(a->address));
		break;
	case EL1_WRITE:
	case EL0_WRITE:
		asm volatile("str %0, [%1]" ::"r"(value), "r"(a->address)
			     : "memory");
		break;
	case EL1_LDTR:
		asm volatile("ldtr %0, [%1]" : "=r"(value) : "r"(a->address));
		break;
	case EL1_STTR:
		asm volatile("sttr %0, [%1]" ::"r"(value), "r"(a->address)
			     : "memory");
		break;
	default:
		asm volatile("blr %0" ::"r"((uintptr_t)a->address + CODE_AT)
			     : "x30", "memory");
		break;
	}
	clear_pstate(a);
	a->value = value;
}

static void check_effect(const struct attempt *a, bool trapped)
{
	bool changed = is_write(a->access) && !trapped;
	bool read = !is_write(a->access) && !is_fetch(a->access) && !trapped;

	EXPECT_EQ(memory[0], changed ? WINDOW_STORE : WINDOW_VALUE);
	EXPECT_EQ(a->value, trapped ? 0 : read ? WINDOW_VALUE : WINDOW_STORE);
	memory[0] = WINDOW_VALUE;
}

struct trap access_window(enum access access, const uint64_t *address, bool pan,
			  bool uao)
{
	struct trap t;

	/* at EL0 neither exists */
	attempt = (struct attempt){ access, address, pan && !from_el0(access),
				    uao && !from_el0(access), 0 };
	if (from_el0(access))
		t = user_catch(make_access, &attempt);
	else
		t = trap_catch(make_access, &attempt);
	check_effect(&attempt, t.cause != TRAP_NONE);
	return t;
}

/*
 * ISS of a data abort: ISV and what it is about. 0 for faults of stage 1; the
 * case "syndrome" is about that alone, where an engine has it wrong.
 */
#define ESR_SYNDROME 0x01ffc000u

static unsigned long compared(unsigned long esr)
{
	return test_arg("ignore_syndrome") ?
		       esr & ~(unsigned long)ESR_SYNDROME :
		       esr;
}

void expect_abort(struct trap t, enum access access, uint32_t fsc,
		  const void *address)
{
	uint32_t esr = (is_fetch(access) ? ESR_FETCH : ESR_DATA) | fsc;
	uintptr_t far = (uintptr_t)address + (is_fetch(access) ? CODE_AT : 0);

	if (fsc == NO_FAULT) {
		EXPECT_TRAP(t, TRAP_NONE);
		return;
	}
	esr |= is_write(access) ? ESR_WRITE : 0;
	esr -= from_el0(access) ? ESR_FROM_EL0 : 0;
	EXPECT_EQ(compared(t.error), esr);
	EXPECT_EQ(t.address, far);
	EXPECT_EQ(t.user, from_el0(access));
	if (is_fetch(access))
		EXPECT_EQ(t.pc, far);
}

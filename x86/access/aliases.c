/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One page of memory at several addresses, each with rights and flags of its own:
 * what is cached of one must not be used for another. And rights that change with
 * the mode, without INVLPG.
 *
 * Intel SDM vol. 3, 4.6 (access rights), 4.8 (accessed and dirty flags).
 */
#include "suite.h"

#include <mm/page.h>
#include <mm/vmap.h>
#include <x86/msr.h>

enum {
	LARGE = 0x200000,
	NR = 2,
	WORD = 0x11223344,
};

static uint32_t *memory;      /* a large page of it */
static uint64_t *entries[NR]; /* that map it */
static volatile uint32_t *words[NR];

static void prepare(void)
{
	if (!memory)
		memory = page_alloc(9, PAGE_ANY);
	memory[0] = WORD;
	access_drop_nx();
	write_cr0(read_cr0() | CR0_WP);
}

TEST_SUITE("access", .summary = "page tables translate, permit and refuse",
	   .setup = prepare);

/* Each at an address of its own, on @level; @bits by address. */
static void map(unsigned int level, const uint64_t bits[NR])
{
	static char *windows[NR];

	for (unsigned int i = 0; i < NR; i++) {
		if (!windows[i])
			windows[i] = vmap_alloc(LARGE, LARGE);
		entries[i] = mmu_make(windows[i], 2);
		if (!entries[i])
			ERROR("no memory for a table");
		*entries[i] = 0; /* no table of the run before */
		entries[i] = mmu_make(windows[i], level);
		*entries[i] = virt_to_phys(memory) | PTE_P | bits[i] |
			      (level == 2 ? PTE_PS : 0);
		words[i] = (volatile uint32_t *)windows[i];
	}
	write_cr3(read_cr3());
}

static uint32_t got;

static void do_read(const void *at)
{
	got = *(const volatile uint32_t *)at;
}

static void do_write(const void *at)
{
	*(volatile uint32_t *)(uintptr_t)at = WORD + 1;
}

static struct trap read_at(unsigned int i, bool user)
{
	const void *at = (const void *)(uintptr_t)words[i];

	got = 0;
	return user ? user_catch(do_read, at) : trap_catch(do_read, at);
}

static struct trap write_at(unsigned int i, bool user)
{
	const void *at = (const void *)(uintptr_t)words[i];

	return user ? user_catch(do_write, at) : trap_catch(do_write, at);
}

static void expect_read(unsigned int i, bool user, uint32_t value)
{
	EXPECT_TRAP(read_at(i, user), TRAP_NONE);
	EXPECT_EQ(got, value);
}

static void expect_refused(unsigned int i, bool user, unsigned long error)
{
	uint32_t before = memory[0];
	struct trap t = write_at(i, user);

	EXPECT_TRAP_ERROR(t, X86_PF, error);
	EXPECT_EQ(t.address, (uintptr_t)words[i]);
	EXPECT_EQ(memory[0], before);
}

static const struct row {
	const char *name;
	unsigned int level;
	bool user;
} rows[] = {
	{ "small", 1, false },
	{ "large", 2, false },
	{ "small-user", 1, true },
	{ "large-user", 2, true },
};

TEST_EACH(alias_rights, const struct row *r, rows,
	  "of two addresses of a page only one may be written")
{
	const uint64_t user = r->user ? PTE_U : 0;
	const unsigned long error = PF_P | PF_W | (r->user ? PF_U : 0);

	map(r->level, (const uint64_t[]){ user, user | PTE_W });
	for (unsigned int i = 0; i < 3; i++) {
		memory[0] = WORD;
		expect_read(0, r->user, WORD);
		expect_read(1, r->user, WORD);
		EXPECT_TRAP(write_at(1, r->user), TRAP_NONE);
		EXPECT_EQ(memory[0], WORD + 1);
		expect_refused(0, r->user, error);
		expect_read(0, r->user, WORD + 1);
		expect_refused(0, r->user, error);
		EXPECT_TRAP(write_at(1, r->user), TRAP_NONE);
	}
}

static uint64_t flags(unsigned int i)
{
	return *(volatile uint64_t *)entries[i] & (PTE_A | PTE_D);
}

static const struct row kernel_rows[] = {
	{ "small", 1, false },
	{ "large", 2, false },
};

/* A read-only page, which the kernel writes to with CR0.WP clear. */
TEST_EACH(alias_flags, const struct row *r, kernel_rows,
	  "each address has its own accessed and dirty flags")
{
	map(r->level, (const uint64_t[]){ 0, PTE_W });
	write_cr0(read_cr0() & ~(unsigned long)CR0_WP);
	EXPECT_EQ(flags(0), 0);
	expect_read(0, false, WORD);
	EXPECT_EQ(flags(0), PTE_A);
	EXPECT_EQ(flags(1), 0);
	EXPECT_TRAP(write_at(1, false), TRAP_NONE);
	EXPECT_EQ(flags(1), PTE_A | PTE_D);
	EXPECT_EQ(flags(0), PTE_A);
	expect_read(0, false, WORD + 1);
	EXPECT_EQ(flags(0), PTE_A);
	EXPECT_TRAP(write_at(0, false), TRAP_NONE);
	EXPECT_EQ(flags(0), PTE_A | PTE_D);
}

/* ------------------------------------------------------------------ modes ---- */

static void set_wp(bool on)
{
	unsigned long cr0 = read_cr0();

	write_cr0(on ? cr0 | CR0_WP : cr0 & ~(unsigned long)CR0_WP);
}

static void set_nxe(bool on)
{
	uint64_t efer = rdmsr(MSR_IA32_EFER);

	wrmsr(MSR_IA32_EFER, on ? efer | EFER_NXE : efer & ~(uint64_t)EFER_NXE);
}

static const struct access {
	const char *name;
	bool write, user;
} accesses[] = {
	{ "read", false, false },
	{ "write", true, false },
	{ "read-user", false, true },
	{ "write-user", true, true },
};

static struct trap do_access(const struct access *a, unsigned int i)
{
	return a->write ? write_at(i, a->user) : read_at(i, a->user);
}

/* The neighbour's entry is looked at when the first one is used, at the most. */
static struct trap reserved_neighbour(const struct access *a)
{
	char *pages = vmap_alloc(2 * PAGE_SIZE, 2 * PAGE_SIZE);
	uint64_t bits = virt_to_phys(memory) | PTE_P | PTE_W | PTE_U;
	struct trap t;

	if (!mmu_make(pages, 1) || !mmu_make(pages + PAGE_SIZE, 1))
		ERROR("no memory for a table");
	*mmu_entry(pages, 1) = bits;
	*mmu_entry(pages + PAGE_SIZE, 1) = bits | PTE_NX;
	words[0] = (volatile uint32_t *)pages;
	words[1] = (volatile uint32_t *)(pages + PAGE_SIZE);
	set_nxe(false);
	write_cr3(read_cr3());
	EXPECT_TRAP(do_access(a, 0), TRAP_NONE);
	t = do_access(a, 1);
	EXPECT_EQ(t.cause, X86_PF);
	EXPECT_EQ(t.address, (uintptr_t)words[1]);
	EXPECT_TRAP(do_access(a, 0), TRAP_NONE);
	*mmu_entry(pages + PAGE_SIZE, 1) = 0;
	*mmu_entry(pages, 1) = 0;
	write_cr3(read_cr3());
	return t;
}

static unsigned long error_of(const struct access *a)
{
	return PF_P | PF_RSVD | (a->write ? PF_W : 0) | (a->user ? PF_U : 0);
}

TEST_EACH(neighbour, const struct access *a, accesses,
	  "with EFER.NXE clear, the page beside may have a reserved bit",
	  .needs = NEEDS(&x86_nx))
{
	struct trap t = reserved_neighbour(a);

	EXPECT_EQ(t.error & ~PF_P, error_of(a) & ~PF_P);
}

TEST_EACH(neighbour_present, const struct access *a, accesses,
	  "P is set in the error code then", .needs = NEEDS(&x86_nx))
{
	EXPECT_EQ(reserved_neighbour(a).error & PF_P, PF_P);
}

/* CR0.WP as it is at the access decides, whatever else has changed since. */
TEST_EACH(wp_nxe, const struct row *r, rows,
	  "CR0.WP counts at once, with EFER.NXE changed in between",
	  .needs = NEEDS(&x86_nx))
{
	const uint64_t user = r->user ? PTE_U : 0;

	map(r->level, (const uint64_t[]){ user, user });
	for (unsigned int i = 0; i < 16; i++) {
		bool wp = i & 1;

		set_wp(!wp);
		set_nxe(i & 2);
		if (i & 4)
			set_wp(wp);
		set_nxe(!(i & 2));
		set_wp(wp);
		memory[0] = WORD;
		if (wp) {
			expect_refused(i / 8, false, PF_P | PF_W);
		} else {
			EXPECT_TRAP(write_at(i / 8, false), TRAP_NONE);
			EXPECT_EQ(memory[0], WORD + 1);
		}
	}
}

static void do_call(const void *at)
{
	((void (*)(void))(uintptr_t)at)();
}

/* A user page that the kernel writes to, and executes while SMEP allows it. */
TEST(user_page, "the kernel and a read-only user page: WP, then SMEP",
     .needs = NEEDS(&x86_smep, &x86_nx))
{
	const void *at;
	struct trap t;

	map(1, (const uint64_t[]){ PTE_U, PTE_U });
	at = (const void *)(uintptr_t)words[0];
	expect_refused(0, false, PF_P | PF_W);
	set_wp(false);
	EXPECT_TRAP(write_at(0, false), TRAP_NONE);
	set_wp(true);
	expect_refused(0, false, PF_P | PF_W);
	memory[0] = 0xc3; /* RET */
	for (unsigned int i = 0; i < 3; i++) {
		EXPECT_TRAP(trap_catch(do_call, at), TRAP_NONE);
		write_cr4(read_cr4() | CR4_SMEP);
		t = trap_catch(do_call, at);
		EXPECT_TRAP_ERROR(t, X86_PF, PF_P | PF_I);
		EXPECT_EQ(t.address, (uintptr_t)at);
		EXPECT_EQ(t.pc, (uintptr_t)at);
		write_cr4(read_cr4() & ~(unsigned long)CR4_SMEP);
	}
}

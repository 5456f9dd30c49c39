/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Faults: what they push, from CPL 0 and from CPL 3. */
#include "suite.h"
#include <mm/page.h>
#include <mm/vmap.h>
#include <x86/desc.h>
#include <x86/features.h>
#include <x86/msr.h>

/* Engines get this one wrong in one of the two modes. */
#define INT_N "gp-int-n-" ONLY_64("64") ONLY_32("32")

/* Read by the code below, hence not static. */
unsigned char *unmapped; /* an address without a translation */
unsigned long sp_before;

/* Spelled out in the asm: the first spare one. */
enum {
	ABSENT_SELECTOR = 0x4b
};
_Static_assert(ABSENT_SELECTOR == (SPARE_SEL_BASE | 3), "the asm has it");

/* clang-format off: a table */
PROVOKE(raise_de, "xor %eax, %eax; cltd", "div %eax");
PROVOKE(raise_ud, "", "ud2");
PROVOKE(raise_nm, "", "fnop");
PROVOKE(raise_np, "mov $0x4b, %eax", "mov %eax, %fs");
PROVOKE(raise_gp_selector, "mov $0xfff8, %eax", "mov %eax, %fs");
PROVOKE(raise_gp_xsetbv, "mov $9, %ecx; mov $1, %eax; cltd", "xsetbv");
PROVOKE(raise_gp_rdmsr, "mov $0x4b564d09, %ecx", "rdmsr");
PROVOKE(raise_ud_mov_dr, "", "mov %dr4, " AX);
PROVOKE(raise_pf_read, LOAD("unmapped", "%eax", "%rax"), "movb (" AX "), %al");
PROVOKE(raise_pf_write, LOAD("unmapped", "%eax", "%rax"), "movb $1, (" AX ")");
PROVOKE(raise_pf_fetch, LOAD("unmapped", "%eax", "%rax"), "jmp *" AX);
PROVOKE(raise_gp_hlt, "", "hlt");
PROVOKE(raise_gp_in, "mov $0x80, %edx", "in %dx, %al");
PROVOKE(raise_gp_int, "", "int $0x85");
ONLY_32(const int empty_bounds[2];) /* 0 .. 0 */
ONLY_32(PROVOKE(raise_br, "mov $5, %eax", "bound %eax, empty_bounds");)
/* clang-format on */

/* Data, DPL 3, not present. */
static void absent_segment(void)
{
	*gdt_entry(ABSENT_SELECTOR) = desc_segment(
		0, 0xfffff, DESC_DATA_RW | DESC_S | DESC_DPL(3) | DESC_G);
}

static void no_translation(void)
{
	unmapped = vmap_alloc(PAGE_SIZE, PAGE_SIZE);
	test_defer(vmap_free, unmapped);
}

static void task_switched(void)
{
	test_defer(write_cr0, read_cr0());
	write_cr0(read_cr0() | CR0_TS);
}

static void debug_extensions(void)
{
	test_defer(write_cr4, read_cr4());
	write_cr4(read_cr4() | CR4_DE);
}

static void enable_xsave(void)
{
	if (!x86_xsave.probe())
		SKIP("needs XSAVE (CPUID.1:ECX[26])");
	test_defer(write_cr4, read_cr4());
	write_cr4(read_cr4() | CR4_OSXSAVE);
}

/* The I bit of #PF exists only with these (Intel SDM vol. 3, 4.7). */
static unsigned long fetch_bit(void)
{
	bool nxe = rdmsr(MSR_IA32_EFER) & EFER_NXE;

	return nxe || (read_cr4() & CR4_SMEP) ? PF_I : 0;
}

/* clang-format off: a table */
static const struct row {
	const char *name;
	enum trap_cause cause;
	void (*fn)(const void *);
	const char *at; /* the saved pc; NULL: the address of @unmapped */
	void (*prepare)(void);
	enum {
		FIXED,
		FETCH
	} code; /* FETCH: and the I bit, if there is one */
	unsigned long error;
} faults[] = {
	{ "de", X86_DE, raise_de, raise_de_at },
	{ "ud", X86_UD, raise_ud, raise_ud_at },
	{ "ud-mov-dr4", X86_UD, raise_ud_mov_dr, raise_ud_mov_dr_at, debug_extensions },
	{ "nm", X86_NM, raise_nm, raise_nm_at, task_switched },
	{ "np", X86_NP, raise_np, raise_np_at, absent_segment, FIXED, ABSENT_SELECTOR & ~3 },
	{ "gp-selector", X86_GP, raise_gp_selector, raise_gp_selector_at, NULL, FIXED, 0xfff8 },
	{ "gp-xsetbv", X86_GP, raise_gp_xsetbv, raise_gp_xsetbv_at, enable_xsave },
	{ "gp-rdmsr", X86_GP, raise_gp_rdmsr, raise_gp_rdmsr_at },
	{ "pf-read", X86_PF, raise_pf_read, raise_pf_read_at, no_translation },
	{ "pf-write", X86_PF, raise_pf_write, raise_pf_write_at, no_translation, FIXED, PF_W },
	{ "pf-fetch", X86_PF, raise_pf_fetch, NULL, no_translation, FETCH },
	ONLY_32({ "br", X86_BR, raise_br, raise_br_at },)
}, user_faults[] = {
	{ "de", X86_DE, raise_de, raise_de_at },
	{ "ud", X86_UD, raise_ud, raise_ud_at },
	{ "nm", X86_NM, raise_nm, raise_nm_at, task_switched },
	{ "np", X86_NP, raise_np, raise_np_at, absent_segment, FIXED, ABSENT_SELECTOR & ~3 },
	{ "gp-hlt", X86_GP, raise_gp_hlt, raise_gp_hlt_at },
	{ "gp-in", X86_GP, raise_gp_in, raise_gp_in_at },
	{ "gp-rdmsr", X86_GP, raise_gp_rdmsr, raise_gp_rdmsr_at },
	{ INT_N, X86_GP, raise_gp_int, raise_gp_int_at, NULL, FIXED, VECTOR * 8 + ERROR_IDT },
	{ "pf-read", X86_PF, raise_pf_read, raise_pf_read_at, no_translation, FIXED, PF_U },
	{ "pf-write", X86_PF, raise_pf_write, raise_pf_write_at, no_translation, FIXED,
	  PF_U | PF_W },
	{ "pf-fetch", X86_PF, raise_pf_fetch, NULL, no_translation, FETCH, PF_U },
};

/* clang-format on */

typedef struct trap catcher(void (*fn)(const void *), const void *arg);

static struct trap provoke(const struct row *r, catcher *catch)
{
	if (r->prepare)
		r->prepare();
	return catch (r->fn, NULL);
}

static void check_fault(const struct row *r, catcher *catch)
{
	struct trap t = provoke(r, catch);
	unsigned long error = r->error | (r->code == FETCH ? fetch_bit() : 0);

	EXPECT_TRAP_ERROR(t, r->cause, error);
	EXPECT_EQ(t.pc, (uintptr_t)(r->at ? r->at : (const char *)unmapped));
	EXPECT_EQ(t.flags & ~(unsigned long)(EFLAGS_IF | EFLAGS_RF), PATTERN);
	EXPECT_EQ(t.user, catch == user_catch);
	EXPECT_EQ(t.sp, sp_before);
	if (r->cause == X86_PF)
		EXPECT_EQ(t.address, (uintptr_t)unmapped);
}

TEST_EACH(fault, const struct row *r, faults,
	  "saves the address of the instruction, and the flags as they were")
{
	check_fault(r, trap_catch);
}

TEST_EACH(user_fault, const struct row *r, user_faults,
	  "does the same when it comes from CPL 3")
{
	check_fault(r, user_catch);
}

TEST_EACH(fault_rf, const struct row *r, faults, "pushes RF=1")
{
	EXPECT_EQ(provoke(r, trap_catch).flags & EFLAGS_RF, EFLAGS_RF);
}

TEST_EACH(user_fault_rf, const struct row *r, user_faults,
	  "pushes RF=1 when it comes from CPL 3")
{
	EXPECT_EQ(provoke(r, user_catch).flags & EFLAGS_RF, EFLAGS_RF);
}

/* --------------------------------------------- faults in a CR4 write ---- */

PROVOKE(raise_gp_cr4, "mov $0xffffffff, %eax", "mov " AX ", %cr4");

/*
 * The last cases: a machine that takes the value loses its paging mode.
 */
TEST(mov_cr4_gp, "refuses CR4 with all 32 low bits, which stays as it was")
{
	unsigned long cr4 = read_cr4();
	struct trap t = trap_catch(raise_gp_cr4, NULL);

	EXPECT_TRAP(t, X86_GP);
	EXPECT_EQ(t.pc, (uintptr_t)raise_gp_cr4_at);
	EXPECT_EQ(read_cr4(), cr4);
}

TEST(mov_cr4_rf, "pushes RF=1 for that #GP(0)")
{
	struct trap t = trap_catch(raise_gp_cr4, NULL);

	EXPECT_TRAP(t, X86_GP);
	EXPECT_EQ(t.flags & ~(unsigned long)EFLAGS_IF, PATTERN | EFLAGS_RF);
}

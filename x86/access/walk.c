/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables, the frames, and the access itself. */
#include "suite.h"

#include <arch.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>
#include <x86/desc.h>
#include <x86/msr.h>

#define OFFSET 0x120

static const uint64_t base[LEAVES + 1] = {
	0,
	0xa03000,
	0xe00000,
#ifdef __x86_64__
	0,
#endif
};
static const uint64_t frame[LEAVES + 1] = {
	0,
	0xa03000,
	0xe07000,
#ifdef __x86_64__
	0xc07000,
#endif
};

#ifdef __x86_64__
#define VIRT	  0xffff920140c07120
#define VIRT_LA57 0xffa4920140c07120
#define TOP	  4
#else
#define VIRT	  0xe0c07120
#define VIRT_LA57 0 /* never: no LA57 */
#define TOP	  2
#endif

uintptr_t access_virt = VIRT;
unsigned int access_top = TOP;

static uint64_t tables[LEVELS][PAGE_TABLE_ENTRIES]
	__attribute__((aligned(0x1000)));
uint64_t *access_entries[LEVELS + 1]; /* the one used, by level */
static uint64_t root5[PAGE_TABLE_ENTRIES] __attribute__((aligned(0x1000)));
static char *user_code; /* the code below, for CPL 3 */

static struct arch_context back;
struct trap_frame access_seen;

extern const char access_code[], access_code_end[];

/* by kind, 8 bytes each; DI: the address, AX: what is ACCESS_WRITTEN, or overwritten */
#ifdef __x86_64__
asm(".pushsection .text\n"
    "access_code:\n"
    "mov (%rdi), %rax\n ud2\n .balign 8, 0x90\n"
    "mov %rax, (%rdi)\n ud2\n .balign 8, 0x90\n"
    "jmp *%rdi\n .balign 8, 0x90\n"
    "access_code_end:\n"
    ".popsection");
#else
asm(".pushsection .text\n"
    "access_code:\n"
    "mov (%edi), %eax\n ud2\n .balign 8, 0x90\n"
    "mov %eax, (%edi)\n ud2\n .balign 8, 0x90\n"
    "jmp *%edi\n .balign 8, 0x90\n"
    "access_code_end:\n"
    ".popsection");
#endif

enum {
	CODE_BYTES = 8
};

static bool see(struct trap_frame *f, void *arg)
{
	(void)arg;
	access_seen = *f;
	arch_frame_jump(f, &back, 1);
	return true;
}

unsigned long *access_word(unsigned int leaf)
{
	return phys_to_virt(frame[leaf] + OFFSET);
}

/*
 * While EFER.NXE is clear, NX is reserved: nothing that the kernel needs may
 * have it. It stays away for the rest of the run.
 */
static void drop_nx(void)
{
	for (uintptr_t page = 0; page < 0x200000; page += PAGE_SIZE)
		*mmu_entry((void *)page, 1) &= ~PTE_NX;
	write_cr3(read_cr3());
}

static void reserve_frames(void)
{
	for (unsigned int leaf = 1; leaf <= LEAVES; leaf++)
		if (page_reserve(frame[leaf], PAGE_SIZE) != 0)
			ERROR("0x%llx is not free RAM",
			      (unsigned long long)frame[leaf]);
}

static void map_user_code(void)
{
	void *page = page_alloc(0, PAGE_ZERO);

	memcpy(page, access_code, (size_t)(access_code_end - access_code));
	user_code = vmap_alloc(PAGE_SIZE, PAGE_SIZE);
	if (arch_map(user_code, virt_to_phys(page), PAGE_SIZE,
		     MAP_READ | MAP_EXEC | MAP_USER) != 0)
		ERROR("no memory for a table");
}

/* A copy of the tables in use, one level further down, and the suite's own. */
static void prepare_la57(void)
{
	uint64_t kernel = (read_cr3() & PTE_ADDR) | PERMISSIVE;

	access_virt = VIRT_LA57;
	access_top = 5;
	root5[0] = root5[511] = kernel;
	access_entries[5] = &root5[0x1a4];
	access_entries[4] = &tables[4][mmu_index((void *)VIRT_LA57, 4)];
}

static void prepare_tables(void)
{
	const void *virt = (void *)access_virt;

	reserve_frames();
	drop_nx();
	map_user_code();
	access_entries[TOP] = mmu_make(virt, TOP);
	for (unsigned int level = TOP - 1; level >= 1; level--)
		access_entries[level] = &tables[level][mmu_index(virt, level)];
	if (test_arg("la57"))
		prepare_la57();
}

static bool has(const struct feature *feature, signed char *known)
{
	if (*known < 0)
		*known = feature->probe();
	return *known;
}

void access_setup(void)
{
	static signed char la57 = -1;

	trap_handle(X86_PF, see, NULL);
	trap_handle(X86_UD, see, NULL);
	if (test_arg("la57") && !has(&x86_la57, &la57))
		SKIP("needs LA57 (CPUID.7.0:ECX[16])");
	if (!user_code)
		prepare_tables();
	if (test_arg("la57"))
		access_la57(root5);
}

struct state access_permissive(unsigned int leaf)
{
	struct state s = { .leaf = leaf, .wp = true, .nxe = true };

	for (unsigned int level = leaf + 1; level <= access_top; level++)
		s.entry[level] = virt_to_phys(tables[level - 1]) | PERMISSIVE;
	s.entry[leaf] = base[leaf] | PERMISSIVE | (leaf > 1 ? PTE_PS : 0);
	return s;
}

/* CPUID leaves the VM: once for each feature is enough. */
const struct feature *access_missing(const struct state *s)
{
	static signed char smep = -1, smap = -1, pku = -1, pks = -1, huge = -1;

	if (s->smep && !has(&x86_smep, &smep))
		return &x86_smep;
	if (s->smap && !has(&x86_smap, &smap))
		return &x86_smap;
	if ((s->pke || s->pkru) && !has(&x86_pku, &pku))
		return &x86_pku;
	if ((s->pks || s->pkrs) && !has(&x86_pks, &pks))
		return &x86_pks;
	if (s->leaf == 3 && !has(&x86_page1gb, &huge))
		return &x86_page1gb;
	return NULL;
}

static void need(const struct state *s)
{
	const struct feature *f = access_missing(s);

	if (f)
		SKIP("needs %s (%s)", f->name, f->where);
}

/* ----------------------------------------------------------- the machine ---- */

/* WRPKRU, which CR4.PKE=0 makes undefined: 0F 01 EF */
static void set_pkru(uint32_t pkru)
{
	static uint32_t now;

	if (pkru == now)
		return;
	write_cr4(read_cr4() | CR4_PKE);
	asm volatile(".byte 0x0f, 0x01, 0xef"
		     :
		     : "a"(pkru), "c"(0), "d"(0)
		     : "memory");
	now = pkru;
}

static void set_pkrs(uint32_t pkrs)
{
	static uint32_t now;

	if (pkrs == now)
		return;
	wrmsr(MSR_IA32_PKRS, pkrs);
	now = pkrs;
}

static void set_processor(const struct state *s)
{
	unsigned long cr0 = (read_cr0() & ~(unsigned long)CR0_WP) |
			    (s->wp ? CR0_WP : 0);
	unsigned long cr4 = read_cr4() & ~(unsigned long)(CR4_SMEP | CR4_SMAP |
							  CR4_PKE | CR4_PKS);
	uint64_t efer = rdmsr(MSR_IA32_EFER);

	cr4 |= (s->smep ? CR4_SMEP : 0) | (s->smap ? CR4_SMAP : 0) |
	       (s->pke ? CR4_PKE : 0) | (s->pks ? CR4_PKS : 0);
	set_pkru(s->pkru);
	set_pkrs(s->pkrs);
	if (cr0 != read_cr0())
		write_cr0(cr0);
	if (cr4 != read_cr4())
		write_cr4(cr4);
	if (!(efer & EFER_NXE) == s->nxe)
		wrmsr(MSR_IA32_EFER, efer ^ EFER_NXE);
}

static void set_tables(const struct state *s)
{
	for (unsigned int level = s->leaf; level <= access_top; level++)
		*(volatile uint64_t *)access_entries[level] = s->entry[level];
	*access_word(s->leaf) = ACCESS_BEFORE;
	invlpg((void *)access_virt);
}

/* Both end in see(). */
static void enter_kernel(const char *code, unsigned long ax,
			 unsigned long flags)
{
	asm volatile("push %[flags]\n\t"
		     "popf\n\t"
		     "jmp *%[code]"
		     :
		     : [flags] "r"(flags), [code] "r"(code), "a"(ax),
		       "D"(access_virt)
		     : "memory");
	__builtin_unreachable();
}

static void enter_user(const char *code, unsigned long ax, unsigned long flags)
{
#ifndef __x86_64__
	write_ds(USER_DS); /* IRET would take away the kernel's */
#endif
	asm volatile("push %[ss]\n\t"
		     "push %[sp]\n\t"
		     "push %[flags]\n\t"
		     "push %[cs]\n\t"
		     "push %[code]\n\t"
#ifdef __x86_64__
		     "iretq"
#else
		     "iretl"
#endif
		     :
		     : [ss] "i"(USER_DS), [sp] "i"(0x1000), [cs] "i"(USER_CS),
		       [flags] "r"(flags), [code] "r"(code), "a"(ax),
		       "D"(access_virt)
		     : "memory");
	__builtin_unreachable();
}

/* Returns where the code of the access is. */
static const char *do_access(const struct state *s)
{
	const char *code =
		(s->user ? user_code : access_code) + s->kind * CODE_BYTES;
	unsigned long ax = s->kind == WRITE ? ACCESS_WRITTEN : ACCESS_UNTOUCHED;
	unsigned long flags = EFLAGS_FIXED | (s->ac ? EFLAGS_AC : 0);

	if (arch_context_save(&back) != 0)
		return code;
	if (s->user)
		enter_user(code, ax, flags);
	else
		enter_kernel(code, ax, flags);
	return code;
}

const char *access_run(const struct state *s)
{
	need(s);
	set_processor(s);
	set_tables(s);
	return do_access(s);
}

const char *access_run_again(const struct state *s)
{
	need(s);
	*access_word(s->leaf) = ACCESS_BEFORE;
	set_processor(s);
	return do_access(s);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables, the frames, and the access itself. */
#include "suite.h"

#include <arch.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>
#include <x86/desc.h>
#include <x86/msr.h>

#define UD2 0x0b0f

/*
 * The address has a different index on each level, and so has an offset within
 * large pages; each page size leads to a frame of its own.
 */
#ifdef __x86_64__
#define VIRT 0xffff920140c07120
#define TOP  4
#else
#define VIRT 0xe0c07120
#define TOP  2
#endif
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

static uint64_t tables[LEVELS][PAGE_TABLE_ENTRIES]
	__attribute__((aligned(0x1000)));
static uint64_t *entries[LEVELS + 1]; /* the one used, by level */
static char *user_code;		      /* the code below, for CPL 3 */

static struct arch_context back;
static struct trap_frame seen;

/* What the access finds there, and what it writes: code that ends it, too. */
static const unsigned long before_access = 0x11220000 | UD2;
static const unsigned long written = 0x33440000 | UD2;
static const unsigned long untouched = 0x55660000 | UD2;

extern const char access_code[], access_code_end[];

/* by kind, 8 bytes each; DI: the address, AX: what is written, or overwritten */
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
	seen = *f;
	arch_frame_jump(f, &back, 1);
	return true;
}

unsigned int access_top(void)
{
	return TOP;
}

static unsigned long *word(unsigned int leaf)
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

void access_setup(void)
{
	const void *virt = (void *)VIRT;

	trap_handle(X86_PF, see, NULL);
	trap_handle(X86_UD, see, NULL);
	if (user_code)
		return;
	reserve_frames();
	drop_nx();
	map_user_code();
	entries[TOP] = mmu_make(virt, TOP);
	for (unsigned int level = TOP - 1; level >= 1; level--)
		entries[level] = &tables[level][mmu_index(virt, level)];
}

struct state access_permissive(unsigned int leaf)
{
	struct state s = { .leaf = leaf, .wp = true, .nxe = true };

	for (unsigned int level = leaf + 1; level <= TOP; level++)
		s.entry[level] = virt_to_phys(tables[level - 1]) | PERMISSIVE;
	s.entry[leaf] = base[leaf] | PERMISSIVE | (leaf > 1 ? PTE_PS : 0);
	return s;
}

void access_need(const struct state *s)
{
	const struct feature *f = s->smep && !x86_smep.probe() ? &x86_smep :
				  s->smap && !x86_smap.probe() ? &x86_smap :
				  s->pke && !x86_pku.probe()   ? &x86_pku :
				  s->pks && !x86_pks.probe()   ? &x86_pks :
				  s->leaf == 3 && !x86_page1gb.probe() ?
							       &x86_page1gb :
							       NULL;

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
	for (unsigned int level = s->leaf; level <= TOP; level++)
		*(volatile uint64_t *)entries[level] = s->entry[level];
	*word(s->leaf) = before_access;
	invlpg((void *)VIRT);
}

/* Both end in see(). */
static void enter_kernel(const char *code, unsigned long ax,
			 unsigned long flags)
{
	asm volatile("push %[flags]\n\t"
		     "popf\n\t"
		     "jmp *%[code]"
		     :
		     : [flags] "r"(flags), [code] "r"(code), "a"(ax), "D"(VIRT)
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
		       [flags] "r"(flags), [code] "r"(code), "a"(ax), "D"(VIRT)
		     : "memory");
	__builtin_unreachable();
}

/* Returns where the code of the access is. */
static const char *do_access(const struct state *s)
{
	const char *code =
		(s->user ? user_code : access_code) + s->kind * CODE_BYTES;
	unsigned long ax = s->kind == WRITE ? written : untouched;
	unsigned long flags = EFLAGS_FIXED | (s->ac ? EFLAGS_AC : 0);

	if (arch_context_save(&back) != 0)
		return code;
	if (s->user)
		enter_user(code, ax, flags);
	else
		enter_kernel(code, ax, flags);
	return code;
}

/* ------------------------------------------------------------- the checks ---- */

static void check_success(const struct state *s, const char *code)
{
	static const unsigned int bytes[] = {
		[READ] = sizeof(long) == 8 ? 3 : 2,
		[WRITE] = sizeof(long) == 8 ? 3 : 2,
	};
	uintptr_t end = s->kind == FETCH ? VIRT :
					   (uintptr_t)code + bytes[s->kind];

	EXPECT_EQ(seen.vector, X86_VECTOR(X86_UD));
	EXPECT_EQ(seen.ip, end);
	EXPECT_EQ(seen.ax, s->kind == READ  ? before_access :
			   s->kind == WRITE ? written :
					      untouched);
	EXPECT_EQ(*word(s->leaf), s->kind == WRITE ? written : before_access);
}

static void check_fault(const struct state *s, const struct expected *e,
			const char *code)
{
	EXPECT_EQ(seen.vector, X86_VECTOR(X86_PF));
	EXPECT_EQ(seen.error & ~e->error_free, e->error & ~e->error_free);
	EXPECT_EQ(seen.cr2, VIRT);
	EXPECT_EQ(seen.ip, s->kind == FETCH ? VIRT : (uintptr_t)code);
	EXPECT_EQ(seen.ax, s->kind == WRITE ? written : untouched);
	EXPECT_EQ(*word(s->leaf), before_access);
}

static void describe(const struct state *s)
{
	test_context("%s %s %s%s%s%s%s%s%s pkru 0x%x pkrs 0x%x leaf %u: "
		     "%llx %llx %llx %llx",
		     s->user ? "CPL 3" : "CPL 0",
		     s->kind == READ  ? "read" :
		     s->kind == WRITE ? "write" :
					"fetch",
		     s->wp ? "WP " : "", s->nxe ? "NXE " : "",
		     s->smep ? "SMEP " : "", s->smap ? "SMAP " : "",
		     s->ac ? "AC " : "", s->pke ? "PKE " : "",
		     s->pks ? "PKS" : "", s->pkru, s->pkrs, s->leaf,
		     (unsigned long long)s->entry[4],
		     (unsigned long long)s->entry[3],
		     (unsigned long long)s->entry[2],
		     (unsigned long long)s->entry[1]);
}

/* Text is for failures only: it takes longer than the access. */
static void describe_surprise(const struct state *s, const struct expected *e)
{
	bool as_expected = e->fault == (seen.vector == X86_VECTOR(X86_PF));

	for (unsigned int l = s->leaf; l <= TOP; l++)
		as_expected &=
			!((*entries[l] ^ e->entry[l]) & ~e->entry_free[l]);
	if (e->fault && (seen.error ^ e->error) & ~e->error_free)
		as_expected = false;
	if (!as_expected)
		describe(s);
}

/* What has a check of its own, so that one fault does not hide all others. */
static struct expected relaxed(const struct state *s)
{
	struct expected e = access_expect(s);

	if (e.error & PF_RSVD)
		e.error_free |= PF_P;
	if (e.fault && s->leaf == 3)
		e.entry_free[3] |= PTE_A;
	return e;
}

static const char *run(const struct state *s, const struct expected *e)
{
	const char *code;

	access_need(s);
	set_processor(s);
	set_tables(s);
	code = do_access(s);
	describe_surprise(s, e);
	return code;
}

void access_check(const struct state *s)
{
	const struct expected e = relaxed(s);
	const char *code = run(s, &e);

	if (e.fault)
		check_fault(s, &e, code);
	else
		check_success(s, code);
	for (unsigned int level = s->leaf; level <= TOP; level++)
		EXPECT_EQ(*entries[level] & ~e.entry_free[level],
			  e.entry[level] & ~e.entry_free[level]);
}

void access_check_present(const struct state *s)
{
	const struct expected e = access_expect(s);

	if (!(e.error & PF_RSVD))
		SKIP("no reserved bit is set");
	run(s, &e);
	EXPECT_EQ(seen.vector, X86_VECTOR(X86_PF));
	EXPECT_EQ(seen.error & PF_P, PF_P);
}

void access_check_accessed(const struct state *s)
{
	const struct expected e = access_expect(s);

	if (!e.fault || s->leaf != 3)
		SKIP("that does not fault in a page of 1 GiB");
	run(s, &e);
	EXPECT_EQ(seen.vector, X86_VECTOR(X86_PF));
	EXPECT_EQ(*entries[3] & PTE_A & ~e.entry_free[3],
		  e.entry[3] & PTE_A & ~e.entry_free[3]);
}

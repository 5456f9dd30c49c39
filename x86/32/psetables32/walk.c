/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables, the frames, and the access itself. */
#include "suite.h"

#include <arch.h>
#include <mm/page.h>
#include <string.h>
#include <x86/desc.h>

#define USER_VIRT 0xd0000000ul
#define OFFSET	  0x120
#define UD2	  0x0b0f

enum {
	KERNEL_TABLES = 4, /* 16 MiB, one to one */
	ENTRIES = 1024,
	RWU = PTE_P | PTE_W | PTE_U,
};

static uint32_t directory[ENTRIES] __attribute__((aligned(0x1000)));
static uint32_t kernel[KERNEL_TABLES][ENTRIES] __attribute__((aligned(0x1000)));
static uint32_t user_table[ENTRIES] __attribute__((aligned(0x1000)));
static uint32_t table[ENTRIES] __attribute__((aligned(0x1000)));

/* By kind of access, 8 bytes each; EDI: the address, EAX: what is written. */
extern const char access_code[], access_code_end[];
asm(".pushsection .text\n"
    ".balign 8\n"
    "access_code:\n"
    "mov (%edi), %eax\n ud2\n .balign 8, 0x90\n"
    "mov %eax, (%edi)\n ud2\n .balign 8, 0x90\n"
    "jmp *%edi\n .balign 8, 0x90\n"
    "access_code_end:\n"
    ".popsection");

static char *user_page; /* a copy of it */

static const uint32_t before_access = 0x11220000 | UD2;
static const uint32_t written = 0x33440000 | UD2;
static const uint32_t untouched = 0x55660000 | UD2;

static struct arch_context back;
struct trap_frame seen;

static bool see(struct trap_frame *f, void *arg)
{
	(void)arg;
	seen = *f;
	arch_frame_jump(f, &back, 1);
	return true;
}

void prepare(void)
{
	trap_handle(X86_PF, see, NULL);
	trap_handle(X86_UD, see, NULL);
	if (user_page)
		return;
	if (page_reserve(FRAME, PAGE_SIZE) != 0 ||
	    page_reserve(LARGE + 0x7000, PAGE_SIZE) != 0)
		ERROR("the frames are not free RAM");
	user_page = page_alloc(0, PAGE_ZERO);
	memcpy(user_page, access_code, (size_t)(access_code_end - access_code));
	for (unsigned int i = 0; i < KERNEL_TABLES * ENTRIES; i++)
		kernel[i / ENTRIES][i % ENTRIES] = i << 12 | PTE_P | PTE_W;
	for (unsigned int i = 0; i < KERNEL_TABLES; i++)
		directory[i] = (uint32_t)virt_to_phys(kernel[i]) | PTE_P |
			       PTE_W;
	user_table[0] = (uint32_t)virt_to_phys(user_page) | PTE_P | PTE_U;
	directory[USER_VIRT >> 22] = (uint32_t)virt_to_phys(user_table) | RWU;
}

struct state permissive(bool large)
{
	struct state s = { .pse = true,
			   .wp = true,
			   .pde = (uint32_t)virt_to_phys(table) | RWU,
			   .pte = FRAME | RWU };

	if (large)
		s.pde = LARGE | PTE_PS | RWU;
	return s;
}

/* ---------------------------------------------------- from and to PAE ---- */

static struct {
	unsigned long cr0, cr3, cr4;
} pae;

/* Paging is off on the way: the image lies at its physical address. */
static void __attribute__((noinline))
switch_paging(unsigned long cr0, unsigned long cr3, unsigned long cr4)
{
	write_cr0(read_cr0() & ~(unsigned long)CR0_PG);
	write_cr4(cr4);
	write_cr3(cr3);
	write_cr0(cr0);
}

static void leave(unsigned long unused)
{
	(void)unused;
	if (!(read_cr4() & CR4_PAE))
		switch_paging(pae.cr0, pae.cr3, pae.cr4);
}

static void enter(const struct state *s)
{
	unsigned long cr4 = read_cr4() &
			    ~(unsigned long)(CR4_PAE | CR4_PSE | CR4_SMEP);

	pae.cr0 = read_cr0();
	pae.cr3 = read_cr3();
	pae.cr4 = read_cr4();
	test_defer(leave, 0);
	cr4 |= (s->pse ? CR4_PSE : 0) | (s->smep ? CR4_SMEP : 0);
	switch_paging((pae.cr0 & ~(unsigned long)CR0_WP) | (s->wp ? CR0_WP : 0),
		      virt_to_phys(directory), cr4);
}

/* ------------------------------------------------------------ an access ---- */

static void enter_kernel(const char *code, unsigned long ax)
{
	asm volatile("jmp *%[code]"
		     :
		     : [code] "r"(code), "a"(ax), "D"(VIRT)
		     : "memory");
	__builtin_unreachable();
}

static void enter_user(const char *code, unsigned long ax)
{
	write_ds(USER_DS); /* IRET would take away the kernel's */
	asm volatile("push %[ss]\n\t"
		     "push $0\n\t"
		     "push %[flags]\n\t"
		     "push %[cs]\n\t"
		     "push %[code]\n\t"
		     "iretl"
		     :
		     : [ss] "i"(USER_DS), [cs] "i"(USER_CS),
		       [flags] "i"(EFLAGS_FIXED), [code] "r"(code), "a"(ax),
		       "D"(VIRT)
		     : "memory");
	__builtin_unreachable();
}

static bool is_large(const struct state *s)
{
	return s->pse && s->pde & PTE_PS;
}

static volatile uint32_t *word(const struct state *s)
{
	return phys_to_virt((is_large(s) ? LARGE + 0x7000 : FRAME) + OFFSET);
}

/* Returns where the code of the access is; seen has how it ended. */
const char *run(const struct state *s)
{
	const char *code =
		(s->user ? (const char *)USER_VIRT : access_code) + s->kind * 8;
	unsigned long ax = s->kind == WRITE ? written : untouched;

	directory[VIRT >> 22] = s->pde;
	table[VIRT >> 12 & 0x3ff] = s->pte;
	*word(s) = before_access;
	enter(s);
	if (arch_context_save(&back) == 0) {
		if (s->user)
			enter_user(code, ax);
		else
			enter_kernel(code, ax);
	}
	leave(0);
	return code;
}

void check(const struct state *s)
{
	const struct expected e = expect(s);
	const char *code = run(s);
	unsigned long p = e.error & PF_RSVD ? PF_P : 0;

	test_context("pde 0x%x pte 0x%x%s%s%s %s %s", s->pde, s->pte,
		     s->pse ? " PSE" : "", s->wp ? " WP" : "",
		     s->smep ? " SMEP" : "", s->user ? "CPL 3" : "CPL 0",
		     s->kind == READ  ? "read" :
		     s->kind == WRITE ? "write" :
					"fetch");
	EXPECT_EQ(seen.vector, X86_VECTOR(e.fault ? X86_PF : X86_UD));
	if (e.fault) {
		EXPECT_EQ(seen.error & ~p, e.error & ~p);
		EXPECT_EQ(seen.cr2, VIRT);
	}
	EXPECT_EQ(seen.ip, s->kind == FETCH ? VIRT :
			   e.fault	    ? (uintptr_t)code :
					      (uintptr_t)code + 2);
	EXPECT_EQ(seen.ax, s->kind == WRITE	       ? written :
			   s->kind == READ && !e.fault ? before_access :
							 untouched);
	EXPECT_EQ(*word(s),
		  s->kind == WRITE && !e.fault ? written : before_access);
	EXPECT_EQ(directory[VIRT >> 22] & ~e.pde_free, e.pde & ~e.pde_free);
	EXPECT_EQ(table[VIRT >> 12 & 0x3ff], e.pte);
}

void check_present(const struct state *s)
{
	const struct expected e = expect(s);

	if (!(e.error & PF_RSVD))
		SKIP("no reserved bit is set");
	run(s);
	EXPECT_EQ(seen.vector, X86_VECTOR(X86_PF));
	EXPECT_EQ(seen.error & PF_P, PF_P);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The access itself: the processor and the tables as the state says, and in. */
#include "suite.h"

#include <x86/msr.h>

static struct arch_context back;
struct trap_frame access_seen;

/* by kind, 8 bytes each; DI: the address, AX: what is ACCESS_WRITTEN, or overwritten */
asm(".pushsection .text\n"
    ".globl access_code, access_code_end\n"
    "access_code:\n"
    "mov (" R "di), " R "ax\n ud2\n .balign 8, 0x90\n"
    "mov " R "ax, (" R "di)\n ud2\n .balign 8, 0x90\n"
    "jmp *" R "di\n .balign 8, 0x90\n"
    "access_code_end:\n"
    ".popsection");

enum {
	CODE_BYTES = 8
};

bool access_see(struct trap_frame *f, void *arg)
{
	(void)arg;
	access_seen = *f;
	arch_frame_jump(f, &back, 1);
	return true;
}

static void need(const struct state *s)
{
	const struct feature *f = access_missing(s);

	if (f)
		SKIP("needs %s (%s)", f->name, f->where);
}

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

/* Returns where the code of the access is. */
static const char *do_access(const struct state *s)
{
	const char *code = (s->user ? access_user_code : access_code) +
			   s->kind * CODE_BYTES;
	unsigned long ax = s->kind == WRITE ? ACCESS_WRITTEN : ACCESS_UNTOUCHED;
	unsigned long flags = EFLAGS_FIXED | (s->ac ? EFLAGS_AC : 0);

	if (arch_context_save(&back) != 0)
		return code;
	if (s->user)
		access_enter_user(code, ax, flags);
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

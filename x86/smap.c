/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Supervisor-mode access prevention: STAC and CLAC, and instructions with
 * operands in a user page. (Suite access has SMAP against all page rights.)
 *
 * Intel SDM vol. 3, 4.6.1; vol. 2, STAC, CLAC; CR4.SMAP in vol. 3, 2.5.
 */
#include <mm/page.h>
#include <mm/vmap.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/desc.h>
#include <x86/features.h>
#include <x86/mmu.h>
#include <x86/user.h>

#define STAC ".byte 0x0f, 0x01, 0xcb"
#define CLAC ".byte 0x0f, 0x01, 0xca"

enum {
	LDT_SEL = SPARE_SEL_BASE,
	IN_LDT = 8 + 4, /* entry 1, TI */
};

static unsigned long *page; /* for the user, at CPL 0 too without SMAP */
static unsigned long *same; /* the same memory in a supervisor page */

static void prepare(void)
{
	test_defer(write_cr4, read_cr4());
	if (!page) {
		same = page_alloc(0, PAGE_ZERO);
		page = vmap_alloc(PAGE_SIZE, PAGE_SIZE);
		if (arch_map(page, virt_to_phys(same), PAGE_SIZE,
			     MAP_READ | MAP_WRITE | MAP_USER) != 0)
			ERROR("no memory for a table");
	}
	for (unsigned int i = 0; i < PAGE_SIZE / sizeof(long); i++)
		same[i] = i;
}

TEST_SUITE("smap", .summary = "CPL 0 keeps off user pages unless AC is set",
	   .setup = prepare);

static bool no_smap(void)
{
	return !x86_smap.probe();
}

static const struct feature without_smap = { "a processor without SMAP",
					     "CPUID.7.0:EBX[20]", no_smap };

/* ---------------------------------------------------------- STAC, CLAC ---- */

static const unsigned long flag_rows[] = {
	EFLAGS_FIXED,
	EFLAGS_FIXED | EFLAGS_AC,
	EFLAGS_FIXED | EFLAGS_CF | EFLAGS_OF | EFLAGS_DF | EFLAGS_ZF,
	EFLAGS_FIXED | EFLAGS_AC | EFLAGS_SF | EFLAGS_AF | EFLAGS_PF,
};

static unsigned long after_stac(unsigned long flags)
{
	asm volatile("push %0\n\t popf\n\t" STAC "\n\t pushf\n\t pop %0\n\t cld"
		     : "+r"(flags)
		     :
		     : "memory", "cc");
	return flags;
}

static unsigned long after_clac(unsigned long flags)
{
	asm volatile("push %0\n\t popf\n\t" CLAC "\n\t pushf\n\t pop %0\n\t cld"
		     : "+r"(flags)
		     :
		     : "memory", "cc");
	return flags;
}

static const struct mode {
	const char *name;
	unsigned long cr4;
} modes[] = { { "smap-off", 0 }, { "smap-on", CR4_SMAP } };

static void set_mode(unsigned long cr4)
{
	write_cr4((read_cr4() & ~(unsigned long)CR4_SMAP) | cr4);
}

TEST_EACH(stac_clac, const struct mode *m, modes, "set and clear only AC",
	  .needs = NEEDS(&x86_smap))
{
	set_mode(m->cr4);
	for (unsigned int i = 0; i < 4; i++) {
		unsigned long flags = flag_rows[i];

		EXPECT_EQ(after_stac(flags), flags | EFLAGS_AC);
		EXPECT_EQ(after_clac(flags), flags & ~(unsigned long)EFLAGS_AC);
	}
}

static void do_stac(const void *arg)
{
	(void)arg;
	asm volatile(STAC ::: "memory", "cc");
}

static void do_clac(const void *arg)
{
	(void)arg;
	asm volatile(CLAC ::: "memory", "cc");
}

TEST_EACH(cpl3, const struct mode *m, modes, "STAC and CLAC raise #UD",
	  .needs = NEEDS(&x86_smap))
{
	struct trap t;

	set_mode(m->cr4);
	t = user_catch_flags(do_stac, NULL, 0);
	EXPECT_TRAP(t, X86_UD);
	EXPECT_EQ(t.flags & EFLAGS_AC, 0);
	t = user_catch_flags(do_clac, NULL, EFLAGS_AC);
	EXPECT_TRAP(t, X86_UD);
	EXPECT_EQ(t.flags & EFLAGS_AC, EFLAGS_AC);
}

TEST(absent, "STAC and CLAC raise #UD", .needs = NEEDS(&without_smap))
{
	EXPECT_TRAP(trap_catch(do_stac, NULL), X86_UD);
	EXPECT_TRAP(trap_catch(do_clac, NULL), X86_UD);
}

/* -------------------------------------------------------- instructions ---- */

static bool ac; /* for the instructions below */

#define INSN(id, text)                                                   \
	static void do_##id(const void *arg)                             \
	{                                                                \
		unsigned long at = (unsigned long)arg, ax = 7, cx = 2;   \
		unsigned long other = (unsigned long)(same + 100);       \
                                                                         \
		if (ac)                                                  \
			write_flags(EFLAGS_FIXED | EFLAGS_AC);           \
		asm volatile(text                                        \
			     : "+D"(at), "+S"(other), "+a"(ax), "+c"(cx) \
			     :                                           \
			     : "memory", "cc");                          \
		if (ac)                                                  \
			write_flags(EFLAGS_FIXED);                       \
	}

INSN(read, "mov (%0), %2")
INSN(write, "mov %2, (%0)")
INSN(xchg, "xchg %2, (%0)")
INSN(cmpxchg, "lock cmpxchg %3, (%0)")
INSN(xadd, "lock xadd %2, (%0)")
INSN(movs_to, "rep movsb")
INSN(movs_from, "xchg %0, %1\n\t rep movsb")
INSN(stos, "rep stosb")
INSN(sgdt, "sgdt (%0)")
INSN(verw, "verw (%0)")

static const struct row {
	const char *name;
	void (*insn)(const void *);
	unsigned long error;
} rows[] = {
	{ "mov-read", do_read, PF_P },
	{ "mov-write", do_write, PF_P | PF_W },
	{ "xchg", do_xchg, PF_P | PF_W },
	{ "lock-cmpxchg", do_cmpxchg, PF_P | PF_W },
	{ "lock-xadd", do_xadd, PF_P | PF_W },
	{ "rep-movs-write", do_movs_to, PF_P | PF_W },
	{ "rep-movs-read", do_movs_from, PF_P },
	{ "rep-stos", do_stos, PF_P | PF_W },
	{ "sgdt", do_sgdt, PF_P | PF_W },
	{ "verw", do_verw, PF_P },
};

TEST_EACH(operand, const struct row *r, rows,
	  "in a user page is refused unless AC is set",
	  .needs = NEEDS(&x86_smap))
{
	struct trap t;

	ac = false;
	EXPECT_TRAP(trap_catch(r->insn, page), TRAP_NONE); /* without SMAP */
	prepare();
	set_mode(CR4_SMAP);
	t = trap_catch(r->insn, page);
	EXPECT_TRAP_ERROR(t, X86_PF, r->error);
	EXPECT_EQ(t.address, (uintptr_t)page);
	for (unsigned int i = 0; i < 200; i++)
		EXPECT_EQ(same[i], i);
	EXPECT_TRAP(trap_catch(r->insn, same), TRAP_NONE);
	ac = true;
	EXPECT_TRAP(trap_catch(r->insn, page), TRAP_NONE);
}

/* --------------------------------------------------- implicit accesses ---- */

/* An LDT in the user page, with a data segment in entry 1. */
static void load_ldt(unsigned int dpl)
{
	const uint64_t data =
		desc_segment(0, 0xfffff,
			     DESC_DATA_RW | DESC_ACCESSED | DESC_S |
				     DESC_DPL(dpl) | DESC_P | DESC_G | DESC_DB);
	uint64_t *entry = gdt_entry(LDT_SEL);

	*(uint64_t *)((char *)same + 8) = data;
	entry[0] =
		desc_segment((uint32_t)(uintptr_t)page, 15, DESC_LDT | DESC_P);
	entry[1] = (uint64_t)(uintptr_t)page >> 32;
	test_defer(lldt, 0);
	lldt(LDT_SEL);
}

static void load_es(const void *arg)
{
	(void)arg;
	if (ac)
		write_flags(EFLAGS_FIXED | EFLAGS_AC);
	write_es(IN_LDT);
	write_es(0);
	if (ac)
		write_flags(EFLAGS_FIXED);
}

static void load_es_user(const void *arg)
{
	(void)arg;
	write_es(IN_LDT | 3);
	write_es(0);
}

static void expect_refused(struct trap t)
{
	EXPECT_TRAP_ERROR(t, X86_PF, PF_P);
	EXPECT_EQ(t.address, (uintptr_t)page + 8);
}

/* 4.6: accesses to descriptor tables are implicit supervisor-mode accesses. */
TEST(ldt_cpl0, "reading a descriptor is refused", .needs = NEEDS(&x86_smap))
{
	load_ldt(0);
	ac = false;
	EXPECT_TRAP(trap_catch(load_es, NULL), TRAP_NONE);
	set_mode(CR4_SMAP);
	expect_refused(trap_catch(load_es, NULL));
}

TEST(ldt_cpl0_ac, "reading a descriptor is refused whatever AC is",
     .needs = NEEDS(&x86_smap))
{
	load_ldt(0);
	set_mode(CR4_SMAP);
	ac = true;
	expect_refused(trap_catch(load_es, NULL));
}

TEST(ldt_cpl3, "reading a descriptor for CPL 3 is an access of the supervisor",
     .needs = NEEDS(&x86_smap))
{
	load_ldt(3);
	EXPECT_TRAP(user_catch_flags(load_es_user, NULL, 0), TRAP_NONE);
	set_mode(CR4_SMAP);
	expect_refused(user_catch_flags(load_es_user, NULL, 0));
	expect_refused(user_catch_flags(load_es_user, NULL, EFLAGS_AC));
}

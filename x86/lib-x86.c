/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the guest library promises to the suites of this folder: memory that is
 * not there, a kernel that SMEP and SMAP do not disturb, double faults that can
 * be told, and a machine that is put back after each case.
 */
#include <arch/page.h>
#include <errno.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>
#include <test/test.h>
#include <x86/desc.h>
#include <x86/features.h>
#include <x86/mmu.h>
#include <x86/percpu.h>
#include <x86/user.h>

TEST_SUITE("lib-x86", .summary = "the guest library keeps its promises");

static void read_byte(const void *at)
{
	(void)*(const volatile char *)at;
}

static void write_byte(const void *at)
{
	*(volatile char *)at = 1;
}

static void call(const void *at)
{
	((void (*)(void))at)();
}

static void do_ud2(const void *arg)
{
	(void)arg;
	asm volatile("ud2");
}

/* ---------------------------------------------------------- protection ---- */

static const char constant = 1;
static char variable = (char)0xc3; /* RET */

static const struct access {
	const char *name;
	void (*access)(const void *);
	const void *at;
	unsigned long error;
	const struct feature *feature;
} accesses[] = {
	{ "null", read_byte, NULL, 0, NULL },
	{ "null-page-end", write_byte, (void *)0xfff, PF_W, NULL },
	{ "text", write_byte, (void *)do_ud2, PF_P | PF_W, NULL },
	{ "constant", write_byte, &constant, PF_P | PF_W, NULL },
	{ "data", call, &variable, PF_P | PF_I, &x86_nx },
};

TEST_EACH(protection, const struct access *a, accesses,
	  "traps, and says where and why")
{
	struct trap trap;

	if (a->feature && !a->feature->probe())
		SKIP("needs %s (%s)", a->feature->name, a->feature->where);
	trap = trap_catch(a->access, a->at);
	EXPECT_TRAP_ERROR(trap, X86_PF, a->error);
	EXPECT_EQ(trap.address, (uintptr_t)a->at);
}

/* Small frames, so that the page below the stack cannot be stepped over. */
static __attribute__((noinline)) void overflow(const void *arg)
{
	volatile char here;

	here = arg != NULL;
	if (here != 2)
		overflow(arg);
	here = 0;
}

TEST(stack_overflow, "is a double fault that can be caught, twice")
{
	EXPECT_TRAP(trap_catch(overflow, NULL), X86_DF);
	EXPECT_TRAP(trap_catch(overflow, NULL), X86_DF);
	EXPECT_TRAP(trap_catch(do_ud2, NULL), X86_UD);
}

/* ----------------------------------------------------------- user mode ---- */

static unsigned int user_ran;

static void user_mark(const void *arg)
{
	(void)arg;
	user_ran++;
}

static void check_user(void)
{
	struct trap trap;

	user_ran = 0;
	EXPECT_TRAP(user_catch(user_mark, NULL), TRAP_NONE);
	EXPECT_EQ(user_ran, 1);
	trap = user_catch(do_ud2, NULL);
	EXPECT_TRAP(trap, X86_UD);
	EXPECT_TRUE(trap.user);
	EXPECT_TRAP_ERROR(user_catch(read_byte, cpu_self()), X86_PF,
			  PF_P | PF_U);
}

TEST(user, "has the image, but not the processor's tables")
{
	check_user();
	EXPECT_TRAP_ERROR(user_catch(write_byte, &constant), X86_PF,
			  PF_P | PF_U | PF_W);
}

TEST(user_smep_smap, "works with SMEP and SMAP on, which the kernel obeys",
     .needs = NEEDS(&x86_smep, &x86_smap))
{
	void *page = vmap_alloc(PAGE_SIZE, PAGE_SIZE);
	void *memory = page_alloc(0, PAGE_ZERO);

	test_defer(page_free, memory);
	test_defer(vmap_free, page);
	arch_map(page, virt_to_phys(memory), PAGE_SIZE, MAP_KERNEL | MAP_USER);
	write_cr4(read_cr4() | CR4_SMEP | CR4_SMAP);
	check_user();
	EXPECT_TRAP_ERROR(trap_catch(read_byte, page), X86_PF, PF_P);
	EXPECT_TRAP_ERROR(trap_catch(call, page), X86_PF, PF_P | PF_I);
	EXPECT_TRAP(user_catch(read_byte, page), TRAP_NONE);
}

/* ------------------------------------------------------------ mappings ---- */

TEST(map_split, "a page can be taken out of a large one and be put back")
{
	uint64_t large = mmu_page_bytes(2);
	char *virt = vmap_alloc(large, large);
	char *memory = page_alloc(9, PAGE_ANY);
	unsigned int level;
	paddr_t phys;

	test_defer(page_free, memory);
	test_defer(vmap_free, virt);
	ASSERT_EQ(arch_map(virt, virt_to_phys(memory), large, MAP_KERNEL), 0);
	mmu_leaf(virt, &level);
	EXPECT_EQ(level, 2);
	EXPECT_EQ(arch_unmap(virt + 0x3000, PAGE_SIZE), 0);
	EXPECT_TRAP_ERROR(trap_catch(read_byte, virt + 0x3000), X86_PF, 0);
	EXPECT_NE(arch_translate(virt + 0x3000, &phys), 0);
	EXPECT_EQ(arch_translate(virt + 0x4321, &phys), 0);
	EXPECT_EQ(phys, virt_to_phys(memory) + 0x4321);
	EXPECT_TRAP(trap_catch(write_byte, virt + large - 1), TRAP_NONE);
	EXPECT_EQ(memory[large - 1], 1);
	EXPECT_EQ(arch_map(virt + 0x3000, virt_to_phys(memory), PAGE_SIZE,
			   MAP_READ),
		  0);
	EXPECT_TRAP_ERROR(trap_catch(write_byte, virt + 0x3000), X86_PF,
			  PF_P | PF_W);
	EXPECT_EQ(arch_map(virt + 1, 0, PAGE_SIZE, MAP_KERNEL), -EINVAL);
}

/* ------------------------------------------------- exception table, INT n -- */

TEST(extable, "names the trap of a marked instruction, and goes on behind it")
{
	unsigned long cause = TRAP_NONE, done = 0;

	asm volatile("1: ud2\n"
		     "2: mov $1, %1\n" EXTABLE("1b", "2b")
		     : "+b"(cause), "=r"(done));
	EXPECT_EQ(cause, X86_UD);
	EXPECT_EQ(done, 1);
}

#ifdef __x86_64__
static void int_13(const void *arg)
{
	(void)arg;
	asm volatile("int $13");
}

TEST(int_n_error_code, "INT n of a vector with an error code has none")
{
	struct trap trap = trap_catch(int_13, NULL);

	EXPECT_TRAP(trap, X86_GP);
	EXPECT_TRUE(trap.pc > (uintptr_t)int_13 &&
		    trap.pc < (uintptr_t)int_13 + 16);
}
#endif

/* ------------------------------------------------------ between cases ---- */

TEST(case_end, "puts back what a case has left in this CPU")
{
	unsigned long cr0 = read_cr0(), cr4 = read_cr4();
	const struct desc_ptr gdt = sgdt(), idt = sidt(), none = { 0, 0 };
	struct gate gate = idt_gate(0x80);
	struct tss tss = tss_this()->tss;

	write_cr0(cr0 | CR0_TS);
	write_cr4(cr4 | CR4_TSD);
	write_dr7(DR7_INIT | DR7_GE);
	write_flags(EFLAGS_FIXED | EFLAGS_DF | EFLAGS_AC);
	idt_set_type(0x80, GATE_TRAP | GATE_DPL(3));
	*gdt_entry(SPARE_SEL_BASE) = ~0ull;
	tss_this()->tss.io_base = 104;
	lidt(&none);
	lgdt(&none);
	arch_case_end();

	EXPECT_EQ(read_cr0(), cr0);
	EXPECT_EQ(read_cr4(), cr4);
	EXPECT_EQ(read_dr7(), DR7_INIT);
	EXPECT_EQ(read_flags() & (EFLAGS_DF | EFLAGS_AC), 0);
	EXPECT_EQ(idt_gate(0x80).type, gate.type);
	EXPECT_EQ(*gdt_entry(SPARE_SEL_BASE), 0);
	EXPECT_MEMEQ(&tss_this()->tss, &tss, sizeof(tss));
	EXPECT_EQ(sgdt().base, gdt.base);
	EXPECT_EQ(sgdt().limit, gdt.limit);
	EXPECT_EQ(sidt().base, idt.base);
	EXPECT_EQ(sidt().limit, idt.limit);
}

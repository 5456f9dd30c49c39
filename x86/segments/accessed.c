/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The accessed bit and the busy bit are written as by a store of the kernel's:
 * to a read-only page it is #PF where CR0.WP is set, whoever loads.
 *
 * Intel SDM vol. 3, 3.4.5.1, 4.6.1 (implicit supervisor-mode accesses), 7.2.2.
 */
#include "load.h"

#include <arch.h>
#include <arch/page.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>
#include <x86/percpu.h>

SEGMENTS_SUITE;

SNIPPET(ltr_read_only, "ltr %ax");

static const struct load ltr_load = { "ltr", SNIPPET_OF(ltr_read_only) };

static uint64_t *moved; /* the GDT in a page of its own, where it is writable */
static struct desc_ptr gdt; /* and where it is not */
static struct desc_ptr first_gdt;

static void unmap(void *page)
{
	arch_unmap(page, PAGE_SIZE);
	vmap_free(page);
}

static void use_gdt(const struct desc_ptr *ptr)
{
	lgdt(ptr);
}

static void move_gdt(void)
{
	void *read_only = vmap_alloc(PAGE_SIZE, PAGE_SIZE);

	first_gdt = gdt_init_ptr();
	moved = page_alloc(0, PAGE_ZERO);
	test_defer(page_free, moved);
	test_defer(unmap, read_only);
	ASSERT_EQ(arch_map(read_only, virt_to_phys(moved), PAGE_SIZE, MAP_READ),
		  0);
	gdt.limit = PAGE_SIZE - 1;
	gdt.base = (uintptr_t)read_only;
	memcpy(moved, gdt_entry(0), GDT_BYTES);
	test_defer(use_gdt, &first_gdt);
	use_gdt(&gdt);
}

static const struct row {
	const char *name;
	const struct load *load;
	unsigned int cpl;
	bool accessed, no_wp, faults;
} rows[] = {
	{ "ds", &load_mov_ds, 0, .faults = true },
	{ "ds-cpl-3", &load_mov_ds, 3, .faults = true },
	{ "ss", &load_mov_ss, 0, .faults = true },
	{ "ss-cpl-3", &load_mov_ss, 3, .faults = true },
	{ "ds-accessed", &load_mov_ds, 3, .accessed = true },
	{ "ss-accessed", &load_mov_ss, 0, .accessed = true },
	{ "ds-no-wp", &load_mov_ds, 0, .no_wp = true },
	{ "ds-cpl-3-no-wp", &load_mov_ds, 3, .no_wp = true },
	{ "ss-no-wp", &load_mov_ss, 0, .no_wp = true },
};

/* Which of the descriptor's bytes is written is the processor's business. */
static void expect_fault(const struct run_end *end, const struct run_state *in)
{
	EXPECT_TRAP_ERROR(end->trap, X86_PF, PF_P | PF_W);
	EXPECT_GE(end->trap.address, gdt.base + SUBJECT);
	EXPECT_LT(end->trap.address, gdt.base + SUBJECT + 8);
	run_expect_state(&end->state, in);
}

static void expect_loaded(const struct run_end *end, struct run_state *out,
			  const struct load *load)
{
	out->ip = (uintptr_t)load->code.end;
	EXPECT_TRAP(end->trap, X86_UD);
	run_expect_state(&end->state, out);
}

TEST_EACH(accessed, const struct row *r, rows,
	  "a load that has to set A needs a writable GDT, or CR0.WP clear")
{
	uint64_t before =
		desc_type_flat(&desc_types[16 + 2 + r->accessed], true, r->cpl);
	struct run_state in, out;
	struct run_end end;

	move_gdt();
	moved[SUBJECT / 8] = before;
	load_prepare(r->load, &in, &out, (uint16_t)(SUBJECT | r->cpl), r->cpl);
	if (r->no_wp)
		write_cr0(read_cr0() & ~(unsigned long)CR0_WP);
	else
		write_cr0(read_cr0() | CR0_WP);
	end = run_until_trap(&in);
	if (r->faults)
		expect_fault(&end, &in);
	else
		expect_loaded(&end, &out, r->load);
	EXPECT_EQ(moved[SUBJECT / 8],
		  r->faults ? before : before | DESC_ACCESSED);
}

/* A TSS whose stack for CPL 0 nobody uses but a processor that has loaded it. */
static struct tss_area new_tss __attribute__((section(".bss.cpu")));
static uint64_t new_stack[1024] __attribute__((section(".bss.cpu")));

static void fill_tss(void)
{
	memcpy(&new_tss, tss_this(), sizeof(new_tss));
	memset(new_stack, 0, sizeof(new_stack));
	tss_set_stack(&new_tss.tss, 0, KERNEL_DS, (uintptr_t)&new_stack[1024]);
}

static bool stack_used(void)
{
	static const uint64_t unused[1024];

	return memcmp(new_stack, unused, sizeof(unused)) != 0;
}

static void to_own_stack(void)
{
	tss_load(cpu_self());
}

TEST(busy, "LTR needs a writable GDT for the busy bit, or TR stays")
{
	uint64_t before = desc_segment((uint32_t)(uintptr_t)&new_tss,
				       sizeof(new_tss) - 1, DESC_TSS | DESC_P);
	struct run_state in = run_defaults(ltr_load.code.at, 0);
	struct run_end end;

	fill_tss();
	test_defer(to_own_stack, 0);
	move_gdt();
	moved[SUBJECT / 8] = before;
	write_cr0(read_cr0() | CR0_WP);
	in.ax = SUBJECT;
	end = run_until_trap(&in);
	expect_fault(&end, &in);
	EXPECT_EQ(end.tr, TSS_SEL_BASE);
	EXPECT_EQ(moved[SUBJECT / 8], before);
}

TEST(busy_stack, "after an LTR that faults traps arrive on the stack they did")
{
	struct run_state in = run_defaults(ltr_load.code.at, 0);

	fill_tss();
	test_defer(to_own_stack, 0);
	move_gdt();
	moved[SUBJECT / 8] = desc_segment((uint32_t)(uintptr_t)&new_tss,
					  sizeof(new_tss) - 1,
					  DESC_TSS | DESC_P);
	write_cr0(read_cr0() | CR0_WP);
	in.ax = SUBJECT;
	EXPECT_TRAP_CAUSE(run_until_trap(&in).trap, X86_PF);
	in = run_defaults(ltr_load.code.end, 3);
	EXPECT_TRAP(run_until_trap(&in).trap, X86_UD);
	EXPECT_FALSE(stack_used());
}

/* All bits of it are used: far from the image. */
TEST(tss_base, "traps take their stack from the TSS that LTR was given")
{
	struct run_state in = run_defaults(ltr_load.code.end, 3);
	struct tss_area *far = vmap_alloc(sizeof(*far), PAGE_SIZE);
	void *memory = page_alloc(2, PAGE_ZERO);

	test_defer(page_free, memory);
	test_defer(vmap_free, far);
	ASSERT_EQ(arch_map(far, virt_to_phys(memory), 4 * PAGE_SIZE,
			   MAP_KERNEL),
		  0);
	fill_tss();
	memcpy(far, &new_tss, sizeof(*far));
	test_defer(to_own_stack, 0);
	*gdt_entry(SUBJECT) = desc_segment((uint32_t)(uintptr_t)far,
					   sizeof(*far) - 1, DESC_TSS | DESC_P);
	*gdt_entry(SUBJECT + 8) = (uint64_t)(uintptr_t)far >> 32;
	ltr(SUBJECT);
	EXPECT_TRAP(run_until_trap(&in).trap, X86_UD);
	EXPECT_TRUE(stack_used());
}

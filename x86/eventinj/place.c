/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables on pages of their own, and how they disappear and come back. */
#include "suite.h"

#include <arch.h>
#include <arch/page.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <x86/features.h>
#include <x86/mmu.h>
#include <x86/pio.h>

enum {
	TESTDEV_FLUSH = 0xe4, /* pc-testdev: a physical address, 32 bits */
	STACK_USED = 256,     /* below the end of the stack's page */
	IST = 5,	      /* of the event, from CPL 0 in 64-bit mode */
	TSS_STACK_1 = 12,     /* where a TSS has the stack of CPL 1 */
};

struct place place;
struct faults faults;

static void set_bits(void *page, uint64_t clear, uint64_t set)
{
	uint64_t *entry = mmu_entry(page, 1);

	*entry = (*entry & ~clear) | set;
	invlpg(page);
}

static void whole_again(uint8_t *page)
{
	set_bits(page, PTE_NX | PTE_U, PTE_P | PTE_W);
}

static uint8_t *make_pages(unsigned int nr)
{
	uint8_t *virt = vmap_alloc(nr * PAGE_SIZE, PAGE_SIZE);

	for (unsigned int i = 0; i < nr; i++) {
		void *page = page_alloc(0, PAGE_ZERO | PAGE_BELOW_4G);

		/* for the user, in the tables that lead there */
		if (arch_map(virt + i * PAGE_SIZE, virt_to_phys(page),
			     PAGE_SIZE, MAP_READ | MAP_WRITE | MAP_USER) != 0)
			ERROR("cannot map pages");
		whole_again(virt + i * PAGE_SIZE);
	}
	return virt;
}

/* Made once: all cases use the same pages. */
static void make_places(void)
{
	if (place.idt)
		return;
	place.idt = make_pages(2);
	place.gdt = make_pages(2);
	place.stack = make_pages(1);
	place.code = make_pages(1);
	place.tss = make_pages(2);
}

static void all_again(uintptr_t unused)
{
	(void)unused;
	whole_again(place.idt);
	whole_again(place.idt + PAGE_SIZE);
	whole_again(place.gdt + PAGE_SIZE);
	whole_again(place.stack);
	whole_again(place.code);
	whole_again(place.tss + PAGE_SIZE);
}

static uint64_t *event_segment(void)
{
	return (uint64_t *)(place.gdt + PAGE_SIZE);
}

/* The page of a fault is made whole; what was accessed is in the record. */
static bool repair(struct trap_frame *frame, void *arg)
{
	uint8_t *page = (uint8_t *)(frame->cr2 & ~(PAGE_SIZE - 1ul));

	(void)arg;
	if (faults.nr == FAULTS_MAX)
		return false;
	faults.list[faults.nr++] = (struct fault){
		.cause = X86_INTERRUPT(frame->vector),
		.error = frame->error,
		.address = frame->cr2,
		.pc = frame->ip,
	};
	if (frame->vector == X86_VECTOR(X86_NP))
		*event_segment() |= DESC_P;
	else if (mmu_entry(page, 1))
		whole_again(page);
	else
		return false;
	return true;
}

void eventinj_setup(void)
{
	make_places();
	all_again(0);
	test_defer(all_again, 0);
	capture_reset();
	memset(&faults, 0, sizeof(faults));
	trap_handle(X86_PF, repair, NULL);
	trap_handle(X86_NP, repair, NULL);
}

uintptr_t stack_top(void)
{
	return (uintptr_t)place.stack + PAGE_SIZE - STACK_USED;
}

/*
 * Vectors 0 to 13, or those from VECTOR on, are on a page of their own; the gate
 * of #PF is on the other.
 */
static uint8_t *idt_page(unsigned int vector)
{
	return vector < 14 ? place.idt : place.idt + PAGE_SIZE;
}

static struct gate *idt_base(unsigned int vector)
{
	unsigned int first = vector < 14 ? 14 : VECTOR;

	return (struct gate *)(place.idt + PAGE_SIZE) - first;
}

static void place_idt(unsigned int vector, bool user)
{
	struct gate *idt = idt_base(vector);
	struct desc_ptr ptr = { IDT_GATES * sizeof(struct gate) - 1,
				(uintptr_t)idt };

	memcpy(idt, (void *)idt_init_ptr().base, IDT_GATES * sizeof(*idt));
	idt[vector] = gate_make(place.code, EVENT_CS, GATE_INT | GATE_DPL(3),
				IS_64 && !user ? IST : 0);
	lidt(&ptr);
}

/* The spare selectors, and what is behind them, are on the second page. */
static void place_gdt(bool user)
{
	uint64_t dpl = DESC_DPL(user ? 1 : 0), width = IS_64 ? DESC_L : DESC_DB;
	uint64_t common = DESC_S | DESC_G | DESC_P | DESC_ACCESSED | dpl;
	uint8_t *gdt = place.gdt + PAGE_SIZE - SPARE_SEL_BASE;
	struct desc_ptr ptr = { GDT_BYTES - 1, (uintptr_t)gdt };

	memcpy(gdt, gdt_entry(0), GDT_BYTES);
	event_segment()[0] =
		desc_segment(0, 0xfffff, common | DESC_CODE_XR | width);
	event_segment()[1] =
		desc_segment(0, 0xfffff, common | DESC_DATA_RW | DESC_DB);
	lgdt(&ptr);
}

/*
 * PUSH the address, RET: no register is lost. With SMAP, AC is set before that: what
 * is captured is in a page of the user's.
 */
static void place_code(void)
{
	/* PUSHF, OR $EFLAGS_AC to the top of the stack, POPF */
	static const uint8_t set_ac[] = { 0x9c, 0x81, 0x0c, 0x24, 0,
					  0,	0x04, 0,    0x9d };
	uint32_t target = (uint32_t)(uintptr_t)capture_entry;
	uint8_t *code = place.code;

	if (read_cr4() & CR4_SMAP) {
		memcpy(code, set_ac, sizeof(set_ac));
		code += sizeof(set_ac);
	}
	code[0] = 0x68;
	memcpy(code + 1, &target, sizeof(target));
	code[5] = 0xc3;
}

/* The stack of faults is before the page's edge, that of the event behind it. */
static void place_tss(void)
{
	struct tss *tss = (void *)(place.tss + PAGE_SIZE - TSS_STACK_1);
	uint64_t *entry = gdt_entry((uint16_t)str());

	memcpy(tss, &tss_this()->tss, sizeof(*tss));
	entry[0] = desc_segment((uint32_t)(uintptr_t)tss, sizeof(*tss) - 1,
				DESC_TSS | DESC_P);
	entry[1] = (uint64_t)(uintptr_t)tss >> 32;
	ltr((uint16_t)str());
}

void place_event(unsigned int vector, bool user)
{
	struct tss *tss = &tss_this()->tss;

	tss_set_stack(tss, 1, EVENT_SS | 1, stack_top());
	ONLY_64(tss->ist[IST - 1] = stack_top();)
	if (user)
		place_tss();
	place_idt(vector, user);
	place_gdt(user);
	place_code();
}

void take_away(unsigned int missing, unsigned int vector)
{
	if (missing & IDT_PAGE)
		set_bits(idt_page(vector), PTE_P, 0);
	if (missing & SEGMENT)
		*event_segment() &= ~(uint64_t)DESC_P;
	if (missing & GDT_PAGE)
		set_bits(place.gdt + PAGE_SIZE, PTE_P, 0);
	if (missing & STACK_PAGE)
		set_bits(place.stack, PTE_P, 0);
	if (missing & STACK_WRITE)
		set_bits(place.stack, PTE_W, 0);
	if (missing & CODE_PAGE)
		set_bits(place.code, PTE_P, 0);
	if (missing & CODE_EXEC)
		set_bits(place.code, 0, PTE_NX);
	if (missing & TSS_PAGE)
		set_bits(place.tss + PAGE_SIZE, PTE_P, 0);
	if (missing & IDT_USER)
		set_bits(idt_page(vector), 0, PTE_U);
	if (missing & GDT_USER)
		set_bits(place.gdt + PAGE_SIZE, 0, PTE_U);
	if (missing & TSS_USER)
		set_bits(place.tss + PAGE_SIZE, 0, PTE_U);
	if (missing & STACK_USER)
		set_bits(place.stack, 0, PTE_U);
}

void flush_page(const volatile void *page)
{
	paddr_t phys;

	if (x86_pc_testdev.probe() &&
	    arch_translate((const void *)page, &phys) == 0)
		outl((uint32_t)phys, TESTDEV_FLUSH);
}

void flush_places(void)
{
	flush_page(place.idt);
	flush_page(place.idt + PAGE_SIZE);
	flush_page(place.gdt);
	flush_page(place.gdt + PAGE_SIZE);
	flush_page(place.stack);
	flush_page(place.code);
	flush_page(tss_this());
	flush_page(place.tss);
	flush_page(place.tss + PAGE_SIZE);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <x86/paging/window.h>

#include <arch.h>
#include <console.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>
#include <x86/cpu.h>
#include <x86/desc.h>
#include <x86/mmu.h>

#define GIB 0x40000000ul
#define MIB (1ul << 20)

/* Selectors of the code and data segments of CPL 1 and 2. */
#define RING_CS(cpl) (SPARE_SEL_BASE + 16 * ((cpl)-1) + (cpl))
#define RING_DS(cpl) (RING_CS(cpl) + 8)

static uint64_t tables[WINDOW_TOP][PAGE_TABLE_ENTRIES]
	__attribute__((aligned(0x1000)));
static uint64_t *entries[WINDOW_TOP + 1];
static char *frame;	/* one to one */
static char *window;	/* the page */
static char *user_code; /* the code below, for CPL 3 */

static unsigned int leaf_now;

static struct arch_context back;
static struct trap_frame seen;

extern const char window_code[], window_code_end[];

/* by kind; DI: the address */
asm(".pushsection .text\n"
    "window_code:\n"
    "mov (" WINDOW_R "di), " WINDOW_R "ax\n ud2\n .balign 8, 0x90\n"
    "mov " WINDOW_R "ax, (" WINDOW_R "di)\n ud2\n .balign 8, 0x90\n"
    "jmp *" WINDOW_R "di\n .balign 8, 0x90\n"
    "int $0x40\n .balign 8, 0x90\n"
    "window_code_end:\n"
    ".popsection");

enum {
	CODE_BYTES = 8
};

uintptr_t window_at(void)
{
	return (uintptr_t)window + WINDOW_OFFSET;
}

unsigned long *window_word(void)
{
	return (unsigned long *)(frame + WINDOW_OFFSET);
}

uint64_t *window_entry(unsigned int level)
{
	return entries[level];
}

unsigned int window_leaf(void)
{
	return leaf_now;
}

void window_flush(void)
{
	invlpg(window);
}

/*
 * The low bits are those of the frame, so that a page of any size at an aligned
 * address around it has the frame in the right place.
 */
static char *choose_address(void)
{
	uintptr_t phys = (uintptr_t)frame;

	if (sizeof(long) == 8)
		return (char *)(uintptr_t)(0xffff928140000000ull + phys % GIB);
	return (char *)vmap_alloc(2 * MIB, 2 * MIB) + phys % (2 * MIB);
}

static void *map_code(void)
{
	void *page = page_alloc(0, PAGE_ZERO);
	void *at = vmap_alloc(PAGE_SIZE, PAGE_SIZE);

	memcpy(page, window_code, (size_t)(window_code_end - window_code));
	if (arch_map(at, virt_to_phys(page), PAGE_SIZE,
		     MAP_READ | MAP_EXEC | MAP_USER) != 0)
		panic("no memory for a table");
	return at;
}

static void make_tables(void)
{
	frame = page_alloc(0, PAGE_ZERO);
	window = choose_address();
	user_code = map_code();
	entries[WINDOW_TOP] = mmu_make(window, WINDOW_TOP);
	for (unsigned int level = WINDOW_TOP - 1; level >= 1; level--)
		entries[level] = &tables[level][mmu_index(window, level)];
}

static bool see(struct trap_frame *f, void *arg)
{
	(void)arg;
	seen = *f;
	arch_frame_jump(f, &back, 1);
	return true;
}

static void watch(trap_handler *handler)
{
	static const enum trap_cause causes[] = { X86_PF, X86_UD, X86_GP,
						  X86_SS, X86_AC };

	for (unsigned int i = 0; i < sizeof(causes) / sizeof(causes[0]); i++)
		trap_handle(causes[i], handler, NULL);
}

static void make_segments(unsigned int cpl)
{
	const uint64_t bits = DESC_S | DESC_P | DESC_G | DESC_ACCESSED |
			      DESC_DPL(cpl);

	*gdt_entry(RING_CS(cpl)) = desc_segment(
		0, 0xfffff,
		bits | DESC_CODE_XR | (sizeof(long) == 8 ? DESC_L : DESC_DB));
	*gdt_entry(RING_DS(cpl)) =
		desc_segment(0, 0xfffff, bits | DESC_DATA_RW | DESC_DB);
}

void window_setup(void)
{
	if (!frame)
		make_tables();
	make_segments(1);
	make_segments(2);
	idt_set_gate(WINDOW_VECTOR, gate_make((void *)window_at(), KERNEL_CS,
					      GATE_INT | GATE_DPL(3), 0));
}

void window_map(unsigned int leaf, uint64_t bits)
{
	for (unsigned int level = leaf + 1; level <= WINDOW_TOP; level++)
		*(volatile uint64_t *)entries[level] =
			virt_to_phys(tables[level - 1]) | WINDOW_BITS;
	*(volatile uint64_t *)entries[leaf] =
		(virt_to_phys(frame) & ~(mmu_page_bytes(leaf) - 1)) | bits |
		(leaf > 1 ? PTE_PS : 0);
	leaf_now = leaf;
	*window_word() = WINDOW_BEFORE;
	window_flush();
}

void window_drop_nx(void)
{
	static bool dropped;

	if (dropped)
		return;
	dropped = true;
	for (uintptr_t page = 0; page < 2 * MIB; page += PAGE_SIZE)
		*mmu_entry((void *)page, 1) &= ~PTE_NX;
	write_cr3(read_cr3());
}

/* -------------------------------------------------------------- access ---- */

/* These end in see(). CPL 0 is where we are: IRET would not load SS there. */
static void enter_kernel(const char *code, const struct window_access *a,
			 unsigned long ax)
{
	asm volatile("push %[flags]\n\t"
		     "popf\n\t"
		     "jmp *%[code]"
		     :
		     : [flags] "r"(a->flags | EFLAGS_FIXED), [code] "r"(code),
		       "a"(ax), "D"(a->at)
		     : "memory");
	__builtin_unreachable();
}

static void enter_ring(const char *code, const struct window_access *a,
		       unsigned long ax)
{
	const unsigned long cs = a->cpl == 3 ? USER_CS : RING_CS(a->cpl);
	const unsigned long ss = a->cpl == 3 ? USER_DS : RING_DS(a->cpl);

	write_ds((uint16_t)ss); /* IRET would take away the kernel's */
	asm volatile("push %[ss]\n\t"
		     "push %[sp]\n\t"
		     "push %[flags]\n\t"
		     "push %[cs]\n\t"
		     "push %[code]\n\t" WINDOW_IRET
		     :
		     : [ss] "r"(ss), [sp] "i"(0x1000),
		       [flags] "r"(a->flags | EFLAGS_FIXED), [cs] "r"(cs),
		       [code] "r"(code), "a"(ax), "D"(a->at)
		     : "memory");
	__builtin_unreachable();
}

static void run(const char *code, const struct window_access *a)
{
	unsigned long ax = a->kind == WINDOW_WRITE ? WINDOW_WRITTEN :
						     WINDOW_UNTOUCHED;

	if (arch_context_save(&back) != 0)
		return;
	if (a->cpl == 0)
		enter_kernel(code, a, ax);
	else
		enter_ring(code, a, ax);
}

static bool leads_there(enum window_kind kind)
{
	return kind == WINDOW_FETCH || kind == WINDOW_GATE;
}

/* MOV is followed by UD2; what is jumped to is UD2. */
static bool finished(const struct window_access *a, const char *code)
{
	const unsigned int mov_bytes = sizeof(long) == 8 ? 3 : 2;

	if (seen.vector != X86_VECTOR(X86_UD))
		return false;
	return seen.ip ==
	       (leads_there(a->kind) ? a->at : (uintptr_t)code + mov_bytes);
}

struct window_result window_access(const struct window_access *access)
{
	struct window_access a = *access;
	const char *code =
		(a.cpl == 3 ? user_code : window_code) + a.kind * CODE_BYTES;
	struct window_result r;

	if (!a.at)
		a.at = window_at();
	seen.vector = 0xff;
	watch(see);
	run(code, &a);
	watch(NULL);
	arch_trap_decode(&seen, &r.trap);
	if (finished(&a, code))
		r.trap.cause = TRAP_NONE;
	r.value = seen.ax;
	r.pc = leads_there(a.kind) ? a.at : (uintptr_t)code;
	r.cpl = seen.cs & 3;
	return r;
}

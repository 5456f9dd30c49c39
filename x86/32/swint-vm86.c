/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INT n in virtual-8086 mode: IOPL, the way through a gate, and with CR4.VME the
 * redirection bitmap.
 *
 * Intel SDM vol. 3, 21.2 (virtual-8086 mode), 21.3 (interrupts and exceptions in
 * it), table 21-2 (software interrupt methods); vol. 2, INT n.
 */
#include <arch.h>
#include <arch/page.h>
#include <mm/page.h>
#include <string.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/desc.h>
#include <x86/features.h>
#include <x86/mmu.h>

enum {
	VECTOR = 0x85,
	VM_SEG = 0x2000, /* code and stack of the 8086 */
	VM_SP = 0xf00,
	HANDLER_IP = 0x200, /* of the 8086's own handler */
	REDIRECTION_BYTES = 32,
	WORDS = 256,
};

/* What IRET loads, and what a trap from virtual-8086 mode pushes. */
struct vm_frame {
	uint32_t ip, cs, flags, sp, ss, es, ds, fs, gs;
};

/* Named by the code below, hence not static. */
struct vm_frame vm_pushed;
uint32_t vm_vector, vm_error, vm_sp, vm_ds;
static struct arch_context back;
static uint32_t stack[WORDS] __attribute__((aligned(64)));
#define STACK_TOP ((uintptr_t)&stack[WORDS - 16])

void vm_enter(const struct vm_frame *frame) __attribute__((noreturn));
void vm_done(void) __attribute__((noreturn));
extern const char vm_int[], vm_bp[], vm_gp[], vm_ud[], vm_ts[];

/* SS is the only segment that has been loaded; it is flat. */
asm(".pushsection .text\n"
    "vm_enter:\n"
    "mov 4(%esp), %esp\n"
    "iret\n"
    "vm_int: movl $0x85, %ss:vm_vector\n"
    "jmp 1f\n"
    "vm_bp: movl $3, %ss:vm_vector\n"
    "jmp 1f\n"
    "vm_ud: movl $6, %ss:vm_vector\n"
    "jmp 1f\n"
    "vm_ts: movl $10, %ss:vm_vector\n"
    "pop %ss:vm_error\n"
    "jmp 1f\n"
    "vm_gp: movl $13, %ss:vm_vector\n"
    "pop %ss:vm_error\n"
    "1: mov %esp, %ss:vm_sp\n"
    "mov %ds, %eax\n"
    "mov %eax, %ss:vm_ds\n"
    "mov $0x10, %eax\n" /* KERNEL_DS */
    "mov %eax, %ds\n"
    "mov %eax, %es\n"
    "mov %eax, %fs\n"
    "mov %eax, %gs\n"
    "cld\n"
    "mov %esp, %esi\n"
    "mov $vm_pushed, %edi\n"
    "mov $9, %ecx\n"
    "rep movsl\n"
    "jmp vm_done\n"
    ".popsection");

void vm_done(void)
{
	arch_context_jump(&back, 1);
}

/* ------------------------------------------------------------- memory ---- */

static uint8_t *code, *low; /* linear VM_SEG:0 and 0:0 */

static struct mapped {
	uint64_t *entry, saved;
} mapped[2];

static void unmap(uintptr_t i)
{
	*mapped[i].entry = mapped[i].saved;
	write_cr3(read_cr3());
}

static uint8_t *map_user(unsigned int i, uintptr_t linear)
{
	uint8_t *page = page_alloc(0, PAGE_ZERO);

	test_defer(page_free, page);
	mapped[i].entry = mmu_make((void *)linear, 1);
	mapped[i].saved = *mapped[i].entry;
	test_defer(unmap, i);
	*mapped[i].entry = virt_to_phys(page) | PTE_P | PTE_W | PTE_U;
	write_cr3(read_cr3());
	return page;
}

static void set_up(void)
{
	struct tss_area *tss = tss_this();

	low = map_user(0, 0);
	code = map_user(1, VM_SEG * 16);
	memset(stack, 0x5a, sizeof(stack));
	tss->tss.stack[0].esp = STACK_TOP;
	tss->tss.io_base = sizeof(tss->tss) + REDIRECTION_BYTES;
	memset(tss->bitmap, 0xff, sizeof(tss->bitmap));
	idt_set_gate(X86_VECTOR(X86_GP),
		     gate_make(vm_gp, KERNEL_CS, GATE_INT, 0));
	idt_set_gate(X86_VECTOR(X86_TS),
		     gate_make(vm_ts, KERNEL_CS, GATE_INT, 0));
	idt_set_gate(X86_VECTOR(X86_UD),
		     gate_make(vm_ud, KERNEL_CS, GATE_INT, 0));
	idt_set_gate(X86_VECTOR(X86_BP),
		     gate_make(vm_bp, KERNEL_CS, GATE_INT | GATE_DPL(3), 0));
}

TEST_SUITE("swint-vm86",
	   .summary = "INT n of virtual-8086 mode asks IOPL and the bitmap",
	   .setup = set_up);

/* Runs @text at VM_SEG:0 until one of the entries above is reached. */
static void run(const uint8_t *text, size_t bytes, unsigned long flags)
{
	const struct vm_frame frame = {
		0,	VM_SEG, EFLAGS_FIXED | EFLAGS_VM | flags,
		VM_SP,	VM_SEG, 0x1111,
		0x2222, 0x3333, 0x4444
	};

	memcpy(code, text, bytes);
	vm_vector = vm_error = 0;
	memset(&vm_pushed, 0, sizeof(vm_pushed));
	if (arch_context_save(&back) == 0)
		vm_enter(&frame);
}

static void set_gate(unsigned int dpl, uint16_t selector)
{
	idt_set_gate(VECTOR,
		     gate_make(vm_int, selector, GATE_INT | GATE_DPL(dpl), 0));
}

/* All nine words of it, and DS, which the handler finds null. */
static void expect_pushed(uint32_t vector, uint32_t ip, unsigned long flags)
{
	/* vm_sp is above the error code, of those that have one */
	EXPECT_EQ(vm_vector, vector);
	EXPECT_EQ(vm_sp, STACK_TOP - sizeof(struct vm_frame));
	EXPECT_EQ(vm_pushed.ip, ip);
	EXPECT_EQ(vm_pushed.cs, VM_SEG);
	EXPECT_EQ(vm_pushed.flags & ~EFLAGS_RF,
		  EFLAGS_FIXED | EFLAGS_VM | flags);
	EXPECT_EQ(vm_pushed.sp, VM_SP);
	EXPECT_EQ(vm_pushed.ss, VM_SEG);
	EXPECT_EQ(vm_pushed.es, 0x1111);
	EXPECT_EQ(vm_pushed.ds, 0x2222);
	EXPECT_EQ(vm_pushed.fs, 0x3333);
	EXPECT_EQ(vm_pushed.gs, 0x4444);
	EXPECT_EQ(vm_ds, 0);
}

static const uint8_t int_n[] = { 0xcd, VECTOR, 0x0f, 0x0b };
static const uint8_t int3[] = { 0xcc, 0x0f, 0x0b };

/* -------------------------------------------------------- without VME ---- */

static const struct row {
	const char *name;
	unsigned int iopl, dpl;
	uint16_t selector;
	bool passes;
	uint32_t error;
} rows[] = {
	{ "iopl-0", 0, 3, KERNEL_CS, false, 0 },
	{ "iopl-1", 1, 3, KERNEL_CS, false, 0 },
	{ "iopl-2", 2, 3, KERNEL_CS, false, 0 },
	{ "iopl-3", 3, 3, KERNEL_CS, true, 0 },
	{ "dpl-0", 3, 0, KERNEL_CS, false, VECTOR * 8 + ERROR_IDT },
	{ "dpl-2", 3, 2, KERNEL_CS, false, VECTOR * 8 + ERROR_IDT },
	{ "iopl-0-dpl-0", 0, 0, KERNEL_CS, false, 0 },
	{ "conforming", 3, 3, SPARE_SEL_BASE, false, SPARE_SEL_BASE },
	{ "segment-dpl-3", 3, 3, SPARE_SEL_BASE + 8, false,
	  SPARE_SEL_BASE + 8 },
	{ "segment-dpl-1", 3, 3, SPARE_SEL_BASE + 16, false,
	  SPARE_SEL_BASE + 16 },
};

static void set_segments(void)
{
	const uint64_t bits = DESC_S | DESC_P | DESC_G | DESC_DB |
			      DESC_ACCESSED;
	uint64_t *entry = gdt_entry(SPARE_SEL_BASE);

	entry[0] = desc_segment(0, 0xfffff, bits | DESC_CODE_XR_CONFORMING);
	entry[1] = desc_segment(0, 0xfffff, bits | DESC_CODE_XR | DESC_DPL(3));
	entry[2] = desc_segment(0, 0xfffff, bits | DESC_CODE_XR | DESC_DPL(1));
}

TEST_EACH(int_n, const struct row *r, rows,
	  "needs IOPL 3, a gate of DPL 3 and code of DPL 0")
{
	unsigned long flags = r->iopl << EFLAGS_IOPL_SHIFT;

	set_segments();
	set_gate(r->dpl, r->selector);
	run(int_n, sizeof(int_n), flags);
	EXPECT_EQ(vm_error, r->error);
	expect_pushed(r->passes ? VECTOR : X86_VECTOR(X86_GP),
		      r->passes ? 2 : 0, flags);
}

static const struct iopl {
	const char *name;
	unsigned int iopl;
} iopls[] = { { "0", 0 }, { "1", 1 }, { "2", 2 }, { "3", 3 } };

TEST_EACH(others, const struct iopl *r, iopls,
	  "neither INT3 nor an exception asks IOPL")
{
	unsigned long flags = r->iopl << EFLAGS_IOPL_SHIFT;

	run(int3, sizeof(int3), flags);
	expect_pushed(X86_VECTOR(X86_BP), 1, flags);
	run(int_n + 2, 2, flags); /* UD2 */
	expect_pushed(X86_VECTOR(X86_UD), 0, flags);
}

/* ----------------------------------------------------------- with VME ---- */

static void enable_vme(bool redirect)
{
	test_defer(write_cr4, read_cr4());
	write_cr4(read_cr4() | CR4_VME);
	if (redirect)
		tss_this()->bitmap[VECTOR / 8] &= ~(1u << (VECTOR % 8));
}

static const struct vme {
	const char *name;
	unsigned int iopl;
	bool redirect; /* its bit is 0 */
	unsigned long flags;
	uint32_t vector; /* UD2 is the 8086's handler */
	unsigned long pushed,
		after; /* FLAGS on its stack, and in the handler */
} vmes[] = {
	{ "gate-iopl-3", 3, false, 0, VECTOR, 0, 0 },
	{ "gate-iopl-2", 2, false, 0, 13, 0, 0 },
	{ "gate-iopl-0", 0, false, 0, 13, 0, 0 },
	{ "redirected-iopl-3", 3, true, EFLAGS_IF, 6, 0x3202, 0x3002 },
	{ "redirected-iopl-3-cli", 3, true, 0, 6, 0x3002, 0x3002 },
	/* VIF stands in for IF, and IOPL 3 is pushed */
	{ "redirected-iopl-0", 0, true, EFLAGS_VIF, 6, 0x3202, 0x0002 },
	{ "redirected-iopl-0-cli", 0, true, 0, 6, 0x3002, 0x0002 },
	{ "redirected-iopl-2", 2, true, EFLAGS_VIF, 6, 0x3202, 0x2002 },
};

static void expect_redirected(const struct vme *v)
{
	const uint16_t *sp = (const uint16_t *)(code + VM_SP - 6);

	EXPECT_EQ(vm_pushed.ip, HANDLER_IP);
	EXPECT_EQ(vm_pushed.cs, VM_SEG);
	EXPECT_EQ(vm_pushed.sp, VM_SP - 6);
	EXPECT_EQ(vm_pushed.flags & ~EFLAGS_RF, EFLAGS_VM | v->after);
	EXPECT_EQ(sp[0], 2);
	EXPECT_EQ(sp[1], VM_SEG);
	EXPECT_EQ(sp[2], v->pushed);
}

TEST_EACH(vme, const struct vme *v, vmes,
	  "a clear bit of the bitmap leads to the 8086's own handler",
	  .needs = NEEDS(&x86_vme))
{
	unsigned long flags = v->flags | v->iopl << EFLAGS_IOPL_SHIFT;
	const uint16_t vector[] = { HANDLER_IP, VM_SEG };

	memcpy(low + 4 * VECTOR, vector, sizeof(vector));
	memcpy(code + HANDLER_IP, int_n + 2, 2); /* UD2 */
	set_gate(3, KERNEL_CS);
	enable_vme(v->redirect);
	run(int_n, sizeof(int_n), flags);
	EXPECT_EQ(vm_vector, v->vector);
	if (v->vector == X86_VECTOR(X86_UD))
		expect_redirected(v);
	else
		expect_pushed(v->vector, v->vector == VECTOR ? 2 : 0, flags);
	EXPECT_EQ(vm_error, 0);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Segments, gates and task states (Intel SDM vol. 3, 3.4.5, 6.11, 6.14, 7.2):
 * layouts, the selectors that the library uses, and how a suite changes the
 * running tables. arch_case_end() puts the library's tables back.
 */
#ifndef LIB_X86_DESC_H
#define LIB_X86_DESC_H

#include <arch/trap.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <x86/cpu.h>
#include <x86/selectors.h>

/* ---------------------------------------------------------------- GDT -- */

/* The access and attribute bits, bits 40..55 of a descriptor. */
#define DESC_TYPE(type) ((uint64_t)(type) << 40)
#define DESC_S		(1ull << 44) /* 1: code or data, 0: system */
#define DESC_DPL(dpl)	((uint64_t)(dpl) << 45)
#define DESC_P		(1ull << 47)
#define DESC_AVL	(1ull << 52)
#define DESC_L		(1ull << 53)
#define DESC_DB		(1ull << 54)
#define DESC_G		(1ull << 55)

#define DESC_DATA_RO		DESC_TYPE(0)
#define DESC_DATA_RW		DESC_TYPE(2)
#define DESC_DATA_RW_DOWN	DESC_TYPE(6) /* expand-down */
#define DESC_CODE_XO		DESC_TYPE(8)
#define DESC_CODE_XR		DESC_TYPE(10)
#define DESC_CODE_XR_CONFORMING DESC_TYPE(14)
#define DESC_ACCESSED		DESC_TYPE(1)

/* System types; the 64-bit ones are those of 32 bits */
#define DESC_TSS16	DESC_TYPE(1)
#define DESC_LDT	DESC_TYPE(2)
#define DESC_TSS16_BUSY DESC_TYPE(3)
#define DESC_CALL16	DESC_TYPE(4)
#define DESC_TASK	DESC_TYPE(5)
#define DESC_INT16	DESC_TYPE(6)
#define DESC_TRAP16	DESC_TYPE(7)
#define DESC_TSS	DESC_TYPE(9)
#define DESC_TSS_BUSY	DESC_TYPE(11)
#define DESC_CALL	DESC_TYPE(12)
#define DESC_INT	DESC_TYPE(14)
#define DESC_TRAP	DESC_TYPE(15)

/**
 * desc_segment - a segment descriptor, or the low half of a 64-bit system one
 * @limit: 20 bits, in bytes, or in pages with DESC_G
 * @bits: DESC_*
 */
static inline uint64_t desc_segment(uint32_t base, uint32_t limit,
				    uint64_t bits)
{
	return (limit & 0xffffull) | (base & 0xffffffull) << 16 | bits |
	       (limit & 0xf0000ull) << 32 | (base & 0xff000000ull) << 32;
}

/**
 * desc_gate - a gate in the GDT or an LDT, or the low half of a 64-bit one, whose
 * high half is bits 63:32 of the offset
 * @params: words or doublewords that a call gate copies, 0 to 31
 * @bits: DESC_CALL, DESC_CALL16 or DESC_TASK, DESC_P, DESC_DPL()
 */
static inline uint64_t desc_gate(uint16_t selector, uint64_t offset,
				 unsigned int params, uint64_t bits)
{
	return (offset & 0xffff) | (uint64_t)selector << 16 |
	       (uint64_t)params << 32 | bits | (offset & 0xffff0000) << 32;
}

/** gdt_entry - the place of a selector in the library's GDT */
uint64_t *gdt_entry(uint16_t selector);

/** gdt_init_ptr - GDTR as the library loads it */
struct desc_ptr gdt_init_ptr(void);

/* ---------------------------------------------------------------- IDT -- */

#ifdef __x86_64__
struct gate {
	uint16_t offset_low;
	uint16_t selector;
	uint8_t ist;  /* 0..7 */
	uint8_t type; /* 0xe interrupt, 0xf trap; DPL bits 6:5, P bit 7 */
	uint16_t offset_mid;
	uint32_t offset_high;
	uint32_t reserved;
};
#else
struct gate {
	uint16_t offset_low;
	uint16_t selector; /* of a TSS in a task gate */
	uint8_t ist;	   /* 0 */
	uint8_t type;	   /* 0xe interrupt, 0xf trap, 5 task */
	uint16_t offset_mid;
};
#endif

enum {
	IDT_GATES = 256
};

#define GATE_INT      0x8e
#define GATE_TRAP     0x8f
#define GATE_TASK     0x85
#define GATE_DPL(dpl) ((dpl) << 5)

static inline struct gate gate_make(const void *entry, uint16_t selector,
				    uint8_t type, uint8_t ist)
{
	uintptr_t offset = (uintptr_t)entry;
	struct gate gate = { .offset_low = (uint16_t)offset,
			     .selector = selector,
			     .ist = ist,
			     .type = type,
			     .offset_mid = (uint16_t)(offset >> 16) };

#ifdef __x86_64__
	gate.offset_high = (uint32_t)(offset >> 32);
#endif
	return gate;
}

/** idt_gate - a gate of the library's IDT as it is now */
struct gate idt_gate(unsigned int vector);

/**
 * idt_set_gate - replace a gate of the library's IDT, on all CPUs
 *
 * Put back at the end of the case. An entry point of the suite's own has to
 * save and restore everything itself.
 */
void idt_set_gate(unsigned int vector, struct gate gate);

/**
 * idt_set_ist, idt_set_type - the same, for one property of a gate
 * @type: GATE_INT or GATE_TRAP, with GATE_DPL()
 */
void idt_set_ist(unsigned int vector, uint8_t ist);
void idt_set_type(unsigned int vector, uint8_t type);

/** idt_init_ptr - IDTR as the library loads it */
struct desc_ptr idt_init_ptr(void);

/* ---------------------------------------------------------------- TSS -- */

#ifdef __x86_64__
struct tss {
	uint32_t reserved0;
	uint64_t rsp[3];
	uint64_t reserved1;
	uint64_t ist[7]; /* IST1 is ist[0] */
	uint64_t reserved2;
	uint16_t reserved3;
	uint16_t io_base;
} __attribute__((packed));
#else
struct tss {
	uint16_t link, reserved0;
	struct {
		uint32_t esp;
		uint16_t ss, reserved;
	} stack[3];
	uint32_t cr3, eip, eflags;
	uint32_t eax, ecx, edx, ebx, esp, ebp, esi, edi;
	uint16_t es, reserved1, cs, reserved2, ss, reserved3;
	uint16_t ds, reserved4, fs, reserved5, gs, reserved6;
	uint16_t ldt, reserved7;
	uint16_t trap; /* bit 0: #DB on the switch to this task */
	uint16_t io_base;
} __attribute__((packed));
#endif

/**
 * tss_set_stack - where a gate to an inner privilege level puts the stack
 * @level: 0 to 2; @ss: of i386 only, in 64-bit mode it is null
 */
static inline void tss_set_stack(struct tss *tss, unsigned int level,
				 uint16_t ss, unsigned long sp)
{
#ifdef __x86_64__
	(void)ss;
	tss->rsp[level] = sp;
#else
	tss->stack[level].ss = ss;
	tss->stack[level].esp = sp;
#endif
}

enum {
	TSS_BITMAP_BYTES = 8192
}; /* one bit a port */

/* The TSS of a CPU as the library has it: the bitmap follows at once, then the
   byte of ones that has to end it (SDM vol. 1, 19.5.2). */
struct tss_area {
	struct tss tss;
	uint8_t bitmap[TSS_BITMAP_BYTES + 1];
} __attribute__((packed));

/**
 * tss_this - the task state segment of this CPU
 *
 * io_base is at first beyond the limit, which the descriptor sets to the end of
 * the bitmap: no port is allowed.
 */
struct tss_area *tss_this(void);

/**
 * tss_set_limit - load TR again, with another limit for this CPU's TSS
 *
 * Until the end of the case. Below IST_DF's entry (x86_64) or the fields that a
 * task switch saves (i386) a double fault is a triple fault.
 */
void tss_set_limit(uint32_t limit);

#endif

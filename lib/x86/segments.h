/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Descriptor tables and segment registers: one function for each instruction. */
#ifndef LIB_X86_SEGMENTS_H
#define LIB_X86_SEGMENTS_H

#include <stdint.h>

/* What LGDT and LIDT load: the operand is 2 + 4 or 2 + 8 bytes. */
struct desc_ptr {
	uint16_t limit;
	unsigned long base;
} __attribute__((packed));

static inline void lgdt(const struct desc_ptr *ptr)
{
	asm volatile("lgdt %0" : : "m"(*ptr) : "memory");
}

static inline void lidt(const struct desc_ptr *ptr)
{
	asm volatile("lidt %0" : : "m"(*ptr) : "memory");
}

static inline struct desc_ptr sgdt(void)
{
	struct desc_ptr ptr;

	asm volatile("sgdt %0" : "=m"(ptr));
	return ptr;
}

static inline struct desc_ptr sidt(void)
{
	struct desc_ptr ptr;

	asm volatile("sidt %0" : "=m"(ptr));
	return ptr;
}

static inline void ltr(uint16_t selector)
{
	asm volatile("ltr %0" : : "r"(selector) : "memory");
}

static inline uint16_t str(void)
{
	uint16_t selector;

	asm volatile("str %0" : "=r"(selector));
	return selector;
}

static inline void lldt(uint16_t selector)
{
	asm volatile("lldt %0" : : "r"(selector) : "memory");
}

static inline uint16_t sldt(void)
{
	uint16_t selector;

	asm volatile("sldt %0" : "=r"(selector));
	return selector;
}

#define X86_SEG_ACCESSORS(seg)                                             \
	static inline uint16_t read_##seg(void)                            \
	{                                                                  \
		uint16_t value;                                            \
                                                                           \
		asm volatile("mov %%" #seg ", %0" : "=r"(value));          \
		return value;                                              \
	}                                                                  \
                                                                           \
	static inline void write_##seg(uint16_t value)                     \
	{                                                                  \
		asm volatile("mov %0, %%" #seg : : "r"(value) : "memory"); \
	}

X86_SEG_ACCESSORS(ds)
X86_SEG_ACCESSORS(es)
X86_SEG_ACCESSORS(fs)
X86_SEG_ACCESSORS(gs)
X86_SEG_ACCESSORS(ss)

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Port I/O: IN, OUT and their string forms. The port comes last, as in AT&T. */
#ifndef LIB_X86_PIO_H
#define LIB_X86_PIO_H

#include <stddef.h>
#include <stdint.h>

static inline uint8_t inb(uint16_t port)
{
	uint8_t value;

	asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port) : "memory");
	return value;
}

static inline uint16_t inw(uint16_t port)
{
	uint16_t value;

	asm volatile("inw %1, %0" : "=a"(value) : "Nd"(port) : "memory");
	return value;
}

static inline uint32_t inl(uint16_t port)
{
	uint32_t value;

	asm volatile("inl %1, %0" : "=a"(value) : "Nd"(port) : "memory");
	return value;
}

static inline void outb(uint8_t value, uint16_t port)
{
	asm volatile("outb %0, %1" : : "a"(value), "Nd"(port) : "memory");
}

static inline void outw(uint16_t value, uint16_t port)
{
	asm volatile("outw %0, %1" : : "a"(value), "Nd"(port) : "memory");
}

static inline void outl(uint32_t value, uint16_t port)
{
	asm volatile("outl %0, %1" : : "a"(value), "Nd"(port) : "memory");
}

/* One instruction for @count units. */
#define X86_STRING_IO(suffix)                                                 \
	static inline void ins##suffix(void *to, size_t count, uint16_t port) \
	{                                                                     \
		asm volatile("rep ins" #suffix                                \
			     : "+D"(to), "+c"(count)                          \
			     : "d"(port)                                      \
			     : "memory");                                     \
	}                                                                     \
                                                                              \
	static inline void outs##suffix(const void *from, size_t count,       \
					uint16_t port)                        \
	{                                                                     \
		asm volatile("rep outs" #suffix                               \
			     : "+S"(from), "+c"(count)                        \
			     : "d"(port)                                      \
			     : "memory");                                     \
	}

X86_STRING_IO(b)
X86_STRING_IO(w)
X86_STRING_IO(l)

#endif

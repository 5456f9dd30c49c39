/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Device registers: one access of exactly the width asked for, by a plain MOV,
 * which every hypervisor's instruction emulator knows. A 64-bit access is two
 * of 32 bits, low half first, on i386.
 */
#ifndef LIB_X86_ARCH_IO_H
#define LIB_X86_ARCH_IO_H

#include <stdint.h>

static inline uint8_t mmio_read8(const volatile void *address)
{
	uint8_t value;

	asm volatile("movb %1, %0"
		     : "=q"(value)
		     : "m"(*(const volatile uint8_t *)address)
		     : "memory");
	return value;
}

static inline uint16_t mmio_read16(const volatile void *address)
{
	uint16_t value;

	asm volatile("movw %1, %0"
		     : "=r"(value)
		     : "m"(*(const volatile uint16_t *)address)
		     : "memory");
	return value;
}

static inline uint32_t mmio_read32(const volatile void *address)
{
	uint32_t value;

	asm volatile("movl %1, %0"
		     : "=r"(value)
		     : "m"(*(const volatile uint32_t *)address)
		     : "memory");
	return value;
}

static inline void mmio_write8(volatile void *address, uint8_t value)
{
	asm volatile("movb %1, %0"
		     : "=m"(*(volatile uint8_t *)address)
		     : "q"(value)
		     : "memory");
}

static inline void mmio_write16(volatile void *address, uint16_t value)
{
	asm volatile("movw %1, %0"
		     : "=m"(*(volatile uint16_t *)address)
		     : "r"(value)
		     : "memory");
}

static inline void mmio_write32(volatile void *address, uint32_t value)
{
	asm volatile("movl %1, %0"
		     : "=m"(*(volatile uint32_t *)address)
		     : "r"(value)
		     : "memory");
}

#ifdef __x86_64__
static inline uint64_t mmio_read64(const volatile void *address)
{
	uint64_t value;

	asm volatile("movq %1, %0"
		     : "=r"(value)
		     : "m"(*(const volatile uint64_t *)address)
		     : "memory");
	return value;
}

static inline void mmio_write64(volatile void *address, uint64_t value)
{
	asm volatile("movq %1, %0"
		     : "=m"(*(volatile uint64_t *)address)
		     : "r"(value)
		     : "memory");
}
#else
static inline uint64_t mmio_read64(const volatile void *address)
{
	uint32_t low = mmio_read32(address);
	uint32_t high = mmio_read32((const volatile uint8_t *)address + 4);

	return (uint64_t)high << 32 | low;
}

static inline void mmio_write64(volatile void *address, uint64_t value)
{
	mmio_write32(address, (uint32_t)value);
	mmio_write32((volatile uint8_t *)address + 4, (uint32_t)(value >> 32));
}
#endif

#endif

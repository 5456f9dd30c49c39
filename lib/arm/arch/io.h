/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Device registers: one access of exactly the width asked for, by a plain load
 * or store without writeback, the only ones that a hypervisor is told enough
 * about to emulate them (Arm ARM, ESR_ELx, ISS of a Data Abort: ISV).
 */
#ifndef LIB_ARM_ARCH_IO_H
#define LIB_ARM_ARCH_IO_H

#include <stdint.h>

/* How the assembler wants the register of a value of at most 32 bits. */
#ifdef __aarch64__
#define IO_VALUE "%w0"
#else
#define IO_VALUE "%0"
#endif

static inline uint8_t mmio_read8(const volatile void *address)
{
	uint8_t value;

	asm volatile("ldrb " IO_VALUE ", [%1]"
		     : "=r"(value)
		     : "r"(address)
		     : "memory");
	return value;
}

static inline uint16_t mmio_read16(const volatile void *address)
{
	uint16_t value;

	asm volatile("ldrh " IO_VALUE ", [%1]"
		     : "=r"(value)
		     : "r"(address)
		     : "memory");
	return value;
}

static inline uint32_t mmio_read32(const volatile void *address)
{
	uint32_t value;

	asm volatile("ldr " IO_VALUE ", [%1]"
		     : "=r"(value)
		     : "r"(address)
		     : "memory");
	return value;
}

static inline void mmio_write8(volatile void *address, uint8_t value)
{
	asm volatile("strb " IO_VALUE ", [%1]"
		     :
		     : "r"(value), "r"(address)
		     : "memory");
}

static inline void mmio_write16(volatile void *address, uint16_t value)
{
	asm volatile("strh " IO_VALUE ", [%1]"
		     :
		     : "r"(value), "r"(address)
		     : "memory");
}

static inline void mmio_write32(volatile void *address, uint32_t value)
{
	asm volatile("str " IO_VALUE ", [%1]"
		     :
		     : "r"(value), "r"(address)
		     : "memory");
}

#ifdef __aarch64__
static inline uint64_t mmio_read64(const volatile void *address)
{
	uint64_t value;

	asm volatile("ldr %x0, [%1]" : "=r"(value) : "r"(address) : "memory");
	return value;
}

static inline void mmio_write64(volatile void *address, uint64_t value)
{
	asm volatile("str %x0, [%1]" : : "r"(value), "r"(address) : "memory");
}
#else
/* Two accesses, the lower word first: LDRD and STRD cannot be emulated. */
static inline uint64_t mmio_read64(const volatile void *address)
{
	uint32_t low = mmio_read32(address);

	return low |
	       (uint64_t)mmio_read32((const volatile uint8_t *)address + 4)
		       << 32;
}

static inline void mmio_write64(volatile void *address, uint64_t value)
{
	mmio_write32(address, (uint32_t)value);
	mmio_write32((volatile uint8_t *)address + 4, (uint32_t)(value >> 32));
}
#endif

#endif

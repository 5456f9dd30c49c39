/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Device registers: one access of exactly the width asked for, by a plain load
 * or store without writeback, the only ones that a hypervisor is told enough
 * about to emulate them (Arm ARM, ESR_ELx, ISS of a Data Abort: ISV).
 */
#ifndef LIB_ARM_ARCH_IO_H
#define LIB_ARM_ARCH_IO_H

#include <stdint.h>

static inline uint8_t mmio_read8(const volatile void *address)
{
	uint8_t value;

	asm volatile("ldrb %w0, [%1]" : "=r"(value) : "r"(address) : "memory");
	return value;
}

static inline uint16_t mmio_read16(const volatile void *address)
{
	uint16_t value;

	asm volatile("ldrh %w0, [%1]" : "=r"(value) : "r"(address) : "memory");
	return value;
}

static inline uint32_t mmio_read32(const volatile void *address)
{
	uint32_t value;

	asm volatile("ldr %w0, [%1]" : "=r"(value) : "r"(address) : "memory");
	return value;
}

static inline uint64_t mmio_read64(const volatile void *address)
{
	uint64_t value;

	asm volatile("ldr %x0, [%1]" : "=r"(value) : "r"(address) : "memory");
	return value;
}

static inline void mmio_write8(volatile void *address, uint8_t value)
{
	asm volatile("strb %w0, [%1]" : : "r"(value), "r"(address) : "memory");
}

static inline void mmio_write16(volatile void *address, uint16_t value)
{
	asm volatile("strh %w0, [%1]" : : "r"(value), "r"(address) : "memory");
}

static inline void mmio_write32(volatile void *address, uint32_t value)
{
	asm volatile("str %w0, [%1]" : : "r"(value), "r"(address) : "memory");
}

static inline void mmio_write64(volatile void *address, uint64_t value)
{
	asm volatile("str %x0, [%1]" : : "r"(value), "r"(address) : "memory");
}

#endif

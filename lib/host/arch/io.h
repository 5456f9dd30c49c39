/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_HOST_ARCH_IO_H
#define LIB_HOST_ARCH_IO_H

#include <stdint.h>

#define HOST_MMIO(bits)                                             \
	static inline uint##bits##_t mmio_read##bits(               \
		const volatile void *address)                       \
	{                                                           \
		return *(const volatile uint##bits##_t *)address;   \
	}                                                           \
	static inline void mmio_write##bits(volatile void *address, \
					    uint##bits##_t value)   \
	{                                                           \
		*(volatile uint##bits##_t *)address = value;        \
	}

HOST_MMIO(8)
HOST_MMIO(16)
HOST_MMIO(32)
HOST_MMIO(64)

#undef HOST_MMIO

#endif

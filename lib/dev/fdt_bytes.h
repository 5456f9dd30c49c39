/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The flattened format's integers: big-endian, and 64-bit ones aligned to 4 only
 * (Devicetree Specification 0.4, 5.1 and 2.2.4).
 */
#ifndef LIB_DEV_FDT_BYTES_H
#define LIB_DEV_FDT_BYTES_H

#include <stdint.h>

enum {
	FDT_HEADER_BYTES = 40
};

static inline uint32_t be32(const void *at)
{
	uint32_t value;

	__builtin_memcpy(&value, at, sizeof(value));
	return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ?
		       value :
		       __builtin_bswap32(value);
}

static inline uint64_t be64(const void *at)
{
	return (uint64_t)be32(at) << 32 | be32((const uint8_t *)at + 4);
}

#endif

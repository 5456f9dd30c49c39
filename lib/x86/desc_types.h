/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The 32 types a descriptor can have, as rows for suites that try all of them
 * (Intel SDM vol. 3, tables 3-1 and 3-2; vol. 2, LAR, LSL).
 */
#ifndef LIB_X86_DESC_TYPES_H
#define LIB_X86_DESC_TYPES_H

#include <x86/desc.h>
#include <x86/width.h>

struct desc_type {
	const char *name;
	uint8_t type; /* with S as bit 4; the index in desc_types, too */
	bool code, readable, writable, conforming, down;
	bool lar, lsl; /* has access rights for LAR, a limit for LSL */
};

extern const struct desc_type desc_types[32];

/** desc_type_bits - its access bits */
uint64_t desc_type_bits(const struct desc_type *t, bool present,
			unsigned int dpl);

/** desc_type_flat - a descriptor of that type: all of memory, 32 bits */
uint64_t desc_type_flat(const struct desc_type *t, bool present,
			unsigned int dpl);

#endif

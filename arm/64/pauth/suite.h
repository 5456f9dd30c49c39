/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pointer authentication.
 *
 * Arm ARM, D8.9 (pointer authentication), C6.2 (PACIA and its like),
 * J1.1.3 (AddPAC, Auth).
 */
#ifndef ARM_64_PAUTH_SUITE_H
#define ARM_64_PAUTH_SUITE_H

#include <arm/features.h>
#include <arm/pauth_64.h>
#include <stdint.h>
#include <test/test.h>

#define PAUTH_SUITE                                                    \
	TEST_SUITE("pauth",                                            \
		   .summary = "pointers are signed and authenticated", \
		   .needs = NEEDS(&arm_pauth, &arm_at_el1),            \
		   .setup = pauth_setup)

#define PAUTH ".arch_extension pauth\n\t"

/** pauth_setup - five different keys, all switches on; put back by the case */
void pauth_setup(void);

/** pauth_switches - SCTLR_EL1.En.. as @bits says; ISB */
void pauth_switches(uint64_t bits);

/* Sign, authenticate: x with modifier m. The four keys in enum's order. */
typedef uint64_t pauth_fn(uint64_t x, uint64_t m);
extern pauth_fn *const pauth_sign[], *const pauth_auth[];
extern const uint64_t pauth_switch[];

uint64_t pacga(uint64_t x, uint64_t m);
uint64_t xpaci(uint64_t x);
uint64_t xpacd(uint64_t x);

/* Bits of a code where the top byte counts, 48 bits of address: not bit 55. */
#define PAC_BITS 0xff7f000000000000ull

static const struct key_row {
	const char *name;
	enum pauth_key key;
} key_rows[] = { { "IA", PAUTH_IA },
		 { "IB", PAUTH_IB },
		 { "DA", PAUTH_DA },
		 { "DB", PAUTH_DB } };

/** pauth_failed - what a failed authentication of canonical @x returns */
static inline uint64_t pauth_failed(uint64_t x, enum pauth_key key)
{
	uint64_t code = key == PAUTH_IA || key == PAUTH_DA ? 1 : 2;

	return (x & ~(3ull << 61)) | code << 61;
}

static const struct pauth_key_value pauth_keys[PAUTH_NR_KEYS] = {
	{ 0x1111222233334444, 0x5555666677778888 },
	{ 0xfedcba9876543210, 0x0123456789abcdef },
	{ 0xa5a5a5a55a5a5a5a, 0x0f0f0f0ff0f0f0f0 },
	{ 0x0000000000000001, 0x8000000000000000 },
	{ 0xdeadbeefcafef00d, 0x13579bdf02468ace },
};

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pointer authentication: keys and switches (Arm ARM, D8.9, D19.2). AArch64. */
#ifndef LIB_ARM_PAUTH_64_H
#define LIB_ARM_PAUTH_64_H

#ifdef __aarch64__ /* AArch32 has none of it */

#include <arm/cpu.h>

#define SCTLR_EnIA  (1ul << 31)
#define SCTLR_EnIB  (1ul << 30)
#define SCTLR_EnDA  (1ul << 27)
#define SCTLR_EnDB  (1ul << 13)
#define SCTLR_PAUTH (SCTLR_EnIA | SCTLR_EnIB | SCTLR_EnDA | SCTLR_EnDB)

enum pauth_key {
	PAUTH_IA,
	PAUTH_IB,
	PAUTH_DA,
	PAUTH_DB,
	PAUTH_GA, /* of PACGA, which no switch turns off */
	PAUTH_NR_KEYS
};

struct pauth_key_value {
	uint64_t low, high;
};

/* low is op2 0 or 2 of its register pair */
#define PAUTH_EACH_KEY(K)                       \
	K(PAUTH_IA, S3_0_C2_C1_0, S3_0_C2_C1_1) \
	K(PAUTH_IB, S3_0_C2_C1_2, S3_0_C2_C1_3) \
	K(PAUTH_DA, S3_0_C2_C2_0, S3_0_C2_C2_1) \
	K(PAUTH_DB, S3_0_C2_C2_2, S3_0_C2_C2_3) \
	K(PAUTH_GA, S3_0_C2_C3_0, S3_0_C2_C3_1)

/** pauth_write_key - AP..KeyLo_EL1 and AP..KeyHi_EL1, then ISB */
static inline void pauth_write_key(enum pauth_key key,
				   struct pauth_key_value value)
{
	switch (key) {
#define PAUTH_WRITE_(id, low_, high_)            \
	case id:                                 \
		write_sysreg(low_, value.low);   \
		write_sysreg(high_, value.high); \
		break;
		PAUTH_EACH_KEY(PAUTH_WRITE_)
	default:
		break;
	}
	isb();
}

static inline struct pauth_key_value pauth_read_key(enum pauth_key key)
{
	switch (key) {
#define PAUTH_READ_(id, low_, high_)                                \
	case id:                                                    \
		return (struct pauth_key_value){ read_sysreg(low_), \
						 read_sysreg(high_) };
		PAUTH_EACH_KEY(PAUTH_READ_)
	default:
		return (struct pauth_key_value){ 0, 0 };
	}
}

/**
 * pauth_level - ID_AA64ISAR1_EL1.APA or API, or ID_AA64ISAR2_EL1.APA3
 *
 * 0 none; 1 an authentication that fails leaves an error code; 3 it is a
 * combination of the two codes; 4 and more trap.
 */
static inline unsigned int pauth_level(void)
{
	uint64_t isar1 = read_sysreg(S3_0_C0_C6_1);
	unsigned int level = field(isar1, 4, 4) | field(isar1, 8, 4);

	return level ? level : field(read_sysreg(S3_0_C0_C6_2), 12, 4);
}

#endif /* __aarch64__ */
#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Protection keys: PKRU has the rights of user pages, IA32_PKRS those of
 * supervisor pages, and but for that the two are alike (Intel SDM vol. 3, 4.6.2).
 * What is checked of both is here, for suites pku and pks.
 */
#ifndef LIB_X86_PAGING_KEYS_H
#define LIB_X86_PAGING_KEYS_H

#include <stdbool.h>
#include <stdint.h>

/* The two bits of a key, which stand at 2 * key. */
#define KEY_AD 1u /* no access */
#define KEY_WD 2u /* no write */

/** key_rights - a register that has @rights for @key, and all for the others */
static inline uint32_t key_rights(unsigned int key, uint32_t rights)
{
	return rights << 2 * key;
}

struct key_register {
	unsigned long cr4;	       /* the bit that enables it */
	uint64_t page;		       /* PTE_U: of user pages */
	void (*write)(uint32_t value); /* whatever CR4 says */
	uint32_t (*read)(void);
};

extern const struct key_register keys_user, keys_supervisor;

/** keys_setup - for each case; keys, CR4 and CR0 are put back at its end */
void keys_setup(void);

/** keys_first - what the register was when the first case began */
uint32_t keys_first(const struct key_register *reg);

/** keys_enable - set or clear its bit of CR4, on this CPU */
void keys_enable(const struct key_register *reg, bool on);

/*
 * Every key, rights, page and kind of access at a CPL, with the register enabled
 * and not: one of KEYS_STATES. The other register says the opposite.
 */
#define KEYS_PER_KEY (2 * 3 * 2 * 2 * 2 * 4 * 2)
#define KEYS_STATES  (KEYS_PER_KEY * 16) /* key 0 first */
void keys_check_state(const struct key_register *reg, unsigned int cpl,
		      uint64_t number);

/** keys_kernel_has_0 - key 0 is the kernel's again, after states of key 0 */
void keys_kernel_has_0(void);

/* Sizes of pages, and keys in entries that lead to tables: KEYS_SIZES of them. */
#define KEYS_SIZES (3 * 16 * 3 * 4)
void keys_check_size(const struct key_register *reg, uint64_t number);
#define KEYS_TABLES (3 * 16 * 3)
void keys_check_table(const struct key_register *reg, uint64_t number);

/* What takes effect without INVLPG. */
void keys_check_rights_change(const struct key_register *reg);
void keys_check_enable_change(const struct key_register *reg);
void keys_check_wp_change(const struct key_register *reg);

/** keys_check_per_cpu - value and effect are each processor's own; 2 CPUs */
void keys_check_per_cpu(const struct key_register *reg);

/** keys_check_descriptor - what the processor itself reads is an access of CPL 0 */
void keys_check_descriptor(const struct key_register *reg);

/** keys_check_bits - each bit of the register is kept, and none of the other's */
void keys_check_bits(const struct key_register *reg);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The registers that block.S loads, and stores after an exit; 4 bytes each. */
#ifndef ARM_32_REGS_EXITS_BLOCK_H
#define ARM_32_REGS_EXITS_BLOCK_H

#define BLOCK_R	     0 /* r0 to r12 */
#define BLOCK_CPSR   52
#define BLOCK_NR_D   56 /* 16 or 32: so many VFP registers there are */
#define BLOCK_FPSCR  60
#define BLOCK_D	     64 /* d0 to d31 */
#define BLOCK_SYS    320 /* BLOCK_NR_SYS words of registers, in block.S's order */
#define BLOCK_NR_SYS 30
#define BLOCK_BANKS  440
#define BLOCK_NR_OWN 26 /* that code of user mode cannot change */

#ifndef __ASSEMBLER__
#include <arm/bank_32.h>
#include <stddef.h>
#include <stdint.h>

/* What a call of firmware may change (DEN 0028, 2.4), and the count's place. */
#define CALL_CHANGES  0xf
#define COUNT_CHANGES 3
#define WFI_NEEDS     &arm_gentimer

enum {
	BANK_FIQ,
	BANK_IRQ,
	BANK_ABT,
	BANK_UND,
	BANK_SYS,
	BANK_SVC,
	NR_BANKS
};

struct block {
	uint32_t r[13], cpsr, nr_d, fpscr;
	uint64_t d[32];
	uint32_t sys[BLOCK_NR_SYS];
	struct bank banks[NR_BANKS];
};
_Static_assert(offsetof(struct block, banks) == BLOCK_BANKS, "BLOCK_BANKS");

/*
 * block_run - load all of @in, call the exit, store all to @out
 * @exit: a leaf in block.S
 *
 * SP and LR are this mode's own; VFP registers, which the library does not use,
 * are not put back.
 */
void block_run(const struct block *in, struct block *out, void (*exit)(void));

/* The same without banks, and, in user mode, without system registers. */
void block_run_kernel(const struct block *in, struct block *out,
		      void (*exit)(void));
void block_run_user(const struct block *in, struct block *out,
		    void (*exit)(void));

/* block_read_sys - the system registers as they are, to @b */
void block_read_sys(struct block *b);

/* Exits: each uses the registers of the block as its comment says. */
void exit_hvc(void), exit_smc(void), exit_load(void), exit_store(void),
	exit_wfi(void), exit_sgi(void), exit_oslar(void), exit_wait(void),
	exit_count(void), exit_none(void), exit_actlr(void), exit_id(void),
	exit_set_way(void);
#endif

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The registers that block.S loads, and stores after an exit; 8 bytes each. */
#ifndef ARM_REGS_EXITS_BLOCK_H
#define ARM_REGS_EXITS_BLOCK_H

#define BLOCK_X	     0	 /* x0 to x30 */
#define BLOCK_SP     248 /* SP_EL0 */
#define BLOCK_SYS    256 /* BLOCK_NR_SYS system registers, in block.S's order */
#define BLOCK_NR_SYS 17
#define BLOCK_NR_OWN 7 /* that code of EL0 cannot change */
#define BLOCK_FPCR   392
#define BLOCK_FPSR   400
#define BLOCK_NZCV   408
#define BLOCK_Q	     416 /* q0 to q31, 16 bytes each */
#define BLOCK_BYTES  928

#ifndef __ASSEMBLER__
#include <stdint.h>

/* What a call of firmware may change (DEN 0028, 2.4), and the count's place. */
#define CALL_CHANGES  0x3ffff
#define COUNT_CHANGES 1
#define WFI_NEEDS     &arm_at_el1 /* SCTLR_EL2 has another bit */

struct block {
	uint64_t r[31], sp_el0, sys[BLOCK_NR_SYS], fpcr, fpsr, nzcv;
	uint64_t q[32][2];
};
_Static_assert(sizeof(struct block) == BLOCK_BYTES, "BLOCK_BYTES");

/*
 * block_run - load all of @in, call the exit, store all to @out
 * @exit: a leaf in block.S; X16 to X18 and X30 of @in are not loaded, and
 * X19 to X21 are where the two blocks and the exit are
 *
 * By the ABI: vector registers too, which the library does not use.
 */
void block_run(const struct block *in, struct block *out, void (*exit)(void));

/* The same at EL0, without SP_EL0 and the system registers. */
void block_run_user(const struct block *in, struct block *out,
		    void (*exit)(void));

/* Exits: each uses the registers of the block as its comment says. */
void exit_hvc(void), exit_smc(void), exit_load(void), exit_store(void),
	exit_wfi(void), exit_sgi(void), exit_oslar(void), exit_wait(void),
	exit_count(void), exit_none(void), exit_actlr(void), exit_id(void),
	exit_set_way(void);
#endif

#endif

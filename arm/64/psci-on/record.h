/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What entry.S writes down of a CPU that has just started; in words of 8 bytes. */
#ifndef ARM_PSCI_ON_RECORD_H
#define ARM_PSCI_ON_RECORD_H

#define RECORD_X0    0
#define RECORD_DAIF  8
#define RECORD_LEVEL 16
#define RECORD_SPSEL 24
#define RECORD_SCTLR 32
#define RECORD_MPIDR 40
#define RECORD_CNTV  48
#define RECORD_CNTP  56
#define RECORD_MDSCR 64
#define RECORD_NZCV  72
#define RECORD_PC    80
#define RECORD_OSLSR 88
#define RECORD_ISR   96
#define RECORD_RUNS  104
#define RECORD_SMC   112 /* in: how it is to switch itself off */
#define RECORD_HOLD   128 /* in: another line: not before this is 0 */

#ifndef __ASSEMBLER__
#include <stdint.h>

struct record {
	uint64_t x0, daif, level, spsel, sctlr, mpidr, cntv_ctl, cntp_ctl,
		mdscr;
	uint64_t nzcv, pc, oslsr, isr, runs, smc;
	uint64_t hold __attribute__((aligned(128)));
} __attribute__((aligned(128)));

extern struct record psci_on_record;
extern const char psci_on_entry[];
#endif

#endif

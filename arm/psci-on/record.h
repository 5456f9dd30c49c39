/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What entry.S writes down of a CPU that has just started; in words of 8 bytes. */
#ifndef ARM_PSCI_ON_RECORD_H
#define ARM_PSCI_ON_RECORD_H

#define RECORD_CONTEXT 0
#define RECORD_PC      8
#define RECORD_SCTLR   16
#define RECORD_MPIDR   24
#define RECORD_CNTV    32
#define RECORD_CNTP    40
#define RECORD_ISR     48
#define RECORD_RUNS    56
#define RECORD_SMC     64  /* in: how it is to switch itself off */
#define RECORD_STATE   72  /* what the width has */
#define RECORD_HOLD    128 /* in: another line: not before this is 0 */

#ifndef __ASSEMBLER__
#include <stdint.h>

struct record {
	uint64_t context, pc, sctlr, mpidr, cntv_ctl, cntp_ctl, isr;
	uint64_t runs, smc;
	uint64_t state[7];
	uint64_t hold __attribute__((aligned(128)));
} __attribute__((aligned(128)));

extern struct record psci_on_record;
extern const char psci_on_entry[];
#endif

#endif

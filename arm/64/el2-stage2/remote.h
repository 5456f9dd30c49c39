/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A guest on CPU 1 that goes on meanwhile, behind the same tables. */
#ifndef ARM_EL2_STAGE2_REMOTE_H
#define ARM_EL2_STAGE2_REMOTE_H

#include <stdbool.h>
#include <stdint.h>

extern struct el2_guest remote;

/** remote_word - the guest's to store to; the start waits for what is not 0 */
extern volatile uint64_t remote_word[8];

/**
 * remote_start - enter @remote, which is filled in, with this SCTLR_EL1
 * @handler: there, when it has come out: true enters it again; may be NULL
 */
void remote_start(uint64_t sctlr, bool (*handler)(void));

/** remote_esr - ESR_EL1 of the guest, behind on_cpu_wait(1) */
extern uint64_t remote_esr;

#endif

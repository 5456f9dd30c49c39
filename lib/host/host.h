/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A port of lib/arch.h to a process of the build machine, so that lib/ and the
 * suites of common/ run under sanitizers, without QEMU: RAM is a file in
 * memory, CPUs are threads, traps are signals, the console is standard output
 * and input. What tests may set before they begin is declared here.
 */
#ifndef LIB_HOST_HOST_H
#define LIB_HOST_HOST_H

#include <arch.h>

/* RAM by default: pieces on both sides of each limit of mm/page.h. */
extern struct boot_info host_boot_info;

extern unsigned int host_nr_cpus;  /* 4 */
extern unsigned int host_dead_cpu; /* never starts; 0: none */
extern uint64_t host_hz;	   /* of arch_ticks(), 10^9 */
extern unsigned int host_speed;	   /* 1: seconds pass so much faster */
extern unsigned int *host_kept;	   /* of arch_kept(); shared memory survives */

/* What a process that called arch_end() ends with: this plus the kind. */
enum {
	HOST_EXIT_ENDED = 0x40
};

extern _Thread_local bool host_user; /* in arch_user_call() */

/** host_mmu_init, host_trap_init - before main() */
void host_mmu_init(void);
void host_trap_init(void);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The few things of a signal's context that depend on the build machine. */
#ifndef LIB_HOST_UCONTEXT_H
#define LIB_HOST_UCONTEXT_H

#include <stdbool.h>
#include <ucontext.h>

struct host_context {
	unsigned long pc, sp, fp;
	bool write, fetch; /* of SIGSEGV */
};

static inline struct host_context host_context(const void *signal_context)
{
	const ucontext_t *uc = signal_context;
#if defined(__x86_64__)
	/* Intel SDM vol. 3, 4.7: bit 1 of the error code W, bit 4 I/D */
	const greg_t *regs = uc->uc_mcontext.gregs;

	return (struct host_context){
		.pc = regs[REG_RIP],
		.sp = regs[REG_RSP],
		.fp = regs[REG_RBP],
		.write = regs[REG_ERR] & 2,
		.fetch = regs[REG_ERR] & 16,
	};
#elif defined(__aarch64__)
	return (struct host_context){
		.pc = uc->uc_mcontext.pc,
		.sp = uc->uc_mcontext.sp,
		.fp = uc->uc_mcontext.regs[29],
		.fetch = uc->uc_mcontext.pc == uc->uc_mcontext.fault_address,
	};
#else
#error lib/host/ucontext.h does not know this machine
#endif
}

#endif

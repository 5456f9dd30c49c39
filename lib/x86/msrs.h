/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Checks of MSRs, each with whatever was there put back, and what CPUID says that
 * suites of MSRs go by.
 */
#ifndef LIB_X86_MSRS_H
#define LIB_X86_MSRS_H

#include <stdbool.h>
#include <stdint.h>
#include <trap.h>
#include <x86/cpu.h>
#include <x86/msr.h>

/* As the vendor string of CPUID leaf 0 has it. */
bool vendor_intel(void);
bool vendor_amd(void);

/* What CPUID enumerates, spelled as in the manuals. */
bool has_lm(void);	/* 80000001:EDX[29] */
bool has_nx(void);	/* 80000001:EDX[20] */
bool has_syscall(void); /* 80000001:EDX[11] */
bool has_ffxsr(void);	/* 80000001:EDX[25] */
bool has_svm(void);	/* 80000001:ECX[2] */
bool has_rdtscp(void);	/* 80000001:EDX[27], or RDPID: the owners of TSC_AUX */
bool has_sep(void);	/* 1:EDX[11] */
bool has_mtrr(void);	/* 1:EDX[12] */
bool has_mca(void);	/* 1:EDX[14] */
bool has_pat(void);	/* 1:EDX[16] */
bool has_pks(void);	/* 7.0:ECX[31] */

/** cpuid_bit - one bit of CPUID; false where the leaf does not exist */
bool cpuid_bit(uint32_t leaf, uint32_t subleaf, char reg, unsigned int bit);

/** linear_bits - width of a linear address that an MSR may hold: 32, 48, 57 */
unsigned int linear_bits(void);

/** physical_bits - MAXPHYADDR: 80000008:EAX[7:0], or 36 without that leaf */
unsigned int physical_bits(void);

/**
 * msr_read - RDMSR under trap_catch()
 */
struct trap msr_read(uint32_t msr, uint64_t *value);

/**
 * msr_try - write, read back, and put back what was there, all in one go
 * @old: what the register held
 * @read: what it held after the WRMSR; not changed where that trapped
 *
 * Nothing but the three instructions runs in between, so that the bases of
 * segments are safe to change.
 */
struct trap msr_try(uint32_t msr, uint64_t value, uint64_t old, uint64_t *read);

/** msr_read_on - RDMSR on another CPU */
uint64_t msr_read_on(unsigned int cpu, uint32_t msr);

/** expect_absent - RDMSR and WRMSR raise #GP(0) */
void expect_absent(uint32_t msr);

/** expect_holds - @value is accepted and reads back as @reads */
void expect_holds(uint32_t msr, uint64_t value, uint64_t reads);

/** expect_refuses - WRMSR of @value raises #GP(0) and changes nothing */
void expect_refuses(uint32_t msr, uint64_t value);

#endif

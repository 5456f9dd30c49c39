/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Selectors of the library's GDT. Plain numbers only: assembly includes this too.
 *
 * The order suits SYSCALL/SYSRET and SYSENTER/SYSEXIT (Intel SDM vol. 3, 5.8.7,
 * 5.8.8): kernel code, kernel data, user 32-bit code, user data, user 64-bit
 * code, each 8 above the one before.
 */
#ifndef LIB_X86_SELECTORS_H
#define LIB_X86_SELECTORS_H

#define KERNEL_CS      0x08 /* 64-bit code on x86_64, 32-bit on i386 */
#define KERNEL_DS      0x10
#define USER_CS32      0x1b /* SYSRET to 32 bits: STAR[63:48] + 0 */
#define USER_DS	       0x23
#define USER_CS64      0x2b /* x86_64 only */
#define KERNEL_CS32    0x30 /* compatibility mode code, DPL 0 */
#define KERNEL_CS16    0x38 /* 16-bit code with a 64 KiB limit, base 0 */
#define KERNEL_DS16    0x40
#define SPARE_SEL_BASE 0x48 /* eight entries that suites may fill */
#define SPARE_SEL_NR   8
#define DF_TSS_SEL     0x88 /* i386 only: df_32.c */
#define TSS_SEL_BASE   0x90 /* the CPUs' TSSs, 16 bytes apart in both widths */
#define TSS_SEL_STEP   0x10
#define GDT_NR_TSS     64 /* CPU_MAX in <smp.h> */
#define GDT_BYTES      (TSS_SEL_BASE + TSS_SEL_STEP * GDT_NR_TSS)

#ifdef __x86_64__
#define USER_CS USER_CS64
#else
#define USER_CS USER_CS32
#endif

/* Stacks of their own; x86_64 only, where a gate can name one. */
#define IST_DF	1
#define IST_NMI 2
#define IST_MC	3

#define VECTOR_BYTES 16 /* code between two entries of trap_vectors */

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where real_stub.S and real.c find things in the pages of the stub. Plain numbers,
 * for assembly.
 */
#ifndef LIB_X86_REAL_STUB_H
#define LIB_X86_REAL_STUB_H

/* In the first page: code, so that no emulator sees it modified all the time */
#define STUB_VECTORS 0x700 /* CALL for each of 32 vectors */
#define STUB_CODE    0x800
#define STUB_FREE    0xd00

/* In the second page */
#define STUB_DATA   0x1000
#define STUB_BACK   (STUB_DATA + 0x00) /* far pointer, 32 and 16 bits */
#define STUB_IDT    (STUB_DATA + 0x08) /* for LIDT */
#define STUB_GDT    (STUB_DATA + 0x10) /* for LGDT */
#define STUB_IN	    (STUB_DATA + 0x18) /* DS, ES, SS, FS, GS */
#define STUB_OUT    (STUB_DATA + 0x24) /* the same, afterwards */
#define STUB_NR	    (STUB_DATA + 0x30) /* states to run */
#define STUB_MEMORY (STUB_DATA + 0x32) /* 1: with the window */
#define STUB_WINDOW (STUB_DATA + 0x34) /* its segment */
#define STUB_BIG    (STUB_DATA + 0x36) /* registers to have 4 GiB */
#define STUB_AX	    (STUB_DATA + 0x38)
#define STUB_SP	    (STUB_DATA + 0x3c)
#define STUB_BP	    (STUB_DATA + 0x40)
#define STUB_TRAP   (STUB_DATA + 0x44) /* its CALL, IP, CS, flags */
#define STUB_STACK  (STUB_DATA + 0xffc)

/* In the pages behind: struct exec_state */
#define STUB_STATES 0x2000
#define STATE_BYTES 192
#define STATE_MEM   136 /* the window in the state */

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bits of EFLAGS, the control and debug registers, XCR0, EFER and the #PF error
 * code. Names and positions: Intel SDM vol. 3, 2.3, 2.5, 2.6, 4.7 and 17.2.
 * Plain numbers only: assembly includes this too.
 */
#ifndef LIB_X86_REGS_H
#define LIB_X86_REGS_H

#define EFLAGS_CF	 (1 << 0)
#define EFLAGS_FIXED	 (1 << 1) /* always 1 */
#define EFLAGS_PF	 (1 << 2)
#define EFLAGS_AF	 (1 << 4)
#define EFLAGS_ZF	 (1 << 6)
#define EFLAGS_SF	 (1 << 7)
#define EFLAGS_TF	 (1 << 8)
#define EFLAGS_IF	 (1 << 9)
#define EFLAGS_DF	 (1 << 10)
#define EFLAGS_OF	 (1 << 11)
#define EFLAGS_IOPL_SHIFT 12
#define EFLAGS_IOPL	 (3 << EFLAGS_IOPL_SHIFT)
#define EFLAGS_NT	 (1 << 14)
#define EFLAGS_RF	 (1 << 16)
#define EFLAGS_VM	 (1 << 17)
#define EFLAGS_AC	 (1 << 18)
#define EFLAGS_VIF	 (1 << 19)
#define EFLAGS_VIP	 (1 << 20)
#define EFLAGS_ID	 (1 << 21)

#define CR0_PE (1 << 0)
#define CR0_MP (1 << 1)
#define CR0_EM (1 << 2)
#define CR0_TS (1 << 3)
#define CR0_ET (1 << 4)
#define CR0_NE (1 << 5)
#define CR0_WP (1 << 16)
#define CR0_AM (1 << 18)
#define CR0_NW (1 << 29)
#define CR0_CD (1 << 30)
#define CR0_PG 0x80000000

#define CR3_PWT		(1 << 3)
#define CR3_PCD		(1 << 4)
#define CR3_PCID	0xfff
#define CR3_LAM_U57	0x2000000000000000 /* bit 61 */
#define CR3_LAM_U48	0x4000000000000000 /* bit 62 */
#define CR3_NOFLUSH	0x8000000000000000 /* bit 63, with CR4_PCIDE */

#define CR4_VME	       (1 << 0)
#define CR4_PVI	       (1 << 1)
#define CR4_TSD	       (1 << 2)
#define CR4_DE	       (1 << 3)
#define CR4_PSE	       (1 << 4)
#define CR4_PAE	       (1 << 5)
#define CR4_MCE	       (1 << 6)
#define CR4_PGE	       (1 << 7)
#define CR4_PCE	       (1 << 8)
#define CR4_OSFXSR     (1 << 9)
#define CR4_OSXMMEXCPT (1 << 10)
#define CR4_UMIP       (1 << 11)
#define CR4_LA57       (1 << 12)
#define CR4_VMXE       (1 << 13)
#define CR4_SMXE       (1 << 14)
#define CR4_FSGSBASE   (1 << 16)
#define CR4_PCIDE      (1 << 17)
#define CR4_OSXSAVE    (1 << 18)
#define CR4_KL	       (1 << 19)
#define CR4_SMEP       (1 << 20)
#define CR4_SMAP       (1 << 21)
#define CR4_PKE	       (1 << 22)
#define CR4_CET	       (1 << 23)
#define CR4_PKS	       (1 << 24)
#define CR4_UINTR      (1 << 25)
#define CR4_LAM_SUP    (1 << 28)

#define EFER_SCE   (1 << 0)
#define EFER_LME   (1 << 8)
#define EFER_LMA   (1 << 10)
#define EFER_NXE   (1 << 11)
#define EFER_SVME  (1 << 12)
#define EFER_LMSLE (1 << 13)
#define EFER_FFXSR (1 << 14)
#define EFER_TCE   (1 << 15)

#define XCR0_X87	(1 << 0)
#define XCR0_SSE	(1 << 1)
#define XCR0_AVX	(1 << 2)
#define XCR0_BNDREGS	(1 << 3)
#define XCR0_BNDCSR	(1 << 4)
#define XCR0_OPMASK	(1 << 5)
#define XCR0_ZMM_HI256	(1 << 6)
#define XCR0_HI16_ZMM	(1 << 7)
#define XCR0_PKRU	(1 << 9)
#define XCR0_TILECFG	(1 << 17)
#define XCR0_TILEDATA	(1 << 18)

#define DR6_B0	   (1 << 0)
#define DR6_B1	   (1 << 1)
#define DR6_B2	   (1 << 2)
#define DR6_B3	   (1 << 3)
#define DR6_BLD	   (1 << 11) /* 0: a bus lock was detected */
#define DR6_BD	   (1 << 13)
#define DR6_BS	   (1 << 14)
#define DR6_BT	   (1 << 15)
#define DR6_RTM	   (1 << 16) /* 0: in a transaction */
#define DR6_FIXED  0xfffe0ff0
#define DR6_INIT   0xffff0ff0
#define DR7_L(n)   (1 << (2 * (n)))
#define DR7_G(n)   (2 << (2 * (n)))
#define DR7_LE	   (1 << 8)
#define DR7_GE	   (1 << 9)
#define DR7_FIXED  (1 << 10)
#define DR7_RTM	   (1 << 11)
#define DR7_GD	   (1 << 13)
#define DR7_RW(n, rw)	((rw) << (16 + 4 * (n))) /* 0: x, 1: w, 2: io, 3: rw */
#define DR7_LEN(n, len) ((len) << (18 + 4 * (n))) /* 0: 1, 1: 2, 2: 8, 3: 4 */
#define DR7_INIT   DR7_FIXED

/* Error code of #PF */
#define PF_P	0x0001
#define PF_W	0x0002
#define PF_U	0x0004
#define PF_RSVD 0x0008
#define PF_I	0x0010 /* only with EFER.NXE or CR4.SMEP */
#define PF_PK	0x0020
#define PF_SS	0x0040
#define PF_SGX	0x8000

/* Error code of #TS, #NP, #SS and #GP that names a selector */
#define ERROR_EXT 1
#define ERROR_IDT 2
#define ERROR_TI  4

#endif

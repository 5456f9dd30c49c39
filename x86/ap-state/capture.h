/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the stub (stub.S) stores about the CPU that starts in it, and how it is
 * told what to do next. The page of the stub holds both: code from 0, this from
 * CAP. Plain numbers, for assembly; sipi.c compares them with struct capture.
 */
#ifndef X86_AP_STATE_CAPTURE_H
#define X86_AP_STATE_CAPTURE_H

#define CAP	   0x800
#define CAP_STARTS (CAP + 0x00) /* how often the stub was entered */
#define CAP_STAGE  (CAP + 0x04) /* commands done, 1: all below is stored */
#define CAP_EAX	   (CAP + 0x08)
#define CAP_ECX	   (CAP + 0x0c)
#define CAP_EDX	   (CAP + 0x10)
#define CAP_EBX	   (CAP + 0x14)
#define CAP_ESP	   (CAP + 0x18)
#define CAP_EBP	   (CAP + 0x1c)
#define CAP_ESI	   (CAP + 0x20)
#define CAP_EDI	   (CAP + 0x24)
#define CAP_EFLAGS (CAP + 0x28)
#define CAP_CR0	   (CAP + 0x2c)
#define CAP_CR2	   (CAP + 0x30)
#define CAP_CR3	   (CAP + 0x34)
#define CAP_CR4	   (CAP + 0x38)
#define CAP_DR0	   (CAP + 0x3c)
#define CAP_DR1	   (CAP + 0x40)
#define CAP_DR2	   (CAP + 0x44)
#define CAP_DR3	   (CAP + 0x48)
#define CAP_DR6	   (CAP + 0x4c)
#define CAP_DR7	   (CAP + 0x50)
#define CAP_CS	   (CAP + 0x54) /* selectors, 16 bits in 32 */
#define CAP_DS	   (CAP + 0x58)
#define CAP_ES	   (CAP + 0x5c)
#define CAP_SS	   (CAP + 0x60)
#define CAP_FS	   (CAP + 0x64)
#define CAP_GS	   (CAP + 0x68)
#define CAP_LDTR   (CAP + 0x6c)
#define CAP_TR	   (CAP + 0x70)
#define CAP_DS_AT  (CAP + 0x74) /* the word at segment:probe */
#define CAP_ES_AT  (CAP + 0x78)
#define CAP_SS_AT  (CAP + 0x7c)
#define CAP_FS_AT  (CAP + 0x80)
#define CAP_GS_AT  (CAP + 0x84)
#define CAP_GDTR   (CAP + 0x88) /* limit, base: 6 bytes in 8 */
#define CAP_IDTR   (CAP + 0x90)
#define CAP_TSC	   (CAP + 0x98)
#define CAP_XCR0   (CAP + 0xa0)
#define CAP_FAULTS (CAP + 0xa8) /* limit faults, one bit a segment register */
#define CAP_RESUME (CAP + 0xac) /* where the fault handler goes on */
#define CAP_NMIS   (CAP + 0xb0)
#define CAP_IRQS   (CAP + 0xb4)
#define CAP_PINGS  (CAP + 0xb8) /* rounds of the waiting loop */

/* Set by the boot CPU */
#define CAP_COMMAND   (CAP + 0xc0)
#define CAP_WHAT      (CAP + 0xc4)
#define CAP_PROBE     (CAP + 0xc8) /* address of a word below 64 KiB */
#define CAP_APIC_BASE (CAP + 0xcc)
#define CAP_NR_MSRS   (CAP + 0xd0)
#define CAP_GDT_PTR   (CAP + 0xd8)
#define CAP_GDT	      (CAP + 0xe0) /* two descriptors */

#define CAP_FX	   (CAP + 0x100) /* FXSAVE area, 512 bytes */
#define CAP_APIC   (CAP + 0x300) /* the 64 registers of the local APIC */
#define CAP_MSRS   (CAP + 0x400) /* index, 0, low, high: 40 of 16 bytes */
#define CAP_LONG_CR3  (CAP + 0x680) /* for COMMAND_LONG */
#define CAP_LONG_EFER (CAP + 0x684)
#define CAP_LONG_PTR  (CAP + 0x688) /* far pointer: 32 and 16 bits */
#define CAP_R8	      (CAP + 0x690) /* R8 to R15 */
#define CAP_END	      (CAP + 0x6d0)
#define STUB_STACK 0xff0

/* Bits of CAP_WHAT: what there is to store */
#define WHAT_FX	    1
#define WHAT_XCR0   2
#define WHAT_XAPIC  4
#define WHAT_LIMITS 8
#define WHAT_HALT   16 /* sleep then: no commands, the next thing is INIT */

/* Commands */
#define COMMAND_STI  1 /* interrupts on for some thousand instructions */
#define COMMAND_HLT  2 /* wait for an NMI */
#define COMMAND_LONG 3 /* store what only 64-bit mode has; ends there */

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ap_stub - where a start-up IPI leads, copied to a page below 1 MiB
 * in:  real mode, CS:IP = the page:0; nothing else is assumed
 * out: the state of the CPU, stored in this page before anything changes it;
 *	then commands, in a loop
 *
 * All data is reached through CS, the one segment that is known. Only MOV is
 * used until EFLAGS are stored.
 */
#include "capture.h"
#include <arch/asm.h>
#include <x86/msr.h>
#include <x86/regs.h>

#define FLAT 8 /* selector of the flat data segment in CAP_GDT */

	.section .rodata
	.code16
OBJECT(ap_stub)
0:	movl	%eax, %cs:(CAP_EAX)
	movl	%ecx, %cs:(CAP_ECX)
	movl	%edx, %cs:(CAP_EDX)
	movl	%ebx, %cs:(CAP_EBX)
	movl	%esp, %cs:(CAP_ESP)
	movl	%ebp, %cs:(CAP_EBP)
	movl	%esi, %cs:(CAP_ESI)
	movl	%edi, %cs:(CAP_EDI)
	mov	%cs, %ax
	movw	%ax, %cs:(CAP_CS)
	mov	%ds, %ax
	movw	%ax, %cs:(CAP_DS)
	mov	%es, %ax
	movw	%ax, %cs:(CAP_ES)
	mov	%ss, %ax
	movw	%ax, %cs:(CAP_SS)
	mov	%fs, %ax
	movw	%ax, %cs:(CAP_FS)
	mov	%gs, %ax
	movw	%ax, %cs:(CAP_GS)

	/* the bases, which loading a selector would change */
	movl	%cs:(CAP_PROBE), %ebx		/* bx = address of a known word */
	movl	%ds:(%bx), %eax
	movl	%eax, %cs:(CAP_DS_AT)
	movl	%es:(%bx), %eax
	movl	%eax, %cs:(CAP_ES_AT)
	movl	%ss:(%bx), %eax
	movl	%eax, %cs:(CAP_SS_AT)
	movl	%fs:(%bx), %eax
	movl	%eax, %cs:(CAP_FS_AT)
	movl	%gs:(%bx), %eax
	movl	%eax, %cs:(CAP_GS_AT)

	/* a stack in this page; the limit of SS stays what it was */
	mov	%cs, %ax
	mov	%ax, %ss
	movl	$STUB_STACK, %esp
	pushfl
	popl	%eax
	movl	%eax, %cs:(CAP_EFLAGS)
	incl	%cs:(CAP_STARTS)
	rdtsc
	movl	%eax, %cs:(CAP_TSC)
	movl	%edx, %cs:(CAP_TSC + 4)
	sgdtl	%cs:(CAP_GDTR)
	sidtl	%cs:(CAP_IDTR)

	mov	%cr0, %eax
	movl	%eax, %cs:(CAP_CR0)
	mov	%cr2, %eax
	movl	%eax, %cs:(CAP_CR2)
	mov	%cr3, %eax
	movl	%eax, %cs:(CAP_CR3)
	mov	%cr4, %eax
	movl	%eax, %cs:(CAP_CR4)
	mov	%dr0, %eax
	movl	%eax, %cs:(CAP_DR0)
	mov	%dr1, %eax
	movl	%eax, %cs:(CAP_DR1)
	mov	%dr2, %eax
	movl	%eax, %cs:(CAP_DR2)
	mov	%dr3, %eax
	movl	%eax, %cs:(CAP_DR3)
	mov	%dr6, %eax
	movl	%eax, %cs:(CAP_DR6)
	mov	%dr7, %eax
	movl	%eax, %cs:(CAP_DR7)

	/* LDTR and TR can be read in protected mode only */
	mov	%cr0, %eax
	or	$CR0_PE, %al
	mov	%eax, %cr0
	sldt	%cx
	str	%dx
	and	$~CR0_PE, %al
	mov	%eax, %cr0
	movw	%cx, %cs:(CAP_LDTR)
	movw	%dx, %cs:(CAP_TR)

	testb	$WHAT_LIMITS, %cs:(CAP_WHAT)
	jz	1f
	call	probe_limits
1:	call	read_msrs
	testb	$WHAT_FX, %cs:(CAP_WHAT)
	jz	1f
	mov	%cr4, %eax
	or	$CR4_OSFXSR, %eax
	mov	%eax, %cr4
	fxsave	%cs:(CAP_FX)
1:	testb	$WHAT_XCR0, %cs:(CAP_WHAT)
	jz	1f
	mov	%cr4, %eax
	or	$CR4_OSXSAVE, %eax
	mov	%eax, %cr4
	xor	%ecx, %ecx
	xgetbv
	movl	%eax, %cs:(CAP_XCR0)
	movl	%edx, %cs:(CAP_XCR0 + 4)
1:	testb	$WHAT_XAPIC, %cs:(CAP_WHAT)
	jz	1f
	call	read_apic
1:	movl	$1, %cs:(CAP_STAGE)
	testb	$WHAT_HALT, %cs:(CAP_WHAT)
	jz	command
1:	hlt
	jmp	1b

	/* until the next INIT */
command:
	incl	%cs:(CAP_PINGS)
	movl	%cs:(CAP_COMMAND), %eax
	cmpl	$COMMAND_STI, %eax
	je	do_sti
	cmpl	$COMMAND_HLT, %eax
	je	do_hlt
	cmpl	$COMMAND_LONG, %eax
	je	do_long
	pause
	jmp	command
do_sti:	sti
	movl	$2000, %ecx
1:	pause
	decl	%ecx
	jnz	1b
	cli
	jmp	done
do_hlt:	cli
	hlt
done:	movl	$0, %cs:(CAP_COMMAND)
	incl	%cs:(CAP_STAGE)
	jmp	command

/* SDM vol. 3, 9.8.5; the page is mapped where it is, and executable */
do_long:
	cli
	lgdtl	%cs:(CAP_GDT_PTR)
	mov	%cr4, %eax
	or	$CR4_PAE, %eax
	mov	%eax, %cr4
	movl	%cs:(CAP_LONG_CR3), %eax
	mov	%eax, %cr3
	movl	$MSR_IA32_EFER, %ecx
	movl	%cs:(CAP_LONG_EFER), %eax
	xor	%edx, %edx
	wrmsr
	mov	%cs, %bx
	movzwl	%bx, %ebx
	shl	$4, %ebx			/* ebx = the page */
	mov	%cr0, %eax
	or	$(CR0_PG | CR0_PE), %eax
	mov	%eax, %cr0
	ljmpl	*%cs:(CAP_LONG_PTR)

/*
 * read_msrs - RDMSR of each entry of CAP_MSRS
 * clobbers: eax, ecx, edx, esi, di
 */
read_msrs:
	mov	$CAP_MSRS, %di			/* di = entry */
	movl	%cs:(CAP_NR_MSRS), %esi		/* esi = entries to go */
1:	test	%esi, %esi
	jz	2f
	movl	%cs:(%di), %ecx
	rdmsr
	movl	%eax, %cs:8(%di)
	movl	%edx, %cs:12(%di)
	add	$16, %di
	dec	%esi
	jmp	1b
2:	ret

/*
 * read_apic - the registers of the local APIC, above 1 MiB by way of a segment
 *	       that has kept a 4 GiB limit from protected mode
 * clobbers: eax, ebx, ecx, edi, si, es
 */
read_apic:
	lgdtl	%cs:(CAP_GDT_PTR)
	mov	%cr0, %eax
	or	$CR0_PE, %al
	mov	%eax, %cr0
	mov	$FLAT, %bx
	mov	%bx, %es
	and	$~CR0_PE, %al
	mov	%eax, %cr0
	movl	%cs:(CAP_APIC_BASE), %ebx	/* ebx = registers, linear */
	mov	$apic_regs - 0b, %si		/* si = what to read next */
1:	movzbl	%cs:(%si), %edi			/* edi = offset / 16 */
	inc	%si
	cmp	$0xff, %di
	je	2f
	mov	%edi, %eax
	shl	$4, %eax
	movl	%es:(%ebx, %eax), %ecx
	movl	%ecx, %cs:CAP_APIC(, %edi, 4)
	jmp	1b
2:	ret
/* Not the reserved ones: reading them is an error that ESR would have. */
apic_regs:
	.byte	0x28, 0x02, 0x03, 0x08, 0x0a, 0x0d, 0x0e, 0x0f
	.byte	0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17
	.byte	0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f
	.byte	0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27
	.byte	0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37
	.byte	0x38, 0x39, 0x3e, 0xff

/*
 * probe_limits - read the byte at 0x10000 of DS, ES, FS and GS: #GP beyond the
 *		  limit of real mode. The handler sets the bit that bp has.
 * clobbers: eax, ebx, bp
 */
probe_limits:
	movl	$0x10000, %ebx
	mov	$1, %bp				/* bp = bit of the register */
	movl	$1f - 0b, %cs:(CAP_RESUME)
	movb	%ds:(%ebx), %al
1:	mov	$2, %bp
	movl	$1f - 0b, %cs:(CAP_RESUME)
	movb	%es:(%ebx), %al
1:	mov	$4, %bp
	movl	$1f - 0b, %cs:(CAP_RESUME)
	movb	%fs:(%ebx), %al
1:	mov	$8, %bp
	movl	$1f - 0b, %cs:(CAP_RESUME)
	movb	%gs:(%ebx), %al
1:	ret
END(ap_stub)

/* The handlers that the vector table of real mode points to. */
OBJECT(ap_stub_nmi)
	incl	%cs:(CAP_NMIS)
	iret
END(ap_stub_nmi)

OBJECT(ap_stub_irq)
	incl	%cs:(CAP_IRQS)
	iret
END(ap_stub_irq)

OBJECT(ap_stub_fault)
	or	%bp, %cs:(CAP_FAULTS)
	pop	%ax				/* the saved IP */
	movw	%cs:(CAP_RESUME), %ax
	push	%ax
	iret
END(ap_stub_fault)

/*
 * ap_stub_long - the end of COMMAND_LONG, in 64-bit mode
 * in: ebx = the page
 */
	.code64
OBJECT(ap_stub_long)
	mov	%ebx, %ebx			/* rbx = the page */
	mov	%r8, CAP_R8 + 0x00(%rbx)
	mov	%r9, CAP_R8 + 0x08(%rbx)
	mov	%r10, CAP_R8 + 0x10(%rbx)
	mov	%r11, CAP_R8 + 0x18(%rbx)
	mov	%r12, CAP_R8 + 0x20(%rbx)
	mov	%r13, CAP_R8 + 0x28(%rbx)
	mov	%r14, CAP_R8 + 0x30(%rbx)
	mov	%r15, CAP_R8 + 0x38(%rbx)
	testb	$WHAT_FX, CAP_WHAT(%rbx)
	jz	1f
	fxsave	CAP_FX(%rbx)
1:	incl	CAP_STAGE(%rbx)
2:	hlt
	jmp	2b
END(ap_stub_long)
OBJECT(ap_stub_end)

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * real_stub - what runs in real mode; copied to pages below 64 KiB
 * in:  16-bit protected mode, CS with base 0, IP = the first of them
 * out: back to where STUB_BACK points, in 32-bit protected mode
 *
 * Runs code at STUB_CODE for each of the states, which lie one behind the other
 * at STUB_STATES. All data is reached through CS.
 */
#include <arch/asm.h>
#include <offsets.h>
#include <x86/real/stub.h>
#include <x86/regs.h>
#include <x86/selectors.h>

	.section .rodata
	.code16
OBJECT(real_stub)
0:	mov	$KERNEL_DS16, %ax		/* limits of 64 KiB */
	mov	%ax, %ds
	mov	%ax, %es
	mov	%ax, %ss
	mov	%ax, %fs
	mov	%ax, %gs
	mov	%cr0, %eax
	and	$~CR0_PE, %al
	mov	%eax, %cr0
	.byte	0xea				/* ljmp to the page's segment */
	.word	1f - 0b
	.globl	real_stub_segment
real_stub_segment:
	.word	0				/* real.c fills this in */
1:	mov	%cs, %ax
	mov	%ax, %ss
	mov	$STUB_STACK, %esp
	lidtl	%cs:(STUB_IDT)
	cld
	mov	$STUB_STATES, %bp		/* bp = the state, in CS */

next_state:
	push	%bp
	testb	$1, %cs:(STUB_MEMORY)
	jz	1f
	lea	STATE_MEM(%bp), %si
	movw	%cs:(STUB_WINDOW), %ax
	mov	%ax, %es
	mov	%cs, %ax
	mov	%ax, %ds
	mov	$0x200, %di			/* REAL_WINDOW */
	mov	$8, %cx
	rep movsl				/* memory to window */
1:	testb	$0xf, %cs:(STUB_BIG)
	jz	1f
	call	make_big
1:	movw	%cs:(STUB_IN + 2), %es
	movw	%cs:(STUB_IN + 6), %fs
	movw	%cs:(STUB_IN + 8), %gs
	pushl	%cs:EXEC_FLAGS(%bp)
	popfl
	movl	%cs:0x08(%bp), %ecx
	movl	%cs:0x10(%bp), %edx
	movl	%cs:0x18(%bp), %ebx
	movl	%cs:0x30(%bp), %esi
	movl	%cs:0x38(%bp), %edi
	movl	%cs:0x00(%bp), %eax
	movw	%cs:(STUB_IN + 0), %ds
	movw	%cs:(STUB_IN + 4), %ss
	movl	%cs:0x20(%bp), %esp
	movl	%cs:0x28(%bp), %ebp
	jmp	0b + STUB_CODE

	/* nothing but MOV until all is stored */
	.globl	real_stub_done
real_stub_done:
	movl	%eax, %cs:(STUB_AX)
	movl	%esp, %cs:(STUB_SP)
	mov	%ss, %ax
	movw	%ax, %cs:(STUB_OUT + 4)
	mov	%cs, %ax
	mov	%ax, %ss
	movl	$(STUB_STACK - 2), %esp		/* above: the address of the state */
	pushfl
	popl	%eax
	call	store
	jmp	stored

/* eax = flags; out: bp = the state */
store:	cld
	cli
	movl	%ebp, %cs:(STUB_BP)
	movw	%cs:(STUB_STACK - 2), %bp
	movl	%eax, %cs:EXEC_FLAGS(%bp)
	movl	%cs:(STUB_AX), %eax
	movl	%eax, %cs:0x00(%bp)
	movl	%ecx, %cs:0x08(%bp)
	movl	%edx, %cs:0x10(%bp)
	movl	%ebx, %cs:0x18(%bp)
	movl	%cs:(STUB_SP), %eax
	movl	%eax, %cs:0x20(%bp)
	movl	%cs:(STUB_BP), %eax
	movl	%eax, %cs:0x28(%bp)
	movl	%esi, %cs:0x30(%bp)
	movl	%edi, %cs:0x38(%bp)
	mov	%ds, %ax
	movw	%ax, %cs:(STUB_OUT + 0)
	mov	%es, %ax
	movw	%ax, %cs:(STUB_OUT + 2)
	mov	%fs, %ax
	movw	%ax, %cs:(STUB_OUT + 6)
	mov	%gs, %ax
	movw	%ax, %cs:(STUB_OUT + 8)
	ret

stored:	testb	$1, %cs:(STUB_MEMORY)
	jz	1f
	lea	STATE_MEM(%bp), %di
	mov	%cs, %ax
	mov	%ax, %es
	movw	%cs:(STUB_WINDOW), %ax
	mov	%ax, %ds
	mov	$0x200, %si
	mov	$8, %cx
	rep movsl				/* window to memory */
1:	pop	%bp
	add	$STATE_BYTES, %bp
	decw	%cs:(STUB_NR)
	jnz	next_state

	mov	%cr0, %eax
	or	$CR0_PE, %al
	mov	%eax, %cr0
	ljmpl	*%cs:(STUB_BACK)

/* Limits of 4 GiB, which loading selectors in real mode leaves */
make_big:
	lgdtl	%cs:(STUB_GDT)
	mov	%cr0, %eax
	or	$CR0_PE, %al
	mov	%eax, %cr0
	mov	$KERNEL_DS, %cx
	movb	%cs:(STUB_BIG), %dl
	testb	$1, %dl
	jz	1f
	mov	%cx, %ds
1:	testb	$2, %dl
	jz	1f
	mov	%cx, %es
1:	testb	$4, %dl
	jz	1f
	mov	%cx, %fs
1:	testb	$8, %dl
	jz	1f
	mov	%cx, %gs
1:	and	$~CR0_PE, %al
	mov	%eax, %cr0
	ret

/*
 * A trap, by a CALL of STUB_VECTORS
 * in:  on the stack: where the CALL was, IP, CS, flags
 */
	.globl	real_stub_trap
real_stub_trap:
	movl	%eax, %cs:(STUB_AX)
	pop	%ax
	movw	%ax, %cs:(STUB_TRAP)
	pop	%ax
	movw	%ax, %cs:(STUB_TRAP + 2)
	pop	%ax				/* CS */
	movw	%ax, %cs:(STUB_TRAP + 4)
	pop	%ax
	movw	%ax, %cs:(STUB_TRAP + 6)
	movl	%esp, %cs:(STUB_SP)
	mov	%ss, %ax
	movw	%ax, %cs:(STUB_OUT + 4)
	mov	%cs, %ax
	mov	%ax, %ss
	movl	$(STUB_STACK - 2), %esp
	pushfl
	popl	%eax				/* bits 31:16; the others ... */
	movw	%cs:(STUB_TRAP + 6), %ax	/* ... are those of the trap */
	call	store
	movw	%cs:(STUB_TRAP), %ax
	movw	%ax, %cs:EXEC_CAUSE(%bp)
	movw	%cs:(STUB_TRAP + 2), %ax
	movw	%ax, %cs:EXEC_IP(%bp)
	jmp	stored
END(real_stub)
OBJECT(real_stub_end)

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../psci-on/record.h"

#include <arch/asm.h>

	.text
/*
 * psci_on_entry - where CPU_ON leads: write down what is found, and go off
 * in:  x0 = context; nothing else is known
 * out: psci_on_record; its state: NZCV, DAIF, CurrentEL, SPSel, MDSCR_EL1, OSLSR_EL1
 *
 * Without translation, so without caches: the reader has to look past them.
 */
	.balign	4
FUNC(psci_on_entry)
	mrs	x2, nzcv
	adrp	x1, psci_on_record
	add	x1, x1, :lo12:psci_on_record
	str	x0, [x1, #RECORD_CONTEXT]
	str	x2, [x1, #RECORD_STATE + 0]
	adr	x2, psci_on_entry
	str	x2, [x1, #RECORD_PC]
	mrs	x2, daif
	str	x2, [x1, #RECORD_STATE + 8]
	mrs	x2, CurrentEL
	str	x2, [x1, #RECORD_STATE + 16]
	mrs	x2, spsel
	str	x2, [x1, #RECORD_STATE + 24]
	mrs	x2, sctlr_el1
	mrs	x3, CurrentEL
	cmp	x3, #8
	b.ne	1f
	mrs	x2, sctlr_el2
1:	str	x2, [x1, #RECORD_SCTLR]
	mrs	x2, mpidr_el1
	str	x2, [x1, #RECORD_MPIDR]
	mrs	x2, cntv_ctl_el0
	str	x2, [x1, #RECORD_CNTV]
	mrs	x2, cntp_ctl_el0
	str	x2, [x1, #RECORD_CNTP]
	mrs	x2, mdscr_el1
	str	x2, [x1, #RECORD_STATE + 32]
	mrs	x2, oslsr_el1
	str	x2, [x1, #RECORD_STATE + 40]
	mrs	x2, isr_el1
	str	x2, [x1, #RECORD_ISR]
	ldr	x2, [x1, #RECORD_RUNS]
	add	x2, x2, #1
	str	x2, [x1, #RECORD_RUNS]
	ldr	x2, [x1, #RECORD_SMC]
	dsb	sy
1:	ldr	x3, [x1, #RECORD_HOLD]
	cbnz	x3, 1b
	mov	w0, #0x84000000			/* CPU_OFF */
	add	w0, w0, #2
	cbnz	x2, 2f
	hvc	#0
	b	3f
2:	smc	#0
3:	b	3b				/* it does not return */
END(psci_on_entry)

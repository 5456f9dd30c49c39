/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The smallest guest that boots on arm64: ten instructions behind the header of an
 * Image, the last of which end the VM by PSCI. See pvh.S.
 */
	.text
	.global	start
start:
	b	1f
	.long	0
	.quad	0x80000			/* text_offset */
	.quad	0x1000			/* image_size */
	.quad	0xa			/* little-endian, 4 KiB, anywhere */
	.quad	0, 0, 0
	.ascii	"ARM\x64"
	.long	0
1:	msr	daifset, #15
	mov	x1, #0x09000000		/* PL011 */
	mov	w2, #0x0a
	strb	w2, [x1]
	mov	w0, #0x84000000		/* PSCI SYSTEM_OFF */
	add	w0, w0, #8
	hvc	#0
	wfi
	b	.

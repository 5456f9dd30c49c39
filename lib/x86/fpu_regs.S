/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All vector registers at once: see <x86/fpu.h>. */
#include <arch/asm.h>

#ifdef __x86_64__
#define ARG	%rdi
#define GET_ARG
#else
#define ARG	%eax
#define GET_ARG mov 4(%esp), %eax
#endif

	.macro	each insn_load, insn_store, size, prefix, store
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7
	.if	\store
	\insn_store	%\prefix\n, \size * \n(ARG)
	.else
	\insn_load	\size * \n(ARG), %\prefix\n
	.endif
	.endr
#ifdef __x86_64__
	.irp	n, 8, 9, 10, 11, 12, 13, 14, 15
	.if	\store
	\insn_store	%\prefix\n, \size * \n(ARG)
	.else
	\insn_load	\size * \n(ARG), %\prefix\n
	.endif
	.endr
#endif
	ret
	.endm

	.text
FUNC(xmm_load)
	GET_ARG
	each	movups, movups, 16, xmm, 0
END(xmm_load)

FUNC(xmm_store)
	GET_ARG
	each	movups, movups, 16, xmm, 1
END(xmm_store)

FUNC(ymm_load)
	GET_ARG
	each	vmovups, vmovups, 32, ymm, 0
END(ymm_load)

FUNC(ymm_store)
	GET_ARG
	each	vmovups, vmovups, 32, ymm, 1
END(ymm_store)

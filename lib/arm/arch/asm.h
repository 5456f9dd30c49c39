/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What every .S file of the port needs. */
#ifndef LIB_ARM_ARCH_ASM_H
#define LIB_ARM_ARCH_ASM_H

/* A function with a type and a size, so that symbols resolve in traces. */
#define FUNC(name)              \
	.globl name;            \
	.type name, % function; \
name:

#define END(name) .size name, .- name

/* Data in an assembly file. */
#define OBJECT(name)          \
	.globl name;          \
	.type name, % object; \
name:

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What differs between x86_64 and i386 inside of a table or a text of assembly.
 * (What is longer stands in a file of one width: x86/64/SUITE/, x86/32/SUITE/.)
 */
#ifndef LIB_X86_WIDTH_H
#define LIB_X86_WIDTH_H

#include <stdbool.h>

/* Rows and definitions of one width; R: the pointer-sized register R "di". */
#ifdef __x86_64__
#define ONLY_64(...) __VA_ARGS__
#define ONLY_32(...)
#define IS_64 true
#define R     "%r"
#else
#define ONLY_64(...)
#define ONLY_32(...) __VA_ARGS__
#define IS_64	     false
#define R	     "%e"
#endif

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * newlib's <stdio.h>, but what prints is a function here and not a macro over
 * its streams: there are none (lib/libc/stdio.c).
 */
#ifndef LIBC_STDIO_H
#define LIBC_STDIO_H

#include_next <stdio.h>

#undef putchar

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What newlib's own configure would have written: the options that the library
 * is compiled with. Found before newlib's template of the same name.
 */
#ifndef LIBC_NEWLIB_H
#define LIBC_NEWLIB_H

#include <_newlib_version.h>

#define _WANT_IO_C99_FORMATS 1 /* %zu, %hhx, %jd */
#define _WANT_IO_LONG_LONG   1
#define _WANT_REENT_SMALL    1 /* no tables for functions that are not here */
#define _MB_LEN_MAX	     1

/* Each CPU has its own errno: __getreent() in lib/libc/reent.c. */
#define __DYNAMIC_REENT__ 1

#endif

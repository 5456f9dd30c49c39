/* SPDX-License-Identifier: GPL-2.0-or-later */
/* newlib's headers ask for this file; nothing here depends on the version. */
#ifndef LIBC_NEWLIB_VERSION_H
#define LIBC_NEWLIB_VERSION_H

#endif

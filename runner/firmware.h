/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Firmware that QEMU does not bring along: where distributions put it. */
#ifndef RUNNER_FIRMWARE_H
#define RUNNER_FIRMWARE_H

#include <stdint.h>

/**
 * firmware_path - the file of a name in unittests.cfg
 *
 * A copy of @name where it is none of those: QEMU looks for it then.
 */
char *firmware_path(const char *name);

/** firmware_lack - why there is no such file, or NULL; to be freed */
char *firmware_lack(const char *name);

/** firmware_boot_ms - what it takes before it starts the image, above the usual */
uint64_t firmware_boot_ms(const char *name);

#endif

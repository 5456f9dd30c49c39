/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Devices of the board, by a device tree's names for them. */
#ifndef LIB_ARM_DEVICE_H
#define LIB_ARM_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

/**
 * device_find - the first that is compatible: its registers, its interrupt
 * @intid: NULL: not asked for; 0 where it has none
 *
 * The registers are mapped at the first call for them. False: there is none.
 */
bool device_find(const char *compatible, uint8_t **regs, unsigned int *intid);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a VM ends, beyond what every port has. */
#ifndef LIB_ARM_POWER_H
#define LIB_ARM_POWER_H

#include <stdint.h>

/** power_pvpanic - the register of the device that tells of a panic, or NULL */
uint8_t *power_pvpanic(void);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_ARM_CONSOLE_H
#define LIB_ARM_CONSOLE_H

struct fdt;

/**
 * console_init - the console that the device tree names
 *
 * Before that it is a PL011 where QEMU has it.
 */
void console_init(const struct fdt *fdt);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_ARM_CONSOLE_H
#define LIB_ARM_CONSOLE_H

/**
 * console_init - the console that the machine's description names
 *
 * Before that it is a PL011 where QEMU has it.
 */
void console_init(void);

#endif

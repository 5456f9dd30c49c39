/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the loader's state to translation: for start_32.S and start_64.S. */
#ifndef LIB_ARM_EARLY_H
#define LIB_ARM_EARLY_H

#define GUESSED_UART 0x09000000 /* a PL011, until the machine is known */

#ifndef __ASSEMBLER__
#include <stdint.h>

/**
 * early_tables - write the tables at boot_root
 * @tree: address of the device tree, 0: there is none
 */
void early_tables(uint64_t tree);
#endif

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What start_32.S and start_64.S tell arch_boot(): how the image was loaded. */
#ifndef LIB_X86_BOOT_PROTOCOL_H
#define LIB_X86_BOOT_PROTOCOL_H

#define BOOT_PVH	1 /* EBX: struct hvm_start_info */
#define BOOT_MULTIBOOT2 2 /* EBX: boot information */

#endif

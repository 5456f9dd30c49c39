/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Started by UEFI firmware: UEFI 2.10, 2.3.6. */
#ifndef LIB_ARM_EFI_H
#define LIB_ARM_EFI_H

#include <arch.h>
#include <stdint.h>

struct efi_system_table;

/**
 * efi_boot - take over from firmware: what it knows, and the end of its services
 * @handle: this application's
 *
 * Before the image is relocated: no address of a variable's initial value is
 * right yet. NULL: firmware has refused, and the application is to return.
 */
const struct boot_info *efi_boot(void *handle,
				 const struct efi_system_table *table);

#endif

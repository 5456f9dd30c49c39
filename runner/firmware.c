/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "firmware.h"

#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"

#define SLOW_BOOT_MS \
	40000 /* emulated, 2 s of CPU on a machine that does nothing else */

static const struct known {
	const char *name, *package;
	const char *paths[5];
} known[] = {
	{ "QEMU_EFI.fd",
	  "qemu-efi-aarch64",
	  { "/usr/share/qemu-efi-aarch64/QEMU_EFI.fd",
	    "/usr/share/edk2/aarch64/QEMU_EFI.fd",
	    "/usr/share/AAVMF/AAVMF_CODE.fd",
	    "/usr/share/qemu/edk2-aarch64-code.fd" } },
	{ NULL },
};

static bool is_path_of(const struct known *k, const char *name)
{
	for (const char *const *path = k->paths; *path; path++)
		if (!strcmp(*path, name))
			return true;
	return false;
}

/* By its name, or by the path that this became. */
static const struct known *find(const char *name)
{
	for (const struct known *k = known; name && k->name; k++)
		if (!strcmp(k->name, name) || is_path_of(k, name))
			return k;
	return NULL;
}

char *firmware_path(const char *name)
{
	const struct known *k = find(name);

	for (const char *const *path = k ? k->paths : NULL; path && *path;
	     path++)
		if (!access(*path, R_OK))
			return xstrdup(*path);
	return xstrdup(name);
}

char *firmware_lack(const char *name)
{
	const struct known *k = find(name);

	if (!k || strchr(name, '/'))
		return NULL;
	return xasprintf("there is no %s: install %s", name, k->package);
}

uint64_t firmware_boot_ms(const char *name)
{
	return find(name) ? SLOW_BOOT_MS : 0;
}

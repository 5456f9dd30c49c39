/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An x86 image -> a ROM that starts it on a machine without firmware: its
 * segments, what a PVH loader would tell it, and its own stub (lib/x86/rom.S).
 */
#ifndef RUNNER_ROM_H
#define RUNNER_ROM_H

#include <stddef.h>
#include <stdint.h>

struct error;

struct rom_request {
	const char *image; /* ELF file */
	const char *args;  /* for the guest */
	unsigned int memory_mib;
};

/**
 * rom_make - bytes to be mapped so that they end at 4 GiB
 *
 * A power of two from 64 KiB to 2 MiB of them, which is what Bochs takes. *@rom
 * is to be freed.
 */
int rom_make(const struct rom_request *request, unsigned char **rom,
	     size_t *size, struct error *error);

#endif

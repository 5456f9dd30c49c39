/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An ELF file as the guest's memory will be: words and strings by link address,
 * RELATIVE relocations applied. Knows both classes and both byte orders, and
 * trusts nothing: an address outside of the file's segments is an error.
 */
#ifndef RUNNER_MEMORY_H
#define RUNNER_MEMORY_H

#include <gelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;

struct memory_segment {
	uint64_t address;
	const unsigned char *bytes; /* owned by libelf */
	size_t size;
};

struct memory_relocation {
	uint64_t address, value;
};

struct memory {
	Elf *elf;
	const char *path;	/* for messages */
	unsigned int word_size; /* 4 or 8 */
	bool big_endian;
	struct memory_segment *segments;
	size_t nr_segments;
	struct memory_relocation *relocations; /* by address */
	size_t nr_relocations;
};

/** memory_init - of an open libelf handle, which stays the caller's */
int memory_init(struct memory *memory, Elf *elf, const char *path,
		struct error *error);
void memory_release(struct memory *memory);

/** memory_bytes - @size bytes at @address, as in the file; NULL: not there */
const unsigned char *memory_bytes(const struct memory *memory, uint64_t address,
				  uint64_t size);
/** memory_word - one word of the file's class; -EBADMSG: not there */
int memory_word(const struct memory *memory, uint64_t address, uint64_t *value);
/** memory_string - NULL: not there, or it has no end */
const char *memory_string(const struct memory *memory, uint64_t address);
/** memory_section - where a section lies; -ENOENT: there is none */
int memory_section(const struct memory *memory, const char *name,
		   uint64_t *address, uint64_t *size);

#endif

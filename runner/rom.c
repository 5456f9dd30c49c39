/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rom.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "run.h"

enum {
	ROM_MIN = 64 << 10,
	ROM_MAX = 2 << 20,
	PIECES_MAX = 32,
	INFO_AT = 0x80000, /* boot information; below the 640 KiB of RAM */
	INFO_MAX = 0x20000,
	LOW_RAM_END = 0xa0000,
	RAM_AT = 0x100000,
	STUB_MIN = 64,
	NR_RANGES = 3,
};

/* lib/x86/rom.S: what the stub begins with, and what its table has. */
struct stub {
	uint32_t table, entry, info, unused;
};

struct piece {
	uint32_t to, from, words, zeros;
};

/* Xen, xen/include/public/arch-x86/hvm/start_info.h */
struct start_info {
	uint32_t magic, version, flags, nr_modules;
	uint64_t modules, cmdline, rsdp, memmap;
	uint32_t nr_memmap, reserved;
};

struct range {
	uint64_t addr, size;
	uint32_t type, reserved;
};

enum {
	START_INFO_MAGIC = 0x336ec578,
	RANGE_RAM = 1, /* ACPI 6.5, table 15.4 */
	RANGE_RESERVED = 2,
};

/* The end of the file is fixed, so what is in it is placed from there. */
struct rom {
	const char *image;
	struct error *error;
	unsigned char *bytes; /* ROM_MAX of them */
	size_t used;	      /* from their end */
	struct piece pieces[PIECES_MAX];
	size_t nr_pieces;
};

static int bad(struct rom *r, const char *what)
{
	return error_set(r->error, EBADMSG, "%s: %s", r->image, what);
}

/* Returns the address in the ROM; 0: there is no room. */
static uint32_t put(struct rom *r, const void *bytes, size_t len)
{
	size_t room = (len + 15) & ~(size_t)15;

	if (len > ROM_MAX || room > ROM_MAX - r->used)
		return 0;
	r->used += room;
	if (len)
		memcpy(r->bytes + ROM_MAX - r->used, bytes, len);
	return (uint32_t)-r->used;
}

/* The file's part is filled up with zeros to whole words, as @put leaves them. */
static int add_piece(struct rom *r, uint64_t to, const void *bytes, size_t len,
		     size_t in_memory)
{
	struct piece *piece = &r->pieces[r->nr_pieces];
	size_t words = (len + 3) / 4;

	if (r->nr_pieces == PIECES_MAX - 1 || in_memory < len || !to ||
	    to + in_memory > UINT32_MAX)
		return bad(r, "its segments do not suit a ROM");
	piece->to = (uint32_t)to;
	piece->words = (uint32_t)words;
	piece->zeros = (uint32_t)((in_memory + 3) / 4 - words);
	piece->from = put(r, bytes, len);
	if (!piece->from)
		return bad(r, "it does not fit in a ROM of 2 MiB");
	r->nr_pieces++;
	return 0;
}

static int add_segments(struct rom *r, Elf *elf)
{
	size_t nr;
	int ret = 0;

	if (elf_getphdrnum(elf, &nr))
		return bad(r, "its program headers cannot be read");
	for (size_t i = 0; i < nr && !ret; i++) {
		GElf_Phdr p;
		Elf_Data *data;

		if (!gelf_getphdr(elf, (int)i, &p))
			return bad(r, "a program header cannot be read");
		if (p.p_type != PT_LOAD || !p.p_memsz)
			continue;
		data = elf_getdata_rawchunk(elf, (int64_t)p.p_offset,
					    p.p_filesz, ELF_T_BYTE);
		if (p.p_filesz && (!data || data->d_size < p.p_filesz))
			return bad(r, "a segment lies outside of the file");
		ret = add_piece(r, p.p_paddr, data ? data->d_buf : NULL,
				p.p_filesz, p.p_memsz);
	}
	return ret;
}

static int add_info(struct rom *r, const struct rom_request *request)
{
	const uint64_t end = (uint64_t)request->memory_mib << 20;
	const size_t len = strlen(request->args) + 1;
	struct {
		struct start_info start;
		struct range ranges[NR_RANGES];
	} head = {
		.start = { .magic = START_INFO_MAGIC,
			   .version = 1,
			   .cmdline = INFO_AT + sizeof(head),
			   .memmap = INFO_AT + sizeof(head.start),
			   .nr_memmap = NR_RANGES },
		.ranges = { { 0, LOW_RAM_END, RANGE_RAM, 0 },
			    { LOW_RAM_END, RAM_AT - LOW_RAM_END, RANGE_RESERVED,
			      0 },
			    { RAM_AT, end - RAM_AT, RANGE_RAM, 0 } },
	};
	unsigned char *info = xcalloc(1, sizeof(head) + len);
	int ret;

	memcpy(info, &head, sizeof(head));
	memcpy(info + sizeof(head), request->args, len);
	if (sizeof(head) + len > INFO_MAX)
		ret = bad(r, "its arguments are too long for a ROM");
	else
		ret = add_piece(r, INFO_AT, info, sizeof(head) + len,
				sizeof(head) + len);
	free(info);
	return ret;
}

/* ------------------------------------------------------------------ stub -- */

static bool symbol_of(Elf *elf, Elf_Scn *section, const GElf_Shdr *header,
		      const char *name, uint64_t *value)
{
	Elf_Data *data = elf_getdata(section, NULL);
	size_t nr = header->sh_entsize ? header->sh_size / header->sh_entsize :
					 0;

	for (size_t i = 0; data && i < nr; i++) {
		GElf_Sym symbol;
		const char *found;

		if (!gelf_getsym(data, (int)i, &symbol))
			return false;
		found = elf_strptr(elf, header->sh_link, symbol.st_name);
		if (!found || strcmp(found, name))
			continue;
		*value = symbol.st_value;
		return true;
	}
	return false;
}

static int find_symbol(struct rom *r, Elf *elf, const char *name,
		       uint64_t *value)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	while ((section = elf_nextscn(elf, section)))
		if (gelf_getshdr(section, &header) &&
		    header.sh_type == SHT_SYMTAB &&
		    symbol_of(elf, section, &header, name, value))
			return 0;
	return error_set(r->error, ENOEXEC,
			 "%s: it cannot start from a ROM: there is no %s in it",
			 r->image, name);
}

/* Bytes of the image by their address. */
static const void *image_bytes(Elf *elf, uint64_t address, uint64_t len)
{
	size_t nr = 0;

	elf_getphdrnum(elf, &nr);
	for (size_t i = 0; i < nr; i++) {
		GElf_Phdr p;
		Elf_Data *data;

		if (!gelf_getphdr(elf, (int)i, &p) || p.p_type != PT_LOAD ||
		    address < p.p_vaddr || len > p.p_filesz ||
		    address - p.p_vaddr > p.p_filesz - len)
			continue;
		data = elf_getdata_rawchunk(
			elf, (int64_t)(p.p_offset + address - p.p_vaddr), len,
			ELF_T_BYTE);
		return data ? data->d_buf : NULL;
	}
	return NULL;
}

/* First of all, so that it ends where the ROM does. */
static int add_stub(struct rom *r, Elf *elf, struct stub **stub)
{
	uint64_t begin, end, entry;
	const void *bytes;
	int ret = find_symbol(r, elf, "rom_stub", &begin);

	if (!ret)
		ret = find_symbol(r, elf, "rom_stub_end", &end);
	if (!ret)
		ret = find_symbol(r, elf, "start_pvh", &entry);
	if (ret)
		return ret;
	if (end < begin + STUB_MIN || end - begin > ROM_MIN / 2 ||
	    (end - begin) % 16)
		return bad(r, "its ROM stub has an odd size");
	bytes = image_bytes(elf, begin, end - begin);
	if (!bytes)
		return bad(r, "its ROM stub is not in the file");
	put(r, bytes, end - begin);
	*stub = (void *)(r->bytes + ROM_MAX - r->used);
	(*stub)->entry = (uint32_t)entry;
	(*stub)->info = INFO_AT;
	return 0;
}

/* ------------------------------------------------------------------- rom -- */

static int fill(struct rom *r, Elf *elf, const struct rom_request *request)
{
	struct stub *stub = NULL;
	int ret = add_stub(r, elf, &stub);

	if (!ret)
		ret = add_segments(r, elf);
	if (!ret)
		ret = add_info(r, request);
	if (ret)
		return ret;
	/* The piece after the last one is all zeros: it ends the table. */
	stub->table =
		put(r, r->pieces, (r->nr_pieces + 1) * sizeof(*r->pieces));
	return stub->table ? 0 : bad(r, "it does not fit in a ROM of 2 MiB");
}

static size_t rom_size(size_t used)
{
	size_t size = ROM_MIN;

	while (size < used)
		size *= 2;
	return size;
}

int rom_make(const struct rom_request *request, unsigned char **rom,
	     size_t *size, struct error *error)
{
	struct rom r = { .image = request->image, .error = error };
	int fd = open(request->image, O_RDONLY | O_CLOEXEC), ret;
	Elf *elf;

	if (fd < 0)
		return error_set(error, errno, "%s: %s", request->image,
				 strerror(errno));
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	r.bytes = xcalloc(1, ROM_MAX);
	ret = elf && elf_kind(elf) == ELF_K_ELF ?
		      fill(&r, elf, request) :
		      bad(&r, "this is no ELF file");
	if (!ret) {
		*size = rom_size(r.used);
		*rom = xcalloc(1, *size);
		memcpy(*rom, r.bytes + ROM_MAX - *size, *size);
	}
	free(r.bytes);
	elf_end(elf);
	close(fd);
	return ret;
}

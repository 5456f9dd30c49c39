/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "run.h"

/* Beyond what any image has; keeps the cost of a hostile file bounded. */
#define SEGMENTS_MAX	256
#define RELOCATIONS_MAX (1u << 20)

/* The psABI's R_<machine>_RELATIVE, which adds the load bias to an address. */
static const struct {
	unsigned int machine, type;
} relative_types[] = {
	{ EM_X86_64, R_X86_64_RELATIVE },   { EM_386, R_386_RELATIVE },
	{ EM_AARCH64, R_AARCH64_RELATIVE }, { EM_ARM, R_ARM_RELATIVE },
	{ EM_S390, R_390_RELATIVE },	    { EM_PPC64, R_PPC64_RELATIVE },
	{ EM_PPC, R_PPC_RELATIVE },	    { EM_RISCV, R_RISCV_RELATIVE },
};

static bool is_relative(unsigned int machine, unsigned int type)
{
	size_t nr = sizeof(relative_types) / sizeof(relative_types[0]);

	for (size_t i = 0; i < nr; i++)
		if (relative_types[i].machine == machine)
			return relative_types[i].type == type;
	return false;
}

static int add_segment(struct memory *memory, const GElf_Phdr *phdr,
		       struct error *error)
{
	struct memory_segment *segment;
	Elf_Data *data;

	if (phdr->p_offset > INT64_MAX || phdr->p_filesz > SIZE_MAX)
		goto outside;
	data = elf_getdata_rawchunk(memory->elf, phdr->p_offset, phdr->p_filesz,
				    ELF_T_BYTE);
	if (!data || data->d_size < phdr->p_filesz)
		goto outside;
	memory->segments = xrealloc(memory->segments, memory->nr_segments + 1,
				    sizeof(*memory->segments));
	segment = &memory->segments[memory->nr_segments++];
	segment->address = phdr->p_vaddr;
	segment->bytes = data->d_buf;
	segment->size = phdr->p_filesz;
	return 0;
outside:
	return error_set(error, EBADMSG,
			 "%s: a segment lies outside of the file (truncated?)",
			 memory->path);
}

static int read_segments(struct memory *memory, struct error *error)
{
	size_t nr;

	if (elf_getphdrnum(memory->elf, &nr) || nr > SEGMENTS_MAX)
		return error_set(error, EBADMSG,
				 "%s: its program headers cannot be read",
				 memory->path);
	for (size_t i = 0; i < nr; i++) {
		GElf_Phdr phdr;
		int r;

		if (!gelf_getphdr(memory->elf, i, &phdr))
			return error_set(
				error, EBADMSG,
				"%s: program header %zu cannot be read",
				memory->path, i);
		if (phdr.p_type != PT_LOAD || !phdr.p_filesz)
			continue;
		r = add_segment(memory, &phdr, error);
		if (r < 0)
			return r;
	}
	if (!memory->nr_segments)
		return error_set(error, EBADMSG,
				 "%s: it has no segment to load", memory->path);
	return 0;
}

static uint64_t file_word(const struct memory *memory,
			  const unsigned char *bytes)
{
	uint64_t value = 0;

	for (unsigned int i = 0; i < memory->word_size; i++) {
		unsigned int at =
			memory->big_endian ? i : memory->word_size - 1 - i;

		value = value << 8 | bytes[at];
	}
	return value;
}

static void add_relocation(struct memory *memory, uint64_t address,
			   uint64_t value)
{
	size_t nr = memory->nr_relocations;

	/* Powers of two: grown by doubling. */
	if (!(nr & (nr - 1)))
		memory->relocations = xrealloc(memory->relocations,
					       nr ? 2 * nr : 1,
					       sizeof(*memory->relocations));
	if (memory->word_size == 4)
		value &= UINT32_MAX;
	memory->relocations[nr].address = address;
	memory->relocations[nr].value = value;
	memory->nr_relocations++;
}

/*
 * The load bias is 0: records are looked up by link address. So a RELA stands
 * for its addend; a REL for what the file holds already, and is left alone.
 */
static int read_relocations_of(struct memory *memory, Elf_Scn *section,
			       size_t size, unsigned int machine,
			       struct error *error)
{
	Elf_Data *data = elf_getdata(section, NULL);
	size_t entry = gelf_fsize(memory->elf, ELF_T_RELA, 1, EV_CURRENT);

	if (!data || data->d_size < size || data->d_type != ELF_T_RELA)
		return error_set(
			error, EBADMSG,
			"%s: its relocations cannot be read (truncated?)",
			memory->path);
	if (size / entry > RELOCATIONS_MAX - memory->nr_relocations)
		return error_set(error, EBADMSG, "%s: too many relocations",
				 memory->path);
	for (size_t i = 0; i < size / entry; i++) {
		GElf_Rela rela;

		if (gelf_getrela(data, i, &rela) &&
		    is_relative(machine, GELF_R_TYPE(rela.r_info)))
			add_relocation(memory, rela.r_offset, rela.r_addend);
	}
	return 0;
}

static int compare_relocations(const void *left, const void *right)
{
	const struct memory_relocation *l = left, *r = right;

	return l->address < r->address ? -1 : l->address > r->address;
}

static int read_relocations(struct memory *memory, struct error *error)
{
	Elf_Scn *section = NULL;
	GElf_Ehdr ehdr;

	if (!gelf_getehdr(memory->elf, &ehdr))
		return error_set(error, EBADMSG,
				 "%s: its ELF header cannot be read",
				 memory->path);
	while ((section = elf_nextscn(memory->elf, section))) {
		GElf_Shdr shdr;
		int r;

		/* Without SHF_ALLOC it is the linker's record (ld -q). */
		if (!gelf_getshdr(section, &shdr) || shdr.sh_type != SHT_RELA ||
		    !(shdr.sh_flags & SHF_ALLOC) || !shdr.sh_size)
			continue;
		r = read_relocations_of(memory, section, shdr.sh_size,
					ehdr.e_machine, error);
		if (r < 0)
			return r;
	}
	if (memory->nr_relocations)
		qsort(memory->relocations, memory->nr_relocations,
		      sizeof(*memory->relocations), compare_relocations);
	return 0;
}

int memory_init(struct memory *memory, Elf *elf, const char *path,
		struct error *error)
{
	const char *ident;
	int r;

	*memory = (struct memory){ .elf = elf, .path = path };
	ident = elf_getident(elf, NULL);
	if (elf_kind(elf) != ELF_K_ELF || !ident)
		return error_set(error, EBADMSG, "%s: not an ELF file", path);
	memory->word_size = ident[EI_CLASS] == ELFCLASS64 ? 8 : 4;
	memory->big_endian = ident[EI_DATA] == ELFDATA2MSB;
	r = read_segments(memory, error);
	if (r < 0)
		return r;
	return read_relocations(memory, error);
}

void memory_release(struct memory *memory)
{
	free(memory->segments);
	free(memory->relocations);
	memory->segments = NULL;
	memory->relocations = NULL;
}

static const struct memory_segment *
find_segment(const struct memory *memory, uint64_t address, uint64_t size)
{
	for (size_t i = 0; i < memory->nr_segments; i++) {
		const struct memory_segment *s = &memory->segments[i];

		if (address >= s->address && address - s->address < s->size &&
		    size <= s->size - (address - s->address))
			return s;
	}
	return NULL;
}

const unsigned char *memory_bytes(const struct memory *memory, uint64_t address,
				  uint64_t size)
{
	const struct memory_segment *s = find_segment(memory, address, size);

	return s ? s->bytes + (address - s->address) : NULL;
}

int memory_word(const struct memory *memory, uint64_t address, uint64_t *value)
{
	struct memory_relocation key = { .address = address }, *found = NULL;
	const unsigned char *bytes =
		memory_bytes(memory, address, memory->word_size);

	if (!bytes)
		return -EBADMSG;
	if (memory->nr_relocations)
		found = bsearch(&key, memory->relocations,
				memory->nr_relocations, sizeof(key),
				compare_relocations);
	*value = found ? found->value : file_word(memory, bytes);
	return 0;
}

const char *memory_string(const struct memory *memory, uint64_t address)
{
	const struct memory_segment *s = find_segment(memory, address, 1);
	size_t offset;

	if (!s)
		return NULL;
	offset = address - s->address;
	if (!memchr(s->bytes + offset, 0, s->size - offset))
		return NULL;
	return (const char *)s->bytes + offset;
}

int memory_section(const struct memory *memory, const char *name,
		   uint64_t *address, uint64_t *size)
{
	Elf_Scn *section = NULL;
	size_t strings;

	if (elf_getshdrstrndx(memory->elf, &strings))
		return -ENOENT;
	while ((section = elf_nextscn(memory->elf, section))) {
		GElf_Shdr shdr;
		const char *text;

		if (!gelf_getshdr(section, &shdr))
			continue;
		text = elf_strptr(memory->elf, strings, shdr.sh_name);
		if (!text || strcmp(text, name))
			continue;
		*address = shdr.sh_addr;
		*size = shdr.sh_size;
		return 0;
	}
	return -ENOENT;
}

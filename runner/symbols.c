/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "symbols.h"

#include "alloc.h"
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One image. What it lacks is NULL; it is still remembered, to be tried once. */
struct symbols_image {
	char *path;
	int fd;
	Elf *elf;
	Dwarf *dwarf;
	Elf_Scn *symtab;
	struct symbols_image *next;
};

struct symbols {
	char *tree;
	struct symbols_image *images;
};

struct symbols *symbols_open(const char *tree)
{
	struct symbols *s = xcalloc(1, sizeof(*s));

	if (tree)
		s->tree = realpath(tree, NULL);
	return s;
}

static Elf_Scn *find_symtab(Elf *elf)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	while ((section = elf_nextscn(elf, section)))
		if (gelf_getshdr(section, &header) &&
		    header.sh_type == SHT_SYMTAB)
			return section;
	return NULL;
}

static struct symbols_image *image_of(struct symbols *s, const char *path)
{
	struct symbols_image *image;

	for (image = s->images; image; image = image->next)
		if (strcmp(image->path, path) == 0)
			return image;
	image = xcalloc(1, sizeof(*image));
	image->path = xstrdup(path);
	image->next = s->images;
	s->images = image;
	elf_version(EV_CURRENT);
	image->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (image->fd < 0)
		return image;
	image->elf = elf_begin(image->fd, ELF_C_READ_MMAP, NULL);
	if (image->elf) {
		image->dwarf = dwarf_begin_elf(image->elf, DWARF_C_READ, NULL);
		image->symtab = find_symtab(image->elf);
	}
	return image;
}

void symbols_close(struct symbols *s)
{
	while (s && s->images) {
		struct symbols_image *image = s->images;

		s->images = image->next;
		if (image->dwarf)
			dwarf_end(image->dwarf);
		if (image->elf)
			elf_end(image->elf);
		if (image->fd >= 0)
			close(image->fd);
		free(image->path);
		free(image);
	}
	if (s)
		free(s->tree);
	free(s);
}

/* Relative to the tree, where it lies in it. */
static const char *shorten(const struct symbols *s, const char *file)
{
	size_t len = s->tree ? strlen(s->tree) : 0;

	if (file && len && strncmp(file, s->tree, len) == 0 && file[len] == '/')
		file += len + 1;
	while (file && strncmp(file, "./", 2) == 0)
		file += 2;
	return file;
}

/* ---------------------------------------------------- without debug info */

static bool has_extent(const GElf_Sym *sym)
{
	return GELF_ST_TYPE(sym->st_info) == STT_FUNC && sym->st_size;
}

/*
 * The symbol that an address belongs to: a function that covers it, else the
 * last label before it in the same section.
 */
static bool better(const GElf_Sym *sym, const GElf_Sym *best, uint64_t address)
{
	unsigned int type = GELF_ST_TYPE(sym->st_info);

	if ((type != STT_FUNC && type != STT_NOTYPE) ||
	    sym->st_shndx == SHN_UNDEF || sym->st_shndx >= SHN_LORESERVE)
		return false;
	if (sym->st_value > address ||
	    (sym->st_size && address - sym->st_value >= sym->st_size))
		return false;
	if (has_extent(sym) != has_extent(best))
		return has_extent(sym);
	return sym->st_value > best->st_value ||
	       (sym->st_value == best->st_value &&
		sym->st_size > best->st_size);
}

static bool in_section(Elf *elf, const GElf_Sym *sym, uint64_t address)
{
	GElf_Shdr header;
	Elf_Scn *section = elf_getscn(elf, sym->st_shndx);

	return section && gelf_getshdr(section, &header) &&
	       header.sh_flags & SHF_EXECINSTR && address >= header.sh_addr &&
	       address - header.sh_addr < header.sh_size;
}

/* The end of the last function before an address: no label reaches beyond. */
static uint64_t end_before(const GElf_Sym *sym, uint64_t address, uint64_t end)
{
	uint64_t this = sym->st_value + sym->st_size;

	return has_extent(sym) && this <= address && this > end ? this : end;
}

static const char *find_symbol(const struct symbols_image *image,
			       uint64_t address, uint64_t *offset)
{
	GElf_Shdr header;
	Elf_Data *data;
	GElf_Sym sym, best = { 0 };
	uint64_t end = 0;
	const char *name = NULL, *this;

	if (!image->symtab || !gelf_getshdr(image->symtab, &header) ||
	    !header.sh_entsize)
		return NULL;
	data = elf_getdata(image->symtab, NULL);
	for (size_t i = 0; data && i < header.sh_size / header.sh_entsize;
	     i++) {
		if (!gelf_getsym(data, (int)i, &sym))
			continue;
		end = end_before(&sym, address, end);
		if (!better(&sym, &best, address) ||
		    !in_section(image->elf, &sym, address))
			continue;
		this = elf_strptr(image->elf, header.sh_link, sym.st_name);
		if (!this || !*this || *this == '$') /* a mapping symbol */
			continue;
		best = sym;
		name = this;
	}
	*offset = address - best.st_value;
	return has_extent(&best) || best.st_value >= end ? name : NULL;
}

/* ------------------------------------------------------- with debug info */

/*
 * Through all units, not .debug_aranges: not every compiler writes it, and an
 * image has a few dozen.
 */
static Dwarf_Die *find_cu(Dwarf *dwarf, uint64_t address, Dwarf_Die *cu)
{
	Dwarf_CU *unit = NULL;

	while (dwarf_get_units(dwarf, unit, &unit, NULL, NULL, cu, NULL) == 0)
		if (dwarf_tag(cu) == DW_TAG_compile_unit &&
		    dwarf_haspc(cu, address) > 0)
			return cu;
	return NULL;
}

static const char *call_file(Dwarf_Die *cu, Dwarf_Die *inlined)
{
	Dwarf_Attribute attribute;
	Dwarf_Files *files;
	Dwarf_Word index;
	size_t nr;

	if (dwarf_formudata(dwarf_attr(inlined, DW_AT_call_file, &attribute),
			    &index) != 0 ||
	    dwarf_getsrcfiles(cu, &files, &nr) != 0)
		return NULL;
	return dwarf_filesrc(files, index, NULL, NULL);
}

static unsigned int call_line(Dwarf_Die *inlined)
{
	Dwarf_Attribute attribute;
	Dwarf_Word line;

	if (dwarf_formudata(dwarf_attr(inlined, DW_AT_call_line, &attribute),
			    &line) != 0)
		return 0;
	return (unsigned int)line;
}

static void find_line(Dwarf_Die *cu, uint64_t address, struct symbol *where)
{
	Dwarf_Line *line = dwarf_getsrc_die(cu, address);
	int number;

	if (!line || dwarf_lineno(line, &number) != 0)
		return;
	where->file = dwarf_linesrc(line, NULL, NULL);
	where->line = (unsigned int)number;
}

/*
 * The functions around an address, innermost first: each is where it is
 * because the next one had it inlined there.
 */
static unsigned int walk_scopes(const struct symbols *s, Dwarf_Die *cu,
				Dwarf_Die *scopes, int nr_scopes,
				struct symbol where, uint64_t address,
				struct symbol *frames)
{
	unsigned int nr = 0;

	for (int i = 0; i < nr_scopes && nr < SYMBOL_FRAMES_MAX; i++) {
		int tag = dwarf_tag(&scopes[i]);
		Dwarf_Addr entry;

		if (tag != DW_TAG_subprogram &&
		    tag != DW_TAG_inlined_subroutine)
			continue;
		frames[nr] = where;
		frames[nr].file = shorten(s, where.file);
		frames[nr].function = dwarf_diename(&scopes[i]);
		if (dwarf_entrypc(&scopes[i], &entry) == 0)
			frames[nr].offset = address - entry;
		nr++;
		if (tag == DW_TAG_subprogram)
			break;
		where.file = call_file(cu, &scopes[i]);
		where.line = call_line(&scopes[i]);
	}
	return nr;
}

static unsigned int find_frames(const struct symbols *s,
				const struct symbols_image *image,
				uint64_t address, struct symbol *frames)
{
	struct symbol where = { 0 };
	Dwarf_Die *around = NULL, *nested = NULL, cu;
	unsigned int nr = 0;
	int nr_scopes;

	if (!image->dwarf || !find_cu(image->dwarf, address, &cu))
		return 0;
	find_line(&cu, address, &where);
	/* The innermost scope, then what it is physically nested in. */
	if (dwarf_getscopes(&cu, address, &around) > 0) {
		nr_scopes = dwarf_getscopes_die(&around[0], &nested);
		nr = walk_scopes(s, &cu, nested, nr_scopes, where, address,
				 frames);
	}
	free(around);
	free(nested);
	if (nr == 0 && where.file) { /* assembly: lines, but no functions */
		frames[0] = where;
		frames[0].file = shorten(s, where.file);
		frames[0].function =
			find_symbol(image, address, &frames[0].offset);
		nr = 1;
	}
	return nr;
}

unsigned int symbols_lookup(struct symbols *s, const char *path,
			    uint64_t address, bool is_return,
			    struct symbol *frames)
{
	const struct symbols_image *image = image_of(s, path);
	/* A call may be the last instruction of its function. */
	uint64_t inside = is_return && address ? address - 1 : address;
	unsigned int nr;

	memset(frames, 0, SYMBOL_FRAMES_MAX * sizeof(*frames));
	nr = find_frames(s, image, inside, frames);
	if (nr)
		return nr;
	frames[0].function = find_symbol(image, inside, &frames[0].offset);
	if (frames[0].function && is_return)
		frames[0].offset++;
	return frames[0].function != NULL;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "elf_writer.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <test/protocol.h>

static void put(struct elf_writer *w, size_t at, uint64_t value,
		unsigned int size)
{
	for (unsigned int i = 0; i < size; i++) {
		unsigned int shift = w->big_endian ? size - 1 - i : i;

		w->bytes[at + i] = value >> (8 * shift);
	}
}

static size_t reserve(struct elf_writer *w, size_t size)
{
	size_t at = (w->len + 7) & ~(size_t)7;

	if (at + size > sizeof(w->bytes))
		abort();
	w->len = at + size;
	return at;
}

static size_t ehdr_size(const struct elf_writer *w)
{
	return w->word == 8 ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr);
}

static size_t phdr_size(const struct elf_writer *w)
{
	return w->word == 8 ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr);
}

void elf_begin_file(struct elf_writer *w, unsigned int word, bool big_endian,
		    unsigned int machine, unsigned int relative)
{
	memset(w, 0, sizeof(*w));
	w->word = word;
	w->big_endian = big_endian;
	w->machine = machine;
	w->relative = relative;
	w->phdr = ehdr_size(w);
	w->len = ehdr_size(w) + phdr_size(w);
}

uint64_t elf_string(struct elf_writer *w, const char *text)
{
	size_t at = reserve(w, strlen(text) + 1);

	memcpy(w->bytes + at, text, strlen(text) + 1);
	return ELF_WRITER_BASE + at;
}

uint64_t elf_words(struct elf_writer *w, const uint64_t *words, size_t nr)
{
	size_t at = reserve(w, nr * w->word);

	for (size_t i = 0; i < nr; i++)
		put(w, at + i * w->word, words[i], w->word);
	return ELF_WRITER_BASE + at;
}

void elf_set(struct elf_writer *w, uint64_t record, unsigned int index,
	     uint64_t value)
{
	put(w, record - ELF_WRITER_BASE + index * w->word, value, w->word);
}

void elf_set_pointer(struct elf_writer *w, uint64_t record, unsigned int index,
		     uint64_t value)
{
	if (!w->relative || !value) {
		elf_set(w, record, index, value);
		return;
	}
	w->relocations[w->nr_relocations].at = record + index * w->word;
	w->relocations[w->nr_relocations++].value = value;
}

uint64_t elf_pointers(struct elf_writer *w, const uint64_t *pointers, size_t nr)
{
	uint64_t zeros[64] = { 0 };
	uint64_t array = elf_words(w, zeros, nr);

	for (size_t i = 0; i < nr; i++)
		elf_set_pointer(w, array, i, pointers[i]);
	return array;
}

uint64_t elf_feature(struct elf_writer *w, const char *name, const char *where)
{
	uint64_t words[PROTO_FEATURE_WORDS] = { 0 };
	uint64_t record = elf_words(w, words, PROTO_FEATURE_WORDS);

	elf_set_pointer(w, record, PROTO_FEATURE_NAME, elf_string(w, name));
	elf_set_pointer(w, record, PROTO_FEATURE_WHERE,
			where ? elf_string(w, where) : 0);
	return record;
}

uint64_t elf_suite(struct elf_writer *w, const char *name, const char *summary)
{
	uint64_t words[PROTO_SUITE_WORDS] = { [PROTO_SUITE_MAGIC] =
						      PROTO_MAGIC };
	uint64_t record = elf_words(w, words, PROTO_SUITE_WORDS);

	elf_set_pointer(w, record, PROTO_SUITE_NAME, elf_string(w, name));
	elf_set_pointer(w, record, PROTO_SUITE_SUMMARY, elf_string(w, summary));
	return record;
}

uint64_t elf_test(struct elf_writer *w, uint64_t suite, const char *name,
		  const char *file, unsigned int line)
{
	uint64_t words[PROTO_TEST_WORDS] = { [PROTO_TEST_MAGIC] = PROTO_MAGIC };
	uint64_t record = elf_words(w, words, PROTO_TEST_WORDS);

	elf_set_pointer(w, record, PROTO_TEST_NAME, elf_string(w, name));
	elf_set_pointer(w, record, PROTO_TEST_SUMMARY,
			elf_string(w, "does what is right"));
	elf_set_pointer(w, record, PROTO_TEST_FILE, elf_string(w, file));
	elf_set(w, record, PROTO_TEST_LINE, line);
	elf_set_pointer(w, record, PROTO_TEST_SUITE, suite);
	w->tests[w->nr_tests++] = record;
	return record;
}

void elf_rows(struct elf_writer *w, uint64_t test, const char *const *names,
	      size_t nr, size_t row_words)
{
	uint64_t zeros[256] = { 0 };
	uint64_t rows = elf_words(w, zeros, nr * row_words);

	for (size_t i = 0; i < nr; i++)
		elf_set_pointer(w, rows, i * row_words,
				elf_string(w, names[i]));
	elf_set(w, test, PROTO_TEST_KIND, PROTO_KIND_EACH);
	elf_set_pointer(w, test, PROTO_TEST_ROWS, rows);
	elf_set(w, test, PROTO_TEST_ROW_SIZE, row_words * w->word);
	elf_set(w, test, PROTO_TEST_NR_ROWS, nr);
}

/* ---------------------------------------------------------------- headers -- */

static size_t put_relocations(struct elf_writer *w)
{
	size_t at = reserve(w, 3 * w->word * w->nr_relocations);

	for (size_t i = 0; i < w->nr_relocations; i++) {
		size_t rela = at + 3 * w->word * i;

		put(w, rela, w->relocations[i].at, w->word);
		put(w, rela + w->word, w->relative, w->word);
		put(w, rela + 2 * w->word, w->relocations[i].value, w->word);
	}
	return at;
}

static void put_ehdr(struct elf_writer *w)
{
	unsigned char *b = w->bytes;
	size_t word = w->word, at = 24 + word;

	memcpy(b, ELFMAG, SELFMAG);
	b[EI_CLASS] = word == 8 ? ELFCLASS64 : ELFCLASS32;
	b[EI_DATA] = w->big_endian ? ELFDATA2MSB : ELFDATA2LSB;
	b[EI_VERSION] = EV_CURRENT;
	put(w, 16, w->relative ? ET_DYN : ET_EXEC, 2);
	put(w, 18, w->machine, 2);
	put(w, 20, EV_CURRENT, 4);
	put(w, 24, ELF_WRITER_BASE, word);
	put(w, at, w->phdr, word);
	put(w, at + word, w->shdr, word);
	at += 2 * word + 4;
	put(w, at, ehdr_size(w), 2);
	put(w, at + 2, phdr_size(w), 2);
	put(w, at + 4, 1, 2);
	put(w, at + 6, word == 8 ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr), 2);
	put(w, at + 8, 4, 2);
	put(w, at + 10, 3, 2);
}

static void put_phdr(struct elf_writer *w, size_t size)
{
	size_t at = w->phdr, word = w->word;

	put(w, at, PT_LOAD, 4);
	if (word == 8)
		put(w, at + 4, PF_R, 4);
	at += word == 8 ? 8 : 4;
	put(w, at, 0, word);
	put(w, at + word, ELF_WRITER_BASE, word);
	put(w, at + 2 * word, ELF_WRITER_BASE, word);
	put(w, at + 3 * word, size, word);
	put(w, at + 4 * word, size, word);
}

static void put_shdr(struct elf_writer *w, unsigned int index,
		     unsigned int name, unsigned int type, uint64_t flags,
		     size_t offset, size_t size, size_t entry)
{
	size_t word = w->word;
	size_t at = w->shdr + index * (word == 8 ? sizeof(Elf64_Shdr) :
						   sizeof(Elf32_Shdr));

	put(w, at, name, 4);
	put(w, at + 4, type, 4);
	put(w, at + 8, flags, word);
	put(w, at + 8 + word, flags ? ELF_WRITER_BASE + offset : 0, word);
	put(w, at + 8 + 2 * word, offset, word);
	put(w, at + 8 + 3 * word, size, word);
	put(w, at + 16 + 4 * word, 8, word);
	put(w, at + 16 + 5 * word, entry, word);
}

void elf_finish(struct elf_writer *w)
{
	static const char names[] = "\0.tests\0.rela.dyn\0.shstrtab";
	size_t rela, strings, tests;

	w->tests_at = elf_pointers(w, w->tests, w->nr_tests);
	tests = w->tests_at - ELF_WRITER_BASE;
	rela = put_relocations(w);
	put_phdr(w, w->len);
	strings = reserve(w, sizeof(names));
	memcpy(w->bytes + strings, names, sizeof(names));
	w->shdr = reserve(w, 4 * sizeof(Elf64_Shdr));
	put_shdr(w, 1, 1, SHT_PROGBITS, SHF_ALLOC, tests, w->nr_tests * w->word,
		 0);
	put_shdr(w, 2, 8, SHT_RELA, SHF_ALLOC, rela,
		 3 * w->word * w->nr_relocations, 3 * w->word);
	put_shdr(w, 3, 18, SHT_STRTAB, 0, strings, sizeof(names), 0);
	put_ehdr(w);
}

void elf_write(const struct elf_writer *w, const char *path)
{
	FILE *file = fopen(path, "we");

	if (!file || fwrite(w->bytes, 1, w->len, file) != w->len ||
	    fclose(file))
		abort();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hand-made images: ELF files of any class and byte order with test records,
 * so that image.c is tested for machines that no compiler here builds for.
 */
#ifndef SELFTEST_RUNNER_ELF_WRITER_H
#define SELFTEST_RUNNER_ELF_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ELF_WRITER_MAX	65536
#define ELF_WRITER_BASE 0x400000u

struct elf_writer {
	unsigned char bytes[ELF_WRITER_MAX];
	size_t len;
	unsigned int word; /* 4 or 8 */
	bool big_endian;
	unsigned int machine;  /* EM_... */
	unsigned int relative; /* R_..._RELATIVE; 0: addresses are in place */
	struct {
		uint64_t at, value;
	} relocations[256];
	size_t nr_relocations;
	uint64_t tests[64]; /* addresses of test records */
	size_t nr_tests;
	uint64_t tests_at; /* set by elf_finish(): address of section .tests */
	size_t phdr, shdr; /* offsets, for tests that damage them */
};

void elf_begin_file(struct elf_writer *w, unsigned int word, bool big_endian,
		    unsigned int machine, unsigned int relative);
/** elf_string - its address */
uint64_t elf_string(struct elf_writer *w, const char *text);
/** elf_words - a record of words; its address */
uint64_t elf_words(struct elf_writer *w, const uint64_t *words, size_t nr);
/** elf_pointers - an array of addresses (relocated); its address */
uint64_t elf_pointers(struct elf_writer *w, const uint64_t *pointers,
		      size_t nr);
/** elf_set - word @index of a record; an address is relocated */
void elf_set(struct elf_writer *w, uint64_t record, unsigned int index,
	     uint64_t value);
void elf_set_pointer(struct elf_writer *w, uint64_t record, unsigned int index,
		     uint64_t value);
uint64_t elf_feature(struct elf_writer *w, const char *name, const char *where);
uint64_t elf_suite(struct elf_writer *w, const char *name, const char *summary);
/** elf_test - a record of PROTO_KIND_CASE, registered; its address */
uint64_t elf_test(struct elf_writer *w, uint64_t suite, const char *name,
		  const char *file, unsigned int line);
/** elf_rows - make a test a PROTO_KIND_EACH with these row names */
void elf_rows(struct elf_writer *w, uint64_t test, const char *const *names,
	      size_t nr, size_t row_words);
/** elf_finish - sections and headers; the file is bytes[0 .. len) */
void elf_finish(struct elf_writer *w);
/** elf_write - into a file */
void elf_write(const struct elf_writer *w, const char *path);

#endif

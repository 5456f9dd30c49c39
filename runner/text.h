/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text that came out of a guest, made fit for a terminal, XML, YAML or JSON.
 * A guest may print anything: control sequences, broken UTF-8, a megabyte
 * without a newline.
 */
#ifndef RUNNER_TEXT_H
#define RUNNER_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/**
 * text_utf8 - length in bytes of the character at @text, 0 if it is not UTF-8
 * @len: bytes that may be looked at, at least 1
 * @code: the character, or NULL
 *
 * RFC 3629: no surrogates, no overlong forms, nothing beyond U+10FFFF.
 */
size_t text_utf8(const char *text, size_t len, uint32_t *code);

enum text_flags {
	TEXT_NEWLINES = 1 << 0, /* keep them; otherwise they become \x0a */
	TEXT_TABS = 1 << 1,	/* keep them; otherwise they become a blank */
	TEXT_XML = 1 << 2,	/* & < > " as entities */
};

/**
 * text_print - write @text so that nothing in it acts
 *
 * What is not UTF-8 or not a printable character (C0, C1, DEL, U+FFFE, U+FFFF)
 * is written as \xNN, byte by byte.
 */
void text_print(FILE *out, const char *text, size_t len, enum text_flags flags);

/** text_clean - the same into malloc'ed memory; NULL stays NULL */
char *text_clean(const char *text, enum text_flags flags);

/** text_valid - malloc'ed copy in which only broken UTF-8 is replaced */
char *text_valid(const char *text);

/** text_columns - characters of valid UTF-8 */
size_t text_columns(const char *text);

/** text_fit - bytes of @text (valid UTF-8) that fit into @columns */
size_t text_fit(const char *text, size_t columns);

#endif

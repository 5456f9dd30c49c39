/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Allocation that ends the program when memory runs out (with one sentence and
 * status 2): nothing sensible is left to do, and every caller gets simpler.
 * Lists of strings ("words") are NULL-ended and own their strings; NULL is an
 * empty list.
 */
#ifndef RUNNER_ALLOC_H
#define RUNNER_ALLOC_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

void *xcalloc(size_t nr, size_t size);
void *xrealloc(void *old, size_t nr, size_t size);
char *xstrdup(const char *text); /* NULL stays NULL */
char *xstrndup(const char *text, size_t max);
char *xasprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));

size_t words_count(char *const *words);
bool words_contain(char *const *words, const char *word);
/** words_add - append @word, which the list then owns */
void words_add(char ***words, char *word);
/** words_split - append the parts of @text between @separators; none are empty */
void words_split(char ***words, const char *text, const char *separators);
/** words_join - one text, to be freed; "" of no words */
char *words_join(char *const *words, const char *separator);
void words_free(char **words);

#endif

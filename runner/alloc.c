/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "alloc.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"

static void *check(void *memory)
{
	if (!memory) {
		fputs("hvcheck: out of memory\n", stderr);
		exit(EXIT_COULD_NOT_RUN);
	}
	return memory;
}

void *xcalloc(size_t nr, size_t size)
{
	return check(calloc(nr ? nr : 1, size ? size : 1));
}

void *xrealloc(void *old, size_t nr, size_t size)
{
	if (size && nr > SIZE_MAX / size)
		return check(NULL);
	return check(realloc(old, nr && size ? nr * size : 1));
}

char *xstrdup(const char *text)
{
	return text ? check(strdup(text)) : NULL;
}

char *xstrndup(const char *text, size_t max)
{
	return check(strndup(text, max));
}

char *xasprintf(const char *format, ...)
{
	va_list args;
	char *text;
	int len;

	va_start(args, format);
	len = vasprintf(&text, format, args);
	va_end(args);
	return check(len < 0 ? NULL : text);
}

size_t words_count(char *const *words)
{
	size_t nr = 0;

	while (words && words[nr])
		nr++;
	return nr;
}

bool words_contain(char *const *words, const char *word)
{
	for (; words && *words; words++)
		if (!strcmp(*words, word))
			return true;
	return false;
}

void words_add(char ***words, char *word)
{
	size_t nr = words_count(*words);

	*words = xrealloc(*words, nr + 2, sizeof(char *));
	(*words)[nr] = word;
	(*words)[nr + 1] = NULL;
}

void words_split(char ***words, const char *text, const char *separators)
{
	while (*text) {
		size_t len = strcspn(text, separators);

		if (len)
			words_add(words, xstrndup(text, len));
		text += len;
		text += strspn(text, separators);
	}
}

char *words_join(char *const *words, const char *separator)
{
	char *text = xstrdup("");

	for (size_t i = 0; i < words_count(words); i++) {
		char *longer =
			xasprintf("%s%s%s", text, i ? separator : "", words[i]);

		free(text);
		text = longer;
	}
	return text;
}

void words_free(char **words)
{
	for (char **w = words; w && *w; w++)
		free(*w);
	free(words);
}

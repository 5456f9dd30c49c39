/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text.h"

#include "alloc.h"
#include <string.h>

/* How a character of each length begins, and from where on it needs it. */
static const struct utf8_form {
	unsigned char mask, lead;
	uint32_t first;
} utf8_forms[] = {
	{ 0x80, 0x00, 0 },
	{ 0xe0, 0xc0, 0x80 },
	{ 0xf0, 0xe0, 0x800 },
	{ 0xf8, 0xf0, 0x10000 },
};

size_t text_utf8(const char *text, size_t len, uint32_t *code)
{
	const unsigned char *byte = (const unsigned char *)text;

	for (size_t form = 0; form < 4 && form < len; form++) {
		const struct utf8_form *f = &utf8_forms[form];
		uint32_t value = byte[0] & (unsigned char)~f->mask;

		if ((byte[0] & f->mask) != f->lead)
			continue;
		for (size_t i = 1; i <= form; i++) {
			if ((byte[i] & 0xc0) != 0x80)
				return 0;
			value = value << 6 | (byte[i] & 0x3f);
		}
		if (value < f->first || value > 0x10ffff ||
		    (value >= 0xd800 && value <= 0xdfff))
			return 0;
		if (code)
			*code = value;
		return form + 1;
	}
	return 0;
}

static bool printable(uint32_t code)
{
	return code >= 0x20 && !(code >= 0x7f && code < 0xa0) &&
	       code != 0xfffe && code != 0xffff;
}

static const char *xml_entity(uint32_t code)
{
	switch (code) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	default:
		return NULL;
	}
}

/* One character, known to be UTF-8 of @size bytes. */
static void print_one(FILE *out, const char *text, size_t size, uint32_t code,
		      enum text_flags flags)
{
	const char *entity = flags & TEXT_XML ? xml_entity(code) : NULL;

	if (entity)
		fputs(entity, out);
	else if (printable(code) || (code == '\n' && flags & TEXT_NEWLINES) ||
		 (code == '\t' && flags & TEXT_TABS))
		fwrite(text, 1, size, out);
	else if (code == '\t')
		fputc(' ', out);
	else
		for (size_t i = 0; i < size; i++)
			fprintf(out, "\\x%02x", (unsigned char)text[i]);
}

void text_print(FILE *out, const char *text, size_t len, enum text_flags flags)
{
	size_t done = 0;

	while (done < len) {
		uint32_t code;
		size_t size = text_utf8(text + done, len - done, &code);

		if (size)
			print_one(out, text + done, size, code, flags);
		else
			fprintf(out, "\\x%02x", (unsigned char)text[done]);
		done += size ? size : 1;
	}
}

char *text_clean(const char *text, enum text_flags flags)
{
	char *clean = NULL;
	size_t size;
	FILE *out;

	if (!text)
		return NULL;
	out = open_memstream(&clean, &size);
	if (!out)
		return NULL;
	text_print(out, text, strlen(text), flags);
	fclose(out);
	return clean;
}

char *text_valid(const char *text)
{
	size_t len = strlen(text), size;
	char *valid = xcalloc(4 * len + 1, 1), *to = valid;

	for (size_t done = 0; done < len; done += size) {
		size = text_utf8(text + done, len - done, NULL);
		if (size) {
			memcpy(to, text + done, size);
			to += size;
		} else {
			to += sprintf(to, "\\x%02x", (unsigned char)text[done]);
			size = 1;
		}
	}
	*to = '\0';
	return valid;
}

size_t text_columns(const char *text)
{
	size_t columns = 0;

	for (; *text; text++)
		columns += (*text & 0xc0) != 0x80;
	return columns;
}

size_t text_fit(const char *text, size_t columns)
{
	size_t len = 0;

	for (; text[len]; len++)
		if ((text[len] & 0xc0) != 0x80 && columns-- == 0)
			break;
	return len;
}

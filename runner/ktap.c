/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ktap.h"

#include <string.h>

#include "../lib/test/protocol.h"
#include "ktap_record.h"

/*
 * A writer cuts a record at PROTO_LINE_MAX bytes, or a little before where it
 * would cut an escape or counts its newline. A line shorter than this is whole.
 */
enum {
	MAY_CONTINUE = PROTO_LINE_MAX - 10
};

void ktap_init(struct ktap *ktap, ktap_fn *fn, void *arg)
{
	ktap->fn = fn;
	ktap->arg = arg;
	ktap->line_len = 0;
	ktap->line_lost = 0;
	ktap->pending = false;
	ktap->record_len = 0;
	ktap->truncated = false;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

static size_t unescape(char *text, size_t len)
{
	char *in = memchr(text, PROTO_ESCAPE, len), *out = in;
	char *end = text + len;

	if (!in)
		return len;
	while (in < end) {
		if (*in == PROTO_ESCAPE && end - in > 2 &&
		    hex_digit(in[1]) >= 0 && hex_digit(in[2]) >= 0) {
			*out++ = (char)(hex_digit(in[1]) << 4 |
					hex_digit(in[2]));
			in += 3;
		} else {
			*out++ = *in++;
		}
	}
	return (size_t)(out - text);
}

static void deliver(struct ktap *ktap, bool is_record, bool torn)
{
	struct ktap_event ev = {
		.type = KTAP_GARBAGE,
		.record = ktap->record,
		.len = ktap->record_len,
		.truncated = ktap->truncated,
		.torn = torn,
		.name = "",
		.text = "",
		.target = "",
	};

	ktap->pending = false;
	if (is_record)
		ev.len = unescape(ktap->record, ev.len);
	ktap->record[ev.len] = '\0';
	/* A torn or cut line is evidence, but what it would say is not known. */
	if (torn || ktap->truncated)
		ev.text = ev.record;
	else
		ktap_parse(ktap, &ev);
	ktap->fn(ktap->arg, &ev);
}

void ktap_flush(struct ktap *ktap)
{
	if (ktap->pending)
		deliver(ktap, true, false);
}

static void append(struct ktap *ktap, const char *bytes, size_t len)
{
	size_t room = KTAP_RECORD_MAX - ktap->record_len;

	if (len > room) {
		len = room;
		ktap->truncated = true;
	}
	memcpy(ktap->record + ktap->record_len, bytes, len);
	ktap->record_len += len;
}

/* Only records have continuations and escapes. */
static bool is_record_start(const char *bytes, size_t len)
{
	static const char *const starts[] = { "# ", PROTO_OK, PROTO_NOT_OK,
					      PROTO_PLAN };

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		size_t start = strlen(starts[i]);

		if (len >= start && !memcmp(bytes, starts[i], start))
			return true;
	}
	return false;
}

static void handle_line(struct ktap *ktap, const char *bytes, size_t len,
			uint64_t lost, bool torn)
{
	bool record;

	while (len && bytes[len - 1] == '\r')
		len--;
	while (len && !bytes[0]) {
		bytes++;
		len--;
	}
	if (ktap->pending && !torn && len >= LEN(PROTO_MORE) &&
	    !memcmp(bytes, PROTO_MORE, LEN(PROTO_MORE))) {
		append(ktap, bytes + LEN(PROTO_MORE), len - LEN(PROTO_MORE));
		if (len < MAY_CONTINUE)
			ktap_flush(ktap);
		return;
	}
	ktap_flush(ktap);
	if (!len)
		return;
	record = is_record_start(bytes, len);
	ktap->record_len = 0;
	ktap->truncated = lost > 0;
	append(ktap, bytes, len);
	ktap->pending = record && !torn && !lost && len >= MAY_CONTINUE &&
			len <= PROTO_LINE_MAX;
	if (!ktap->pending)
		deliver(ktap, record, torn);
}

static void line_append(struct ktap *ktap, const char *bytes, size_t len)
{
	size_t room = KTAP_LINE_KEEP - ktap->line_len;

	if (len > room) {
		ktap->line_lost += len - room;
		len = room;
	}
	memcpy(ktap->line + ktap->line_len, bytes, len);
	ktap->line_len += len;
}

static void line_end(struct ktap *ktap, bool torn)
{
	size_t len = ktap->line_len;
	uint64_t lost = ktap->line_lost;

	ktap->line_len = 0;
	ktap->line_lost = 0;
	handle_line(ktap, ktap->line, len, lost, torn);
}

void ktap_feed(struct ktap *ktap, const char *bytes, size_t len)
{
	const char *end = bytes + len;

	while (bytes < end) {
		const char *eol = memchr(bytes, '\n', (size_t)(end - bytes));
		size_t part = (size_t)((eol ? eol : end) - bytes);

		if (eol && !ktap->line_len && part <= KTAP_LINE_KEEP) {
			handle_line(ktap, bytes, part, 0, false);
		} else {
			line_append(ktap, bytes, part);
			if (eol)
				line_end(ktap, false);
		}
		bytes += part + 1;
	}
}

void ktap_end(struct ktap *ktap)
{
	ktap_flush(ktap);
	if (ktap->line_len)
		line_end(ktap, true);
}

size_t ktap_printable(const char *bytes, size_t len, char *out, size_t size)
{
	static const char hex[] = "0123456789abcdef";
	size_t need = 0, used = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];
		char text[4] = { (char)c, 'x', hex[c >> 4], hex[c & 15] };
		size_t n = 1;

		if (c != '\t' && (c < 0x20 || c > 0x7e)) {
			text[0] = '\\';
			n = 4;
		}
		if (used == need && need + n < size) {
			memcpy(out + need, text, n);
			used += n;
		}
		need += n;
	}
	if (size)
		out[used] = '\0';
	return need;
}

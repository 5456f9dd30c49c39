/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ktap.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../lib/test/protocol.h"

/*
 * A writer cuts a record at PROTO_LINE_MAX bytes, or a little before where it
 * would cut an escape or counts its newline. A line shorter than this is whole.
 */
enum {
	MAY_CONTINUE = PROTO_LINE_MAX - 10
};

#define LEN(literal) (sizeof(literal) - 1)

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

/* ------------------------------------------------ the words of a record -- */

static bool starts_with(const char *text, const char *prefix, size_t prefix_len)
{
	return !strncmp(text, prefix, prefix_len);
}
#define STARTS(text, prefix) starts_with(text, prefix, LEN(prefix))

/* Digits at *@text, which moves behind them. At most 19 of them. */
static bool take_number(const char **text, uint64_t *number)
{
	const char *p = *text;
	uint64_t n = 0;

	while (*p >= '0' && *p <= '9' && p - *text < 19)
		n = n * 10 + (uint64_t)(*p++ - '0');
	if (p == *text || (*p >= '0' && *p <= '9'))
		return false;
	*text = p;
	*number = n;
	return true;
}

/* "key=" and digits at *@text, which moves behind them and one blank. */
static bool take_count(const char **text, const char *key, uint64_t *number)
{
	size_t len = strlen(key);

	if (strncmp(*text, key, len))
		return false;
	*text += len;
	if (!take_number(text, number))
		return false;
	if (**text == ' ')
		(*text)++;
	return true;
}

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '/' ||
	       c == '@' || c == '-';
}

/* "suite.case", ended by a blank or the end: its length, 0: it is no name. */
static size_t name_length(const char *text)
{
	size_t len = 0;
	bool dot = false;

	while (is_name_char(text[len]))
		dot |= text[len++] == '.';
	if (text[len] && text[len] != ' ')
		return 0;
	return dot ? len : 0;
}

/* Copies into ktap->split at *@at, which moves on; the copy ends in a NUL. */
static const char *keep(struct ktap *ktap, size_t *at, const char *text,
			size_t len)
{
	char *copy = ktap->split + *at;

	memcpy(copy, text, len);
	copy[len] = '\0';
	*at += len + 1;
	return copy;
}

static const char *keep_word(struct ktap *ktap, size_t *at, const char *text)
{
	return keep(ktap, at, text, strcspn(text, " "));
}

/* The value of "key=" in a record of words, "" where it is not there. */
static const char *word_value(struct ktap *ktap, size_t *at, const char *text,
			      const char *key)
{
	size_t len = strlen(key);

	while (text) {
		if (!strncmp(text, key, len))
			return keep_word(ktap, at, text + len);
		text = strchr(text, ' ');
		if (text)
			text++;
	}
	return "";
}

/* ------------------------------------------------------------- records -- */

static bool parse_header(struct ktap *ktap, struct ktap_event *ev)
{
	const char *p = ev->record + LEN(PROTO_HEADER);
	const char *cpus;
	size_t at = 0;

	if (!take_number(&p, &ev->number) || (*p && *p != ' '))
		return false;
	ev->type = KTAP_HEADER;
	ev->name = word_value(ktap, &at, p, "suite=");
	ev->target = word_value(ktap, &at, p, "target=");
	cpus = word_value(ktap, &at, p, "cpus=");
	ev->text = p;
	take_number(&cpus, &ev->cpus);
	return true;
}

static bool parse_plan(struct ktap_event *ev)
{
	const char *p = ev->record + LEN(PROTO_PLAN);

	if (!take_number(&p, &ev->number) || (*p && !STARTS(p, " #")))
		return false;
	ev->type = KTAP_PLAN;
	ev->text = p;
	return true;
}

/* Between name and figures: nothing, or " # DIRECTIVE reason". */
static bool parse_directive(struct ktap *ktap, struct ktap_event *ev,
			    size_t *at, const char *p, const char *end)
{
	static const struct {
		const char *word;
		enum ktap_directive directive;
	} known[] = {
		{ PROTO_SKIP, KTAP_SKIP },
		{ PROTO_ERROR, KTAP_ERROR },
	};
	size_t len;

	ev->text = "";
	if (p == end)
		return true;
	if (end - p < 4 || strncmp(p, " " PROTO_DIRECTIVE, 3))
		return false;
	p += 3;
	len = strcspn(p, " ");
	if (len > (size_t)(end - p))
		len = (size_t)(end - p);
	ev->directive = KTAP_OTHER;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strlen(known[i].word) == len &&
		    !strncmp(p, known[i].word, len))
			ev->directive = known[i].directive;
	if (ev->directive != KTAP_OTHER)
		p += len;
	while (p < end && *p == ' ')
		p++;
	while (end > p && end[-1] == ' ')
		end--;
	ev->text = keep(ktap, at, p, (size_t)(end - p));
	return true;
}

static const char *find_last(const char *text, const char *needle)
{
	const char *last = NULL;

	for (text = strstr(text, needle); text; text = strstr(text + 1, needle))
		last = text;
	return last;
}

static bool parse_result(struct ktap *ktap, struct ktap_event *ev,
			 size_t prefix_len)
{
	const char *p = ev->record + prefix_len, *figures, *q;
	size_t at = 0, len;

	if (!take_number(&p, &ev->number) || *p++ != ' ')
		return false;
	len = name_length(p);
	figures = find_last(p, PROTO_FIGURES);
	if (!len || !figures || figures < p + len)
		return false;
	q = figures + LEN(" # ");
	if (!take_count(&q, "time_us=", &ev->time_us) ||
	    !take_count(&q, "checks=", &ev->checks) || *q)
		return false;
	ev->name = keep(ktap, &at, p, len);
	if (!parse_directive(ktap, ev, &at, p + len, figures))
		return false;
	ev->type = KTAP_RESULT;
	return true;
}

static bool parse_end(struct ktap_event *ev)
{
	const char *p = ev->record + LEN(PROTO_END);

	ev->text = p;
	if (!take_count(&p, "pass=", &ev->pass) ||
	    !take_count(&p, "fail=", &ev->fail) ||
	    !take_count(&p, "error=", &ev->error) ||
	    !take_count(&p, "skip=", &ev->skip) || *p)
		return false;
	ev->type = KTAP_END;
	return true;
}

static bool parse_run(struct ktap *ktap, struct ktap_event *ev)
{
	const char *p = ev->record + LEN(PROTO_RUN);
	size_t len = name_length(p), at = 0;

	if (!len || p[len])
		return false;
	ev->type = KTAP_RUN;
	ev->name = keep(ktap, &at, p, len);
	ev->text = p;
	return true;
}

static bool parse_ends(struct ktap *ktap, struct ktap_event *ev)
{
	static const char *const kinds[] = { PROTO_ENDS_RESET,
					     PROTO_ENDS_POWEROFF,
					     PROTO_ENDS_PANIC,
					     PROTO_ENDS_REBOOT };
	const char *p = ev->record + LEN(PROTO_ENDS);
	size_t at = 0;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(p, kinds[i]))
			continue;
		ev->type = KTAP_ENDS;
		ev->name = keep_word(ktap, &at, p);
		ev->text = p;
		return true;
	}
	return false;
}

/* Records whose text needs no parsing: the first word is their name. */
static bool parse_plain(struct ktap *ktap, struct ktap_event *ev)
{
	static const struct {
		const char *prefix;
		enum ktap_type type;
	} plain[] = {
		{ PROTO_BENCH, KTAP_BENCH }, { PROTO_TRAP, KTAP_TRAP },
		{ PROTO_REGS, KTAP_REGS },   { PROTO_STACK, KTAP_STACK },
		{ PROTO_PANIC, KTAP_PANIC }, { PROTO_HOST, KTAP_HOST },
	};
	size_t at = 0;

	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
		size_t len = strlen(plain[i].prefix);

		if (strncmp(ev->record, plain[i].prefix, len))
			continue;
		ev->type = plain[i].type;
		ev->text = ev->record + len;
		ev->name = keep_word(ktap, &at, ev->text);
		return true;
	}
	return false;
}

/*
 * Lines that begin with "# ". Diagnostics are free text, so what only begins
 * like a record ("# end of the table") is a comment, not an error.
 */
static void parse_hash(struct ktap *ktap, struct ktap_event *ev)
{
	const char *r = ev->record;
	bool known = false;

	if (STARTS(r, PROTO_RUN))
		known = parse_run(ktap, ev);
	else if (STARTS(r, PROTO_END))
		known = parse_end(ev);
	else if (STARTS(r, PROTO_ENDS))
		known = parse_ends(ktap, ev);
	else if (STARTS(r, PROTO_HEADER))
		known = parse_header(ktap, ev);
	else
		known = parse_plain(ktap, ev);
	if (known)
		return;
	ev->type = KTAP_COMMENT;
	ev->text = r + LEN(PROTO_COMMENT);
}

static bool ends_with_version(const struct ktap_event *ev)
{
	size_t len = LEN(PROTO_KTAP);

	return ev->len >= len &&
	       !memcmp(ev->record + ev->len - len, PROTO_KTAP, len);
}

static void parse(struct ktap *ktap, struct ktap_event *ev)
{
	const char *r = ev->record;

	if (STARTS(r, PROTO_COMMENT))
		parse_hash(ktap, ev);
	else if (STARTS(r, PROTO_OK))
		ev->malformed = !parse_result(ktap, ev, LEN(PROTO_OK));
	else if (STARTS(r, PROTO_NOT_OK))
		ev->malformed = !parse_result(ktap, ev, LEN(PROTO_NOT_OK));
	else if (STARTS(r, PROTO_PLAN))
		ev->malformed = !parse_plan(ev);
	else if (ends_with_version(ev)) /* firmware may leave its line open */
		ev->type = KTAP_VERSION;
	ev->ok = r[0] == 'o';
	if (ev->type == KTAP_GARBAGE)
		ev->text = r;
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
		parse(ktap, &ev);
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

/* --------------------------------------------------------------- bench -- */

static void count(void *arg, const struct ktap_event *event)
{
	uint64_t *counts = arg;

	counts[event->type]++;
}

double ktap_bench(size_t bytes)
{
	static const char text[] =
		"# run xsetbv.value/x87-off\n"
		"# x86/xsetbv.c:46: EXPECT_TRAP(t, r->trap): expected #GP(0), got no trap\n"
		"not ok 2 xsetbv.value/x87-off # time_us=3 checks=1\n"
		"# run xsetbv.user_mode\n"
		"ok 3 xsetbv.user_mode # SKIP needs XSAVE (CPUID.1:ECX[26]) # time_us=0 checks=0\n";
	static struct ktap ktap;
	enum {
		CHUNK = 64 << 10
	};
	uint64_t counts[KTAP_COMMENT + 1] = { 0 };
	struct timespec from, to;
	char *chunk = malloc(CHUNK);
	double seconds;

	if (!chunk)
		return 0;
	for (size_t i = 0; i < CHUNK; i++)
		chunk[i] = text[i % LEN(text)];
	ktap_init(&ktap, count, counts);
	clock_gettime(CLOCK_MONOTONIC, &from);
	for (size_t done = 0; done < bytes; done += CHUNK)
		ktap_feed(&ktap, chunk, CHUNK);
	ktap_end(&ktap);
	clock_gettime(CLOCK_MONOTONIC, &to);
	free(chunk);
	seconds = (double)(to.tv_sec - from.tv_sec) +
		  (double)(to.tv_nsec - from.tv_nsec) / 1e9;
	return (double)bytes / 1e6 / seconds;
}

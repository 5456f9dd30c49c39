/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ktap_record.h"

#include <stdlib.h>
#include <string.h>

#include "../lib/test/protocol.h"

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
	const char *cpus, *moved;
	size_t at = 0;

	if (!take_number(&p, &ev->number) || (*p && *p != ' '))
		return false;
	ev->type = KTAP_HEADER;
	ev->name = word_value(ktap, &at, p, "suite=");
	ev->target = word_value(ktap, &at, p, "target=");
	cpus = word_value(ktap, &at, p, "cpus=");
	moved = word_value(ktap, &at, p, "moved=");
	ev->text = p;
	take_number(&cpus, &ev->cpus);
	ev->moved = strtoull(moved, NULL, 16);
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
	    !take_count(&q, "checks=", &ev->checks) ||
	    (*q && !take_count(&q, "failed=", &ev->failed)) || *q)
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

void ktap_parse(struct ktap *ktap, struct ktap_event *ev)
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

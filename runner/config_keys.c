/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config_parser.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <test/protocol.h>

#include "alloc.h"
#include "expect.h"
#include "glob.h"
#include "parse.h"

static int set_smp(struct config_parser *p, const char *value)
{
	if (parse_uint(value, 1, 4096, &p->section->smp) < 0)
		return bad(p, "smp must be a number from 1 to 4096, not '%s'",
			   value);
	return 0;
}

static int set_memory(struct config_parser *p, const char *value)
{
	uint64_t mib;

	if (parse_memory(value, &mib) < 0)
		return bad(p,
			   "memory must be a size such as 512M or 2G, not '%s'",
			   value);
	p->section->memory_mib = mib;
	return 0;
}

static int set_timeout(struct config_parser *p, const char *value)
{
	uint64_t ms;

	if (parse_duration(value, &ms) < 0 || ms > UINT32_MAX)
		return bad(
			p,
			"timeout must be a time such as 10s, 500ms or 2m, not '%s'",
			value);
	p->section->timeout_ms = ms;
	return 0;
}

int config_check_word(struct config_parser *p, const char *value)
{
	if (strpbrk(value, " \t"))
		return bad(p, "%s must be one word, not '%s'", p->key, value);
	return 0;
}

static int set_cpu(struct config_parser *p, const char *value)
{
	p->section->cpu = xstrdup(value);
	return config_check_word(p, value);
}

static int set_firmware(struct config_parser *p, const char *value)
{
	p->section->firmware = xstrdup(value);
	return config_check_word(p, value);
}

/* "granule=16k" is the file NAME@granule-16k.elf: make takes no '=' in names. */
static int set_build(struct config_parser *p, const char *value)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_-=";
	char *build = p->section->build = xstrdup(value);

	if (strspn(value, letters) != strlen(value))
		return bad(
			p,
			"build must be a name of letters, digits, '-', '_' and '=', not '%s'",
			value);
	for (char *c = strchr(build, '='); c; c = strchr(c, '='))
		*c = '-';
	return 0;
}

static int set_names(struct config_parser *p, char ***list, const char *value)
{
	words_split(list, value, " \t,");
	if (!*list)
		return bad(p, "%s names nothing", p->key);
	return 0;
}

static int set_cases(struct config_parser *p, const char *value)
{
	return set_names(p, &p->section->cases, value);
}

static int set_groups(struct config_parser *p, const char *value)
{
	int r = set_names(p, &p->section->groups, value);

	for (char **g = p->section->groups; g && *g && !r; g++)
		if (strspn(*g, PROTO_NAME_CHARS) != strlen(*g))
			r = bad(p, "'%s' cannot be the name of a group", *g);
	return r;
}

static int set_engine(struct config_parser *p, const char *value)
{
	return set_names(p, &p->section->engines, value);
}

static int set_arch(struct config_parser *p, const char *value)
{
	int r = set_names(p, &p->section->archs, value);

	for (char **a = p->section->archs; a && *a && !r; a++) {
		struct near_miss near;

		if (target_find(*a))
			continue;
		near_miss_init(&near, *a);
		for (const struct target *t = targets; t->name; t++)
			near_miss_offer(&near, t->name);
		r = bad(p, "there is no target '%s'%s", *a,
			near_miss_text(&near));
		near_miss_release(&near);
	}
	return r;
}

static int set_expect(struct config_parser *p, const char *value)
{
	struct section *s = p->section;
	struct expectation *expect;
	struct error why;

	s->expect = xrealloc(s->expect, s->nr_expect + 1, sizeof(*expect));
	expect = &s->expect[s->nr_expect];
	if (expect_parse(expect, value, &why) < 0)
		return bad(p, "expect: %s", why.text);
	expect->file = xstrdup(p->file);
	expect->line = p->line;
	s->nr_expect++;
	if (expect->state == STATE_PASS && !s->variant)
		return bad(
			p,
			"expect: every case of [%s] must pass; 'pass' is for its variants, which have its entries",
			s->suite);
	return 0;
}

static int set_include(struct config_parser *p, const char *value)
{
	words_add(&p->includes, xasprintf("%u", p->line));
	words_add(&p->includes, xstrdup(value));
	return 0;
}

enum where {
	SECTION = 1,
	DEFAULTS = 2, /* before the first section of the root file */
	REPEAT = 4,   /* any number of times */
};

static const struct key {
	const char *name;
	unsigned int where;
	int (*set)(struct config_parser *p, const char *value);
} keys[] = {
	{ "smp", SECTION | DEFAULTS, set_smp },
	{ "memory", SECTION | DEFAULTS, set_memory },
	{ "machine", SECTION | DEFAULTS, config_set_machine },
	{ "cpu", SECTION | DEFAULTS, set_cpu },
	{ "firmware", SECTION | DEFAULTS, set_firmware },
	{ "qemu", SECTION | DEFAULTS, config_set_qemu },
	{ "args", SECTION | DEFAULTS, config_set_args },
	{ "timeout", SECTION | DEFAULTS, set_timeout },
	{ "cases", SECTION, set_cases },
	{ "groups", SECTION, set_groups },
	{ "engine", SECTION, set_engine },
	{ "arch", SECTION, set_arch },
	{ "build", SECTION, set_build },
	{ "expect", SECTION | REPEAT, set_expect },
	{ "include", DEFAULTS | REPEAT, set_include },
};

#define NR_KEYS (sizeof(keys) / sizeof(keys[0]))

static const struct key *key_find(const char *name)
{
	for (size_t i = 0; i < NR_KEYS; i++)
		if (!strcmp(keys[i].name, name))
			return &keys[i];
	return NULL;
}

static int unknown_key(struct config_parser *p, const char *name)
{
	struct near_miss near;
	int r;

	near_miss_init(&near, name);
	for (size_t i = 0; i < NR_KEYS; i++)
		near_miss_offer(&near, keys[i].name);
	r = bad(p, "unknown key '%s'%s", name, near_miss_text(&near));
	near_miss_release(&near);
	return r;
}

/* Whether '#' follows a blank outside of quotes: someone meant a comment. */
static bool has_comment(const char *value)
{
	char quote = '\0';

	for (const char *c = value; *c; c++) {
		if (quote ? *c == quote : *c == '\'' || *c == '"')
			quote = quote ? '\0' : *c;
		else if (!quote && *c == '#' &&
			 (c == value || c[-1] == ' ' || c[-1] == '\t'))
			return true;
	}
	return false;
}

static int check_place(struct config_parser *p, const struct key *key)
{
	unsigned int bit = 1u << (key - keys);

	if (!p->in_defaults && !(key->where & SECTION))
		return bad(p, "'%s' must stand before the first section",
			   key->name);
	if (p->in_defaults && !(key->where & DEFAULTS))
		return bad(p, "'%s' must stand in a section", key->name);
	if (p->in_defaults && !p->root)
		return bad(
			p,
			"'%s' stands before the first section; only the root file has defaults",
			key->name);
	if (p->seen & bit && !(key->where & REPEAT))
		return bad(p, "'%s' stands twice in this section", key->name);
	p->seen |= bit;
	return 0;
}

int config_set_key(struct config_parser *p, const char *name, const char *value)
{
	const struct key *key = key_find(name);
	int r;

	if (!key)
		return unknown_key(p, name);
	r = check_place(p, key);
	if (r < 0)
		return r;
	if (!*value)
		return bad(p, "'%s' has no value", name);
	if (key->set != set_expect && has_comment(value))
		return bad(p, "a comment must have a line of its own: '%s'",
			   value);
	p->key = key->name;
	return key->set(p, value);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <test/protocol.h>
#include <unistd.h>

#include "alloc.h"
#include "expect.h"
#include "glob.h"
#include "parse.h"

#define FILE_MAX (4u << 20)

struct parser {
	struct config *config;
	struct section *section; /* being filled in */
	bool in_defaults;
	bool root;
	unsigned int seen; /* keys of this section, by their row */
	const char *file;
	unsigned int line;
	const char *key;
	char **includes; /* line, file, line, file, ... */
	struct error *error;
};

/* "FILE:LINE: " and what is wrong */
#define bad(p, format, ...)                                                   \
	error_set((p)->error, EINVAL, "%s:%u: " format, (p)->file, (p)->line, \
		  __VA_ARGS__)

/* ---------------------------------------------------------------- values -- */

static int set_smp(struct parser *p, const char *value)
{
	if (parse_uint(value, 1, 4096, &p->section->smp) < 0)
		return bad(p, "smp must be a number from 1 to 4096, not '%s'",
			   value);
	return 0;
}

static int set_memory(struct parser *p, const char *value)
{
	uint64_t mib;

	if (parse_memory(value, &mib) < 0)
		return bad(p,
			   "memory must be a size such as 512M or 2G, not '%s'",
			   value);
	p->section->memory_mib = mib;
	return 0;
}

static int set_timeout(struct parser *p, const char *value)
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

static int check_word(struct parser *p, const char *value)
{
	if (strpbrk(value, " \t"))
		return bad(p, "%s must be one word, not '%s'", p->key, value);
	return 0;
}

static bool forces_accelerator(const char *machine)
{
	const char *accel = strstr(machine, "accel=");

	return accel && (accel == machine || accel[-1] == ',');
}

static int set_machine(struct parser *p, const char *value)
{
	if (forces_accelerator(value))
		return bad(
			p,
			"'%s' forces an accelerator: that is for the engine to say (engine = qemu-tcg)",
			value);
	p->section->machine = xstrdup(value);
	return check_word(p, value);
}

static int set_cpu(struct parser *p, const char *value)
{
	p->section->cpu = xstrdup(value);
	return check_word(p, value);
}

static int set_firmware(struct parser *p, const char *value)
{
	p->section->firmware = xstrdup(value);
	return check_word(p, value);
}

static int set_build(struct parser *p, const char *value)
{
	p->section->build = xstrdup(value);
	if (strchr(value, '/'))
		return bad(p, "build must not hold a '/': '%s'", value);
	return check_word(p, value);
}

/* Words that the runner itself puts on the guest's command line. */
static const char *const runner_args[] = {
	PROTO_ARG_CASES, PROTO_ARG_SKIP,    PROTO_ARG_LAST, PROTO_ARG_START,
	PROTO_ARG_SEED,	 PROTO_ARG_SHUFFLE, PROTO_ARG_HOST,
};

static bool is_runner_arg(const char *word)
{
	for (size_t i = 0; i < sizeof(runner_args) / sizeof(*runner_args); i++)
		if (!strncmp(word, runner_args[i], strlen(runner_args[i])))
			return true;
	return !strcmp(word, PROTO_ARG_INVERT) ||
	       !strcmp(word, PROTO_ARG_FORCE);
}

static int set_args(struct parser *p, const char *value)
{
	char **words = NULL;
	int r = 0;

	words_split(&words, value, " \t");
	for (char **w = words; *w && !r; w++)
		if (is_runner_arg(*w))
			r = bad(p,
				"args must not hold '%s': the runner sets it",
				*w);
	words_free(words);
	p->section->args = xstrdup(value);
	return r;
}

/* What must not stand in `qemu`, and what to write instead. */
static const struct {
	const char *option, *instead;
} refused[] = {
	{ "accel", "engine = qemu-tcg" },
	{ "enable-kvm", "engine = qemu-kvm" },
	{ "no-kvm", "engine = qemu-tcg" },
	{ "smp", "smp = N" },
	{ "m", "memory = SIZE" },
	{ "cpu", "cpu = MODEL" },
	{ "bios", "firmware = FILE" },
	{ "append", "args = WORDS" },
	{ "kernel", "the image of the suite" },
	{ "daemonize", "nothing: the runner must see it end" },
	{ "S", "nothing: the guest would never start" },
};

static int check_qemu(struct parser *p, char *const *words)
{
	for (; *words; words++) {
		const char *name = *words + (words[0][0] == '-') +
				   (words[0][0] == '-' && words[0][1] == '-');

		if (name == *words)
			continue;
		for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
			if (!strcmp(name, refused[i].option))
				return bad(
					p,
					"qemu must not hold '%s'; instead: %s",
					*words, refused[i].instead);
		if ((!strcmp(name, "machine") || !strcmp(name, "M")) &&
		    words[1] && forces_accelerator(words[1]))
			return bad(
				p,
				"qemu must not hold 'accel=' in '%s %s'; instead: engine = qemu-tcg",
				words[0], words[1]);
	}
	return 0;
}

static int set_qemu(struct parser *p, const char *value)
{
	if (parse_words(value, &p->section->qemu) < 0)
		return bad(p, "a quote or a backslash has no end in '%s'",
			   value);
	return check_qemu(p, p->section->qemu);
}

static int set_names(struct parser *p, char ***list, const char *value)
{
	words_split(list, value, " \t,");
	if (!*list)
		return bad(p, "%s names nothing", p->key);
	return 0;
}

static int set_cases(struct parser *p, const char *value)
{
	char **globs = NULL;
	int r = set_names(p, &globs, value);

	words_free(globs);
	p->section->cases = xstrdup(value);
	return r;
}

static int set_groups(struct parser *p, const char *value)
{
	int r = set_names(p, &p->section->groups, value);

	for (char **g = p->section->groups; g && *g && !r; g++)
		if (strspn(*g, PROTO_NAME_CHARS) != strlen(*g))
			r = bad(p, "'%s' cannot be the name of a group", *g);
	return r;
}

static int set_engine(struct parser *p, const char *value)
{
	return set_names(p, &p->section->engines, value);
}

static int set_arch(struct parser *p, const char *value)
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

static int set_expect(struct parser *p, const char *value)
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
	return 0;
}

static int set_include(struct parser *p, const char *value)
{
	words_add(&p->includes, xasprintf("%u", p->line));
	words_add(&p->includes, xstrdup(value));
	return 0;
}

/* ------------------------------------------------------------------ keys -- */

enum where {
	SECTION = 1,
	DEFAULTS = 2, /* before the first section of the root file */
	REPEAT = 4,   /* any number of times */
};

static const struct key {
	const char *name;
	unsigned int where;
	int (*set)(struct parser *p, const char *value);
} keys[] = {
	{ "smp", SECTION | DEFAULTS, set_smp },
	{ "memory", SECTION | DEFAULTS, set_memory },
	{ "machine", SECTION | DEFAULTS, set_machine },
	{ "cpu", SECTION | DEFAULTS, set_cpu },
	{ "firmware", SECTION | DEFAULTS, set_firmware },
	{ "qemu", SECTION | DEFAULTS, set_qemu },
	{ "args", SECTION | DEFAULTS, set_args },
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

static int unknown_key(struct parser *p, const char *name)
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

static int check_place(struct parser *p, const struct key *key)
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

static int set_key(struct parser *p, const char *name, const char *value)
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

/* -------------------------------------------------------------- sections -- */

static bool is_name(const char *text, const char *except)
{
	return *text && strspn(text, PROTO_NAME_CHARS) == strlen(text) &&
	       !strpbrk(text, except);
}

/* @name: between the brackets; the '@' in it is overwritten */
static int begin_section(struct parser *p, char *name)
{
	struct config *config = p->config;
	char *at = strchr(name, '@');
	const struct section *other;

	if (at)
		*at++ = '\0';
	if (!is_name(name, "./@") || (at && !is_name(at, "./@")))
		return bad(p, "'%s%s%s' is not SUITE or SUITE@VARIANT", name,
			   at ? "@" : "", at ? at : "");
	other = config_find(config, name, at);
	if (other)
		return bad(p, "section [%s%s%s] is already at %s:%u", name,
			   at ? "@" : "", at ? at : "", other->file,
			   other->line);
	config->sections = xrealloc(config->sections, config->nr_sections + 1,
				    sizeof(*config->sections));
	p->section = &config->sections[config->nr_sections++];
	*p->section = (struct section){
		.suite = xstrdup(name),
		.variant = xstrdup(at),
		.file = xstrdup(p->file),
		.line = p->line,
	};
	p->in_defaults = false;
	p->seen = 0;
	return 0;
}

/* ----------------------------------------------------------------- lines -- */

static char *trim(char *text)
{
	size_t len;

	text += strspn(text, " \t");
	len = strlen(text);
	while (len && strchr(" \t\r", text[len - 1]))
		text[--len] = '\0';
	return text;
}

static int parse_line(struct parser *p, char *line)
{
	char *equals, *end;

	line = trim(line);
	if (!*line || *line == '#')
		return 0;
	if (*line == '[') {
		end = line + strlen(line) - 1;
		if (*end != ']')
			return bad(p, "'%s' lacks its ']'", line);
		*end = '\0';
		return begin_section(p, line + 1);
	}
	equals = strchr(line, '=');
	if (!equals)
		return bad(p, "'%s' is neither KEY = VALUE nor [SUITE]", line);
	*equals = '\0';
	return set_key(p, trim(line), trim(equals + 1));
}

static int parse_text(struct parser *p, const char *text, size_t len)
{
	int r = 0;

	while (len && !r) {
		const char *newline = memchr(text, '\n', len);
		size_t size = newline ? (size_t)(newline - text) : len;
		char *line;

		p->line++;
		if (memchr(text, '\0', size))
			return bad(p, "there is a %s byte in it", "NUL");
		line = xstrndup(text, size);
		r = parse_line(p, line);
		free(line);
		size += newline != NULL;
		text += size;
		len -= size;
	}
	return r;
}

static int parse_file(struct config *config, const char *text, size_t len,
		      const char *file, bool root, char ***includes,
		      struct error *error)
{
	struct parser p = {
		.config = config,
		.section = &config->defaults,
		.in_defaults = true,
		.root = root,
		.file = file,
		.error = error,
	};
	int r = parse_text(&p, text, len);

	*includes = p.includes;
	return r;
}

int config_parse(struct config *config, const char *text, size_t len,
		 const char *file, bool root, struct error *error)
{
	char **includes;
	int r = parse_file(config, text, len, file, root, &includes, error);

	words_free(includes);
	return r;
}

/* ----------------------------------------------------------------- files -- */

static int read_all(int fd, char *text, size_t max, size_t *len)
{
	*len = 0;
	while (*len < max) {
		ssize_t r = read(fd, text + *len, max - *len);

		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return -errno;
		if (!r)
			return 0;
		*len += r;
	}
	return -EFBIG;
}

static int read_file(const char *path, char **text, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int r;

	if (fd < 0)
		return -errno;
	*text = xcalloc(FILE_MAX, 1);
	r = read_all(fd, *text, FILE_MAX, len);
	close(fd);
	if (r < 0)
		free(*text);
	return r;
}

/* Relative to the root file's folder. */
static char *include_path(const char *root, const char *name)
{
	const char *slash = strrchr(root, '/');

	if (name[0] == '/' || !slash)
		return xstrdup(name);
	return xasprintf("%.*s/%s", (int)(slash - root), root, name);
}

static int read_included(struct config *config, const char *root,
			 char *const *include, struct error *error)
{
	char *path = include_path(root, include[1]), *text;
	size_t len;
	int r = read_file(path, &text, &len);

	if (r < 0) {
		error_set(error, -r, "%s:%s: include '%s': %s", root,
			  include[0], include[1], strerror(-r));
	} else {
		r = config_parse(config, text, len, path, false, error);
		free(text);
	}
	free(path);
	return r;
}

/* What a section leaves out it has from the defaults; plan.c does the scalars. */
static void inherit(struct config *config)
{
	const struct section *d = &config->defaults;

	for (size_t i = 0; i < config->nr_sections; i++) {
		struct section *s = &config->sections[i];

		if (!s->args)
			s->args = xstrdup(d->args);
		for (char **w = s->qemu ? NULL : d->qemu; w && *w; w++)
			words_add(&s->qemu, xstrdup(*w));
	}
}

int config_read(struct config *config, const char *path, struct error *error)
{
	char *text, **includes;
	size_t len;
	int r = read_file(path, &text, &len);

	if (r < 0)
		return error_set(error, -r, "%s: %s", path, strerror(-r));
	r = parse_file(config, text, len, path, true, &includes, error);
	free(text);
	for (char **i = includes; i && *i && !r; i += 2)
		r = read_included(config, path, i, error);
	words_free(includes);
	inherit(config);
	return r;
}

static void section_release(struct section *s)
{
	char *const texts[] = { s->suite,   s->variant, s->file,
				s->machine, s->cpu,	s->firmware,
				s->args,    s->cases,	s->build };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		free(texts[i]);
	words_free(s->qemu);
	words_free(s->groups);
	words_free(s->engines);
	words_free(s->archs);
	for (size_t i = 0; i < s->nr_expect; i++)
		expect_release(&s->expect[i]);
	free(s->expect);
}

void config_release(struct config *config)
{
	section_release(&config->defaults);
	for (size_t i = 0; i < config->nr_sections; i++)
		section_release(&config->sections[i]);
	free(config->sections);
	*config = (struct config){ .sections = NULL };
}

const struct section *config_find(const struct config *config,
				  const char *suite, const char *variant)
{
	for (size_t i = 0; i < config->nr_sections; i++) {
		const struct section *s = &config->sections[i];

		if (!strcmp(s->suite, suite) &&
		    !strcmp(s->variant ? s->variant : "",
			    variant ? variant : "") &&
		    !s->variant == !variant)
			return s;
	}
	return NULL;
}

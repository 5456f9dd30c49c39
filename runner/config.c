/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config_parser.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <test/protocol.h>
#include <unistd.h>

#include "alloc.h"
#include "expect.h"
#include "hash.h"

#define FILE_MAX (4u << 20)

/* -------------------------------------------------------------- sections -- */

static bool is_name(const char *text, const char *except)
{
	return *text && strspn(text, PROTO_NAME_CHARS) == strlen(text) &&
	       !strpbrk(text, except);
}

/* "[TARGET/]SUITE[@VARIANT][.CASE]", or a pattern, which may be anything's. */
static bool may_name(const char *word, const char *suite)
{
	const char *behind = strchr(word, '/');
	size_t len = strlen(suite);

	if (word[strspn(word, PROTO_NAME_CHARS)])
		return true;
	if (strcspn(word, "@./") == len && !strncmp(word, suite, len))
		return true;
	return behind && strcspn(behind + 1, "@./") == len &&
	       !strncmp(behind + 1, suite, len);
}

static bool is_left_out(const struct config *config, const char *suite)
{
	for (char *const *word = config->only; word && *word; word++)
		if (may_name(*word, suite))
			return false;
	return config->only;
}

/* @name: between the brackets; the '@' in it is overwritten */
static int begin_section(struct config_parser *p, char *name)
{
	struct config *config = p->config;
	char *at = strchr(name, '@');
	const struct section *other;

	if (at)
		*at++ = '\0';
	if (!is_name(name, "./@") || (at && !is_name(at, "./@")))
		return bad(p, "'%s%s%s' is not SUITE or SUITE@VARIANT", name,
			   at ? "@" : "", at ? at : "");
	p->in_defaults = false;
	p->skips = is_left_out(config, name);
	if (p->skips)
		return 0;
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

static int parse_line(struct config_parser *p, char *line)
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
	if (p->skips)
		return 0;
	equals = strchr(line, '=');
	if (!equals)
		return bad(p, "'%s' is neither KEY = VALUE nor [SUITE]", line);
	*equals = '\0';
	return config_set_key(p, trim(line), trim(equals + 1));
}

static bool may_begin_section(const char *line, size_t size)
{
	return size && strchr("[ \t", *line);
}

static int parse_text(struct config_parser *p, const char *text, size_t len)
{
	int r = 0;

	while (len && !r) {
		const char *newline = memchr(text, '\n', len);
		size_t size = newline ? (size_t)(newline - text) : len;
		char *line;

		p->line++;
		if (memchr(text, '\0', size))
			return bad(p, "there is a %s byte in it", "NUL");
		if (!p->skips || may_begin_section(text, size)) {
			line = xstrndup(text, size);
			r = parse_line(p, line);
			free(line);
		}
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
	struct config_parser p = {
		.config = config,
		.section = &config->defaults,
		.in_defaults = true,
		.root = root,
		.file = file,
		.error = error,
	};
	int r = parse_text(&p, text, len);

	config->hash = hash_text(config->hash, file);
	config->hash = hash_bytes(config->hash, text, len);
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

/* Grown by doubling: most files are small. */
static int read_all(int fd, char **text, size_t *len)
{
	size_t size = 16u << 10;

	for (*len = 0; *len < FILE_MAX;) {
		ssize_t r;

		if (*len * 2 >= size)
			size *= 2;
		*text = xrealloc(*text, size, 1);
		r = read(fd, *text + *len, size - *len);
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
	*text = NULL;
	r = read_all(fd, text, len);
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
	char *const texts[] = { s->suite, s->variant,  s->file, s->machine,
				s->cpu,	  s->firmware, s->args, s->build };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		free(texts[i]);
	words_free(s->qemu);
	words_free(s->cases);
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

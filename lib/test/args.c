/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words of the boot command line: the harness's own and the suite's. */
#include <test/harness.h>

#include <arch.h>
#include <console.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static char words[BOOT_CMDLINE_MAX]; /* each ended by NUL, the last by two */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

void args_parse(const char *cmdline)
{
	char *out = words;

	_Static_assert(PROTO_ARGS_MAX == sizeof(words) - 2, "there is room");
	if (strlen(cmdline) > PROTO_ARGS_MAX)
		panic("the command line is longer than %d bytes",
		      PROTO_ARGS_MAX);
	while (*cmdline) {
		while (is_blank(*cmdline))
			cmdline++;
		if (!*cmdline)
			break;
		while (*cmdline && !is_blank(*cmdline))
			*out++ = *cmdline++;
		*out++ = '\0';
	}
	*out = '\0';
}

/* The last of several wins, as people expect who append one. */
static const char *find(const char *key, size_t len)
{
	const char *found = NULL;
	const char *word;

	for (word = words; *word; word += strlen(word) + 1) {
		if (strncmp(word, key, len) != 0)
			continue;
		if (word[len] == '=')
			found = word + len + 1;
		else if (word[len] == '\0')
			found = word + len;
	}
	return found;
}

const char *args_get(const char *prefix)
{
	size_t len = strlen(prefix);

	return find(prefix, len && prefix[len - 1] == '=' ? len - 1 : len);
}

const char *test_arg(const char *key)
{
	return find(key, strlen(key));
}

int args_number(const char *text, uint64_t *value)
{
	char *end;

	/* strtoull() alone would take "-1", " 1" and "". */
	if (*text < '0' || *text > '9')
		return -EINVAL;
	errno = 0;
	*value = strtoull(text, &end, 0);
	return *end || errno ? -EINVAL : 0;
}

uint64_t test_arg_u64(const char *key, uint64_t otherwise)
{
	const char *text = test_arg(key);
	uint64_t value;

	if (!text)
		return otherwise;
	if (args_number(text, &value) < 0)
		ERROR("the argument %s=%s is not a number", key, text);
	return value;
}

/* Backtracks to the last * only: linear for all that people write. */
bool glob_match(const char *glob, size_t glob_len, const char *text)
{
	const char *end = glob + glob_len;
	const char *star = NULL, *retry = NULL;

	while (*text) {
		if (glob < end && *glob == '*') {
			star = ++glob;
			retry = text;
		} else if (glob < end && (*glob == '?' || *glob == *text)) {
			glob++;
			text++;
		} else if (star) {
			glob = star;
			text = ++retry;
		} else {
			return false;
		}
	}
	while (glob < end && *glob == '*')
		glob++;
	return glob == end;
}

bool glob_list(const char *list, const char *text)
{
	size_t len;

	for (; *list; list += len + (list[len] == ',')) {
		len = strcspn(list, ",");
		if (glob_match(list, len, text))
			return true;
	}
	return false;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "config_parser.h"

#include <errno.h>
#include <string.h>
#include <test/protocol.h>

#include "alloc.h"
#include "parse.h"

static bool forces_accelerator(const char *machine)
{
	const char *accel = strstr(machine, "accel=");

	return accel && (accel == machine || accel[-1] == ',');
}

int config_set_machine(struct config_parser *p, const char *value)
{
	if (forces_accelerator(value))
		return bad(
			p,
			"'%s' forces an accelerator: that is for the engine to say (engine = qemu-tcg)",
			value);
	p->section->machine = xstrdup(value);
	return config_check_word(p, value);
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

int config_set_args(struct config_parser *p, const char *value)
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

static int check_qemu(struct config_parser *p, char *const *words)
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

int config_set_qemu(struct config_parser *p, const char *value)
{
	if (parse_words(value, &p->section->qemu) < 0)
		return bad(p, "a quote or a backslash has no end in '%s'",
			   value);
	return check_qemu(p, p->section->qemu);
}

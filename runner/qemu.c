/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../lib/test/protocol.h"
#include "alloc.h"
#include "bochs.h"
#include "child.h"
#include "guest_args.h"
#include "options.h"

/* Text that grows; xrealloc() ends the program where it cannot. */
struct text {
	char *s;
	size_t len;
};

static void put(struct text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void put(struct text *text, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	text->s = xrealloc(text->s, text->len + (size_t)len + 1, 1);
	va_start(args, format);
	vsnprintf(text->s + text->len, (size_t)len + 1, format, args);
	va_end(args);
	text->len += (size_t)len;
}

/* ------------------------------------------------------ the command line -- */

static void add(char ***words, const char *word)
{
	words_add(words, xstrdup(word));
}

static void add_pair(char ***words, const char *option, const char *value)
{
	add(words, option);
	add(words, value);
}

static void add_all(char ***words, const char *const *more)
{
	for (; more && *more; more++)
		add(words, *more);
}

static void add_format(char ***words, const char *option, const char *format,
		       ...) __attribute__((format(printf, 3, 4)));

static void add_format(char ***words, const char *option, const char *format,
		       ...)
{
	struct text value = { 0 };
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	put(&value, "%s", text);
	add(words, option);
	words_add(words, value.s);
}

static void add_accelerator(char ***words, const struct unit *unit)
{
	/* QEMU's default depends on the host; tests of SMP want real threads. */
	if (unit->engine->accel == ACCEL_KVM)
		add_pair(words, "-accel", "kvm");
	else
		add_pair(words, "-accel",
			 unit->smp > 1 ? "tcg,thread=multi" : "tcg");
}

/* What the unit is, up to its kernel. */
static void add_machine(char ***words, const struct unit *unit)
{
	add_pair(words, "-machine", unit->machine);
	add_accelerator(words, unit);
	if (unit->cpu && *unit->cpu)
		add_pair(words, "-cpu", unit->cpu);
	add_format(words, "-m", "%u", unit->memory_mib);
	add_format(words, "-smp", "%u", unit->smp);
	if (unit->firmware && *unit->firmware)
		add_pair(words, "-bios", unit->firmware);
}

static void add_supervision(char ***words)
{
	/* Not running until the first command, see QMP_HELLO. */
	add(words, "-S");
	add_format(words, "-chardev", "socket,id=qmp,fd=%d", QEMU_FD_QMP);
	add_pair(words, "-mon", "chardev=qmp,mode=control");
}

/* @path with another ending than its own ".elf" */
static char *path_of_form(const char *path, const char *form)
{
	size_t len = strlen(path);

	if (len > 4 && !strcmp(path + len - 4, ".elf"))
		len -= 4;
	return xasprintf("%.*s.%s", (int)len, path, form);
}

/* What a further build, NAME@BUILD.elf, may have beside it; NULL: nothing. */
static char *form_of_build(const char *path)
{
	static const char *const forms[] = { "efi", "elf32", "img", "rom" };
	const char *base = strrchr(path, '/');

	if (!strchr(base ? base : path, '@'))
		return NULL;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		char *found = path_of_form(path, forms[i]);

		if (!access(found, F_OK))
			return found;
		free(found);
	}
	return NULL;
}

/* The ELF, or the form of it that the target's QEMU loads. */
static char *kernel_path(const struct image *image)
{
	const char *form = image->target->form;
	char *found = form_of_build(image->path);

	if (found)
		return found;
	return form ? path_of_form(image->path, form) : xstrdup(image->path);
}

char **qemu_argv(const struct unit *unit, const struct qemu_boot *boot)
{
	char **words = NULL, *args;

	if (unit->engine->accel == ACCEL_BOCHS)
		return bochs_argv(unit, boot);
	args = guest_args(unit, boot);
	add(&words, unit->engine->binary);
	if (unit->engine->data_dir)
		add_pair(&words, "-L", unit->engine->data_dir);
	add(&words, "-nodefaults");
	add(&words, "-no-user-config");
	add_pair(&words, "-display", "none");
	add_machine(&words, unit);
	/* Shared by the port that the guest writes to and the one it reads. */
	add_pair(&words, "-chardev", "stdio,id=console,mux=on");
	add_all(&words, unit->image->target->argv);
	if (!guest_reboots(unit, boot))
		add(&words, "-no-reboot");
	add(&words, "-kernel");
	words_add(&words, kernel_path(unit->image));
	if (*args)
		add_pair(&words, "-append", args);
	if (unit->section)
		add_all(&words, (const char *const *)unit->section->qemu);
	if (boot->options)
		add_all(&words, (const char *const *)boot->options->qemu_args);
	if (boot->supervised)
		add_supervision(&words);
	free(args);
	return words;
}

/* ------------------------------------------------------------ for people -- */

static bool is_plain(const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_@%+=:,./-";

	return *word && !word[strspn(word, plain)];
}

static void put_quoted(struct text *text, const char *word)
{
	if (text->len)
		put(text, " ");
	if (is_plain(word)) {
		put(text, "%s", word);
		return;
	}
	put(text, "'");
	for (; *word; word++)
		if (*word == '\'')
			put(text, "'\\''");
		else
			put(text, "%c", *word);
	put(text, "'");
}

char *qemu_quote(char *const *words)
{
	struct text text = { .s = xstrdup("") };

	for (; words && *words; words++)
		put_quoted(&text, *words);
	return text.s;
}

char *qemu_command(const struct unit *unit, const struct qemu_boot *boot)
{
	struct qemu_boot plain = *boot;
	char **argv, *text;

	plain.supervised = plain.answers = false;
	argv = qemu_argv(unit, &plain);
	text = qemu_quote(argv);
	words_free(argv);
	return text;
}

/* Only what differs from what exec_image() does by itself. */
static void add_exec_options(char ***words, const struct unit *unit)
{
	const struct target *target = unit->image->target;
	const char *machine = engine_machine(unit->engine, target);
	const char *cpu = engine_cpu(unit->engine, target);
	const char *firmware = engine_firmware(unit->engine, target);

	words_add(words, xasprintf("--engine=%s", unit->engine->name));
	if (unit->machine && strcmp(unit->machine, machine))
		words_add(words, xasprintf("--machine=%s", unit->machine));
	if (unit->cpu && strcmp(unit->cpu, cpu))
		words_add(words, xasprintf("--cpu=%s", unit->cpu));
	if (unit->firmware && (!firmware || strcmp(unit->firmware, firmware)))
		words_add(words, xasprintf("--firmware=%s", unit->firmware));
}

static void add_exec_arguments(char ***words, const struct unit *unit,
			       const struct qemu_boot *boot)
{
	char *args = guest_args(unit, boot);

	if (unit->memory_mib != unit->image->target->memory_mib)
		add_format(words, "-m", "%u", unit->memory_mib);
	if (unit->smp != 1)
		add_format(words, "-smp", "%u", unit->smp);
	if (unit->section)
		add_all(words, (const char *const *)unit->section->qemu);
	if (boot->options)
		add_all(words, (const char *const *)boot->options->qemu_args);
	if (*args)
		add_pair(words, "-append", args);
	free(args);
}

/* Shorter to read and to type from where the user is. */
static char *relative(const char *path)
{
	char *here = realpath(".", NULL), *found;
	size_t len = here ? strlen(here) : 0;

	if (len > 1 && !strncmp(path, here, len) && path[len] == '/')
		found = xstrdup(path + len + 1);
	else
		found = xstrdup(path);
	free(here);
	return found;
}

char *qemu_exec_command(const struct unit *unit, const struct qemu_boot *boot)
{
	struct qemu_boot plain = *boot;
	const char *self = child_self();
	char **words = NULL, **args = NULL, *text;

	plain.supervised = plain.answers = false;
	words_add(&words, relative(self ? self : "hvcheck"));
	add(&words, "exec");
	if (boot->options)
		for (char **q = boot->options->qemus; q && *q; q++)
			words_add(&words, xasprintf("--qemu=%s", *q));
	add_exec_options(&words, unit);
	words_add(&words, relative(unit->image->path));
	add_exec_arguments(&args, unit, &plain);
	if (args)
		add(&words, "--");
	add_all(&words, (const char *const *)args);
	text = qemu_quote(words);
	words_free(args);
	words_free(words);
	return text;
}

char *qemu_run_command(const struct unit *unit, const struct qemu_boot *boot,
		       const char *id)
{
	const struct options *options = boot->options;
	const char *self = child_self();
	char **words = NULL, *text;

	words_add(&words, relative(self ? self : "hvcheck"));
	add(&words, "run");
	words_add(&words, xasprintf("--engine=%s", unit->engine->name));
	for (char **q = options ? options->qemus : NULL; q && *q; q++)
		words_add(&words, xasprintf("--qemu=%s", *q));
	words_add(&words, xasprintf("--seed=%" PRIu64, boot->seed));
	if (options && options->migrate_ms)
		words_add(&words, xasprintf("--migrate=%" PRIu64 "ms",
					    options->migrate_ms));
	words_add(&words, xstrdup(id));
	text = qemu_quote(words);
	words_free(words);
	return text;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "loop.h"
#include "sinks.h"

struct fake_sink {
	struct sink sink;
	struct fake *fake;
};

static void see(struct fake *fake, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void see(struct fake *fake, const char *format, ...)
{
	char text[2048], *more;
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	more = xasprintf("%s%s", fake->seen, text);
	free(fake->seen);
	fake->seen = more;
}

static struct fake *fake_of(struct sink *sink)
{
	return ((struct fake_sink *)sink)->fake;
}

static void on_unit_begin(struct sink *sink, const struct unit *unit)
{
	if (fake_of(sink)->show_events)
		see(fake_of(sink), "begin %s\n", unit->id);
}

static void on_case_begin(struct sink *sink, const struct unit *unit,
			  const struct plan_case *planned)
{
	(void)unit;
	if (fake_of(sink)->show_events)
		see(fake_of(sink), "case %s\n", planned->name);
}

static void on_bench(struct sink *sink, const struct unit *unit,
		     const char *record)
{
	(void)unit;
	see(fake_of(sink), "bench %s\n", record);
}

static void on_unit_end(struct sink *sink, const struct unit *unit,
			uint64_t time_us)
{
	(void)time_us;
	if (fake_of(sink)->show_events)
		see(fake_of(sink), "end %s\n", unit->id);
}

static void forget(struct result *result)
{
	free(result->reason);
	free(result->log);
	free(result->command);
	free(result->log_file);
}

static void remember(struct fake *fake, const struct result *result)
{
	forget(&fake->last);
	fake->last = *result;
	fake->last.reason = xstrdup(result->reason);
	fake->last.log = xstrdup(result->log);
	fake->last.command = xstrdup(result->command);
	fake->last.log_file = xstrdup(result->log_file);
}

static int on_result(struct sink *sink, const struct result *result,
		     struct error *error)
{
	struct fake *fake = fake_of(sink);

	(void)error;
	see(fake, "%s %s", state_name(result->state),
	    result->planned ? result->planned->name : "-");
	if (fake->show_more)
		see(fake, " attempt=%u vm=%u%s", result->attempt, result->vm,
		    result->retried ? " retried" : "");
	see(fake, "%s%s\n", result->reason ? ": " : "",
	    result->reason ? result->reason : "");
	remember(fake, result);
	if (fake->on_result)
		fake->on_result(fake, result);
	return 0;
}

static void on_release(struct sink *sink)
{
	free(sink);
}

const char *fake_vmm(void)
{
	static char path[4096];
	const char *build = getenv("HVCHECK_BUILD");

	snprintf(path, sizeof(path), "%s/host/selftest/tools/fake-vmm",
		 build ? build : "build");
	return path;
}

void fake_init(struct fake *fake)
{
	struct fake_sink *sink = xcalloc(1, sizeof(*sink));
	static char *no_words[] = { NULL };

	*fake = (struct fake){ .seen = xstrdup("") };
	snprintf(fake->dir, sizeof(fake->dir), "%s/fake.XXXXXX",
		 getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	if (!mkdtemp(fake->dir))
		abort();
	fake->options = (struct options){
		.words = no_words,
		.repeat = 1,
		.jobs = 1,
	};
	fake->engine = (struct engine){
		.name = (char *)"fake-tcg",
		.kind = (char *)"fake-tcg",
		.binary = realpath(fake_vmm(), NULL),
		.version = { 10, 0, 2 },
		.factor = 1,
	};
	fake->plan.units = fake->units;
	fake->run = (struct run){
		.options = &fake->options,
		.plan = &fake->plan,
		.results_dir = fake->dir,
	};
	sink->fake = fake;
	sink->sink = (struct sink){
		.unit_begin = on_unit_begin,
		.case_begin = on_case_begin,
		.result = on_result,
		.bench = on_bench,
		.unit_end = on_unit_end,
		.release = on_release,
	};
	sinks_add(&fake->run, &sink->sink);
}

struct unit *fake_unit(struct fake *fake, const char *cases, const char *script)
{
	size_t at = fake->plan.nr_units++;
	struct unit *unit = &fake->units[at];
	char **names = NULL;

	fake->images[at] = (struct image){
		.target = target_find("x86_64"),
		.suite = (char *)"t",
		.dir = (char *)"x86",
		.path = (char *)"/nonexistent/t.elf",
		.cases = fake->image_cases[at],
	};
	fake->words[at][0] = (char *)"-fake";
	fake->words[at][1] = (char *)script;
	fake->sections[at].qemu = fake->words[at];
	*unit = (struct unit){
		.id = xasprintf("x86_64/t%s%.*zu", at ? "@" : "", at ? 1 : 0,
				at),
		.image = &fake->images[at],
		.section = &fake->sections[at],
		.engine = &fake->engine,
		.machine = (char *)"q35",
		.smp = 1,
		.memory_mib = 16,
		.case_timeout_ms = 10000,
		.boot_timeout_ms = 10000,
		.unit_timeout_ms = 30000,
		.cases = fake->cases[at],
		.all_cases = true,
		.repetition = 1,
	};
	words_split(&names, cases, " ");
	for (char **name = names; name && *name; name++) {
		struct image_case *c =
			&fake->image_cases[at][fake->images[at].nr_cases++];

		c->name = xasprintf("t.%s", *name);
		c->file = (char *)"x86/t.c";
		fake->cases[at][unit->nr_cases++] = (struct plan_case){
			.image = c,
			.name = c->name,
			.id = xasprintf("x86_64/%s", c->name),
		};
	}
	words_free(names);
	fake->plan.nr_cases += unit->nr_cases;
	return unit;
}

int fake_run(struct fake *fake)
{
	struct error error = { "" };
	int r = loop_run(&fake->run, &error);

	if (r)
		see(fake, "error: %s\n", error.text);
	return r;
}

void fake_release(struct fake *fake)
{
	char *command = xasprintf("rm -rf '%s'", fake->dir);

	sinks_release(&fake->run);
	for (size_t i = 0; i < fake->plan.nr_units; i++) {
		for (size_t k = 0; k < fake->images[i].nr_cases; k++) {
			free(fake->image_cases[i][k].name);
			free(fake->cases[i][k].id);
		}
		free(fake->units[i].id);
	}
	forget(&fake->last);
	free(fake->engine.binary);
	free(fake->seen);
	if (system(command))
		abort();
	free(command);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "synthetic.h"

#include "alloc.h"
#include "sinks.h"
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

static void set_image(struct synthetic *s, unsigned int nr, const char *suite)
{
	s->images[nr] = (struct image){
		.target = &s->target,
		.suite = xstrdup(suite),
		.dir = (char *)"x86",
		.path = xasprintf("%s/x86_64/x86/%s.elf", s->dir, suite),
	};
}

static void set_unit(struct synthetic *s, unsigned int nr, const char *id,
		     const char *const *names, size_t first)
{
	struct unit *u = &s->units[nr];

	u->id = xasprintf("x86_64/%s", id);
	u->image = &s->images[nr];
	u->engine = &s->engine;
	u->machine = (char *)"q35";
	u->cpu = (char *)"max";
	u->smp = 1;
	u->memory_mib = 128;
	u->repetition = 1;
	u->all_cases = true;
	u->cases = &s->cases[first];
	for (; *names; names++, first++, u->nr_cases++) {
		s->image_cases[first] = (struct image_case){
			.name = (char *)*names,
			.file = (char *)"x86/msr.c",
			.line = 10 + (unsigned int)first,
		};
		s->cases[first] = (struct plan_case){
			.image = &s->image_cases[first],
			.name = *names,
			.id = xasprintf("%s%s", u->id, strchr(*names, '.')),
		};
	}
}

void synthetic_init(struct synthetic *s)
{
	static const char *const msr[] = { "msr.read",	"msr.needs-x2apic",
					   "msr.known", "msr.flaky",
					   "msr.stale", "msr.write/ro",
					   "msr.hang",	"msr.triple",
					   NULL };
	static const char *const vmx[] = { "vmx.vmxon", "vmx.vmlaunch", NULL };
	static const char *const smp[] = { "smp.start", "smp.stop", NULL };

	memset(s, 0, sizeof(*s));
	/* What a CI system says of itself belongs to its own run. */
	unsetenv("CI_COMMIT_SHA");
	unsetenv("CI_PROJECT_DIR");
	strcpy(s->dir, "/tmp/hvcheck-test.XXXXXX");
	assert_non_null(mkdtemp(s->dir));
	s->target = (struct target){ .name = "x86_64", .port = "x86" };
	s->engine = (struct engine){
		.name = (char *)"qemu-tcg",
		.kind = (char *)"qemu-tcg",
		.binary = (char *)"/usr/bin/qemu-system-x86_64",
		.version_text = (char *)"QEMU 7.2.22",
	};
	s->other_engine = s->engine;
	s->other_engine.name = s->other_engine.kind = (char *)"qemu-kvm";
	s->engines[0] = &s->engine;
	set_image(s, 0, "msr");
	set_image(s, 1, "vmx");
	set_image(s, 2, "smp");
	set_unit(s, 0, "msr", msr, 0);
	set_unit(s, 1, "vmx", vmx, 8);
	set_unit(s, 2, "smp@two", smp, 10);
	s->plan = (struct plan){ s->units, 3, SYNTHETIC_CASES };
	s->run.plan = &s->plan;
	s->run.engines = s->engines;
	s->run.nr_engines = 1;
	s->run.engine_reason = xstrdup("qemu-tcg: /dev/kvm is missing");
	s->run.record_dir = xstrdup(s->dir);
	s->run.id = xstrdup("20261121-101502-4711");
	s->run.results_dir = xasprintf("%s/results/%s", s->dir, s->run.id);
	s->run.seed = 0xfedcba9876543210;
}

static int remove_entry(const char *path, const struct stat *st, int type,
			struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

void synthetic_release(struct synthetic *s)
{
	sinks_release(&s->run);
	for (int i = 0; i < 3; i++) {
		free(s->images[i].suite);
		free(s->images[i].path);
		free(s->units[i].id);
	}
	for (int i = 0; i < SYNTHETIC_CASES; i++)
		free(s->cases[i].id);
	free(s->run.engine_reason);
	free(s->run.record_dir);
	free(s->run.id);
	free(s->run.results_dir);
	nftw(s->dir, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

int synthetic_result(struct synthetic *s, struct unit *unit, size_t nr,
		     enum state state, const char *reason, const char *log)
{
	struct error error = { "" };
	struct plan_case *planned = &unit->cases[nr];
	struct result result = {
		.unit = unit,
		.planned = planned,
		.state = state,
		.reason = (char *)reason,
		.log = xstrdup(log),
		.command = log ? xasprintf("./run_tests.sh --engine=%s %s",
					   unit->engine->name, planned->id) :
				 NULL,
		.time_us = 1000 + nr,
		.checks = state == STATE_SKIP ? 0 : 2,
		.attempt = state == STATE_FLAKY ? 2 : 1,
		.vm = 1,
		.log_file = log ? xasprintf("%s/%s.log", s->dir,
					    unit->image->suite) :
				  NULL,
	};
	int r;

	sinks_case_begin(&s->run, unit, planned);
	if (state == STATE_FLAKY) {
		struct result earlier = result;

		earlier.state = STATE_FAIL;
		earlier.attempt = 1;
		earlier.retried = true;
		earlier.reason = (char *)"EXPECT(ready): expected true, got "
					 "false";
		assert_int_equal(sinks_result(&s->run, &earlier, &error), 0);
	}
	r = sinks_result(&s->run, &result, &error);
	free(result.log);
	free(result.command);
	free(result.log_file);
	return r;
}

static const struct {
	enum state state;
	const char *reason, *log;
} msr_results[] = {
	{ STATE_PASS, NULL, NULL },
	{ STATE_SKIP, "needs x2APIC (CPUID.1:ECX[21])", NULL },
	{ STATE_XFAIL, "RDMSR of an unknown MSR returns 0", NULL },
	{ STATE_FLAKY, "passed on attempt 2", NULL },
	{ STATE_XPASS, "expected to fail: x86/unittests.cfg:7",
	  "# fine now\n" },
	{ STATE_FAIL,
	  "x86/msr.c:31: EXPECT_TRAP(t, X86_GP): expected #GP(0), "
	  "got no trap",
	  "# x86/msr.c:31: EXPECT_TRAP(t, X86_GP): expected #GP(0), got no "
	  "trap\n# msr=0x1b value=0x0\n" },
	{ STATE_TIMEOUT, "no result after 10 s",
	  "# waiting\n# cpu 0 at msr_wait x86/msr.c:80\n" },
	{ STATE_CRASH, "the VM was reset", "# about to fault\n" },
};

void synthetic_play(struct synthetic *s)
{
	struct unit *u = s->units;

	sinks_unit_begin(&s->run, &u[0]);
	sinks_unit_begin(&s->run, &u[1]);
	for (size_t i = 0; i < 8; i++)
		synthetic_result(s, &u[0], i, msr_results[i].state,
				 msr_results[i].reason, msr_results[i].log);
	for (size_t i = 0; i < 2; i++)
		synthetic_result(s, &u[1], i, STATE_SKIP,
				 "needs VMX (CPUID.1:ECX[5])", NULL);
	sinks_unit_end(&s->run, &u[1], 40000);
	sinks_unit_end(&s->run, &u[0], 10210000);
	sinks_unit_begin(&s->run, &u[2]);
	synthetic_result(s, &u[2], 0, STATE_PASS, NULL, NULL);
	synthetic_result(s, &u[2], 1, STATE_PASS, NULL, NULL);
	sinks_bench(&s->run, &u[2], "smp.start median_ns=1200 p99_ns=1900");
	sinks_unit_end(&s->run, &u[2], 210000);
}

void synthetic_finish(struct synthetic *s)
{
	struct error error = { "" };

	s->run.time_us = 10500000;
	assert_int_equal(sinks_end(&s->run, &error), 0);
}

char *read_whole(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t size = 0, len;

	if (!file)
		fail_msg("%s is missing", path);
	len = getdelim(&text, &size, '\0', file) > 0 ? strlen(text) : 0;
	fclose(file);
	if (len == 0) {
		free(text);
		return xstrdup("");
	}
	return text;
}

char *synthetic_path(const struct synthetic *s, const char *name)
{
	return xasprintf("%s/%s", s->dir, name);
}

/* @text with every @old replaced; @text is freed. */
static char *replace(char *text, const char *old, const char *new)
{
	char *result = NULL, *at = text, *found;
	size_t size;
	FILE *out = open_memstream(&result, &size);

	while (*old && (found = strstr(at, old))) {
		fwrite(at, 1, (size_t)(found - at), out);
		fputs(new, out);
		at = found + strlen(old);
	}
	fputs(at, out);
	fclose(out);
	free(text);
	return result;
}

/* @text with what follows each @before, up to one of @end, replaced. */
static char *blank(char *text, const char *before, const char *end)
{
	char *result = NULL, *at = text, *found;
	size_t size;
	FILE *out = open_memstream(&result, &size);

	while ((found = strstr(at, before))) {
		found += strlen(before);
		fwrite(at, 1, (size_t)(found - at), out);
		fputs("HOST", out);
		at = found + strcspn(found, end);
	}
	fputs(at, out);
	fclose(out);
	free(text);
	return result;
}

/* @text without the lines that begin with @prefix. */
static char *drop(char *text, const char *prefix)
{
	size_t len = strlen(prefix);
	char *to = text;

	for (char *line = text, *next; *line; line = next) {
		next = line + strcspn(line, "\n");
		next += *next == '\n';
		if (strncmp(line, prefix, len) == 0)
			continue;
		memmove(to, line, (size_t)(next - line));
		to += next - line;
	}
	*to = '\0';
	return text;
}

/* What differs from host to host, or with time. */
static char *without_host(char *text)
{
	static const char *const values[] = {
		"timestamp=\"",
		"\"started\": \"",
	};
	static const char *const lines[] = {
		"      <property name=\"hvcheck\"",
		"      <property name=\"kernel\"",
		"      <property name=\"host_cpu\"",
		"  \"hvcheck\": ",
		"  \"kernel\": ",
		"  \"machine\": ",
		"  \"host_cpu\": ",
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		text = blank(text, values[i], "\"");
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		text = drop(text, lines[i]);
	return text;
}

void assert_golden(const struct synthetic *s, const char *path,
		   const char *name)
{
	const char *src = getenv("HVCHECK_SRC"),
		   *mode = getenv("HVCHECK_GOLDEN");
	char *golden = xasprintf("%s/selftest/runner/golden/%s",
				 src ? src : ".", name);
	char *text = replace(read_whole(path), s->dir, "DIR"), *want;
	FILE *file;

	/* Attachments are named from the folder that all of them lie in. */
	text = replace(text, strrchr(s->dir, '/') + 1, "DIR");
	text = without_host(text);
	if (mode && strcmp(mode, "update") == 0) {
		file = fopen(golden, "w");
		assert_non_null(file);
		fputs(text, file);
		fclose(file);
	}
	want = read_whole(golden);
	assert_string_equal(text, want);
	free(want);
	free(text);
	free(golden);
}

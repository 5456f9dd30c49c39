/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is selected, with which settings, in which order and in which part. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <test/protocol.h>
#include <unistd.h>
/* cmocka.h wants the four standard headers above before it */
#include <cmocka.h>

#include "alloc.h"
#include "config.h"
#include "image.h"
#include "options.h"
#include "plan.h"
#include "timings.h"

/* ------------------------------------------------------------- a small tree -- */

#define CASE(name_)                                              \
	{                                                        \
		.name = (char *)name_, .file = (char *)"x86/f.c" \
	}
#define ROW(name_)                                                \
	{                                                         \
		.name = (char *)name_, .file = (char *)"x86/f.c", \
		.kind = PROTO_KIND_EACH                           \
	}

static struct image_case msr_cases[] = {
	ROW("msr.efer/nxe"),
	ROW("msr.efer/sce"),
	CASE("msr.unknown"),
	CASE("msr.hang"),
	{ .name = (char *)"msr.speed",
	  .file = (char *)"x86/f.c",
	  .kind = PROTO_KIND_BENCH },
	{ .name = (char *)"msr.reset",
	  .file = (char *)"x86/f.c",
	  .ends = PROTO_ENDS_KIND_RESET },
};
static struct image_case access_cases[] = {
	{ .name = (char *)"access.matrix",
	  .file = (char *)"x86/f.c",
	  .kind = PROTO_KIND_NUMBERED,
	  .nr_states = 0x4000 },
	CASE("access.other"),
};
static struct image_case soak_cases[] = { CASE("soak.long") };
static struct image_case bench_cases[] = {
	{ .name = (char *)"speed.read",
	  .file = (char *)"x86/f.c",
	  .kind = PROTO_KIND_BENCH },
};

static struct image tree[] = {
	{ .suite = (char *)"access", .cases = access_cases, .nr_cases = 2 },
	{ .suite = (char *)"msr", .cases = msr_cases, .nr_cases = 6 },
	{ .suite = (char *)"soak", .cases = soak_cases, .nr_cases = 1 },
	{ .suite = (char *)"speed", .cases = bench_cases, .nr_cases = 1 },
	{ .suite = (char *)"msr", .cases = msr_cases, .nr_cases = 6 },
	{ .suite = (char *)"access", .cases = access_cases, .nr_cases = 2 },
};
enum {
	NR_IMAGES = sizeof(tree) / sizeof(tree[0])
};
static struct image *list[NR_IMAGES] = { &tree[0], &tree[1], &tree[2],
					 &tree[3], &tree[4], &tree[5] };

static char *machines[] = { (char *)"q35", (char *)"pc", NULL };
static char *cpus[] = { (char *)"max", (char *)"host", (char *)"qemu64", NULL };
static char *devices[] = { (char *)"edu", NULL };
static struct engine tcg = {
	.name = (char *)"qemu-tcg",
	.kind = (char *)"qemu-tcg",
	.binary = (char *)"/q",
	.accel = ACCEL_TCG,
	.version = { 7, 2, 22 },
	.factor = 1,
	.machines = machines,
	.cpus = cpus,
	.devices = devices,
};
static struct engine kvm = {
	.name = (char *)"qemu-kvm",
	.kind = (char *)"qemu-kvm/pvm",
	.binary = (char *)"/q",
	.accel = ACCEL_KVM,
	.version = { 6, 18, 44 },
	.factor = 5,
	.machines = machines,
	.cpus = cpus,
	.devices = devices,
};
static struct engine *both[] = { &tcg, &kvm, NULL };
static struct engine *only_tcg[] = { &tcg, NULL };

static const char config_text[] =
	"[msr]\n"
	"expect = unknown: fail on qemu-tcg < 8.0: it returns 0\n"
	"expect = efer/nxe: timeout on qemu-tcg: it hangs\n"
	"expect = efer/*: crash on qemu-kvm: it dies\n"
	"[msr@two]\n"
	"expect = efer/nxe: pass on qemu-tcg: it has no time to hang\n"
	"expect = efer/*: fail on qemu-kvm: it lives\n"
	"smp = 2\nmemory = 1G\ncpu = qemu64\nmachine = pc\nfirmware = none\n"
	"timeout = 30s\ngroups = quick\ncases = efer/* unknown\n"
	"[msr@edu]\nqemu = -device edu\ngroups = manual\n"
	"[msr@xyz]\nqemu = -device xyz\ngroups = manual\n"
	"[soak]\ngroups = manual\narch = x86_64\n"
	"[access]\nengine = qemu-tcg\n"
	"expect = other: fail on qemu-tcg: it is slow\narch = x86_64\n"
	"[access@wide]\narch = x86_64,i386\ngroups = manual\n";

struct planned {
	struct options options;
	struct config config;
	struct images images;
	struct target_engines engines[2];
	struct plan plan;
	struct error error;
	int r;
};

static char *no_env(const char *name)
{
	(void)name;
	return NULL;
}

/* i386 has the last two images of the tree. */
static void prepare_tree(void)
{
	for (size_t i = 0; i < NR_IMAGES; i++) {
		tree[i].target = target_find(i < 4 ? "x86_64" : "i386");
		tree[i].dir = (char *)"x86";
		tree[i].path = (char *)"b/x86_64/x86/f.elf";
	}
}

static void plan_on(struct planned *p, struct engine **engines,
		    const struct timings *timings, const char *line)
{
	struct plan_request request = {
		.options = &p->options,
		.config = &p->config,
		.images = &p->images,
		.engines = p->engines,
		.nr_engines = 2,
		.timings = timings,
	};
	char **argv = NULL;

	memset(p, 0, sizeof(*p));
	prepare_tree();
	words_add(&argv, xstrdup("hvcheck"));
	words_split(&argv, line, " ");
	p->images = (struct images){ list, NR_IMAGES };
	p->engines[0] =
		(struct target_engines){ target_find("x86_64"), engines };
	p->engines[1] = (struct target_engines){ target_find("i386"), engines };
	p->r = config_parse(&p->config, config_text, strlen(config_text),
			    "unittests.cfg", true, &p->error);
	if (!p->r)
		p->r = options_parse(&p->options, argv, no_env, &p->error);
	words_free(argv);
	if (!p->r)
		p->r = plan_make(&p->plan, &request, &p->error);
}

static void release(struct planned *p)
{
	plan_release(&p->plan);
	config_release(&p->config);
	options_release(&p->options);
}

static const struct unit *find_unit(const struct plan *plan, const char *id)
{
	for (size_t i = 0; i < plan->nr_units; i++)
		if (!strcmp(plan->units[i].id, id))
			return &plan->units[i];
	fail_msg("there is no unit %s", id);
	return NULL;
}

static int compare_texts(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

/* The ids of all cases, sorted, with blanks between them. */
static char *ids(const struct plan *plan)
{
	char **all = NULL, *text = xstrdup("");

	for (size_t i = 0; i < plan->nr_units; i++)
		for (size_t j = 0; j < plan->units[i].nr_cases; j++)
			words_add(&all, xstrdup(plan->units[i].cases[j].id));
	if (all)
		qsort(all, words_count(all), sizeof(*all), compare_texts);
	for (char **id = all; id && *id; id++) {
		char *longer = xasprintf("%s%s%s", text, *text ? " " : "", *id);

		free(text);
		text = longer;
	}
	words_free(all);
	return text;
}

/* --------------------------------------------------------------- selection -- */

static void names(void **state)
{
	/* clang-format off: a table */
	static const char *const rows[][2] = {
		{ "x86_64/msr.efer/nxe", "x86_64/msr.efer/nxe" },
		{ "msr.efer/nxe", "i386/msr.efer/nxe x86_64/msr.efer/nxe" },
		{ "x86_64/msr.efer",
		  "x86_64/msr.efer/nxe x86_64/msr.efer/sce" },
		{ "x86_64/msr@two.unknown", "x86_64/msr@two.unknown" },
		{ "x86_64/msr*.unknown",
		  "x86_64/msr.unknown x86_64/msr@two.unknown" },
		{ "i386/msr",
		  "i386/msr.efer/nxe i386/msr.efer/sce i386/msr.hang "
		  "i386/msr.reset i386/msr.unknown" },
		/* a target is all of it that is not hidden */
		{ "i386",
		  "i386/msr.efer/nxe i386/msr.efer/sce i386/msr.hang "
		  "i386/msr.reset i386/msr.unknown i386/msr@two.efer/nxe "
		  "i386/msr@two.efer/sce i386/msr@two.unknown" },
		{ "i386/*.unknown i386/msr.hang",
		  "i386/msr.hang i386/msr.unknown i386/msr@two.unknown" },
		{ "access.matrix/0x3f21", "x86_64/access.matrix/0x3f21" },
		{ "access.matrix/16", "x86_64/access.matrix/0x10" },
		{ "access.matrix/16 access.matrix/0x10",
		  "x86_64/access.matrix/0x10" },
		{ "access.matrix/1 access.matrix/2",
		  "x86_64/access.matrix/0x1 x86_64/access.matrix/0x2" },
		{ "access.matrix/1 access.matrix", "x86_64/access.matrix" },
		{ "access.matrix/*", "x86_64/access.matrix" },
		{ "access.*", "x86_64/access.matrix x86_64/access.other" },
		/* hidden, unless named */
		{ "soak", "x86_64/soak.long" },
		{ "soak.long", "x86_64/soak.long" },
		{ "x86_64/*o* --group=manual",
		  "x86_64/access@wide.other x86_64/msr@edu.unknown x86_64/msr@xyz.unknown x86_64/soak.long" },
		{ "i386/msr.speed", "i386/msr.speed" },
		{ "--group=bench",
		  "i386/msr.speed x86_64/msr.speed x86_64/speed.read" },
		{ "x86_64/speed", "x86_64/speed.read" },
		{ "--group=quick i386/msr@two.unknown",
		  "i386/msr@two.unknown" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct planned p;
		char *text;

		plan_on(&p, only_tcg, NULL, rows[i][0]);
		if (p.r)
			fail_msg("%s: %s", rows[i][0], p.error.text);
		text = ids(&p.plan);
		if (strcmp(text, rows[i][1]))
			fail_msg("%s: %s", rows[i][0], text);
		free(text);
		release(&p);
	}
}

static void refused(void **state)
{
	/* clang-format off: a table */
	static const char *const rows[][2] = {
		{ "x86_64/mrs",
		  "no suite or case matches 'x86_64/mrs'; did you mean 'x86_64/msr'?" },
		{ "msr.efer/nxx",
		  "no suite or case matches 'msr.efer/nxx'; did you mean 'msr.efer/nxe'?" },
		{ "msr nothing.at.all",
		  "no suite or case matches 'nothing.at.all'" },
		{ "msr@tow",
		  "no suite or case matches 'msr@tow'; did you mean 'msr@two'?" },
		{ "access.matrix/0x4000",
		  "'access.matrix/0x4000' is beyond the last state of access.matrix, 0x3fff" },
		{ "x86_64/access.matrix/99999",
		  "'x86_64/access.matrix/99999' is beyond the last state of access.matrix, 0x3fff" },
		{ "x86_64/tsc", "no suite or case matches 'x86_64/tsc'" },
		{ "'zz*'", "no suite or case matches ''zz*''" },
		{ "s*k",
		  "'s*k' matches only what runs when it is named without wildcards, or by --group=manual or --group=bench" },
		{ "--group=quikc",
		  "--group: there is no group 'quikc'; did you mean 'quick'?" },
		{ "--group=quick access",
		  "no suite or case of the groups given matches 'access'" },
		{ "i386/msr --shard=3/3",
		  "--shard=3/3 is empty: 1 of them would hold all units" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct planned p;

		plan_on(&p, only_tcg, NULL, rows[i][0]);
		assert_int_equal(p.r, -EINVAL);
		assert_string_equal(p.error.text, rows[i][1]);
		release(&p);
	}
}

static void by_default(void **state)
{
	struct planned p;

	(void)state;
	plan_on(&p, only_tcg, NULL, "");
	assert_int_equal(p.r, 0);
	/* access, msr and msr@two; msr and msr@two of i386 */
	assert_int_equal(p.plan.nr_units, 5);
	assert_int_equal(p.plan.nr_cases, 2 + 2 * (5 + 3));
	assert_true(find_unit(&p.plan, "x86_64/access")->all_cases);
	assert_false(find_unit(&p.plan, "x86_64/msr")->all_cases);
	release(&p);
}

/* ---------------------------------------------------------------- settings -- */

static void settings(void **state)
{
	const struct unit *u;
	struct planned p;

	(void)state;
	plan_on(&p, only_tcg, NULL, "x86_64/msr x86_64/msr@two");
	u = find_unit(&p.plan, "x86_64/msr");
	assert_string_equal(u->machine, "q35");
	assert_string_equal(u->cpu, "max");
	assert_string_equal(u->firmware, "qboot.rom");
	assert_int_equal(u->smp, 1);
	assert_int_equal(u->case_timeout_ms, 10000);
	assert_int_equal(u->unit_timeout_ms, 90000);
	u = find_unit(&p.plan, "x86_64/msr@two");
	assert_string_equal(u->machine, "pc");
	assert_string_equal(u->cpu, "qemu64");
	assert_null(u->firmware);
	assert_int_equal(u->smp, 2);
	assert_int_equal(u->memory_mib, 1024);
	assert_int_equal(u->case_timeout_ms, 30000);
	assert_int_equal(u->unit_timeout_ms, 270000);
	release(&p);

	plan_on(&p, &both[1], NULL,
		"x86_64/msr@two --cpu=max --machine=q35 --firmware=b --timeout=1s");
	u = find_unit(&p.plan, "x86_64/msr@two");
	assert_string_equal(u->cpu, "max");
	assert_string_equal(u->machine, "q35");
	assert_string_equal(u->firmware, "b");
	assert_int_equal(u->case_timeout_ms, 5000);
	assert_int_equal(u->boot_timeout_ms, 50000);
	release(&p);

	plan_on(&p, &both[1], NULL, "i386/msr");
	assert_string_equal(find_unit(&p.plan, "i386/msr")->cpu, "host");
	release(&p);
}

static void skips(void **state)
{
	struct planned p;

	(void)state;
	plan_on(&p, &both[1], NULL, "x86_64/msr@edu x86_64/msr@xyz access");
	assert_null(find_unit(&p.plan, "x86_64/msr@edu")->skip_reason);
	assert_string_equal(find_unit(&p.plan, "x86_64/msr@xyz")->skip_reason,
			    "capability: device 'xyz'");
	assert_string_equal(find_unit(&p.plan, "x86_64/access")->skip_reason,
			    "engine: it runs on qemu-tcg only");
	release(&p);
	plan_on(&p, only_tcg, NULL, "x86_64/msr --machine=isapc");
	assert_string_equal(find_unit(&p.plan, "x86_64/msr")->skip_reason,
			    "capability: machine 'isapc'");
	release(&p);
}

/* ------------------------------------------------------------ expectations -- */

static void expectations(void **state)
{
	const struct unit *u;
	struct planned p;

	(void)state;
	plan_on(&p, both, NULL, "x86_64/msr");
	assert_int_equal(p.plan.nr_units, 2);
	for (size_t i = 0; i < 2; i++) {
		u = &p.plan.units[i];
		if (u->engine == &kvm) {
			/* both rows crash there: last, in the plan's order */
			assert_string_equal(u->cases[0].name, "msr.unknown");
			assert_null(u->cases[0].expect);
			assert_string_equal(u->cases[3].name, "msr.efer/nxe");
			assert_string_equal(u->cases[4].name, "msr.efer/sce");
			assert_int_equal(u->cases[4].expect->state,
					 STATE_CRASH);
			assert_int_equal(u->cases[4].timeout_ms, 10000);
			continue;
		}
		assert_string_equal(u->cases[0].name, "msr.efer/sce");
		assert_null(u->cases[0].expect);
		assert_string_equal(u->cases[1].name, "msr.unknown");
		assert_int_equal(u->cases[1].expect->state, STATE_FAIL);
		assert_false(u->cases[1].last);
		assert_int_equal(u->cases[1].timeout_ms, 10000);
		assert_string_equal(u->cases[4].name, "msr.efer/nxe");
		assert_true(u->cases[4].last);
		assert_int_equal(u->cases[4].timeout_ms, 2000);
	}
	release(&p);
	/* a variant has its own, and then those of its suite */
	plan_on(&p, both, NULL, "x86_64/msr@two");
	assert_int_equal(p.plan.nr_units, 2);
	for (size_t i = 0; i < 2; i++) {
		u = &p.plan.units[i];
		assert_string_equal(u->cases[0].name, "msr.efer/nxe");
		assert_string_equal(u->cases[1].name, "msr.efer/sce");
		assert_string_equal(u->cases[2].name, "msr.unknown");
		if (u->engine == &kvm) {
			assert_int_equal(u->cases[0].expect->state, STATE_FAIL);
			assert_int_equal(u->cases[1].expect->state, STATE_FAIL);
			assert_null(u->cases[2].expect);
			continue;
		}
		assert_null(u->cases[0].expect);
		assert_null(u->cases[1].expect);
		assert_int_equal(u->cases[2].expect->state, STATE_FAIL);
		assert_int_equal(u->cases[2].expect->line, 2);
	}
	release(&p);
}

/* A plain section that is not for a target lends nothing to its variants there. */
static void expectations_by_target(void **state)
{
	struct planned p;

	(void)state;
	plan_on(&p, only_tcg, NULL, "access@wide");
	assert_int_equal(p.plan.nr_units, 2);
	for (size_t i = 0; i < 2; i++) {
		const struct unit *u = &p.plan.units[i];
		const struct plan_case *other = &u->cases[u->nr_cases - 1];

		assert_string_equal(other->name, "access.other");
		if (!strcmp(u->image->target->name, "x86_64"))
			assert_int_equal(other->expect->state, STATE_FAIL);
		else
			assert_null(other->expect);
	}
	release(&p);
}

/* ------------------------------------------------------------ order, parts -- */

static void lengths(void **state)
{
	char dir[] = "/tmp/hvcheck-plan.XXXXXX";
	struct timings *timings;
	struct planned p;

	(void)state;
	assert_non_null(mkdtemp(dir));
	timings = timings_open(dir, NULL);
	timings_set(timings, "x86_64/msr", "qemu-tcg", 100);
	timings_set(timings, "x86_64/msr@two", "qemu-tcg", 300);
	timings_set(timings, "i386/msr", "qemu-tcg", 200);
	plan_on(&p, only_tcg, timings, "msr msr@two");
	assert_int_equal(p.plan.nr_units, 4);
	assert_string_equal(p.plan.units[0].id, "i386/msr@two");
	assert_string_equal(p.plan.units[1].id, "x86_64/msr@two");
	assert_string_equal(p.plan.units[2].id, "i386/msr");
	assert_string_equal(p.plan.units[3].id, "x86_64/msr");
	release(&p);
	timings_close(timings);
	rmdir(dir);
}

/* Disjoint, complete, and the same whatever was recorded. */
static void shards(void **state)
{
	struct planned whole;

	(void)state;
	plan_on(&whole, both, NULL, "--isolate");
	for (unsigned int n = 1; n <= whole.plan.nr_units; n += 3) {
		size_t units = 0, cases = 0;

		for (unsigned int i = 1; i <= n; i++) {
			char *line = xasprintf("--isolate --shard=%u/%u", i, n);
			struct planned p;

			plan_on(&p, both, NULL, line);
			assert_int_equal(p.r, 0);
			units += p.plan.nr_units;
			cases += p.plan.nr_cases;
			assert_true(p.plan.nr_units * n <
				    whole.plan.nr_units + n);
			release(&p);
			free(line);
		}
		assert_int_equal(units, whole.plan.nr_units);
		assert_int_equal(cases, whole.plan.nr_cases);
	}
	release(&whole);
}

/* Every case is in exactly one part. */
static void shards_are_disjoint(void **state)
{
	char *seen = xstrdup("");

	(void)state;
	for (unsigned int i = 1; i <= 3; i++) {
		char *line = xasprintf("--shard=%u/3", i);
		struct planned p;

		plan_on(&p, only_tcg, NULL, line);
		for (size_t u = 0; u < p.plan.nr_units; u++) {
			char *mark = xasprintf(" %s ", p.plan.units[u].id);
			char *longer;

			assert_null(strstr(seen, mark));
			longer = xasprintf("%s%s", seen, mark);
			free(seen);
			free(mark);
			seen = longer;
		}
		release(&p);
		free(line);
	}
	assert_non_null(strstr(seen, " x86_64/access "));
	assert_non_null(strstr(seen, " i386/msr@two "));
	free(seen);
}

static void copies(void **state)
{
	struct planned p;

	(void)state;
	plan_on(&p, only_tcg, NULL, "i386/msr --isolate");
	assert_int_equal(p.plan.nr_units, 5);
	assert_int_equal(p.plan.nr_cases, 5);
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(p.plan.units[i].nr_cases, 1);
		assert_false(p.plan.units[i].all_cases);
	}
	release(&p);
	plan_on(&p, only_tcg, NULL, "i386/msr --repeat=3");
	assert_int_equal(p.plan.nr_units, 3);
	assert_int_equal(p.plan.units[0].repetition +
				 p.plan.units[1].repetition +
				 p.plan.units[2].repetition,
			 1 + 2 + 3);
	release(&p);
}

static void shuffled(void **state)
{
	struct planned a, b, c;
	bool same = true, differs = false;

	(void)state;
	plan_on(&a, both, NULL, "--isolate --shuffle=1");
	plan_on(&b, both, NULL, "--isolate --shuffle=1");
	plan_on(&c, both, NULL, "--isolate --shuffle=2");
	for (size_t i = 0; i < a.plan.nr_units; i++) {
		const char *id = a.plan.units[i].cases[0].id;

		same &= !strcmp(id, b.plan.units[i].cases[0].id);
		differs |= strcmp(id, c.plan.units[i].cases[0].id) != 0;
	}
	assert_true(same);
	assert_true(differs);
	release(&a);
	release(&b);
	release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(refused),
		cmocka_unit_test(by_default),
		cmocka_unit_test(settings),
		cmocka_unit_test(skips),
		cmocka_unit_test(expectations),
		cmocka_unit_test(expectations_by_target),
		cmocka_unit_test(lengths),
		cmocka_unit_test(shards),
		cmocka_unit_test(shards_are_disjoint),
		cmocka_unit_test(copies),
		cmocka_unit_test(shuffled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

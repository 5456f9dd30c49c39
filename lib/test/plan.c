/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which cases run, in which order: protocol.h says by which rules. */
#include <test/harness.h>

#include <console.h>
#include <mm/page.h>
#include <stdio.h>
#include <string.h>

/* From lib/link.ld.S: section PROTO_SECTION. */
extern const struct test *const __tests_start[];
extern const struct test *const __tests_end[];

enum {
	NR_RANKS = 3
};

static struct {
	const char *cases, *skip, *last; /* glob lists, NULL: not given */
	const struct test **tests;	 /* sorted */
	unsigned int nr_tests;
	struct plan *plan;
	char problem[160];
} make;

static bool name_ok(const char *name)
{
	for (; *name; name++)
		if (!(*name >= 'a' && *name <= 'z') &&
		    !(*name >= 'A' && *name <= 'Z') &&
		    !(*name >= '0' && *name <= '9') && !strchr("._/@-", *name))
			return false;
	return true;
}

void planned_name(const struct planned *p, char *name)
{
	const struct test *t = p->test;
	int len;

	if (t->kind == PROTO_KIND_EACH && t->nr_rows)
		len = snprintf(name, PROTO_NAME_MAX + 1, "%s.%s/%s",
			       t->suite->name, t->name,
			       *(const char *const *)((const char *)t->rows +
						      p->row * t->row_size));
	else if (p->single)
		len = snprintf(name, PROTO_NAME_MAX + 1, "%s.%s/0x%llx",
			       t->suite->name, t->name,
			       (unsigned long long)p->state);
	else
		len = snprintf(name, PROTO_NAME_MAX + 1, "%s.%s",
			       t->suite->name, t->name);
	if (len > PROTO_NAME_MAX || !name_ok(name))
		panic("%s:%u: bad name of a case: %s", t->file,
		      (unsigned int)t->line, name);
}

/* ------------------------------------------------------------ sorting ---- */

static int compare_tests(const struct test *x, const struct test *y)
{
	int order = 0;

	if (x->suite != y->suite) /* mostly the same, so compare addresses */
		order = strcmp(x->suite->name, y->suite->name);
	if (!order && x->file != y->file)
		order = strcmp(x->file, y->file);
	if (!order)
		order = x->line < y->line ? -1 : x->line > y->line;
	if (!order) /* several of one macro */
		order = strcmp(x->name, y->name);
	return order;
}

/* Shell's: short, and quick for the reversed order in which GCC emits a file. */
static void sort_tests(void)
{
	unsigned int gap, i, j;

	for (gap = make.nr_tests / 2; gap > 0; gap /= 2) {
		for (i = gap; i < make.nr_tests; i++) {
			const struct test *t = make.tests[i];

			for (j = i; j >= gap; j -= gap) {
				if (compare_tests(make.tests[j - gap], t) <= 0)
					break;
				make.tests[j] = make.tests[j - gap];
			}
			make.tests[j] = t;
		}
	}
}

static void collect_tests(void)
{
	unsigned int i;

	for (i = 0; i < make.nr_tests; i++) {
		make.tests[i] = __tests_start[i];
		if (make.tests[i]->magic != PROTO_MAGIC ||
		    make.tests[i]->suite->magic != PROTO_MAGIC)
			panic("test record %u is not one", i);
	}
	sort_tests();
}

/* ---------------------------------------------------------- selection ---- */

/* "suite.case/0x1f", where the part before / is a glob: this state alone. */
static bool single_state(const char *glob, size_t len, const char *whole,
			 const struct test *t, uint64_t *state)
{
	char number[24];
	size_t slash = len;

	if (t->kind != PROTO_KIND_NUMBERED)
		return false;
	while (slash > 0 && glob[slash - 1] != '/')
		slash--;
	if (slash == 0 || len - slash >= sizeof(number) ||
	    !glob_match(glob, slash - 1, whole))
		return false;
	memcpy(number, glob + slash, len - slash);
	number[len - slash] = '\0';
	return args_number(number, state) == 0 && *state < t->nr_rows;
}

/* A numbered case is also known by the name that the runner lists. */
static bool name_matches(const char *glob, size_t len, const char *name,
			 const struct test *t)
{
	char listed[PROTO_NAME_MAX + 3];

	if (glob_match(glob, len, name))
		return true;
	if (t->kind != PROTO_KIND_NUMBERED)
		return false;
	snprintf(listed, sizeof(listed), "%s/*", name);
	return glob_match(glob, len, listed);
}

static bool list_matches(const char *list, const char *name,
			 const struct test *t)
{
	size_t len;

	for (; *list; list += len + (list[len] == ',')) {
		len = strcspn(list, ",");
		if (name_matches(list, len, name, t))
			return true;
	}
	return false;
}

bool plan_skips_state(const struct test *test, uint64_t state)
{
	char whole[PROTO_NAME_MAX + 1];
	const char *list = make.skip;
	uint64_t skipped;
	size_t len;

	if (!list)
		return false;
	planned_name(&(struct planned){ .test = test }, whole);
	for (; *list; list += len + (list[len] == ',')) {
		len = strcspn(list, ",");
		if (single_state(list, len, whole, test, &skipped) &&
		    skipped == state)
			return true;
	}
	return false;
}

static unsigned int rank_of(const struct test *t, const char *name)
{
	if (make.last && list_matches(make.last, name, t))
		return 2;
	return t->ends != PROTO_ENDS_KIND_NONE;
}

static void add(const struct planned *p, const char *name, unsigned int rank)
{
	if (make.skip && list_matches(make.skip, name, p->test))
		return;
	if (p->single && plan_skips_state(p->test, p->state))
		return;
	if (rank_of(p->test, name) != rank)
		return;
	make.plan->cases[make.plan->nr_cases] = *p;
	make.plan->cases[make.plan->nr_cases++].rank = rank;
}

/* The states that cases= names one by one, in its order. */
static void add_singles(struct planned p, const char *whole, unsigned int rank)
{
	const char *list = make.cases;
	char name[PROTO_NAME_MAX + 1];
	size_t len;

	p.single = true;
	for (; *list; list += len + (list[len] == ',')) {
		len = strcspn(list, ",");
		if (!single_state(list, len, whole, p.test, &p.state))
			continue;
		planned_name(&p, name);
		add(&p, name, rank);
	}
}

static void add_row(const struct test *t, unsigned int row, unsigned int rank)
{
	struct planned p = { .test = t, .row = row };
	char name[PROTO_NAME_MAX + 1] = "";

	if (make.cases || make.skip || make.last)
		planned_name(&p, name);
	if (!make.cases || list_matches(make.cases, name, t))
		add(&p, name, rank);
	else if (t->kind == PROTO_KIND_NUMBERED)
		add_singles(p, name, rank);
}

/* A TEST_EACH without rows stays one case, which then is an error. */
static unsigned int rows_of(const struct test *t)
{
	return t->kind == PROTO_KIND_EACH && t->nr_rows ? t->nr_rows : 1;
}

static void add_rank(unsigned int rank)
{
	unsigned int i, row;

	for (i = 0; i < make.nr_tests; i++)
		for (row = 0; row < rows_of(make.tests[i]); row++)
			add_row(make.tests[i], row, rank);
}

/* Whether one glob of cases= names anything at all, skipped or not. */
static bool glob_names_any(const char *glob, size_t len)
{
	char name[PROTO_NAME_MAX + 1];
	unsigned int i, row;
	uint64_t state;

	for (i = 0; i < make.nr_tests; i++) {
		const struct test *t = make.tests[i];

		for (row = 0; row < rows_of(t); row++) {
			planned_name(&(struct planned){ .test = t, .row = row },
				     name);
			if (name_matches(glob, len, name, t) ||
			    single_state(glob, len, name, t, &state))
				return true;
		}
	}
	return false;
}

static const char *problem(const char *what, const char *text, size_t len)
{
	snprintf(make.problem, sizeof(make.problem), "%s%.*s", what, (int)len,
		 text);
	return make.problem;
}

static const char *check_globs(void)
{
	const char *list = make.cases;
	size_t len;

	if (!list)
		return NULL;
	if (!*list)
		return "the argument cases= is empty";
	for (; *list; list += len + (list[len] == ',')) {
		len = strcspn(list, ",");
		if (!glob_names_any(list, len))
			return problem("no case matches cases=", list, len);
	}
	return NULL;
}

/* ------------------------------------------------------------ shuffle ---- */

static void shuffle(struct planned *cases, unsigned int nr, uint64_t *random)
{
	struct planned swap;
	unsigned int i, j;

	for (i = nr; i > 1; i--) {
		j = random_mix(random) % i;
		swap = cases[i - 1];
		cases[i - 1] = cases[j];
		cases[j] = swap;
	}
}

static const char *shuffle_ranks(void)
{
	const char *text = args_get(PROTO_ARG_SHUFFLE);
	struct plan *plan = make.plan;
	unsigned int start, end;
	uint64_t random;

	if (!text)
		return NULL;
	if (args_number(text, &random) < 0)
		return problem("not a number: " PROTO_ARG_SHUFFLE, text,
			       strlen(text));
	for (start = 0; start < plan->nr_cases; start = end) {
		for (end = start + 1; end < plan->nr_cases; end++)
			if (plan->cases[end].rank != plan->cases[start].rank)
				break;
		shuffle(plan->cases + start, end - start, &random);
	}
	return NULL;
}

/* -------------------------------------------------------------- whole ---- */

static unsigned int nr_commas(const char *list)
{
	unsigned int nr = 0;

	for (; list && *list; list++)
		nr += *list == ',';
	return nr;
}

/* Upper bound of the plan; a numbered case has at most one entry a glob. */
static size_t max_cases(void)
{
	size_t nr = 0;
	unsigned int i;

	for (i = 0; i < make.nr_tests; i++)
		nr += rows_of(__tests_start[i]) +
		      (__tests_start[i]->kind == PROTO_KIND_NUMBERED ?
			       nr_commas(make.cases) :
			       0);
	return nr;
}

static void allocate(void)
{
	size_t list_bytes = make.nr_tests * sizeof(make.tests[0]);
	size_t bytes = max_cases() * sizeof(struct planned) + list_bytes;
	unsigned int order = 0;
	char *block;

	while ((PAGE_SIZE << order) < bytes)
		order++;
	block = page_alloc(order, PAGE_ANY);
	make.plan->cases = (struct planned *)block;
	make.tests = (const struct test **)(block + bytes - list_bytes);
}

const char *plan_make(struct plan *plan)
{
	const char *wrong;
	unsigned int rank;

	make.cases = args_get(PROTO_ARG_CASES);
	make.skip = args_get(PROTO_ARG_SKIP);
	make.last = args_get(PROTO_ARG_LAST);
	make.nr_tests = __tests_end - __tests_start;
	make.plan = plan;
	if (!make.nr_tests)
		return "this image has no cases";
	allocate();
	collect_tests();
	wrong = check_globs();
	if (wrong)
		return wrong;
	plan->nr_cases = 0;
	for (rank = 0; rank < NR_RANKS; rank++)
		add_rank(rank);
	if (!plan->nr_cases)
		return "the arguments leave no case to run";
	return shuffle_ranks();
}

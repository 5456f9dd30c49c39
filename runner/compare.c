/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "compare.h"

#include "alloc.h"
#include "journal.h"
#include "outfile.h"
#include "record.h"
#include "totals.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	SLOWER_FACTOR = 2, /* and, as short times vary most: */
	SLOWER_BY_US = 50000,
};

/* Results of a run, sorted by id and engine. */
struct table {
	struct compare_side *v;
	size_t nr;
};

static int by_id(const void *a, const void *b)
{
	const struct compare_side *x = a, *y = b;

	return strcmp(x->id, y->id);
}

static int by_id_and_engine(const void *a, const void *b)
{
	const struct compare_side *x = a, *y = b;
	int order = by_id(a, b);

	return order ? order : strcmp(x->engine, y->engine);
}

/* Equal neighbours become one: the worst of them, the longest time. */
static void unite(struct table *t, int (*order)(const void *, const void *))
{
	size_t kept = 0;

	for (size_t i = 0; i < t->nr; i++) {
		struct compare_side *last = &t->v[kept ? kept - 1 : 0];
		uint64_t time_us = t->v[i].time_us;

		if (kept == 0 || order(last, &t->v[i]) != 0) {
			t->v[kept++] = t->v[i];
			continue;
		}
		if (last->time_us > time_us)
			time_us = last->time_us;
		if (state_worse(last->state, t->v[i].state) != last->state)
			*last = t->v[i];
		last->time_us = time_us;
	}
	t->nr = kept;
}

static void table_init(struct table *t, const struct recording *recording)
{
	size_t nr = 0;

	for (size_t u = 0; u < recording->nr_units; u++)
		nr += recording->units[u].nr_cases;
	t->v = xcalloc(nr, sizeof(*t->v));
	t->nr = 0;
	for (size_t u = 0; u < recording->nr_units; u++)
		for (size_t i = 0; i < recording->units[u].nr_cases; i++) {
			const struct record_case *c =
				&recording->units[u].cases[i];

			if (!c->retried)
				t->v[t->nr++] = (struct compare_side){
					c->id, recording->units[u].engine,
					c->reason, c->state, c->time_us
				};
		}
	qsort(t->v, t->nr, sizeof(*t->v), by_id_and_engine);
	unite(t, by_id_and_engine);
}

static bool has_engine(const struct table *t, const char *engine)
{
	for (size_t i = 0; i < t->nr; i++)
		if (strcmp(t->v[i].engine, engine) == 0)
			return true;
	return false;
}

static bool share_engines(const struct table *a, const struct table *b)
{
	for (size_t i = 0; i < a->nr; i++)
		if ((i == 0 ||
		     strcmp(a->v[i].engine, a->v[i - 1].engine) != 0) &&
		    has_engine(b, a->v[i].engine))
			return true;
	return false;
}

/* -------------------------------------------------------------- classes */

static void add(struct differences *d, enum difference_kind kind,
		const struct compare_side *before,
		const struct compare_side *after)
{
	d->v = xrealloc(d->v, d->nr + 1, sizeof(*d->v));
	d->v[d->nr++] = (struct difference){ kind, *before, *after };
	d->by_kind[kind]++;
}

static bool slower(const struct compare_side *before,
		   const struct compare_side *after)
{
	return before->state == STATE_PASS && after->state == STATE_PASS &&
	       after->time_us > SLOWER_FACTOR * before->time_us &&
	       after->time_us > before->time_us + SLOWER_BY_US;
}

/* Either may be absent, with STATE_NONE. Flaky is no failure: it did pass. */
static void classify(struct differences *d, const struct compare_side *before,
		     const struct compare_side *after)
{
	bool was_bad = state_bad(before->state, true);
	bool is_bad = state_bad(after->state, true);

	if (is_bad)
		add(d,
		    was_bad ? DIFFERENCE_STILL_FAILING :
			      DIFFERENCE_NEWLY_FAILING,
		    before, after);
	else if (was_bad && state_executed(after->state))
		add(d, DIFFERENCE_FIXED, before, after);
	else if (state_executed(before->state) && after->state == STATE_SKIP)
		add(d, DIFFERENCE_NEWLY_SKIPPED, before, after);
	else if (state_executed(before->state) && !state_executed(after->state))
		add(d, DIFFERENCE_NOT_RUN, before, after);
	else if (slower(before, after))
		add(d, DIFFERENCE_SLOWER, before, after);
}

static void walk_pairs(struct differences *d, const struct table *a,
		       const struct table *b,
		       int (*order)(const void *, const void *))
{
	static const struct compare_side none;
	size_t i = 0, j = 0;

	while (i < a->nr || j < b->nr) {
		int side = i == a->nr ? 1 :
			   j == b->nr ? -1 :
					order(&a->v[i], &b->v[j]);

		classify(d, side <= 0 ? &a->v[i] : &none,
			 side >= 0 ? &b->v[j] : &none);
		i += side <= 0;
		j += side >= 0;
	}
}

/* ---------------------------------------------------------------- engines */

static bool behaved(enum state state)
{
	return state == STATE_PASS || state == STATE_XPASS ||
	       state == STATE_FLAKY;
}

/* Each pair of engines that both executed a case, to different effect. */
static void walk_engines(struct differences *d, const struct table *all)
{
	for (size_t i = 0; i < all->nr; i++)
		for (size_t j = i + 1;
		     j < all->nr && by_id(&all->v[i], &all->v[j]) == 0; j++) {
			const struct compare_side *a = &all->v[i];
			const struct compare_side *b = &all->v[j];

			if (strcmp(a->engine, b->engine) != 0 &&
			    state_executed(a->state) &&
			    state_executed(b->state) &&
			    behaved(a->state) != behaved(b->state))
				add(d, DIFFERENCE_ENGINES, a, b);
		}
}

static void append(struct table *to, const struct table *from)
{
	to->v = xrealloc(to->v, to->nr + from->nr, sizeof(*to->v));
	memcpy(to->v + to->nr, from->v, from->nr * sizeof(*from->v));
	to->nr += from->nr;
}

/* Runs on different engines are compared case by case all the same. */
static void compare_tables(struct differences *d, struct table *a,
			   struct table *b)
{
	int (*order)(const void *, const void *) = by_id_and_engine;

	if (!share_engines(a, b)) {
		order = by_id;
		unite(a, order);
		unite(b, order);
	}
	walk_pairs(d, a, b, order);
}

void compare_recordings(struct differences *d, const struct recording *before,
			const struct recording *after)
{
	struct table a, b = { 0 }, all = { 0 };

	memset(d, 0, sizeof(*d));
	d->runs[0] = before;
	d->runs[1] = after;
	table_init(&a, before);
	append(&all, &a);
	if (after) {
		table_init(&b, after);
		append(&all, &b);
		compare_tables(d, &a, &b);
	}
	/* Between engines what the newer run says of one counts. */
	qsort(all.v, all.nr, sizeof(*all.v), by_id_and_engine);
	walk_engines(d, &all);
	free(all.v);
	free(b.v);
	free(a.v);
}

void differences_release(struct differences *d)
{
	free(d->v);
}

/* ---------------------------------------------------------------- command */

static int read_run(struct recording *recording, const char *record_dir,
		    const char *name, struct error *error)
{
	char *path = journal_find(record_dir, name, error);
	int r = path ? journal_read(recording, path, error) : -ENOENT;

	free(path);
	return r;
}

int compare_command(const struct compare_request *request, FILE *out,
		    struct error *error)
{
	struct recording before = { 0 }, after = { 0 };
	struct differences d;
	int failure = 0;
	int r = read_run(&before, request->record_dir, request->before, error);

	if (r == 0 && request->after)
		r = read_run(&after, request->record_dir, request->after,
			     error);
	if (r == 0) {
		compare_recordings(&d, &before, request->after ? &after : NULL);
		differences_print(&d, request->format,
				  color_wanted(request->color, fileno(out)),
				  out);
		stream_flush(out, &failure);
		r = stream_verdict("the comparison", failure, error);
		if (r == 0 && d.by_kind[DIFFERENCE_NEWLY_FAILING])
			r = EXIT_SOME_FAILED;
		differences_release(&d);
	}
	recording_release(&before);
	recording_release(&after);
	return r;
}

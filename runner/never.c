/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "never.h"

#include "alloc.h"
#include "record.h"
#include "text.h"
#include "totals.h"
#include <stdlib.h>
#include <string.h>

struct entry {
	const struct image *image;
	const char *target, *name; /* the key */
	bool executed;
	char *reason, *engine; /* of the last time it was not */
};

struct never {
	struct entry *entries; /* by target and name */
	size_t nr;
	size_t nr_runs;
};

static int compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = strcmp(x->target, y->target);

	return order ? order : strcmp(x->name, y->name);
}

struct never *never_new(const struct image *const *images, size_t nr_images)
{
	struct never *n = xcalloc(1, sizeof(*n));
	size_t nr = 0;

	for (size_t i = 0; i < nr_images; i++)
		nr += images[i]->nr_cases;
	n->entries = xcalloc(nr, sizeof(*n->entries));
	for (size_t i = 0; i < nr_images; i++)
		for (size_t c = 0; c < images[i]->nr_cases; c++)
			n->entries[n->nr++] = (struct entry){
				.image = images[i],
				.target = images[i]->target->name,
				.name = images[i]->cases[c].name,
			};
	qsort(n->entries, n->nr, sizeof(*n->entries), compare);
	/* Builds of one suite have the same cases: one is enough. */
	for (size_t from = 1, to = 1; from < n->nr || (n->nr = to, 0); from++)
		if (compare(&n->entries[from], &n->entries[to - 1]) != 0)
			n->entries[to++] = n->entries[from];
	return n;
}

static void see(struct entry *entry, const struct record_unit *unit,
		const struct record_case *c)
{
	entry->executed |= state_executed(c->state);
	if (c->state != STATE_SKIP)
		return;
	free(entry->reason);
	free(entry->engine);
	entry->reason = xstrdup(c->reason);
	entry->engine = xstrdup(unit->engine);
}

void never_add(struct never *n, const struct recording *recording)
{
	n->nr_runs++;
	for (size_t u = 0; u < recording->nr_units; u++) {
		const struct record_unit *unit = &recording->units[u];

		for (size_t i = 0; i < unit->nr_cases; i++) {
			struct entry key = { .target = unit->target,
					     .name = unit->cases[i].name };
			struct entry *found = NULL;

			if (key.target && key.name)
				found = bsearch(&key, n->entries, n->nr,
						sizeof(key), compare);
			if (found)
				see(found, unit, &unit->cases[i]);
		}
	}
}

static const char *why(const struct entry *entry)
{
	return entry->reason ? entry->reason : "never selected";
}

/* Entries from @first on that tell the same of one suite: no case of it ran. */
static size_t whole_suite(const struct never *n, size_t first)
{
	const struct entry *e = &n->entries[first];
	size_t nr = 0;

	if (first > 0 && n->entries[first - 1].image == e->image)
		return 0;
	while (first + nr < n->nr && e[nr].image == e->image) {
		if (e[nr].executed || strcmp(why(&e[nr]), why(e)) != 0)
			return 0;
		nr++;
	}
	return nr > 1 ? nr : 0;
}

static void print_entry(const struct entry *e, size_t nr, FILE *out)
{
	char *what = nr ? xasprintf("%s.* (%zu cases)", e->image->suite, nr) :
			  xstrdup(e->name);

	fprintf(out, "  %-40s  ", what);
	text_print(out, why(e), strlen(why(e)), 0);
	if (e->reason)
		fprintf(out, " (%s)", e->engine);
	fputc('\n', out);
	free(what);
}

static size_t print_target(const struct never *n, size_t first, FILE *out)
{
	const char *target = n->entries[first].target;
	size_t end = first, nr_never = 0;

	for (; end < n->nr && strcmp(n->entries[end].target, target) == 0;
	     end++)
		nr_never += !n->entries[end].executed;
	fprintf(out, "%s: %zu of %zu cases have never been executed%s\n",
		target, nr_never, end - first, nr_never ? ":" : "");
	while (first < end) {
		size_t nr = whole_suite(n, first);

		if (nr || !n->entries[first].executed)
			print_entry(&n->entries[first], nr, out);
		first += nr ? nr : 1;
	}
	return end;
}

void never_print(const struct never *n, FILE *out)
{
	fprintf(out, "In %zu recorded run%s:\n", n->nr_runs,
		n->nr_runs == 1 ? "" : "s");
	for (size_t i = 0; i < n->nr;)
		i = print_target(n, i, out);
}

void never_free(struct never *n)
{
	for (size_t i = 0; i < n->nr; i++) {
		free(n->entries[i].reason);
		free(n->entries[i].engine);
	}
	free(n->entries);
	free(n);
}

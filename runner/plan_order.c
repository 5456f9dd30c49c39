/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which units come first, and which are of a shard. */
#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "plan_parts.h"

static int compare_ids(const void *left, const void *right)
{
	const struct unit *l = left, *r = right;
	int c = strcmp(l->id, r->id);

	if (!c)
		c = strcmp(l->engine->name, r->engine->name);
	if (!c)
		c = l->repetition < r->repetition ?
			    -1 :
			    l->repetition > r->repetition;
	if (!c)
		c = strcmp(l->cases[0].name, r->cases[0].name);
	return c;
}

/* Of unknown length first, so that one that turns out long does not come last. */
static int compare_lengths(const void *left, const void *right)
{
	const struct unit *l = left, *r = right;

	if (!l->expected_us != !r->expected_us)
		return !l->expected_us ? -1 : 1;
	if (l->expected_us != r->expected_us)
		return l->expected_us > r->expected_us ? -1 : 1;
	return compare_ids(left, right);
}

/*
 * Every N-th of the units in order of their names: the same on every machine,
 * whatever times it has recorded, and no part is more than one unit longer.
 */
static void take_shard(struct plan *plan, const struct options *options)
{
	size_t kept = 0;

	if (!options->nr_shards)
		return;
	plan->nr_cases = 0;
	for (size_t i = 0; i < plan->nr_units; i++) {
		if (i % options->nr_shards != options->shard - 1) {
			plan_unit_release(&plan->units[i]);
			continue;
		}
		plan->units[kept] = plan->units[i];
		plan->nr_cases += plan->units[kept++].nr_cases;
	}
	plan->nr_units = kept;
}

/* Sebastiano Vigna's splitmix64: every seed will do, also 0. */
static uint64_t next_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static void shuffle(struct plan *plan, uint64_t seed)
{
	for (size_t i = plan->nr_units; i > 1; i--) {
		size_t j = next_random(&seed) % i;
		struct unit swapped = plan->units[i - 1];

		plan->units[i - 1] = plan->units[j];
		plan->units[j] = swapped;
	}
}

void plan_order(struct plan *plan, const struct options *options)
{
	if (!plan->nr_units)
		return;
	qsort(plan->units, plan->nr_units, sizeof(*plan->units), compare_ids);
	take_shard(plan, options);
	if (options->shuffle)
		shuffle(plan, options->shuffle_seed);
	else if (plan->nr_units)
		qsort(plan->units, plan->nr_units, sizeof(*plan->units),
		      compare_lengths);
}

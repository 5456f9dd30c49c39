/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "counters.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"

static void add_up(json_t *sums, json_t *list)
{
	json_t *one;
	size_t i;

	json_array_foreach(list, i, one)
	{
		const char *name =
			json_string_value(json_object_get(one, "name"));
		json_t *value = json_object_get(one, "value");
		json_int_t sum;

		if (!name || !json_is_integer(value))
			continue;
		sum = json_integer_value(json_object_get(sums, name)) +
		      json_integer_value(value);
		json_object_set_new(sums, name, json_integer(sum));
	}
}

char *counters_text(json_t *stats)
{
	json_t *sums = json_object(), *cpu, *value;
	char text[COUNTERS_MAX] = "", one[128];
	const char *name;
	size_t i;

	json_array_foreach(stats, i, cpu)
		add_up(sums, json_object_get(cpu, "stats"));
	json_object_foreach(sums, name, value)
	{
		if (!json_integer_value(value))
			continue;
		snprintf(one, sizeof(one), "%s%s=%" JSON_INTEGER_FORMAT,
			 *text ? " " : "", name, json_integer_value(value));
		if (strlen(text) + strlen(one) < sizeof(text))
			strcat(text, one);
	}
	json_decref(sums);
	return *text ? xstrdup(text) : NULL;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Differences between runs as text, as Markdown for a comment, as JSON. */
#include "alloc.h"
#include "compare.h"
#include "record.h"
#include "record_json.h"
#include "report_text.h"
#include "text.h"
#include <stdlib.h>
#include <string.h>

static const struct kind {
	const char *title;
	const char *key;   /* in JSON */
	const char *color; /* SGR parameters */
} kinds[] = {
	[DIFFERENCE_NEWLY_FAILING] = { "Newly failing", "newly_failing",
				       "1;31" },
	[DIFFERENCE_STILL_FAILING] = { "Still failing", "still_failing", "31" },
	[DIFFERENCE_FIXED] = { "Fixed", "fixed", "32" },
	[DIFFERENCE_NEWLY_SKIPPED] = { "Newly skipped", "newly_skipped", "33" },
	[DIFFERENCE_NOT_RUN] = { "No longer run", "not_run", "33" },
	[DIFFERENCE_SLOWER] = { "Slower", "slower", "33" },
	[DIFFERENCE_ENGINES] = { "Engines disagree", "engines", "35" },
};

static const struct compare_side *known_side(const struct difference *d)
{
	return d->after.id ? &d->after : &d->before;
}

/* "pass -> fail", "0.10 s -> 0.45 s", "qemu-kvm: pass, qemu-tcg: xfail" */
static char *change_text(const struct difference *d)
{
	char before[16], after[16];

	switch (d->kind) {
	case DIFFERENCE_ENGINES:
		return xasprintf("%s: %s, %s: %s", d->before.engine,
				 state_name(d->before.state), d->after.engine,
				 state_name(d->after.state));
	case DIFFERENCE_SLOWER:
		return xasprintf("%s -> %s",
				 page_duration(before, d->before.time_us),
				 page_duration(after, d->after.time_us));
	default:
		return xasprintf(
			"%s -> %s",
			d->before.id ? state_name(d->before.state) : "new",
			d->after.id ? state_name(d->after.state) : "absent");
	}
}

/* The reason of the side that did not behave. */
static char *reason_text(const struct difference *d)
{
	const char *reason = d->after.reason ? d->after.reason :
					       d->before.reason;

	if (d->kind == DIFFERENCE_FIXED || d->kind == DIFFERENCE_SLOWER)
		reason = NULL;
	return text_clean(reason ? reason : "", 0);
}

static size_t widest(const struct differences *d)
{
	size_t width = 0;

	for (size_t i = 0; i < d->nr; i++) {
		size_t columns = text_columns(known_side(&d->v[i])->id);

		if (columns > width)
			width = columns;
	}
	return width < 60 ? width : 60;
}

/* ------------------------------------------------------------------- text */

static void text_line(const struct difference *d, size_t width, FILE *out)
{
	const struct compare_side *side = known_side(d);
	char *change = change_text(d), *reason = reason_text(d);

	fprintf(out, "  %-*s  %-18s", (int)width, side->id, change);
	if (d->kind != DIFFERENCE_ENGINES)
		fprintf(out, "  %s", side->engine);
	fprintf(out, "%s%s\n", *reason ? "  " : "", reason);
	free(reason);
	free(change);
}

static void text_title(const struct differences *d, FILE *out)
{
	if (d->runs[1])
		fprintf(out, "%s -> %s\n", d->runs[0]->id, d->runs[1]->id);
	else
		fprintf(out, "%s\n", d->runs[0]->id);
}

static void print_text(const struct differences *d, bool color, FILE *out)
{
	size_t width = widest(d);

	text_title(d, out);
	for (int k = 0; k < DIFFERENCE_KINDS; k++) {
		if (!d->by_kind[k])
			continue;
		fprintf(out,
			color ? "\n\033[%sm%s (%zu)\033[0m\n" :
				"\n%.0s%s (%zu)\n",
			kinds[k].color, kinds[k].title, d->by_kind[k]);
		for (size_t i = 0; i < d->nr; i++)
			if ((int)d->v[i].kind == k)
				text_line(&d->v[i], width, out);
	}
	if (d->nr == 0)
		fputs("no difference\n", out);
}

/* --------------------------------------------------------------- Markdown */

/* In a table '|' separates, and code needs a longer fence than it contains. */
static void markdown_text(const char *text, FILE *out)
{
	for (; *text; text++) {
		if (strchr("|\\`*_<>[]", *text))
			fputc('\\', out);
		fputc(*text, out);
	}
}

static void markdown_line(const struct difference *d, FILE *out)
{
	const struct compare_side *side = known_side(d);
	char *change = change_text(d), *reason = reason_text(d);

	fprintf(out, "| `%s` | ", side->id);
	markdown_text(change, out);
	fprintf(out, " | %s | ",
		d->kind == DIFFERENCE_ENGINES ? "" : side->engine);
	markdown_text(reason, out);
	fputs(" |\n", out);
	free(reason);
	free(change);
}

static void print_markdown(const struct differences *d, FILE *out)
{
	fputs("### hvcheck: ", out);
	text_title(d, out);
	for (int k = 0; k < DIFFERENCE_KINDS; k++) {
		if (!d->by_kind[k])
			continue;
		fprintf(out, "\n**%s (%zu)**\n\n", kinds[k].title,
			d->by_kind[k]);
		fputs("| case | change | engine | reason |\n"
		      "|---|---|---|---|\n",
		      out);
		for (size_t i = 0; i < d->nr; i++)
			if ((int)d->v[i].kind == k)
				markdown_line(&d->v[i], out);
	}
	if (d->nr == 0)
		fputs("\nno difference\n", out);
}

/* ------------------------------------------------------------------- JSON */

static json_t *side_json(const struct compare_side *side)
{
	json_t *object;

	if (!side->id)
		return json_null();
	object = json_object();
	json_put_text(object, "engine", side->engine);
	json_put_text(object, "state", state_name(side->state));
	json_put_text(object, "reason", side->reason);
	json_put_number(object, "time_us", side->time_us);
	return object;
}

static json_t *kind_json(const struct differences *d, int kind)
{
	json_t *array = json_array();

	for (size_t i = 0; i < d->nr; i++) {
		json_t *object;

		if ((int)d->v[i].kind != kind)
			continue;
		object = json_object();
		json_put_text(object, "case", known_side(&d->v[i])->id);
		json_object_set_new(object, "before",
				    side_json(&d->v[i].before));
		json_object_set_new(object, "after", side_json(&d->v[i].after));
		json_array_append_new(array, object);
	}
	return array;
}

static void print_json(const struct differences *d, FILE *out)
{
	json_t *root = json_object();

	json_put_number(root, "version", 1);
	json_put_text(root, "before", d->runs[0]->id);
	if (d->runs[1])
		json_put_text(root, "after", d->runs[1]->id);
	for (int k = 0; k < DIFFERENCE_KINDS; k++)
		json_object_set_new(root, kinds[k].key, kind_json(d, k));
	json_dumpf(root, out, JSON_INDENT(1));
	fputc('\n', out);
	json_decref(root);
}

void differences_print(const struct differences *d, enum compare_format format,
		       bool color, FILE *out)
{
	switch (format) {
	case COMPARE_TEXT:
		print_text(d, color, out);
		break;
	case COMPARE_JSON:
		print_json(d, out);
		break;
	case COMPARE_MARKDOWN:
		print_markdown(d, out);
		break;
	}
}

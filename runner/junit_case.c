/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One case of a JUnit report. */
#include <inttypes.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "junit_parts.h"
#include "text.h"
#include "totals.h"

/* What a (classname, name) was used for: GitLab ignores the second one. */
struct used_name {
	char *text;
	unsigned int nr;
};

static int compare_names(const void *a, const void *b)
{
	const struct used_name *x = a, *y = b;

	return strcmp(x->text, y->text);
}

void junit_free_name(void *node)
{
	struct used_name *name = node;

	free(name->text);
	free(name);
}

/* How often this name has been used, this time included. */
static unsigned int use_name(struct junit *j, const char *class,
			     const char *name)
{
	struct used_name *new = xcalloc(1, sizeof(*new)), **found;

	new->text = xasprintf("%s\n%s", class, name);
	found = tsearch(new, &j->names, compare_names);
	if (found && *found != new)
		junit_free_name(new);
	return found ? ++(*found)->nr : 1;
}

/* --------------------------------------------------------------- elements */

void junit_attribute(const struct junit *j, const char *name, const char *text)
{
	size_t len = strlen(text);

	fprintf(j->out, " %s=\"", name);
	text_print(j->out, text, len < MESSAGE_MAX ? len : MESSAGE_MAX,
		   TEXT_XML);
	fputc('"', j->out);
}

static void body(const struct junit *j, const char *text)
{
	size_t len = strlen(text), half = LOG_MAX / 2;
	enum text_flags flags = TEXT_XML | TEXT_NEWLINES | TEXT_TABS;

	if (ftell(j->out) > FILE_LOGS) {
		fputs("(left out: the report would be too long)", j->out);
	} else if (len <= LOG_MAX) {
		text_print(j->out, text, len, flags);
	} else {
		text_print(j->out, text, half, flags);
		fprintf(j->out, "\n... %zu bytes left out ...\n",
			len - 2 * half);
		text_print(j->out, text + len - half, half, flags);
	}
}

void junit_time(const struct junit *j, uint64_t time_us)
{
	fprintf(j->out, " time=\"%" PRIu64 ".%06u\"", time_us / 1000000,
		(unsigned int)(time_us % 1000000));
}

/* <failure message="first line" type="state">reason, log, command</failure> */
static void verdict(const struct junit *j, const char *element,
		    const struct record_case *c)
{
	fprintf(j->out, "      <%s", element);
	junit_attribute(j, "message",
			c->reason ? c->reason : state_name(c->state));
	junit_attribute(j, "type", state_name(c->state));
	fputs(">", j->out);
	if (c->reason)
		body(j, c->reason);
	fputc('\n', j->out);
	if (c->log)
		body(j, c->log);
	if (c->command) {
		fputs("\nagain: ", j->out);
		body(j, c->command);
	}
	fprintf(j->out, "</%s>\n", element);
}

static void skipped(const struct junit *j, const struct record_case *c)
{
	fputs("      <skipped", j->out);
	junit_attribute(j, "message",
			c->reason ? c->reason : state_name(c->state));
	fputs("/>\n", j->out);
}

/* Surefire's names for attempts that did not decide; stackTrace is required. */
static void attempts(const struct junit *j, const struct record_unit *unit,
		     const struct record_case *last)
{
	const char *prefix = last->state == STATE_FLAKY ? "flaky" : "rerun";

	for (const struct record_case *c = unit->cases; c != last; c++) {
		const char *kind = c->state == STATE_ERROR ? "Error" :
							     "Failure";

		if (!c->retried || strcmp(c->id, last->id) != 0)
			continue;
		fprintf(j->out, "      <%s%s", prefix, kind);
		junit_attribute(j, "message",
				c->reason ? c->reason : state_name(c->state));
		junit_attribute(j, "type", state_name(c->state));
		fputs("><stackTrace>", j->out);
		if (c->log)
			body(j, c->log);
		fprintf(j->out, "</stackTrace></%s%s>\n", prefix, kind);
	}
}

/* GitLab links the first attachment of a failed case. */
static void attachment(const struct junit *j, const struct record_case *c)
{
	const char *path = c->log_file;
	size_t len = strlen(j->project);

	if (!path)
		return;
	if (strncmp(path, j->project, len) == 0 && path[len] == '/')
		path += len + 1;
	fputs("      <system-out>[[ATTACHMENT|", j->out);
	text_print(j->out, path, strlen(path), TEXT_XML);
	fputs("]]</system-out>\n", j->out);
}

static void outcome(const struct junit *j, const struct record_unit *unit,
		    const struct record_case *c)
{
	switch (c->state) {
	case STATE_NONE:
	case STATE_PASS:
		break;
	case STATE_SKIP:
	case STATE_XFAIL:
	case STATE_CANCELLED:
		skipped(j, c);
		break;
	case STATE_FLAKY:
		if (!j->flaky_pass)
			verdict(j, "failure", c);
		break;
	case STATE_ERROR:
		verdict(j, "error", c);
		break;
	default:
		verdict(j, "failure", c);
		break;
	}
	attempts(j, unit, c);
	if (state_bad(c->state, false))
		attachment(j, c);
}

/* "xsetbv.value/x87-off" is "value/x87-off" of the class that names its unit */
static const char *short_name(const struct record_unit *unit,
			      const struct record_case *c)
{
	size_t len = unit->suite ? strlen(unit->suite) : 0;

	if (!c->name)
		return c->id;
	if (len && strncmp(c->name, unit->suite, len) == 0 &&
	    c->name[len] == '.')
		return c->name + len + 1;
	return c->name;
}

void junit_testcase(struct junit *j, const struct record_unit *unit,
		    const struct record_case *c)
{
	char *class = xasprintf("%s.%s", unit->engine, unit->id);
	const char *name = short_name(unit, c);
	unsigned int nr = use_name(j, class, name);
	char *unique = nr > 1 ? xasprintf("%s#%u", name, nr) : xstrdup(name);

	fputs("    <testcase", j->out);
	junit_attribute(j, "classname", class);
	junit_attribute(j, "name", unique);
	if (c->file)
		junit_attribute(j, "file", c->file);
	if (c->line)
		fprintf(j->out, " line=\"%u\"", c->line);
	if (c->checks)
		fprintf(j->out, " assertions=\"%" PRIu64 "\"", c->checks);
	junit_time(j, c->time_us);
	fputs(">\n", j->out);
	outcome(j, unit, c);
	fputs("    </testcase>\n", j->out);
	free(unique);
	free(class);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qmp.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

void qmp_init(struct qmp *qmp, qmp_fn *fn, void *arg)
{
	*qmp = (struct qmp){ .fn = fn, .arg = arg };
}

void qmp_release(struct qmp *qmp)
{
	free(qmp->line);
	qmp->line = NULL;
	qmp->len = qmp->size = 0;
}

static const char *string_of(json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static void invalid(struct qmp *qmp)
{
	struct qmp_message message = { .type = QMP_INVALID,
				       .name = "",
				       .reason = "" };

	qmp->fn(qmp->arg, &message);
}

static void handle_line(struct qmp *qmp, const char *line, size_t len)
{
	struct qmp_message message = { .name = "", .reason = "" };
	json_t *root;

	while (len && (line[len - 1] == '\r' || line[len - 1] == ' '))
		len--;
	if (!len)
		return;
	root = json_loadb(line, len, JSON_ALLOW_NUL, NULL);
	if (json_object_get(root, "event")) {
		message.type = QMP_EVENT;
		message.name = string_of(root, "event");
		message.data = json_object_get(root, "data");
		message.reason = string_of(message.data, "reason");
	} else if (json_object_get(root, "return")) {
		message.type = QMP_RETURN;
		message.name = string_of(root, "id");
		message.data = json_object_get(root, "return");
	} else if (json_object_get(root, "error")) {
		message.type = QMP_ERROR;
		message.name = string_of(root, "id");
		message.reason =
			string_of(json_object_get(root, "error"), "desc");
	} else if (json_object_get(root, "QMP")) {
		message.type = QMP_GREETING;
		message.data = json_object_get(root, "QMP");
	} else {
		message.type = QMP_INVALID;
	}
	qmp->fn(qmp->arg, &message);
	json_decref(root);
}

static bool append(struct qmp *qmp, const char *bytes, size_t len)
{
	if (qmp->skipping)
		return true;
	if (qmp->len + len > QMP_LINE_MAX)
		return false;
	if (qmp->len + len > qmp->size) {
		size_t size = (qmp->len + len) * 2;
		char *line = realloc(qmp->line, size);

		if (!line)
			return false;
		qmp->line = line;
		qmp->size = size;
	}
	memcpy(qmp->line + qmp->len, bytes, len);
	qmp->len += len;
	return true;
}

static void end_line(struct qmp *qmp)
{
	size_t len = qmp->len;

	qmp->len = 0;
	if (qmp->skipping)
		invalid(qmp);
	else if (len)
		handle_line(qmp, qmp->line, len);
	qmp->skipping = false;
}

void qmp_feed(struct qmp *qmp, const char *bytes, size_t len)
{
	const char *end = bytes + len;

	while (bytes < end) {
		const char *eol = memchr(bytes, '\n', (size_t)(end - bytes));
		size_t part = (size_t)((eol ? eol : end) - bytes);

		if (eol && !qmp->len && !qmp->skipping &&
		    part <= QMP_LINE_MAX) {
			handle_line(qmp, bytes, part);
		} else {
			qmp->skipping |= !append(qmp, bytes, part);
			if (eol)
				end_line(qmp);
		}
		bytes += part + 1;
	}
}

char *qmp_command(const char *id, const char *name, const char *format, ...)
{
	json_t *command = json_pack("{s:s, s:s}", "execute", name, "id", id);
	char *text, *line = NULL;
	va_list args;

	if (command && format) {
		va_start(args, format);
		json_object_set_new(command, "arguments",
				    json_vpack_ex(NULL, 0, format, args));
		va_end(args);
	}
	text = json_dumps(command, JSON_COMPACT);
	json_decref(command);
	if (text && (line = malloc(strlen(text) + 2)))
		strcat(strcpy(line, text), "\n");
	free(text);
	return line;
}

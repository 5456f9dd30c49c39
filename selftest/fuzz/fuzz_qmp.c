/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A control channel that says anything, and registers of any shape. */
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "hang.h"
#include "qmp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void send_nothing(void *arg, const char *command)
{
	size_t *sent = arg;

	/* Every command is one line of JSON. */
	if (strchr(command, '\n') != command + strlen(command) - 1)
		abort();
	++*sent;
}

static void on_message(void *arg, const struct qmp_message *message)
{
	if (!message->name || !message->reason)
		abort();
	hang_message(arg, message);
}

static void registers(const uint8_t *data, size_t size)
{
	struct hang hang = { 0 };
	char *text = malloc(size + 1), where[128];

	memcpy(text, data, size);
	text[size] = '\0';
	hang_registers(&hang, text);
	hang_where(&hang, NULL, "", where, sizeof(where));
	free(hang_log(&hang));
	hang_release(&hang);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t step = size ? data[0] % 64 + 1u : 1, sent = 0;
	struct hang hang;
	struct qmp qmp;

	hang_begin(&hang, send_nothing, &sent);
	qmp_init(&qmp, on_message, &hang);
	for (size_t at = 0; at < size; at += step)
		qmp_feed(&qmp, (const char *)data + at,
			 size - at < step ? size - at : step);
	qmp_release(&qmp);
	hang_release(&hang);
	registers(data, size);
	return 0;
}

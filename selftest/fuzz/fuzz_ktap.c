/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The console of a hostile guest, in pieces: the parser and the verdict take
 * anything, tell the same whatever the pieces are, and give every case exactly
 * one result. The first byte is the size of the pieces.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../lib/test/protocol.h"
#include "ktap.h"
#include "verdict.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	CASES = 4
};

struct listener {
	struct verdict verdict;
	unsigned int results[CASES];
	const struct plan_case *list[CASES];
	uint64_t hash; /* of all events */
};

static void mix(struct listener *l, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	while (len--)
		l->hash = (l->hash ^ *p++) * 0x100000001b3;
}

static void on_result(void *arg, const struct verdict_result *result)
{
	struct listener *l = arg;

	if (result->state == STATE_NONE || !result->reason)
		abort();
	mix(l, &result->state, sizeof(result->state));
	for (size_t i = 0; i < CASES; i++)
		if (result->planned == l->list[i])
			l->results[i]++;
}

static void on_event(void *arg, const struct ktap_event *event)
{
	struct listener *l = arg;
	char text[64];

	if (event->record[event->len] || event->len > KTAP_RECORD_MAX)
		abort();
	ktap_printable(event->record, event->len, text, sizeof(text));
	mix(l, &event->type, sizeof(event->type));
	mix(l, event->record, event->len);
	mix(l, text, strlen(text));
	mix(l, event->name, strlen(event->name));
	mix(l, event->text, strlen(event->text));
	verdict_event(&l->verdict, event);
}

static uint64_t listen(const uint8_t *data, size_t size, size_t step)
{
	static const char *const names[CASES] = { "t.a", "t.b", "t.c", "t.d" };
	static const struct target target = { .name = "x86_64",
					      .exit_status = true };
	static const struct image image = { .target = &target,
					    .suite = (char *)"t" };
	static const struct image_case image_cases[CASES] = {
		[2] = { .ends = PROTO_ENDS_KIND_RESET },
		[3] = { .ends = PROTO_ENDS_KIND_REBOOT },
	};
	static struct ktap ktap;
	struct unit unit = { .image = &image };
	struct plan_case cases[CASES];
	struct listener l = { .hash = 0xcbf29ce484222325 };
	struct verdict_settings settings = { .unit = &unit,
					     .list = l.list,
					     .nr = CASES,
					     .fn = on_result,
					     .arg = &l };
	struct vm_end end = { .cause = data[0] % (VM_TIMEOUT + 1),
			      .status = 33 };

	for (size_t i = 0; i < CASES; i++) {
		cases[i] = (struct plan_case){ .image = &image_cases[i],
					       .name = names[i] };
		l.list[i] = &cases[i];
	}
	if (verdict_init(&l.verdict, &settings))
		abort();
	ktap_init(&ktap, on_event, &l);
	/* The same once more for each VM that the verdict wants. */
	do {
		verdict_boot(&l.verdict);
		for (size_t at = 0; at < size; at += step)
			ktap_feed(&ktap, (const char *)data + at,
				  size - at < step ? size - at : step);
		ktap_end(&ktap);
		if (verdict_wants_stop(&l.verdict))
			end.cause = VM_STOPPED;
	} while (verdict_end(&l.verdict, &end));
	for (size_t i = 0; i < CASES; i++)
		if (l.results[i] != 1)
			abort();
	verdict_release(&l.verdict);
	return l.hash;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	if (listen(data, size, size) != listen(data, size, data[0] % 64 + 1))
		abort();
	return 0;
}

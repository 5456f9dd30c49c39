/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the guest asks of the runner. */
#include <test/harness.h>

#include <console.h>
#include <stdlib.h>
#include <string.h>

enum {
	ANSWER_MS = 120000, /* a migration may take long */
	ANSWER_MAX = 2000,
};

bool test_host_available(const char *request)
{
	return options.host && glob_list(options.host, request);
}

/* What follows "REQUEST ok", or NULL. */
static const char *judge(const char *line, const char *request)
{
	const char *rest = line + strlen(request);

	if (strncmp(line, request, strlen(request)) != 0 ||
	    strncmp(rest, " ok", 3) != 0)
		return NULL;
	rest += 3;
	if (*rest == ' ')
		return rest + 1;
	return *rest ? NULL : rest;
}

/* Who says so has taken all of it from the console, and nothing can get lost. */
static const char *ask(const char *request)
{
	static char line[ANSWER_MAX]; /* told until the next request */
	const char *told;

	record(PROTO_HOST "%s", request);
	if (console_gets(line, sizeof(line), ANSWER_MS) < 0)
		ERROR("no answer to %s", request);
	record(PROTO_HOST PROTO_HOST_HEARD);
	told = judge(line, request);
	if (!told)
		ERROR("asked for %s, got the answer \"%s\"", request, line);
	return told;
}

const char *test_host(const char *request)
{
	if (!test_host_available(request))
		SKIP("needs a runner that answers %s", request);
	return ask(request);
}

uint64_t test_host_value(const char *told, const char *key)
{
	size_t len = strlen(key);

	for (; *told; told += strcspn(told, " "), told += *told == ' ')
		if (strncmp(told, key, len) == 0 && told[len] == '=')
			return strtoull(told + len + 1, NULL, 10);
	return 0;
}

/* ------------------------------------------------------------ features ---- */

static bool answers_stop_cont(void)
{
	return test_host_available(PROTO_HOST_STOP_CONT);
}

static bool answers_migrate(void)
{
	return test_host_available(PROTO_HOST_MIGRATE);
}

static bool answers_migrate_continuous(void)
{
	return test_host_available(PROTO_HOST_MIGRATE_CONTINUOUS);
}

static bool answers_snapshot(void)
{
	return test_host_available(PROTO_HOST_SNAPSHOT);
}

static bool answers_counters(void)
{
	return test_host_available(PROTO_HOST_COUNTERS);
}

const struct feature host_stop_cont = {
	.name = "a runner that stops the VM",
	.where = PROTO_ARG_HOST PROTO_HOST_STOP_CONT,
	.probe = answers_stop_cont,
};

const struct feature host_migrate = {
	.name = "a VM that can migrate",
	.where = PROTO_ARG_HOST PROTO_HOST_MIGRATE,
	.probe = answers_migrate,
};

const struct feature host_migrate_live = {
	.name = "a VM that loses nothing when it migrates while it runs",
	.where = PROTO_ARG_HOST PROTO_HOST_MIGRATE_CONTINUOUS,
	.probe = answers_migrate_continuous,
};

const struct feature host_snapshot = {
	.name = "a VM that can be kept in a file",
	.where = PROTO_ARG_HOST PROTO_HOST_SNAPSHOT,
	.probe = answers_snapshot,
};

const struct feature host_counters = {
	.name = "a hypervisor that counts exits",
	.where = PROTO_ARG_HOST PROTO_HOST_COUNTERS,
	.probe = answers_counters,
};

/* ------------------------------------------------------------ requests ---- */

void host_stop(void)
{
	test_host(PROTO_HOST_STOP_CONT);
}

void host_migrate_now(void)
{
	test_host(PROTO_HOST_MIGRATE);
}

void host_snapshot_now(void)
{
	test_host(PROTO_HOST_SNAPSHOT);
}

void host_migrate_begin(void)
{
	test_host(PROTO_HOST_MIGRATE_CONTINUOUS);
}

unsigned int host_migrate_end(void)
{
	return (unsigned int)test_host_value(ask(PROTO_HOST_MIGRATE_STOP),
					     "hops");
}

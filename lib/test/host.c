/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the guest asks of the runner. */
#include <test/harness.h>

#include <console.h>
#include <string.h>

enum {
	ANSWER_MS = 60000
}; /* a live migration may take long */

bool test_host_available(const char *request)
{
	return options.host && glob_list(options.host, request);
}

void test_host(const char *request)
{
	size_t len = strlen(request);
	char line[80];

	if (!test_host_available(request))
		SKIP("needs a runner that answers %s", request);
	record(PROTO_HOST "%s", request);
	if (console_gets(line, sizeof(line), ANSWER_MS) < 0)
		ERROR("no answer to %s", request);
	if (strncmp(line, request, len) != 0 || strcmp(line + len, " ok") != 0)
		ERROR("asked for %s, got the answer \"%s\"", request, line);
}

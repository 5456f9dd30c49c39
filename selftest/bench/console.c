/* SPDX-License-Identifier: GPL-2.0-or-later */
/* console - print how many MB/s of a guest's console the parser takes */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "ktap.h"

static void count(void *arg, const struct ktap_event *event)
{
	uint64_t *counts = arg;

	counts[event->type]++;
}

/* Parses @bytes of a typical console; returns MB/s. */
static double ktap_bench(size_t bytes)
{
	static const char text[] =
		"# run xsetbv.value/x87-off\n"
		"# x86/xsetbv.c:46: EXPECT_TRAP(t, r->trap): expected #GP(0), got no trap\n"
		"not ok 2 xsetbv.value/x87-off # time_us=3 checks=1\n"
		"# run xsetbv.user_mode\n"
		"ok 3 xsetbv.user_mode # SKIP needs XSAVE (CPUID.1:ECX[26]) # time_us=0 checks=0\n";
	static struct ktap ktap;
	enum {
		CHUNK = 64 << 10
	};
	uint64_t counts[KTAP_COMMENT + 1] = { 0 };
	struct timespec from, to;
	char *chunk = malloc(CHUNK);
	double seconds;

	if (!chunk)
		return 0;
	for (size_t i = 0; i < CHUNK; i++)
		chunk[i] = text[i % (sizeof(text) - 1)];
	ktap_init(&ktap, count, counts);
	clock_gettime(CLOCK_MONOTONIC, &from);
	for (size_t done = 0; done < bytes; done += CHUNK)
		ktap_feed(&ktap, chunk, CHUNK);
	ktap_end(&ktap);
	clock_gettime(CLOCK_MONOTONIC, &to);
	free(chunk);
	seconds = (double)(to.tv_sec - from.tv_sec) +
		  (double)(to.tv_nsec - from.tv_nsec) / 1e9;
	return (double)bytes / 1e6 / seconds;
}

int main(int argc, char **argv)
{
	size_t mb = argc > 1 ? strtoul(argv[1], NULL, 10) : 256;

	printf("%.0f\n", ktap_bench(mb * 1000 * 1000));
	return 0;
}

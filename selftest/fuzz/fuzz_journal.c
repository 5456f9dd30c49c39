/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A journal of any content: a sentence, or a run that every report can write.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "compare.h"
#include "journal.h"
#include "json.h"
#include "junit.h"
#include "merge.h"
#include "report.h"
#include "tap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void report_all(struct recording *recording)
{
	struct recording merged = { 0 };
	struct differences differences;
	struct error error = { "" };
	struct report_settings settings = { .verbosity = 2 };
	FILE *out = fopen("/dev/null", "w");

	if (!out)
		abort();
	settings.out = out;
	if (report_recording(recording, &settings, &error) ||
	    tap_recording(recording, out, &error) ||
	    junit_recording(recording, "/dev/null", NULL, &error) ||
	    json_recording(recording, "/dev/null", &error))
		abort();
	compare_recordings(&differences, recording, recording);
	differences_print(&differences, COMPARE_MARKDOWN, false, out);
	differences_release(&differences);
	merge_recordings(&merged, recording);
	recording_release(&merged);
	fclose(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct recording recording = { 0 };
	struct error error = { "" };
	char path[64];
	int fd = memfd_create("journal", MFD_CLOEXEC), r;

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	r = journal_read(&recording, path, &error);
	if ((r < 0) != (error.text[0] != '\0'))
		abort();
	if (r == 0)
		report_all(&recording);
	recording_release(&recording);
	close(fd);
	return 0;
}

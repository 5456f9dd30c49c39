/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>

#include "alloc.h"
#include "commands.h"
#include "exec.h"
#include "options.h"
#include "session.h"

static const struct target *target_of(const struct options *options,
				      struct error *error)
{
	if (options->archs)
		return target_find(options->archs[0]);
	return exec_target(options->words[0], error);
}

static int exec_on(struct session *session, const struct target *target,
		   struct error *error)
{
	const struct options *options = session->options;
	char **args = NULL;
	struct exec_request request = {
		.image = options->words[0],
		.target = target,
		.cpu = options->cpu,
		.machine = options->machine,
		.firmware = options->firmware,
	};
	int r = session_find_engines_of(session, target, error);

	if (!r)
		r = session_choose(session, error);
	if (!r && !session->nr_chosen)
		r = error_set(error, EINVAL, "no engine is left for %s",
			      target->name);
	if (r < 0)
		return r;
	for (char **w = options->qemu_args; w && *w; w++)
		words_add(&args, xstrdup(*w));
	for (char **w = options->after_dashes; w && *w; w++)
		words_add(&args, xstrdup(*w));
	request.args = args;
	request.engine = session->chosen[0];
	r = exec_image(&request, error);
	words_free(args);
	return r;
}

/* A copied command must work anywhere, so the build directory is not needed. */
int exec_command(const struct options *options, struct error *error)
{
	const struct target *target = target_of(options, error);
	struct session session;
	struct error ignored;
	int r;

	if (!target)
		return -EINVAL;
	if (session_locate(&session, options, &ignored) < 0 &&
	    options->build_dir) {
		*error = ignored;
		session_release(&session);
		return -ENOENT;
	}
	r = exec_on(&session, target, error);
	session_release(&session);
	return r;
}

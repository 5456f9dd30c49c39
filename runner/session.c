/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "session.h"

#include <stdlib.h>

#include "config.h"
#include "timings.h"

int session_plan(struct session *session, struct error *error)
{
	struct plan_request request = {
		.options = session->options,
		.config = &session->config,
		.images = &session->images,
		.engines = session->targets,
		.nr_engines = session->nr_targets,
	};

	session->timings = timings_open(session->record_dir, NULL);
	request.timings = session->timings;
	return plan_make(&session->plan, &request, error);
}

void session_release(struct session *session)
{
	plan_release(&session->plan);
	if (session->timings)
		timings_close(session->timings);
	for (size_t i = 0; i < session->nr_targets; i++)
		free(session->targets[i].engines);
	free(session->targets);
	free(session->chosen);
	free(session->engine_reason);
	engines_free(session->engines);
	images_release(&session->images);
	config_release(&session->config);
	free(session->build_dir);
	free(session->state_dir);
	free(session->record_dir);
	free(session->source_dir);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What every command that concerns suites reads first: where things are, the
 * images, unittests.cfg, the engines, and the plan made of them.
 */
#ifndef RUNNER_SESSION_H
#define RUNNER_SESSION_H

#include "engine.h"
#include "image.h"
#include "plan.h"
#include "run.h"

struct options;
struct timings;

struct session {
	const struct options *options;
	char *build_dir;  /* absolute: where the images are */
	char *state_dir;  /* absolute: caches; mostly the same */
	char *record_dir; /* absolute: has results/; mostly the same */
	char *source_dir; /* absolute: suites' sources and unittests.cfg */
	struct config config;
	struct images images;
	bool partial; /* images has only what the options name */
	struct kvm_facts kvm;
	struct engine **engines; /* of all targets; NULL-ended, owned */
	size_t nr_engines;
	struct target_engines *targets; /* chosen ones */
	size_t nr_targets;
	struct engine **chosen; /* all chosen ones, each once; NULL-ended */
	size_t nr_chosen;
	char *engine_reason; /* "qemu-tcg: there is no hardware KVM ..." */
	struct timings *timings;
	struct plan plan;
};

/** session_locate - find the directories; enough for recorded runs */
int session_locate(struct session *session, const struct options *options,
		   struct error *error);
/** session_load_images - of all targets that the options want */
int session_load_images(struct session *session, struct error *error);
/** session_load - images and unittests.cfg, checked against each other */
int session_load(struct session *session, struct error *error);
/**
 * session_load_named - the images that the options name, where all are in order
 *
 * As session_load(), unless nothing has changed since all of them were checked
 * (checked.h): then session->partial is set. Whoever fails with what is there
 * begins again with session_load(), for a message that knows of everything.
 */
int session_load_named(struct session *session, struct error *error);
/**
 * session_find_engines - those of all targets that have images
 * @every_target: also of those that have none; a missing QEMU is no error then
 */
int session_find_engines(struct session *session, bool every_target,
			 struct error *error);
/**
 * session_named_before - an engine before number @i has the same name
 *
 * Targets that run on different binaries have engines of one name.
 */
bool session_named_before(const struct session *session, size_t i);

/** session_find_engines_of - those of one target */
int session_find_engines_of(struct session *session,
			    const struct target *target, struct error *error);
/** session_choose - chosen and engine_reason, by the options or the default rule */
int session_choose(struct session *session, struct error *error);
int session_plan(struct session *session, struct error *error);
void session_release(struct session *session);

#endif

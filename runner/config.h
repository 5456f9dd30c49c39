/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * unittests.cfg: how a suite is run when the default does not do, and which
 * failures are known. docs/configuration.md is the manual.
 *
 *	# A comment has a line of its own.
 *	timeout = 10s			before the first section: for all suites
 *	include = x86/unittests.cfg	in the root file; relative to it
 *	[gic]				how suite gic runs
 *	[gic@v3]			a further run of it
 *
 * Keys: smp memory machine cpu firmware qemu args cases groups engine arch build
 * timeout, each at most once in a section, and expect, any number of times. A
 * value is the rest of the line without the blanks at its ends. A '#' after a
 * blank is refused there, so that no comment becomes part of a value; quotes
 * (qemu) and expect, whose reasons may hold one, are exempt.
 */
#ifndef RUNNER_CONFIG_H
#define RUNNER_CONFIG_H

#include "run.h"

struct images;

/**
 * config_read - read the root file and those it includes
 *
 * Returns 0, or a negative errno with file, line and value in @error.
 */
int config_read(struct config *config, const char *path, struct error *error);

/**
 * config_parse - add the text of one file
 * @file: for messages
 * @root: defaults and include may stand before the first section
 */
int config_parse(struct config *config, const char *text, size_t len,
		 const char *file, bool root, struct error *error);
void config_release(struct config *config);

/** config_find - a section; NULL: not there. @variant: NULL is the plain one */
const struct section *config_find(const struct config *config,
				  const char *suite, const char *variant);

/**
 * config_check - compare the sections with the suites that exist
 * @images: of all targets that are going to be run
 * @source_dir: where the suites' sources are
 *
 * A section whose suite does not exist, an image that should have been built
 * and was not, an expectation that no case of its suite can meet: -EINVAL.
 */
int config_check(const struct config *config, const struct images *images,
		 const char *source_dir, const char *build_dir,
		 struct error *error);

/** section_applies - whether the keys arch and build allow @image */
bool section_applies(const struct section *section, const struct image *image);

/** section_covers - whether `cases` covers a case; "suite.case[/row]" */
bool section_covers(const struct section *section, const char *name);

/** expect_covers_image_case - also for a numbered case, listed as case/... */
bool expect_covers_image_case(const struct expectation *expect,
			      const struct image_case *c);

/**
 * config_check_pass - `pass` in a variant says that something inherited does
 * not hold: -EINVAL where there is nothing of the kind
 */
int config_check_pass(const struct config *config,
		      const struct section *section,
		      const struct expectation *expect,
		      const struct images *images, struct error *error);

#endif

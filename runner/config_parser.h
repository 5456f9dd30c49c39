/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parts of the parser of unittests.cfg share: config.c takes files and
 * lines apart, config_keys.c knows the keys and their values, config_words.c
 * what must not stand in those that go to the VMM and the guest.
 */
#ifndef RUNNER_CONFIG_PARSER_H
#define RUNNER_CONFIG_PARSER_H

#include "config.h"

struct config_parser {
	struct config *config;
	struct section *section; /* being filled in */
	bool in_defaults;
	bool skips; /* the section is left out */
	bool root;
	unsigned int seen; /* keys of this section, by their row */
	const char *file;
	unsigned int line;
	const char *key;
	char **includes; /* line, file, line, file, ... */
	struct error *error;
};

/* "FILE:LINE: " and what is wrong */
#define bad(p, format, ...)                                                   \
	error_set((p)->error, EINVAL, "%s:%u: " format, (p)->file, (p)->line, \
		  __VA_ARGS__)

/** config_set_key - a line KEY = VALUE; -EINVAL with the error's text */
int config_set_key(struct config_parser *p, const char *name,
		   const char *value);

/** config_check_word - a value without blanks */
int config_check_word(struct config_parser *p, const char *value);

/* config_words.c */
int config_set_machine(struct config_parser *p, const char *value);
int config_set_args(struct config_parser *p, const char *value);
int config_set_qemu(struct config_parser *p, const char *value);

#endif

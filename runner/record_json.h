/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records as JSON and back: the same members in the journal and in the final
 * document. docs/results.md lists them. What is unknown (NULL, 0, false) is
 * left out.
 */
#ifndef RUNNER_RECORD_JSON_H
#define RUNNER_RECORD_JSON_H

#include "record.h"
#include <jansson.h>

/* Text may be anything but NUL; what is not UTF-8 becomes \xNN. */
void json_put_text(json_t *object, const char *key, const char *text);
void json_put_number(json_t *object, const char *key, uint64_t value);
void json_put_true(json_t *object, const char *key, bool value);
void json_put_words(json_t *object, const char *key, char *const *words);

char *json_get_text(const json_t *object, const char *key); /* a copy */
uint64_t json_get_number(const json_t *object, const char *key);
bool json_get_true(const json_t *object, const char *key);
char **json_get_words(const json_t *object, const char *key);

/** record_run_json - what is known at the beginning, added to @object */
void record_run_json(json_t *object, const struct recording *recording);
void record_run_parse(const json_t *object, struct recording *recording);

/** record_unit_json - without its cases' results */
void record_unit_json(json_t *object, const struct record_unit *unit);
void record_unit_parse(const json_t *object, struct record_unit *unit);

void record_case_json(json_t *object, const struct record_case *result);
void record_case_parse(const json_t *object, struct record_case *result);

/** record_end_json - what is known at the end, @totals with it */
void record_end_json(json_t *object, const struct recording *recording);
void record_end_parse(const json_t *object, struct recording *recording);

/** totals_json - {"pass": 3, "fail": 1}, states without a case left out */
json_t *totals_json(const struct totals *totals);

#endif

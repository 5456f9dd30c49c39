/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of session.h share about engines. */
#ifndef RUNNER_SESSION_PARTS_H
#define RUNNER_SESSION_PARTS_H

#include "session.h"

/** engines_copy - NULL-ended, to be freed; the engines stay whose they are */
struct engine **engines_copy(struct engine *const *engines, size_t nr);
/** engines_count - of a list that NULL ends; NULL: 0 */
size_t engines_count(struct engine *const *engines);
/** session_has_engine - by its own name */
bool session_has_engine(const struct session *session, const char *name);

#endif

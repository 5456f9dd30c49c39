/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parts of the AML walk share: aml_ops.c is the table of operators,
 * aml.c walks, aml_find.c reads what the walk finds.
 */
#ifndef LIB_DEV_AML_WALK_H
#define LIB_DEV_AML_WALK_H

#include <dev/aml.h>

#include <stdbool.h>

/*
 * What follows an operator, one letter each:
 *   n  a name               t  a term (argument, target or value)
 *   b w d q  an integer of 1, 2, 4, 8 bytes    s  text up to its NUL
 *   P  a package length: the rest of the arguments lie inside it
 *   T  terms up to the package's end           F  a field list, likewise
 *   E  package elements, counted by the byte before or a term
 *   R  raw bytes to the package's end
 */
struct aml_op {
	uint16_t opcode; /* 0x5bxx: the byte after the prefix */
	const char *args;
};

/** aml_op_find - NULL: there is no such operator */
const struct aml_op *aml_op_find(uint16_t opcode);

enum {
	AML_NAME = 0x08,
	AML_BUFFER = 0x11,
	AML_PACKAGE = 0x12,
	AML_VAR_PACKAGE = 0x13,
	AML_SCOPE = 0x10,
	AML_METHOD = 0x14,
	AML_LOCAL0 = 0x60,
	AML_ARG6 = 0x6e,
	AML_IF = 0xa0,
	AML_WHILE = 0xa2,
	AML_RETURN = 0xa4,
	AML_EXT_PREFIX = 0x5b,
};

/* The name that is looked for, and where its value was found. */
struct aml_wanted {
	const char *name;
	bool anywhere; /* in any scope, and methods too */
	bool method;   /* found as one */
	size_t value;  /* offset of what is behind the name, 0: not found */
};

struct aml_walk {
	const uint8_t *aml;
	size_t pos;
	size_t end; /* of the innermost package */
	unsigned int depth;
	bool in_root; /* names without a path are those of the root */
	struct aml_wanted *wanted;
	struct aml_fault *fault;
};

/** aml_take - step over @bytes; false where the package ends before */
bool aml_take(struct aml_walk *w, size_t bytes);
/** aml_pkg_length - 20.2.4 Package length encoding; it counts its own bytes */
bool aml_pkg_length(struct aml_walk *w, size_t *length);
/** aml_integer - 20.2.3, in any of its six spellings */
bool aml_integer(struct aml_walk *w, uint64_t *value);
/** aml_elements - step into a package; the walk ends where it does */
bool aml_elements(struct aml_walk *w);
/** aml_find - the offset of the value of what is wanted, 0: it is not there */
size_t aml_find(const uint8_t *aml, size_t len, struct aml_wanted *wanted);
/** aml_terms - all that the innermost package still holds */
bool aml_terms(struct aml_walk *w);

#endif

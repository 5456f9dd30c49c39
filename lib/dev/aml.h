/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * AML byte code: its structure, walked and never executed.
 *
 * ACPI 6.5, chapter 20. The code is prefix notation: an operator's byte says
 * which arguments follow. Only a method's call does not, its number of
 * arguments stands where the method is declared; here the name alone is the
 * call and its arguments are taken for terms beside it, which leaves every
 * later term where it is.
 */
#ifndef LIB_DEV_AML_H
#define LIB_DEV_AML_H

#include <stddef.h>
#include <stdint.h>

/* What a walk found wrong first. */
struct aml_fault {
	size_t offset; /* from the start of the byte code */
	const char *what;
};

/**
 * aml_check - walk a whole definition block
 * @aml: the bytes behind the table's header
 *
 * Every operator is known, every name well-formed, every package length ends
 * inside the one around it and where its content does. Returns 0, or -EINVAL
 * with @fault filled in.
 */
int aml_check(const uint8_t *aml, size_t len, struct aml_fault *fault);

/**
 * aml_find_package - the integers of Name(\NAME, Package() { ... })
 * @name: four characters
 *
 * Looks at the top level and in Scope(\). Fills in up to @max values and
 * returns how many integers stand at the package's beginning; -ENOENT where
 * there is no such package before the end or the first thing wrong.
 */
int aml_find_package(const uint8_t *aml, size_t len, const char name[4],
		     uint64_t *values, unsigned int max);

/**
 * aml_find_integer - an integer that some device names
 * @name: four characters, as _CBA
 *
 * The first Name(NAME, integer), or Method(NAME) that does nothing but return
 * one, in whatever scope. Returns 0, or -ENOENT.
 */
int aml_find_integer(const uint8_t *aml, size_t len, const char name[4],
		     uint64_t *value);

#endif

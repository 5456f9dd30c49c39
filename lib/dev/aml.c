/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dev/aml_walk.h>

#include <errno.h>
#include <string.h>

/* Nesting that is followed; real tables stay below 20. */
#define AML_DEPTH_MAX 48

static bool wrong(struct aml_walk *w, const char *what)
{
	if (!w->fault->what) {
		w->fault->offset = w->pos;
		w->fault->what = what;
	}
	return false;
}

bool aml_take(struct aml_walk *w, size_t bytes)
{
	if (bytes > w->end - w->pos)
		return wrong(w, "an item leads past its package");
	w->pos += bytes;
	return true;
}

/* 20.2.4 Package length encoding; the number counts its own bytes. */
bool aml_pkg_length(struct aml_walk *w, size_t *length)
{
	size_t at = w->pos;
	unsigned int more;

	if (!aml_take(w, 1))
		return false;
	more = w->aml[at] >> 6;
	if (!aml_take(w, more))
		return false;
	*length = w->aml[at] & (more ? 0x0f : 0x3f);
	for (unsigned int i = 0; i < more; i++)
		*length |= (size_t)w->aml[at + 1 + i] << (4 + 8 * i);
	return true;
}

static bool is_name_lead(uint8_t c)
{
	return (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_name_start(uint8_t c)
{
	return is_name_lead(c) || c == '\\' || c == '^' || c == 0x2e ||
	       c == 0x2f;
}

static bool name_segs(struct aml_walk *w, unsigned int count)
{
	for (; count; count--) {
		const uint8_t *seg = w->aml + w->pos;

		if (w->end - w->pos < 4 || !is_name_lead(seg[0]))
			return wrong(w, "a name segment is malformed");
		for (unsigned int i = 1; i < 4; i++) {
			if (!is_name_lead(seg[i]) &&
			    !(seg[i] >= '0' && seg[i] <= '9'))
				return wrong(w, "a name segment is malformed");
		}
		w->pos += 4;
	}
	return true;
}

/* 20.2.2 Name objects encoding */
static bool name_string(struct aml_walk *w)
{
	uint8_t lead;

	if (w->pos < w->end && w->aml[w->pos] == '\\')
		w->pos++;
	while (w->pos < w->end && w->aml[w->pos] == '^')
		w->pos++;
	if (w->pos >= w->end)
		return wrong(w, "a name leads past its package");
	lead = w->aml[w->pos];
	if (lead == 0x00) /* NullName */
		return aml_take(w, 1);
	if (lead == 0x2e) /* DualNamePrefix */
		return aml_take(w, 1) && name_segs(w, 2);
	if (lead == 0x2f) { /* MultiNamePrefix, SegCount */
		if (!aml_take(w, 2))
			return false;
		if (w->aml[w->pos - 1] == 0)
			return wrong(w, "a name of no segments");
		return name_segs(w, w->aml[w->pos - 1]);
	}
	return name_segs(w, 1);
}

static bool term(struct aml_walk *w);

bool aml_terms(struct aml_walk *w)
{
	while (w->pos < w->end) {
		if (!term(w))
			return false;
	}
	return true;
}

/* 20.2.5.2 Named objects encoding: FieldList. Lengths in it count bits. */
static bool fields(struct aml_walk *w)
{
	size_t bits;

	while (w->pos < w->end) {
		uint8_t kind = w->aml[w->pos];
		bool ok;

		if (kind > 0x03)
			ok = name_segs(w, 1) && aml_pkg_length(w, &bits);
		else if (!aml_take(w, 1))
			ok = false;
		else if (kind == 0x00) /* ReservedField */
			ok = aml_pkg_length(w, &bits);
		else if (kind == 0x02) /* ConnectField: a name or a buffer */
			ok = term(w);
		else /* AccessField, ExtendedAccessField */
			ok = aml_take(w, kind == 0x01 ? 2 : 3);
		if (!ok)
			return false;
	}
	return true;
}

static bool elements(struct aml_walk *w, bool counted, unsigned int max)
{
	for (unsigned int n = 0; w->pos < w->end; n++) {
		if (counted && n == max)
			return wrong(w, "a package of too many elements");
		if (!term(w))
			return false;
	}
	return true;
}

static bool string(struct aml_walk *w)
{
	const uint8_t *nul = memchr(w->aml + w->pos, 0, w->end - w->pos);

	if (!nul)
		return wrong(w, "a string without an end");
	w->pos = (size_t)(nul - w->aml) + 1;
	return true;
}

static bool args(struct aml_walk *w, uint16_t opcode, const char *letters);

/* If, Else, While: names inside them are those of the scope around. */
static bool is_statement(uint16_t opcode)
{
	return opcode >= AML_IF && opcode <= AML_WHILE;
}

/* The arguments behind a package length, which they must fill exactly. */
static bool package(struct aml_walk *w, uint16_t opcode, const char *letters)
{
	size_t start = w->pos, outer = w->end, length;
	bool was_root = w->in_root, ok;

	if (!aml_pkg_length(w, &length))
		return false;
	if (length < w->pos - start || length > outer - start)
		return wrong(w,
			     "a package length leads past the one around it");
	w->end = start + length;
	if (opcode != AML_SCOPE && !is_statement(opcode))
		w->in_root = false;
	ok = args(w, opcode, letters);
	if (ok && w->pos != w->end)
		ok = wrong(w, "a package is longer than its content");
	w->end = outer;
	w->in_root = was_root;
	return ok;
}

/* A name was taken that began at @start: is it the one wanted, or a scope? */
static void note_name(struct aml_walk *w, uint16_t opcode, size_t start)
{
	const uint8_t *name = w->aml + start;
	size_t bytes = w->pos - start;
	bool absolute = name[0] == '\\';

	if (absolute) {
		name++;
		bytes--;
	}
	if (opcode == AML_SCOPE) { /* Scope(\), or an empty one in the root */
		w->in_root = bytes == 1 && (absolute || w->in_root);
		return;
	}
	if (!w->wanted || w->wanted->value || bytes != 4 ||
	    memcmp(name, w->wanted->name, 4))
		return;
	if (opcode == AML_NAME &&
	    (absolute || w->in_root || w->wanted->anywhere)) {
		w->wanted->value = w->pos;
	} else if (opcode == AML_METHOD && w->wanted->anywhere) {
		w->wanted->method = true;
		w->wanted->value = w->pos;
	}
}

static bool one_arg(struct aml_walk *w, uint16_t opcode, const char *letter)
{
	size_t start = w->pos;

	switch (*letter) {
	case 'n':
		if (!name_string(w))
			return false;
		note_name(w, opcode, start);
		return true;
	case 't':
		return term(w);
	case 'b':
		return aml_take(w, 1);
	case 'w':
		return aml_take(w, 2);
	case 'd':
		return aml_take(w, 4);
	case 'q':
		return aml_take(w, 8);
	case 's':
		return string(w);
	case 'T':
		return aml_terms(w);
	case 'F':
		return fields(w);
	case 'E':
		return elements(w, opcode == AML_PACKAGE, w->aml[w->pos - 1]);
	default: /* R */
		return aml_take(w, w->end - w->pos);
	}
}

static bool args(struct aml_walk *w, uint16_t opcode, const char *letters)
{
	for (; *letters; letters++) {
		if (*letters == 'P')
			return package(w, opcode, letters + 1);
		if (!one_arg(w, opcode, letters))
			return false;
	}
	return true;
}

static bool operator_term(struct aml_walk *w)
{
	const struct aml_op *op;
	uint16_t opcode = w->aml[w->pos++];

	if (opcode >= AML_LOCAL0 && opcode <= AML_ARG6)
		return true;
	if (opcode == AML_EXT_PREFIX) {
		if (!aml_take(w, 1))
			return false;
		opcode = 0x5b00 | w->aml[w->pos - 1];
	}
	op = aml_op_find(opcode);
	return op ? args(w, opcode, op->args) : wrong(w, "an unknown operator");
}

static bool term(struct aml_walk *w)
{
	bool ok;

	if (w->pos >= w->end)
		return wrong(w, "an argument is missing");
	if (is_name_start(w->aml[w->pos]))
		return name_string(w);
	if (w->depth == AML_DEPTH_MAX)
		return wrong(w, "terms nested too deeply");
	w->depth++;
	ok = operator_term(w);
	w->depth--;
	return ok;
}

int aml_check(const uint8_t *aml, size_t len, struct aml_fault *fault)
{
	struct aml_walk w = {
		.aml = aml, .end = len, .in_root = true, .fault = fault
	};

	*fault = (struct aml_fault){ 0 };
	return aml_terms(&w) ? 0 : -EINVAL;
}

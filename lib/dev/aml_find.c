/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dev/aml_walk.h>

#include <errno.h>

/* 20.2.3 Data objects encoding: an integer of any of its six spellings. */
bool aml_integer(struct aml_walk *w, uint64_t *value)
{
	static const uint8_t widths[] = {
		[0x0a] = 1, [0x0b] = 2, [0x0c] = 4, [0x0e] = 8
	};
	uint8_t op;

	if (!aml_take(w, 1))
		return false;
	op = w->aml[w->pos - 1];
	*value = op == 0xff ? UINT64_MAX : op;
	if (op <= 0x01 || op == 0xff)
		return true;
	if (op >= sizeof(widths) || !widths[op] || !aml_take(w, widths[op]))
		return false;
	*value = 0;
	for (unsigned int i = 0; i < widths[op]; i++)
		*value |= (uint64_t)w->aml[w->pos - widths[op] + i] << (8 * i);
	return true;
}

/* What stands before the first thing wrong is still of use. */
size_t aml_find(const uint8_t *aml, size_t len, struct aml_wanted *wanted)
{
	struct aml_fault fault = { 0 };
	struct aml_walk w = { .aml = aml,
			      .end = len,
			      .in_root = true,
			      .wanted = wanted,
			      .fault = &fault };

	(void)aml_terms(&w);
	return wanted->value;
}

/* Package, its length, NumElements: the walk is then among the elements. */
bool aml_elements(struct aml_walk *w)
{
	size_t start, length;
	uint64_t number;
	uint8_t op;

	if (!aml_take(w, 1))
		return false;
	op = w->aml[w->pos - 1];
	start = w->pos;
	if ((op != AML_PACKAGE && op != AML_VAR_PACKAGE) ||
	    !aml_pkg_length(w, &length) || length > w->end - start ||
	    start + length < w->pos)
		return false;
	w->end = start + length;
	return op == AML_PACKAGE ? aml_take(w, 1) : aml_integer(w, &number);
}

int aml_find_package(const uint8_t *aml, size_t len, const char name[4],
		     uint64_t *values, unsigned int max)
{
	struct aml_fault fault = { 0 };
	struct aml_wanted wanted = { .name = name };
	struct aml_walk w = { .aml = aml, .end = len, .fault = &fault };
	unsigned int n = 0;
	uint64_t value;

	w.pos = aml_find(aml, len, &wanted);
	if (!w.pos || !aml_elements(&w))
		return -ENOENT;
	while (w.pos < w.end && aml_integer(&w, &value)) {
		if (n < max)
			values[n] = value;
		n++;
	}
	return (int)n;
}

int aml_find_integer(const uint8_t *aml, size_t len, const char name[4],
		     uint64_t *value)
{
	struct aml_fault fault = { 0 };
	struct aml_wanted wanted = { .name = name, .anywhere = true };
	struct aml_walk w = { .aml = aml, .end = len, .fault = &fault };

	w.pos = aml_find(aml, len, &wanted);
	if (!w.pos)
		return -ENOENT;
	/* behind a method's name: its flags, then Return */
	if (wanted.method && (!aml_take(&w, 2) || aml[w.pos - 1] != AML_RETURN))
		return -ENOENT;
	return aml_integer(&w, value) ? 0 : -ENOENT;
}

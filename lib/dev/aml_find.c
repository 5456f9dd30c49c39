/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dev/aml_walk.h>

#include <errno.h>

/* 20.2.3 Data objects encoding: an integer of any of its six spellings. */
static bool integer(struct aml_walk *w, uint64_t *value)
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

int aml_find_package(const uint8_t *aml, size_t len, const char name[4],
		     uint64_t *values, unsigned int max)
{
	struct aml_fault fault = { 0 };
	struct aml_wanted wanted = { .name = name };
	struct aml_walk w = { .aml = aml,
			      .end = len,
			      .in_root = true,
			      .wanted = &wanted,
			      .fault = &fault };
	unsigned int n = 0;
	size_t length;
	uint64_t value;

	/* What stands before the first thing wrong is still of use. */
	(void)aml_terms(&w);
	w.pos = wanted.value;
	w.end = len;
	if (!wanted.value || !aml_take(&w, 1) || aml[w.pos - 1] != AML_PACKAGE)
		return -ENOENT;
	if (!aml_pkg_length(&w, &length) || length > len - wanted.value - 1 ||
	    wanted.value + 1 + length < w.pos)
		return -ENOENT;
	w.end = wanted.value + 1 + length;
	if (!aml_take(&w, 1)) /* NumElements */
		return -ENOENT;
	while (w.pos < w.end && integer(&w, &value)) {
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
	struct aml_walk w = { .aml = aml,
			      .end = len,
			      .in_root = true,
			      .wanted = &wanted,
			      .fault = &fault };

	(void)aml_terms(&w);
	w.pos = wanted.value;
	w.end = len;
	if (!wanted.value)
		return -ENOENT;
	/* behind a method's name: its flags, then Return */
	if (wanted.method && (!aml_take(&w, 2) || aml[w.pos - 1] != AML_RETURN))
		return -ENOENT;
	return integer(&w, value) ? 0 : -ENOENT;
}

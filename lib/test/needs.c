/* SPDX-License-Identifier: GPL-2.0-or-later */
/* .needs: what a suite or a case cannot do without. */
#include <test/harness.h>

enum {
	NR_FEATURES = 64,
};

/* A probe may cost an exit to the hypervisor, and rows are many: ask once. */
static bool has(const struct feature *feature)
{
	static struct {
		const struct feature *feature;
		bool present;
	} known[NR_FEATURES];
	static unsigned int nr_known;
	unsigned int i;
	bool present;

	for (i = 0; i < nr_known; i++)
		if (known[i].feature == feature)
			return known[i].present;
	present = feature->probe();
	if (nr_known < NR_FEATURES) {
		known[nr_known].feature = feature;
		known[nr_known++].present = present;
	}
	return present;
}

static void check_needs(const struct feature *const *needs)
{
	for (; needs && *needs; needs++)
		if (!has(*needs))
			test_skip("needs %s (%s)", (*needs)->name,
				  (*needs)->where);
}

void needs_check(void *arg)
{
	const struct test *test = arg;

	check_needs(test->suite->needs);
	check_needs(test->needs);
}

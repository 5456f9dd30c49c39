/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Flags that imply other flags, and flags that the arguments with= and without=
 * promise of a CPU model.
 *
 * Intel SDM vol. 1, 5.1 and 14.3 ff. (how software detects each extension);
 * AMD APM vol. 3, appendix D.
 */
#include "suite.h"
#include <string.h>

static const struct row {
	const char *name;
	const char *flag;
	const char *needs[4];
} rows[] = {
	{ "vme", "vme", { "fpu" } },
	{ "fxsr", "fxsr", { "fpu" } },
	{ "mmx", "mmx", { "fpu" } },
	{ "sse", "sse", { "fxsr" } },
	{ "sse2", "sse2", { "sse", "fxsr" } },
	{ "sse3", "sse3", { "sse2" } },
	{ "ssse3", "ssse3", { "sse3" } },
	{ "sse4.1", "sse4.1", { "ssse3" } },
	{ "sse4.2", "sse4.2", { "sse4.1" } },
	{ "sse4a", "sse4a", { "sse3" } },
	{ "aes", "aes", { "sse2" } },
	{ "pclmulqdq", "pclmulqdq", { "sse2" } },
	{ "sha", "sha", { "sse2" } },
	{ "gfni", "gfni", { "sse2" } },
	{ "cx16", "cx16", { "cx8" } },
	{ "mca", "mca", { "mce" } },
	{ "xsave", "xsave", { "fxsr" } },
	{ "xsaveopt", "xsaveopt", { "xsave" } },
	{ "xsavec", "xsavec", { "xsave" } },
	{ "xgetbv1", "xgetbv1", { "xsave" } },
	{ "xsaves", "xsaves", { "xsavec", "xsave" } },
	{ "osxsave", "osxsave", { "xsave" } },
	{ "avx", "avx", { "xsave", "sse2" } },
	{ "avx2", "avx2", { "avx" } },
	{ "fma", "fma", { "avx" } },
	{ "f16c", "f16c", { "avx" } },
	{ "fma4", "fma4", { "avx" } },
	{ "xop", "xop", { "avx" } },
	{ "vaes", "vaes", { "avx", "aes" } },
	{ "vpclmulqdq", "vpclmulqdq", { "avx", "pclmulqdq" } },
	{ "avx-vnni", "avx-vnni", { "avx2" } },
	{ "avx512f", "avx512f", { "avx2", "fma", "f16c" } },
	{ "avx512dq", "avx512dq", { "avx512f" } },
	{ "avx512ifma", "avx512ifma", { "avx512f" } },
	{ "avx512pf", "avx512pf", { "avx512f" } },
	{ "avx512er", "avx512er", { "avx512f" } },
	{ "avx512cd", "avx512cd", { "avx512f" } },
	{ "avx512bw", "avx512bw", { "avx512f" } },
	{ "avx512vl", "avx512vl", { "avx512f" } },
	{ "avx512vbmi", "avx512vbmi", { "avx512bw" } },
	{ "avx512vbmi2", "avx512vbmi2", { "avx512bw" } },
	{ "avx512vnni", "avx512vnni", { "avx512f" } },
	{ "avx512bitalg", "avx512bitalg", { "avx512bw" } },
	{ "avx512vpopcntdq", "avx512vpopcntdq", { "avx512f" } },
	{ "avx512-4vnniw", "avx512-4vnniw", { "avx512f" } },
	{ "avx512-4fmaps", "avx512-4fmaps", { "avx512f" } },
	{ "avx512-vp2intersect", "avx512-vp2intersect", { "avx512f" } },
	{ "avx512-fp16", "avx512-fp16", { "avx512bw" } },
	{ "avx512-bf16", "avx512-bf16", { "avx512bw" } },
	{ "amx-int8", "amx-int8", { "amx-tile" } },
	{ "amx-bf16", "amx-bf16", { "amx-tile" } },
	{ "amx-tile", "amx-tile", { "xsave" } },
	{ "mpx", "mpx", { "xsave" } },
	{ "pku", "pku", { "xsave" } },
	{ "ospke", "ospke", { "pku" } },
	{ "pks", "pks", { "lm" } },
	{ "pcid", "pcid", { "lm" } },
	{ "la57", "la57", { "lm" } },
	{ "fsgsbase", "fsgsbase", { "lm" } },
	{ "pdpe1gb", "pdpe1gb", { "lm" } },
	{ "lahf-lm", "lahf-lm", { "lm" } },
	{ "rdtscp", "rdtscp", { "tsc", "msr" } },
	{ "rdpid", "rdpid", { "tsc", "msr" } },
	{ "invtsc", "invtsc", { "tsc" } },
	{ "tsc-adjust", "tsc-adjust", { "tsc", "msr" } },
	{ "x2apic", "x2apic", { "apic", "msr" } },
	{ "tsc-deadline", "tsc-deadline", { "apic", "tsc" } },
	{ "dtes64", "dtes64", { "msr" } },
	{ "lm-base", "lm", { "pae", "sse2", "fxsr", "cx8" } },
	{ "lm-paging", "lm", { "pge", "msr", "cmov", "nx" } },
	{ "nx", "nx", { "pae" } },
	{ "svm", "svm", { "msr" } },
	{ "vmx", "vmx", { "msr" } },
	{ "npt", "npt", { "svm" } },
	{ "ffxsr", "ffxsr", { "fxsr" } },
	{ "3dnowext", "3dnowext", { "3dnow" } },
	{ "3dnow", "3dnow", { "mmx" } },
	{ "mmxext", "mmxext", { "mmx" } },
};

TEST_EACH(dependency, const struct row *r, rows,
	  "enumerates what the feature is built on")
{
	bool set = has(r->flag);

	for (unsigned int i = 0; i < 4 && r->needs[i]; i++) {
		bool base = has(r->needs[i]);

		test_context("%s %s, %s %s", r->flag, set ? "set" : "clear",
			     r->needs[i], base ? "set" : "clear");
		EXPECT_LE(set, base);
	}
}

/* One flag of a list "a,b,c", copied to @name; returns what follows it. */
static const char *next_flag(const char *list, char *name, unsigned int size)
{
	unsigned int n = 0;

	while (*list && *list != ',') {
		if (n < size - 1)
			name[n++] = *list;
		list++;
	}
	name[n] = '\0';
	return *list ? list + 1 : list;
}

static void check_list(const char *key, bool expected)
{
	const char *list = test_arg(key);
	char name[32];

	if (!list)
		SKIP("needs the argument %s=", key);
	while (*list) {
		list = next_flag(list, name, sizeof(name));
		test_context("%s", name);
		EXPECT_EQ(has(name), expected);
	}
}

TEST(with, "enumerates every flag of the argument with=")
{
	check_list("with", true);
}

TEST(without, "enumerates no flag of the argument without=")
{
	check_list("without", false);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Feature flags by name, and the helpers of the suite. */
#include "suite.h"
#include <string.h>

#define REG_1C(name, bit)            \
	{                            \
		name, 1, 0, 'c', bit \
	}
#define REG_1D(name, bit)            \
	{                            \
		name, 1, 0, 'd', bit \
	}
#define REG_7B(name, bit)            \
	{                            \
		name, 7, 0, 'b', bit \
	}
#define REG_7C(name, bit)            \
	{                            \
		name, 7, 0, 'c', bit \
	}
#define REG_7D(name, bit)            \
	{                            \
		name, 7, 0, 'd', bit \
	}
#define REG_71A(name, bit)           \
	{                            \
		name, 7, 1, 'a', bit \
	}
#define REG_DA(name, bit)              \
	{                              \
		name, 0xd, 1, 'a', bit \
	}
#define REG_8C(name, bit)                     \
	{                                     \
		name, 0x80000001, 0, 'c', bit \
	}
#define REG_8D(name, bit)                     \
	{                                     \
		name, 0x80000001, 0, 'd', bit \
	}
#define REG_88B(name, bit)                    \
	{                                     \
		name, 0x80000008, 0, 'b', bit \
	}

/* clang-format off: a table */
static const struct flag flags[] = {
	REG_1D("fpu", 0),
	REG_1D("vme", 1),
	REG_1D("de", 2),
	REG_1D("pse", 3),
	REG_1D("tsc", 4),
	REG_1D("msr", 5),
	REG_1D("pae", 6),
	REG_1D("mce", 7),
	REG_1D("cx8", 8),
	REG_1D("apic", 9),
	REG_1D("sep", 11),
	REG_1D("mtrr", 12),
	REG_1D("pge", 13),
	REG_1D("mca", 14),
	REG_1D("cmov", 15),
	REG_1D("pat", 16),
	REG_1D("pse36", 17),
	REG_1D("clfsh", 19),
	REG_1D("mmx", 23),
	REG_1D("fxsr", 24),
	REG_1D("sse", 25),
	REG_1D("sse2", 26),
	REG_1D("htt", 28),
	REG_1C("sse3", 0),
	REG_1C("pclmulqdq", 1),
	REG_1C("dtes64", 2),
	REG_1C("monitor", 3),
	REG_1C("vmx", 5),
	REG_1C("ssse3", 9),
	REG_1C("fma", 12),
	REG_1C("cx16", 13),
	REG_1C("pdcm", 15),
	REG_1C("pcid", 17),
	REG_1C("sse4.1", 19),
	REG_1C("sse4.2", 20),
	REG_1C("x2apic", 21),
	REG_1C("movbe", 22),
	REG_1C("popcnt", 23),
	REG_1C("tsc-deadline", 24),
	REG_1C("aes", 25),
	REG_1C("xsave", 26),
	REG_1C("osxsave", 27),
	REG_1C("avx", 28),
	REG_1C("f16c", 29),
	REG_1C("rdrand", 30),
	REG_1C("hypervisor", 31),
	REG_7B("fsgsbase", 0),
	REG_7B("tsc-adjust", 1),
	REG_7B("bmi1", 3),
	REG_7B("hle", 4),
	REG_7B("avx2", 5),
	REG_7B("smep", 7),
	REG_7B("bmi2", 8),
	REG_7B("erms", 9),
	REG_7B("invpcid", 10),
	REG_7B("rtm", 11),
	REG_7B("mpx", 14),
	REG_7B("avx512f", 16),
	REG_7B("avx512dq", 17),
	REG_7B("rdseed", 18),
	REG_7B("adx", 19),
	REG_7B("smap", 20),
	REG_7B("avx512ifma", 21),
	REG_7B("clflushopt", 23),
	REG_7B("clwb", 24),
	REG_7B("avx512pf", 26),
	REG_7B("avx512er", 27),
	REG_7B("avx512cd", 28),
	REG_7B("sha", 29),
	REG_7B("avx512bw", 30),
	REG_7B("avx512vl", 31),
	REG_7C("avx512vbmi", 1),
	REG_7C("umip", 2),
	REG_7C("pku", 3),
	REG_7C("ospke", 4),
	REG_7C("waitpkg", 5),
	REG_7C("avx512vbmi2", 6),
	REG_7C("cet-ss", 7),
	REG_7C("gfni", 8),
	REG_7C("vaes", 9),
	REG_7C("vpclmulqdq", 10),
	REG_7C("avx512vnni", 11),
	REG_7C("avx512bitalg", 12),
	REG_7C("avx512vpopcntdq", 14),
	REG_7C("la57", 16),
	REG_7C("rdpid", 22),
	REG_7C("pks", 31),
	REG_7D("avx512-4vnniw", 2),
	REG_7D("avx512-4fmaps", 3),
	REG_7D("avx512-vp2intersect", 8),
	REG_7D("cet-ibt", 20),
	REG_7D("amx-bf16", 22),
	REG_7D("avx512-fp16", 23),
	REG_7D("amx-tile", 24),
	REG_7D("amx-int8", 25),
	REG_7D("ibrs", 26),
	REG_7D("stibp", 27),
	REG_7D("arch-capabilities", 29),
	REG_7D("ssbd", 31),
	REG_71A("avx-vnni", 4),
	REG_71A("avx512-bf16", 5),
	REG_DA("xsaveopt", 0),
	REG_DA("xsavec", 1),
	REG_DA("xgetbv1", 2),
	REG_DA("xsaves", 3),
	REG_DA("xfd", 4),
	REG_8C("lahf-lm", 0),
	REG_8C("cmp-legacy", 1),
	REG_8C("svm", 2),
	REG_8C("cr8legacy", 4),
	REG_8C("abm", 5),
	REG_8C("sse4a", 6),
	REG_8C("misalignsse", 7),
	REG_8C("3dnowprefetch", 8),
	REG_8C("xop", 11),
	REG_8C("fma4", 16),
	REG_8C("tbm", 21),
	REG_8C("topoext", 22),
	REG_8D("syscall", 11),
	REG_8D("nx", 20),
	REG_8D("mmxext", 22),
	REG_8D("ffxsr", 25),
	REG_8D("pdpe1gb", 26),
	REG_8D("rdtscp", 27),
	REG_8D("lm", 29),
	REG_8D("3dnowext", 30),
	REG_8D("3dnow", 31),
	REG_88B("ibpb", 12),
	{ "invtsc", 0x80000007, 0, 'd', 8 },
	{ "npt", 0x8000000a, 0, 'd', 0 },
};

/* clang-format on */
enum {
	NR_FLAGS = sizeof(flags) / sizeof(flags[0])
};

const struct flag *flag_named(const char *name)
{
	for (unsigned int i = 0; i < NR_FLAGS; i++)
		if (strcmp(flags[i].name, name) == 0)
			return &flags[i];
	ERROR("flags.c knows no flag \"%s\"", name);
}

uint32_t max_leaf(uint32_t leaf)
{
	return cpuid_max(leaf & 0xffff0000);
}

bool leaf_exists(uint32_t leaf)
{
	return max_leaf(leaf) >= leaf;
}

bool flag_set(const struct flag *f)
{
	struct cpuid r;
	uint32_t word;

	if (!leaf_exists(f->leaf))
		return false;
	/* leaf 7 counts its own sub-leaves */
	if (f->leaf == 7 && f->subleaf > cpuid(7, 0).a)
		return false;
	r = cpuid(f->leaf, f->subleaf);
	word = f->reg == 'a' ? r.a :
	       f->reg == 'b' ? r.b :
	       f->reg == 'c' ? r.c :
			       r.d;
	return word >> f->bit & 1;
}

bool has(const char *name)
{
	return flag_set(flag_named(name));
}

static bool vendor_is(const char *name)
{
	struct cpuid r = cpuid(0, 0);
	uint32_t text[3] = { r.b, r.d, r.c };

	return memcmp(text, name, sizeof(text)) == 0;
}

bool vendor_intel(void)
{
	return vendor_is("GenuineIntel");
}

bool vendor_amd(void)
{
	return vendor_is("AuthenticAMD") || vendor_is("HygonGenuine");
}

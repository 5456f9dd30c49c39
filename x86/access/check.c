/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an access came to, against the model. */
#include "suite.h"

static void check_success(const struct state *s, const char *code)
{
	uintptr_t end = s->kind == FETCH ?
				access_virt :
				(uintptr_t)code + access_layout.load_bytes;

	EXPECT_EQ(access_seen.vector, X86_VECTOR(X86_UD));
	EXPECT_EQ(access_seen.ip, end);
	EXPECT_EQ(access_seen.ax, s->kind == READ  ? ACCESS_BEFORE :
				  s->kind == WRITE ? ACCESS_WRITTEN :
						     ACCESS_UNTOUCHED);
	EXPECT_EQ(*access_word(s->leaf),
		  s->kind == WRITE ? ACCESS_WRITTEN : ACCESS_BEFORE);
}

static void check_fault(const struct state *s, const struct expected *e,
			const char *code)
{
	EXPECT_EQ(access_seen.vector, X86_VECTOR(X86_PF));
	EXPECT_EQ(access_seen.error & ~e->error_free,
		  e->error & ~e->error_free);
	EXPECT_EQ(access_seen.cr2, access_virt);
	EXPECT_EQ(access_seen.ip,
		  s->kind == FETCH ? access_virt : (uintptr_t)code);
	EXPECT_EQ(access_seen.ax,
		  s->kind == WRITE ? ACCESS_WRITTEN : ACCESS_UNTOUCHED);
	EXPECT_EQ(*access_word(s->leaf), ACCESS_BEFORE);
}

static void describe(const struct state *s)
{
	test_context("%s %s %s%s%s%s%s%s%s pkru 0x%x pkrs 0x%x leaf %u: "
		     "%llx %llx %llx %llx %llx",
		     s->user ? "CPL 3" : "CPL 0",
		     s->kind == READ  ? "read" :
		     s->kind == WRITE ? "write" :
					"fetch",
		     s->wp ? "WP " : "", s->nxe ? "NXE " : "",
		     s->smep ? "SMEP " : "", s->smap ? "SMAP " : "",
		     s->ac ? "AC " : "", s->pke ? "PKE " : "",
		     s->pks ? "PKS" : "", s->pkru, s->pkrs, s->leaf,
		     (unsigned long long)s->entry[5],
		     (unsigned long long)s->entry[4],
		     (unsigned long long)s->entry[3],
		     (unsigned long long)s->entry[2],
		     (unsigned long long)s->entry[1]);
}

/* Text is for failures only: it takes longer than the access. */
static void describe_surprise(const struct state *s, const struct expected *e)
{
	bool as_expected = e->fault ==
			   (access_seen.vector == X86_VECTOR(X86_PF));

	for (unsigned int l = s->leaf; l <= access_top; l++)
		as_expected &= !((*access_entries[l] ^ e->entry[l]) &
				 ~e->entry_free[l]);
	if (e->fault && (access_seen.error ^ e->error) & ~e->error_free)
		as_expected = false;
	if (!as_expected)
		describe(s);
}

/* What has a check of its own, so that one fault does not hide all others. */
static struct expected relaxed(const struct state *s)
{
	struct expected e = access_expect(s);

	if (e.error & PF_RSVD)
		e.error_free |= PF_P;
	if (e.fault && s->leaf == 3)
		e.entry_free[3] |= PTE_A;
	return e;
}

static void compare(const struct state *s, const char *code)
{
	const struct expected e = relaxed(s);

	describe_surprise(s, &e);
	if (e.fault)
		check_fault(s, &e, code);
	else
		check_success(s, code);
	for (unsigned int level = s->leaf; level <= access_top; level++)
		EXPECT_EQ(*access_entries[level] & ~e.entry_free[level],
			  e.entry[level] & ~e.entry_free[level]);
}

void access_check(const struct state *s)
{
	compare(s, access_run(s));
}

void access_check_again(struct state *s)
{
	for (unsigned int level = s->leaf; level <= access_top; level++)
		s->entry[level] = *access_entries[level];
	compare(s, access_run_again(s));
}

void access_check_present(const struct state *s)
{
	const struct expected e = access_expect(s);

	if (!(e.error & PF_RSVD))
		SKIP("no reserved bit is set");
	access_run(s);
	describe_surprise(s, &e);
	EXPECT_EQ(access_seen.vector, X86_VECTOR(X86_PF));
	EXPECT_EQ(access_seen.error & PF_P, PF_P);
}

void access_check_accessed(const struct state *s)
{
	const struct expected e = access_expect(s);

	if (!e.fault || s->leaf != 3)
		SKIP("that does not fault in a page of 1 GiB");
	access_run(s);
	describe_surprise(s, &e);
	EXPECT_EQ(access_seen.vector, X86_VECTOR(X86_PF));
	EXPECT_EQ(*access_entries[3] & PTE_A & ~e.entry_free[3],
		  e.entry[3] & PTE_A & ~e.entry_free[3]);
}

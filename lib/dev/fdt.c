/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dev/fdt.h>

#include <errno.h>
#include <string.h>

#include "fdt_bytes.h"

/* 5.2: the header, big-endian words */
enum {
	MAGIC = 0,
	TOTALSIZE = 4,
	OFF_DT_STRUCT = 8,
	OFF_DT_STRINGS = 12,
	OFF_MEM_RSVMAP = 16,
	LAST_COMP_VERSION = 24,
	SIZE_DT_STRINGS = 32,
	SIZE_DT_STRUCT = 36, /* from version 17 on */
	VERSION = 20,
};
#define FDT_MAGIC 0xd00dfeedu

enum {
	PROP_BYTES = 12, /* 5.4.1: ahead of its value */
};

/* 5.4.1 */
enum tag {
	BEGIN_NODE = 1,
	END_NODE = 2,
	PROP = 3,
	NOP = 4,
	END = 9,
};

enum {
	DEPTH_MAX =
		64, /* of nodes in each other, where a parent is looked for */
};

/* Whether [start, start + bytes) lies in the blob, behind its header. */
static bool is_inside(const struct fdt *fdt, uint32_t start, uint32_t bytes)
{
	bool inside = start >= FDT_HEADER_BYTES;

	inside &= start <= fdt->bytes;
	inside &= bytes <= fdt->bytes - start;
	return inside;
}

/*
 * Nothing is acted on before all is compared: each branch would cost an emulator
 * the translation of what is on its other side.
 */
static bool is_sound(const struct fdt *fdt, uint32_t structs_size,
		     uint32_t strings_size)
{
	bool sound = be32(fdt->blob + MAGIC) == FDT_MAGIC;

	sound &= be32(fdt->blob + VERSION) >= 16;
	sound &= be32(fdt->blob + LAST_COMP_VERSION) <= 17;
	sound &= fdt->structs % 4 == 0;
	sound &= structs_size >= 4;
	sound &= is_inside(fdt, fdt->structs, structs_size);
	sound &= is_inside(fdt, fdt->strings, strings_size);
	return sound;
}

/* --------------------------------------------------------------- tokens ---- */

struct token {
	enum tag tag;
	const char *name;
	const uint8_t *value; /* of a PROP */
	uint32_t bytes;
	uint32_t next; /* offset of the token behind it */
};

static bool property(const struct fdt *fdt, uint32_t at, struct token *token)
{
	const uint8_t *b = fdt->blob + at;
	uint32_t left = fdt->structs_end - at;
	uint32_t name;
	bool sound;

	if (left < PROP_BYTES)
		return false;
	name = be32(b + 8);
	token->name = (const char *)fdt->blob + fdt->strings + name;
	token->value = b + PROP_BYTES;
	token->bytes = be32(b + 4);
	token->next = at + PROP_BYTES + ((token->bytes + 3) & ~3u);
	sound = token->bytes <= left - PROP_BYTES;
	sound &= name < fdt->strings_end - fdt->strings;
	return sound;
}

static bool has_zero_byte(uint32_t word)
{
	return ((word - 0x01010101u) & ~word & 0x80808080u) != 0;
}

/* A name is looked through by words: every way through the tree meets many. */
static bool node_begin(const struct fdt *fdt, uint32_t at, struct token *token)
{
	token->name = (const char *)fdt->blob + at + 4;
	do
		at += 4;
	while (fdt->structs_end - at >= 4 &&
	       !has_zero_byte(be32(fdt->blob + at)));
	token->next = at + 4;
	return fdt->structs_end - at >= 4;
}

/*
 * The token at an offset; false: the structure ends here, in order or not. Most
 * are properties.
 */
static bool read_token(const struct fdt *fdt, uint32_t at, struct token *token)
{
	if (at - fdt->structs > fdt->structs_end - fdt->structs - 4)
		return false;
	token->tag = be32(fdt->blob + at);
	if (token->tag == PROP)
		return property(fdt, at, token);
	if (token->tag == BEGIN_NODE)
		return node_begin(fdt, at, token);
	token->next = at + 4;
	return token->tag == END_NODE || token->tag == NOP;
}

/* That of the root, before which there may be nothing but NOP. */
static int first_node(const struct fdt *fdt)
{
	struct token t;

	for (uint32_t at = fdt->structs; read_token(fdt, at, &t); at = t.next)
		if (t.tag != NOP)
			return t.tag == BEGIN_NODE ? (int)at : FDT_NONE;
	return FDT_NONE;
}

int fdt_open(struct fdt *fdt, const void *blob, size_t max)
{
	const uint8_t *b = blob;
	uint32_t structs_size, strings_size;

	if (max < FDT_HEADER_BYTES)
		return -EINVAL;
	fdt->blob = b;
	fdt->bytes = be32(b + TOTALSIZE);
	fdt->reservations = be32(b + OFF_MEM_RSVMAP);
	fdt->structs = be32(b + OFF_DT_STRUCT);
	fdt->strings = be32(b + OFF_DT_STRINGS);
	structs_size = be32(b + VERSION) >= 17 ? be32(b + SIZE_DT_STRUCT) :
						 fdt->bytes - fdt->structs;
	strings_size = be32(b + SIZE_DT_STRINGS);
	if (fdt->bytes > max || !is_sound(fdt, structs_size, strings_size))
		return -EINVAL;
	fdt->structs_end = fdt->structs + structs_size;
	fdt->strings_end = fdt->strings + strings_size;
	/* What is left of the names ends in '\0', wherever one begins. */
	while (fdt->strings_end > fdt->strings && b[fdt->strings_end - 1])
		fdt->strings_end--;
	fdt->root = first_node(fdt);
	return fdt->root >= 0 ? 0 : -EINVAL;
}

/* ---------------------------------------------------------------- nodes ---- */

/*
 * The next node in the order of the tree. *depth was that of @node and becomes
 * that of the node found: all ways through the tree are made of this, and one
 * copy of it.
 */
__attribute__((noinline)) static int next_node(const struct fdt *fdt, int node,
					       int *depth)
{
	uint32_t at = (uint32_t)node;
	struct token t;

	for (; read_token(fdt, at, &t); at = t.next) {
		if (t.tag == END_NODE)
			--*depth;
		if (t.tag != BEGIN_NODE)
			continue;
		if ((int)at != node)
			return (int)at;
		++*depth;
	}
	return FDT_NONE;
}

int fdt_child(const struct fdt *fdt, int node)
{
	int depth = 0;

	node = next_node(fdt, node, &depth);
	return depth == 1 ? node : FDT_NONE;
}

int fdt_sibling(const struct fdt *fdt, int node)
{
	int depth = 0;

	do
		node = next_node(fdt, node, &depth);
	while (node >= 0 && depth > 0);
	return depth == 0 ? node : FDT_NONE;
}

int fdt_parent(const struct fdt *fdt, int node)
{
	int open[DEPTH_MAX]; /* those that have begun and not ended */
	int at = fdt->root, depth = 0;

	while (at >= 0 && at < node && (unsigned int)depth < DEPTH_MAX) {
		open[depth] = at;
		at = next_node(fdt, at, &depth);
	}
	return at == node && depth > 0 ? open[depth - 1] : FDT_NONE;
}

/* Whoever found the node has read it: its name ends within the structure. */
const char *fdt_name(const struct fdt *fdt, int node)
{
	return node < 0 ? "" : (const char *)fdt->blob + node + 4;
}

/*
 * What of @path follows a part that names the node; NULL: its first part does
 * not. "uart" and "uart@9000000" are names of "uart@9000000".
 */
static const char *behind_part(const char *path, const char *name)
{
	bool whole = false;

	for (; *path && *path != '/' && *path != ':'; path++, name++) {
		if (*path != *name)
			return NULL;
		whole |= *path == '@';
	}
	return *name == '\0' || (*name == '@' && !whole) ? path : NULL;
}

static int child_named(const struct fdt *fdt, int node, const char **path)
{
	for (node = fdt_child(fdt, node); node >= 0;
	     node = fdt_sibling(fdt, node)) {
		const char *rest = behind_part(*path, fdt_name(fdt, node));

		if (rest) {
			*path = rest;
			break;
		}
	}
	return node;
}

int fdt_path(const struct fdt *fdt, const char *path)
{
	int node = fdt_root(fdt);

	while (node >= 0) {
		while (*path == '/')
			path++;
		if (*path == '\0' || *path == ':')
			break;
		node = child_named(fdt, node, &path);
	}
	return node;
}

bool fdt_compatible(const struct fdt *fdt, int node, const char *what)
{
	size_t len = strlen(what) + 1;
	uint32_t bytes;
	const char *list = fdt_property(fdt, node, "compatible", &bytes);

	if (!list)
		return false;
	/* strcmp() ends where @what does, at the latest */
	for (const char *end = list + bytes; (size_t)(end - list) >= len;) {
		if (strcmp(list, what) == 0)
			return true;
		while (list < end && *list++)
			;
	}
	return false;
}

static bool is_okay(const struct fdt *fdt, int node)
{
	const char *status = fdt_string(fdt, node, "status");

	return !status || !strcmp(status, "okay") || !strcmp(status, "ok");
}

int fdt_find(const struct fdt *fdt, int after, const char *what)
{
	int depth = 0;
	int node = after < 0 ? fdt->root : next_node(fdt, after, &depth);

	while (node >= 0 &&
	       !(fdt_compatible(fdt, node, what) && is_okay(fdt, node)))
		node = next_node(fdt, node, &depth);
	return node;
}

/* ----------------------------------------------------------- properties ---- */

/* 2.2.4: a node's properties stand before its children. */
const void *fdt_property(const struct fdt *fdt, int node, const char *name,
			 uint32_t *bytes)
{
	struct token t;
	uint32_t at;

	if (node < 0 || !read_token(fdt, (uint32_t)node, &t))
		return NULL;
	for (at = t.next; read_token(fdt, at, &t); at = t.next) {
		if (t.tag == BEGIN_NODE || t.tag == END_NODE)
			break;
		if (t.tag == PROP && strcmp(t.name, name) == 0) {
			*bytes = t.bytes;
			return t.value;
		}
	}
	return NULL;
}

const char *fdt_string(const struct fdt *fdt, int node, const char *name)
{
	uint32_t bytes;
	const char *text = fdt_property(fdt, node, name, &bytes);

	return text && strnlen(text, bytes) < bytes ? text : NULL;
}

int fdt_number(const struct fdt *fdt, int node, const char *name,
	       uint64_t *value)
{
	uint32_t bytes;
	const void *cells = fdt_property(fdt, node, name, &bytes);

	if (!cells)
		return -ENOENT;
	if (bytes != 4 && bytes != 8)
		return -EINVAL;
	*value = bytes == 4 ? be32(cells) : be64(cells);
	return 0;
}

int fdt_cells(const struct fdt *fdt, int node, const char *name,
	      unsigned int first, unsigned int nr, uint32_t values[])
{
	uint32_t bytes;
	const uint8_t *cells = fdt_property(fdt, node, name, &bytes);

	if (!cells || first >= bytes / 4 || nr > bytes / 4 - first)
		return -ENOENT;
	for (unsigned int i = 0; i < nr; i++)
		values[i] = be32(cells + 4 * (first + i));
	return 0;
}

int fdt_cell(const struct fdt *fdt, int node, const char *name,
	     unsigned int index, uint32_t *value)
{
	return fdt_cells(fdt, node, name, index, 1, value);
}

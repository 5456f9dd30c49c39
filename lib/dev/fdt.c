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

/* 5.4.1 */
enum tag {
	BEGIN_NODE = 1,
	END_NODE = 2,
	PROP = 3,
	NOP = 4,
	END = 9,
};

/* Whether [start, start + bytes) lies in the blob, with *end behind it. */
static bool block(const struct fdt *fdt, uint32_t start, uint32_t bytes,
		  uint32_t *end)
{
	if (start < FDT_HEADER_BYTES || start > fdt->bytes ||
	    bytes > fdt->bytes - start)
		return false;
	*end = start + bytes;
	return true;
}

int fdt_open(struct fdt *fdt, const void *blob, size_t max)
{
	const uint8_t *b = blob;
	uint32_t size;

	if (max < FDT_HEADER_BYTES || be32(b + MAGIC) != FDT_MAGIC ||
	    be32(b + TOTALSIZE) > max || be32(b + LAST_COMP_VERSION) > 17 ||
	    be32(b + VERSION) < 16)
		return -EINVAL;
	fdt->blob = b;
	fdt->bytes = be32(b + TOTALSIZE);
	fdt->reservations = be32(b + OFF_MEM_RSVMAP);
	fdt->structs = be32(b + OFF_DT_STRUCT);
	fdt->strings = be32(b + OFF_DT_STRINGS);
	if (fdt->structs % 4 || fdt->structs > fdt->bytes)
		return -EINVAL;
	size = be32(b + VERSION) >= 17 ? be32(b + SIZE_DT_STRUCT) :
					 fdt->bytes - fdt->structs;
	if (!block(fdt, fdt->structs, size, &fdt->structs_end) ||
	    !block(fdt, fdt->strings, be32(b + SIZE_DT_STRINGS),
		   &fdt->strings_end))
		return -EINVAL;
	/* What is left of the names ends in '\0', wherever one begins. */
	while (fdt->strings_end > fdt->strings && b[fdt->strings_end - 1])
		fdt->strings_end--;
	return fdt_root(fdt) >= 0 ? 0 : -EINVAL;
}

/* --------------------------------------------------------------- tokens ---- */

struct token {
	enum tag tag;
	const char *name;
	const uint8_t *value; /* of a PROP */
	uint32_t bytes;
	uint32_t next; /* offset of the token behind it */
};

static bool finish(const struct fdt *fdt, struct token *token, uint32_t end)
{
	if (end > fdt->structs_end)
		return false;
	token->next = (end + 3) & ~3u;
	return true;
}

static bool property(const struct fdt *fdt, uint32_t at, struct token *token)
{
	uint32_t name;

	if (fdt->structs_end - at < 12)
		return false;
	token->bytes = be32(fdt->blob + at + 4);
	name = be32(fdt->blob + at + 8);
	if (token->bytes > fdt->structs_end - at - 12 ||
	    name >= fdt->strings_end - fdt->strings)
		return false;
	token->name = (const char *)fdt->blob + fdt->strings + name;
	token->value = fdt->blob + at + 12;
	return finish(fdt, token, at + 12 + token->bytes);
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

/* The token at an offset; false: the structure ends here, in order or not. */
static bool read_token(const struct fdt *fdt, uint32_t at, struct token *token)
{
	if (at < fdt->structs || at > fdt->structs_end ||
	    fdt->structs_end - at < 4)
		return false;
	token->tag = be32(fdt->blob + at);
	switch (token->tag) {
	case BEGIN_NODE:
		return node_begin(fdt, at, token);
	case PROP:
		return property(fdt, at, token);
	case END_NODE:
	case NOP:
		return finish(fdt, token, at + 4);
	case END:
	default:
		return false;
	}
}

/* ---------------------------------------------------------------- nodes ---- */

/* The first node from @at on, as long as the level stays that of @at. */
static int first_node(const struct fdt *fdt, uint32_t at)
{
	struct token t;

	for (; read_token(fdt, at, &t) && t.tag != END_NODE; at = t.next)
		if (t.tag == BEGIN_NODE)
			return (int)at;
	return FDT_NONE;
}

int fdt_root(const struct fdt *fdt)
{
	return first_node(fdt, fdt->structs);
}

int fdt_child(const struct fdt *fdt, int node)
{
	struct token t;

	if (node < 0 || !read_token(fdt, (uint32_t)node, &t))
		return FDT_NONE;
	return first_node(fdt, t.next);
}

/* The offset behind a node's end; 0: it has none. */
static uint32_t behind(const struct fdt *fdt, int node)
{
	uint32_t at = (uint32_t)node;
	unsigned int depth = 0;
	struct token t;

	for (; read_token(fdt, at, &t); at = t.next) {
		depth += t.tag == BEGIN_NODE;
		if (t.tag == END_NODE && --depth == 0)
			return t.next;
	}
	return 0;
}

int fdt_sibling(const struct fdt *fdt, int node)
{
	uint32_t at = node < 0 ? 0 : behind(fdt, node);

	return at ? first_node(fdt, at) : FDT_NONE;
}

int fdt_parent(const struct fdt *fdt, int node)
{
	int at = fdt_root(fdt), child;

	if (node <= at)
		return FDT_NONE;
	/* The child to descend into is the last one that begins before @node. */
	for (;;) {
		int last = FDT_NONE;

		for (child = fdt_child(fdt, at); child >= 0 && child <= node;
		     child = fdt_sibling(fdt, child))
			last = child;
		if (last == node)
			return at;
		if (last < 0)
			return FDT_NONE;
		at = last;
	}
}

const char *fdt_name(const struct fdt *fdt, int node)
{
	struct token t;

	return node >= 0 && read_token(fdt, (uint32_t)node, &t) ? t.name : "";
}

/* "uart" and "uart@9000000" are names of "uart@9000000". */
static bool is_named(const char *name, const char *part, size_t len)
{
	return strncmp(name, part, len) == 0 &&
	       (name[len] == '\0' ||
		(name[len] == '@' && !memchr(part, '@', len)));
}

int fdt_path(const struct fdt *fdt, const char *path)
{
	int node = fdt_root(fdt);
	size_t len;

	for (; node >= 0; path += len) {
		path += strspn(path, "/");
		len = strcspn(path, "/");
		if (len == 0)
			break;
		node = fdt_child(fdt, node);
		while (node >= 0 && !is_named(fdt_name(fdt, node), path, len))
			node = fdt_sibling(fdt, node);
	}
	return node;
}

bool fdt_compatible(const struct fdt *fdt, int node, const char *what)
{
	size_t len = strlen(what) + 1;
	uint32_t bytes;
	const char *list = fdt_property(fdt, node, "compatible", &bytes);
	const char *end = list ? list + bytes : NULL;

	while (list && (size_t)(end - list) >= len) {
		if (memcmp(list, what, len) == 0)
			return true;
		list = memchr(list, '\0', (size_t)(end - list));
		list = list ? list + 1 : NULL;
	}
	return false;
}

/* In the order of the tree: its first child, else whoever comes after it. */
static int following(const struct fdt *fdt, int node)
{
	uint32_t at;
	struct token t;

	if (!read_token(fdt, (uint32_t)node, &t))
		return FDT_NONE;
	for (at = t.next; read_token(fdt, at, &t); at = t.next)
		if (t.tag == BEGIN_NODE)
			return (int)at;
	return FDT_NONE;
}

static bool is_okay(const struct fdt *fdt, int node)
{
	const char *status = fdt_string(fdt, node, "status");

	return !status || !strcmp(status, "okay") || !strcmp(status, "ok");
}

int fdt_find(const struct fdt *fdt, int after, const char *what)
{
	int node = after < 0 ? fdt_root(fdt) : following(fdt, after);

	for (; node >= 0; node = following(fdt, node))
		if (fdt_compatible(fdt, node, what) && is_okay(fdt, node))
			return node;
	return FDT_NONE;
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

	return text && memchr(text, '\0', bytes) ? text : NULL;
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

int fdt_cell(const struct fdt *fdt, int node, const char *name,
	     unsigned int index, uint32_t *value)
{
	uint32_t bytes;
	const uint8_t *cells = fdt_property(fdt, node, name, &bytes);

	if (!cells || index >= bytes / 4)
		return -ENOENT;
	*value = be32(cells + 4 * index);
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dev/aml.h>

#include <errno.h>
#include <stdbool.h>
#include <string.h>

/* Nesting that is followed; real tables stay below 20. */
#define AML_DEPTH_MAX 48

/*
 * What follows an operator, one letter each:
 *   n  a name               t  a term (argument, target or value)
 *   b w d q  an integer of 1, 2, 4, 8 bytes    s  text up to its NUL
 *   P  a package length: the rest of the arguments lie inside it
 *   T  terms up to the package's end           F  a field list, likewise
 *   E  package elements, counted by the byte before or a term
 *   R  raw bytes to the package's end
 */
struct aml_op {
	uint16_t opcode; /* 0x5bxx: the byte after the prefix */
	const char *args;
};

/* 20.3 AML byte stream byte values */
static const struct aml_op ops[] = {
	{ 0x00, "" },	     /* Zero, and the null target */
	{ 0x01, "" },	     /* One */
	{ 0x06, "nn" },	     /* Alias */
	{ 0x08, "nt" },	     /* Name */
	{ 0x0a, "b" },	     /* BytePrefix */
	{ 0x0b, "w" },	     /* WordPrefix */
	{ 0x0c, "d" },	     /* DWordPrefix */
	{ 0x0d, "s" },	     /* StringPrefix */
	{ 0x0e, "q" },	     /* QWordPrefix */
	{ 0x10, "PnT" },     /* Scope */
	{ 0x11, "PtR" },     /* Buffer */
	{ 0x12, "PbE" },     /* Package */
	{ 0x13, "PtE" },     /* VarPackage */
	{ 0x14, "PnbT" },    /* Method */
	{ 0x15, "nbb" },     /* External */
	{ 0x70, "tt" },	     /* Store */
	{ 0x71, "t" },	     /* RefOf */
	{ 0x72, "ttt" },     /* Add */
	{ 0x73, "ttt" },     /* Concat */
	{ 0x74, "ttt" },     /* Subtract */
	{ 0x75, "t" },	     /* Increment */
	{ 0x76, "t" },	     /* Decrement */
	{ 0x77, "ttt" },     /* Multiply */
	{ 0x78, "tttt" },    /* Divide */
	{ 0x79, "ttt" },     /* ShiftLeft */
	{ 0x7a, "ttt" },     /* ShiftRight */
	{ 0x7b, "ttt" },     /* And */
	{ 0x7c, "ttt" },     /* Nand */
	{ 0x7d, "ttt" },     /* Or */
	{ 0x7e, "ttt" },     /* Nor */
	{ 0x7f, "ttt" },     /* Xor */
	{ 0x80, "tt" },	     /* Not */
	{ 0x81, "tt" },	     /* FindSetLeftBit */
	{ 0x82, "tt" },	     /* FindSetRightBit */
	{ 0x83, "t" },	     /* DerefOf */
	{ 0x84, "ttt" },     /* ConcatRes */
	{ 0x85, "ttt" },     /* Mod */
	{ 0x86, "tt" },	     /* Notify */
	{ 0x87, "t" },	     /* SizeOf */
	{ 0x88, "ttt" },     /* Index */
	{ 0x89, "tbtbtt" },  /* Match */
	{ 0x8a, "ttn" },     /* CreateDWordField */
	{ 0x8b, "ttn" },     /* CreateWordField */
	{ 0x8c, "ttn" },     /* CreateByteField */
	{ 0x8d, "ttn" },     /* CreateBitField */
	{ 0x8e, "t" },	     /* ObjectType */
	{ 0x8f, "ttn" },     /* CreateQWordField */
	{ 0x90, "tt" },	     /* LAnd */
	{ 0x91, "tt" },	     /* LOr */
	{ 0x92, "t" },	     /* LNot, also the prefix of three comparisons */
	{ 0x93, "tt" },	     /* LEqual */
	{ 0x94, "tt" },	     /* LGreater */
	{ 0x95, "tt" },	     /* LLess */
	{ 0x96, "tt" },	     /* ToBuffer */
	{ 0x97, "tt" },	     /* ToDecimalString */
	{ 0x98, "tt" },	     /* ToHexString */
	{ 0x99, "tt" },	     /* ToInteger */
	{ 0x9c, "ttt" },     /* ToString */
	{ 0x9d, "tt" },	     /* CopyObject */
	{ 0x9e, "tttt" },    /* Mid */
	{ 0x9f, "" },	     /* Continue */
	{ 0xa0, "PtT" },     /* If */
	{ 0xa1, "PT" },	     /* Else */
	{ 0xa2, "PtT" },     /* While */
	{ 0xa3, "" },	     /* Noop */
	{ 0xa4, "t" },	     /* Return */
	{ 0xa5, "" },	     /* Break */
	{ 0xcc, "" },	     /* BreakPoint */
	{ 0xff, "" },	     /* Ones */
	{ 0x5b01, "nb" },    /* Mutex */
	{ 0x5b02, "n" },     /* Event */
	{ 0x5b12, "tt" },    /* CondRefOf */
	{ 0x5b13, "tttn" },  /* CreateField */
	{ 0x5b1f, "tttttt" }, /* LoadTable */
	{ 0x5b20, "nt" },    /* Load */
	{ 0x5b21, "t" },     /* Stall */
	{ 0x5b22, "t" },     /* Sleep */
	{ 0x5b23, "tw" },    /* Acquire */
	{ 0x5b24, "t" },     /* Signal */
	{ 0x5b25, "tt" },    /* Wait */
	{ 0x5b26, "t" },     /* Reset */
	{ 0x5b27, "t" },     /* Release */
	{ 0x5b28, "tt" },    /* FromBCD */
	{ 0x5b29, "tt" },    /* ToBCD */
	{ 0x5b2a, "t" },     /* Unload */
	{ 0x5b30, "" },	     /* Revision */
	{ 0x5b31, "" },	     /* Debug */
	{ 0x5b32, "bdt" },   /* Fatal */
	{ 0x5b33, "" },	     /* Timer */
	{ 0x5b80, "nbtt" },  /* OperationRegion */
	{ 0x5b81, "PnbF" },  /* Field */
	{ 0x5b82, "PnT" },   /* Device */
	{ 0x5b83, "PnbdbT" }, /* Processor */
	{ 0x5b84, "PnbwT" }, /* PowerResource */
	{ 0x5b85, "PnT" },   /* ThermalZone */
	{ 0x5b86, "PnnbF" }, /* IndexField */
	{ 0x5b87, "PnntbF" }, /* BankField */
	{ 0x5b88, "nttt" },  /* DataTableRegion */
};

enum {
	AML_NAME = 0x08,
	AML_PACKAGE = 0x12,
	AML_SCOPE = 0x10,
	AML_METHOD = 0x14,
	AML_LOCAL0 = 0x60,
	AML_ARG6 = 0x6e,
	AML_IF = 0xa0,
	AML_WHILE = 0xa2,
	AML_RETURN = 0xa4,
	AML_EXT_PREFIX = 0x5b,
};

/* The name that is looked for, and where its value was found. */
struct aml_wanted {
	const char *name;
	bool anywhere; /* in any scope, and methods too */
	bool method;   /* found as one */
	size_t value;  /* offset of what is behind the name, 0: not found */
};

struct aml_walk {
	const uint8_t *aml;
	size_t pos;
	size_t end; /* of the innermost package */
	unsigned int depth;
	bool in_root; /* names without a path are those of the root */
	struct aml_wanted *wanted;
	struct aml_fault *fault;
};

static bool wrong(struct aml_walk *w, const char *what)
{
	if (!w->fault->what) {
		w->fault->offset = w->pos;
		w->fault->what = what;
	}
	return false;
}

static bool take(struct aml_walk *w, size_t bytes)
{
	if (bytes > w->end - w->pos)
		return wrong(w, "an item leads past its package");
	w->pos += bytes;
	return true;
}

/* 20.2.4 Package length encoding; the number counts its own bytes. */
static bool pkg_length(struct aml_walk *w, size_t *length)
{
	size_t at = w->pos;
	unsigned int more;

	if (!take(w, 1))
		return false;
	more = w->aml[at] >> 6;
	if (!take(w, more))
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
		return take(w, 1);
	if (lead == 0x2e) /* DualNamePrefix */
		return take(w, 1) && name_segs(w, 2);
	if (lead == 0x2f) { /* MultiNamePrefix, SegCount */
		if (!take(w, 2))
			return false;
		if (w->aml[w->pos - 1] == 0)
			return wrong(w, "a name of no segments");
		return name_segs(w, w->aml[w->pos - 1]);
	}
	return name_segs(w, 1);
}

static bool term(struct aml_walk *w);

static bool terms(struct aml_walk *w)
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
			ok = name_segs(w, 1) && pkg_length(w, &bits);
		else if (!take(w, 1))
			ok = false;
		else if (kind == 0x00) /* ReservedField */
			ok = pkg_length(w, &bits);
		else if (kind == 0x02) /* ConnectField: a name or a buffer */
			ok = term(w);
		else /* AccessField, ExtendedAccessField */
			ok = take(w, kind == 0x01 ? 2 : 3);
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

	if (!pkg_length(w, &length))
		return false;
	if (length < w->pos - start || length > outer - start)
		return wrong(w, "a package length leads past the one around it");
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
		return take(w, 1);
	case 'w':
		return take(w, 2);
	case 'd':
		return take(w, 4);
	case 'q':
		return take(w, 8);
	case 's':
		return string(w);
	case 'T':
		return terms(w);
	case 'F':
		return fields(w);
	case 'E':
		return elements(w, opcode == AML_PACKAGE, w->aml[w->pos - 1]);
	default: /* R */
		return take(w, w->end - w->pos);
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

static const struct aml_op *find_op(uint16_t opcode)
{
	for (unsigned int i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
		if (ops[i].opcode == opcode)
			return &ops[i];
	}
	return NULL;
}

static bool operator_term(struct aml_walk *w)
{
	const struct aml_op *op;
	uint16_t opcode = w->aml[w->pos++];

	if (opcode >= AML_LOCAL0 && opcode <= AML_ARG6)
		return true;
	if (opcode == AML_EXT_PREFIX) {
		if (!take(w, 1))
			return false;
		opcode = 0x5b00 | w->aml[w->pos - 1];
	}
	op = find_op(opcode);
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
	return terms(&w) ? 0 : -EINVAL;
}

/* 20.2.3 Data objects encoding: an integer of any of its six spellings. */
static bool integer(struct aml_walk *w, uint64_t *value)
{
	static const uint8_t widths[] = { [0x0a] = 1, [0x0b] = 2, [0x0c] = 4,
					  [0x0e] = 8 };
	uint8_t op;

	if (!take(w, 1))
		return false;
	op = w->aml[w->pos - 1];
	*value = op == 0xff ? UINT64_MAX : op;
	if (op <= 0x01 || op == 0xff)
		return true;
	if (op >= sizeof(widths) || !widths[op] || !take(w, widths[op]))
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
	(void)terms(&w);
	w.pos = wanted.value;
	w.end = len;
	if (!wanted.value || !take(&w, 1) || aml[w.pos - 1] != AML_PACKAGE)
		return -ENOENT;
	if (!pkg_length(&w, &length) || length > len - wanted.value - 1 ||
	    wanted.value + 1 + length < w.pos)
		return -ENOENT;
	w.end = wanted.value + 1 + length;
	if (!take(&w, 1)) /* NumElements */
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

	(void)terms(&w);
	w.pos = wanted.value;
	w.end = len;
	if (!wanted.value)
		return -ENOENT;
	/* behind a method's name: its flags, then Return */
	if (wanted.method && (!take(&w, 2) || aml[w.pos - 1] != AML_RETURN))
		return -ENOENT;
	return integer(&w, value) ? 0 : -ENOENT;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where INTx leads: _PRT of a host bridge, when it is a package and not a method
 * (ACPI 6.5, 6.2.13). Each of its packages has a device, a pin and either the
 * interrupt itself or the name of a link device, in the bridge or around it,
 * whose _CRS has it (6.2.2).
 */
#include <dev/acpi_code.h>

#include <dev/aml_walk.h>
#include <string.h>

enum {
	SEG_BYTES = 4,	       /* of a name */
	ANY_FUNCTION = 0xffff, /* of a device */
};

struct entry {
	uint64_t address, pin;
	const uint8_t *link; /* its name; NULL: none */
	uint64_t index;
};

static bool take_entry(struct aml_walk *w, struct entry *e)
{
	struct aml_walk in = *w;
	uint64_t zero = 0;

	if (!aml_elements(&in) || !aml_integer(&in, &e->address) ||
	    !aml_integer(&in, &e->pin))
		return false;
	w->pos = in.end;
	e->link = NULL;
	if (in.end - in.pos > SEG_BYTES &&
	    (in.aml[in.pos] == '_' || in.aml[in.pos] >= 'A')) {
		e->link = in.aml + in.pos;
		(void)aml_take(&in, SEG_BYTES);
	} else if (!aml_integer(&in, &zero)) {
		return false;
	}
	return aml_integer(&in, &e->index) && in.pos == in.end && !zero;
}

/* The one resource of a link, of which its buffer's size stands in front. */
static uint32_t current(const struct acpi_code *link)
{
	struct aml_fault fault = { 0 };
	struct aml_wanted wanted = { .name = "_CRS" };
	struct aml_walk w = { .aml = link->at,
			      .end = (size_t)(link->end - link->at),
			      .fault = &fault };
	size_t start, length;
	uint64_t size;

	w.pos = aml_find(w.aml, w.end, &wanted);
	if (!w.pos || !aml_take(&w, 1) || w.aml[w.pos - 1] != AML_BUFFER)
		return 0;
	start = w.pos;
	if (!aml_pkg_length(&w, &length) || length > w.end - start)
		return 0;
	w.end = start + length;
	if (w.pos > w.end || !aml_integer(&w, &size))
		return 0;
	return acpi_code_interrupt(w.aml + w.pos, w.aml + w.end);
}

/* The name of a Device() is in front of its objects. */
static uint32_t link_in(const struct acpi_code *where, const uint8_t *name)
{
	struct acpi_code inner;

	for (const uint8_t *at = where->at; at < where->end;
	     at = acpi_code_next(at, where->end))
		if (acpi_code_device(at, where->end, &inner) &&
		    memcmp(inner.at - SEG_BYTES, name, SEG_BYTES) == 0)
			return current(&inner);
	return 0;
}

/* 5.3: a name is looked for in the scope where it stands, then further out. */
static uint32_t link_interrupt(const struct acpi *acpi,
			       const struct acpi_code *bridge,
			       const uint8_t *name)
{
	uint32_t intid = link_in(bridge, name);
	struct acpi_code all;

	if (intid || !acpi_code_all(acpi, &all))
		return intid;
	return link_in(&all, name);
}

unsigned int acpi_intx(const struct acpi *acpi, const char *hid,
		       unsigned int device, unsigned int pin)
{
	struct aml_fault fault = { 0 };
	struct aml_wanted wanted = { .name = "_PRT" };
	struct aml_walk w = { .fault = &fault };
	struct acpi_code bridge;
	struct entry e;

	if (!acpi_code_find(acpi, hid, 0, &bridge))
		return 0;
	w.aml = bridge.at;
	w.end = (size_t)(bridge.end - bridge.at);
	w.pos = aml_find(w.aml, w.end, &wanted);
	if (!w.pos || !aml_elements(&w))
		return 0;
	while (w.pos < w.end && take_entry(&w, &e))
		if (e.address == (device << 16 | ANY_FUNCTION) && e.pin == pin)
			return e.link ? link_interrupt(acpi, &bridge, e.link) :
					(unsigned int)e.index;
	return 0;
}

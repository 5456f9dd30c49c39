/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The scan: which functions there are, and bus numbers and addresses for those
 * that firmware left without. What firmware did assign is never moved.
 */
#include <dev/pci.h>

#include <console.h>
#include <string.h>

/* Found once; a suite that moves things puts them back. */
static struct pci_function functions[PCI_FUNCTIONS_MAX];
static unsigned int nr_functions;
static bool scanned;

/* One kind of address space while it is handed out. */
struct cursor {
	uint64_t next, end;
	uint64_t granule; /* of a bridge's window */
};

struct scan {
	const struct pci_host *host;
	uint8_t next_bus; /* the highest number in use, plus one */
	struct cursor io, memory, memory64;
};

static void probe_bars(struct pci_function *f)
{
	unsigned int nr = f->header == 0 ? PCI_NR_BARS : f->header == 1 ? 2 : 0;

	for (unsigned int i = 0; i < nr; i++) {
		f->bar[i] = pci_bar_probe(f->bdf, PCI_BAR0 + i * 4);
		if ((f->bar[i].flags & (PCI_BAR_IO | PCI_BAR_TYPE_MASK)) ==
		    PCI_BAR_TYPE_64)
			i++; /* the upper half stays empty */
	}
}

static struct pci_function *add_function(uint16_t bdf)
{
	struct pci_function *f = &functions[nr_functions];

	if (nr_functions == PCI_FUNCTIONS_MAX)
		panic("more than %d PCI functions", PCI_FUNCTIONS_MAX);
	nr_functions++;
	f->bdf = bdf;
	f->vendor = pci_read16(bdf, PCI_VENDOR_ID);
	f->device = pci_read16(bdf, PCI_DEVICE_ID);
	f->class = pci_read32(bdf, PCI_REVISION_ID) >> 8;
	f->header = pci_read8(bdf, PCI_HEADER_TYPE) & PCI_HEADER_LAYOUT;
	probe_bars(f);
	return f;
}

static void scan_bus(struct scan *s, uint8_t bus);

/* A bridge without numbers gets the next one; all buses below count as its. */
static void scan_bridge(struct scan *s, const struct pci_function *b)
{
	uint8_t bus = pci_read8(b->bdf, PCI_SECONDARY_BUS);
	bool ours = bus == 0;

	if (ours) {
		if (s->next_bus > s->host->last_bus || s->next_bus == 0)
			return;
		bus = s->next_bus++;
		pci_write8(b->bdf, PCI_PRIMARY_BUS, PCI_BUS(b->bdf));
		pci_write8(b->bdf, PCI_SECONDARY_BUS, bus);
		pci_write8(b->bdf, PCI_SUBORDINATE_BUS, s->host->last_bus);
	} else if (s->next_bus <= pci_read8(b->bdf, PCI_SUBORDINATE_BUS)) {
		s->next_bus = pci_read8(b->bdf, PCI_SUBORDINATE_BUS) + 1;
	}
	scan_bus(s, bus);
	if (ours)
		pci_write8(b->bdf, PCI_SUBORDINATE_BUS,
			   (uint8_t)(s->next_bus - 1));
}

static void scan_device(struct scan *s, uint8_t bus, unsigned int dev)
{
	for (unsigned int fn = 0; fn < 8; fn++) {
		uint16_t bdf = PCI_BDF(bus, dev, fn);
		struct pci_function *f;

		if (pci_read16(bdf, PCI_VENDOR_ID) == 0xffff) {
			if (fn == 0)
				return;
			continue;
		}
		f = add_function(bdf);
		if (f->header == 1)
			scan_bridge(s, f);
		if (fn == 0 && !(pci_read8(bdf, PCI_HEADER_TYPE) &
				 PCI_HEADER_MULTIFUNCTION))
			return;
	}
}

static void scan_bus(struct scan *s, uint8_t bus)
{
	for (unsigned int dev = 0; dev < 32; dev++)
		scan_device(s, bus, dev);
}

/* -------------------------------------------------------- addresses ---- */

static uint64_t align_up(uint64_t value, uint64_t align)
{
	return (value + align - 1) & ~(align - 1);
}

static struct cursor cursor_of(const struct pci_window *w, uint64_t granule)
{
	return (struct cursor){ .next = w->start,
				.end = w->end,
				.granule = granule };
}

/* Firmware's own assignments in a window are stepped over. */
static uint64_t past_assigned(uint64_t start, uint64_t bytes, uint32_t io)
{
	for (unsigned int i = 0; i < nr_functions; i++) {
		for (unsigned int j = 0; j < PCI_NR_BARS; j++) {
			const struct pci_bar *b = &functions[i].bar[j];

			if (b->address && (b->flags & PCI_BAR_IO) == io &&
			    start < b->address + b->bytes &&
			    b->address < start + bytes)
				return b->address + b->bytes;
		}
	}
	return start;
}

/* Returns 0 where the window is full. */
static uint64_t take(struct cursor *c, uint64_t bytes, uint32_t io)
{
	uint64_t start = align_up(c->next, bytes), moved;

	while ((moved = past_assigned(start, bytes, io)) != start)
		start = align_up(moved, bytes);
	if (start >= c->end || c->end - start < bytes)
		return 0;
	c->next = start + bytes;
	return start;
}

static void assign_bar(struct scan *s, struct pci_function *f, unsigned int i)
{
	struct pci_bar *b = &f->bar[i];
	uint64_t address;

	if (!b->bytes || b->address)
		return;
	if (b->flags & PCI_BAR_IO) {
		address = take(&s->io, b->bytes, PCI_BAR_IO);
	} else {
		address = take(&s->memory, b->bytes, 0);
		/* Above 4 GiB only what does not fit below, and not behind a
		   bridge, whose plain window has 32 bits. */
		if (!address && PCI_BUS(f->bdf) == 0 &&
		    (b->flags & PCI_BAR_TYPE_MASK) == PCI_BAR_TYPE_64)
			address = take(&s->memory64, b->bytes, 0);
	}
	if (address)
		pci_bar_move(f, i, address);
}

/*
 * A bridge's window from where the cursor stood to where it now is; nothing
 * behind it: base above limit, which is a closed window (3.2.5.6, 3.2.5.8).
 */
static void open_memory(uint16_t bdf, uint64_t start, uint64_t end)
{
	bool empty = start == end;

	pci_write16(bdf, PCI_MEMORY_BASE,
		    empty ? 0xfff0 : (uint16_t)(start >> 16));
	pci_write16(bdf, PCI_MEMORY_LIMIT,
		    empty ? 0 : (uint16_t)((end - 1) >> 16 & 0xfff0));
	pci_write32(bdf, PCI_PREF_MEMORY_BASE, 0x0000fff0);
	pci_write32(bdf, PCI_PREF_BASE_UPPER32, 0);
	pci_write32(bdf, PCI_PREF_LIMIT_UPPER32, 0);
}

static void open_io(uint16_t bdf, uint64_t start, uint64_t end)
{
	bool empty = start == end;

	pci_write8(bdf, PCI_IO_BASE, empty ? 0xf0 : (uint8_t)(start >> 8));
	pci_write8(bdf, PCI_IO_LIMIT,
		   empty ? 0 : (uint8_t)((end - 1) >> 8 & 0xf0));
	pci_write32(bdf, PCI_IO_BASE_UPPER16, 0);
}

static uint64_t granule_align(struct cursor *c)
{
	c->next = align_up(c->next, c->granule);
	return c->next;
}

static void assign_bus(struct scan *s, uint8_t bus);

static void assign_bridge(struct scan *s, struct pci_function *b)
{
	uint16_t bdf = b->bdf;
	uint64_t io, memory;

	memory = granule_align(&s->memory);
	io = granule_align(&s->io);
	assign_bus(s, pci_read8(bdf, PCI_SECONDARY_BUS));
	open_memory(bdf, memory, granule_align(&s->memory));
	open_io(bdf, io, granule_align(&s->io));
}

static void assign_bus(struct scan *s, uint8_t bus)
{
	for (unsigned int i = 0; i < nr_functions; i++) {
		struct pci_function *f = &functions[i];

		if (PCI_BUS(f->bdf) != bus)
			continue;
		for (unsigned int j = 0; j < PCI_NR_BARS; j++)
			assign_bar(s, f, j);
		/* secondary 0: it got no number, nothing is behind it */
		if (f->header == 1 && pci_read8(f->bdf, PCI_SECONDARY_BUS))
			assign_bridge(s, f);
	}
}

static bool firmware_assigned(void)
{
	for (unsigned int i = 0; i < nr_functions; i++) {
		for (unsigned int j = 0; j < PCI_NR_BARS; j++) {
			if (functions[i].bar[j].address)
				return true;
		}
	}
	return false;
}

/* What firmware forgot, where no bridge's window is in the way. */
static void assign_rest(struct scan *s)
{
	for (unsigned int i = 0; i < nr_functions; i++) {
		if (PCI_BUS(functions[i].bdf))
			continue;
		for (unsigned int j = 0; j < PCI_NR_BARS; j++)
			assign_bar(s, &functions[i], j);
	}
}

static void scan(void)
{
	struct scan s = { .host = arch_pci_host(), .next_bus = 1 };

	scanned = true;
	if (!s.host)
		return;
	s.io = cursor_of(&s.host->io, 0x1000);
	s.memory = cursor_of(&s.host->memory, 0x100000);
	s.memory64 = cursor_of(&s.host->memory64, 0x100000);
	scan_bus(&s, 0);
	if (firmware_assigned())
		assign_rest(&s);
	else
		assign_bus(&s, 0);
}

void pci_rescan(void)
{
	memset(functions, 0, sizeof(functions));
	nr_functions = 0;
	scan();
}

unsigned int pci_nr_functions(void)
{
	if (!scanned)
		scan();
	return nr_functions;
}

struct pci_function *pci_function(unsigned int index)
{
	return index < pci_nr_functions() ? &functions[index] : NULL;
}

struct pci_function *pci_find(uint16_t vendor, uint16_t device,
			      unsigned int nth)
{
	for (unsigned int i = 0; i < pci_nr_functions(); i++) {
		struct pci_function *f = &functions[i];

		if (f->vendor == vendor && f->device == device && nth-- == 0)
			return f;
	}
	return NULL;
}

struct pci_function *pci_at(uint16_t bdf)
{
	for (unsigned int i = 0; i < pci_nr_functions(); i++) {
		if (functions[i].bdf == bdf)
			return &functions[i];
	}
	return NULL;
}

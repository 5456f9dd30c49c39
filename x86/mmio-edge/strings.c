/* SPDX-License-Identifier: GPL-2.0-or-later */
/* String instructions, to, from and within a device, up and down. */
#include "suite.h"

MMIO_EDGE_SUITE;

/* Down: from the last element on; DI and SI are moved there first. */
#define DOWN(reg, bytes) "lea " #bytes "(" R reg "), " R reg "\n"

CODE(stosb, "stosb");
CODE(stosw, "stosw");
CODE(stosl, "stosl");
CODE(lodsb, "lodsb");
CODE(lodsw, "lodsw");
CODE(lodsl, "lodsl");
CODE(movsb, "movsb");
CODE(movsw, "movsw");
CODE(movsl, "movsl");
CODE(scasb, "scasb");
CODE(scasw, "scasw");
CODE(scasl, "scasl");
CODE(cmpsb, "cmpsb");
CODE(cmpsl, "cmpsl");
CODE(rep_stosb, "rep stosb");
CODE(rep_stosw, "rep stosw");
CODE(rep_stosl, "rep stosl");
CODE(rep_lodsl, "rep lodsl");
CODE(rep_movsb, "rep movsb");
CODE(rep_movsw, "rep movsw");
CODE(rep_movsl, "rep movsl");
CODE(down_stosb, DOWN("di", 22) "std\n rep stosb");
CODE(down_stosl, DOWN("di", 36) "std\n rep stosl");
CODE(down_movsb, DOWN("di", 22) DOWN("si", 22) "std\n rep movsb");
CODE(down_movsl, DOWN("di", 36) DOWN("si", 36) "std\n rep movsl");
CODE(repe_cmpsb, "mov " R "ax, " R "bx\n repe cmpsb");
CODE(repne_scasb, "repne scasb");
CODE(repe_scasl, "repe scasl");
CODE(outsb, "mov $0xe0, %edx\n rep outsb\n xor %eax, %eax\n inl $0xe0, %eax");
CODE(insb, "movl $0x87654321, %eax\n outl %eax, $0xe0\n mov $0xe1, %edx\n"
	   "rep insb");
CODE(insw, "movl $0x87654321, %eax\n outl %eax, $0xe0\n mov $0xe2, %edx\n"
	   "rep insw");
CODE(insl, "movl $0x87654321, %eax\n outl %eax, $0xe0\n mov $0xe0, %edx\n"
	   "rep insl");
CODE(xlat, "mov " R "si, " R "bx\n xlat\n sub " R "si, " R "bx");

#define TO(id, bytes, n)                       \
	{                                      \
#id "-to", id, bytes, AT_DI, n \
	}
#define FROM(id, bytes, n)                       \
	{                                        \
#id "-from", id, bytes, AT_SI, n \
	}
#define BOTH(id, bytes, n)                           \
	{                                            \
#id "-within", id, bytes, AT_BOTH, n \
	}

static const struct form forms[] = {
	TO(stosb, 1, 0),	  TO(stosw, 2, 0),
	TO(stosl, 4, 0),	  FROM(lodsb, 1, 0),
	FROM(lodsw, 2, 0),	  FROM(lodsl, 4, 0),
	TO(movsb, 1, 0),	  TO(movsw, 2, 0),
	TO(movsl, 4, 0),	  FROM(movsb, 1, 0),
	FROM(movsw, 2, 0),	  FROM(movsl, 4, 0),
	BOTH(movsb, 1, 0),	  BOTH(movsl, 4, 0),
	TO(scasb, 1, 0),	  TO(scasw, 2, 0),
	TO(scasl, 4, 0),	  TO(cmpsb, 1, 0),
	FROM(cmpsb, 1, 0),	  BOTH(cmpsl, 4, 0),
	TO(rep_stosb, 23, 23),	  TO(rep_stosw, 22, 11),
	TO(rep_stosl, 40, 10),	  FROM(rep_lodsl, 40, 10),
	TO(rep_movsb, 23, 23),	  TO(rep_movsw, 22, 11),
	TO(rep_movsl, 40, 10),	  FROM(rep_movsb, 23, 23),
	FROM(rep_movsw, 22, 11),  FROM(rep_movsl, 40, 10),
	BOTH(rep_movsb, 23, 23),  BOTH(rep_movsl, 40, 10),
	TO(down_stosb, 23, 23),	  TO(down_stosl, 40, 10),
	TO(down_movsb, 23, 23),	  FROM(down_movsb, 23, 23),
	TO(down_movsl, 40, 10),	  FROM(down_movsl, 40, 10),
	BOTH(down_movsl, 40, 10), TO(repe_cmpsb, 23, 23),
	FROM(repe_cmpsb, 23, 23), TO(repne_scasb, 23, 23),
	TO(repe_scasl, 40, 10),	  FROM(outsb, 23, 23),
	TO(insb, 23, 23),	  TO(insw, 22, 11),
	TO(insl, 40, 10),	  { "xlat", xlat, 256, AT_SI },
};

TEST_EACH(string, const struct form *f, forms, "does what it does to RAM")
{
	form_check(f);
}

/* ------------------------------------------------------------ large ones ---- */

static const struct large {
	const char *name;
	unsigned int from, to, bytes;
} larges[] = {
	{ "ram-to-device", 0x100, 0x1100, 0xf00 },
	{ "ram-to-both-pages", 0x0, 0x1200, 0xe10 },
	{ "device-to-ram", 0x1100, 0x3080, 0xf00 },
	{ "device-to-device", 0x1010, 0x2020, 0xfd0 },
	{ "through-all", 0x800, 0x2000, 0x1800 },
	{ "overlapping", 0x1000, 0x1001, 0x1800 },
};

static uint8_t value_at(unsigned int offset)
{
	return (uint8_t)(offset * 7 + (offset >> 8));
}

TEST_EACH(large, const struct large *l, larges,
	  "thousands of bytes in one instruction arrive, and no others")
{
	static uint8_t model[WINDOW_BYTES];
	uint8_t *to = window + l->to;
	const uint8_t *from = window + l->from;
	unsigned long count = l->bytes;

	for (unsigned int i = 0; i < WINDOW_BYTES; i++)
		window[i] = model[i] = value_at(i);
	for (unsigned int i = 0; i < l->bytes; i++)
		model[l->to + i] = model[l->from + i];
	asm volatile("rep movsb"
		     : "+D"(to), "+S"(from), "+c"(count)
		     :
		     : "memory");
	EXPECT_EQ(count, 0);
	EXPECT_EQ(to, window + l->to + l->bytes);
	EXPECT_EQ(from, window + l->from + l->bytes);
	EXPECT_MEMEQ(window, model, WINDOW_BYTES);
}

/* A count of zero touches nothing. */
TEST(none, "REP with a count of 0 does nothing")
{
	uint8_t *to = window + INSIDE;
	const uint8_t *from = window;
	unsigned long count = 0;

	window[INSIDE] = 0x11;
	window[0] = 0x22;
	asm volatile("rep movsb"
		     : "+D"(to), "+S"(from), "+c"(count)
		     :
		     : "memory");
	EXPECT_EQ(to, window + INSIDE);
	EXPECT_EQ(from, window);
	EXPECT_EQ(window[INSIDE], 0x11);
}

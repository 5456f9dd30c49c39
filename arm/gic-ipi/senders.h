/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who is to have an SGI, and how it is sent to them. */
#ifndef ARM_GIC_IPI_SENDERS_H
#define ARM_GIC_IPI_SENDERS_H

#include <stdbool.h>
#include <stdint.h>

struct row {
	const char *name;
	bool (*wanted)(unsigned int from, unsigned int to);
	void (*send)(const struct row *r, unsigned int sgi);
};

/* CPUs that @from may mean; is_odd_one(): those of the other parity. */
bool is_self(unsigned int from, unsigned int to);
bool is_other(unsigned int from, unsigned int to);
bool is_odd_one(unsigned int from, unsigned int to);
bool is_any(unsigned int from, unsigned int to);
bool is_none(unsigned int from, unsigned int to);

void send_self(const struct row *r, unsigned int sgi);
void send_others(const struct row *r, unsigned int sgi);
/** send_single - one write a CPU; send_list - one for all, or for each cluster */
void send_single(const struct row *r, unsigned int sgi);
void send_list(const struct row *r, unsigned int sgi);

#endif

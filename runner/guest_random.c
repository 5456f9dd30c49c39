/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A guest that moves at moments of which it knows nothing. */
#include "guest_parts.h"

/* xorshift64*, which is enough for moments. */
static uint64_t roll(struct guest *g)
{
	g->chance ^= g->chance >> 12;
	g->chance ^= g->chance << 25;
	g->chance ^= g->chance >> 27;
	return g->chance * 0x2545f4914f6cdd1dull;
}

static void on_random(uv_timer_t *timer)
{
	struct guest *g = timer->data;

	if (g->phase != PHASE_RUNNING || g->hop.active || g->ended || g->next)
		return;
	if (g->request[0] || g->unheard || g->continuous)
		hop_random_again(g);
	else
		hop_begin(g, false, true);
}

void hop_random_again(struct guest *g)
{
	uint64_t most = 2ull * g->set.random_ms;

	if (most && g->phase == PHASE_RUNNING)
		uv_timer_start(&g->random, on_random, roll(g) % most, 0);
}

void hop_random_start(struct guest *g)
{
	if (!uv_is_active((uv_handle_t *)&g->random) && !g->hop.active)
		hop_random_again(g);
}

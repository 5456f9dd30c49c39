/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rights that PKRU gives to user pages, by key. */
#include "suite.h"

PKU_SUITE;

#define KEYS	     (&keys_user)
#define KEYS_FEATURE x86_pku

#include "../keys_rights.h"

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The suite as a part of test_common, which refers to this name. */
extern const char common_traps[];
const char common_traps[] = "traps";

#include "../../common/traps.c"

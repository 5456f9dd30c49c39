/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SELFTEST_LIB_HARNESS_SUITE_H
#define SELFTEST_LIB_HARNESS_SUITE_H

/* Its name; a reference to it links the suite in. */
extern const char harness_suite[];

#endif

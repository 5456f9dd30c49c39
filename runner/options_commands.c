/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options_table.h"

const struct command_row command_rows[] = {
	{ "run", COMMAND_RUN, "[NAME...]", 0, 0,
	  "run cases and report; the command when none is named" },
	{ "list", COMMAND_LIST, "[NAME...]", 0, 0,
	  "print what would run, or the engines, and run nothing" },
	{ "exec", COMMAND_EXEC, "FILE [-- QEMU-ARGUMENT...]", 1, 1,
	  "boot one image with its console on this terminal" },
	{ "report", COMMAND_REPORT, "[RUN]", 0, 1,
	  "print a recorded run again, or write it in another form" },
	{ "compare", COMMAND_COMPARE, "RUN [RUN]", 1, 2,
	  "show what differs between two runs, or the engines of one" },
	{ "merge", COMMAND_MERGE, "DIRECTORY RUN...", 2, 0,
	  "make one recorded run of several, such as the shards of a CI job" },
	{ "symbolize", COMMAND_SYMBOLIZE, "FILE [ADDRESS...]", 1, 0,
	  "print function, file and line of addresses, or of a log's stacks" },
	{ "prove", COMMAND_PROVE, "[NAME...]", 0, 0,
	  "run with the verdict of every check negated: each case must fail" },
};

const size_t nr_command_rows = sizeof(command_rows) / sizeof(command_rows[0]);

const struct command_row *command_row_find(enum command command)
{
	for (size_t i = 0; i < nr_command_rows; i++)
		if (command_rows[i].command == command)
			return &command_rows[i];
	return NULL;
}

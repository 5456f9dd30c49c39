#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Lists that exist twice because two tools read them agree: the targets of
# configure with those of .gitlab-ci.yml, those that are ported with the runner's.

cd "$HVCHECK_SRC" || exit
failed=0
echo 1..2

compare() # number, what, option of configure; standard input: its targets
{
	./configure "$3" | sort >"$TMPDIR/configure"
	sort >"$TMPDIR/other"
	if diff "$TMPDIR/configure" "$TMPDIR/other" >"$TMPDIR/diff"; then
		echo "ok $1 - $2 and configure $3"
	else
		sed 's/^/# /' "$TMPDIR/diff"
		echo "not ok $1 - $2 and configure $3"
		failed=1
	fi
}

sed -n 's/^ *- TARGET: \[\(.*\)\]$/\1/p' .gitlab-ci.yml | tr -d ' ' | tr ',' '\n' |
	compare 1 .gitlab-ci.yml --list-targets
sed -n 's/.*\.name = "\([a-z0-9_]*\)".*/\1/p' runner/target.c |
	compare 2 runner/target.c --list-ported
exit $failed

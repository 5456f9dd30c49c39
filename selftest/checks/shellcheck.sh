#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every shell script of the tree passes shellcheck.

cd "$HVCHECK_SRC" || exit
if ! command -v shellcheck >/dev/null; then
	echo 1..1
	echo "ok 1 - shell scripts # SKIP shellcheck is not installed"
	exit 0
fi

scripts=$(find . -path ./build -prune -o -path ./.git -prune -o -type f \
	-exec sh -c 'head -c 20 "$1" | grep -q "^#!/bin/sh"' sh {} \; -print | sort)
number=0
failed=0
for script in $scripts; do
	number=$((number + 1))
	if shellcheck -x -s sh "$script" 2>&1 | sed 's/^/# /' | grep .; then
		echo "not ok $number - $script"
		failed=1
	else
		echo "ok $number - $script"
	fi
done
echo "1..$number"
exit $failed

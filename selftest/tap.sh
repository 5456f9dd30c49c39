# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# tap.sh - for test scripts: . "$HVCHECK_SRC/selftest/tap.sh"
#
# The script calls ok, is, ... and ends with `tap_end`, which prints the plan and
# exits. $TMPDIR is the script's own and goes away after it.

tap_number=0
tap_failed=0

tap_result() # status, description
{
	tap_number=$((tap_number + 1))
	if [ "$1" -eq 0 ]; then
		printf 'ok %d - %s\n' $tap_number "$2"
	else
		printf 'not ok %d - %s\n' $tap_number "$2"
		tap_failed=1
	fi
	return "$1"
}

# note TEXT: a diagnostic, of any number of lines
note()
{
	printf '%s\n' "$*" | sed 's/^/# /'
}

# ok DESCRIPTION COMMAND...: the command succeeds; else its output is shown
ok()
{
	tap_what=$1
	shift
	if "$@" >"$TMPDIR/tap.out" 2>&1; then
		tap_result 0 "$tap_what"
	else
		sed 's/^/# /' "$TMPDIR/tap.out"
		tap_result 1 "$tap_what"
	fi
}

# is DESCRIPTION ACTUAL EXPECTED
is()
{
	[ "$2" = "$3" ] || {
		note "expected: $3"
		note "actual:   $2"
	}
	[ "$2" = "$3" ]
	tap_result $? "$1"
}

# like DESCRIPTION TEXT REGEX: a line of the text matches
like()
{
	printf '%s\n' "$2" | grep -q -e "$3" || {
		note "expected a line like: $3"
		note "$(printf '%s\n' "$2" | cut -c 1-200 | head -n 20)"
	}
	printf '%s\n' "$2" | grep -q -e "$3"
	tap_result $? "$1"
}

# skip DESCRIPTION REASON
skip()
{
	tap_number=$((tap_number + 1))
	printf 'ok %d - %s # SKIP %s\n' $tap_number "$1" "$2"
}

tap_end()
{
	printf '1..%d\n' $tap_number
	exit $tap_failed
}

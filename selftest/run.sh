#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# run.sh BUILD [NAME...] - run the tests of hvcheck itself, two at a time
#
# Programs are those below BUILD that make names in $HVCHECK_PROGRAMS, and the
# scripts of e2e/ and checks/; NAMEs leave only those whose path contains one of them. Each
# prints TAP. The last line is "N passed, N failed", the status 0 if none failed.

set -u
LC_ALL=C
CMOCKA_MESSAGE_OUTPUT=TAP
export LC_ALL CMOCKA_MESSAGE_OUTPUT
unset CDPATH

limit_s=240 # of one program
fuzz_runs=20000
fuzz_s=25

# -------------------------------------------------------- one program ----

# A fuzzer is one test: it survives the seeds and a bounded number of mutations.
run_fuzzer()
{
	seeds=${1##*/fuzz_}
	seeds=$HVCHECK_SRC/selftest/fuzz/corpus/${seeds%_peer}
	mkdir "$TMPDIR/corpus"
	echo 1..1
	if [ ! -d "$seeds" ]; then
		seeds=
	fi
	if "$1" -runs=$fuzz_runs -max_total_time=$fuzz_s -seed=1 -max_len=4096 \
		-artifact_prefix="$TMPDIR/" "$TMPDIR/corpus" ${seeds:+"$seeds"} \
		>"$TMPDIR/out" 2>&1; then
		echo "ok 1 - ${1##*/}"
	elif [ $? -eq 5 ]; then
		echo "ok 1 - ${1##*/} # SKIP $(tail -n 1 "$TMPDIR/out")"
	else
		sed 's/^/# /' "$TMPDIR/out"
		for input in "$TMPDIR"/crash-* "$TMPDIR"/timeout-* "$TMPDIR"/oom-*; do
			[ -e "$input" ] || continue
			echo "# the input, $(basename "$input"), in base64:"
			base64 "$input" | sed 's/^/#   /'
		done
		echo "not ok 1 - ${1##*/}"
		return 1
	fi
}

# Prints "passed failed skipped reason" of a TAP log.
count_tap() # log, exit status
{
	awk -v status="$2" '
	/^1\.\.[0-9]+/ { plan = substr($1, 4) + 0; planned = 1 }
	/^1\.\.0/      { none = 1 }
	/^ok /         { if ($0 ~ /# *SKIP/) skipped++; else passed++ }
	/^not ok /     { failed++ }
	/^Bail out!/   { bailed = 1 }
	END {
		seen = passed + failed + skipped
		if (bailed)
			reason = "it gave up"
		else if (!planned)
			reason = "no plan line"
		else if (seen != plan)
			reason = "planned " plan " tests, saw " seen
		else if (status == 124 || status == 137)
			reason = "did not end in time"
		else if (status != 0 && !failed)
			reason = "exit status " status
		else if (status == 0 && failed)
			reason = "exit status 0 in spite of failures"
		else if (!seen && !none)
			reason = "no test"
		if (reason && !failed)
			failed = 1
		print passed + 0, failed + 0, skipped + 0, reason
	}' "$1"
}

run_one() # program
{
	name=${1##*/selftest/}
	work=$HVCHECK_RESULTS/$(echo "$name" | tr / .)
	TMPDIR=$work/tmp
	export TMPDIR
	mkdir -p "$TMPDIR"

	case $name in
	fuzz/*)	run_fuzzer "$1" >"$work/tap" 2>"$work/err" ;;
	*)	timeout -k 5 $limit_s "$1" >"$work/tap" 2>"$work/err" </dev/null ;;
	esac
	status=$?
	count_tap "$work/tap" $status >"$work/count"
	read -r passed failed _ reason <"$work/count"

	{
		if [ "$failed" -gt 0 ]; then
			printf 'FAILED  %s: %d failed%s\n' "$name" "$failed" "${reason:+; $reason}"
			sed 's/^/    /' "$work/tap" "$work/err"
			printf '    again: %s\n' "make check TESTS=$name"
		else
			printf 'ok      %s: %d passed\n' "$name" "$passed"
		fi
		sed -n 's/^ok [0-9]*[ -]*\(.*\)# *SKIP *\(.*\)/        skipped: \1(\2)/p' "$work/tap"
	} >"$work/report"
	cat "$work/report"
	rm -rf "$TMPDIR"
}

if [ "$1" = --one ]; then
	run_one "$2"
	exit 0
fi

# ------------------------------------------------------------- all ----

HVCHECK_BUILD=$1
HVCHECK=$1/hvcheck
HVCHECK_SRC=$(cd -- "$(dirname -- "$0")/.." && pwd)
HVCHECK_RESULTS=$HVCHECK_BUILD/selftest-results
export HVCHECK_BUILD HVCHECK HVCHECK_SRC HVCHECK_RESULTS
shift

wanted() # program, names
{
	program=$1
	shift
	[ $# -gt 0 ] || return 0
	for name; do
		case ${program##*/selftest/} in
		*"$name"*) return 0 ;;
		esac
	done
	return 1
}

rm -rf "$HVCHECK_RESULTS"
mkdir -p "$HVCHECK_RESULTS" || exit 2

# The long ones first.
# shellcheck disable=SC2086 # a list
for program in "$HVCHECK_SRC"/selftest/checks/*.sh "$HVCHECK_SRC"/selftest/e2e/*.sh \
	${HVCHECK_PROGRAMS:-}; do
	case $program in
	host/*)	program=$HVCHECK_BUILD/$program ;;
	esac
	[ -e "$program" ] || continue
	case $program in
	*.sh) [ -x "$program" ] || continue ;; # parts of others
	esac
	wanted "$program" "$@" && echo "$program"
done >"$HVCHECK_RESULTS/programs"

tr '\n' '\0' <"$HVCHECK_RESULTS/programs" |
	xargs -0 -r -n 1 -P 2 sh "$HVCHECK_SRC/selftest/run.sh" --one || {
	echo "0 passed, 1 failed"
	exit 2
}

if [ -z "${HVCHECK_PROGRAMS:-}" ]; then
	echo "skipped: the unit tests: configure found no cmocka"
fi
cat "$HVCHECK_RESULTS"/*/count 2>/dev/null | awk -v programs="$(wc -l <"$HVCHECK_RESULTS/programs")" '
	{ passed += $1; failed += $2; skipped += $3; seen++ }
	END {
		if (!programs)
			print "no self-test of that name"
		else if (seen != programs)
			print programs - seen " programs left no result"
		if (seen != programs || !programs)
			failed++
		if (skipped)
			print skipped " skipped"
		printf "%d passed, %d failed\n", passed, failed
		exit failed > 0
	}'

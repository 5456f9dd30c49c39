#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Reports of real runs: every form at once, live and again from the journal, and
# wherever standard output leads.

set -u
. "$HVCHECK_SRC/selftest/tap.sh"

target=x86_64
if ! [ -e "$HVCHECK_BUILD/$target/selftest/outcomes.elf" ] ||
	! command -v qemu-system-x86_64 >/dev/null; then
	skip "reports" "no images of $target, or no QEMU for it"
	tap_end
fi

tree=$TMPDIR/tree
build=$tree/build
mkdir -p "$build/$target/x86" "$tree/x86"
for guest in outcomes hangs noise; do
	cp "$HVCHECK_BUILD/$target/selftest/$guest.elf" "$build/$target/x86/"
done
echo .. >"$build/srcdir"
printf 'timeout = 30s\n[hangs]\nsmp = 2\n' >"$tree/unittests.cfg"
cd "$TMPDIR" || exit 1

# hv COMMAND ARGUMENT...: standard output and error as they are
hv()
{
	command=$1
	shift
	timeout 100 "$HVCHECK" "$command" --build-dir="$build" "$@" </dev/null
}
count() # REGEX FILE
{
	grep -c -e "$1" "$2"
}

# ------------------------------------------------------ every form at once ----

hv run --engine=qemu-tcg --junit=live.xml --json=live.json --tap=live.tap \
	outcomes >out 2>err
is 'a run with failures: exit status 1' $? 1
is 'nothing on standard error' "$(cat err)" ''
like 'the terminal: one line for the unit' "$(cat out)" \
	'^ERROR  *x86_64/outcomes  4 passed, 2 skipped, 5 failed, 2 with errors  *[0-9.]* s$'
is 'JUnit has every case' "$(count '<testcase ' live.xml)" 13
like 'JUnit counts them' "$(cat live.xml)" \
	'<testsuites .* tests="13" failures="5" errors="2" skipped="2"'
is 'JSON has every case' "$(count '"case": ' live.json)" 13
is 'TAP has every case' "$(count '^    \(not \)\{0,1\}ok [0-9]* - ' live.tap)" 13
is 'TAP: the unit failed' "$(tail -n 1 live.tap)" \
	'not ok 1 - x86_64/outcomes on qemu-tcg'
like 'a trap has its function and line in JUnit' "$(cat live.xml)" \
	'#   0x[0-9a-f]* test_trap_run selftest/guests/outcomes.c:'
like 'the attachment is a file below the project' \
	"$(sed -n 's/.*\[\[ATTACHMENT|\(.*\)\]\].*/\1/p' live.xml | sort -u | xargs ls)" \
	'^tree/build/results/.*/x86_64.outcomes.qemu-tcg.log$'
if command -v python3 >/dev/null; then
	ok 'JUnit is well-formed XML' python3 -c \
		'import sys, xml.dom.minidom as x; x.parse("live.xml")'
	ok 'JSON is JSON' python3 -c 'import json; json.load(open("live.json"))'
else
	skip 'JUnit is well-formed XML' 'no python3'
	skip 'JSON is JSON' 'no python3'
fi

# ------------------------------------------------- again, from the journal ----

hv report --junit=again.xml --json=again.json >again 2>err
is 'report: the status of the run' $? 1
ok 'report: JUnit is the same' cmp live.xml again.xml
ok 'report: JSON is the same' cmp live.json again.json
sed '/^Recorded in/d' out >out.wanted
ok 'report: the terminal is the same' cmp out.wanted again

# ------------------------------------------------ recorded somewhere else ----

before=$(ls "$build/results")
hv run --engine=qemu-tcg --record-dir=aside/deep outcomes.pass >out 2>err
like '--record-dir: the run is there' "$(cat out)" \
	"^Recorded in .*aside/deep/results/[0-9-]*$"
is '--record-dir: and nowhere else' "$(ls "$build/results")" "$before"
hv report --record-dir=aside/deep >again 2>err
is '--record-dir: report reads there' $? 0
like '--record-dir: that run alone' "$(cat again)" '^1 case in 1 unit: 1 passed'
hv report --record-dir=out >again 2>err
is '--record-dir: a file is no directory' "$(cat err)" \
	"hvcheck: record directory 'out': Not a directory"
hv report --tap >again.tap
ok 'report: TAP is the same' cmp live.tap again.tap

# ------------------------------------------- where standard output leads ----

{ echo before; hv report; echo after; } >file 2>&1
is 'a file: what was there stays' "$(sed -n '1p;$p' file | tr '\n' ' ')" \
	'before after '
{ hv report; echo $? >status; } 2>err | head -n 1 >first
is 'a reader who leaves: the status is that of the run' "$(cat status)" 1
is 'a reader who leaves: no complaint' "$(cat err)" ''
hv report >/dev/full 2>err
is 'a full disk: exit status 2' $? 2
is 'a full disk: one sentence' "$(cat err)" \
	'hvcheck: the report could not be written: No space left on device'
hv report >&- 2>err
is 'a closed descriptor: exit status 2' $? 2
{ echo before; hv report --json=-; } >file
is 'JSON to standard output: nothing is cut off' "$(sed -n '1,2p' file | tr '\n' ' ')" \
	'before { '
is 'JSON to standard output: nothing else is there' "$(tail -n 1 file)" '}'
hv run --engine=qemu-tcg --tap outcomes.pass >out 2>err
is '--tap: standard output is TAP' "$(sed -n '1p;$p' out | tr '\n' ' ')" \
	'TAP version 14 ok 1 - x86_64/outcomes on qemu-tcg '
like '--tap: the report is on standard error' "$(cat err)" '^Exit status 0: no failure$'
hv run --engine=qemu-tcg --junit=no/such/folder.xml outcomes.pass >out 2>err
is 'a report that cannot be written: exit status 2' $? 2
is 'a report that cannot be written: known before anything runs' "$(cat err)" \
	'hvcheck: no/such/folder.xml: No such file or directory'
is 'a report that cannot be written: nothing ran' "$(count '^PASS' out)" 0

# ------------------------------------------------------------ interruption ----

"$HVCHECK" run --build-dir="$build" --engine=qemu-tcg -j2 --junit=int.xml \
	--json=int.json --tap=int.tap outcomes.pass hangs.spin hangs.after \
	>out 2>err </dev/null &
runner=$!
for _ in $(seq 200); do
	grep -q 'run hangs.spin' "$build/results/latest/"*.log 2>/dev/null && break
	sleep 0.1
done
kill -TERM $runner
wait $runner
like 'SIGTERM: JUnit is complete' "$(tail -n 1 int.xml)" '^</testsuites>$'
is 'SIGTERM: JUnit has every case' "$(count '<testcase ' int.xml)" 3
is 'SIGTERM: JSON is complete' "$(tail -n 1 int.json)" '}'
is 'SIGTERM: TAP says so' "$(tail -n 1 int.tap)" 'Bail out! interrupted'
is 'no temporary file is left' "$(find . -name '*.tmp')" ''

# ---------------------------------------------------------- hostile guests ----

hv run --engine=qemu-tcg --junit=noise.xml --json=noise.json noise >out 2>err
control=$(printf '[\001-\010\013-\037\177]')
is 'noise: no control character gets to the terminal' \
	"$(LC_ALL=C grep -c "$control" out)" 0
is 'noise: none in JUnit' "$(LC_ALL=C grep -c "$control" noise.xml)" 0

# -------------------------------------------- compare, merge, never run ----

hv run --engine=qemu-tcg --shard=1/2 outcomes noise >/dev/null 2>&1
cp -r "$build/results/latest/" shard1
hv run --engine=qemu-tcg --shard=2/2 outcomes noise >/dev/null 2>&1
cp -r "$build/results/latest/" shard2
hv merge whole shard1 shard2 2>err
is 'merge: the status of both together' $? 1
hv report whole --json=whole.json >out 2>err
is 'merge: every case is there' "$(count '"case": ' whole.json)" \
	"$(($(grep -c '"type":"result"' shard1/results.jsonl) + $(
		grep -c '"type":"result"' shard2/results.jsonl)))"
hv compare whole whole >out 2>err
is 'compare: a run with itself: exit status 0' $? 0
like 'compare: what still fails' "$(cat out)" \
	'^  x86_64/outcomes.expect  *fail -> fail  *qemu-tcg  '
is 'compare: nothing else' "$(grep -c '^[A-Z].*([0-9]*)$' out)" 1
hv run --engine=qemu-tcg outcomes.pass outcomes.last >/dev/null 2>&1
cp -r "$build/results/latest/" good
hv compare whole good >out 2>err
is 'compare: fewer cases, none newly failing: exit status 0' $? 0
hv compare good whole --format=json >out 2>err
is 'compare: newly failing: exit status 1' $? 1
is 'compare: in JSON' "$(grep -c '^  "newly_failing": \[$\|^ "newly_failing": \[$' out)" 1
hv report --never-run >out 2>err
like 'never run: a case that only skips, and why' "$(cat out)" \
	'^  outcomes.needs  *needs unicorn (the forest) (qemu-tcg)$'
is 'never run: not one that failed' "$(count 'outcomes.expect' out)" 0

# --------------------------------------------------------------- symbolize ----

log=$(grep -l '^# stack' "$build"/results/*/x86_64.outcomes.*.log | head -n 1)
hv symbolize "$build/$target/x86/outcomes.elf" >/dev/null 2>&1
timeout 20 "$HVCHECK" symbolize "$build/$target/x86/outcomes.elf" <"$log" >out
is 'symbolize: every line of the log is kept' \
	"$(grep -v '^#   ' out)" "$(tr -d '\r' <"$log")"
like 'symbolize: functions and lines below a stack' "$(cat out)" \
	'^#   0x[0-9a-f]* test_trap_run selftest/guests/outcomes.c:'

tap_end

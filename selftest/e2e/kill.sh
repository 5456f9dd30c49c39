#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Killing the runner or its VMs at any moment: no process is left, and no result
# that was finished is lost.

set -u
. "$HVCHECK_SRC/selftest/tap.sh"

target=x86_64
if ! [ -e "$HVCHECK_BUILD/$target/selftest/hangs.elf" ] ||
	! command -v qemu-system-x86_64 >/dev/null; then
	skip "killing" "no images of $target, or no QEMU for it"
	tap_end
fi

tree=$TMPDIR/tree
build=$tree/build
mkdir -p "$build/$target/x86" "$tree/x86"
for guest in outcomes hangs; do
	cp "$HVCHECK_BUILD/$target/selftest/$guest.elf" "$build/$target/x86/"
done
echo .. >"$build/srcdir"
printf 'timeout = 60s\n[hangs]\nsmp = 2\n' >"$tree/unittests.cfg"
journal=$build/results/latest/results.jsonl

# Processes whose command line names our images.
vms()
{
	# -a: NULs stand between the words; [k]: not grep itself
	grep -l -a -s -e "-[k]ernel.$build/" /proc/[0-9]*/cmdline |
		sed -n 's,^/proc/\([0-9]*\)/.*,\1,p'
}

# wait_for COMMAND...: until it succeeds, 20 s at most
wait_for()
{
	for _ in $(seq 200); do
		"$@" && return 0
		sleep 0.1
	done
	return 1
}
# shellcheck disable=SC2317 # called through wait_for, as those below
no_vms()
{
	[ -z "$(vms)" ]
}
results() # state of the journal, a line a result
{
	grep -c '"type":"result"' "$journal" 2>/dev/null
}
# shellcheck disable=SC2317
has_results() # at least so many
{
	[ "$(results)" -ge "$1" ] 2>/dev/null
}

# start ARGUMENT...: a run in the background, as $runner
start()
{
	rm -rf "$build/results"
	"$HVCHECK" run --build-dir="$build" --engine=qemu-tcg "$@" \
		>"$TMPDIR/out" 2>"$TMPDIR/err" </dev/null &
	runner=$!
}

# ------------------------------------------------- SIGKILL of the runner ----

# All of outcomes has its result, one VM hangs, another one waits its turn.
start -j3 outcomes hangs.spin
ok 'the first unit ends' wait_for has_results 13
ok 'a VM hangs' test -n "$(vms)"
kill -9 $runner
wait $runner 2>/dev/null
ok 'SIGKILL: no VM is left' wait_for no_vms
is 'SIGKILL: no finished result is lost' "$(results)" 13
"$HVCHECK" report --build-dir="$build" >"$TMPDIR/out" 2>&1
like 'SIGKILL: the rest of the run can be reported' "$(cat "$TMPDIR/out")" \
	'outcomes.expect'
timeout 60 "$HVCHECK" run --build-dir="$build" --engine=qemu-tcg --resume \
	--timeout=1s outcomes hangs.spin >"$TMPDIR/out" 2>&1 </dev/null
like 'SIGKILL: the run can be resumed' "$(cat "$TMPDIR/out")" '1 timed out'

# At moments that are not chosen.
left=0
torn=0
for wait in 0.02 0.05 0.1 0.15 0.2 0.3; do
	start -j3 outcomes hangs
	sleep $wait
	kill -9 $runner
	wait $runner 2>/dev/null
	wait_for no_vms || left=$((left + 1))
	[ -e "$journal" ] || continue
	"$HVCHECK" report --build-dir="$build" >/dev/null 2>"$TMPDIR/err" ||
		! [ -s "$TMPDIR/err" ] || torn=$((torn + 1))
done
is 'SIGKILL at any moment: no VM is left' $left 0
is 'SIGKILL at any moment: the journal can be read' $torn 0

# ------------------------------------------------------ SIGTERM, SIGINT ----

for signal in TERM HUP; do
	start -j3 outcomes hangs
	wait_for has_results 13
	kill -$signal $runner
	wait $runner
	is "SIG$signal: exit status 130" $? 130
	ok "SIG$signal: no VM is left" no_vms
	is "SIG$signal: what ran, and what was cancelled, is recorded" \
		"$(results)" 18
	like "SIG$signal: the report is complete" "$(cat "$TMPDIR/out")" \
		'5 cancelled'
done

# ----------------------------------------------------- SIGTSTP, SIGCONT ----

# all_stopped PID...: each is in state T
# shellcheck disable=SC2317
all_stopped()
{
	for pid; do
		grep -q '^State:.T (stopped)' "/proc/$pid/status" || return
	done
}
# shellcheck disable=SC2317
spins()
{
	grep -q 'run hangs.spin' "$build/results/latest/"*.log 2>/dev/null
}
start -j1 --timeout=5s hangs.spin
ok 'SIGTSTP: a case runs' wait_for spins
vm=$(vms)
kill -TSTP $runner
ok 'SIGTSTP: the runner and its VM stop' wait_for all_stopped $runner "$vm"
sleep 6 # longer than the limit
is 'SIGTSTP: and stay so' "$(vms)" "$vm"
kill -CONT $runner
sleep 0.5
is 'SIGCONT: the VM has what is left of its limit' "$(vms)" "$vm"
is 'SIGCONT: and runs' "$(grep -c '^State:.T' "/proc/$vm/status")" 0
wait $runner
is 'SIGCONT: the limit holds: exit status 1' $? 1
like 'SIGCONT: the limit is as long as it was' "$(cat "$TMPDIR/out")" 'TIMEOUT.*hangs.spin'

# shellcheck disable=SC2317
one_vm()
{
	[ "$(vms | wc -l)" = 1 ]
}
wait_for no_vms
"$HVCHECK" exec "$build/$target/x86/hangs.elf" -- -append cases=hangs.spin \
	>"$TMPDIR/out" 2>"$TMPDIR/err" </dev/null &
runner=$!
ok 'exec: a VM runs' wait_for one_vm
vm=$(vms)
kill -TSTP $runner
ok 'exec: SIGTSTP stops it and its VM' wait_for all_stopped $runner "$vm"
kill -CONT $runner
kill -TERM $runner
wait $runner
is 'exec: SIGTERM after SIGCONT: exit status 130' $? 130
ok 'exec: no VM is left' wait_for no_vms

# ------------------------------------------------------- SIGKILL of a VM ----

start -j1 hangs.spin hangs.after
# shellcheck disable=SC2317
kill_vm()
{
	grep -q 'run hangs.spin' "$build/results/latest/"*.log 2>/dev/null &&
		kill -9 "$(vms)"
}
ok 'a VM runs, and is killed' wait_for kill_vm
wait $runner
is 'SIGKILL of a VM: exit status 1' $? 1
like 'SIGKILL of a VM: one case crashed' "$(cat "$TMPDIR/out")" \
	'the VMM died of SIGKILL'
like 'SIGKILL of a VM: the other one passed' "$(cat "$TMPDIR/out")" '1 passed, 1 crashed'

tap_end

#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What hvcheck says when it cannot do what it is asked to: one sentence that
# names the value, exit status 2, and nothing half-written.

set -u
. "$HVCHECK_SRC/selftest/tap.sh"
# Elsewhere than above the tree, so that messages have whole paths.
cd / || exit 2

# ---------------------------------------------------------------- helpers ----

# A build directory of our own with one image, its root configuration empty.
tree=$TMPDIR/tree
build=$tree/build
image=
for file in "$HVCHECK_BUILD"/x86_64/x86/*.elf "$HVCHECK_BUILD"/x86_64/common/*.elf; do
	[ -e "$file" ] && image=$file && break
done
if [ -z "$image" ]; then
	skip "bad input" "no image of x86_64 is built"
	tap_end
fi
suite=$(basename "$image" .elf)
id=x86_64/$suite
folder=$build/x86_64/$(basename "$(dirname "$image")")
mkdir -p "$folder" "$tree/x86"
cp "$image" "$folder/"
echo .. >"$build/srcdir"
: >"$tree/unittests.cfg"

config() # text
{
	printf '%b' "$1" >"$tree/unittests.cfg"
}

# What the build directory holds, but for the caches.
contents()
{
	find "$tree" \( -path "$build/engines" -o -path "$build/checked" \) -prune \
		-o -print | sort
}

# refuses DESCRIPTION MESSAGE ARGUMENT...: exactly this sentence, and no more
refuses()
{
	what=$1
	message=$2
	shift 2
	before=$(contents)
	# shellcheck disable=SC2086 # words
	timeout 60 ${as:-} env PATH="${path:-$PATH}" "$HVCHECK" "$@" \
		>"$TMPDIR/out" 2>"$TMPDIR/err" </dev/null
	status=$?
	found="$(cat "$TMPDIR/err")
status $status, $(wc -c <"$TMPDIR/out") bytes of output"
	[ "$before" = "$(contents)" ] || found="$found
and there is something new: $(contents)"
	is "$what" "$found" "hvcheck: $message
status 2, 0 bytes of output"
}

# The same with our build directory.
here()
{
	what=$1
	message=$2
	shift 2
	refuses "$what" "$message" --build-dir="$build" "$@"
}

# ----------------------------------------------------------- command line ----

refuses "unknown option" "unknown option '--isolat'; did you mean '--isolate'?" --isolat
refuses "option of a later version" "unknown option '--gdb'" --gdb
refuses "value of an option" \
	"--timeout does not take 'soon': a time such as 10s, 500ms or 2m is needed" --timeout=soon
refuses "contradiction" "--list and --dry-run contradict each other" --list --dry-run
refuses "target" "--arch: there is no target 'x86-64'; did you mean 'x86_64'?" --arch=x86-64
refuses "build directory" "build directory '$TMPDIR/none': No such file or directory" \
	--build-dir="$TMPDIR/none"
refuses "image to execute" "$TMPDIR/none.elf: No such file or directory" \
	exec --arch=x86_64 "$TMPDIR/none.elf"

here "name" "no suite or case matches '${id}x'; did you mean '$id'?" "${id}x"
here "name without anything near" "no suite or case matches 'nothing.at.all'" nothing.at.all
here "one of two names" "no suite or case matches 'nothing.at.all'" "$id" nothing.at.all
here "group" "--group: there is no group 'quikc'; did you mean 'quick'?" --group=quikc
here "empty group" "--group: no case of group 'manual' is built" --group=manual
here "shard" "--shard=2/2 is empty: 1 of them would hold all units" --shard=2/2
here "run to report" "$build/results: no run is recorded there" report
here "engine" "--engine=vmware: there is no such engine; there are: $(
	"$HVCHECK" --build-dir="$build" list --engines --format=names | paste -sd, | sed 's/,/, /g')" \
	--engine=vmware

# ---------------------------------------------------------- configuration ----

cfg=$tree/unittests.cfg
config "[$suite]\nsmpp = 2\n"
here "unknown key" "$cfg:2: unknown key 'smpp'; did you mean 'smp'?" "$id"
config "[$suite]\nsmp = two\n"
here "bad number" "$cfg:2: smp must be a number from 1 to 4096, not 'two'" "$id"
config "[$suite]\n[$suite]\n"
here "duplicate section" "$cfg:2: section [$suite] is already at $cfg:1" "$id"
config "[$suite]\nqemu = -enable-kvm\n"
here "forced accelerator" \
	"$cfg:2: qemu must not hold '-enable-kvm'; instead: engine = qemu-kvm" "$id"
config "[${suite}x]\n"
here "suite that does not exist" "$cfg:1: there is no suite '${suite}x'; did you mean '$suite'?" "$id"
config "[unbuilt]\n"
: >"$tree/x86/unbuilt.c"
here "missing image" \
	"$cfg:1: suite 'unbuilt' has no image unbuilt.elf in $build/x86_64; run make" "$id"
config "[$suite]\nexpect = *: fail on qemu-tcg: all of it\n"
here "expectation of everything" \
	"$cfg:2: expect: '*' would cover every case: name the ones that fail" "$id"
config "[$suite]\narch = x86_64\ncases = no_such_case\n"
here "cases that match nothing" \
	"$cfg:1: no case of suite '$suite' matches 'cases = no_such_case'" "$id"
config "[$suite]\n"
timeout 60 "$HVCHECK" run --dry-run --build-dir="$build" "$id" >"$TMPDIR/out" 2>&1
is "configuration that is good" "$(grep -c "^# $id on " "$TMPDIR/out")" 1
config "[$suite]\narch = x86_64\nexpect = no_such_case: fail on any: new\n"
here "expectation of nothing, after that" \
	"$cfg:3: no case of suite '$suite' matches the expectation 'no_such_case'" "$id"
config "include = x86/none.cfg\n"
here "missing include" "$cfg:1: include 'x86/none.cfg': No such file or directory" "$id"
rm "$cfg"
here "missing configuration" "$cfg: No such file or directory" "$id"
config ""

# ----------------------------------------------------------------- images ----

head -c 2000 "$image" >"$folder/torn.elf"
here "torn image" "$folder/torn.elf: a segment lies outside of the file (truncated?)" "$id"
rm "$folder/torn.elf"
echo text >"$folder/text.elf"
here "image that is none" "$folder/text.elf: not an ELF file" "$id"
rm "$folder/text.elf"
here "target that is not built" "$build/i386: there are no images; run make first" \
	--arch=i386

# ------------------------------------------------------------------- QEMU ----

here "QEMU that is missing" "$TMPDIR/none: there is no such program" \
	--qemu="$TMPDIR/none" "$id"
QEMU=$TMPDIR/none here "the same by \$QEMU" "$TMPDIR/none: there is no such program" "$id"
path=$TMPDIR here "no QEMU in \$PATH" \
	"qemu-system-x86_64, which runs x86_64, is not in \$PATH: install it, or name one with --qemu=PATH" \
	"$id"
cat >"$TMPDIR/no-qemu" <<'END'
#!/bin/sh
exit 3
END
cat >"$TMPDIR/old-qemu" <<'END'
#!/bin/sh
cat <<'QMP'
{"QMP": {"version": {"qemu": {"micro": 1, "minor": 2, "major": 4}, "package": ""}, "capabilities": []}}
{"return": {}}
{"return": {"arch": "x86_64"}, "id": "target"}
{"return": {"enabled": false, "present": true}, "id": "kvm"}
{"return": [{"name": "q35"}], "id": "machines"}
{"return": [{"name": "max"}], "id": "cpus"}
{"return": [{"name": "edu"}], "id": "devices"}
QMP
cat >/dev/null
END
chmod +x "$TMPDIR/no-qemu" "$TMPDIR/old-qemu"
here "QEMU that is none" \
	"$TMPDIR/no-qemu is not a QEMU system emulator (it does not speak QMP; exit status 3)" \
	--qemu="$TMPDIR/no-qemu" "$id"
here "QEMU that is too old" \
	"$TMPDIR/old-qemu is QEMU 4.2.1; the oldest that works is QEMU 6.2" \
	--qemu="$TMPDIR/old-qemu" "$id"

# ------------------------------------------------- what others may not do ----

# Root may do everything, so this takes another user, and a copy he can read.
nobody="setpriv --reuid=65534 --regid=65534 --clear-groups"
reachable()
{
	[ "$(id -u)" -eq 0 ] && $nobody test -x "$TMPDIR/hvcheck" 2>/dev/null
}
cp "$HVCHECK" "$TMPDIR/hvcheck"
if reachable; then
	kept=$HVCHECK
	HVCHECK=$TMPDIR/hvcheck
	as=$nobody here "build directory that is not writable" \
		"$build/results: Permission denied" "$id"
	: >"$TMPDIR/report.xml"
	as=$nobody here "report that is not writable" "$TMPDIR/report.xml: Permission denied" \
		--junit="$TMPDIR/report.xml" "$id"
	if [ -e /dev/kvm ] && ! $nobody test -r /dev/kvm; then
		as=$nobody here "KVM that may not be used" \
			"--engine=qemu-kvm: KVM cannot be used: /dev/kvm: Permission denied" \
			--engine=qemu-kvm "$id"
	else
		skip "KVM that may not be used" "there is none, or all may use it"
	fi
	HVCHECK=$kept
else
	skip "what others may not do" "that takes root, and a TMPDIR others can read"
fi
if [ ! -e /dev/kvm ]; then
	here "KVM that is missing" \
		"--engine=qemu-kvm: KVM cannot be used: /dev/kvm: it is missing" \
		--engine=qemu-kvm "$id"
fi
here "folder of a report" "$TMPDIR/none/report.xml: No such file or directory" \
	--junit="$TMPDIR/none/report.xml" "$id"

# -------------------------------------------------------- standard output ----

set -- "$HVCHECK" --build-dir="$build" list --cases
is "full disk below standard output" "$(
	"$@" 2>&1 >/dev/full; echo "status $?")" \
	"hvcheck: standard output: No space left on device
status 2"
is "closed standard output" "$("$@" 2>&1 >&-; echo "status $?")" \
	"hvcheck: standard output: Bad file descriptor
status 2"
{ "$@" 2>"$TMPDIR/err"; echo $? >"$TMPDIR/status"; } | :
is "reader who went away" "$(cat "$TMPDIR/status" "$TMPDIR/err")" 0

# -------------------------------------------------------------- full disk ----

mkdir "$build/results"
if mount -t tmpfs -o size=8k none "$build/results" 2>/dev/null; then
	timeout 60 "$HVCHECK" --build-dir="$build" --json="$build/results/all.json" \
		"$id" >"$TMPDIR/out" 2>"$TMPDIR/err" </dev/null
	status=$?
	is "full disk below the results" "$status" 2
	like "the message" "$(cat "$TMPDIR/err")" \
		"^hvcheck: $build/results/.*: No space left on device"
	is "no half of a report" "$(find "$build/results" -name 'all.json*')" ""
	is "no VM is left" "$(pgrep -f "$build/x86_64" || true)" ""
	umount "$build/results"
else
	skip "full disk" "no file system can be mounted here"
fi
rm -rf "$build/results"

# ------------------------------------------------------------ nothing ran ----

config "[$suite]\nengine = no-such-engine\n"
timeout 60 "$HVCHECK" --build-dir="$build" "$id" >"$TMPDIR/out" 2>&1 </dev/null
is "every case skipped: status" $? 2
like "every case skipped: why" "$(cat "$TMPDIR/out")" "^Exit status 2: every case was skipped"
timeout 60 "$HVCHECK" --build-dir="$build" --allow-skip-all "$id" >"$TMPDIR/out" 2>&1 </dev/null
is "unless it is allowed" $? 0

tap_end

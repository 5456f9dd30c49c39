#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# bench.sh BUILD [PART...] - what hvcheck costs, as ratios within this run
#
# Parts: batch processes boot suites console build image (all). Prints each
# measure with its spread and its target, and marks what misses it; the status is
# 0 all the same, because a busy machine is no defect.

set -u
LC_ALL=C
export LC_ALL
unset CDPATH MAKEFLAGS MFLAGS MAKELEVEL

build=$1
shift
parts=${*:-batch processes boot suites console build image}
hvcheck=$build/hvcheck
source=$(cd -- "$(dirname -- "$0")/.." && pwd)
measure=$build/host/selftest/bench/measure
records=$build/bench # has results/: the bench's runs are not among the user's
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
cpus=$(getconf _NPROCESSORS_ONLN)
quick_of=
target=$(sed -n 's/^TARGETS := *\([a-z0-9_]*\).*/\1/p' "$build/config.mak")

# --------------------------------------------------------------- figures ----

# "MEDIAN MIN MAX" of the numbers on standard input, with the given format
stats()
{
	sort -n | awk -v f="$1" '
	{ v[NR] = $1 }
	END {
		m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2
		printf f " " f " " f "\n", m, v[1], v[NR]
	}'
}

# "MEDIAN (MIN..MAX)", or the median alone
shown()
{
	stats "$1" | awk '{ print $2 == $3 ? $1 : $1 " (" $2 ".." $3 ")" }'
}

printed_title=
row() # what, figure, unit, "<=" or ">=", limit; or without a limit
{
	[ -n "$printed_title" ] || printf '%-44s %-26s %s\n' measure 'median (min..max)' target
	printed_title=yes
	if [ $# -lt 5 ]; then
		printf '%-44s %s%s\n' "$1" "$2" "$3"
		return
	fi
	verdict=$(echo "$2" | awk -v op="$4" -v limit="$5" '{ print (op == "<=" ? $1 <= limit + 0 : $1 >= limit + 0) ? "" : "  MISSED" }')
	printf '%-44s %-26s %s %s%s%s\n' "$1" "$2$3" "$4" "$5" "$3" "$verdict"
}

# Units that by design take more than one VM (a case's right result ends it, one
# is expected to kill it), or that do less where nobody answers on the host.
units_of_many_vms() # target
{
	"$hvcheck" list --format=json --engine=qemu-tcg --arch="$1" |
		awk -F '"' '/^   "id":/ { id = $4 } /"ends": "|\(host=/ { print id }'
	"$hvcheck" run -q -j "$cpus" --record-dir="$records" --engine=qemu-tcg --arch="$1" >/dev/null 2>&1 </dev/null
	sed -n '/"state":"xfail"/s/.*"type":"result","unit":"\([^"]*\)".*/\1/p' \
		"$records/results/latest/results.jsonl"
}

# The quickest default units of a target that pass in one VM, as lines
# "MICROSECONDS ID COMMAND" in $work/quick.
quick_units() # target
{
	[ "$1" != "$quick_of" ] || return 0
	quick_of=$1
	units_of_many_vms "$1" | sort -u >"$work/many"
	"$hvcheck" run --dry-run --engine=qemu-tcg --arch="$1" >"$work/dry" || {
		echo "bench: hvcheck run --dry-run failed" >&2
		exit 2
	}
	sed -n '/: skipped: /d;s/^# \([^ ]*\) on .*/\1/p' "$work/dry" >"$work/ids"
	grep -v '^#' "$work/dry" >"$work/commands"
	paste "$work/ids" "$work/commands" |
		awk -F '	' 'NR == FNR { many[$1]; next } !($1 in many)' "$work/many" - |
		while IFS='	' read -r id command; do
			echo "timeout 60 $command >/dev/null 2>&1 </dev/null" >"$work/one.sh"
			# 33 is the status of a guest of which no case failed.
			figures=$("$measure" sh "$work/one.sh" 2>/dev/null)
			[ $? -eq 33 ] && echo "${figures% *}	$id	$command"
		done | sort -n | head -n 5 >"$work/quick"
	[ -s "$work/quick" ] || {
		echo "bench: no unit of $1 passes under qemu-tcg" >&2
		exit 2
	}
}

# ----------------------------------------------------------------- parts ----

batch() # target
{
	quick_units "$1"
	names=$(cut -f 2 "$work/quick")
	nr=$(wc -l <"$work/quick")
	repeat=$(((24 + nr) / nr))
	nr=$((nr * repeat))
	title="$1: batch of $nr units, -j1"
	i=0
	while [ $i -lt $repeat ]; do
		cut -f 3 "$work/quick" | sed 's/$/ >\/dev\/null 2>\&1 <\/dev\/null/'
		i=$((i + 1))
	done >"$work/loop.sh"
	# shellcheck disable=SC2086 # a list
	set -- run -j1 --record-dir="$records" --engine=qemu-tcg --repeat=$repeat $names
	"$hvcheck" "$@" >/dev/null 2>&1 </dev/null # fills the caches
	for i in 1 2 3 4 5 6 7; do
		"$measure" sh "$work/loop.sh" 2>/dev/null >"$work/plain"
		"$measure" "$hvcheck" "$@" 2>/dev/null </dev/null >"$work/ours"
		paste "$work/ours" "$work/plain"
	done | awk '{ print $1 / $3, $2 / $4, $3 / 1000 }' >"$work/batch"
	row "$title, wall" "$(cut -d ' ' -f 1 "$work/batch" | shown %.3f)" x '<=' 1.05
	row "$title, CPU" "$(cut -d ' ' -f 2 "$work/batch" | shown %.3f)" x '<=' 1.05
	row "  the QEMU commands alone" "$(cut -d ' ' -f 3 "$work/batch" | shown %.0f)" ' ms'
}

bench_batch()
{
	batch "$target"
	[ ! -e "$build/arm64/config.mak" ] || [ "$target" = arm64 ] || batch arm64
}

bench_processes()
{
	quick_units "$target"
	qemu=$(cut -f 3 "$work/quick" | head -n 1 | sed 's/ .*//')
	cat >"$work/qemu" <<END
#!/bin/sh
echo >>"$work/started"
exec $qemu "\$@"
END
	chmod +x "$work/qemu"
	names=$(cut -f 2 "$work/quick")
	# shellcheck disable=SC2086
	set -- run -j1 --record-dir="$records" --qemu="$work/qemu" $names
	"$hvcheck" "$@" >/dev/null 2>&1 </dev/null # probes the wrapper
	: >"$work/started"
	"$hvcheck" "$@" >/dev/null 2>&1 </dev/null
	row "VMM processes a unit" "$(awk -v units="$(wc -l <"$work/quick")" \
		'END { printf "%.2f", NR / units }' "$work/started")" '' '<=' 1.00
}

boot_ratio() # engine, limit, unit, image of main(), of the ten instructions
{
	command=$("$hvcheck" run --dry-run --engine="$1" "$3" 2>/dev/null |
		grep -v '^#' | head -n 1)
	[ -n "$command" ] || return
	echo "exec $command -kernel $4" >"$work/main.sh"
	echo "exec $command -kernel $5" >"$work/ten.sh"
	i=0
	while [ $i -lt 21 ]; do
		for what in main ten; do
			timeout 60 "$measure" sh "$work/$what.sh" 2>/dev/null </dev/null |
				cut -d ' ' -f 2
		done | paste - -
		i=$((i + 1))
	done >"$work/boot"
	# Neighbours in time are compared, so that drift does not matter; by
	# processor time, so that what else the machine does matters less.
	row "${3%%/*}: boot to main against ten instructions, $1" \
		"$(awk '{ print $1 / $2 }' "$work/boot" | shown %.3f)" x '<=' "$2"
	row "  ten instructions, CPU" "$(awk '{ print $2 / 1000 }' "$work/boot" | shown %.1f)" ' ms'
}

bench_boot()
{
	[ ! -e "$build/arm64/bench/main.img" ] ||
		boot_ratio qemu-tcg 1.10 arm64/time "$build/arm64/bench/main.img" \
			"$build/arm64/bench/image.img"
	[ -e "$build/$target/bench/main.elf" ] || return
	set -- "$target/time" "$build/$target/bench/main.elf" "$build/$target/bench/pvh.elf"
	boot_ratio qemu-tcg 1.10 "$@"
	[ -w /dev/kvm ] || return
	if grep -qs '^kvm_\(intel\|amd\) ' /proc/modules; then
		boot_ratio qemu-kvm 1.10 "$@"
	else
		boot_ratio qemu-kvm 1.50 "$@"
	fi
}

# The work of a unit is its time on each of its vCPUs, of which at most one a CPU
# can run: that is how the runner shares the machine, too.
bench_suites()
{
	set -- run -j "$cpus" --record-dir="$records" --engine=qemu-tcg --arch="$target"
	"$hvcheck" "$@" >/dev/null 2>&1 </dev/null # leaves times to plan with
	figures=$("$measure" "$hvcheck" "$@" 2>/dev/null </dev/null)
	sed -n 's/.*"type":"unit-end","unit":"\([^"]*\)".*"time_us":\([0-9]*\).*/\1 \2/p' \
		"$records/results/latest/results.jsonl" >"$work/times"
	if [ ! -s "$work/times" ]; then
		echo "bench: no unit times in the journal" >&2
		return
	fi
	"$hvcheck" "$@" --dry-run | sed -n '/: skipped: /d;s/^# \([^ ]*\) on .*/\1/p;s/.* -smp \([0-9]*\).*/\1/p' |
		paste -d ' ' - - >"$work/vcpus"
	# "LONGEST WORK/N" in seconds
	awk -v n="$cpus" '
		NR == FNR { vcpus[$1] = $2 < n ? $2 : n; next }
		{ total += $2 * vcpus[$1]; if ($2 > longest) longest = $2 }
		END { printf "%.3f %.3f\n", longest / 1e6, total / n / 1e6 }' \
		"$work/vcpus" "$work/times" >"$work/bounds"
	row "all suites of $target at -j$cpus" "$(awk -v wall="${figures% *}" \
		'{ printf "%.3f", wall / 1e6 / ($1 > $2 ? $1 : $2) }' "$work/bounds")" x '<=' 1.10
	row "  of the longest unit or the work / $cpus" \
		"$(awk '{ printf "%.1f, %.1f", $1, $2 }' "$work/bounds")" ' s'
}

bench_console()
{
	# By processor time: what else the machine does is not the parser's.
	for i in 1 2 3 4 5; do
		"$measure" "$build/host/selftest/bench/console" 128 2>/dev/null
	done | awk '{ print 128e6 / $2 }' >"$work/console"
	row "console through the parser" "$(shown %.0f <"$work/console")" ' MB/s' '>=' 200
}

bench_build()
{
	mkdir "$work/build"
	eval "(cd '$work/build' && '$source/configure' --quiet $(sed -n 's/^CONFIGURE_ARGUMENTS :=//p' "$build/config.mak"))" || return
	figures=$("$measure" make -s -C "$work/build" -j "$cpus" 2>/dev/null)
	row "clean build at -j$cpus, wall over CPU / $cpus" \
		"$(echo "$figures" | awk -v n="$cpus" '{ printf "%.3f", $1 / ($2 / n) }')" x '<=' 1.15
	row "  wall" "$(echo "$figures" | awk '{ printf "%.1f", $1 / 1e6 }')" ' s'
	for i in 1 2 3 4 5; do
		"$measure" make -s -C "$work/build" 2>/dev/null
	done | awk '{ print $1 / 1e6 }' >"$work/no-op"
	row "make with nothing to do" "$(shown %.3f <"$work/no-op")" ' s' '<=' 0.3
}

bench_image()
{
	for image in "$build"/*/*/*.elf; do
		case $image in
		*/bench/*) continue ;;
		esac
		readelf -lW "$image" | awk -v name="${image#"$build"/}" '
		function number(hex,    i, n) {
			for (i = 3; i <= length(hex); i++)
				n = n * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1
			return n
		}
		$1 == "LOAD" { bytes += number($5) }
		END { printf "%.1f %s\n", bytes / 1024, name }'
	done | sort -n >"$work/sizes"
	row "image, PT_LOAD bytes in the file" "$(cut -d ' ' -f 1 "$work/sizes" | shown %.1f)" ' KiB'
	row "  the largest, $(tail -n 1 "$work/sizes" | cut -d ' ' -f 2)" \
		"$(tail -n 1 "$work/sizes" | cut -d ' ' -f 1)" ' KiB' '<=' 150
}

# Wall-clock measures mean little while others compute.
if [ -r /proc/loadavg ]; then
	read -r load _ </proc/loadavg
	echo "$load" | awk -v n="$cpus" '$1 > n / 4 {
		print "The machine is busy: load " $1 " on " n " CPUs. Times below suffer from it." }'
fi
for part in $parts; do
	[ ! -t 2 ] || echo "bench: $part ..." >&2
	case $part in
	batch)		bench_batch ;;
	processes)	bench_processes ;;
	boot)		bench_boot ;;
	suites)		bench_suites ;;
	console)	bench_console ;;
	build)		bench_build ;;
	image)		bench_image ;;
	*)	echo "bench.sh: unknown part '$part'" >&2; exit 2 ;;
	esac
done
exit 0

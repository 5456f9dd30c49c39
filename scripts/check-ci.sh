#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# check-ci.sh BUILD - run one job of .gitlab-ci.yml on this machine
#
# With the npm package gitlab-ci-local, installed below BUILD, as a shell job in a
# copy of what git knows of the tree. Where that cannot be done it is said and
# left out; in CI (the variable CI is set) it is a failure.

set -u
unset CDPATH MAKEFLAGS MFLAGS MAKELEVEL
package=gitlab-ci-local@4.61.1
job='suites: [x86_64,gcc]'

cannot()
{
	if [ -n "${CI:-}" ]; then
		echo "check-ci: failed: $*"
		exit 1
	fi
	echo "check-ci: left out: $*"
	exit 0
}

build=$1
top=$(cd -- "$(dirname -- "$0")/.." && pwd) || exit 2
tool=$build/ci/node_modules/.bin/gitlab-ci-local
cd "$top" || exit 2

git rev-parse --git-dir >/dev/null 2>&1 || cannot "this is not a git checkout"
command -v rsync >/dev/null || cannot "rsync is not installed"
if [ ! -x "$tool" ]; then
	command -v npm >/dev/null || cannot "npm is not installed"
	mkdir -p "$build/ci" || exit 2
	npm install --silent --no-audit --no-fund --no-save \
		--prefix "$build/ci" $package </dev/null ||
		cannot "npm could not install $package"
fi

# A clone of its own, with what is not committed yet on top.
copy=$build/ci/tree
rm -rf "$copy"
git clone --quiet --no-checkout "$top" "$copy" || exit 2
git ls-files -z --cached --others --exclude-standard |
	tar --null --ignore-failed-read -T - -cf - | tar -xf - -C "$copy" || exit 2
cd "$copy" || exit 2
exec "$tool" --force-shell-executor --home "$build/ci" --variable GROUP=quick \
	--no-color "$job" </dev/null

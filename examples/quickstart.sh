#!/bin/sh
# Builds attend and runs its main job on a real register: sh examples/quickstart.sh
set -eu
cd "$(dirname "$0")/.."
work=build/quickstart
mkdir -p "$work"
. .ci/need.sh

need "a C compiler and Python" cc=gcc /usr/include/stdlib.h=libc6-dev cmake=cmake make=make python3=python3
need "Python's own tools" '/usr/include/python3*/Python.h=python3-dev' '/usr/lib/python3*/ensurepip=python3-venv'

echo "Building attend ..."
venv "$work/venv" ./bindings/python
attend=$work/venv/bin/attend

show() { # prints a command as a person would type it, then runs it
    echo
    echo "\$ attend $*"
    "$attend" "$@"
}

data=examples/data/oea
echo
echo "A real register: 600 pupils, 20 school days, marks P and A ($data)."
show evaluate --policy $data/oea-tiers.json --policy $data/oea-attendance.json --policy $data/oea-codes.json --register $data/marks.csv --as-of 2022-01-28

data=examples/data/our-school
echo
echo "A small English school ($data): how many pupils each tier of its own policy holds, and why one of them is where she is."
show check $data/tiers.json --register $data/marks.csv --pupils $data/pupils.csv --facts $data/facts.csv --journal $data/journal.csv --calendar $data/calendar.json
show explain --policy gb-eng-foundations --register $data/marks.csv --pupils $data/pupils.csv --calendar $data/calendar.json --as-of 2025-10-10 --pupil hazel --item gb-eng-foundations

echo
echo "attend is installed in $work/venv: try  $attend --help"

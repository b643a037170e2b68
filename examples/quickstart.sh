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

data=examples/data/oea
echo
echo "A real register: 600 pupils, 20 school days, marks P and A ($data)."
echo "\$ attend evaluate --policy $data/oea-attendance.json --policy $data/oea-codes.json --register $data/marks.csv --as-of 2022-01-28"
"$attend" evaluate --policy "$data/oea-attendance.json" --policy "$data/oea-codes.json" --register "$data/marks.csv" --as-of 2022-01-28

echo
pupil=$(sed -n 2p "$data/marks.csv" | cut -d, -f1)
echo "\$ attend explain ... --pupil $pupil"
"$attend" explain --policy "$data/oea-attendance.json" --policy "$data/oea-codes.json" --register "$data/marks.csv" --as-of 2022-01-28 --pupil "$pupil"

echo
echo "attend is installed in $work/venv: try  $attend --help"

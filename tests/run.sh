#!/bin/sh
# Builds attend and runs every test: sh tests/run.sh
set -eu
cd "$(dirname "$0")/.."
root=$PWD
work=build/tests
mkdir -p "$work"
work=$root/$work
. .ci/need.sh

need "compilers and tools" cc=gcc g++=g++ /usr/include/stdlib.h=libc6-dev clang-14=clang-14 \
    cmake=cmake make=make pkg-config=pkg-config \
    /usr/include/cmocka.h=libcmocka-dev doxygen=doxygen valgrind=valgrind nm=binutils python3=python3
need "Python's own tools" '/usr/include/python3*/Python.h=python3-dev' '/usr/lib/python3*/ensurepip=python3-venv'

if [ "$(uname -m)" = x86_64 ]; then
    need "compilers for other machines, and their emulator" '/usr/lib/gcc/x86_64-linux-gnu/12/32=gcc-12-multilib' \
        s390x-linux-gnu-gcc=gcc-s390x-linux-gnu /usr/s390x-linux-gnu/include/stdio.h=libc6-dev-s390x-cross qemu-s390x=qemu-user
fi

jobs=$(nproc 2>/dev/null || echo 2)
step() { printf '\n== %s\n' "$1"; }
# build NAME CMAKE-ARGUMENT ...: configures and builds in $work/NAME, showing what was said only when it failed
build() {
    name=$1
    shift
    if ! { cmake -S "$root" -B "$work/$name" -DATTEND_WERROR=ON "$@" && cmake --build "$work/$name" -j "$jobs"; } >"$work/$name.log" 2>&1; then
        tail -n 60 "$work/$name.log"
        echo "The build '$name' failed."
        exit 1
    fi
}

step "gcc, release"
build gcc -DCMAKE_C_COMPILER=gcc -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX="$work/installed" -DATTEND_DOCS=ON
ctest --test-dir "$work/gcc" --output-on-failure -j "$jobs"

step "gcc, AddressSanitizer and UndefinedBehaviorSanitizer"
build sanitized -DCMAKE_C_COMPILER=gcc -DCMAKE_BUILD_TYPE=Debug -DATTEND_SANITIZE=ON
ctest --test-dir "$work/sanitized" --output-on-failure -j "$jobs"

step "clang, debug"
build clang -DCMAKE_C_COMPILER=clang-14 -DCMAKE_BUILD_TYPE=Debug
ctest --test-dir "$work/clang" --output-on-failure -j "$jobs"

step "valgrind"
for program in examples/example_one_pupil examples/example_whole_school tests/test_engine tests/test_register \
    tests/test_calendar_load tests/test_canonical tests/test_set tests/test_vectors; do
    if ! valgrind --quiet --error-exitcode=9 --leak-check=full "$work/gcc/$program" >"$work/valgrind.log" 2>&1; then
        tail -n 40 "$work/valgrind.log"
        echo "$program: valgrind found something."
        exit 1
    fi
    echo "${program#*/}: no error, no leak"
done

if [ "$(uname -m)" = x86_64 ]; then
    step "a 32-bit and a big-endian machine"
    sh tests/portability/run.sh "$work/gcc"
fi

step "the Python package, in a clean virtual environment"
rm -rf "$work/venv"
venv "$work/venv" "./bindings/python[test]"

step "Python, the reference, documents, structure, docs and consumers"
rm -rf "$work/installed"
cmake --install "$work/gcc" >"$work/install.log"
ATTEND_BUILD="$work/gcc" ATTEND_INSTALLED="$work/installed" PATH="$work/venv/bin:$PATH" \
    "$work/venv/bin/python" -W error::SyntaxWarning -m pytest -p no:cacheprovider bindings/python/tests tests

step "types"
"$work/venv/bin/mypy" --strict --no-incremental bindings/python/attend tests/reference/attend_reference

echo
echo "All tests passed."

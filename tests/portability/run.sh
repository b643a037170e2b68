#!/bin/sh
# The same bytes on every machine: sh tests/portability/run.sh BUILD-DIRECTORY (of a native build), called by tests/run.sh
set -eu
cd "$(dirname "$0")/../.."
build=$1
out=$build/portability
mkdir -p "$out"
# The library's sources by the list that the build uses, and the bundled documents that it generated.
sources=$(sed -n '/^set(ATTEND_SOURCES/,/^)/s#^  \(.*\.c\)$#src/\1#p' src/CMakeLists.txt)

compile() { # NAME COMPILER FLAG ...: without -g, to be quick
    name=$1
    shift
    # shellcheck disable=SC2086
    "$@" -std=c11 -O1 -Iinclude -Isrc tests/portability/everything.c $sources "$build/src/packs_data.c" -o "$out/$name"
}
compile native gcc
compile 32-bit gcc -m32
compile big-endian s390x-linux-gnu-gcc -static

"$out/native" >"$out/native.txt"
"$out/32-bit" >"$out/32-bit.txt"
qemu-s390x "$out/big-endian" >"$out/big-endian.txt"
for machine in 32-bit big-endian; do
    cmp "$out/native.txt" "$out/$machine.txt"
    echo "$machine: the same $(wc -c <"$out/native.txt") bytes"
done

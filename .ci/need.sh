# Sourced: makes sure that programs are there. On Debian, as root, it installs what is missing; elsewhere it says what is.
# usage: need "reason" command-or-file=package ...

need() {
    reason=$1
    shift
    missing=
    for pair in "$@"; do
        thing=${pair%%=*}
        case $thing in
        /*) ls -d $thing >/dev/null 2>&1 && continue ;; # unquoted: it may be a pattern
        *) command -v "$thing" >/dev/null 2>&1 && continue ;;
        esac
        missing="$missing ${pair#*=}"
    done
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
        echo "Missing $reason:$missing. Install them (Debian: apt-get install$missing) and run this again." >&2
        exit 1
    fi
    echo "Installing $reason:$missing"
    # shellcheck disable=SC2086
    if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing; } >"$work/apt.log" 2>&1; then
        tail -n 20 "$work/apt.log" >&2
        echo "These packages could not be installed:$missing" >&2
        exit 1
    fi
}

# A virtual environment with the Python package built from this tree: venv DIRECTORY REQUIREMENT ...
venv() {
    directory=$1
    shift
    [ -x "$directory/bin/python" ] || "$python" -m venv "$directory"
    if ! "$directory/bin/python" -m pip install --quiet --disable-pip-version-check "$@" >"$work/pip.log" 2>&1; then
        tail -n 40 "$work/pip.log" >&2
        echo "The Python package could not be built: see above." >&2
        exit 1
    fi
}

# Debian's own Python where there is one: it has the headers that the packages above install.
if [ -x /usr/bin/python3 ]; then python=/usr/bin/python3; else python=python3; fi

#!/bin/sh
# Makes the virtual environment from the lock: tools/setup.sh [DIRECTORY] (default .venv).
# Uses uv when it is there and plain pip when not. What is missing is said in one line; the rest is in the log.
set -u

venv=${1:-.venv}
lock=requirements-dev.txt
log=$venv/setup.log
needed='import sys; sys.exit(sys.version_info < (3, 11))'

stop() {
    echo "setup: $*" >&2
    exit 1
}

find_python() {
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
        if "$candidate" -c "$needed" >/dev/null 2>&1; then
            command -v "$candidate"
            return
        fi
    done
}

works() {
    [ -x "$venv/bin/python" ] && "$venv/bin/python" -c "$needed" >/dev/null 2>&1
}

# A directory that is there already is kept (packages are only brought up to date) unless its Python is gone or too old.
make_with_uv() {
    works || uv venv --quiet --clear --python "${python:->=3.11}" "$venv" 2>/dev/null
}

make_with_venv() {
    works && "$venv/bin/python" -m pip --version >/dev/null 2>&1 && return
    [ -n "$python" ] || stop "Python 3.11 or newer is needed and was not found (set PYTHON=/path/to/python if it is installed)."
    "$python" -c 'import ensurepip, venv' >/dev/null 2>&1 ||
        stop "the venv module of $python is missing (Debian and Ubuntu: apt install python3-venv)."
    "$python" -m venv --clear "$venv" || stop "$python could not make a virtual environment in $venv."
}

install_with_uv() {
    command -v uv >/dev/null 2>&1 && make_with_uv || return
    {
        uv pip install --python "$venv/bin/python" --require-hashes -r "$lock" &&
            uv pip install --python "$venv/bin/python" --no-deps --no-build-isolation -e .
    } >"$log" 2>&1
}

install_with_pip() {
    make_with_venv
    {
        "$venv/bin/python" -m pip install --require-hashes -r "$lock" &&
            "$venv/bin/python" -m pip install --no-deps --no-build-isolation -e .
    } >"$log" 2>&1
}

explain() {
    if grep -qiE 'connection|resolve|timed out|timeout|unreachable|dns|from versions: none|failed to fetch' "$log"; then
        stop "the packages could not be fetched; is the package registry reachable? (pip's and uv's own settings apply; see $log)"
    fi
    stop "the packages could not be installed: $(grep -i error "$log" | tail -n 1) (see $log)"
}

python=$(find_python)
if works; then
    echo "setup: bringing $venv up to date …"
else
    echo "setup: making $venv from $lock (a minute or two the first time) …"
fi
# A machine may have told only pip where its registry is, so pip is tried when uv fails.
install_with_uv || install_with_pip || explain
# Not left to the first start, for which somebody is waiting.
"$venv/bin/python" -m compileall -q console db screens seed_data workflows
echo "setup: done."

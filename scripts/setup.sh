#!/usr/bin/env bash
# Makes the machine ready: system packages where it may, the virtual environment always.
#
#   scripts/setup.sh run     what the server and its printing need
#   scripts/setup.sh test    the same, and what the tests and checks need
#
# A second run finds everything in place and ends at once. Without root and without
# sudo it says which packages to ask for and goes on with what is there.
set -euo pipefail
cd "$(dirname "$0")/.."

mode=${1:-run}
venv=.venv
python_packages=(python3 python3-venv)
printing_packages=(
    libpango-1.0-0 libpangoft2-1.0-0 # WeasyPrint draws with them
    libharfbuzz-subset0              # without it a page of Chinese costs 7.5 s, not 0.3 s
    fontconfig fonts-noto-cjk        # the faces of the official tables
    fonts-arphic-gkai00mp            # the regular script in which people sign
    fonts-hanazono                   # rare characters in names
)
test_packages=(
    chromium              # the browser tests drive it
    postgresql            # the store's tests run on both databases
    redis-server          # the queue's tests
    poppler-utils procps  # looking at printed pages and at memory
)

say() { printf '%s\n' "$*" >&2; }

missing_packages() {
    local package
    for package in "$@"; do
        # one name may be answered for several architectures
        dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null |
            grep -qx installed || printf '%s\n' "$package"
    done
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

may_be_root() {
    [ "$(id -u)" -eq 0 ] && return 0
    command -v sudo >/dev/null || return 1
    # asking for the password is possible only where somebody can type it
    sudo -n true 2>/dev/null || { [ -t 0 ] && [ -t 2 ] && sudo -v; }
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends "$@" >&2
}

apt_knows() {
    apt-cache show "$@" >/dev/null 2>&1
}

install_packages() {
    say "Installing system packages: $*"
    if apt_knows "$@" && apt_install "$@"; then
        return 0
    fi
    as_root apt-get update -q >&2 && apt_install "$@"
}

ask_for() {
    say ""
    say "These system packages are missing, and this account may not install them:"
    say "    $*"
    say "Ask the machine's administrator to run:"
    say "    apt-get install --no-install-recommends $*"
}

# Whatever $1 is for works less well without the packages that follow; say so and go on.
want_packages() {
    local purpose=$1
    shift
    local -a missing
    command -v dpkg-query >/dev/null || {
        say "This is no Debian machine; $purpose needs what Debian calls: $*"
        return 0
    }
    mapfile -t missing < <(missing_packages "$@")
    [ "${#missing[@]}" -eq 0 ] && return 0
    if may_be_root; then
        install_packages "${missing[@]}" && return 0
        say "The packages could not be installed: ${missing[*]}"
    else
        ask_for "${missing[@]}"
    fi
    say "Until then $purpose will be poor or fail; everything else works."
    say ""
}

usable_python() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
        2>/dev/null
}

find_python() {
    local candidate
    for candidate in ${PYTHON:+"$PYTHON"} python3 /usr/bin/python3 \
        python3.11 python3.12 python3.13 python3.14; do
        if command -v "$candidate" >/dev/null && usable_python "$candidate"; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

need_python() {
    find_python && return 0
    if command -v apt-get >/dev/null && may_be_root; then
        install_packages "${python_packages[@]}" && find_python && return 0
        say "No Python 3.11 or newer with its venv module could be installed."
    else
        ask_for "${python_packages[@]}"
        say "Nothing works without them: Python 3.11 or newer, with its venv module."
    fi
    return 1
}

digest() {
    cat pyproject.toml scripts/setup.sh | sha256sum | cut -d ' ' -f 1
}

make_venv() {
    local python=$1
    [ -x "$venv/bin/python" ] && "$venv/bin/python" -c 'import pip' 2>/dev/null && return 0
    say "Making the virtual environment in $venv with $python"
    "$python" -m venv --clear "$venv"
}

install_project() {
    local stamp="$venv/.installed-$1" now
    shift
    now=$(digest)
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$now" ] && return 0
    say "Installing gridflow into $venv"
    # reading the dependency group needs pip 25.1
    "$venv/bin/python" -m pip install -q --disable-pip-version-check 'pip>=25.1'
    "$venv/bin/python" -m pip install -q --disable-pip-version-check "$@"
    printf '%s\n' "$now" >"$stamp"
}

case $mode in
run | test) ;;
*)
    say "usage: scripts/setup.sh run|test"
    exit 2
    ;;
esac

if [ ! -x "$venv/bin/python" ]; then
    python=$(need_python)
    make_venv "$python"
fi
want_packages "printing" "${printing_packages[@]}"
install_project run -e '.[postgresql]'
if [ "$mode" = test ]; then
    want_packages "the browser, PostgreSQL and Redis part of the tests" \
        "${test_packages[@]}"
    install_project test -e '.[postgresql]' --group dev
fi

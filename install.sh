#!/usr/bin/env bash
# Sets the appliance up on Debian 12 or newer. Safe to run again; interrupted, it goes on.
# Everything lies inside functions and the last line calls main: a truncated copy does nothing.

usage() {
    cat <<'TEXT'
Usage: ./install.sh run                 try it here: build, fetch models, load the demo yard, start
       ./install.sh test [PYTEST ARGS]  the same set-up with the test tools, then every check
       sudo ./install.sh                install it as this box's service
       ./install.sh --help

run and test need no root when the Debian packages are there; as root they install them.
PYTHON names the interpreter (3.11 or newer), APPLIANCE_DATA_DIR the data folder.
TEXT
}

RUN_PACKAGES=(
    ca-certificates python3-venv build-essential libportaudio2 fonts-liberation fonts-dejavu-core
)
TEST_PACKAGES=(
    flite espeak-ng sox pulseaudio pulseaudio-utils libasound2-plugins chromium iproute2
    baresip-core sip-tester kamailio poppler-utils zbar-tools
)
SERVICE_PACKAGES=(passwd kamailio)

say() { printf '\n==> %s\n' "$*"; }

fail() {
    printf 'install.sh: %s\n' "$*" >&2
    exit 1
}

is_root() { [ "$(id -u)" -eq 0 ]; }

# Debian packages that are named and not installed, one a line.
missing_packages() {
    local name
    for name in "$@"; do
        dpkg-query -W -f='${db:Status-Status}\n' "$name" 2>/dev/null | grep -qx installed ||
            printf '%s\n' "$name"
    done
}

# Debian starts kamailio as a service of its own, on the port where ours will answer.
mask_kamailio() {
    local unit=/etc/systemd/system/kamailio.service
    if is_root && [ -n "$(missing_packages kamailio)" ] && [ ! -e "$unit" ]; then
        mkdir -p "${unit%/*}"
        ln -sf /dev/null "$unit"
    fi
}

need_packages() {
    command -v dpkg-query >/dev/null || fail "this is not Debian: dpkg-query is not there."
    local missing
    mapfile -t missing < <(missing_packages "$@")
    [ "${#missing[@]}" -gt 0 ] || return 0
    if ! is_root; then
        fail "missing Debian packages. Run: sudo apt-get install --no-install-recommends ${missing[*]}"
    fi
    say "Debian packages: ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq || fail "apt-get update failed; is the network there?"
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
        fail "apt-get could not install: ${missing[*]}"
}

# The interpreter to build with: $PYTHON, else Debian's own, else the first that is new enough.
find_python() {
    local candidate
    for candidate in "${PYTHON:-}" /usr/bin/python3 python3 python3.13 python3.12 python3.11; do
        [ -n "$candidate" ] || continue
        if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
            2>/dev/null; then
            command -v "$candidate"
            return 0
        fi
        [ "$candidate" != "${PYTHON:-}" ] ||
            fail "PYTHON=$PYTHON is not Python 3.11 or newer with venv."
    done
    fail "Python 3.11 or newer with venv is not there; Debian 12 has it as python3-venv."
}

# build_venv FOLDER LOCK...: FOLDER/.venv with exactly what the last LOCK lists, and the package.
# The stamp names what it was built from, so that a second run costs nothing.
build_venv() {
    local folder=$1 lock python stamp want
    shift
    lock="$folder/${*: -1}"
    python=$(find_python)
    want=$("$python" -c 'import sys; print(sys.version)' |
        cat - "$folder/pyproject.toml" "${@/#/$folder/}" | sha256sum)
    stamp="$folder/.venv/.built-from-$(basename "$lock")"
    if [ "$(cat "$stamp" 2>/dev/null)" = "$want" ] && [ -x "$folder/.venv/bin/appliance" ]; then
        return 0
    fi
    say "Python packages into $folder/.venv (the first time takes minutes: one is compiled)"
    if ! "$folder/.venv/bin/python" -m pip --version >/dev/null 2>&1 ||
        [ "$(cat "$folder/.venv/.python" 2>/dev/null)" != "$python" ]; then
        "$python" -m venv --clear "$folder/.venv"
        printf '%s\n' "$python" >"$folder/.venv/.python"
    fi
    local pip=("$folder/.venv/bin/python" -m pip install --quiet --disable-pip-version-check)
    local log=$folder/.venv/install.log
    # The locked pip first: older ones do not reuse what they compiled when hashes are asked for.
    awk '/^pip==/ { take = 1 } take { print } take && !/\\$/ { exit }' "$lock" >"$folder/.venv/pip.lock"
    # llama.cpp is compiled without its image models.
    export CMAKE_BUILD_PARALLEL_LEVEL=${CMAKE_BUILD_PARALLEL_LEVEL:-$(nproc)}
    export CMAKE_ARGS=${CMAKE_ARGS:--DLLAVA_BUILD=OFF}
    {
        "${pip[@]}" --require-hashes -r "$folder/.venv/pip.lock" &&
            "${pip[@]}" --require-hashes -r "$lock" &&
            "${pip[@]}" --no-deps --no-build-isolation --editable "$folder"
    } >"$log" 2>&1 || {
        tail -n 20 "$log" >&2
        fail "the Python packages could not be installed (all of it: $log); run the same command again to go on."
    }
    printf '%s\n' "$want" >"$stamp"
}

# Stamps are looked at from the fuller one: what the tests need is enough to run.
set_up_to_run() {
    need_packages "${RUN_PACKAGES[@]}"
    if [ -e "$HERE/.venv/.built-from-requirements-test.lock" ]; then
        build_venv "$HERE" requirements.lock requirements-test.lock
    else
        build_venv "$HERE" requirements.lock
    fi
    fetch_models
}

fetch_models() {
    "$HERE/.venv/bin/appliance" models fetch
}

run_here() {
    set_up_to_run
    local data=${APPLIANCE_DATA_DIR:-$HERE/var}
    export APPLIANCE_DATA_DIR=$data
    if [ ! -e "$data/.demo-loaded" ]; then
        say "The demo yard into $data"
        "$HERE/.venv/bin/appliance" demo load
        touch "$data/.demo-loaded"
    fi
    exec "$HERE/.venv/bin/appliance" serve "$@"
}

# Runs one check of ./install.sh test and remembers whether it failed.
check() {
    local name=$1 begun=$SECONDS
    shift
    say "$name"
    if "$@"; then
        printf '%s: passed in %s s\n' "$name" "$((SECONDS - begun))"
    else
        printf '%s: FAILED after %s s\n' "$name" "$((SECONDS - begun))"
        FAILED_CHECKS+=("$name")
    fi
}

test_here() {
    mask_kamailio
    need_packages "${RUN_PACKAGES[@]}" "${TEST_PACKAGES[@]}"
    build_venv "$HERE" requirements.lock requirements-test.lock
    fetch_models
    local bin=$HERE/.venv/bin
    FAILED_CHECKS=()
    cd "$HERE"
    export PATH=$bin:$PATH
    unset APPLIANCE_DATA_DIR
    check "ruff" "$bin/ruff" check .
    check "ruff format" "$bin/ruff" format --check .
    check "mypy" "$bin/mypy"
    check "import-linter" "$bin/lint-imports"
    check "pytest" "$bin/python" -m pytest "$@"
    if [ "${#FAILED_CHECKS[@]}" -gt 0 ]; then
        fail "failed: ${FAILED_CHECKS[*]}"
    fi
    say "Every check passed in $SECONDS s"
}

PREFIX=/opt/appliance
DATA=/var/lib/appliance
UNIT=/etc/systemd/system/appliance.service

install_service() {
    is_root || fail "installing the service needs root: sudo ./install.sh (to try it: ./install.sh run)"
    mask_kamailio
    need_packages "${RUN_PACKAGES[@]}" "${SERVICE_PACKAGES[@]}"
    local version release
    version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' "$HERE/appliance/__init__.py")
    [ -n "$version" ] || fail "appliance/__init__.py names no version."
    release=$PREFIX/releases/$version

    say "System user and data folder"
    id appliance >/dev/null 2>&1 ||
        useradd --system --user-group --home-dir "$DATA" --shell /usr/sbin/nologin appliance
    getent group audio >/dev/null && usermod --append --groups audio appliance
    install -d -m 0750 -o appliance -g appliance "$DATA"

    say "Release $version into $release"
    copy_release "$release"
    build_venv "$release" requirements.lock
    # The service cannot write here, so that what it imports is compiled now.
    "$release/.venv/bin/python" -m compileall -q "$release/appliance"
    link_current "$version"
    write_command

    say "Models into $DATA/models"
    local from=()
    [ -d "$HERE/models/store" ] && from=(--from "$HERE/models/store")
    # As root, who can read the checkout wherever it lies.
    "$release/.venv/bin/appliance" models fetch --data-dir "$DATA" "${from[@]}"
    chown -R appliance:appliance "$DATA/models"

    say "Settings and first administrator"
    /usr/local/bin/appliance config init
    # Kamailio answers the phones; an administrator's own choice in the file stays.
    sed -i 's/^# front = "none" .*/front = "kamailio"/' "$DATA/appliance.toml"
    # So do the addresses of the pages: the network gets them over TLS, the plain port leads there.
    sed -i -e 's/^# host = "127.0.0.1" .*/host = "0.0.0.0"/' \
        -e 's/^# enabled = false .*HTTPS.*/enabled = true/' "$DATA/appliance.toml"
    /usr/local/bin/appliance config check
    /usr/local/bin/appliance tls renew

    say "Service"
    install -m 0644 "$release/systemd/appliance.service" "$UNIT"
    if [ -d /run/systemd/system ]; then
        systemctl daemon-reload
        systemctl enable appliance.service
        systemctl restart appliance.service
        echo "Started. Its log: journalctl -u appliance, and $DATA/log."
    else
        systemctl enable appliance.service 2>/dev/null || true
        echo "systemd does not run here: the unit is in $UNIT and starts with it."
        echo "By hand: appliance serve"
    fi
    echo "The pages: https://$(hostname -s).local:8443/ ; how tablets come to trust them:"
    echo "http://$(hostname -s).local:8080/trust"
    echo "The first administrator's one-time password is printed at the first start,"
    echo "and stands in $DATA/secrets/first-admin-password until it is changed."
}

# The files of a release, copied beside their place and moved into it in one step.
copy_release() {
    local release=$1 draft=$1.new name
    rm -rf "$draft"
    install -d -m 0755 "$draft/models"
    for name in appliance web systemd docs pyproject.toml requirements.lock install.sh README.md LICENSE; do
        [ ! -e "$HERE/$name" ] || cp -r "$HERE/$name" "$draft/$name"
    done
    cp "$HERE/models/manifest.toml" "$HERE/models/README.md" "$draft/models/"
    find "$draft" -name __pycache__ -prune -exec rm -rf {} +
    if [ -d "$release/.venv" ]; then
        mv "$release/.venv" "$draft/.venv"
    fi
    rm -rf "$release"
    mv -T "$draft" "$release"
    chmod -R go=rX "$release"
}

link_current() {
    ln -sfn "releases/$1" "$PREFIX/current.new"
    mv -T "$PREFIX/current.new" "$PREFIX/current"
}

# `appliance` for everyone on the box; root drops to the service's user, whose files these are.
write_command() {
    cat >/usr/local/bin/appliance.new <<'TEXT'
#!/bin/sh
if [ "$(id -u)" -eq 0 ]; then
    cd / && exec runuser -u appliance -- /opt/appliance/current/.venv/bin/appliance "$@"
fi
exec /opt/appliance/current/.venv/bin/appliance "$@"
TEXT
    chmod 0755 /usr/local/bin/appliance.new
    mv -T /usr/local/bin/appliance.new /usr/local/bin/appliance
}

main() {
    set -euo pipefail
    HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
    case "${1-}" in
        run)
            shift
            run_here "$@"
            ;;
        test)
            shift
            test_here "$@"
            ;;
        "") install_service ;;
        -h | --help | help) usage ;;
        *)
            usage >&2
            exit 2
            ;;
    esac
}

main "$@"

# shellcheck shell=bash
# What the scripts share: how they speak, install and run a command. Sourced, never run.

# Says something beside the output of the command at work.
note() { printf '%s\n' "${0##*/}: $*" >&2; }

die() {
    note "$*"
    exit 1
}

# Installs Debian packages where that is allowed: as root, on a system with apt.
apt_install() {
    [[ $EUID -eq 0 ]] && command -v apt-get >/dev/null || return 1
    note "installing $*"
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y "$@"; } >&2
}

# Runs an external command to its end and returns its status. The command leads a process group of its
# own, so a signal sent to this script reaches all of it, and the script goes on only once it has ended.
# At a terminal it stays in the foreground instead, so that it can read from it.
supervise() {
    local child status signal
    if [[ -t 0 ]]; then
        "$@"
        return
    fi
    set -m
    "$@" <&0 &
    child=$!
    set +m
    for signal in HUP INT TERM; do
        # shellcheck disable=SC2064 # the process is known now, and `child` is gone later
        trap "kill -s $signal -- -$child 2>/dev/null || true" "$signal"
    done
    while :; do
        wait "$child" && status=0 || status=$?
        kill -0 "$child" 2>/dev/null || break # otherwise only a signal ended the waiting
    done
    trap - HUP INT TERM
    return "$status"
}

# Sets CHROMIUM to a browser, unless it names one.
need_chromium() {
    local name
    for name in chromium chromium-browser google-chrome; do
        CHROMIUM=${CHROMIUM:-$(command -v "$name" || true)}
    done
    if [[ -z $CHROMIUM ]]; then
        apt_install chromium || die "Chromium is missing; install it, on Debian: sudo apt-get install chromium"
        CHROMIUM=$(command -v chromium)
    fi
    export CHROMIUM
}

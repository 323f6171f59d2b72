# shellcheck shell=bash
# Functions that the scripts share: messages, installing packages, running a command. Sourced, never run.

# Prints a message to standard error.
note() { printf '%s\n' "${0##*/}: $*" >&2; }

die() {
    note "$*"
    exit 1
}

# Installs Debian packages, if the script runs as root on a system with apt.
apt_install() {
    [[ $EUID -eq 0 ]] && command -v apt-get >/dev/null || return 1
    note "installing $*"
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y "$@"; } >&2
}

# Runs an external command and returns its exit status. The command leads a process group of its own: a signal
# to this script is forwarded to the whole group, and the script continues only after the command has ended. At
# a terminal the command stays in the foreground instead, so that it can read from the terminal.
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
        # shellcheck disable=SC2064 # expand $child now; it is out of scope when the signal arrives
        trap "kill -s $signal -- -$child 2>/dev/null || true" "$signal"
    done
    while :; do
        wait "$child" && status=0 || status=$?
        kill -0 "$child" 2>/dev/null || break # still alive: a signal interrupted `wait`
    done
    trap - HUP INT TERM
    return "$status"
}

# Sets CHROMIUM to the path of a browser, unless it is set already.
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

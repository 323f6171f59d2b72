# Functions that install Node.js and npm packages. Sourced, after common.sh.
# shellcheck shell=bash

readonly OLDEST_NODE=20

# Checks that Node.js and npm are installed, and installs them if that is possible.
need_node() {
    has_node || { apt_install nodejs npm && has_node; } ||
        die "Node.js $OLDEST_NODE or newer with npm is missing; install it, on Debian and Ubuntu: sudo apt-get install nodejs npm"
}

has_node() {
    command -v npm >/dev/null && node -e "process.exit(process.versions.node.split('.')[0] >= $OLDEST_NODE ? 0 : 1)" 2>/dev/null
}

# Installs the packages of a folder's lock file, unless they are installed already.
need_modules() {
    local folder=$1
    cmp -s "$folder/package-lock.json" "$folder/node_modules/.installed-lock" && return
    npm ci --prefix "$folder" --no-audit --no-fund --loglevel=error
    cp "$folder/package-lock.json" "$folder/node_modules/.installed-lock"
}

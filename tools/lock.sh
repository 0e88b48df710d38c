#!/bin/sh
# Write requirements.lock and requirements-dev.lock from pyproject.toml: exact versions and hashes, and no line that
# says where packages come from.
set -eu
compile() {
    lock=$1
    shift
    .venv/bin/pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe --no-header --no-annotate \
        --output-file "$lock" "$@" pyproject.toml
    kept=$(sed -e '/^--/d' -e '/./,$!d' "$lock")
    printf '%s\n' "$kept" >"$lock"
}
compile requirements.lock
compile requirements-dev.lock --extra dev --constraint requirements.lock

#!/bin/sh
# Write requirements.lock and requirements-dev.lock from pyproject.toml: exact versions, hashes, no index address.
set -eu
compile() {
    .venv/bin/pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe --no-header --no-annotate \
        --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options "$@" pyproject.toml
}
compile --output-file requirements.lock
compile --extra dev --constraint requirements.lock --output-file requirements-dev.lock

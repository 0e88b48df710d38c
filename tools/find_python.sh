#!/bin/sh
# Print a Python of 3.12 or newer that can make virtual environments; otherwise say what to install and fail.
# Order: pyenv's and uv's choice by .python-version, then anything on the path, then pyenv's other versions.

fits() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1
}

for name in python3 python python3.12 python3.13 python3.14 \
    "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[2-9]*/bin/python3 \
    "$HOME"/.local/share/uv/python/*/bin/python3; do
    if fits "$name"; then
        "$name" -c 'import sys; print(sys.executable)'
        exit 0
    fi
done
echo "Watchfloor needs Python 3.12 or newer with venv: install it (Debian and Ubuntu: apt install python3.12 python3.12-venv; macOS: brew install python@3.12; or: pyenv install 3.12) and run this again." >&2
exit 1

# make demo: set everything up and show the main job.   make test: set everything up and run the tests.
.PHONY: help demo test run datasette check crash kills load chaos operating train lock clean

VENV := .venv
BIN := $(VENV)/bin

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*## /: /'

$(VENV)/bin/pip:
	@python="$$(sh tools/find_python.sh)" && echo "Making $(VENV) with $$python" && "$$python" -m venv $(VENV)

$(VENV)/installed: $(VENV)/bin/pip requirements.lock pyproject.toml
	@echo "Installing the locked packages (once; a minute or two)"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@PYTHONWARNINGS=ignore $(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements-dev.lock
	@echo "Installing the locked development packages"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

demo: $(VENV)/installed  ## index the sample reports, answer five questions, then chat
	@$(BIN)/watchfloor demo

run: $(VENV)/installed  ## the Telegram bot (needs TELEGRAM_BOT_TOKEN)
	@$(BIN)/watchfloor run

datasette: $(VENV)/installed-dev  ## the index of WATCHFLOOR_DATABASE in a browser, read-only, with a map
	@$(BIN)/watchfloor datasette

test: $(VENV)/installed-dev  ## the tests, on all cores, and the slowest ten
	@$(BIN)/python -m pytest --numprocesses auto --dist worksteal --durations 10

check: $(VENV)/installed-dev  ## lint, types and the layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

crash: $(VENV)/installed-dev  ## kill ingest, import and migration 210 times, and look for what is lost
	@$(BIN)/python -m tests.ingestion.crashing 210

kills: $(VENV)/installed-dev  ## kill the bot in mid-send, mid-post and mid-read more often than the tests do
	@FULL_KILLS=1 $(BIN)/python -m pytest tests/bot/test_killed.py tests/bot/test_killed_alerts.py tests/bot/test_killed_hooks.py tests/bot/test_killed_reading.py

load: $(VENV)/installed-dev  ## 10,000 updates from 500 chats with faults: nothing lost, nothing repeated (WAY=--webhook: brought)
	@$(BIN)/python -m tests.bot.load $(WAY) 2>/dev/null

chaos: $(VENV)/installed-dev  ## 22 virtual minutes of kills, refusals, cut lines, a full disk and a wrong clock (some minutes)
	@$(BIN)/python -m tests.bot.chaos 22

operating: $(VENV)/installed-dev  ## carry out the Dockerfile without an engine and run the bot in it (Linux, as root; some minutes)
	@$(BIN)/python -m pytest tests/operating/image.py

train: $(VENV)/installed  ## train the reader anew from the corpus (under an hour on two cores)
	@$(BIN)/python -m training.examples training/corpus training/held --tables tests/extraction/cases --out build/examples
	@test -x .venv-train/bin/pip || "$$(sh tools/find_python.sh)" -m venv .venv-train
	@.venv-train/bin/pip install --quiet --disable-pip-version-check --editable ".[train]"
	@.venv-train/bin/python -m training.train build/examples --out build/reader
	@.venv-train/bin/python -m training.export build/reader --into extraction/reader

lock: $(VENV)/installed-dev  ## write the lock files anew from pyproject.toml
	sh tools/lock.sh

clean:  ## remove what the targets made
	rm -rf $(VENV) .venv-train build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

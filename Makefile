# The two commands are `make publish` and `make test`; `make help` lists the rest.
.DEFAULT_GOAL := help
.PHONY: help publish preview test quick check lint types crash soak soak-post wheel lock pictures clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PYTEST_FLAGS ?=
WORKERS ?= 4
N ?= 200
QUICK := $(addprefix --ignore=tests/,browser faults reader service web)

help: ## say what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

publish: $(VENV)/run ## turn the pages of seeds/ into feeds, a site and a letter in output/
	@$(BIN)/feedpub publish || [ $$? = 1 ] # 1: some files are spoiled, and named; the others go into the letter
	@$(BIN)/feedpub digest --last-run

preview: $(VENV)/run ## serve output/site on this machine
	@$(BIN)/feedpub preview

test: debian check ## run every check and test, with real servers, a real reader and a real browser
	$(BIN)/pytest -n $(WORKERS) --dist worksteal $(PYTEST_FLAGS)

quick: $(VENV)/dev ## run the tests that need no server, browser, cluster or process of ours
	$(BIN)/pytest -n 2 -m "not (program or browser or reader or postgresql or dask)" $(QUICK) $(PYTEST_FLAGS)

check: lint types

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev
	$(BIN)/mypy

crash: debian $(VENV)/dev ## kill, fill the disk or break it at every effect of every command, and compare (two hours)
	$(BIN)/python -m tests.faults.crash

soak: debian $(VENV)/dev ## kill the running service N=200 times at random while files come and go, and compare
	$(BIN)/python -m tests.faults.soak --kills $(N)

soak-post: debian $(VENV)/dev ## kill a sender of letters N=200 times in mid-sending, and count what arrived
	$(BIN)/python -m tests.faults.soak_sending --kills $(N)

wheel: $(VENV)/run ## build the wheel into dist/
	$(BIN)/python -m hatchling build -t wheel

pictures: $(VENV)/dev ## take the README's pictures from the real output again
	$(BIN)/python scripts/take_pictures.py

lock: ## choose the newest versions of all packages (needs uv)
	for part in build run dev; do scripts/lock $$part; done

clean: ## remove what was installed and made; the archive in .feedpub/ stays
	rm -rf $(VENV) dist output/site output/outbox

.PHONY: debian
debian:
	@scripts/debian_packages

# The marks say what the environment holds: each lock file is installed once, checked against its hashes.
$(VENV)/run: requirements/build.lock requirements/run.lock pyproject.toml
	@echo "Setting up $(VENV), which is done once and takes about twenty seconds ..."
	@scripts/make_venv $(PYTHON) $(VENV)
	@$(PIP) install --require-hashes -r requirements/build.lock
	@$(PIP) install --require-hashes --no-build-isolation -r requirements/run.lock
	@$(PIP) install --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/dev: $(VENV)/run requirements/dev.lock
	@$(PIP) install --require-hashes --no-build-isolation -r requirements/dev.lock
	@touch $@

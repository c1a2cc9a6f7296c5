# `make run` serves, `make test` checks everything. Both make what they need, from a fresh clone with Python and Node.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
# The tests start some hundred processes: without compiled files beside the sources each compiles all of them anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test lint lint-python lint-types lint-frontend ready unit pytest pytest-browser pytest-others soak bench lock clean
.DELETE_ON_ERROR:

run: $(VENV)/.installed web/static/dist/manifest.json
	$(BIN)/tongban serve --port $(PORT) --demonstration

# What is installed, checked and built first runs side by side: each has use for one core.
test:
	$(MAKE) --jobs=2 lint ready
	$(MAKE) pytest

lint: lint-types lint-frontend lint-python

unit: ready
	$(MAKE) pytest

lint-python: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djangofmt --check --quiet web
	$(BIN)/djangofmt check --quiet web
	$(BIN)/lint-imports

lint-types: $(VENV)/.installed-dev
	$(BIN)/mypy

lint-frontend: frontend/node_modules/.installed
	cd frontend && npm run --silent lint

# Unpacks the browser too, for which all workers would wait.
ready: $(VENV)/.installed-dev web/static/dist/manifest.json
	cd frontend && npm run --silent test
	$(BIN)/python -c "from tests.web.browser import chromium; chromium()"

# Five workers for two cores: a test also waits, for a lock, a browser, a process that it starts. Whoever has
# nothing left takes over what others have not begun (`worksteal`).
# Browsers run by themselves: one keeps an event loop running in the process, and workers start one of their own.
# They wait most of their time, so the others run meanwhile and step back when a browser is at work.
pytest:
	$(MAKE) --jobs=2 pytest-browser pytest-others

pytest-browser:
	$(BIN)/python -m pytest tests/web -m "browser and not soak" -n 2 --dist worksteal --durations=10

pytest-others:
	nice -n 5 $(BIN)/python -m pytest -m "not soak and not browser" -n 3 --dist worksteal --durations=10

soak: $(VENV)/.installed-dev web/static/dist/manifest.json
	$(BIN)/python -m pytest -m soak -n 2

bench: $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# What is installed stands in the lock files, with its hashes. `make lock` writes them anew after a change in
# pyproject.toml; `make lock UPGRADE=--upgrade` also takes newer releases.
$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.installed-dev: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-dev.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@ $(VENV)/.installed

LOCKING := pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --quiet $(UPGRADE) \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate --no-emit-package tongban
lock:
	$(BIN)/uv --version >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet uv
	$(BIN)/uv $(LOCKING) --extra dev --output-file requirements-dev.lock
	$(BIN)/uv $(LOCKING) --extra build --constraint requirements-dev.lock --output-file requirements.lock

frontend/node_modules/.installed: frontend/package.json frontend/package-lock.json
	cd frontend && npm ci --ignore-scripts --no-audit --no-fund
	touch $@

# Templates and Python name the icons and the styles that go into the bundle.
BUNDLED := $(shell find frontend -path frontend/node_modules -prune -o -type f -print) $(shell find web forms -name '*.html' -o -name '*.py')
web/static/dist/manifest.json: frontend/node_modules/.installed $(BUNDLED)
	cd frontend && npm run --silent build
	touch $@

clean:
	rm -rf $(VENV) frontend/node_modules web/static/dist .mypy_cache .ruff_cache .pytest_cache

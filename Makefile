# Everything a fresh machine needs: Python 3.11 or newer, and make.
#   make run     set up, build the library's index if it is missing or out of date, serve on http://127.0.0.1:8000
#   make test    set up, then every test
#   make check   set up, then format, lint, types, import contracts, and the library's own checks
#   make bench   set up, then measure speed, memory, size and quality into runs/benchmarks; BENCH adds options,
#                such as BENCH='--passages 1000000 --dataset DIR' (benchmarks/README.md)
#   make setup   only the environment, in .venv
#   make clean   remove what the others made

# What is set but empty, here or in the environment, is as good as not set.
PYTHON := $(or $(PYTHON),python3)
HOST := $(or $(HOST),127.0.0.1)
PORT := $(or $(PORT),8000)
INDEX := $(or $(INDEX),.index/library)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.PHONY: setup run test check bench clean

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt torch
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

run: $(STAMP)
	$(BIN)/python -m indexer build corpus/documents --references corpus/references.json --index $(INDEX)
	$(BIN)/python -m search_api serve --index $(INDEX) --host $(HOST) --port $(PORT)

test: $(STAMP)
	$(BIN)/python -m pytest

check: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m corpus check

bench: $(STAMP)
	$(BIN)/python -m benchmarks run $(BENCH)

clean:
	rm -rf $(VENV) .index build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache runs
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

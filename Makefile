# Everything a checkout can do. `make` alone lists it.
PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3 python; do \
	$$name -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$name && break; done)
BIN := .venv/bin
PREPARE = @$(if $(PYTHON),$(PYTHON) scripts/prepare.py,echo "Python 3.11, 3.12 or 3.13 is missing: install it (python3, python3-venv) and start again." >&2; false;)
NPM = PATH="$(CURDIR)/.tools/node/bin:$$PATH" npm --prefix web
PYTEST ?=
.PHONY: help demo serve test test-long check bench clients fuzz docs reference wheel lock clean

help: ## what there is
	@sed -n 's/^\([a-z-]*\):.*## /\1 \t/p' $(MAKEFILE_LIST) | expand -t 12

demo: ## a node of Kota Tangerang at http://127.0.0.1:8000
	$(PREPARE) run
	@exec $(BIN)/satupeta demo

serve: ## the node in the data folder that is configured
	$(PREPARE) run
	@exec $(BIN)/satupeta serve

check: ## style, types, imports, web sources
	$(PREPARE) test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(NPM) run check

test: check ## everything, long tests with a small seeded budget
	$(NPM) test
	$(BIN)/pytest $(PYTEST)

test-long: ## long tests with their whole budget and a fresh seed
	$(PREPARE) test
	$(BIN)/pytest -m long --long $(PYTEST)

clients: ## clients nobody here wrote, against a running node
	$(PREPARE) test
	$(BIN)/pytest tests/clients $(PYTEST)

fuzz: ## kernels built with bounds checks, fed with what is wrong
	$(PREPARE) test
	$(BIN)/python scripts/checked_kernels.py build/checked
	PYTHONPATH=build/checked $(BIN)/pytest --long tests/core/kernels $(PYTEST)

bench: ## measure this machine, write docs/reference/benchmarks.md
	$(PREPARE) test
	$(BIN)/python -m bench

docs: ## the documentation as a site in build/docs
	$(PREPARE) docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

reference: ## the pages of docs/reference that come from the program itself
	$(PREPARE) test
	$(BIN)/python scripts/reference.py

wheel: ## the package as one file in dist/
	$(PREPARE) run
	$(BIN)/python setup.py --quiet bdist_wheel

lock: ## requirements/*.txt anew from pyproject.toml
	$(PREPARE) docs
	$(PYTHON) scripts/lock.py

clean: ## what can be made again, not the data
	rm -rf .venv .tools build dist web/node_modules src/satupeta/control/static/satupeta

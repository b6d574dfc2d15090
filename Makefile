# Two commands matter: `make run` and `make test`. The rest keeps the house in order.
SHELL := /bin/bash
.DEFAULT_GOAL := help
BIN := .venv/bin
PORT ?= 8000
OUT ?= var/client
TOOLS ?= var/tools
PROOF ?= full
export PORT

.PHONY: help run prod-local test proof bench audit check format lock messages client tools set-up set-up-dev

help:
	@echo "make run     serve everything on http://127.0.0.1:$(PORT)"
	@echo "make prod-local  a whole production on this machine, without containers (WEBS=2 WORKERS=1; Ctrl+C ends it)"
	@echo "make test    pass all tests (REQUIRE_SERVICES=1: an absent service is a failure; COVERAGE=1: count branches)"
	@echo "make proof   the long ones: kills and floods (PROOF=short: as many as an hour holds beside all else)"
	@echo "make client  write a typed Python client from the schema (OUT= names the folder)"
	@echo "make bench   measure (BENCH_REPORTS=1000000 sets the size)"
	@echo "make check   lint, format, types, layers, templates, migrations"
	@echo "make lock    pin the dependencies anew"
	@echo "make audit   ask the public list of known faults about the pinned versions (network)"
	@echo "make messages  collect the texts to translate"

run: set-up
	@STAFF_MFA=$${STAFF_MFA:-optional} $(BIN)/python manage.py run_embedded

# PostgreSQL, Redis, S3, web, live, worker, beat and proxy, all of its own, in a temporary folder, on free ports.
prod-local: set-up-dev
	@PORT=$(filter-out 8000,$(PORT)) $(BIN)/python -m tests.production

test: set-up-dev
	@$(BIN)/python -m tests.run

proof: set-up-dev tools
	@PROOF=$(PROOF) $(BIN)/python -m pytest tests/proof --proof -n 2 --dist loadfile -o timeout=600 -p no:cacheprovider
	@PROOF=$(PROOF) $(BIN)/python -m pytest tests/faults --proof -o timeout=600 -p no:cacheprovider

client: set-up tools
	@mkdir -p $(dir $(OUT))
	@$(BIN)/python manage.py spectacular --lang en --validate --fail-on-warn --custom-settings backend.http.schema.FOR_CLIENTS --file $(OUT).yml
	@PATH=$(abspath $(TOOLS))/bin:$$PATH openapi-python-client generate --path $(OUT).yml --config citizen_api/api/client.yml --meta setup --overwrite --fail-on-warning --output-path $(OUT)
	@# Of an operation that takes one of two bodies and nothing else the generator leaves this import out.
	@grep -rlE ' \| Unset\b' $(OUT)/*/api | xargs -r sed -i 's/^\(from \.\.\.types import .*Response\)$$/\1, Unset/'
	@echo "The client is in $(OUT): pip install $(OUT)"

bench: set-up-dev
	@$(BIN)/python -m tests.bench

check: set-up-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports --no-cache
	git ls-files -z -- '*.html' | xargs -0 -r $(BIN)/djade --check --target-version 5.2
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check

format: set-up-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	-git ls-files -z -- '*.html' | xargs -0 -r $(BIN)/djade --target-version 5.2

# Asks the public list of known faults about every pinned version: needs a network.
audit: set-up-dev
	$(BIN)/uv tool run pip-audit --require-hashes --disable-pip -r requirements.txt

lock: set-up-dev
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --upgrade --generate-hashes --no-header --no-annotate --no-emit-index-url -q -o requirements.txt
	printf 'schemathesis>=4.32\nopenapi-python-client>=0.29\n' | $(BIN)/uv pip compile - --universal --python-version 3.11 --upgrade --generate-hashes --no-header --no-annotate --no-emit-index-url -q -o requirements-proof.txt
	$(BIN)/uv pip compile pyproject.toml --extra dev -c requirements.txt --universal --python-version 3.11 --upgrade --generate-hashes --no-header --no-annotate --no-emit-index-url -q -o requirements-dev.txt

# Needs gettext (apt-get install gettext); running and testing do not: they compile with Python.
messages: set-up-dev
	$(BIN)/python manage.py makemessages --locale en --no-obsolete --no-location --ignore ".venv/*" --ignore "var/*" --ignore "tests/*"

set-up: .venv/run.stamp
set-up-dev: .venv/dev.stamp

# The fuzzer and the maker of clients need other versions of what the platform stands on: a place of their own.
tools: $(TOOLS)/stamp

$(TOOLS)/stamp: requirements-proof.txt
	@[ -x $(TOOLS)/bin/python ] || python3 -m venv $(TOOLS)
	@if [ -x $(BIN)/uv ]; then $(BIN)/uv pip sync --quiet --compile-bytecode --python $(TOOLS)/bin/python --require-hashes requirements-proof.txt; \
	else $(TOOLS)/bin/pip install --quiet --require-hashes -r requirements-proof.txt; fi
	@touch $@

# uv installs in seconds what pip takes half a minute for; where uv cannot be had, pip does. Both write bytecode: each
# process started afterwards is ready three seconds sooner.
.venv/run.stamp: requirements.txt requirements-uv.txt
	@if [ -e .venv/dev.stamp ]; then $(MAKE) --no-print-directory .venv/dev.stamp; else $(MAKE) --no-print-directory install LOCK=requirements.txt; fi
	@touch $@

.venv/dev.stamp: requirements-dev.txt requirements-uv.txt
	@$(MAKE) --no-print-directory install LOCK=requirements-dev.txt
	@touch $@ .venv/run.stamp

.PHONY: install
install:
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: apt-get install python3 python3-venv"; exit 1; }
	@[ -x $(BIN)/python ] || python3 -m venv .venv || { echo "The venv module is missing: apt-get install python3-venv"; exit 1; }
	@[ -x $(BIN)/uv ] || $(BIN)/pip install --quiet --require-hashes -r requirements-uv.txt || true
	@if [ -x $(BIN)/uv ]; then $(BIN)/uv pip sync --quiet --compile-bytecode --allow-empty-requirements --require-hashes $(LOCK) requirements-uv.txt; \
	else $(BIN)/pip install --quiet --require-hashes -r $(LOCK); fi

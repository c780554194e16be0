# Needs only make and Python 3.11 or newer.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
export UV_PYTHON_DOWNLOADS := never
# The tests start some hundred processes, each of which would compile all modules again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup demo test lock bench kills words

# By what the files hold: a copy may give them the dates of another day.
READY := .venv/ready-$(shell cat requirements/dev.txt pyproject.toml | cksum | tr ' ' -)
setup: $(READY)

$(READY):
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found."; exit 1; }
	test -x $(BIN)/uv || { $(PYTHON) -m venv .venv && $(BIN)/pip install --quiet uv; }
	$(BIN)/uv pip sync --quiet --require-hashes requirements/dev.txt
	$(BIN)/uv pip install --quiet --no-deps --editable .
	rm -f .venv/ready*
	touch $@

demo: setup
	$(BIN)/regards demo

# The types are checked beside the tests; what is wrong with either is told, and fails.
test: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy >.venv/types 2>&1 & types=$$!; \
	$(BIN)/python -m pytest -n 2 --dist worksteal; tests=$$?; \
	wait $$types; types=$$?; cat .venv/types; \
	test $$tests = 0 && test $$types = 0

lock: setup
	$(BIN)/uv pip compile -q --generate-hashes --universal --no-header --no-annotate pyproject.toml -o requirements/app.txt
	$(BIN)/uv pip compile -q --generate-hashes --universal --no-header --no-annotate pyproject.toml --group dev -o requirements/dev.txt

words: setup
	$(BIN)/pybabel -q extract -F pyproject.toml -k mark --no-location --omit-header -o locale/regards.pot .

kills: setup
	$(BIN)/python -W ignore -m tests.kills $(N)

bench: setup
	$(BIN)/python -W ignore -m bench $(if $(QUICK),quick) $(ONLY)

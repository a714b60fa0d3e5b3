# make demo   acceptance tests of a real chat app, ending with the path of a report
# make test   everything that must hold before a change is merged
# make help   the rest

PYTHON ?= $(firstword $(foreach p,python3 python3.14 python3.13 python3.12 python3.11 python3.10,\
	$(shell $(p) -c 'import sys; sys.version_info >= (3, 10) and print("$(p)")' 2>/dev/null)))
VENV := .venv
BIN := $(VENV)/bin
RESULTS := results
CHAT := examples/chat
# each with its app, its suite and its feature
EXAMPLES := $(sort $(patsubst %/,%,$(dir $(wildcard examples/*/*.robot examples/*/*.feature))))

ROBOT := --loglevel DEBUG:INFO --consolecolors off --dotted
BEHAVE := --no-color --format progress
# Tests start hundreds of processes: half of what it takes to start one would be compiling the package again.
unexport PYTHONDONTWRITEBYTECODE

# red also for what a user would not notice, such as a socket that nobody closed; and nothing hangs for ever
STRICTLY := $(BIN)/python tests/strictly.py

# two at a time, and the output of each in one piece
TWO_AT_A_TIME := --no-print-directory --keep-going -j2 $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

COVERAGE := COVERAGE_FILE=$(CURDIR)/$(RESULTS)/coverage/data PYTHONPATH=$(CURDIR) $(BIN)/coverage
TRACED := $(COVERAGE) run
# the frame layer, the I/O thread, the inbox and the session: every branch
COVERED := WsKeywords/core/wire/*,WsKeywords/core/inbox.py,WsKeywords/core/session*.py

# glibc gives each thread an arena of its own, and what is free in many of them cannot be given back: so much that a
# leak would not be seen beside it
ONE_ARENA := MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=16384

.DEFAULT_GOAL := help
.PHONY: help demo test lint checks types pytest acceptance robot behave examples $(EXAMPLES) autobahn coverage docs package bench bench-quick bench-growth bench-fuzz soak system-packages clean

help:  ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

$(VENV)/ready: setup.py pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.10 or newer is needed; say where it is: make PYTHON=/path/to/python3"; exit 1; }
	@echo "==> environment: $(VENV), with $(PYTHON) (about a minute, once)"
	@$(PYTHON) -m venv $(VENV) || { echo "On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev]"
	@touch $@

demo: $(VENV)/ready  ## the example chat, tested by its Robot suite and its feature
	@echo "==> 1/2 robot: $(CHAT)/chat.robot starts the chat and talks to it"
	@mkdir -p $(RESULTS)/demo
	@$(BIN)/robot --outputdir $(RESULTS)/demo $(CHAT)/chat.robot; echo $$? > $(RESULTS)/demo/status
	@echo "==> 2/2 behave: $(CHAT)/chat.feature says the same in Gherkin"
	@$(BIN)/behave $(CHAT)/chat.feature; echo $$? >> $(RESULTS)/demo/status
	@echo "==> every step and every message, to look at in a browser:"
	@echo "$(CURDIR)/$(RESULTS)/demo/log.html"
	@! grep -q '[^0]' $(RESULTS)/demo/status

test: $(VENV)/ready  ## everything: lint, checks, pytest, acceptance, bench-quick
	@mkdir -p $(RESULTS); for stage in lint checks pytest acceptance bench-quick; do \
		echo $$stage > $(RESULTS)/stage; $(MAKE) --no-print-directory $$stage || { echo "==> FAILED: $$stage (again: make $$stage)"; exit 1; }; done
	@echo "==> all 5 stages passed"

lint: $(VENV)/ready  ## ruff and robocop
	@echo "==> 1/5 lint: ruff, robocop"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/robocop check robot_tests examples WsKeywords/starter

checks: $(VENV)/ready  ## types, docs and package, two of them at a time
	@echo "==> 2/5 checks: types, docs, package"
	@$(MAKE) $(TWO_AT_A_TIME) types docs package

types: $(VENV)/ready  ## mypy, strict
	@echo "--> types: mypy --strict"
	@$(BIN)/mypy

pytest: $(VENV)/ready  ## the tests in Python
	@echo "==> 3/5 pytest: engine, keywords, steps, documentation"
	@$(BIN)/pytest --quiet

acceptance: $(VENV)/ready  ## robot, behave and examples, two of them at a time
	@echo "==> 4/5 acceptance: robot_tests, features, $(notdir $(EXAMPLES))"
	@$(MAKE) $(TWO_AT_A_TIME) robot behave $(EXAMPLES)

robot: $(VENV)/ready  ## the suites
	@echo "--> robot robot_tests"
	@$(STRICTLY) robot --outputdir $(RESULTS)/robot $(ROBOT) robot_tests

behave: $(VENV)/ready  ## the features
	@echo "--> behave features"
	@$(STRICTLY) behave $(BEHAVE) -D config=features/wskeywords.yaml features

examples: $(VENV)/ready  ## each example's suite and feature, two examples at a time; one alone: make examples/chat
	@echo "==> examples: $(notdir $(EXAMPLES))"
	@$(MAKE) $(TWO_AT_A_TIME) $(EXAMPLES)

$(EXAMPLES): $(VENV)/ready
	@failed=; \
	echo "--> robot $@"; $(STRICTLY) robot --outputdir $(RESULTS)/$@ $(ROBOT) $@ || failed=" robot"; \
	echo "--> behave $@"; $(STRICTLY) behave $(BEHAVE) $(patsubst %,-D config=%,$(wildcard $@/wskeywords.yaml)) $@ || failed="$$failed behave"; \
	[ -z "$$failed" ] || { echo "--> FAILED: $@:$$failed"; exit 1; }

coverage: $(VENV)/ready  ## which lines and branches pytest, the suites and the features run; what must be covered
	@echo "==> coverage: pytest, robot, behave (twice as long as without)"
	@rm -rf $(RESULTS)/coverage; mkdir -p $(RESULTS)/coverage
	@$(TRACED) -m pytest --quiet --timeout 900 || echo "    Tests that time themselves may fail while they are traced."
	@$(TRACED) -m robot --outputdir $(RESULTS)/robot $(ROBOT) robot_tests
	@$(TRACED) -m behave $(BEHAVE) -D config=features/wskeywords.yaml features
	@$(COVERAGE) combine --quiet
	@$(COVERAGE) report --skip-covered --show-missing --fail-under 95
	@$(COVERAGE) report --show-missing --fail-under 100 --include "$(COVERED)"

autobahn: $(VENV)/ready  ## Autobahn|Testsuite's fuzzing server (AUTOBAHN_PY: a Python 2.7 that has it), writes docs/autobahn.rst
	@echo "==> autobahn: every case of the fuzzing server (about half an hour; AUTOBAHN_CASES=\"1.* 7.*\" for some)"
	@AUTOBAHN_PY="$(AUTOBAHN_PY)" AUTOBAHN_CASES="$(AUTOBAHN_CASES)" $(BIN)/python -m tests.autobahn

docs: $(VENV)/ready  ## docs/_build: guides, keyword reference, step catalogue
	@echo "--> docs: docs/_build/index.html"
	@$(BIN)/python docs/build.py

package: $(VENV)/ready  ## the wheel, installed and used in a clean environment
	@echo "--> package: wheel, clean environment, libdoc, robot, behave"
	@$(BIN)/pytest --quiet -n0 -m package tests/test_packaging.py

bench: $(VENV)/ready  ## what it costs beside other clients (8 minutes), into docs/performance.rst; some of it: make bench ONLY=bursts
	@$(BIN)/python -m benchmarks $(if $(ONLY),--only "$(ONLY)",--document)
	@$(if $(ONLY),,$(BIN)/python docs/build.py)

bench-growth: $(VENV)/ready  ## what it costs with more sessions, larger messages, more of them unread (3 minutes), into the same page
	@$(BIN)/python -m benchmarks --growth --document
	@$(BIN)/python docs/build.py

bench-fuzz: $(VENV)/ready  ## fuzzing beside pytest-routes (10 minutes), into docs/fuzzing.rst
	@$(BIN)/python -m benchmarks.fuzzing --document
	@$(BIN)/python docs/build.py

bench-quick: $(VENV)/ready  ## a tenth of bench; fails only where a goal is missed by more than three times
	@echo "==> 5/5 bench-quick: ratios to other clients, with a tenth of the work"
	@$(BIN)/python -m benchmarks --quick

soak: $(VENV)/ready  ## an hour of 500 sessions under random faults (SOAK_SECONDS= shortens), into docs/reliability.rst
	@echo "==> soak: thousands of sessions one by one, then 500 through a proxy that breaks their connections"
	@$(ONE_ARENA) SOAK_SECONDS="$(SOAK_SECONDS)" $(BIN)/python -m tests.soak $(if $(SOAK_SECONDS),,--document)
	@$(BIN)/python docs/build.py

system-packages:  ## nginx, Node and ws for examples/rooms-node, with apt-get and npm; without them it is skipped
	@echo "==> system packages"
	@examples/system-packages

clean:  ## what make made
	rm -rf $(VENV) $(RESULTS) build dist docs/_build wskeywords.egg-info wskeywords-output examples/rooms-node/node_modules

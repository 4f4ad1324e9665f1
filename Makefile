# The two commands most people need are `make figures` and `make test`.

SHELL := /bin/bash
PACKAGES := libopenblas-dev liblapacke-dev libgsl-dev libssl-dev zlib1g-dev liblz4-dev libzstd-dev libblosc-dev libhdf5-dev libchipmunk-dev libcairo2-dev libwebp-dev \
  fonts-dejavu-core gnuplot-nox
JOBS ?= $(shell nproc)
OUT ?= runs
SWIFT_SOURCES := Package.swift Sources Tests notebooks-cli Benchmarks/Package.swift Benchmarks/Sources \
  Fuzzing/Package.swift Fuzzing/Sources
COTRAIN := .build/release/cotrain

.PHONY: figures standard test build deps format check-format benchmarks page-pictures help

help: ## Say what there is to make.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

figures: build ## Reproduce the toy study at the smoke preset: CSV, pictures and claims under runs/.
	$(COTRAIN) reproduce all --preset smoke --out $(OUT) --jobs $(JOBS) --resume

standard: build ## The same at the standard preset, five seeds: about two hours on two cores.
	$(COTRAIN) reproduce all --preset standard --out $(OUT) --jobs $(JOBS) --resume

test: deps ## Build and run every test.
	swift build -c release --build-tests
	swift test -c release --skip-build

build: deps ## Build the `cotrain` command.
	@start=$$SECONDS; swift build -c release --product cotrain && echo "built in $$((SECONDS - start)) s: $(COTRAIN)"

deps: ## Install the libraries that are missing (Debian's apt; nothing is asked).
	@missing=""; for package in $(PACKAGES); do \
	  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$package"; done; \
	if [ -n "$$missing" ]; then \
	  echo "installing$$missing"; run=""; [ "$$(id -u)" = 0 ] || run="sudo"; \
	  $$run env DEBIAN_FRONTEND=noninteractive apt-get update -qq && \
	  $$run env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; fi

format: ## Rewrite the sources in the project's format.
	swift format -i -r $(SWIFT_SOURCES)

check-format: ## Fail when a source is not in the project's format.
	swift format lint --strict -r $(SWIFT_SOURCES)

page-pictures: build ## Photograph the page of `cotrain diagnose`, light and dark, wide and narrow (needs chromium).
	$(COTRAIN) diagnose --real Examples/pytorch-policy/recorded/real.safetensors \
	  --sim Examples/pytorch-policy/recorded/sim.safetensors --compare Examples/pytorch-policy/recorded/real-only \
	  --out $(OUT)/page > /dev/null
	Tools/page-pictures $(OUT)/page/diagnosis.html $(OUT)/page/pictures
	cp $(OUT)/page/pictures/light-top.png docs/diagnosis-page.png

benchmarks: deps ## Measure the hot paths against their peers (sets up PyTorch in a Python environment).
	Benchmarks/run

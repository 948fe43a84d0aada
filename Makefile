# `make` prints the targets. `make demo` and `make test` install what they miss.

SHELL     := /bin/bash
GOTEST    := scripts/gotest
GOLANGCI  := bin/golangci-lint
GOFOLDERS := cmd internal

# Packages whose goroutines share state; their tests run again under the race detector.
RACE := $(wildcard internal/blob internal/client internal/db internal/dialect/apivideo internal/dialect/streamdiver internal/egress internal/httpd internal/playback internal/queue \
	internal/transport internal/upload internal/webhook)

export CGO_ENABLED = 0

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help build demo check test bench peers torture fmt vet lint unit test-web test-go test-race test-e2e generate clean

help: ## print the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## bin/tributary
	go build -trimpath -o bin/tributary ./cmd/tributary

demo: ## start a server, upload a clip, print where it plays; DEMO_EXIT=1 stops when it is ready
	@scripts/demo

check: fmt vet lint unit ## format, vet, lint and the short tests: under a minute once warm

test: ## everything: tools, checks, all tests, the browser and the crash tests
	@scripts/need test
	@rm -rf test-output
	@$(MAKE) --no-print-directory fmt vet lint build test-web test-go test-race test-e2e
	@$(GOTEST) --summary

bench: build peers ## benchmarks, each beside its peer or the machine's limit; test-output/bench.txt
	go run ./bench

peers:
	cd bench/peers && go build -trimpath -o ../../bin/ ./cmd/... github.com/versity/versitygw/cmd/versitygw

torture: build ## crash and soak tests, long
	@if [ -f e2e/go.mod ]; then cd e2e && E2E_ROUNDS=$${E2E_ROUNDS:-200} go test -run Torture -timeout 4h -v ./...; fi

fmt:
	@test -z "$$(gofmt -l $(GOFOLDERS) $(wildcard e2e bench) | tee /dev/stderr)"

vet:
	go vet ./...
	@if [ -f e2e/go.mod ]; then cd e2e && go vet ./...; fi
	cd bench/peers && go vet ./...

lint: $(GOLANGCI) ## golangci-lint, built once from the version in tools/go.mod
	$(GOLANGCI) run ./...
	@if [ -f e2e/go.mod ]; then cd e2e && ../$(GOLANGCI) run -c ../.golangci.yml ./...; fi
	cd bench/peers && ../../$(GOLANGCI) run -c ../../.golangci.yml ./...

$(GOLANGCI): tools/go.mod tools/go.sum
	cd tools && go build -o ../$(GOLANGCI) github.com/golangci/golangci-lint/v2/cmd/golangci-lint

unit:
	go test -short ./...

# The committed pages are what the sources build; the browser's driver, which Go tests use too.
test-web:
	@if [ -f web/check.sh ]; then bash web/check.sh; fi
	@if [ -f e2e/browser/package.json ]; then cd e2e/browser && npm ci --no-audit --no-fund --silent; fi

test-go:
	$(GOTEST) go -timeout 20m ./...
	cd bench/peers && ../../$(GOTEST) peers ./...

test-race:
	CGO_ENABLED=1 $(GOTEST) race -race -short -timeout 10m $(addprefix ./,$(addsuffix /...,$(RACE)))

test-e2e:
	@if [ -f e2e/go.mod ]; then cd e2e && ../$(GOTEST) e2e -timeout 20m ./...; fi

generate: ## rebuild what is generated and committed
	go generate ./...

clean: ## remove what was built
	rm -rf bin test-output

#!/usr/bin/env bash
# cel-go: `.orValue()` on a value that is no optional.
# One would guess the same answer from all versions. cel-go 0.26 (Kubernetes 1.34 to 1.36) answers with the value itself; 0.29 and later (Kubernetes 1.37) give an
# error, "no such overload", and with failurePolicy Fail an error denies. `c.resources.orValue({})` instead of `c.?resources.orValue({})` is a common slip in policies.
set -euo pipefail
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cat >"$folder/main.go" <<'GO'
package main

import (
	"fmt"

	"github.com/google/cel-go/cel"
)

func main() {
	env, err := cel.NewEnv(cel.OptionalTypes(), cel.Variable("object", cel.DynType))
	if err != nil {
		panic(err)
	}
	ast, issues := env.Compile(`object.a.orValue(1)`)
	if issues.Err() != nil {
		fmt.Println("refused:", issues.Err())
		return
	}
	program, err := env.Program(ast)
	if err != nil {
		panic(err)
	}
	value, _, err := program.Eval(map[string]any{"object": map[string]any{"a": 5}})
	if err != nil {
		fmt.Println("error:", err)
		return
	}
	fmt.Println("value:", value)
}
GO
got=$(for version in v0.26.1 v0.29.2; do
  mkdir "$folder/$version"
  cp "$folder/main.go" "$folder/$version"
  (cd "$folder/$version" && go mod init finding && go get "github.com/google/cel-go@$version" && go mod tidy) >/dev/null 2>&1
  echo "cel-go $version $(cd "$folder/$version" && go run .)"
done)
echo "$got"
[ "$got" = "$(printf 'cel-go v0.26.1 value: 5\ncel-go v0.29.2 error: no such overload')" ] || { echo 'the behaviour has changed'; exit 1; }

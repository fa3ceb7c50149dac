#!/usr/bin/env bash
# k8s.io/apimachinery: whether a quantity is an integer goes by how it is written.
# One would guess that "1.0", "2000m" and "1.5Gi" are integers (1, 2 and 1610612736). `AsInt64`, and so CEL's `isInteger()` and `asInteger()` in admission policies, say that
# they are none, while "1", "2k", "2e3" and "3Gi" are. Matters to policies that compare quantities of parameters.
set -euo pipefail
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder"
cat >main.go <<'GO'
package main

import (
	"fmt"

	"k8s.io/apimachinery/pkg/api/resource"
)

func main() {
	for _, text := range []string{"1", "1.0", "2k", "2e3", "2000m", "3Gi", "1.5Gi"} {
		quantity := resource.MustParse(text)
		value, ok := quantity.AsInt64()
		fmt.Println(text, ok, value)
	}
}
GO
go mod init finding >/dev/null 2>&1
go get k8s.io/apimachinery/pkg/api/resource@v0.37.2 >/dev/null 2>&1
go mod tidy >/dev/null 2>&1
go version -m "$(go build -o finding . && echo finding)" | grep apimachinery
got=$(./finding)
echo "$got"
[ "$(echo "$got" | awk '$2 == "false" {print $1}' | xargs)" = '1.0 2000m 1.5Gi' ] || { echo 'the behaviour has changed'; exit 1; }

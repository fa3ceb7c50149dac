#!/usr/bin/env bash
# kustomize: a folded block (`>-`) with a line that is indented further comes out with a line break more than YAML gives it.
# One would guess that a build without any transformer keeps every text. Here "one\n  two\nthree" becomes "one\n\n  two\nthree": the text is printed folded
# between two steps, with an empty line before the indented one, and read again. Matters to multi-line expressions (CEL in policies) and scripts.
set -euo pipefail
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
version=v5.8.2
GOBIN=$folder go install "sigs.k8s.io/kustomize/kustomize/v5@$version"
printf 'resources: [map.yaml]\n' >"$folder/kustomization.yaml"
printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  text: >-\n    one\n      two\n    three\n' >"$folder/map.yaml"
"$folder/kustomize" version
got=$("$folder/kustomize" build "$folder")
echo "$got"
echo "$got" | grep -A1 '^    one$' | tail -1 | grep -q '^$' || { echo 'the behaviour has changed'; exit 1; }

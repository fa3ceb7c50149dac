#!/usr/bin/env bash
# kustomize: the hash suffix of a generated ConfigMap does not depend on its name.
# One would guess from the code (kind, name and data are encoded) that two maps of other names get other suffixes. They get the same one, because the
# name is looked up under a field that does not exist and counts as the empty text. Matters to whoever computes the suffix elsewhere.
set -euo pipefail
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
version=v5.8.2
GOBIN=$folder go install "sigs.k8s.io/kustomize/kustomize/v5@$version"
cat >"$folder/kustomization.yaml" <<'YAML'
configMapGenerator:
- {name: one, literals: [a=b]}
- {name: two, literals: [a=b]}
YAML
"$folder/kustomize" version
got=$("$folder/kustomize" build "$folder" | sed -n 's/^  name: //p')
echo "$got"
[ "$(echo "$got" | sed 's/.*-//' | sort -u | wc -l)" = 1 ] || { echo 'the behaviour has changed'; exit 1; }

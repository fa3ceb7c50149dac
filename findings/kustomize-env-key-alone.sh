#!/usr/bin/env bash
# kustomize: a line `KEY` without `=` in an env file of a generator is the empty text.
# One would guess from its documentation, and from docker's env files, that the value is taken from the environment of the process. It is empty.
set -euo pipefail
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
version=v5.8.2
GOBIN=$folder go install "sigs.k8s.io/kustomize/kustomize/v5@$version"
printf 'configMapGenerator: [{name: one, envs: [a.env]}]\n' >"$folder/kustomization.yaml"
printf 'SHELL_SAYS\nA=b\n' >"$folder/a.env"
"$folder/kustomize" version
got=$(SHELL_SAYS=hello "$folder/kustomize" build "$folder" | sed -n '/^data:/,/^kind/p')
echo "$got"
echo "$got" | grep -q '^  SHELL_SAYS: ""$' || { echo 'the behaviour has changed'; exit 1; }

#!/usr/bin/env bash
# Helm 3 and Helm 4: a values file of two YAML documents.
# One would guess an error, or the same answer from both. Helm 3 takes the first document and drops the second; Helm 4 lays all over each other, so the second
# wins. Nothing is said by either. Matters where one repository is deployed by a command of version 3 and a controller that links version 4.
set -euo pipefail
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
GOBIN=$folder/3 go install helm.sh/helm/v3/cmd/helm@v3.22.0
GOBIN=$folder/4 go install helm.sh/helm/v4/cmd/helm@v4.3.2
mkdir -p "$folder/c/templates"
printf 'apiVersion: v2\nname: c\nversion: 1.0.0\n' >"$folder/c/Chart.yaml"
printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {tag: {{ .Values.tag | quote }}}\n' >"$folder/c/templates/c.yaml"
printf 'tag: first\n---\ntag: second\n' >"$folder/values.yaml"
got=$(for version in 3 4; do "$folder/$version/helm" template r "$folder/c" -f "$folder/values.yaml" | sed -n "s/^data: /helm $version /p"; done)
echo "$got"
[ "$got" = "$(printf 'helm 3 {tag: "first"}\nhelm 4 {tag: "second"}')" ] || { echo 'the behaviour has changed'; exit 1; }

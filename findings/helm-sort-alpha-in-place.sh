#!/usr/bin/env bash
# Helm: `sortAlpha` sorts a list of texts in place.
# One would guess a sorted copy, as from every other list function of sprig. The list that was given is sorted too when it is a Go []string (from splitList,
# keys, …), and stays as it is when it came from values. Matters to templates that use the list again afterwards.
set -euo pipefail
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
GOBIN=$folder go install helm.sh/helm/v4/cmd/helm@v4.3.2
mkdir -p "$folder/c/templates"
printf 'apiVersion: v2\nname: c\nversion: 1.0.0\n' >"$folder/c/Chart.yaml"
printf 'list: [b, a]\n' >"$folder/c/values.yaml"
cat >"$folder/c/templates/c.yaml" <<'TPL'
{{- $split := splitList "," "b,a" }}{{ $_ := sortAlpha $split }}{{ $_ := sortAlpha .Values.list }}
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data: {split: "{{ $split }}", values: "{{ .Values.list }}"}
TPL
"$folder/helm" version --short
got=$("$folder/helm" template r "$folder/c" | grep '^data')
echo "$got"
[ "$got" = 'data: {split: "[a b]", values: "[b a]"}' ] || { echo 'the behaviour has changed'; exit 1; }

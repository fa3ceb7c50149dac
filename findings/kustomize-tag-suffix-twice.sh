#!/usr/bin/env bash
# kustomize: `tagSuffix` of an image is put on twice for ordinary containers.
# One would guess: nginx:1.0 with `tagSuffix: -x` becomes nginx:1.0-x. It becomes nginx:1.0-x-x, because containers are visited by two passes and
# each of them appends; an image volume, which only one pass visits, gets it once. Matters to whoever predicts the image that will run.
set -euo pipefail
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
version=v5.8.2
GOBIN=$folder go install "sigs.k8s.io/kustomize/kustomize/v5@$version"
cat >"$folder/kustomization.yaml" <<'YAML'
resources: [pod.yaml]
images: [{name: nginx, tagSuffix: -x}]
YAML
cat >"$folder/pod.yaml" <<'YAML'
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers: [{name: c, image: "nginx:1.0"}]
  volumes: [{name: v, image: {reference: "nginx:1.0"}}]
YAML
"$folder/kustomize" version
got=$("$folder/kustomize" build "$folder" | grep -E 'image: nginx|reference:' | tr -s ' ' | sort)
echo "$got"
expected=$(printf -- '- image: nginx:1.0-x-x\n reference: nginx:1.0-x')
[ "$(echo "$got" | sed 's/^ - /- /')" = "$expected" ] || { echo 'the behaviour has changed'; exit 1; }

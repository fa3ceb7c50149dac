/** A policy that uses every part of the language once. */
export const SAMPLE = `version: 1
mode: enforce                      # enforce | warn (report, exit 0, say so loudly)
onUnverified: block                # block | warn

registries:                        # hosts this run may contact beyond the built-in public ones
  - host: registry.acme.internal:5000
    allowPrivate: true             # it resolves to a private address
    mirrorOf: docker.io            # fetch docker.io images here, judge them under their own name

trustRoots:                        # Sigstore trusted_root.json files; \`public-good\` and \`github\` are built in (TUF)
  acme: trust/trusted_root.json

authorities:                       # who may vouch, by name
  release:
    github: {repository: acme/web, workflow: .github/workflows/release.yml, ref: refs/heads/main, trustRoot: public-good}
  any-acme-workflow:
    keyless:
      issuer: https://token.actions.githubusercontent.com
      identity: https://github.com/acme/*/.github/workflows/release.yml@refs/tags/*    # anchored; * within a segment, ** across
      claims: {sourceRepositoryOwnerId: "1234", runnerEnvironment: github-hosted}
      trustRoot: public-good
  platform-key:
    key: {file: keys/platform.pub}          # or pem: |…
    transparencyLog: required               # required | optional | ignored
  acme-notation:
    notation: {trustStore: [certs/acme-ca.pem], identities: ["C=US, ST=WA, O=acme"], level: strict}

images:                            # every entry that matches an image applies; all of its demands must be proved
  - match: [ghcr.io/acme/**]
    except: [ghcr.io/acme/sandbox/**]
    pinned: true                   # a digest is required
    signedBy: {anyOf: [release, platform-key]}        # anyOf | allOf | atLeast: {count: 2, of: […]} (distinct authorities)
    subject: index                 # index | each-platform | index-or-each-platform
    attestations:
      - type: slsa-provenance      # alias or full predicate type
        signedBy: {anyOf: [release]}
        where:                     # all must hold on one attestation
          builder: https://github.com/actions/runner/github-hosted
          source: https://github.com/acme/*
      - type: vulnerability-scan
        signedBy: {anyOf: [release]}
        maxAge: 7d
        where: {severity: below-critical}
    platforms: [linux/amd64, linux/arm64]
    minAge: 3d
  - match: [docker.io/**]
    allowed: false

clusterPolicies: [policies/**/*.yaml]   # admission policies of this repository to hold the change against (default branch's copy)

rules:                             # level, or level with options
  image/unpinned: error

exceptions:                        # each one visible in every report
  - rule: image/unpinned
    image: docker.io/library/redis:7.4
    paths: [dev/**]
    reason: local development only
    owner: "@acme/platform"
    expires: 2027-01-31            # at most 90 days ahead when first added

ignore: ["**/testdata/**"]         # files never looked at, counted in every report
`

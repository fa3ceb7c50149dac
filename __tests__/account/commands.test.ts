import { describe, expect, test } from '@jest/globals'
import { decidingArguments, ranImages } from '../../src/account/deploy-commands.ts'
import { lookAt } from './change.ts'

const DIGEST = `sha256:${'0'.repeat(64)}`

describe('what decides an image in a command', () => {
  test.each<[string, readonly string[]]>([
    ['kubectl -n shop set image deployment/web web=ghcr.io/acme/web:1', ['web=ghcr.io/acme/web:1']],
    ['oc set image dc/web *=acme/web:1', ['*=acme/web:1']],
    ['kubectl run x --image=acme/x:1 --restart=Never', ['--image=acme/x:1']],
    ['kubectl apply -f https://acme.example/v1/all.yaml -n x', ['https://acme.example/v1/all.yaml']],
    ['kubectl apply -f k8s/', []],
    ['helm upgrade -i web ./c --set image.tag=1 --set replicas=3 --wait', ['--set image.tag=1']],
    ['helm upgrade web ./c --set tag=3 -f prod.yaml', ['--set tag=3', '-f prod.yaml']],
    ['helm install x bitnami/nginx --version 2.0.0', ['bitnami/nginx', '--version 2.0.0']],
    ['helm template x oci://ghcr.io/acme/x', ['oci://ghcr.io/acme/x']],
    ['helm repo add bitnami https://charts.acme.example', []],
    ['/opt/bin/kustomize edit set image web=ghcr.io/acme/web:1', ['web=ghcr.io/acme/web:1']],
    ['kustomize build github.com/acme/web/deploy?ref=v1', ['github.com/acme/web/deploy?ref=v1']],
    ['argocd app set web --kustomize-image acme/web:1 --sync-policy none', ['--kustomize-image acme/web:1']],
    ['docker service update --image acme/web:1 web', ['--image acme/web:1']],
    ['gcloud run deploy web --image gcr.io/acme/web:$TAG --region x', ['--image gcr.io/acme/web:$TAG']],
    ['terraform apply -var "image_tag=2" -auto-approve', ['"image_tag=2"']],
    ['make lint && kubectl set image deploy/a a=b:1; echo set image x=y', ['a=b:1']],
    ['echo kubectl', []],
  ])('%s', (script, expected) => expect([...decidingArguments(script)]).toEqual(expected))

  test.each<[string, readonly string[]]>([
    ['docker run --rm -v a:b -p 80:80 acme/tool:1 --flag', ['acme/tool:1']],
    [`podman pull quay.io/acme/a@${DIGEST} && docker run x:2`, [`quay.io/acme/a@${DIGEST}`, 'x:2']],
    ['docker build -t acme/web:1 .', []],
    ['docker run "$IMAGE"', []],
  ])('what runs here: %s', (script, expected) => expect([...ranImages(script)]).toEqual(expected))
})

describe('a change of a command', () => {
  const workflow = (run: string, more = '') =>
    `on: push\n${more}jobs:\n  a:\n    runs-on: x\n    steps:\n      - run: |\n          set -e\n          ${run}\n          echo done\n`
  const said = (file: string, from: string, to: string) =>
    lookAt({ [file]: from }, { [file]: to }).unaccounted.map(({ kind, name, place, after = '' }) => {
      return `${kind} ${name} ${to.slice(0, place.span.start).split('\n').length} ${after}`
    })

  test('in a pipeline is a question, at its line', () => {
    const run = (tag: number) => workflow(`kubectl set image deploy/web web=acme/web:${tag}`)
    expect(said('.github/workflows/d.yml', run(1), run(2))).toEqual([
      'deciding deploy-command 8 kubectl set image deploy/web web=acme/web:2',
    ])
  })

  test('that decides nothing about an image is none', () => {
    const run = (wait: string) => workflow(`helm upgrade web ./c --set image.tag=1 ${wait}`)
    expect(said('.github/workflows/d.yml', run(''), run('--wait'))).toEqual([])
    expect(said('.github/workflows/d.yml', run('--set replicas=1'), run('--set replicas=2'))).toEqual([])
  })

  test('is one by a variable that it uses', () => {
    const run = (tag: string) =>
      workflow('helm upgrade web ./c --set image.tag=$RELEASE', `env: {RELEASE: "${tag}", OTHER: "${tag}"}\n`)
    expect(said('.github/workflows/d.yml', run('a1'), run('a2'))).toEqual(['deciding deploy-command-variables 2 a2'])
    const inputs = (tag: string) =>
      workflow('helm upgrade web ./c --set image.tag=${{ inputs.release }}').replace(
        'on: push',
        `on: {workflow_dispatch: {inputs: {release: {default: "${tag}"}}}}`,
      )
    expect(said('.github/workflows/d.yml', inputs('a1'), inputs('a2'))).toEqual(['deciding deploy-command-variables 1 a2'])
  })

  test('that runs another image on the runner is told', () => {
    const run = (tag: number) => workflow(`docker run --rm acme/tool:${tag}`)
    expect(said('.github/workflows/d.yml', run(1), run(2))).toEqual(['looks-like looks-like 8 docker run --rm acme/tool:2'])
  })

  test.each([
    ['deploy.sh', '#!/bin/sh\nkubectl set image deploy/web web=acme/web:TAG\n', 2],
    ['tools/deploy', '#!/usr/bin/env bash\nhelm upgrade web ./c \\\n  --set image.tag=TAG\n', 2],
    ['Makefile', 'IMG ?= ghcr.io/acme/web:TAG\nall:\n\tdocker build .\n', 1],
  ])('in %s, which nobody is known to run, is told', (file, text, line) => {
    const side = (tag: string) => text.replace('TAG', tag)
    expect(said(file, side('1'), side('2'))).toEqual([expect.stringContaining(`looks-like looks-like ${line} `)])
    expect(said(file, side('1'), `${side('1')}\necho done\n`)).toEqual([])
  })

  test('to a manifest that it writes out itself is a question', () => {
    const run = (tag: number) =>
      workflow(`kubectl apply -f - <<E\n          spec: {containers: [{name: a, image: "acme/a:${tag}"}]}\n          E`)
    expect(said('.github/workflows/d.yml', run(1), run(2))).toEqual([expect.stringContaining('deciding deploy-command 9 ')])
  })

  test('a script of a folded text is one command', () => {
    const step = (tag: number) => `a:\n  script:\n    - >\n      helm upgrade web ./c\n      --set image.tag=${tag}\n`
    expect(said('.gitlab-ci.yml', step(1), step(2))).toEqual([expect.stringContaining('deciding deploy-command')])
  })
})

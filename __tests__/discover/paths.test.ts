import { describe, expect, test } from '@jest/globals'
import { companions, worthReading } from '../../src/discover/discover.ts'
import { MAX_FILE_BYTES } from '../../src/model/limits.ts'

describe('companions', () => {
  const all = [
    'chart/Chart.yaml',
    'chart/values.yaml',
    'chart/templates/a.yaml',
    'chart/ci/x-values.yaml',
    'other/Chart.yaml',
    'app/compose.yaml',
    'app/.env',
    'tf/main.tf',
    'tf/variables.tf',
    '.gitlab-ci.yml',
    'ci/lint.gitlab-ci.yml',
    'README.md',
  ]

  test.each([
    ['chart/Chart.yaml', ['chart/values.yaml', 'chart/templates/a.yaml', 'chart/ci/x-values.yaml']],
    ['chart/values.yaml', ['chart/Chart.yaml', 'chart/templates/a.yaml', 'chart/ci/x-values.yaml']],
    ['chart/ci/x-values.yaml', ['chart/Chart.yaml', 'chart/values.yaml', 'chart/templates/a.yaml']],
    ['app/.env', ['app/compose.yaml']],
    ['app/compose.yaml', ['app/.env']],
    ['tf/variables.tf', ['tf/main.tf']],
    ['ci/lint.gitlab-ci.yml', ['.gitlab-ci.yml']],
    ['README.md', []],
  ])('of %s', (changed, expected) => {
    expect(companions([changed], all)).toEqual(expected)
  })

  test.each([
    [
      'infra/main.tf',
      ['infra/terraform.tfvars', 'infra/task.json.tftpl', 'infra/templates/pod.yaml', 'infra/modules/app/main.tf'],
    ],
    ['infra/modules/app/main.tf', ['infra/main.tf']],
    ['infra/templates/pod.yaml', ['infra/main.tf', 'infra/terraform.tfvars']],
    ['infra/task.json.tftpl', ['infra/main.tf', 'infra/terraform.tfvars']],
  ])('of a module of Terraform: %s', (changed, expected) => {
    const module = [
      'infra/main.tf',
      'infra/terraform.tfvars',
      'infra/task.json.tftpl',
      'infra/templates/pod.yaml',
      'infra/modules/app/main.tf',
    ]
    expect(companions([changed], [...module, 'k8s/app.yaml'])).toEqual(expected)
  })

  test('never give a changed file again', () => {
    expect(companions(['app/.env', 'app/compose.yaml'], all)).toEqual([])
  })
})

describe('worth reading', () => {
  test.each([
    'a.yaml',
    'a.YAML',
    'deploy.yml.txt',
    'Dockerfile',
    'Dockerfile.md.tmpl',
    'web',
    'a.json',
    'main.tf',
    '.env',
    '.env.db',
    '.env.key',
    'web.env',
    'Jenkinsfile',
    'x.container',
  ])('%s', (path) => {
    expect(worthReading({ path, size: 10 })).toBe(true)
  })

  test.each(['README.md', 'logo.png', 'main.go', 'app.ts', 'yarn.lock', '.env.ts', '.env.md', 'x.db'])('not %s', (path) => {
    expect(worthReading({ path, size: 10 })).toBe(false)
  })

  test('a file that is too large only where its name is that of a manifest', () => {
    expect(worthReading({ path: 'data', size: MAX_FILE_BYTES })).toBe(true)
    expect(worthReading({ path: 'data', size: MAX_FILE_BYTES + 1 })).toBe(false)
    expect(worthReading({ path: 'a.yaml', size: MAX_FILE_BYTES + 1 })).toBe(true)
  })
})

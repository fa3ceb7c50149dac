import type { SourceFile } from '../src/discover/discover.ts'

const fill = (unit: string, size: number): string => unit.repeat(Math.ceil(size / unit.length)).slice(0, size)
const numbered = (line: (n: number) => string, size: number): string => {
  let text = ''
  for (let n = 0; text.length < size; n++) text += line(n)
  return text
}
const POD = 'apiVersion: v1\nkind: Pod\n'

/** Texts of about the given size that are made to be slow or large for one part or another of discovery, by name. */
export const HOSTILE_SHAPES: Readonly<Record<string, (size: number) => SourceFile>> = {
  'flat map': (size) => file('a.yaml', POD + numbered((n) => `k${n}: v\n`, size)),
  'map with one key': (size) => file('a.yaml', POD + fill('image: nginx\n', size)),
  'list of images': (size) => file('a.yaml', `${POD}spec:\n${fill(' - image: nginx:1\n', size)}`),
  'values of images': (size) =>
    file(
      'values.yaml',
      numbered((n) => `k${n}: {image: {repository: r/a${n}, tag: ""}}\n`, size),
    ),
  brackets: (size) => file('a.yaml', POD + '['.repeat(size / 10)),
  'closed brackets': (size) =>
    file('a.json', `{"apiVersion": "v1", "kind": "Pod", "x": ${'['.repeat(size / 10)}${']'.repeat(size / 10)}}`),
  braces: (size) => file('a.tf', '{'.repeat(size)),
  'HCL blocks': (size) => file('a.tf', fill('a {\n', size)),
  'HCL labels': (size) => file('a.tf', fill('a "b" ', size)),
  'HCL strings': (size) => file('a.nomad', fill('image = "${${${\n', size)),
  'HCL heredocs': (size) => file('a.tf', fill('a = <<E\n', size)),
  'alias bomb': () => file('a.yaml', POD + bomb(10)),
  'alias bombs': (size) => file('a.yaml', fill(`${POD}${bomb(4)}---\n`, size)),
  'broken alias bombs': (size) => file('a.yaml', `${fill(`${POD}${bomb(4)}---\n`, size)}\n"`),
  'merge keys': (size) =>
    file(
      'a.yaml',
      `${POD}a: &a {${numbered((n) => `k${n}: 1, `, size).slice(0, size / 8)}}\n${fill('b: {<<: [*a, *a, *a]}\n', size / 64)}`,
    ),
  anchors: (size) => file('a.yaml', POD + numbered((n) => `k${n}: &a${n} v\n`, size)),
  'one long line': (size) => file('a.yaml', `${POD}image: ${'a'.repeat(size)}`),
  'one long placeholder': (size) => file('a.yaml', `${POD}image: "${fill('{a', size)}"`),
  'one long template': (size) => file('templates/a.yaml', `image: {{ ${fill('}} ', size)}`),
  'templates on one line': (size) => file('templates/a.yaml', `image: ${fill('{{ a }} # ', size)}`),
  documents: (size) => file('a.yaml', fill('---\n', size)),
  'broken documents': (size) => file('a.yaml', fill(`---\n${POD}a: "\n`, size)),
  'unindented lines': (size) => file('a.yaml', `${POD}a:\n  b: "${fill('x\n', size)}"`),
  'blank lines': (size) => file('a.yaml', POD + fill('\n', size)),
  'blank lines in a Dockerfile': (size) => file('web', `${fill(' \n', size)}FROM x`),
  blanks: (size) => file('a.yaml', `${POD}a: ${fill(' ', size)}image`),
  dashes: (size) => file('a.yaml', POD + fill('- ', size)),
  tabs: (size) => file('a.yaml', POD + fill('\t', size)),
  'quoted blanks': (size) => file('a.json', `{"apiVersion": "v1", "kind": "Pod", "x": "${fill('\\" ', size)}"}`),
  comments: (size) => file('devcontainer.json', fill('/* " */ // "\n', size)),
  slashes: (size) => file('devcontainer.json', `{"a": "${fill('/', size)}`),
  stages: (size) =>
    file(
      'Dockerfile',
      numbered((n) => `FROM a AS s${n}\nCOPY --from=s${n} / /\n`, size),
    ),
  heredocs: (size) => file('Dockerfile', fill('RUN <<A\n', size)),
  'many heredocs': (size) => file('Dockerfile', `RUN ${fill('<<A ', size)}\nA\n`),
  continuations: (size) => file('Dockerfile', `FROM ${fill('\\\n', size)}a`),
  quotes: (size) => file('Dockerfile', `FROM ${fill(`a"a'`, size)}`),
  'nested defaults': (size) => file('Dockerfile', `FROM ${fill('${a:-', size)}`),
  variables: (size) => file('Dockerfile', `${numbered((n) => `ARG A${n + 1}=$A${n}$A${n}\n`, size)}FROM $A99999`),
  directives: (size) => file('Dockerfile', fill('# a=b\n', size)),
  'compose variables': (size) => file('compose.yaml', `services:\n  a:\n    image: ${fill('${A:-${B}}', size)}\n`),
  expressions: (size) => file('.github/workflows/a.yml', `jobs:\n  a:\n    container: "${fill('${{ a || (b) }}', size)}"\n`),
  parentheses: (size) => file('.github/workflows/a.yml', `jobs:\n  a:\n    container: "\${{ ${fill('(', size)}"\n`),
  'tekton parameters': (size) =>
    file(
      'a.yaml',
      `apiVersion: tekton.dev/v1\nkind: Task\nspec:\n  params:\n${fill('  - {name: a, default: b}\n', size / 2)}  steps:\n${fill('  - image: $(params.b)\n', size / 2)}`,
    ),
  'workflow parameters': (size) =>
    file(
      'a.yaml',
      `apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec:\n  templates:\n${numbered((n) => `  - {name: t${n}, container: {image: "{{inputs.parameters.x}}"}}\n`, size)}`,
    ),
  'matrix values': (size) =>
    file(
      '.github/workflows/a.yml',
      `jobs:\n  a:\n    strategy: {matrix: {x: [${fill('a,', size / 2)}]}}\n    steps:\n${fill('    - with: {image: "${{ matrix.x }}"}\n', size / 2)}`,
    ),
  'gitlab jobs': (size) =>
    file(
      '.gitlab-ci.yml',
      numbered((n) => `j${n}: {image: $A}\n`, size),
    ),
  'nested manifests': (size) => file('a.yaml', `${POD}a: |\n${fill('  apiVersion: v1\n  kind: Pod\n  image: a\n  ---\n', size)}`),
  'manifests in texts': (size) =>
    file('a.yaml', POD + numbered((n) => `a${n}: |\n  apiVersion: v1\n  kind: Pod\n  image: a\n`, size)),
  'environment values': (size) => file('a.yaml', `${POD}env:\n- name: IMAGE\n  value: ${fill('a/', size)}`),
  'jenkins braces': (size) => file('Jenkinsfile', fill('docker { ', size)),
  'jenkins templates': (size) => file('Jenkinsfile', fill('containerTemplate(', size)),
  'jenkins yaml': (size) => file('Jenkinsfile', fill("yaml '''", size)),
  'ini sections': (size) => file('a.container', fill('[Container]\nImage=a\n', size)),
}

function file(path: string, text: string): SourceFile {
  return { path, bytes: new TextEncoder().encode(text) }
}

function bomb(levels: number): string {
  const line = (level: number): string =>
    `a${level}: &a${level} [${
      level === 0
        ? 'x'
        : Array(10)
            .fill(`*a${level - 1}`)
            .join(', ')
    }]\n`
  return Array.from({ length: levels }, (_, level) => line(level)).join('')
}

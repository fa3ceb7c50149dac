/** A setting as it would stand in a manifest. */
export interface Sample {
  readonly name: string
  readonly value: string
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const DIGITS = '0123456789'
const HEX = '0123456789abcdef'
const WORDS =
  'amber basalt cobalt dahlia ember falcon granite harbor indigo juniper kelp lagoon maple nectar onyx prairie quartz'.split(' ')

/** Random texts that are the same in every run (a linear congruential generator). None of them is or was a credential. */
export function createSource(seed: number): {
  text: (alphabet: string, length: number) => string
  pick: <T>(list: readonly T[]) => T
} {
  let state = seed
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const text = (alphabet: string, length: number): string =>
    Array.from({ length }, () => alphabet[next(alphabet.length)]).join('')
  const pick = <T>(list: readonly T[]): T => {
    const one = list[next(list.length)]
    if (one === undefined) throw new Error('nothing to pick from')
    return one
  }
  return { text, pick }
}

/** Credentials of known shape, passwords under telling names, and URLs with passwords. Prefixes are put together at run time. */
export function positives(): readonly Sample[] {
  const { text } = createSource(7)
  const word = LETTERS + DIGITS
  const url = `${word}_-`
  const join = (...parts: readonly string[]): string => parts.join('')
  const shaped: readonly (readonly [string, string])[] = [
    ['AWS', join('AK', 'IA', text('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16))],
    ['AWS_SESSION', join('AS', 'IA', text('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16))],
    ...['p', 'o', 'u', 's', 'r'].map((kind): readonly [string, string] => ['GITHUB', join('gh', kind, '_', text(word, 36))]),
    ['GITHUB_PAT', join('github', '_pat_', text(word, 22), '_', text(word, 59))],
    ...['pat', 'dt', 'rt', 'ptt'].map((kind): readonly [string, string] => ['GITLAB', join('gl', kind, '-', text(url, 20))]),
    ['MAPS', join('AI', 'za', text(url, 35))],
    ['OAUTH', join('GOC', 'SPX-', text(url, 28))],
    ['NPM', join('np', 'm_', text(word, 36))],
    ['PYPI', join('py', 'pi-AgE', text(url, 120))],
    ['GEM', join('ruby', 'gems_', text(HEX, 48))],
    ...['b', 'p', 'a'].map((kind): readonly [string, string] => [
      'SLACK',
      join('xo', 'x', kind, '-', text(DIGITS, 12), '-', text(word, 24)),
    ]),
    ['SLACK_APP', join('xa', 'pp-1-', text(word, 40))],
    ['HOOK', join('https://hooks.sl', 'ack.com/services/T', text(word, 8), '/B', text(word, 8), '/', text(word, 24))],
    ['DISCORD', join('https://disc', 'ord.com/api/webhooks/', text(DIGITS, 18), '/', text(url, 68))],
    ['SENDGRID', join('S', 'G.', text(url, 22), '.', text(url, 43))],
    ['MAILGUN', join('ke', 'y-', text(HEX, 32))],
    ...['live', 'test'].map((kind): readonly [string, string] => ['STRIPE', join('s', 'k_', kind, '_', text(word, 24))]),
    ['STRIPE_RESTRICTED', join('r', 'k_live_', text(word, 32))],
    ['STRIPE_HOOK', join('wh', 'sec_', text(word, 32))],
    ['SQUARE', join('sq0', 'atp-', text(url, 22))],
    ['SHOPIFY', join('shp', 'at_', text(HEX, 32))],
    ['ANTHROPIC', join('sk-', 'ant-api03-', text(url, 93))],
    ['OPENAI', join('sk-', 'proj-', text(url, 48))],
    ['OPENAI_OLD', join('sk-', text(word, 20), 'T3Blbk', 'FJ', text(word, 20))],
    ['GROQ', join('gs', 'k_', text(word, 52))],
    ['HF', join('h', 'f_', text(LETTERS, 34))],
    ['LINEAR', join('lin', '_api_', text(word, 40))],
    ['NOTION', join('nt', 'n_', text(word, 46))],
    ['GRAFANA', join('gl', 'sa_', text(word, 32), '_', text(HEX, 8))],
    ['VAULT', join('hv', 's.', text(url, 90))],
    ['DATABRICKS', join('da', 'pi', text(HEX, 32))],
    ['DOCKER', join('dckr', '_pat_', text(url, 27))],
    ['FIGMA', join('fi', 'gd_', text(url, 43))],
    ['DO', join('do', 'p_v1_', text(HEX, 64))],
    ['NEWRELIC', join('NR', 'AK-', text(word, 27))],
    ['TELEGRAM', join(text(DIGITS, 10), ':', 'AA', text(url, 33))],
    ['POSTMAN', join('PM', 'AK-', text(HEX, 24), '-', text(HEX, 34))],
    ['TERRAFORM', join(text(word, 14), '.atl', 'asv1.', text(url, 66))],
    ['AZURE', join('DefaultEndpointsProtocol=https;AccountName=x;Account', 'Key=', text(word, 86), '==')],
    ['JWT', join('ey', 'J', text(word, 30), '.ey', 'J', text(word, 60), '.', text(url, 43))],
    ['PEM', join('-----BEGIN RSA PRIV', 'ATE KEY-----\n', text(word, 64))],
    ['AGE', join('AGE-SEC', 'RET-KEY-1', text('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58))],
  ]
  const passwords = [
    'DB_PASSWORD',
    'MYSQL_ROOT_PASSWORD',
    'API_KEY',
    'authToken',
    'redis-passphrase',
    'CLIENT_SECRET',
    'aws_secret_access_key',
    'SECRET_KEY',
  ]
  return [
    ...shaped.map(([name, value]) => ({ name, value })),
    ...passwords.map((name) => ({ name, value: text(`${word}!%&+`, 18) })),
    ...['postgres', 'mongodb+srv', 'amqp', 'redis', 'https'].map((scheme) => ({
      name: 'DSN',
      value: `${scheme}://app:${text(word, 14)}@db.shop.svc:5432/shop`,
    })),
    { name: 'POSTGRES_PASSWORD', value: 'hunter2' },
    { name: 'ADMIN_PASSWORD', value: '1f2d1e2e67df' },
    { name: 'MONGO_PWD', value: 't0p-Secret' },
    { name: 'GRAFANA_PASSWORD', value: 'admin' },
  ]
}

/** Settings that look busy and are harmless: digests, ids, names, references to credentials, paths, URLs, durations. */
export function benigns(count: number): readonly Sample[] {
  const { text, pick } = createSource(11)
  const two = (): string => `${pick(WORDS)}-${pick(WORDS)}`
  const makers: readonly (() => Sample)[] = [
    () => ({ name: 'IMAGE', value: `ghcr.io/acme/${two()}@sha256:${text(HEX, 64)}` }),
    () => ({ name: 'GIT_COMMIT', value: text(HEX, 40) }),
    () => ({ name: 'checksum/config', value: text(HEX, 64) }),
    () => ({ name: 'TENANT_ID', value: [8, 4, 4, 4, 12].map((length) => text(HEX, length)).join('-') }),
    () => ({ name: 'SECRET_NAME', value: `${two()}-tls` }),
    () => ({ name: 'existingSecret', value: `${two()}-credentials` }),
    () => ({ name: 'METALLB_ML_SECRET_KEY_PATH', value: `/etc/${two()}` }),
    () => ({ name: 'DB_PASSWORD_FILE', value: `/run/secrets/${two()}` }),
    () => ({ name: 'DB_PASSWORD', value: `\${${pick(WORDS).toUpperCase()}_PASSWORD}` }),
    () => ({ name: 'API_TOKEN', value: `$(${pick(WORDS).toUpperCase()}_TOKEN)` }),
    () => ({ name: 'ADMIN_PASSWORD', value: `{{ .Values.${pick(WORDS)}.password }}` }),
    () => ({ name: 'CLIENT_SECRET', value: `vault:secret/data/${two()}#password` }),
    () => ({ name: 'AWS_SECRET', value: `arn:aws:secretsmanager:eu-west-1:${text(DIGITS, 12)}:secret:${two()}` }),
    () => ({ name: 'PASSWORD', value: `ENC[AES256_GCM,data:${text(LETTERS, 20)}=,type:str]` }),
    () => ({
      name: 'TOKEN',
      value: pick(['', 'changeme', 'REPLACE_ME', '<your-token>', 'xxxxxxxx', 'example-token', 'your_api_key']),
    }),
    () => ({ name: 'TOKEN_TTL', value: `${text(DIGITS, 2)}h` }),
    () => ({ name: 'TOKEN_URL', value: `https://login.${pick(WORDS)}.example/oauth2/token` }),
    () => ({ name: 'PASSWORD_MIN_LENGTH', value: text('123456789', 2) }),
    () => ({ name: 'ENDPOINT', value: `https://${two()}.svc.cluster.local:8443/api/v1/${text(HEX, 24)}` }),
    () => ({ name: 'DATABASE_URL', value: `postgres://app@${two()}:5432/shop` }),
    () => ({ name: 'DATABASE_URL', value: `postgres://app:$(DB_PASSWORD)@${two()}:5432/shop` }),
    () => ({ name: 'MAINTAINER', value: `${pick(WORDS)}@${pick(WORDS)}.example` }),
    () => ({ name: 'PUBLIC_KEY', value: `-----BEGIN PUBLIC KEY-----\n${text(LETTERS, 64)}` }),
    () => ({ name: 'CA', value: `-----BEGIN CERTIFICATE-----\n${text(LETTERS, 64)}` }),
    () => ({ name: 'FEATURES', value: `${two()},${two()},${two()}` }),
    () => ({ name: 'JAVA_OPTS', value: `-Xmx${text('123456789', 1)}g -D${pick(WORDS)}.key=${pick(WORDS)}` }),
    () => ({ name: 'VERSION', value: `v1.${text('123456789', 2)}.${text(DIGITS, 1)}-${text(HEX, 7)}` }),
    () => ({ name: 'PARTITION_KEY', value: two() }),
    () => ({ name: 'CACHE_KEY', value: text(HEX, 32) }),
    () => ({ name: 'SORT_KEY', value: pick(WORDS) }),
    () => ({ name: 'KEYBOARD', value: pick(WORDS) }),
    () => ({ name: 'SAMPLE', value: `sk-${two()}` }),
    () => ({ name: 'CSS', value: `.${two()}-${text(HEX, 6)}` }),
    () => ({ name: 'INTEGRITY', value: `sha512-${text(LETTERS, 86)}==` }),
  ]
  return Array.from({ length: count }, (_, index) => (makers[index % makers.length] ?? makers[0])?.() ?? { name: '', value: '' })
}

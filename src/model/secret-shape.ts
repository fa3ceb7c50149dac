/**
 * Formats of credentials that can be told by their shape alone. Each expression is linear: fixed prefixes, one character class
 * with a bounded or greedy count, no nested repetition. Prefixes are written apart so that this file holds no credential.
 */
interface Shape {
  readonly name: string
  readonly pattern: RegExp
}

const shape = (name: string, pattern: string): Shape => ({ name, pattern: new RegExp(pattern) })
/** Not preceded by a character that would make it the middle of a longer word. */
const START = '(?<![A-Za-z0-9_-])'
const END = '(?![A-Za-z0-9_-])'
const token = (name: string, pattern: string): Shape => shape(name, `${START}(?:${pattern})${END}`)

const SHAPES: readonly Shape[] = [
  shape('private key', '-----BEGIN (?:[A-Z0-9]{1,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----'),
  shape('age secret key', 'AGE-SECRET-KEY-1[A-Z0-9]{58}'),
  token('AWS access key', '(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}'),
  token('GitHub token', 'gh[pousr]_[A-Za-z0-9]{36,255}'),
  token('GitHub token', 'github_pat_[A-Za-z0-9_]{82,255}'),
  token('GitLab token', 'gl(?:pat|dt|rt|ptt|cbt|soat|ft|imt|agent|oas)-[A-Za-z0-9_-]{20,128}'),
  token('Google API key', 'AIza[A-Za-z0-9_-]{35}'),
  token('Google OAuth secret', 'GOCSPX-[A-Za-z0-9_-]{28}'),
  token('npm token', 'npm_[A-Za-z0-9]{36}'),
  token('PyPI token', 'pypi-AgE[A-Za-z0-9_-]{60,512}'),
  token('RubyGems key', 'rubygems_[0-9a-f]{48}'),
  token('Slack token', 'xox[abeoprs]-[A-Za-z0-9-]{10,255}'),
  token('Slack app token', 'xapp-[0-9]-[A-Za-z0-9-]{20,255}'),
  shape('Slack webhook', 'hooks\\.slack\\.com/(?:services|workflows)/[A-Za-z0-9/_-]{30,128}'),
  shape('Discord webhook', 'discord(?:app)?\\.com/api/webhooks/[0-9]{16,20}/[A-Za-z0-9_-]{60,80}'),
  shape('Teams webhook', '[a-z0-9-]{1,63}\\.webhook\\.office\\.com/webhookb2/[A-Za-z0-9@-]{40,128}'),
  token('SendGrid key', 'SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}'),
  token('Mailgun key', 'key-[0-9a-f]{32}'),
  token('Stripe key', '(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,255}'),
  token('Stripe webhook secret', 'whsec_[A-Za-z0-9+/=]{32,128}'),
  token('Square token', 'sq0(?:atp|csp)-[A-Za-z0-9_-]{22,60}'),
  token('Shopify token', 'shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}'),
  token('Anthropic key', 'sk-ant-[a-z0-9]{3,8}-[A-Za-z0-9_-]{80,128}'),
  token('OpenAI key', 'sk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{40,255}'),
  token('OpenAI key', 'sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}'),
  token('Groq key', 'gsk_[A-Za-z0-9]{52}'),
  token('Hugging Face token', 'hf_[A-Za-z0-9]{34}'),
  token('Linear key', 'lin_api_[A-Za-z0-9]{40}'),
  token('Notion token', '(?:ntn_[A-Za-z0-9]{46}|secret_[A-Za-z0-9]{43})'),
  token('Grafana token', 'glsa_[A-Za-z0-9]{32}_[0-9a-fA-F]{8}'),
  token('Grafana Cloud token', 'glc_[A-Za-z0-9+/=]{32,400}'),
  token('Vault token', 'hv[sbr]\\.[A-Za-z0-9_-]{24,300}'),
  token('Databricks token', 'dapi[0-9a-f]{32}'),
  token('Docker token', 'dckr_(?:pat|oat)_[A-Za-z0-9_-]{24,64}'),
  token('Figma token', 'figd_[A-Za-z0-9_-]{40,64}'),
  token('DigitalOcean token', 'do[opr]_v1_[0-9a-f]{64}'),
  token('New Relic key', 'NR(?:AK|JS|AL)-[A-Za-z0-9]{27,64}'),
  token('Atlassian token', 'ATATT3[A-Za-z0-9_=-]{100,255}'),
  token('Telegram bot token', '[0-9]{8,10}:AA[A-Za-z0-9_-]{33}'),
  token('Sentry token', 'sntry[su]_[A-Za-z0-9+/=_-]{40,400}'),
  token('Doppler token', 'dp\\.(?:pt|st|ct|sa|scim|audit)\\.[A-Za-z0-9._-]{40,64}'),
  token('PlanetScale token', 'pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_=.-]{32,64}'),
  token('Postman key', 'PMAK-[0-9a-f]{24}-[0-9a-f]{34}'),
  token('Terraform token', '[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_=-]{60,70}'),
  token('1Password token', 'ops_eyJ[A-Za-z0-9_=-]{100,2000}'),
  token('Vercel token', 'vercel_blob_rw_[A-Za-z0-9]{16}_[A-Za-z0-9]{30}'),
  shape('Azure storage key', 'AccountKey=[A-Za-z0-9+/]{86}=='),
  shape('Azure SAS signature', '[?&]sig=[A-Za-z0-9%+/]{43,100}(?:=|%3D)'),
  token('JSON web token', 'eyJ[A-Za-z0-9_-]{10,2000}\\.eyJ[A-Za-z0-9_-]{10,4000}\\.[A-Za-z0-9_-]{20,1000}'),
]
/** No shape matches a shorter text. */
const SHORTEST = 18
const URL_PASSWORD = /[a-zA-Z][a-zA-Z0-9+.-]{1,20}:\/\/[^\s:@/"'<>{}$]{0,128}:([^\s@/"'<>]{1,256})@[A-Za-z0-9[]/
const TERMS = [
  'password',
  'passwd',
  'passphrase',
  'passcode',
  'pwd',
  'secret',
  'token',
  'apikey',
  'secretkey',
  'accesskey',
  'privatekey',
  'credential',
  'credentials',
]
const KEY_BEFORE = [
  'api',
  'secret',
  'access',
  'private',
  'encryption',
  'signing',
  'auth',
  'master',
  'account',
  'session',
  'client',
]
/** Words before `key` that name a service: a credential only where the value reads as issued. */
const SERVICE_BEFORE = [
  'storage',
  'batch',
  'shared',
  'cosmos',
  'subscription',
  'search',
  'service',
  'admin',
  'primary',
  'secondary',
  'app',
  'application',
  'function',
  'functions',
  'speech',
  'openai',
  'maps',
  'ingest',
  'ingestion',
  'write',
  'license',
  'server',
]
const NAME_WORDS = new Set([
  'secret',
  'secrets',
  'token',
  'tokens',
  'password',
  'passwords',
  'credential',
  'credentials',
  'key',
  'keys',
])
const HELD_ELSEWHERE =
  /^(?:\$[({]|\$[A-Za-z_]\w*$|%\(|%\w+%$|<[^<>]*>$|\{\{|\[\[|@Microsoft\.|!\w+ |#\{|vault:|ref\+|op:\/\/|file:|env:|ENC\[|arn:|projects\/|azurekv|aws-?sm|secretref:|secret:\/\/|~?\.{0,2}(?:\/[\w.{}-]+)+\/?$)/i
const OBVIOUS =
  /^(?:x+|\*+|\.+|-+|_+|\?+|0+|none|null|nil|empty|unset|undefined|true|false|yes|no|on|off|todo|tbd|redacted|masked|hidden|random|auto|generated?|dummy|optional|required|default|disabled|enabled)$/i
const TO_FILL = /change.?me|replace|^your|example|placeholder|fill.?in|insert|sample|fixme|\$\{|\{\{|\$\(|%\(|<[a-z]/i

/** The kind of credential that a text holds by its shape; undefined where it holds none. The marker of a hidden one counts. */
export function credentialIn(text: string): string | undefined {
  if (text.length < SHORTEST) return undefined
  const hidden = /\u2039hidden credential: ([A-Za-z0-9 ]{1,40}) #\d+\u203a/.exec(text)
  if (hidden?.[1] !== undefined) return hidden[1]
  return SHAPES.find(({ pattern }) => pattern.test(text))?.name
}

/** Whether a URL in the text carries a password that is written out. */
export function hasUrlPassword(text: string): boolean {
  if (!text.includes('://') || !text.includes('@')) return false
  const password = URL_PASSWORD.exec(text)?.[1]
  return password !== undefined && !isPlaceholder(password) && !/^(?:pass(?:word)?|pw|secret|token)$/i.test(password)
}

/** Whether a name says that what it holds is a credential: its last words decide, so that `SECRET_KEY_PATH` says nothing. */
export function namesCredential(name: string): boolean {
  const words = wordsOfName(name)
  const [last, before] = [words.at(-1) ?? '', words.at(-2) ?? '']
  return (
    TERMS.includes(last) ||
    (last === 'key' && KEY_BEFORE.includes(before)) ||
    (last === 'base' && words.join('').endsWith('secretkeybase'))
  )
}

/**
 * Whether a setting is a credential by its name: a name that says so and a value that is no stand-in, or the name of a
 * service's key (`AZURE_STORAGE_KEY`) whose value somebody issued: long, of mixed characters. `storageKey: sessions` is none.
 */
export function isNamedCredential(name: string, value: string): boolean {
  return !isPlaceholder(value) && (namesCredential(name) || (namesServiceKey(name) && isIssued(value)))
}

function namesServiceKey(name: string): boolean {
  const words = wordsOfName(name)
  return words.at(-1) === 'key' && SERVICE_BEFORE.includes(words.at(-2) ?? '')
}

function wordsOfName(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '')
}

/** Whether a text reads as issued by a machine: 24 characters or more of one alphabet, with digits and both cases or all hex. */
function isIssued(text: string): boolean {
  const value = text.trim()
  if (!/^[A-Za-z0-9+/_-]{24,512}={0,2}$/.test(value)) return false
  return /^[0-9a-f]{32,}$/i.test(value)
    ? /[0-9]/.test(value) && /[a-f]/i.test(value)
    : [/[0-9]/, /[a-z]/, /[A-Z]/].every((kind) => kind.test(value))
}

/** Whether a value is only a stand-in: empty, a variable, a template, a path or a reference to where the credential is kept. */
export function isPlaceholder(value: string): boolean {
  const text = value.trim()
  if (text.length < 3 || HELD_ELSEWHERE.test(text) || OBVIOUS.test(text) || TO_FILL.test(text)) return true
  const words = text.split(/[-_.]/)
  return words.length > 1 && words.every((word) => /^[a-z0-9]+$/.test(word)) && words.some((word) => NAME_WORDS.has(word))
}

import { entryFields, type Field, isSet, rootField, textAt, under } from '../../kubernetes/field.ts'
import { typeOf } from '../../kubernetes/pods.ts'
import type { ManifestObject } from '../../model/manifest-object.ts'
import { credentialIn, hasUrlPassword, isNamedCredential, isPlaceholder, namesCredential } from '../../model/secret-shape.ts'
import { entriesOf } from '../../model/tree.ts'
import { settingsInText } from './settings-text.ts'

/** An entry of a Secret that holds something, and what it is by its shape. */
export interface HeldEntry {
  readonly field: Field
  readonly name: string
  /** What tells one value from another. It is never shown. */
  readonly value: string
  readonly what: string | undefined
  /** Whether it is a file of settings in which nothing reads as a credential. It is hidden all the same. */
  readonly configuration: boolean
}

/** What a Secret holds in the open: every entry but stand-ins, certificates and what SOPS encrypted. */
export function heldIn(object: ManifestObject): readonly HeldEntry[] {
  if (typeOf(object) !== '/Secret') return []
  const root = rootField(object.origin.file, object.tree)
  if (isEncrypted(root)) return []
  const decoded = entryFields(under(root, 'data')).flatMap((field) => entryOf(field, fromBase64(textAt(field) ?? '')))
  const written = entryFields(under(root, 'stringData')).flatMap((field) => entryOf(field, textAt(field) ?? ''))
  return [...decoded, ...written]
}

function entryOf(field: Field, text: string): readonly HeldEntry[] {
  const raw = textAt(field) ?? ''
  if (text.trim() === '' || isPlaceholder(raw) || isStandIn(text) || isCertificate(text)) return []
  const what = credentialIn(text) ?? dockerLogin(text)
  const configuration = what === undefined && isConfiguration(String(field.step), text)
  return [{ field, name: String(field.step), value: raw, what, configuration }]
}

/** What stands for a hidden file of settings in recorded facts. */
const HIDDEN_CONFIGURATION = /^hidden configuration no\. \d+$/
/** What speaks of a secret in whatever grammar: `requirepass x`, `machine a login b password c`, `auth_basic_user_file`. */
const WORDS_OF_SECRETS = /pass|secret|token|credential|pwd|login|private|auth|bearer|api.?key|account.?key|machine /i
const CONFIGURATION_FILE = /^[^.][\w.-]*\.(?:ini|ya?ml|json|conf|config|cfg|cnf|toml|properties|xml|rules)$/i

/**
 * A file of settings that keeps nothing secret: its name is that of a configuration file, no word of it speaks of a secret,
 * no URL carries a password, and nothing in it is a long word that a machine may have issued.
 */
function isConfiguration(name: string, text: string): boolean {
  if (HIDDEN_CONFIGURATION.test(text)) return true
  if (!CONFIGURATION_FILE.test(name) || namesCredential(name.replace(/\.[^.]*$/, '')) || !/[\n:=<{]/.test(text)) return false
  if (WORDS_OF_SECRETS.test(text)) return false
  if (hasUrlPassword(text) || settingsInText(text).some((one) => isNamedCredential(one.name, one.value))) return false
  return !(text.match(/[A-Za-z0-9+/=_-]{20,}/g) ?? []).some(isUnspoken)
}

// Words are parted by case, dash or underscore and hold no digits amid letters; what a machine issued does not read so.
function isUnspoken(word: string): boolean {
  if (/^[-=_/+]+$/.test(word)) return false
  const parts = word.split(/[-_/=+]/).filter((part) => part !== '')
  return (
    parts.some((part) => part.length >= 12 && /[0-9]/.test(part) && /[A-Za-z]/.test(part)) ||
    parts.some((part) => part.length >= 40)
  )
}

// In a Secret even a word that says nothing is a value: only what a tool fills in later is a stand-in.
function isStandIn(text: string): boolean {
  return (
    /^(?:\$\{|\{\{|<|vault:|ref\+|op:\/\/|ENC\[|AgA)/.test(text.trim()) ||
    /^(?:change-?me|replace-?me|todo|x{3,}|\*{3,})$/i.test(text.trim())
  )
}

/** Certificates are public; a private key next to them is not. */
function isCertificate(text: string): boolean {
  return text.includes('-----BEGIN CERTIFICATE-----') && !text.includes('PRIVATE KEY')
}

// SOPS keeps its metadata next to what it encrypts; a value that it left alone is still in the open.
function isEncrypted(root: Field): boolean {
  const values = [...entriesOf(under(root, 'data').node), ...entriesOf(under(root, 'stringData').node)].map(({ value }) => value)
  return isSet(under(root, 'sops')) && values.every((value) => value.kind === 'scalar' && value.text.startsWith('ENC['))
}

function dockerLogin(text: string): string | undefined {
  return /"auths"\s{0,8}:/.test(text) && /"(?:auth|password|identitytoken)"\s{0,8}:\s{0,8}"[^"]/.test(text)
    ? 'registry login'
    : undefined
}

function fromBase64(text: string): string {
  const compact = text.replace(/\s/g, '')
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return text
  return Buffer.from(compact, 'base64').toString('utf8')
}

/** Which styles libyaml's emitter allows a scalar outside of flow collections. */
export interface Allowed {
  readonly multiline: boolean
  readonly plain: boolean
  readonly single: boolean
  readonly block: boolean
}

/** Whose printing: go-yaml v2 as sigs.k8s.io/yaml has it, yaml.v3 today, or yaml.v3 as Helm 3 has it, which loses a leading line break. */
export type Emitter = 'sigs' | 'v3' | 'v3.0.1'

const SIMPLE = /^[A-Za-z0-9_./$(][A-Za-z0-9_./$()+=;~^<\\-]*$/
const FORBIDDEN_FIRST = '#,[]{}&*!|>\'"%@`'
const ALL: Allowed = { multiline: false, plain: true, single: true, block: true }

/** What the characters of a scalar permit. */
export function analyzeScalar(text: string, emitter: Emitter): Allowed {
  if (text === '') return { multiline: false, plain: true, single: true, block: false }
  if (SIMPLE.test(text) && !text.startsWith('...')) return ALL
  const seen = scan(text)
  const special = seen.special || (seen.tabs && emitter === 'sigs')
  const broken = seen.spaceBreak || special
  const edges = seen.leading || seen.trailing
  return {
    multiline: seen.breaks,
    plain: !(edges || seen.breakSpace || broken || seen.tabs || seen.breaks || hasIndicators(text)),
    single: !(seen.breakSpace || broken || seen.tabs),
    block: !(seen.trailingSpace || broken),
  }
}

interface Seen {
  breaks: boolean
  special: boolean
  tabs: boolean
  leading: boolean
  trailing: boolean
  trailingSpace: boolean
  /** A space after a line break, and a line break after a space. */
  breakSpace: boolean
  spaceBreak: boolean
}

function scan(text: string): Seen {
  const seen: Seen = {
    breaks: false,
    special: false,
    tabs: false,
    leading: isSpaceOrBreak(text.charCodeAt(0)),
    trailing: isSpaceOrBreak(text.charCodeAt(text.length - 1)),
    trailingSpace: text.endsWith(' '),
    breakSpace: false,
    spaceBreak: false,
  }
  let before = 0
  for (let index = 0; index < text.length; index++) {
    const c = text.charCodeAt(index)
    if (c === 9) seen.tabs = true
    else if (!isPrintable(c)) seen.special = true
    if (isBreakCode(c)) {
      seen.breaks = true
      if (before === 32) seen.spaceBreak = true
    } else if (c === 32 && isBreakCode(before)) seen.breakSpace = true
    before = c
  }
  return seen
}

function hasIndicators(text: string): boolean {
  if (text.startsWith('---') || text.startsWith('...') || FORBIDDEN_FIRST.includes(text.charAt(0))) return true
  if (/^[?:-](?:[ \t]|$)/.test(text)) return true
  return /:(?:[ \t]|$)/.test(text.slice(1)) || /[ \t\r\n\x85\u2028\u2029\0]#/.test(text)
}

function isSpaceOrBreak(c: number): boolean {
  return c === 32 || isBreakCode(c)
}

export function isBreakCode(c: number): boolean {
  return c === 10 || c === 13 || c === 0x85 || c === 0x2028 || c === 0x2029
}

/** Whether a character may stand unescaped; what lies outside of the basic plane may not. */
export function isPrintable(c: number): boolean {
  if (c <= 0x7e) return c >= 0x20 || c === 10
  return (c >= 0xa0 && c <= 0xd7ff) || (c >= 0xe000 && c <= 0xfffd && c !== 0xfeff)
}

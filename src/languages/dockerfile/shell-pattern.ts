import { MAX_PATTERN_STEPS, MAX_PATTERN_VALUE } from '../../model/limits.ts'

/** One step of a shell pattern: a character, any one character, or any number of them. */
type Step = { readonly char: string } | 'any' | 'many'

/** The steps of a pattern in `${V#pattern}` and its like; undefined where BuildKit refuses it, or it is longer than is matched here. */
export function patternOf(pattern: string, fromEnd = false): readonly Step[] | undefined {
  const steps: Step[] = []
  // Go's scanner drops a byte order mark that it meets first; `${V%pattern}` is read from its end.
  const chars = [...pattern.replace(fromEnd ? /\ufeff$/ : /^\ufeff/, '')]
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] ?? ''
    const next = chars[at + 1]
    if (char === '*') steps.push('many')
    else if (char === '?') steps.push('any')
    else if (char !== '\\') steps.push({ char })
    else if (next !== '}' && next !== '/') {
      if (next !== '*' && next !== '?' && next !== '\\') return undefined
      steps.push({ char: next })
      at++
    }
  }
  return steps.length > MAX_PATTERN_STEPS ? undefined : steps
}

/** `${V#p}` and `${V##p}`; undefined for a value that is too long. */
export function trimPrefix(steps: readonly Step[], value: string, greedy: boolean): string | undefined {
  const chars = [...value]
  if (chars.length > MAX_PATTERN_VALUE) return undefined
  return chars.slice(matchEnd(steps, chars, 0, greedy) ?? 0).join('')
}

/** `${V%p}` and `${V%%p}`; undefined for a value that is too long. */
export function trimSuffix(steps: readonly Step[], value: string, greedy: boolean): string | undefined {
  const rest = trimPrefix(steps.toReversed(), [...value].reverse().join(''), greedy)
  return rest === undefined ? undefined : [...rest].reverse().join('')
}

/** `${V/p/r}` and, for all matches, `${V//p/r}`; undefined for a value that is too long. */
export function replaceMatches(steps: readonly Step[], value: string, replacement: string, all: boolean): string | undefined {
  const chars = [...value]
  if (chars.length > MAX_PATTERN_VALUE) return undefined
  let out = ''
  let last = -1
  for (let at = 0; at <= chars.length; ) {
    const end = matchEnd(steps, chars, at, true)
    if (end === undefined || (end === at && at === last)) {
      out += chars[at++] ?? ''
      continue
    }
    out += replacement
    if (!all) return out + chars.slice(end).join('')
    last = end
    if (end === at) out += chars[at++] ?? ''
    else at = end
  }
  return out
}

/** Where the shortest or longest match that begins at `from` ends. All ways are walked at once, so that no pattern goes back. */
function matchEnd(steps: readonly Step[], chars: readonly string[], from: number, longest: boolean): number | undefined {
  let states = closure(steps, new Set([0]))
  let found: number | undefined
  for (let at = from; ; at++) {
    if (states.has(steps.length)) {
      found = at
      if (!longest) return found
    }
    const char = chars[at]
    if (char === undefined || states.size === 0) return found
    const next = new Set<number>()
    for (const state of states) {
      const step = steps[state]
      if (step === undefined || (typeof step === 'string' ? char === '\n' : step.char !== char)) continue
      next.add(step === 'many' ? state : state + 1)
    }
    states = closure(steps, next)
  }
}

function closure(steps: readonly Step[], states: Set<number>): Set<number> {
  for (const state of states) if (steps[state] === 'many') states.add(state + 1)
  return states
}

/**
 * A text of a folded block as it reads after yaml.v3 has written it again: its emitter asks of the first character, where it should ask
 * of the next line, whether a line is indented further, so that such lines gain a line break before them.
 */
export function foldedAgain(text: string): string {
  const breaks = /\n*$/.exec(text)?.[0].length ?? 0
  if (text === '' || / \n|[ ]$/.test(text)) return text
  return readFolded(emitFolded(text), breaks)
}

function emitFolded(text: string): string {
  const first = text.replace(/^\n+/, '')[0]
  const doubles = first !== undefined && first !== ' ' && first !== '\t'
  let emitted = ''
  let inBreaks = true
  let indented = true
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? ''
    if (character === '\n') {
      if (!inBreaks && !indented && doubles) emitted += '\n'
      inBreaks = true
    } else {
      if (inBreaks) indented = character === ' ' || character === '\t'
      inBreaks = false
    }
    emitted += character
  }
  return emitted
}

function readFolded(emitted: string, breaks: number): string {
  let text = ''
  let leading = ''
  let trailing = ''
  let wasIndented = false
  const lines = emitted.split('\n')
  if (lines.at(-1) === '') lines.pop()
  for (const line of lines) {
    if (line === '') {
      trailing += '\n'
      continue
    }
    const indented = line.startsWith(' ') || line.startsWith('\t')
    if (leading !== '' && !wasIndented && !indented) text += trailing === '' ? ' ' : ''
    else text += leading
    text += trailing + line
    trailing = ''
    leading = '\n'
    wasIndented = indented
  }
  return breaks === 0 ? text : breaks === 1 ? text + leading : text + leading + trailing
}

/** A name and the value that a text gives it. */
export interface TextSetting {
  readonly name: string
  readonly value: string
}

const NAME = '[A-Za-z][\\w.-]{0,80}'
/** `NAME=value` and `NAME: value` over a whole line; the value runs to the line's end. */
const LINE = new RegExp(`^\\s{0,40}(?:export\\s)?["']?(${NAME})["']?\\s{0,8}[=:]\\s{0,8}(\\S.{0,500})$`)
/** `"name": "value"` anywhere in a line, as JSON, flow YAML and attributes of XML write it. */
const QUOTED = new RegExp(`["']?(${NAME})["']?\\s{0,8}[=:]\\s{0,8}(?:"([^"\\n]{1,500})"|'([^'\\n]{1,500})')`, 'g')
/** `<name>value</name>`; the closing tag is not compared: what stands between is what counts. */
const ELEMENT = new RegExp(`<(${NAME})(?:\\s[^<>]{0,200})?>([^<>]{1,500})</`, 'g')
/** `<add key="name" value="x"/>` and `<property name="name" value="x"/>`. */
const PAIR = new RegExp(`\\b(?:key|name)="(${NAME})"\\s{1,20}value="([^"\\n]{1,500})"`, 'g')
/** One part of a connection string or a query: `;Password=x;`, `?password=x&`. */
const PART = new RegExp(`[;?&]\\s{0,4}(${NAME})=([^;&\\s"'<>]{1,500})`, 'g')

/**
 * The settings that a text of any usual form gives: lines of variables, JSON, XML, connection strings, on one line or
 * many. A text of another form gives what looks like a setting in it, at worst nothing. Linear in the text.
 */
export function settingsInText(text: string): readonly TextSetting[] {
  return text.split('\n').flatMap((line) => {
    const whole = LINE.exec(line)
    const first = whole?.[1] === undefined ? [] : [{ name: whole[1], value: unquoted(whole[2] ?? '') }]
    const inner = [QUOTED, ELEMENT, PAIR, PART].flatMap((pattern) => [...line.matchAll(pattern)].map(settingOf))
    return [...first.filter(({ name }) => inner.every((one) => one.name !== name)), ...inner]
  })
}

function settingOf(match: RegExpMatchArray): TextSetting {
  return { name: match[1] ?? '', value: match[2] ?? match[3] ?? '' }
}

function unquoted(value: string): string {
  return value.trim().replace(/^["']|["'],?$/g, '')
}

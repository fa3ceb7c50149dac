import type { State } from '../problems.ts'
import type { RenderOptions } from '../reporter.ts'

/** A style of the text for a terminal. */
export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'blue' | 'green' | 'magenta'

/** How text is set off on one terminal: styles and links, or neither. */
export interface Ink {
  paint(style: Style, text: string): string
  /** The text as a link (OSC 8); undefined where the terminal has none, so that the address has to be written out. */
  link(text: string, url: string): string | undefined
}

const CODES: Readonly<Record<Style, number>> = { bold: 1, dim: 2, red: 31, yellow: 33, blue: 34, green: 32, magenta: 35 }
// Nothing that ends the sequence, and nothing but a page of the web.
const ADDRESS = /^https:\/\/[\x21-\x7e]+$/

/** The colour of a state. */
export const COLORS = { blocked: 'red', unverified: 'magenta', warning: 'yellow', notice: 'blue' } as const satisfies Record<
  State,
  Style
>

/** The ink that the options ask for. */
export function inkFor({ color, links }: RenderOptions): Ink {
  return {
    paint: (style, text) => (color === true ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text),
    link: (text, url) => (links === true && ADDRESS.test(url) ? `\u001b]8;;${url}\u001b\\${text}\u001b]8;;\u001b\\` : undefined),
  }
}

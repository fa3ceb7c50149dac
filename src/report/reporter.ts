import type { Report } from '../model/report.ts'

/** How a report is to be written. `color`: with terminal colours. `links`: names of rules are links (OSC 8). `quiet`: no notices. `verbose`: notices in full, not one line each. */
export interface RenderOptions {
  readonly color?: boolean
  readonly links?: boolean
  readonly verbose?: boolean
  readonly quiet?: boolean
}

/**
 * One way to tell people: a pure rendering of the report. `format` is its name on the command line, for those that make one text;
 * the channels of a forge render what they would send, which is what their golden tests read.
 */
export interface Reporter {
  readonly name: string
  readonly summary: string
  readonly format?: string
  render(report: Report, options?: RenderOptions): string
}

/** What came of one run with one fault. `hit` is the call that failed; `told`: the finding's file is in annotations or review, and in the summary. */
export interface FaultRun {
  readonly image: 'signed' | 'unsigned'
  readonly nth: number
  readonly fault: string
  readonly hit: string
  readonly exitCode: number
  readonly verdict: string
  readonly byJob: boolean
  readonly byCheck: boolean
  readonly conclusion: string
  readonly told: boolean
  readonly bug: string
}

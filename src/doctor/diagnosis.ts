/** One thing that the doctor found: what is the matter, why that lets something through or annoys, and what to write. */
export interface Diagnosis {
  readonly level: 'error' | 'warning' | 'notice'
  readonly place: string
  readonly message: string
  readonly why: string
  readonly fix: string
}

/** A job that runs the gate, with what its surroundings say about it. `check` is the name that branch protection sees. */
export interface GateJob {
  readonly file: string
  readonly id: string
  readonly check: string
  readonly checkRun: string
  readonly uses: string
}

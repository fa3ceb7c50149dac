import type { Callable, FunctionTable } from '../govalue/callable.ts'
import type { YamlLimits } from '../goyaml/read.ts'
import { addresses } from './addresses.ts'
import { argoOwn } from './argo.ts'
import { panic, textAt } from './arguments.ts'
import { CASES } from './case.ts'
import { DATES } from './dates.ts'
import { DEFAULTS } from './defaults.ts'
import { define } from './define.ts'
import { DICTS, SORT_ALPHA } from './dicts.ts'
import { ENCODING } from './encoding.ts'
import { type HelmOptions, helmsOwn } from './helm.ts'
import { JSON_FUNCTIONS } from './json.ts'
import { LISTS } from './lists.ts'
import { NUMBERS } from './numbers.ts'
import { QUOTING } from './quoting.ts'
import { RANDOM } from './random.ts'
import { REGULAR } from './regular.ts'
import { STRINGS } from './strings.ts'
import { VERSIONS } from './versions.ts'

const FAIL = define('fail(string) string', (args) => {
  throw panic(textAt(args, 0).text)
})

/** Every group of sprig v3.3.0 but for addresses, which ask whether hosts are looked up. `env` and `expandenv` are not there: Helm removes them. */
const GROUPS: readonly (readonly Callable[])[] = [
  ...[STRINGS, CASES, QUOTING, LISTS, DICTS, NUMBERS, DEFAULTS, REGULAR, VERSIONS, ENCODING, RANDOM, DATES, JSON_FUNCTIONS],
  [SORT_ALPHA, FAIL],
]

/** The functions of sprig v3.3.0 without those that read the environment. */
export function sprigFunctions(): FunctionTable {
  return tabled([...GROUPS.flat(), ...addresses(true)])
}

/** The functions that templates of an ApplicationSet have, Go's own aside: sprig's without those that ask a server. */
export function argoFunctions(limits: YamlLimits): FunctionTable {
  const own = addresses(true).filter(({ name }) => name !== 'getHostByName')
  return tabled([...GROUPS.flat(), ...own, ...argoOwn(limits)])
}

/** The functions that Helm's templates have, Go's own aside. */
export function helmFunctions(options: HelmOptions): FunctionTable {
  return tabled([...GROUPS.flat(), ...addresses(options.dns), ...helmsOwn(options)])
}

/** Functions by name; of two with one name the later. */
function tabled(callables: readonly Callable[]): FunctionTable {
  return new Map(callables.map((callable) => [callable.name, callable]))
}

import { isLoopbackHost } from './addresses.ts'

/** Environment variables that decide how the network is reached. */
export type ProxyEnvironment = Readonly<Record<string, string | undefined>>

/** The HTTPS proxy of this run. Hosts behind it are resolved by the proxy, so that their addresses are the proxy's to check. */
export interface Proxies {
  /** A sentence for the log, without the proxy's credentials; undefined when there is no proxy. */
  readonly note?: string
  /** The password in the proxy's URL, to be kept out of the log. */
  readonly secret?: string
  /** Options for an agent that connects through the proxy. */
  readonly agentOptions?: { readonly proxyEnv: { readonly HTTPS_PROXY: string } }
  /** Whether requests to this URL go through the proxy. */
  applies(url: URL): boolean
}

/** Reads HTTPS_PROXY and NO_PROXY (lower case first, as curl does). A proxy that is no HTTP URL is ignored and shown as such. */
export function readProxies(environment: ProxyEnvironment): Proxies {
  const text = environment.https_proxy || environment.HTTPS_PROXY || environment.all_proxy || environment.ALL_PROXY || ''
  if (text === '') return { applies: () => false }
  const proxy = URL.parse(text.includes('://') ? text : `http://${text}`)
  if (proxy === null || !/^https?:$/.test(proxy.protocol))
    return { note: 'HTTPS_PROXY is not an HTTP URL and was ignored', applies: () => false }
  const exceptions = (environment.no_proxy || environment.NO_PROXY || '').split(/[\s,]+/).filter((one) => one !== '')
  return {
    note: `Requests to registries go through the proxy ${proxy.protocol}//${proxy.host}, which resolves their names`,
    ...(proxy.password === '' ? {} : { secret: proxy.password }),
    agentOptions: { proxyEnv: { HTTPS_PROXY: proxy.href } },
    applies: (url) =>
      url.protocol === 'https:' && !isLoopbackHost(url.hostname) && !exceptions.some((one) => isException(one, url)),
  }
}

function isException(exception: string, url: URL): boolean {
  if (exception === '*') return true
  const [, host = '', port] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(exception.toLowerCase()) ?? []
  if (port !== undefined && port !== (url.port || '443')) return false
  return host !== '' && (url.hostname === host || url.hostname.endsWith(`.${host}`))
}

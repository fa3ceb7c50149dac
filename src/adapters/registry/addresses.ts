import { BlockList, isIP } from 'node:net'

/** How far an address reaches. `forbidden`: metadata services, link-local, multicast, documentation and embedded forms. */
export type Reach = 'public' | 'private' | 'loopback' | 'forbidden'

/** What may be dialled for a host. */
export type Admittance = 'public' | 'private' | 'loopback'

const PRIVATE_4 = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10']
const FORBIDDEN_4 = [
  '0.0.0.0/8',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '100.100.100.200/32',
  '168.63.129.16/32',
]
const FORBIDDEN_IN_GLOBAL_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']

const private4 = ranges(PRIVATE_4, 'ipv4')
const forbidden4 = ranges(FORBIDDEN_4, 'ipv4')
const loopback4 = ranges(['127.0.0.0/8'], 'ipv4')
const global6 = ranges(['2000::/3'], 'ipv6')
const forbidden6 = ranges(FORBIDDEN_IN_GLOBAL_6, 'ipv6')
const private6 = ranges(['fc00::/7'], 'ipv6')
const metadata6 = ranges(['fd00:ec2::254/128'], 'ipv6')
const loopback6 = ranges(['::1/128'], 'ipv6')

/**
 * How far a literal address reaches. Only global unicast is public: IPv6 forms that carry an IPv4 address (mapped, compatible,
 * NAT64, 6to4, Teredo) are forbidden whatever they carry. What is no address is forbidden.
 */
export function reachOf(address: string): Reach {
  if (isIP(address) === 4) {
    if (loopback4.check(address)) return 'loopback'
    if (forbidden4.check(address)) return 'forbidden'
    return private4.check(address) ? 'private' : 'public'
  }
  if (isIP(address) !== 6 || address.includes('%')) return 'forbidden'
  if (loopback6.check(address, 'ipv6')) return 'loopback'
  if (global6.check(address, 'ipv6')) return forbidden6.check(address, 'ipv6') ? 'forbidden' : 'public'
  return private6.check(address, 'ipv6') && !metadata6.check(address, 'ipv6') ? 'private' : 'forbidden'
}

/** Whether an address may be dialled. `private` admits public and loopback addresses too; nothing admits forbidden ones. */
export function admits(admittance: Admittance, address: string): boolean {
  const reach = reachOf(address)
  if (reach === 'forbidden') return false
  return admittance === 'private' || admittance === reach
}

/** Whether a host name, without its port, means this machine by its spelling alone. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || reachOf(bare(hostname)) === 'loopback'
}

/** The address inside the brackets of an IPv6 literal; any other host as it is. */
export function bare(hostname: string): string {
  return hostname.startsWith('[') && hostname.endsWith(']') ? hostname.slice(1, -1) : hostname
}

function ranges(list: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const block = new BlockList()
  for (const range of list) {
    const [net = '', bits = ''] = range.split('/')
    block.addSubnet(net, Number(bits), family)
  }
  return block
}

import { describe, expect, test } from '@jest/globals'
import { admits, isLoopbackHost, reachOf } from '../../../src/adapters/registry/addresses.ts'

describe('only global unicast is public', () => {
  test.each([
    '127.0.0.1',
    '127.1.2.3',
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '100.100.100.200',
    '168.63.129.16',
    '169.254.169.254',
    '169.254.170.2',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.1',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:8.8.8.8',
    '::ffff:0:8.8.8.8',
    '64:ff9b::7f00:1',
    '64:ff9b::8.8.8.8',
    '64:ff9b:1::1',
    '100::1',
    '2001::1',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
    '2001:db8::1',
    '2002:7f00:1::1',
    '3fff::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '2606:4700::1111%1',
    'localhost',
    '',
    '2130706433',
    '0x7f.1',
    '127.1',
  ])('%s is not public', (address) => {
    expect(reachOf(address)).not.toBe('public')
    expect(admits('public', address)).toBe(false)
  })

  test.each(['8.8.8.8', '140.82.112.3', '100.63.255.255', '172.32.0.1', '192.0.1.1', '2606:4700:4700::1111', '2a04:4e42::81'])(
    '%s is public',
    (address) => {
      expect(reachOf(address)).toBe('public')
    },
  )
})

test.each([
  '169.254.169.254',
  'fe80::1',
  'fd00:ec2::254',
  '100.100.100.200',
  '168.63.129.16',
  '0.0.0.0',
  '224.0.0.1',
  '::ffff:10.0.0.1',
])('%s is refused even for a host that may be private', (address) => {
  expect(admits('private', address)).toBe(false)
})

test.each(['10.1.2.3', '192.168.0.9', 'fd12::1', '127.0.0.1', '::1', '8.8.8.8'])(
  '%s may be dialled for a private host',
  (address) => {
    expect(admits('private', address)).toBe(true)
  },
)

test('a loopback host may be dialled at loopback addresses only', () => {
  expect(admits('loopback', '127.0.0.1')).toBe(true)
  expect(admits('loopback', '10.0.0.1')).toBe(false)
  expect(admits('loopback', '8.8.8.8')).toBe(false)
})

test('loopback hosts are known by their spelling', () => {
  expect(['localhost', '127.0.0.1', '127.9.9.9', '[::1]'].map(isLoopbackHost)).toEqual([true, true, true, true])
  expect(['localhost.evil.com', '127.0.0.1.evil.com', '[::2]', '10.0.0.1'].map(isLoopbackHost)).toEqual([
    false,
    false,
    false,
    false,
  ])
})

import { afterEach, expect, test } from '@jest/globals'
import { createSlots } from '../../../src/adapters/registry/slots.ts'
import { createTransport, type Transport } from '../../../src/adapters/registry/transport.ts'
import { closeAll, openRegistry } from './world.ts'

const transports: Transport[] = []
afterEach(async () => {
  for (const transport of transports.splice(0)) transport.close()
  await closeAll()
})

test('an answer that breaks while it waits for its turn is trouble, not a crash', async () => {
  const registry = await openRegistry({
    intercept: ({ path }) => ({
      body: 'x'.repeat(1000),
      delivery: path === '/first' ? { kind: 'stalling', after: 10 } : { kind: 'truncated', after: 10 },
    }),
  })
  const timeouts = { connect: 1000, headers: 1000, idle: 300, total: 2000 }
  const transport = createTransport({ environment: {}, timeouts }, createSlots(1))
  transports.push(transport)
  const ask = (path: string) =>
    ({ method: 'GET', url: new URL(path, registry.origin), headers: {}, maxBytes: 2000, admittance: 'loopback' }) as const
  const first = transport.send(ask('/first'))
  await new Promise((resolve) => setTimeout(resolve, 100))
  const second = transport.send(ask('/second'))
  expect(await first).toMatchObject({ trouble: { kind: 'timeout' } })
  expect(await second).toMatchObject({ trouble: { kind: 'unreachable', again: true } })
})

test('an IPv6 address is checked and dialled like any other', async () => {
  const transport = createTransport({ environment: {} })
  transports.push(transport)
  const ask = { method: 'GET', url: new URL('http://[::1]:9/'), headers: {}, maxBytes: 1 } as const
  expect(await transport.send({ ...ask, admittance: 'public' })).toMatchObject({ trouble: { kind: 'host-not-allowed' } })
  expect(await transport.send({ ...ask, admittance: 'loopback' })).toMatchObject({ trouble: { kind: 'unreachable' } })
})

import { describe, expect, test } from '@jest/globals'
import { missingAttributes, parseDistinguishedName } from '../../src/model/distinguished-name.ts'

const read = (text: string) => {
  const parsed = parseDistinguishedName(text)
  return parsed.ok ? Object.fromEntries(parsed.attributes) : parsed.why
}

describe('a distinguished name', () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ['C=US', { C: 'US' }],
    ['C=US,ST=WA,O=acme', { C: 'US', ST: 'WA', O: 'acme' }],
    [' c = US , S=WA,o=  acme inc  ', { C: 'US', ST: 'WA', O: 'acme inc' }],
    ['O=Acme\\, Inc.', { O: 'Acme, Inc.' }],
    ['O=\\ acme\\ ', { O: ' acme ' }],
    ['O=a\\=b=c', { O: 'a=b=c' }],
    ['O=S\\C3\\B6hne', { O: 'Söhne' }],
    ['O=Söhne 🐐', { O: 'Söhne 🐐' }],
    ['O=a#b', { O: 'a#b' }],
    [
      'CN=x,OU=y,L=z,STREET=s,POSTALCODE=1,SERIALNUMBER=2',
      { CN: 'x', OU: 'y', L: 'z', STREET: 's', POSTALCODE: '1', SERIALNUMBER: '2' },
    ],
  ])('%j is read', (text, attributes) => {
    expect(read(text)).toEqual(attributes)
  })
  test.each<[string, RegExp]>([
    ['', /NAME=value/],
    ['acme', /NAME=value/],
    ['C=US,', /NAME=value/],
    ['C=US,,O=acme', /not one of/],
    ['C=US;O=acme', /";"/],
    ['C=US+O=acme', /"\+"/],
    ['O="acme"', /must be escaped/],
    ['O=#0c04', /start with #/],
    ['O=  #0c04', /start with #/],
    ['O=', /empty/],
    ['O=  ,C=US', /empty/],
    ['O=a\\', /backslash/],
    ['O=a\\x', /backslash/],
    ['O=\\C3', /UTF-8/],
    ['O=a,O=b', /twice/],
    ['ST=a,S=b', /twice/],
    ['DC=acme', /not one of/],
    ['2.5.4.10=acme', /not one of/],
    ['__proto__=x', /not one of/],
  ])('%j is refused', (text, why) => {
    expect(read(text)).toMatch(why)
  })
  test('lacks what every identity must have', () => {
    expect(missingAttributes(new Map([['O', 'acme']]))).toEqual(['C', 'ST'])
    expect(missingAttributes(new Map(['C', 'ST', 'O'].map((name) => [name, 'x'])))).toEqual([])
  })
})

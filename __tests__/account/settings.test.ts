import { describe, expect, test } from '@jest/globals'
import { lookAt } from './change.ts'

const configured = (settings: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  settings: |\n${settings.replace(/^/gm, '    ')}\n`
const asked = (before: string, after: string): readonly string[] =>
  lookAt({ 'a.yaml': configured(before) }, { 'a.yaml': configured(after) }).unaccounted.map(({ kind, name }) => `${kind} ${name}`)

describe('what settings in a text of a ConfigMap call an image', () => {
  test.each([
    ['JSON', '{"name": "x", "image": "alpine"}', '{"name": "x", "image": "other"}'],
    ['YAML', 'runner:\n  helper_image: alpine', 'runner:\n  helper_image: other'],
    ['TOML', '[runner]\nimage = "alpine"', '[runner]\nimage = "other"'],
    ['properties', 'a.image=alpine\nb=1', 'a.image=other\nb=1'],
    ['beside one that is complete', 'image = "a.io/x:1"\nhelper_image = "a"', 'image = "a.io/x:2"\nhelper_image = "b"'],
    ['a line that is new', '[runner]\nb = 1', '[runner]\nb = 1\nimage = "other"'],
  ])('is asked about when it changes and is no complete reference: %s', (_, before, after) => {
    expect(asked(before, after)).toEqual(['deciding config-map-image'])
  })

  test.each([
    ['another key', '[runner]\nname = "x"\nimage = "alpine"', '[runner]\nname = "y"\nimage = "alpine"'],
    ['a picture', '[page]\nimage = "a.png"', '[page]\nimage = "b.png"'],
    ['a truth value', '[page]\nimage = true', '[page]\nimage = false'],
    ['prose', 'Choose an image = any will do.\nNow.', 'Choose an image = none will do.\nNow.'],
    ['what went', '[runner]\nb = 1\nimage = "alpine"', '[runner]\nb = 1'],
  ])('and nothing is asked about %s', (_, before, after) => {
    expect(asked(before, after)).toEqual([])
  })
})

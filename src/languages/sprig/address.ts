const FOUR = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/

/** Whether Go's net.ParseIP takes the text for an IPv4 address. */
export function isFour(text: string): boolean {
  return FOUR.test(text)
}

/** Whether Go takes the text for an IPv6 address, without a zone. */
export function isSix(text: string): boolean {
  if (!/^[0-9A-Fa-f:.]*$/.test(text) || !text.includes(':')) return false
  const tail = /:([\d.]*\.[\d.]*)$/.exec(text)?.[1]
  if (tail !== undefined && !isFour(tail)) return false
  const halves = (tail === undefined ? text : `${text.slice(0, -tail.length)}0:0`).split('::')
  const parts = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  if (halves.length > 2 || parts.some((part) => !/^[0-9A-Fa-f]{1,4}$/.test(part))) return false
  return halves.length === 2 ? parts.length < 8 : parts.length === 8
}

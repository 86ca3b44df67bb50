/** Base64 with one spelling per value. Blanks are allowed where the standards allow them: IdPs break lines. */

const alphabet = /^[A-Za-z0-9+/]*={0,2}$/

/** The bytes, or `undefined` unless the text is exactly what an encoder would have written, blanks aside. */
export function decodeBase64(text: string): Buffer | undefined {
  const compact = text.replace(/[ \t\r\n]+/g, '')
  if (compact === '' || compact.length % 4 !== 0 || !alphabet.test(compact)) return undefined
  const bytes = Buffer.from(compact, 'base64')
  // Buffer forgives stray bits in the last character; two texts for one value would let a replay look new.
  return bytes.toString('base64') === compact ? bytes : undefined
}

/** Base64 with one spelling per value. Blanks are allowed where the standards allow them: IdPs break lines. */

/** The bytes, or `undefined` unless the text is exactly what an encoder would have written, blanks aside. */
export function decodeBase64(text: string): Buffer | undefined {
  const compact = /[ \t\r\n]/.test(text) ? text.replace(/[ \t\r\n]+/g, '') : text
  if (compact === '') return undefined
  const bytes = Buffer.from(compact, 'base64')
  // Buffer forgives much: other alphabets, missing padding, stray bits. Two texts for one value would let a replay look new.
  return bytes.toString('base64') === compact ? bytes : undefined
}

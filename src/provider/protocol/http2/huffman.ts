/** HPACK's Huffman code (RFC 7541 §5.2 and appendix B), decoding only: what we send is sent plain. */
import { ConnectionFault, code as fault } from './fault.js'

/**
 * How long the code of each byte is, and at last that of "end of string": a letter each, "a" for 5 bits. The code is canonical,
 * shorter first and then by value, so that the lengths are all there is to know.
 */
const lengths =
  'isxxxxxxxtzxxzxxxxxxxxzxxxxxxxxxbffhibdgffdgdbbbaaabbbbbbbcdkbhfibccccccccccccccccccccccdcdioijbkabababbbaccbbbabcbaabccccckgji' +
  'xprpprrrsrssssststtrstssssqrsrsstrqprrssqrsrrtqrssqqrqsrssprrrsrrsvvporsruvvvwwvtuoqvwwvwtqqvvxwwwptpqrqqsrruuttvsvwvvwwwwwxwwwwwvz'

const endOfString = 256

interface Codes {
  /** Of the codes of one length, the lowest; the others follow it. */
  readonly first: number
  /** What they stand for, in order. */
  readonly bytes: readonly number[]
}

/** By length, in bits. */
function makeBook(): readonly Codes[] {
  const byLength = Array.from({ length: 31 }, (): number[] => [])
  for (let byte = 0; byte <= endOfString; byte++)
    byLength[lengths.charCodeAt(byte) - 92]?.push(byte)
  let next = 0
  return byLength.map((bytes) => {
    const first = next
    next = (first + bytes.length) * 2
    return { first, bytes }
  })
}

let book: readonly Codes[] | undefined

/** @throws ConnectionFault for a padding that is none, or "end of string" in the midst */
export function huffmanDecode(bytes: Uint8Array): string {
  book ??= makeBook()
  let text = ''
  let code = 0
  let length = 0
  let areOnes = true
  for (const coded of bytes)
    for (let left = 7; left >= 0; left--) {
      const bit = (coded >> left) & 1
      code = code * 2 + bit
      areOnes &&= bit === 1
      const codes = book[++length]
      const byte = codes?.bytes[code - codes.first]
      if (byte === undefined) continue
      if (byte === endOfString) throw broken()
      text += String.fromCharCode(byte)
      code = length = 0
      areOnes = true
    }
  // What is left must be the beginning of "end of string", which is all ones, and no whole byte of it.
  if (length > 7 || !areOnes) throw broken()
  return text
}

const broken = () => new ConnectionFault(fault.compression, 'a header is wrongly coded')

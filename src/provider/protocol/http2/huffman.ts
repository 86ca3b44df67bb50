/** HPACK's Huffman code (RFC 7541 §5.2 and appendix B), decoding only: what we send is sent plain. */
import { ConnectionFault, code } from './fault.js'

/**
 * How long the code of each byte is, and at last that of "end of string": a letter each, "a" for 5 bits. The code is canonical,
 * shorter first and then by value, so that the lengths are all there is to know.
 */
const lengths =
  'isxxxxxxxtzxxzxxxxxxxxzxxxxxxxxxbffhibdgffdgdbbbaaabbbbbbbcdkbhfibccccccccccccccccccccccdcdioijbkabababbbaccbbbabcbaabccccckgji' +
  'xprpprrrsrssssststtrstssssqrsrsstrqprrssqrsrrtqrssqqrqsrssprrrsrrsvvporsruvvvwwvtuoqvwwvwtqqvvxwwwptpqrqqsrruuttvsvwvvwwwwwxwwwwwvz'

const endOfString = 256

/** Two cells for each fork, for a bit of 0 and of 1: the next fork, or, negative, ~byte. Of nothing, 0: no code leads back to the root. */
function makeTree(): Int16Array {
  const tree = new Int16Array(2 * (endOfString + 1))
  let forks = 1
  const put = (bits: number, length: number, leaf: number) => {
    let cell = (bits >>> (length - 1)) & 1
    for (let left = length - 2; left >= 0; left--) {
      const next = (tree[cell] ||= forks++)
      cell = 2 * next + ((bits >>> left) & 1)
    }
    tree[cell] = ~leaf
  }
  let bits = 0
  for (let length = 5; length <= 30; length++, bits *= 2)
    for (let byte = 0; byte <= endOfString; byte++)
      if (lengths.charCodeAt(byte) - 92 === length) put(bits++, length, byte)
  return tree
}

let tree: Int16Array | undefined

/** @throws ConnectionFault for a padding that is none, or "end of string" in the midst */
export function huffmanDecode(bytes: Uint8Array): string {
  tree ??= makeTree()
  let text = ''
  let fork = 0
  let begun = 0
  let areOnes = true
  for (const byte of bytes)
    for (let left = 7; left >= 0; left--) {
      const bit = (byte >> left) & 1
      const next = tree[2 * fork + bit] ?? 0
      fork = next
      begun++
      areOnes &&= bit === 1
      if (next > 0) continue
      if (~next === endOfString) throw broken()
      text += String.fromCharCode(~next)
      fork = begun = 0
      areOnes = true
    }
  // What is left must be the beginning of "end of string", which is all ones, and no whole byte of it.
  if (begun > 7 || !areOnes) throw broken()
  return text
}

const broken = () => new ConnectionFault(code.compression, 'a header is wrongly coded')

/**
 * Exclusive canonical forms, by libxml2. An element is cut out of its text as a document of its own, with the prefixes
 * in scope declared on it, and that is canonicalized whole: libxml2 asks JavaScript about every node of a subset.
 */
import * as libxml from 'libxml2-wasm'
import { refusal } from './faults.js'
import type { Scope, XmlElement } from './tree.js'
import type { XmlDocument } from './xml.js'

// The door has refused DTDs and entities; these options refuse to load anything even so.
const options: libxml.ParseOption =
  libxml.ParseOption.XML_PARSE_NONET |
  libxml.ParseOption.XML_PARSE_NO_XXE |
  libxml.ParseOption.XML_PARSE_NO_SYS_CATALOG

class Bytes {
  readonly chunks: Buffer[] = []

  // A copy, because the view dies with the parser's next allocation. libxml2-wasm's own string handler decodes
  // each chunk by itself and so breaks characters that lie across two chunks.
  write(chunk: Uint8Array): number {
    this.chunks.push(Buffer.from(chunk))
    return chunk.byteLength
  }

  close(): boolean {
    return true
  }
}

/** A namespace is a URI: of what attribute values must escape, only this can stand in one. */
const escaped = (uri: string): string => uri.replaceAll('&', '&amp;')

/** What the element inherits, as declarations to write on it. */
function inheritedBy({ scope }: XmlElement): string {
  const seen = new Set(['xml', ...scope.declared.keys()])
  let written = ''
  for (let at: Scope | undefined = scope.outer; at; at = at.outer) {
    for (const [prefix, uri] of at.declared) {
      if (seen.has(prefix)) continue
      seen.add(prefix)
      if (uri !== '') written += ` xmlns${prefix === '' ? '' : `:${prefix}`}="${escaped(uri)}"`
    }
  }
  return written
}

function standalone(text: string, element: XmlElement, without: XmlElement | undefined): string {
  const { start, nameEnd, end } = element
  const head = `${text.slice(start, nameEnd)}${inheritedBy(element)}`
  if (!without) return head + text.slice(nameEnd, end)
  return head + text.slice(nameEnd, without.start) + text.slice(without.end, end)
}

/** What libxml2 cannot take is the sender's fault; anything else thrown is ours. */
function refusing<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (!(error instanceof libxml.XmlError)) throw error
    throw refusal('xml-malformed', error.message.trim().split('\n')[0] ?? 'empty')
  }
}

/**
 * The exclusive canonical form, without comments, of an element of the document.
 * @param without - a descendant to leave out: the enveloped signature
 * @throws Refusal `xml-malformed`
 */
export function canonicalize(
  { text }: XmlDocument,
  element: XmlElement,
  inclusivePrefixes: readonly string[] = [],
  without?: XmlElement,
): Buffer {
  const source = standalone(text, element, without)
  const bytes = new Bytes()
  refusing(() => {
    const document = libxml.XmlDocument.fromBuffer(Buffer.from(source), { option: options })
    try {
      document.canonicalize(bytes, {
        mode: libxml.XmlC14NMode.XML_C14N_EXCLUSIVE_1_0,
        ...(inclusivePrefixes.length > 0
          ? { inclusiveNamespacePrefixes: [...inclusivePrefixes] }
          : {}),
      })
    } finally {
      document.dispose()
    }
  })
  return Buffer.concat(bytes.chunks)
}

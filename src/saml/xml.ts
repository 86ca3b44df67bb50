/** The strict XML door: bytes in, a plain tree out, or a Refusal. What the elements mean is for others; canonical forms are canonical.ts's business. */
import type { Owner } from '../core/index.js'
import { refusal } from './faults.js'
import { scan, type ScanRules } from './scan.js'
import type { XmlElement } from './tree.js'

export type { XmlElement } from './tree.js'

export interface XmlLimits {
  readonly maxBytes: number
  readonly maxElements: number
  readonly maxDepth: number
  /** Who has to mend a document that is refused. */
  readonly owner?: Owner
}

export const messageLimits: XmlLimits = { maxBytes: 256 * 1024, maxElements: 10_000, maxDepth: 40 }

export interface XmlDocument {
  /** What `start` and `end` of the elements count in. */
  readonly text: string
  readonly root: XmlElement
}

const declaration =
  /^<\?xml\s+version\s*=\s*(["'])1\.0\1(?:\s+encoding\s*=\s*(["'])(?:utf-8)\2)?(?:\s+standalone\s*=\s*(["'])(?:yes|no)\3)?\s*\?>/i

const decoder = new TextDecoder('utf-8', { fatal: true })

function decodeUtf8(bytes: Uint8Array, owner: Owner | undefined): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw refusal('xml-encoding', 'the bytes are not UTF-8', owner)
  }
}

/** What can be refused without a parser is refused without a parser: nothing behind this line knows what a DTD is. */
function bodyOf(text: string, owner: Owner | undefined): string {
  if (text.includes('\0')) throw refusal('xml-encoding', 'contains a null character', owner)
  const head = declaration.exec(text)?.[0] ?? ''
  if (head === '' && /^<\?xml\s/i.test(text)) {
    throw refusal('xml-encoding', `expected XML 1.0 in UTF-8, got ${text.slice(0, 60)}`, owner)
  }
  const body = text.slice(head.length)
  if (body.includes('<?')) {
    throw refusal('xml-processing-instruction', 'contains a processing instruction', owner)
  }
  // Within CDATA these characters would be harmless text; nobody sends them, so the check need not parse.
  const declared = /<!(?!--|\[CDATA\[)[^>]{0,40}/.exec(body)
  if (declared) throw refusal('xml-doctype', `contains ${declared[0]}`, owner)
  // XML 1.0 §2.11: one line end for all.
  return body.includes('\r') ? body.replace(/\r\n?/g, '\n') : body
}

// Core §1.3.4: IDs are unique. `Id` is XML Signature's, `xml:id` anybody's; one namespace of values for all spellings.
const idNames = new Set(['id', '{http://www.w3.org/xml/1998/namespace}id'])

function rulesFor({ maxDepth, maxElements, owner }: XmlLimits): ScanRules {
  const ids = new Set<string>()
  let elements = 0
  return {
    malformed: (detail) => refusal('xml-malformed', detail, owner),
    enter: (depth) => {
      elements += 1
      if (depth > maxDepth) {
        throw refusal('xml-too-deep', `more than ${maxDepth} elements deep`, owner)
      }
      if (elements > maxElements) {
        throw refusal('xml-too-many-nodes', `more than ${maxElements} elements`, owner)
      }
    },
    attribute: (name, value) => {
      if (!idNames.has(name.toLowerCase())) return
      if (ids.has(value)) {
        throw refusal('xml-duplicate-id', `the ID ${JSON.stringify(value)} occurs twice`, owner)
      }
      ids.add(value)
    },
    // Canonicalization drops comments, so anybody can insert one under a valid signature, and readers that stop
    // at it would see a shorter value: "admin@a.example<!---->.evil.example".
    commentInValue: (name) => {
      throw refusal('xml-comment-in-value', `in element ${name}`, owner)
    },
  }
}

/** @throws Refusal `message-too-large`, `xml-…` */
export function openXml(bytes: Uint8Array, limits: XmlLimits): XmlDocument {
  if (bytes.byteLength > limits.maxBytes) {
    const detail = `at most ${limits.maxBytes} bytes, got ${bytes.byteLength}`
    throw refusal('message-too-large', detail, limits.owner)
  }
  const text = bodyOf(decodeUtf8(bytes, limits.owner), limits.owner)
  return { text, root: scan(text, rulesFor(limits)) }
}

/** @throws Refusal `message-too-large`, `xml-…` */
export const parseXml = (bytes: Uint8Array, limits: XmlLimits): XmlElement =>
  openXml(bytes, limits).root

/** The strict XML door: bytes in, a plain tree out, or a Refusal. Parses with libxml2; what the elements mean is for others. */
import * as libxml from 'libxml2-wasm'
import type { Owner } from '../core/index.js'
import { refusal } from './faults.js'

/** An element as plain data: it outlives the parser's memory. */
export interface XmlElement {
  readonly namespace: string
  readonly name: string
  /** Attributes without a namespace by name, others as `{namespace}name`. */
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  /** All text inside, exact, in document order; comments are not text. */
  readonly text: string
}

export interface XmlLimits {
  readonly maxBytes: number
  readonly maxElements: number
  readonly maxDepth: number
  /** Who has to mend a document that is refused. */
  readonly owner?: Owner
}

export const messageLimits: XmlLimits = { maxBytes: 256 * 1024, maxElements: 10_000, maxDepth: 40 }

/** A parsed document whose parser memory is still alive: for canonicalization. */
export interface OpenXml {
  readonly root: XmlElement
  /** Exclusive canonical form without comments: of the element, or of the whole document. */
  canonicalize(element: XmlElement | undefined, inclusivePrefixes: readonly string[]): Buffer
  /** Takes the element out of the document, for the enveloped-signature transform. */
  detach(element: XmlElement): void
}

// DTDs and entities are refused before parsing; these options refuse to load anything even so.
const options: libxml.ParseOption =
  libxml.ParseOption.XML_PARSE_NONET |
  libxml.ParseOption.XML_PARSE_NO_XXE |
  libxml.ParseOption.XML_PARSE_NO_SYS_CATALOG

const declaration =
  /^<\?xml\s+version\s*=\s*(["'])1\.0\1(?:\s+encoding\s*=\s*(["'])(?:utf-8)\2)?(?:\s+standalone\s*=\s*(["'])(?:yes|no)\3)?\s*\?>/i

function decodeUtf8(bytes: Uint8Array, owner: Owner | undefined): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw refusal('xml-encoding', 'the bytes are not UTF-8', owner)
  }
}

/** What can be refused without a parser is refused without a parser: no DTD code of any library ever runs. */
function checkSource(text: string, owner: Owner | undefined): void {
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
}

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

interface Walk {
  readonly limits: XmlLimits
  readonly handles: Map<XmlElement, libxml.XmlElement>
  readonly ids: Set<string>
  elements: number
}

// Core §1.3.4: IDs are unique. `Id` is XML Signature's, `xml:id` anybody's; one namespace of values for all spellings.
const idNames = new Set(['id', '{http://www.w3.org/xml/1998/namespace}id'])

function attributesOf(node: libxml.XmlElement, walk: Walk): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>()
  for (const attribute of node.attrs) {
    const namespace = attribute.namespaceUri
    const name = namespace === '' ? attribute.name : `{${namespace}}${attribute.name}`
    const value = attribute.value
    if (idNames.has(name.toLowerCase())) rememberId(value, walk)
    attributes.set(name, value)
  }
  return attributes
}

function rememberId(id: string, { ids, limits }: Walk): void {
  if (ids.has(id)) {
    throw refusal('xml-duplicate-id', `the ID ${JSON.stringify(id)} occurs twice`, limits.owner)
  }
  ids.add(id)
}

function contentOf(
  node: libxml.XmlElement,
  depth: number,
  walk: Walk,
): Pick<XmlElement, 'children' | 'text'> {
  const children: XmlElement[] = []
  let text = ''
  let ownText = ''
  let commented = false
  for (let child = node.firstChild; child !== null; child = child.next) {
    if (child instanceof libxml.XmlComment) commented = true
    else if (child instanceof libxml.XmlElement) {
      const element = elementOf(child, depth + 1, walk)
      children.push(element)
      text += element.text
    } else {
      const characters = textOf(child, walk)
      ownText += characters
      text += characters
    }
  }
  // Canonicalization drops comments, so anybody can insert one under a valid signature, and readers that stop
  // at it would see a shorter value: "admin@a.example<!---->.evil.example".
  if (commented && ownText.trim() !== '') {
    throw refusal('xml-comment-in-value', `in element ${node.name}`, walk.limits.owner)
  }
  return { children, text }
}

function textOf(node: libxml.XmlNode, { limits }: Walk): string {
  if (node instanceof libxml.XmlText || node instanceof libxml.XmlCData) return node.content
  throw refusal('xml-malformed', 'contains an entity or another unexpected node', limits.owner)
}

function checkLimits(depth: number, { elements, limits }: Walk): void {
  if (depth > limits.maxDepth) {
    throw refusal('xml-too-deep', `more than ${limits.maxDepth} elements deep`, limits.owner)
  }
  if (elements > limits.maxElements) {
    throw refusal('xml-too-many-nodes', `more than ${limits.maxElements} elements`, limits.owner)
  }
}

function elementOf(node: libxml.XmlElement, depth: number, walk: Walk): XmlElement {
  walk.elements += 1
  checkLimits(depth, walk)
  const element = {
    namespace: node.namespaceUri,
    name: node.name,
    attributes: attributesOf(node, walk),
    ...contentOf(node, depth, walk),
  }
  walk.handles.set(element, node)
  return element
}

/** What the parser cannot take is the sender's fault; anything else thrown is ours. */
function refusing<T>(owner: Owner | undefined, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (!(error instanceof libxml.XmlError)) throw error
    throw refusal('xml-malformed', error.message.trim().split('\n')[0] ?? 'empty', owner)
  }
}

function open(bytes: Uint8Array, limits: XmlLimits): libxml.XmlDocument {
  if (bytes.byteLength > limits.maxBytes) {
    const detail = `at most ${limits.maxBytes} bytes, got ${bytes.byteLength}`
    throw refusal('message-too-large', detail, limits.owner)
  }
  const text = decodeUtf8(bytes, limits.owner)
  checkSource(text, limits.owner)
  return refusing(limits.owner, () => libxml.XmlDocument.fromString(text, { option: options }))
}

function canonicalize(
  document: libxml.XmlDocument,
  node: libxml.XmlElement | undefined,
  inclusivePrefixes: readonly string[],
): Buffer {
  const bytes = new Bytes()
  refusing(undefined, () =>
    document.canonicalize(bytes, {
      mode: libxml.XmlC14NMode.XML_C14N_EXCLUSIVE_1_0,
      ...(node ? { nodeSet: new Set([node]) } : {}),
      ...(inclusivePrefixes.length > 0
        ? { inclusiveNamespacePrefixes: [...inclusivePrefixes] }
        : {}),
    }),
  )
  return Buffer.concat(bytes.chunks)
}

/**
 * Parses, hands the open document over, and frees the parser's memory whatever happens.
 * @throws Refusal `message-too-large`, `xml-…`
 */
export function withXml<T>(bytes: Uint8Array, limits: XmlLimits, use: (document: OpenXml) => T): T {
  const document = open(bytes, limits)
  try {
    const handles = new Map<XmlElement, libxml.XmlElement>()
    const root = elementOf(document.root, 1, { limits, handles, ids: new Set(), elements: 0 })
    return use({
      root,
      canonicalize: (element, prefixes) =>
        canonicalize(document, element && handles.get(element), prefixes),
      detach: (element) => handles.get(element)?.remove(),
    })
  } finally {
    document.dispose()
  }
}

/** @throws Refusal `message-too-large`, `xml-…` */
export const parseXml = (bytes: Uint8Array, limits: XmlLimits): XmlElement =>
  withXml(bytes, limits, ({ root }) => root)

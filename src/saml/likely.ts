/**
 * The exclusive canonical form as it most likely is, written straight from the scanned tree. Nothing rests on its being right:
 * who signed vouches for bytes, by digest or signature, and bytes that fit are what was signed, however we came by them.
 * Where they do not fit, or something unusual stands in the element, libxml2 canonicalizes (`canonical.ts`).
 */
import { isDeclaration, namespaceOf, type Attribute, type XmlElement } from './tree.js'
import type { XmlDocument } from './xml.js'

/** By prefix, what the output has declared so far. */
type Declared = ReadonlyMap<string, string>

/** Comments, CDATA, and characters that canonicalization might write in another way. */
const unusual = /[<>\r]|&(?!(?:amp|lt|gt);)/

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const escapes: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '"': '&quot;' },
  ...{ '\t': '&#x9;', '\n': '&#xA;', '\r': '&#xD;' },
}
const escaped = /[&<"\t\n\r]/g

const assigned = (name: string, value: string): string =>
  ` ${name}="${value.replace(escaped, (character) => escapes[character] ?? '')}"`

class Writer {
  out = ''

  constructor(
    private readonly text: string,
    private readonly inclusivePrefixes: readonly string[],
    private readonly without: XmlElement | undefined,
  ) {}

  /** @returns false where something unusual stands */
  element(element: XmlElement, before: Declared): boolean {
    const { start, nameEnd, own } = element
    const qualified = this.text.slice(start + 1, nameEnd)
    const attributes =
      own.length === 0 ? own : own.filter(({ prefix, name }) => !isDeclaration(prefix, name))
    this.out += `<${qualified}`
    const declared = this.#declare(element, qualified, attributes, before)
    this.#attributes(element, attributes)
    this.out += '>'
    if (!this.#content(element, declared)) return false
    this.out += `</${qualified}>`
    return true
  }

  /** Exclusive XML Canonicalization §3: a prefix is declared where it is visibly used and the output has it not yet. */
  #declare(
    { scope, namespace }: XmlElement,
    qualified: string,
    attributes: readonly Attribute[],
    before: Declared,
  ): Declared {
    const missing = new Map<string, string>()
    const use = (prefix: string, uri = namespaceOf(scope, prefix)): void => {
      if (prefix === 'xml' || uri === undefined || (before.get(prefix) ?? '') === uri) return
      missing.set(prefix, uri)
    }
    use(qualified.slice(0, Math.max(0, qualified.indexOf(':'))), namespace)
    for (const { prefix } of attributes) if (prefix !== '') use(prefix)
    for (const prefix of this.inclusivePrefixes) use(prefix === '#default' ? '' : prefix)
    if (missing.size === 0) return before
    for (const [prefix, uri] of [...missing].sort(([a], [b]) => compare(a, b))) {
      this.out += assigned(prefix === '' ? 'xmlns' : `xmlns:${prefix}`, uri)
    }
    return new Map([...before, ...missing])
  }

  /** Canonical XML §2.2: by namespace, then by name. */
  #attributes({ scope }: XmlElement, attributes: readonly Attribute[]): void {
    const uriOf = ({ prefix }: Attribute): string =>
      prefix === '' ? '' : (namespaceOf(scope, prefix) ?? '')
    const sorted =
      attributes.length < 2
        ? attributes
        : attributes.toSorted((a, b) => compare(uriOf(a), uriOf(b)) || compare(a.name, b.name))
    for (const { prefix, name, value } of sorted) {
      this.out += assigned(prefix === '' ? name : `${prefix}:${name}`, value)
    }
  }

  #content({ children, contentStart, contentEnd }: XmlElement, declared: Declared): boolean {
    let at = contentStart
    for (const child of children) {
      if (!this.#characters(at, child.start)) return false
      if (child !== this.without && !this.element(child, declared)) return false
      at = child.end
    }
    return this.#characters(at, contentEnd)
  }

  #characters(from: number, to: number): boolean {
    if (from === to) return true
    const raw = this.text.slice(from, to)
    this.out += raw
    return !unusual.test(raw)
  }
}

/**
 * @param without - a descendant to leave out: the enveloped signature
 * @returns undefined where it is better not tried
 */
export function likelyCanonical(
  { text }: XmlDocument,
  element: XmlElement,
  inclusivePrefixes: readonly string[] = [],
  without?: XmlElement,
): Buffer | undefined {
  const writer = new Writer(text, inclusivePrefixes, without)
  return writer.element(element, new Map()) ? Buffer.from(writer.out) : undefined
}

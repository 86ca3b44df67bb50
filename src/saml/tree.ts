/** A scanned document as plain data. Names are namespace and local name; what was written is kept beside, for the canonical form. */

export interface Attribute {
  readonly prefix: string
  readonly name: string
  readonly value: string
}

/** Of a prefix or the default namespace, by the parts of an attribute's name. */
export const isDeclaration = (prefix: string, name: string): boolean =>
  prefix === 'xmlns' || (prefix === '' && name === 'xmlns')

/** Prefixes declared on an element, and the scope around it. */
export interface Scope {
  readonly declared: ReadonlyMap<string, string>
  readonly outer: Scope | undefined
}

/** An element as plain data. */
export interface XmlElement {
  readonly namespace: string
  readonly name: string
  /** Attributes without a namespace by name, others as `{namespace}name`. */
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  /** All text inside, exact, in document order; comments are not text. */
  readonly text: string
  /** Where in the scanned text it stands: from its `<` to behind its last `>`. */
  readonly start: number
  readonly end: number
  /** Where its first attribute may stand. */
  readonly nameEnd: number
  /** Between its tags; both are the same where it is empty. */
  readonly contentStart: number
  readonly contentEnd: number
  readonly scope: Scope
  /** Attributes as they are written, declarations of prefixes among them; values without references. */
  readonly own: readonly Attribute[]
}

export function namespaceOf(scope: Scope | undefined, prefix: string): string | undefined {
  for (let at = scope; at; at = at.outer) {
    const uri = at.declared.get(prefix)
    if (uri !== undefined) return uri
  }
  return undefined
}

/**
 * The scanner: text to a tree of plain data, or why not. Elements, attributes, text, CDATA and comments of namespaced
 * XML 1.0 and nothing else: the door has refused DTDs and processing instructions before. Stricter than libxml2, never
 * laxer; a test holds one against the other.
 */
import { impossible, plainQualifiedName, qualifiedName, withoutReferences } from './characters.js'

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
  readonly scope: Scope
}

/** What the scanner asks of whoever knows the limits. Each throws where it does not like what it is told. */
export interface ScanRules {
  readonly malformed: (detail: string) => Error
  readonly enter: (depth: number) => void
  readonly attribute: (name: string, value: string) => void
  /** An element with both a comment and text of its own. */
  readonly commentInValue: (name: string) => void
}

const xmlUri = 'http://www.w3.org/XML/1998/namespace'
const xmlnsUri = 'http://www.w3.org/2000/xmlns/'
/** RFC 3986, without addresses of IPv6: nobody calls a namespace so. */
const absoluteUri =
  /^[A-Za-z][A-Za-z0-9+.-]*:(?:[\w.~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+(?:#(?:[\w.~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?$/
const rootScope: Scope = { declared: new Map([['xml', xmlUri]]), outer: undefined }
const nothingDeclared: ReadonlyMap<string, string> = new Map()

export function namespaceOf(scope: Scope | undefined, prefix: string): string | undefined {
  for (let at = scope; at; at = at.outer) {
    const uri = at.declared.get(prefix)
    if (uri !== undefined) return uri
  }
  return undefined
}

interface Attribute {
  readonly prefix: string
  readonly name: string
  readonly value: string
}

interface Content {
  readonly children: XmlElement[]
  text: string
  hasOwnText: boolean
  hasComment: boolean
}

class Scanner {
  #at = 0
  readonly #plainName = plainQualifiedName()
  readonly #anyName = qualifiedName()

  constructor(
    private readonly text: string,
    private readonly rules: ScanRules,
  ) {}

  document(): XmlElement {
    this.#misc()
    if (this.text.charCodeAt(this.#at) !== 0x3c) throw this.#fault('no root element')
    const root = this.#element(1, rootScope)
    this.#misc()
    if (this.#at < this.text.length) throw this.#fault('something follows the root element')
    return root
  }

  #fault(what: string): Error {
    return this.rules.malformed(`${what} (at character ${this.#at})`)
  }

  #skipBlanks(): boolean {
    const from = this.#at
    for (;;) {
      const next = this.text.charCodeAt(this.#at)
      if (next !== 0x20 && next !== 0x0a && next !== 0x09) return this.#at > from
      this.#at += 1
    }
  }

  #take(expected: string): void {
    if (!this.text.startsWith(expected, this.#at)) throw this.#fault(`expected ${expected}`)
    this.#at += expected.length
  }

  #until(end: string): string {
    const to = this.text.indexOf(end, this.#at)
    if (to < 0) throw this.#fault(`missing ${end}`)
    const found = this.text.slice(this.#at, to)
    this.#at = to + end.length
    return found
  }

  /** Blanks and comments around the root. */
  #misc(): void {
    this.#skipBlanks()
    while (this.text.startsWith('<!--', this.#at)) {
      this.#comment()
      this.#skipBlanks()
    }
  }

  #comment(): void {
    this.#at += 4
    // XML 1.0 §2.5: no "--" inside, so none can end in "--->".
    if (this.#until('--').length >= 0) this.#take('>')
  }

  #qualified(): readonly [prefix: string, name: string] {
    this.#plainName.lastIndex = this.#anyName.lastIndex = this.#at
    const found = this.#plainName.exec(this.text) ?? this.#anyName.exec(this.text)
    if (!found) throw this.#fault('expected a name')
    this.#at += found[0].length
    return [found[1] ?? '', found[2] ?? '']
  }

  #attribute(): Attribute {
    const [prefix, name] = this.#qualified()
    this.#skipBlanks()
    this.#take('=')
    this.#skipBlanks()
    const quote = this.text.charAt(this.#at)
    if (quote !== '"' && quote !== "'") throw this.#fault('an attribute value without quotes')
    this.#at += 1
    const raw = this.#until(quote)
    if (raw.includes('<')) throw this.#fault('an attribute value contains <')
    // XML 1.0 §3.3.3: a line feed or tab as such is a blank, as a character reference it is itself.
    const value = withoutReferences(/[\t\n]/.test(raw) ? raw.replace(/[\t\n]/g, ' ') : raw)
    if (value === undefined) throw this.#fault('an unknown entity or an impossible character')
    return { prefix, name, value }
  }

  #attributes(): readonly Attribute[] {
    const attributes: Attribute[] = []
    for (;;) {
      const separated = this.#skipBlanks()
      const next = this.text.charCodeAt(this.#at)
      if (next === 0x2f || next === 0x3e) return attributes
      if (!separated) throw this.#fault('expected a blank, / or >')
      attributes.push(this.#attribute())
    }
  }

  #checkDeclaration(prefix: string, uri: string): void {
    const isXml = prefix === 'xml'
    // Namespaces §3 and §2.2: xml is bound for ever, xmlns never, and only the default can be undeclared.
    if (isXml !== (uri === xmlUri) || prefix === 'xmlns' || uri === xmlnsUri)
      throw this.#fault('a reserved prefix or namespace is declared')
    if (uri === '' ? prefix !== '' : !absoluteUri.test(uri))
      throw this.#fault(`the namespace ${JSON.stringify(uri.slice(0, 80))} is no absolute URI`)
  }

  #scopeOf(attributes: readonly Attribute[], outer: Scope): Scope {
    let declared: Map<string, string> | undefined
    for (const { prefix, name, value } of attributes) {
      const isDefault = prefix === '' && name === 'xmlns'
      if (prefix !== 'xmlns' && !isDefault) continue
      const declaring = isDefault ? '' : name
      this.#checkDeclaration(declaring, value)
      declared ??= new Map()
      if (declared.has(declaring)) throw this.#fault('a prefix is declared twice')
      declared.set(declaring, value)
    }
    return { declared: declared ?? nothingDeclared, outer }
  }

  #resolve(scope: Scope, prefix: string): string {
    const uri = namespaceOf(scope, prefix)
    if (uri !== undefined) return uri
    if (prefix === '') return ''
    throw this.#fault(`the prefix ${prefix} is not declared`)
  }

  #named(attributes: readonly Attribute[], scope: Scope): ReadonlyMap<string, string> {
    const named = new Map<string, string>()
    for (const { prefix, name, value } of attributes) {
      if (prefix === 'xmlns' || (prefix === '' && name === 'xmlns')) continue
      const full = prefix === '' ? name : `{${this.#resolve(scope, prefix)}}${name}`
      if (named.has(full)) throw this.#fault(`the attribute ${name} occurs twice`)
      this.rules.attribute(full, value)
      named.set(full, value)
    }
    return named
  }

  #element(depth: number, outer: Scope): XmlElement {
    this.rules.enter(depth)
    const start = this.#at
    this.#at += 1
    const [prefix, name] = this.#qualified()
    const nameEnd = this.#at
    const own = this.#attributes()
    const scope = this.#scopeOf(own, outer)
    const namespace = this.#resolve(scope, prefix)
    const attributes = this.#named(own, scope)
    const content = this.#rest(depth, scope, start, nameEnd)
    const { children, text } = content
    if (content.hasComment && content.hasOwnText) this.rules.commentInValue(name)
    return { namespace, name, attributes, children, text, start, end: this.#at, nameEnd, scope }
  }

  /** From behind the attributes to behind the end. */
  #rest(depth: number, scope: Scope, start: number, nameEnd: number): Content {
    const content = { children: [], text: '', hasOwnText: false, hasComment: false }
    if (this.text.charCodeAt(this.#at) === 0x2f) {
      this.#take('/>')
      return content
    }
    this.#take('>')
    this.#content(depth, scope, content)
    this.#take(`</${this.text.slice(start + 1, nameEnd)}`)
    this.#skipBlanks()
    this.#take('>')
    return content
  }

  #content(depth: number, scope: Scope, content: Content): void {
    for (;;) {
      this.#characters(content)
      const next = this.text.charCodeAt(this.#at + 1)
      if (next === 0x2f) return
      if (next !== 0x21) {
        const child = this.#element(depth + 1, scope)
        content.children.push(child)
        content.text += child.text
      } else if (this.text.startsWith('<!--', this.#at)) {
        this.#comment()
        content.hasComment = true
      } else {
        this.#take('<![CDATA[')
        this.#add(content, this.#until(']]>'))
      }
    }
  }

  #characters(content: Content): void {
    const to = this.text.indexOf('<', this.#at)
    if (to < 0) throw this.#fault('an element does not end')
    if (to === this.#at) return
    const raw = this.text.slice(this.#at, to)
    if (raw.includes(']]>')) throw this.#fault(']]> outside CDATA')
    const characters = withoutReferences(raw)
    if (characters === undefined) throw this.#fault('an unknown entity or an impossible character')
    this.#at = to
    this.#add(content, characters)
  }

  #add(content: Content, characters: string): void {
    content.text += characters
    if (!content.hasOwnText && /[^ \t\n\r]/.test(characters)) content.hasOwnText = true
  }
}

/** @param text - line ends already brought to line feeds, an XML declaration already taken off */
export function scan(text: string, rules: ScanRules): XmlElement {
  if (impossible.test(text)) throw rules.malformed('contains a character XML cannot carry')
  return new Scanner(text, rules).document()
}

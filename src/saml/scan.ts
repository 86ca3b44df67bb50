/**
 * The scanner: text to a tree of plain data, or why not. Elements, attributes, text, CDATA and comments of namespaced
 * XML 1.0 and nothing else: the door has refused DTDs and processing instructions before. Stricter than libxml2, never
 * laxer; a test holds one against the other.
 */
import { impossible, withoutReferences } from './characters.js'
import { Cursor } from './cursor.js'
import { isDeclaration, namespaceOf, type Attribute, type Scope, type XmlElement } from './tree.js'

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
const nothing: ReadonlyMap<string, string> = new Map()

interface Content {
  start: number
  end: number
  readonly children: XmlElement[]
  text: string
  hasOwnText: boolean
  hasComment: boolean
}

class Scanner {
  readonly #cursor: Cursor

  constructor(
    private readonly text: string,
    private readonly rules: ScanRules,
  ) {
    this.#cursor = new Cursor(text, rules.malformed)
  }

  document(): XmlElement {
    this.#misc()
    if (this.#cursor.code() !== 0x3c) throw this.#cursor.fault('no root element')
    const root = this.#element(1, rootScope)
    this.#misc()
    if (this.#cursor.at < this.text.length)
      throw this.#cursor.fault('something follows the root element')
    return root
  }

  /** Blanks and comments around the root. */
  #misc(): void {
    this.#cursor.skipBlanks()
    while (this.#cursor.isAt('<!--')) {
      this.#comment()
      this.#cursor.skipBlanks()
    }
  }

  #comment(): void {
    this.#cursor.at += 4
    // XML 1.0 §2.5: no "--" inside, so none can end in "--->".
    if (this.#cursor.until('--').length >= 0) this.#cursor.take('>')
  }

  #attribute(): Attribute {
    const [prefix, name] = this.#cursor.qualified()
    this.#cursor.skipBlanks()
    this.#cursor.take('=')
    this.#cursor.skipBlanks()
    const quote = this.text.charAt(this.#cursor.at)
    if (quote !== '"' && quote !== "'")
      throw this.#cursor.fault('an attribute value without quotes')
    this.#cursor.at += 1
    const raw = this.#cursor.until(quote)
    if (raw.includes('<')) throw this.#cursor.fault('an attribute value contains <')
    // XML 1.0 §3.3.3: a line feed or tab as such is a blank, as a character reference it is itself.
    const value = withoutReferences(/[\t\n]/.test(raw) ? raw.replace(/[\t\n]/g, ' ') : raw)
    if (value === undefined)
      throw this.#cursor.fault('an unknown entity or an impossible character')
    return { prefix, name, value }
  }

  #attributes(): readonly Attribute[] {
    const attributes: Attribute[] = []
    for (;;) {
      const separated = this.#cursor.skipBlanks()
      const next = this.#cursor.code()
      if (next === 0x2f || next === 0x3e) return attributes
      if (!separated) throw this.#cursor.fault('expected a blank, / or >')
      attributes.push(this.#attribute())
    }
  }

  #checkDeclaration(prefix: string, uri: string): void {
    const isXml = prefix === 'xml'
    // Namespaces §3 and §2.2: xml is bound for ever, xmlns never, and only the default can be undeclared.
    if (isXml !== (uri === xmlUri) || prefix === 'xmlns' || uri === xmlnsUri)
      throw this.#cursor.fault('a reserved prefix or namespace is declared')
    if (uri === '' ? prefix !== '' : !absoluteUri.test(uri))
      throw this.#cursor.fault(
        `the namespace ${JSON.stringify(uri.slice(0, 80))} is no absolute URI`,
      )
  }

  #scopeOf(attributes: readonly Attribute[], outer: Scope): Scope {
    let declared: Map<string, string> | undefined
    for (const { prefix, name, value } of attributes) {
      if (!isDeclaration(prefix, name)) continue
      const declaring = prefix === '' ? '' : name
      this.#checkDeclaration(declaring, value)
      declared ??= new Map()
      if (declared.has(declaring)) throw this.#cursor.fault('a prefix is declared twice')
      declared.set(declaring, value)
    }
    return { declared: declared ?? nothing, outer }
  }

  #resolve(scope: Scope, prefix: string): string {
    const uri = namespaceOf(scope, prefix)
    if (uri !== undefined) return uri
    if (prefix === '') return ''
    throw this.#cursor.fault(`the prefix ${prefix} is not declared`)
  }

  #named(attributes: readonly Attribute[], scope: Scope): ReadonlyMap<string, string> {
    if (attributes.length === 0) return nothing
    const named = new Map<string, string>()
    for (const { prefix, name, value } of attributes) {
      if (isDeclaration(prefix, name)) continue
      const full = prefix === '' ? name : `{${this.#resolve(scope, prefix)}}${name}`
      if (named.has(full)) throw this.#cursor.fault(`the attribute ${name} occurs twice`)
      this.rules.attribute(full, value)
      named.set(full, value)
    }
    return named
  }

  #element(depth: number, outer: Scope): XmlElement {
    this.rules.enter(depth)
    const start = this.#cursor.at
    this.#cursor.at += 1
    const [prefix, name] = this.#cursor.qualified()
    const nameEnd = this.#cursor.at
    const own = this.#attributes()
    const scope = this.#scopeOf(own, outer)
    const namespace = this.#resolve(scope, prefix)
    const attributes = this.#named(own, scope)
    const content = this.#rest(depth, scope, start, nameEnd)
    if (content.hasComment && content.hasOwnText) this.rules.commentInValue(name)
    return {
      namespace,
      name,
      attributes,
      children: content.children,
      text: content.text,
      start,
      end: this.#cursor.at,
      nameEnd,
      contentStart: content.start,
      contentEnd: content.end,
      scope,
      own,
    }
  }

  /** From behind the attributes to behind the end. */
  #rest(depth: number, scope: Scope, start: number, nameEnd: number): Content {
    const content: Content = {
      start: this.#cursor.at,
      end: this.#cursor.at,
      children: [],
      text: '',
      hasOwnText: false,
      hasComment: false,
    }
    if (this.#cursor.code() === 0x2f) {
      this.#cursor.take('/>')
      return content
    }
    this.#cursor.take('>')
    content.start = this.#cursor.at
    this.#content(depth, scope, content)
    content.end = this.#cursor.at
    this.#cursor.take('</')
    this.#cursor.take(this.text.slice(start + 1, nameEnd))
    this.#cursor.skipBlanks()
    this.#cursor.take('>')
    return content
  }

  #content(depth: number, scope: Scope, content: Content): void {
    for (;;) {
      this.#characters(content)
      const next = this.#cursor.code(1)
      if (next === 0x2f) return
      if (next !== 0x21) {
        const child = this.#element(depth + 1, scope)
        content.children.push(child)
        content.text += child.text
      } else if (this.#cursor.isAt('<!--')) {
        this.#comment()
        content.hasComment = true
      } else {
        this.#cursor.take('<![CDATA[')
        this.#add(content, this.#cursor.until(']]>'))
      }
    }
  }

  #characters(content: Content): void {
    const to = this.text.indexOf('<', this.#cursor.at)
    if (to < 0) throw this.#cursor.fault('an element does not end')
    if (to === this.#cursor.at) return
    const raw = this.text.slice(this.#cursor.at, to)
    if (raw.includes(']]>')) throw this.#cursor.fault(']]> outside CDATA')
    const characters = withoutReferences(raw)
    if (characters === undefined)
      throw this.#cursor.fault('an unknown entity or an impossible character')
    this.#cursor.at = to
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

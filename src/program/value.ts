/** Values as far as they are known before an apply: plain JSON, with what Terraform has yet to compute marked as open and what is sensitive sealed. */

/** A piece of a text that is not known yet. */
export interface Hole {
  /** The expression, in one spelling; for a value known after apply, a name that is its own. */
  readonly expression: string
  /** What it refers to: `okta_app_saml.acme.metadata`, `var.service_url`; absolute, most specific first. */
  readonly references: readonly string[]
  /** Nothing but an apply tells it: there is no expression to compare. */
  readonly afterApply?: boolean
}

export type Part = string | Hole

/** A value Terraform has yet to compute: literal pieces and holes, at least one of them a hole. */
export class Open {
  constructor(readonly parts: readonly Part[]) {}

  get holes(): readonly Hole[] {
    return this.parts.filter((part) => typeof part !== 'string')
  }
}

/** A value Terraform marks as sensitive: compared by nobody but the rows about secrets, shown by nobody. */
export class Sealed {
  constructor(
    readonly value: Value,
    /** What its expression refers to. */
    readonly references: readonly string[] = [],
  ) {}
}

export type Value =
  | string
  | number
  | boolean
  | null
  | Open
  | Sealed
  | readonly Value[]
  | { readonly [name: string]: Value }

export type Entries = Readonly<Record<string, Value>>

export const open = (hole: Hole): Open => new Open([hole])

export const isList = (value: Value | undefined): value is readonly Value[] => Array.isArray(value)

export const isEntries = (value: Value | undefined): value is Entries =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Open) &&
  !(value instanceof Sealed)

/** Neighbouring literals joined; a text without holes is a plain string. */
export function textOf(parts: readonly Part[]): string | Open {
  const joined: Part[] = []
  for (const part of parts) {
    const last = joined.at(-1)
    if (typeof part === 'string' && typeof last === 'string')
      joined[joined.length - 1] = last + part
    else if (part !== '') joined.push(part)
  }
  if (joined.every((part) => typeof part === 'string')) return joined.join('')
  return new Open(joined)
}

/** A block that stands at most once comes as an object from cdktf, and as a list of one from Terraform. */
export function blockIn(value: Value | undefined): Entries | undefined {
  const first = isList(value) ? value[0] : value
  return isEntries(first) ? first : undefined
}

/** A list as its items; `undefined` where nobody knows yet how many there are. */
export function itemsIn(value: Value | undefined): readonly Value[] | undefined {
  if (value === undefined || value === null) return []
  if (value instanceof Open || value instanceof Sealed) return undefined
  return isList(value) ? value : [value]
}

/** Nothing was said: left out, null, or an empty text. */
export const isUnsaid = (value: Value | undefined): value is undefined | null | '' =>
  value === undefined || value === null || value === ''

/** What a value refers to, all the way down. */
export function referencesIn(value: Value | undefined): readonly string[] {
  if (value instanceof Open) return value.holes.flatMap(({ references }) => references)
  if (value instanceof Sealed) return [...value.references, ...referencesIn(value.value)]
  if (isList(value)) return value.flatMap(referencesIn)
  return isEntries(value) ? Object.values(value).flatMap(referencesIn) : []
}

/** Without seals: for whoever decides by a value, and does not show it. */
export function unsealed(value: Value): Value {
  if (value instanceof Sealed) return unsealed(value.value)
  if (isList(value)) return value.map(unsealed)
  if (!isEntries(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, unsealed(item)]))
}

/** Is every part of it known? */
export function isKnown(value: Value | undefined): boolean {
  if (value instanceof Open) return false
  if (value instanceof Sealed) return isKnown(value.value)
  if (isList(value)) return value.every(isKnown)
  return isEntries(value) ? Object.values(value).every(isKnown) : true
}

/** What an open value will come from: `${var.url}/acs`. The same text is the same value; undefined where only an apply can tell. */
export const expressionOf = ({ parts, holes }: Open): string | undefined =>
  holes.some(({ afterApply }) => afterApply === true) ? undefined : spelledOut(parts)

const spelledOut = (parts: readonly Part[]): string =>
  parts.map((part) => (typeof part === 'string' ? part : `\${${part.expression}}`)).join('')

/** As JSON.parse gives it, nothing looked into. */
export const asValue = (json: unknown): Value => (json === undefined ? null : (json as Value))

const longest = 200

/** For a finding's detail: quoted, with its expressions, cut where it is long. What is sealed is named only. */
export function shown(value: Value | undefined): string {
  if (value === undefined || value === null) return 'nothing'
  if (value instanceof Sealed) return 'a sensitive value'
  const text = value instanceof Open ? templateOf(value) : JSON.stringify(value)
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}

const templateOf = ({ parts }: Open): string =>
  `"${parts.map((part) => (typeof part === 'string' ? part : `\${${nameOf(part)}}`)).join('')}"`

const nameOf = ({ afterApply, expression, references }: Hole): string =>
  afterApply ? `known after apply${references[0] ? `, from ${references[0]}` : ''}` : expression

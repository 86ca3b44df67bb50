/** Where secrets are in a program: the arguments that take them, the attributes that are them, and texts that look like them. As tables; the rows about secrets read these. */
import {
  addressIn,
  isEntries,
  isList,
  Open,
  referencesIn,
  Sealed,
  type Block,
  type Value,
} from '../../program/index.js'
import type { Program } from '../program.js'

/** Arguments into which a secret goes, and which the provider keeps in state: it has no write-only twin. */
export const keptArguments: readonly KeptArgument[] = [
  { type: 'azuread_synchronization_secret', path: 'credential', source: 'azuread #1930' },
  { type: 'azuread_user', path: 'password', source: 'azuread, user' },
  { type: 'okta_app_connection', path: 'profile', source: 'okta, app_connection' },
  { type: 'okta_app_oauth', path: 'client_basic_secret', source: 'okta, app_oauth' },
  { type: 'okta_app_auto_login', path: 'shared_password', source: 'okta, app_auto_login' },
  { type: 'okta_app_secure_password_store', path: 'shared_password', source: 'okta' },
  { type: 'okta_app_swa', path: 'shared_password', source: 'okta, app_swa' },
  { type: 'okta_idp_oidc', path: 'client_secret', source: 'okta, idp_oidc' },
  { type: 'okta_idp_social', path: 'client_secret', source: 'okta, idp_social' },
  { type: 'okta_user', path: 'password', source: 'okta, user' },
  { type: 'okta_inline_hook', path: 'auth', source: 'okta, inline_hook' },
  { type: 'okta_event_hook', path: 'auth', source: 'okta, event_hook' },
]

export interface KeptArgument {
  readonly type: string
  readonly path: string
  readonly source: string
}

/** Attributes the IdP fills with a secret, and Terraform keeps in its state. */
export const keptAttributes: readonly KeptAttribute[] = [
  {
    type: 'okta_app_oauth',
    attribute: 'client_secret',
    // Told to leave it out, or no secret at all.
    isKept: (values) =>
      values['omit_secret'] !== true &&
      values['token_endpoint_auth_method'] !== 'none' &&
      values['token_endpoint_auth_method'] !== 'private_key_jwt',
    source: 'okta, app_oauth',
  },
  {
    type: 'azuread_application_password',
    attribute: 'value',
    isKept: () => true,
    source: 'azuread, application_password',
  },
  {
    type: 'azuread_service_principal_password',
    attribute: 'value',
    isKept: () => true,
    source: 'azuread, service_principal_password',
  },
  {
    type: 'azuread_application',
    attribute: 'password',
    isKept: (values) => values['password'] !== undefined && values['password'] !== null,
    source: 'azuread, application',
  },
]

export interface KeptAttribute {
  readonly type: string
  readonly attribute: string
  readonly isKept: (values: Block['values']) => boolean
  readonly source: string
}

/** Write-only arguments and ephemeral blocks are in no state and no plan. */
export const isWriteOnly = (name: string): boolean => /_wo$/.test(name)

/** Keys of `credential` entries that are no secret. */
const publicCredentials = new Set(['BaseAddress', 'SyncAll', 'SyncNotificationSettings'])

export interface Leaf {
  /** Below the block, dotted. */
  readonly path: string
  readonly value: Value
}

/** Every value of a block, down to its texts. */
export function leavesOf(value: Value, path = ''): readonly Leaf[] {
  const leaves: Leaf[] = []
  gather(value, path, leaves)
  return leaves
}

/** Every text of a program is looked at more than once: one list for a block, and no copies of it on the way. */
function gather(value: Value, path: string, into: Leaf[]): void {
  if (value === null || value === '') return
  if (typeof value !== 'object' || value instanceof Open || value instanceof Sealed) {
    into.push({ path, value })
    return
  }
  const below = (key: string | number) => (path === '' ? String(key) : `${path}.${key}`)
  if (isList(value)) for (const [index, item] of value.entries()) gather(item, below(index), into)
  else for (const [key, item] of Object.entries(value)) gather(item, below(key), into)
}

const known = new WeakMap<Block, readonly Leaf[]>()

/** The leaves of a block: more than one row looks at each. */
export function leavesIn(block: Block): readonly Leaf[] {
  const leaves = known.get(block) ?? leavesOf(block.values)
  known.set(block, leaves)
  return leaves
}

/** The secret texts of an argument: of `credential`, the value of the entry SecretToken. */
export function secretLeaves(block: Block, { path }: KeptArgument): readonly Leaf[] {
  const argument = block.values[path]
  if (argument === undefined || argument === null) return []
  const isPublic = (leaf: Leaf): boolean => {
    if (path !== 'credential')
      return path === 'profile' && !/token|secret|password/i.test(leaf.path)
    if (!leaf.path.endsWith('value')) return true
    const entry = isList(argument) ? argument[Number(leaf.path.split('.')[0])] : argument
    return (
      isEntries(entry) && typeof entry['key'] === 'string' && publicCredentials.has(entry['key'])
    )
  }
  return leavesOf(argument)
    .filter((leaf) => !isPublic(leaf))
    .map((leaf) => ({ ...leaf, path: leaf.path === '' ? path : `${path}.${leaf.path}` }))
}

/** What a value takes from a secret: a sensitive variable, or an attribute that is one. */
export function secretSource(program: Program, value: Value): string | undefined {
  const references = referencesIn(value)
  return references.find((reference) => isSecret(program, reference))
}

const keptTypes = keptAttributes.map(({ type }) => type)

function isSecret(program: Program, reference: string): boolean {
  // Most references go to what is no secret: that much the text tells.
  if (!reference.startsWith('var.') && !keptTypes.some((type) => reference.includes(type)))
    return false
  const variable = /^var\.([\w-]+)$/.exec(reference)?.[1]
  if (variable !== undefined) return program.input.variables.get(variable)?.sensitive === true
  const target = addressIn(reference)
  const block = target && program.find(target.address)
  const kept = keptAttributes.find(
    ({ type }) => type === (block?.type ?? target?.address.split('.')[0]),
  )
  return kept !== undefined && target?.path.split('.')[0] === kept.attribute
}

/** Variables a value is made of. */
export const variablesIn = (value: Value): readonly string[] => [
  ...new Set(
    referencesIn(value).flatMap((reference) => /^var\.([\w-]+)/.exec(reference)?.[1] ?? []),
  ),
]

const shapes: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/, 'a private key'],
  [/^(?:SSWS )?00[A-Za-z0-9_-]{40}$/, 'an Okta API token'],
  [/^[A-Za-z0-9_.~-]{3}\dQ~[A-Za-z0-9_.~-]{31,34}$/, 'a client secret of Entra'],
  [/^eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*$/, 'a JSON web token'],
  [/^(?:ghp|gho|ghs|github_pat|glpat|xox[abp])[-_][\w-]{16,}$/, 'an access token'],
  [/^AKIA[0-9A-Z]{16}$/, 'an access key'],
  [/^bearer\s+[\w.~+/-]{16,}=*$/i, 'a bearer token'],
]

const secretKey =
  /(?:^|[._])(?:password|passphrase|secret|client_secret|api_?key|token|private_key)$/i
/** Words after which something is named, counted or located, and not given away. */
const harmless = /^(?:true|false|\d+|https?:\/\/\S+|[a-z_]+)$/

/** Characters: nothing shorter is worth guarding. */
const shortest = 8

/** Why a literal text looks like a secret; the text itself is told to nobody. */
export function secretShape(path: string, text: string): string | undefined {
  // Most texts are short names: thousands of them are asked at each synth.
  if (text.length < shortest) return undefined
  const known = shapes.find(([pattern]) => pattern.test(text))?.[1]
  if (known !== undefined) return known
  if (secretKey.test(path) && !harmless.test(text)) return 'a secret, by its name'
  return isRandom(text) ? 'a random key' : undefined
}

/** Long, of every kind of character, and as disordered as chance: no name, no URL, no certificate. */
function isRandom(text: string): boolean {
  if (!/^[A-Za-z0-9+/_=-]{32,128}$/.test(text) || text.startsWith('MII')) return false
  const kinds = [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(text))
  return kinds && entropyOf(text) > 4.3 && !/[a-z]{6,}/.test(text)
}

/** Bits a character, Shannon. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>()
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1)
  return [...counts.values()].reduce((sum, count) => {
    const share = count / text.length
    return sum - share * Math.log2(share)
  }, 0)
}

/** Does the text stand in the program itself, whatever is wrapped around it? `${sensitive("…")}` does. */
export const literalIn = (value: Value): string | undefined => {
  if (typeof value === 'string') return value
  if (!(value instanceof Open)) return undefined
  return value.parts.find((part) => typeof part === 'string' && part.trim().length >= 8) as
    string | undefined
}

/** Sealed or not: what is inside. */
export const unsealed = (value: Value): Value => (value instanceof Sealed ? value.value : value)

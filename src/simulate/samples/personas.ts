/** The personas file: named people in YAML, refused with file and line where it is wrong. */
import { dirname, resolve } from 'node:path'
import { isNode, LineCounter, parseDocument, type Document } from 'yaml'
import * as z from 'zod/mini'
import { Label, Name, personStates, Refusal } from '../../core/index.js'
import { readText } from '../files.js'
import type { Before, SamplePerson, SignInSample } from './person.js'
import {
  attributesSample,
  claimsSample,
  idTokenSample,
  samlSample,
  scimSample,
} from './protocols.js'

/** 8 MB: ten thousand people with their groups. */
const maxBytes = 8 * 1024 * 1024
const maxSampleBytes = 1024 * 1024

const Text = z.string('must be text; put it in quotes if it looks like a number or a date')
const Values = z.union([Text, z.array(Text)], {
  error: 'must be text or a list of texts; numbers and dates need quotes, and none at all is []',
})

const Group = z.union([
  z.pipe(
    Label,
    z.transform((name: string) => ({ name, space: null })),
  ),
  z.strictObject({ name: Label, space: Label }),
])

const BeforeShape = z.strictObject({
  state: z._default(z.enum(personStates), 'active'),
  groups: z._default(z.array(Group), []),
  spaces: z._default(z.array(z.strictObject({ space: Label, role: z.nullable(Label) })), []),
  roles: z.optional(z.array(Label)),
  accountRole: z.optional(Label),
  login: z.optional(Text),
  name: z.optional(Text),
  email: z.optional(Text),
  timezone: z.optional(Text),
})

const ways = ['attributes', 'claims', 'samlResponse', 'idToken'] as const

const Persona = z
  .strictObject({
    name: Label,
    connection: z.optional(Name),
    organization: z.optional(Name),
    subject: z.optional(Text),
    attributes: z.optional(z.record(Text, Values)),
    claims: z.optional(z.record(Text, z.unknown())),
    samlResponse: z.optional(Text),
    idToken: z.optional(Text),
    scim: z.optional(z.record(Text, z.unknown())),
    before: z.optional(BeforeShape),
  })
  .check(
    z.refine(
      (persona) => ways.filter((way) => persona[way] !== undefined).length <= 1,
      `says in more than one way what the IdP asserts: keep one of ${ways.join(', ')}`,
    ),
    z.refine(
      (persona) => [...ways, 'scim' as const].some((way) => persona[way] !== undefined),
      `says nothing of what the IdP or the directory would send: give one of ${ways.join(', ')}, or scim`,
    ),
    z.refine(
      ({ attributes, subject }) => attributes === undefined || subject !== undefined,
      'needs subject (the NameID) beside attributes',
    ),
  )

const Personas = z.strictObject({
  personas: z
    .array(Persona)
    .check(z.minLength(1, 'names nobody'), z.maxLength(10_000, 'names more than 10,000 people')),
})

const invalid = (file: string, complaints: readonly string[]): Refusal =>
  new Refusal({
    code: 'personas-invalid',
    owner: 'caller',
    detail: complaints.join('; '),
    remedy: `Mend ${file}; src/simulate/README.md shows what it may say.`,
    path: file,
  })

interface Source {
  readonly file: string
  readonly document: Document
  readonly lines: LineCounter
}

/** The line of what is at fault, or of the nearest thing around it that is there. */
function lineOf({ document, lines }: Source, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
  }
  return 1
}

function complaintOf(source: Source, issue: z.core.$ZodIssue): string {
  const keys = issue.code === 'unrecognized_keys' ? issue.keys : []
  const path = [...issue.path, ...keys.slice(0, 1)]
  const what = keys.length > 0 ? `${keys.join(', ')} is not a known field` : issue.message
  const where = issue.path.map(String).join('.')
  return `${source.file}:${lineOf(source, path)}: ${where === '' ? '' : `${where}: `}${what}`
}

function parsed(file: string, text: string): z.output<typeof Personas> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [fault] = document.errors
  if (fault) throw invalid(file, [`${file}:${lines.linePos(fault.pos[0]).line}: ${fault.message}`])
  const result = z.safeParse(Personas, document.toJS({ maxAliasCount: 1000 }))
  if (result.success) return result.data
  const source = { file, document, lines }
  throw invalid(
    file,
    result.error.issues.map((issue) => complaintOf(source, issue)),
  )
}

type Read = z.output<typeof Persona>

/** Files a persona names lie beside the file that names them. */
function signInOf(file: string, persona: Read): SignInSample | undefined {
  const beside = (name: string): string => readText(resolve(dirname(file), name), maxSampleBytes)
  if (persona.attributes) return attributesSample(persona.subject ?? '', persona.attributes)
  if (persona.samlResponse !== undefined) return samlSample(beside(persona.samlResponse))
  if (persona.idToken !== undefined) return idTokenSample(beside(persona.idToken))
  if (!persona.claims) return undefined
  const { subject } = persona
  return claimsSample(subject === undefined ? persona.claims : { sub: subject, ...persona.claims })
}

const beforeOf = ({ before }: Read): Before | undefined =>
  before && { ...before, roles: before.roles, accountRole: before.accountRole }

function personOf(file: string, persona: Read): SamplePerson {
  const { name, connection, organization, scim } = persona
  try {
    return {
      ...{ name, connection, organization },
      signIn: signInOf(file, persona),
      scim: scim && scimSample(scim),
      before: beforeOf(persona),
    }
  } catch (error) {
    if (!Refusal.is(error)) throw error
    const { finding } = error
    throw new Refusal({ ...finding, detail: `${file}: "${name}": ${finding.detail}` })
  }
}

/** @throws Refusal `personas-invalid` with file and line of every fault, `sample-unreadable`, `file-unreadable` */
export function readPersonas(file: string): readonly SamplePerson[] {
  const { personas } = parsed(file, readText(file, maxBytes))
  const names = new Set<string>()
  for (const { name } of personas) {
    if (names.has(name)) throw invalid(file, [`${file}: there are two personas "${name}"`])
    names.add(name)
  }
  return personas.map((persona) => personOf(file, persona))
}

/** What the service has seen of a step that only a person can take: pending, observed, or contradicted. As a table; who remembers the attempts and requests hands them in. Nothing is stored for it. */
import type { Finding, TraceLine } from '../../core/index.js'
import type { ObservationEvent } from './record.js'

export interface Observation {
  readonly event: ObservationEvent
  /** For a person: what is waited for. */
  readonly title: string
  readonly status: 'pending' | 'observed' | 'contradicted'
  /** Since when it has been seen without contradiction, or when it was contradicted last; null while pending. */
  readonly at: string | null
  /** What was seen, or is waited for. */
  readonly detail: string
  /** What mends a contradiction. */
  readonly remedy: string | null
  /** Names of what the last sign-in brought. */
  readonly names: readonly string[]
  readonly source: string
}

/** As much of a sign-in attempt as counts. */
export interface AttemptEvidence {
  readonly at: string
  readonly outcome: 'signed-in' | 'refused' | 'test-passed' | 'test-failed'
  readonly finding: Pick<Finding, 'code' | 'owner' | 'detail' | 'remedy'> | null
  readonly trace: readonly TraceLine[]
  /** What the IdP sent, by name; null when nothing was verified. */
  readonly claims: Readonly<Record<string, readonly string[]>> | null
}

/** As much of a SCIM request as counts. */
export interface RequestEvidence {
  readonly at: string
  readonly method: string
  readonly path: string
  readonly status: number
  readonly hint: string | null
  readonly detail: string | null
}

export interface ConnectionEvidence {
  readonly protocol: 'saml' | 'oidc'
  /** When the IdP was last read, or was told by hand. */
  readonly toldAt: string
  readonly isByHand: boolean
  /** Newest first. */
  readonly attempts: readonly AttemptEvidence[]
}

export interface DirectoryEvidence {
  /** Newest first. */
  readonly requests: readonly RequestEvidence[]
  /** When any of its tokens was last used; the log of requests is not kept for ever. */
  readonly lastUsedAt: string | null
  /** The service takes groups, too. */
  readonly takesGroups: boolean
  readonly now: Date
}

/** What one attempt or request says of an event: nothing, that it was seen, or that it was not. */
type Said =
  undefined | { readonly seen: string } | { readonly against: string; readonly remedy: string }

interface Row<Evidence> {
  readonly event: ObservationEvent
  readonly title: string
  readonly awaits: string
  readonly source: string
  readonly judge: (evidence: Evidence, row: Row<Evidence>) => Observation | undefined
}

/** Under this subject a sign-in notes that its assertion came encrypted. */
export const encryptedMessage = 'encryption'

const isGood = ({ outcome }: AttemptEvidence): boolean =>
  outcome === 'signed-in' || outcome === 'test-passed'

/** Attributes as they were named: recorded, or told by the trace of a test. */
const namesIn = ({ claims, trace }: AttemptEvidence): readonly string[] =>
  claims === null
    ? trace.flatMap(({ because }) => /^(?:attribute|claim) "(.+)"$/.exec(because)?.[1] ?? [])
    : Object.keys(claims)

const pending = <E>(row: Row<E>): Observation => ({
  ...{ event: row.event, title: row.title, source: row.source },
  ...{ status: 'pending', at: null, detail: row.awaits, remedy: null, names: [] },
})

/** The newest word decides; what was seen before it without contradiction says since when. */
function judged<E, T extends { readonly at: string }>(
  row: Row<E>,
  newestFirst: readonly T[],
  says: (each: T) => Said,
): Observation {
  const words = newestFirst.flatMap((each) => {
    const word = says(each)
    return word ? [{ at: each.at, word }] : []
  })
  const [newest] = words
  if (!newest) return pending(row)
  const { word, at } = newest
  const base = { event: row.event, title: row.title, source: row.source, names: [] }
  if ('against' in word)
    return { ...base, status: 'contradicted', at, detail: word.against, remedy: word.remedy }
  const before = words.findIndex((each) => 'against' in each.word)
  const since = words[(before < 0 ? words.length : before) - 1]
  return { ...base, status: 'observed', at: since?.at ?? at, detail: word.seen, remedy: null }
}

const refusedBy = ({ finding }: AttemptEvidence): Said =>
  finding ? { against: `${finding.code}: ${finding.detail}`, remedy: finding.remedy } : undefined

const encryptionCodes = /^(?:assertion-not-encrypted|decryption-|encryption-)/

export const connectionRows: readonly Row<ConnectionEvidence>[] = [
  {
    event: 'metadata-read',
    title: 'The identity provider is known',
    awaits: 'the service reads the metadata, or is told the identity provider by hand',
    source: 'S04, S32, S42',
    judge: ({ toldAt, isByHand }, { event, title, source }) => ({
      ...{ event, title, source, status: 'observed', at: toldAt, remedy: null, names: [] },
      detail: isByHand ? 'told by hand' : 'its metadata was read',
    }),
  },
  {
    event: 'signed-response',
    title: 'The identity provider answers, signed and meant for us',
    awaits: 'a test or sign-in of which everything is verified',
    source: 'S30, W14',
    judge: ({ attempts }, row) =>
      judged(row, attempts, (attempt) => {
        if (isGood(attempt) || attempt.claims !== null)
          return { seen: 'an answer was verified: signature, audience and address' }
        return attempt.finding?.owner === 'idp' ? refusedBy(attempt) : undefined
      }),
  },
  {
    event: 'attributes',
    title: 'The attributes come under the names the connection reads',
    awaits: 'a test or sign-in that brings every attribute the service needs',
    source: 'S10, S33, S44, T05',
    judge: ({ attempts }, row) => {
      const last = attempts.find((each) => each.claims !== null || isGood(each))
      const found = judged(row, attempts, (attempt) => {
        if (isGood(attempt)) return { seen: `the last sign-in brought: ${listed(attempt)}` }
        return attempt.finding?.code === 'attribute-missing' ? refusedBy(attempt) : undefined
      })
      return { ...found, names: last ? namesIn(last) : [] }
    },
  },
  {
    event: 'encrypted-assertion',
    title: 'Assertions come encrypted',
    awaits: 'a test or sign-in whose assertion only our key opens',
    source: 'S31, S31a',
    judge: ({ protocol, attempts }, row) =>
      protocol === 'saml'
        ? judged(row, attempts, (attempt) => {
            const isSaid = attempt.trace.some(
              ({ kind, subject }) => kind === 'message' && subject === encryptedMessage,
            )
            if (isSaid) return { seen: 'an assertion came encrypted, and our key opened it' }
            if (encryptionCodes.test(attempt.finding?.code ?? '')) return refusedBy(attempt)
            return isGood(attempt)
              ? {
                  against: 'the last assertion came in plain text',
                  remedy:
                    'Switch encryption on in the identity provider’s console, with the certificate of use="encryption" in our metadata. An apply of the app may have switched it off.',
                }
              : undefined
          })
        : undefined,
  },
]

const listed = (attempt: AttemptEvidence): string => namesIn(attempt).join(', ') || 'no attributes'

/** Entra's own rhythm (T62): a cycle without groups is one that had the time to bring them. */
const cycle = 40 * 60 * 1000

export const directoryRows: readonly Row<DirectoryEvidence>[] = [
  {
    event: 'scim-request',
    title: 'The identity provider’s SCIM client reaches the directory',
    awaits: 'the first SCIM request with a token of this directory',
    source: 'T61, T62',
    judge: ({ requests, lastUsedAt }, row) => {
      const found = judged(row, requests, ({ method, path, status, hint, detail }) =>
        status < 400
          ? { seen: `${method} ${path.split('?')[0] ?? ''} was answered with ${status}` }
          : status === 404
            ? undefined
            : {
                against: `${method} ${path.split('?')[0] ?? ''} was refused with ${status}${detail === null ? '' : ` (${detail})`}`,
                remedy: hint ?? 'Read the request log of the directory.',
              },
      )
      if (found.status !== 'pending' || lastUsedAt === null) return found
      return { ...found, status: 'observed', at: lastUsedAt, detail: 'a token was used' }
    },
  },
  {
    event: 'scim-without-groups',
    title: 'No groups are pushed',
    awaits: 'forty minutes of provisioning without a request for /Groups',
    source: 'T50, T62',
    judge: ({ requests, takesGroups, now }, row) => {
      if (takesGroups) return undefined
      const groups = requests.find(({ path }) => /^\/?Groups\b/i.test(path))
      const users = requests.filter(({ path }) => /^\/?Users\b/i.test(path))
      const { event, title, source } = row
      const base = { event, title, source, names: [] }
      const since = users.filter(({ at }) => groups === undefined || at > groups.at).at(-1)
      if (since && now.getTime() - Date.parse(since.at) >= cycle)
        return {
          ...{ ...base, status: 'observed', at: since.at, remedy: null },
          detail: 'people were provisioned for a cycle, and no request for /Groups came',
        }
      if (groups === undefined) return pending(row)
      return {
        ...{ ...base, status: 'contradicted', at: groups.at },
        detail: `${groups.method} ${groups.path.split('?')[0] ?? ''} came`,
        remedy: 'Entra: Provision Microsoft Entra ID Groups, Enabled = No. Okta: Push Groups off.',
      }
    },
  },
]

const asked = <E>(rows: readonly Row<E>[], evidence: E): readonly Observation[] =>
  rows.flatMap((row) => row.judge(evidence, row) ?? [])

/** What was seen of a connection, an observation for each event that can be seen of it. */
export const connectionObservations = (evidence: ConnectionEvidence): readonly Observation[] =>
  asked(connectionRows, evidence)

/** The same of a directory. */
export const directoryObservations = (evidence: DirectoryEvidence): readonly Observation[] =>
  asked(directoryRows, evidence)

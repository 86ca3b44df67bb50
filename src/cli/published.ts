/** What the IdPs of a running service say of themselves: each asked once, by the service's own guarded way out. */
import type { LiveService, Published, PublishedBy } from '../contract/index.js'
import { Refusal } from '../core/index.js'
import type { IdpReader } from '../service/index.js'

/** Documents read at a time: IdPs are slow, and a person waits. */
const atOnce = 8

interface Question {
  readonly name: string
  readonly url: string
  readonly ask: (reader: IdpReader) => Promise<Published>
}

/** IdPs told by hand or as XML publish nothing that is known of here. */
const questionsOf = (service: LiveService): readonly Question[] => [
  ...service.connections.flatMap(({ name, idpMetadataUrl: url }): Question[] =>
    url === null || url === undefined
      ? []
      : [{ name, url, ask: (reader) => metadata(reader, url) }],
  ),
  ...(service.oidcConnections ?? []).map(({ name, idp: { issuer } }): Question => ({
    ...{ name, url: issuer },
    ask: async ({ discovery }) => ({ protocol: 'oidc', ...(await discovery(issuer)) }),
  })),
]

async function metadata(reader: IdpReader, url: string): Promise<Published> {
  const idp = await reader.metadata(url)
  return {
    ...{ protocol: 'saml', url, entityId: idp.entityId, certificates: idp.certificates },
    ssoUrls: [idp.ssoUrl, ...(idp.ssoPostUrl === undefined ? [] : [idp.ssoPostUrl])],
    wantsSignedRequests: idp.wantAuthnRequestsSigned,
  }
}

async function answerTo({ url, ask }: Question, reader: IdpReader): Promise<Published> {
  try {
    return await ask(reader)
  } catch (error) {
    if (!Refusal.is(error)) throw error
    const { code, detail } = error.finding
    return { protocol: 'none', url, code, detail }
  }
}

const hostsIn = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(',')
    .map((host) => host.trim())
    .filter((host) => host !== '')

/**
 * Private addresses are asked only where MORTISE_ALLOW_HOSTS names the host; loopback also where the service itself is
 * reached by plain http, which is a rehearsal on one machine.
 */
export async function publishedBy(
  service: LiveService,
  { env, now }: { readonly env: Readonly<Record<string, string | undefined>>; now: () => Date },
): Promise<PublishedBy> {
  const questions = [...questionsOf(service)]
  if (questions.length === 0) return new Map()
  const { createIdpReader } = await import('../service/index.js')
  const reader = createIdpReader(
    {
      allowHosts: hostsIn(env['MORTISE_ALLOW_HOSTS']),
      allowLoopback: service.url.startsWith('http:'),
    },
    now,
  )
  const found = new Map<string, Published>()
  const worker = async (): Promise<void> => {
    for (let next = questions.shift(); next; next = questions.shift())
      found.set(next.name, await answerTo(next, reader))
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, questions.length) }, worker))
  return found
}

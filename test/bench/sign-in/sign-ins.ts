/** Sign-ins as a browser makes them: begun at the login page, answered at the ACS. Only the answering is measured. */
import { inflateRawSync } from 'node:zlib'
import { cpuOf, type Contender } from './contenders.js'
import { responseTo } from './response.js'

interface Begun {
  readonly requestId: string
  readonly relayState: string | null
  readonly cookie: string
}

async function begin({ port, site }: Contender): Promise<Begun> {
  const answer = await fetch(`http://127.0.0.1:${port}${site.loginPath}`, { redirect: 'manual' })
  const url = new URL(answer.headers.get('location') ?? '')
  const request = inflateRawSync(
    Buffer.from(url.searchParams.get('SAMLRequest') ?? '', 'base64'),
  ).toString('utf8')
  const requestId = /\bID="([^"]+)"/.exec(request)?.[1]
  if (requestId === undefined) throw new Error(`no AuthnRequest: ${answer.status}`)
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  return { requestId, relayState: url.searchParams.get('RelayState'), cookie }
}

interface Prepared {
  readonly body: string
  readonly cookie: string
}

/** The same few people again and again: they are known, as most are. */
const people = 20

async function prepare(contender: Contender, groups: number, index: number): Promise<Prepared> {
  const { requestId, relayState, cookie } = await begin(contender)
  const person = `person-${index % people}`
  const SAMLResponse = responseTo({ site: contender.site, requestId, person, groups })
  const form = { SAMLResponse, ...(relayState === null ? {} : { RelayState: relayState }) }
  return { body: new URLSearchParams(form).toString(), cookie }
}

async function answer({ port, site, name }: Contender, prepared: Prepared): Promise<number> {
  const began = performance.now()
  const { status, body } = await fetch(`http://127.0.0.1:${port}${site.acsPath}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: prepared.cookie },
    body: prepared.body,
  })
  await body?.cancel()
  if (status !== 303) throw new Error(`${name} refused a sign-in: ${status}`)
  return performance.now() - began
}

export interface Measured {
  /** Milliseconds of processor time a sign-in. */
  readonly cpu: number
  /** Milliseconds, the middle one. */
  readonly latency: number
}

const middle = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)] ?? NaN

/** As many people sign in at the same moment: nine o'clock. */
const atOnce = 8

/** Processor time with several at once, as a service has it; latency one after another, so that it is the service's and not a queue's. */
export async function measure(
  contender: Contender,
  count: number,
  groups: number,
): Promise<Measured> {
  const prepared: Prepared[] = []
  for (let index = 0; index < 2 * count; index++) {
    prepared.push(await prepare(contender, groups, index))
  }
  const latencies: number[] = []
  for (const each of prepared.splice(0, count)) latencies.push(await answer(contender, each))
  const before = await cpuOf(contender)
  const next = async (): Promise<void> => {
    for (let each = prepared.pop(); each; each = prepared.pop()) await answer(contender, each)
  }
  await Promise.all(Array.from({ length: atOnce }, next))
  const cpu = ((await cpuOf(contender)) - before) / count
  return { cpu, latency: middle(latencies) }
}

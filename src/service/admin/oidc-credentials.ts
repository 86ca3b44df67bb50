/** What becomes of a connection's client secret and key when it is created or replaced: given, kept, made or forgotten. */
import {
  Refusal,
  usesSecret,
  type OidcConnectionInput,
  type OidcIdpFacts,
} from '../../core/index.js'
import {
  clientKeyName,
  clientSecretName,
  nextClientKeyName,
  newClientKey,
  type ClientKey,
} from '../connections/oidc-client.js'
import type { Deps } from '../deps.js'
import type { Managed, OidcConnectionRecord } from '../store/records.js'
import type { Transaction } from '../store/store.js'

export interface Credentials {
  /** Among what is there already, what stays. */
  readonly kept: Pick<OidcConnectionRecord, 'secret' | 'clientKey'>
  readonly newSecret: string | undefined
  readonly newKey: ClientKey | undefined
}

interface Wanted {
  readonly input: OidcConnectionInput
  readonly clientSecret: string | undefined
  readonly idp: OidcIdpFacts
}

const refuse = (code: string, detail: string, remedy: string): Refusal =>
  new Refusal({ code, owner: 'caller', detail, remedy, path: 'clientSecret' })

const missing = ({ clientAuthentication }: OidcConnectionInput): Refusal =>
  refuse(
    'client-secret-missing',
    `${clientAuthentication} needs a client secret, and there is none`,
    'Give clientSecret. Okta: General > Client Credentials; Entra: Certificates & secrets, the Value.',
  )

/**
 * A secret is for one app at one token endpoint. Kept through a change of either, it would be told to whoever the new
 * one is: so who may write a connection, and does not know its secret, could have it sent to themselves.
 */
function checkSameParty(
  { input, idp }: Wanted,
  { input: { clientId }, idp: { issuer, tokenEndpoint } }: OidcConnectionRecord,
): void {
  if (input.clientId === clientId && idp.issuer === issuer && idp.tokenEndpoint === tokenEndpoint)
    return
  throw refuse(
    'client-secret-needed-again',
    `the client secret there is was given for client "${clientId}" at ${tokenEndpoint}; it is told to nobody else`,
    'Give clientSecret again, with the change (mortise_oidc_connection: a new client_secret_wo_version).',
  )
}

/** @throws Refusal `client-secret-missing` or `client-secret-needed-again` */
export async function credentialsFor(
  wanted: Wanted,
  existing: OidcConnectionRecord | undefined,
): Promise<Credentials> {
  const { input, clientSecret: newSecret } = wanted
  const nothing = { kept: { secret: null, clientKey: null }, newSecret, newKey: undefined }
  if (input.clientAuthentication === 'private_key_jwt') {
    const clientKey = existing?.clientKey ?? null
    return clientKey
      ? { ...nothing, kept: { secret: null, clientKey } }
      : { ...nothing, newKey: await newClientKey() }
  }
  if (!usesSecret(input.clientAuthentication) || newSecret !== undefined) return nothing
  if (!existing?.secret) throw missing(input)
  checkSameParty(wanted, existing)
  return { ...nothing, kept: { secret: existing.secret, clientKey: null } }
}

/** Writes what is new, forgets what is not used any more. @returns what the record says of it */
export async function keepCredentials(
  { secrets }: Deps,
  tx: Transaction,
  name: string,
  { kept, newSecret, newKey }: Credentials,
  { version, updatedAt: setAt }: Managed,
): Promise<Pick<OidcConnectionRecord, 'secret' | 'clientKey'>> {
  if (newSecret !== undefined) await secrets.put(tx, clientSecretName(name), newSecret)
  else if (!kept.secret) await tx.secrets.remove(clientSecretName(name))
  if (newKey) await secrets.put(tx, clientKeyName(name), newKey.privateKey)
  else if (!kept.clientKey) await tx.secrets.remove(clientKeyName(name))
  if (!kept.clientKey?.next) await tx.secrets.remove(nextClientKeyName(name))
  return {
    secret: newSecret === undefined ? kept.secret : { version, setAt },
    clientKey: newKey?.public ?? kept.clientKey,
  }
}

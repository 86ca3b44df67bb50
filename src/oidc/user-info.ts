/** What UserInfo says of the person who signed in, and of nobody else. */
import { fetchUserInfo, None } from 'openid-client'
import { enforce } from './checks/check.js'
import { userInfoChecks } from './checks/user-info.js'
import type { IdpConfiguration } from './discovery.js'
import { refusal } from './faults.js'
import { type JsonObject, parseObject } from './json.js'
import { configurationFor, translate } from './library.js'
import { type Answer, limits, type OutgoingFetch } from './outgoing.js'

const malformed = 'user-info-malformed'

export interface UserInfoInput {
  readonly idp: IdpConfiguration
  readonly clientId: string
  readonly accessToken: string
  readonly subject: string
}

/** Our row first, in our words; the library then asks the same again. */
function checked({ status, text }: Answer, subject: string): string {
  if (status !== 200) return text
  const claims = parseObject(text)
  // A JWT (application/jwt) ends here too: nobody asked for one.
  if (!claims) throw refusal(malformed, `expected a JSON object, got ${text.slice(0, 60)}`)
  enforce(userInfoChecks, { claims, subject })
  return text
}

/** @throws Refusal `user-info-…` */
export async function readUserInfo(
  { idp, clientId, accessToken, subject }: UserInfoInput,
  { fetch }: { readonly fetch: OutgoingFetch },
): Promise<JsonObject> {
  const configuration = configurationFor({
    ...{ idp, clientId, fetch, malformed, authentication: None(), maxBytes: limits.userInfo },
    unreachable: 'user-info-unreachable',
    reading: (answer) => checked(answer, subject),
  })
  const url = idp.userInfoEndpoint ?? 'UserInfo'
  return fetchUserInfo(configuration, accessToken, subject).catch((error: unknown) =>
    translate(error, malformed, url),
  )
}

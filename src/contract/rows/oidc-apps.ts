/** What an OpenID Connect app lets happen, whoever it is for. */
import { Open, shown } from '../../program/index.js'
import { broken, held, notAsked, rowsAbout, undecided, untilApply } from './row.js'

export const oidcAppRows = rowsAbout('oidcApp', [
  {
    code: 'access-token-implicit',
    severity: 'warning',
    owner: 'idp',
    rule: 'No access token is sent by way of the browser.',
    cause: 'An access token in a URL or form stays in histories and logs.',
    remedy: 'Entra: access_token_issuance_enabled = false. Okta: no "token" in response_types.',
    source: 'RFC 9700 §2.1.2',
    check: ({ implicit }) => {
      if (implicit.accessToken === undefined)
        return undecided(untilApply('what the app may answer'), implicit.place)
      return implicit.accessToken
        ? broken('access tokens are issued implicitly', implicit.place)
        : held
    },
  },
  {
    code: 'pkce-not-required',
    severity: 'warning',
    owner: 'idp',
    rule: 'The app demands PKCE.',
    cause: 'Without it a code that is stolen on its way can be spent by the thief.',
    remedy: 'pkce_required = true.',
    source: 'RFC 9700 §2.1.1',
    check: ({ vendor, pkceRequired, place, implicit }) => {
      if (vendor !== 'okta' || implicit.idToken === true) return notAsked
      if (pkceRequired === undefined) return undecided(untilApply('pkce_required'), place)
      return pkceRequired ? held : broken('codes are taken without PKCE', place)
    },
  },
  {
    code: 'any-tenant-admitted',
    severity: 'warning',
    owner: 'idp',
    rule: 'People of one tenant may sign in.',
    cause:
      'An app for any tenant lets anybody with a Microsoft account ask for a token; only the issuer check stands between.',
    remedy: 'sign_in_audience = "AzureADMyOrg".',
    source: 'T74, T75',
    check: ({ vendor, audience, place }) => {
      if (vendor !== 'entra') return notAsked
      if (audience?.value instanceof Open)
        return undecided(untilApply('sign_in_audience', audience.value), audience.place)
      return audience === undefined || audience.value === 'AzureADMyOrg'
        ? held
        : broken(`sign_in_audience is ${shown(audience.value)}`, audience.place, place)
    },
  },
])

/** Errors of the IdP, told by their cause: the standard's codes, and Microsoft's numbers inside the description. */
import type { Refusal } from '../core/index.js'
import { type FaultCode, refusal } from './faults.js'

const causes: Readonly<Record<string, FaultCode>> = {
  access_denied: 'idp-access-denied',
  login_required: 'idp-login-required',
  interaction_required: 'idp-interaction-required',
  account_selection_required: 'idp-interaction-required',
  consent_required: 'idp-consent-required',
  invalid_request: 'idp-request-refused',
  invalid_scope: 'idp-request-refused',
  unauthorized_client: 'idp-request-refused',
  unsupported_response_type: 'idp-request-refused',
  unsupported_response_mode: 'idp-request-refused',
  request_not_supported: 'idp-request-refused',
  request_uri_not_supported: 'idp-request-refused',
  registration_not_supported: 'idp-request-refused',
  invalid_request_object: 'idp-request-refused',
  server_error: 'idp-unavailable',
  temporarily_unavailable: 'idp-unavailable',
}

const tokenCauses: Readonly<Record<string, FaultCode>> = {
  invalid_client: 'token-client-refused',
  invalid_grant: 'token-code-refused',
}

interface Known {
  readonly number: string
  readonly code: FaultCode
  readonly remedy: string
}

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes: rows for what an administrator can mend. */
const microsoft: readonly Known[] = [
  {
    number: 'AADSTS50105',
    code: 'idp-access-denied',
    remedy:
      'Assign the person or their group to the enterprise application (Users and groups), or set "Assignment required" to No.',
  },
  {
    number: 'AADSTS65001',
    code: 'idp-consent-required',
    remedy: 'Grant consent for everybody: API permissions > Grant admin consent.',
  },
  {
    number: 'AADSTS65004',
    code: 'idp-access-denied',
    remedy:
      'The person declined consent. Grant it for everybody: API permissions > Grant admin consent.',
  },
  {
    number: 'AADSTS700054',
    code: 'idp-request-refused',
    remedy:
      'Tick Authentication > "ID tokens (used for implicit and hybrid flows)", or let the connection use the authorization code.',
  },
  {
    number: 'AADSTS50011',
    code: 'idp-request-refused',
    remedy:
      'Add the redirect URI of the connection, to the letter, under Authentication > Redirect URIs, platform Web.',
  },
  {
    number: 'AADSTS700016',
    code: 'idp-request-refused',
    remedy:
      'The tenant has no such app: compare Application (client) ID and Directory (tenant) ID.',
  },
  {
    number: 'AADSTS7000215',
    code: 'token-client-refused',
    remedy:
      'Give the connection the Value of the client secret (Certificates & secrets), not its Secret ID.',
  },
  {
    number: 'AADSTS7000222',
    code: 'token-client-refused',
    remedy:
      'The client secret has expired: make a new one under Certificates & secrets and give it to the connection.',
  },
  {
    number: 'AADSTS7000218',
    code: 'token-client-refused',
    remedy:
      'The app is confidential: give the connection a client secret; or register the redirect URI under a public platform.',
  },
]

const knownIn = (description: string): Known | undefined =>
  microsoft.find(({ number }) => new RegExp(`\\b${number}\\b`).test(description))

/** An IdP's text is a stranger's: quoted, never a remedy of ours. */
const told = (error: string, description: string | undefined): string =>
  `the IdP answered ${error}${description ? `: ${description.slice(0, 500)}` : ''}`

function byCause(
  table: Readonly<Record<string, FaultCode>>,
  fallback: FaultCode,
  error: string,
  description = '',
): Refusal {
  const known = knownIn(description)
  const code = known?.code ?? (Object.hasOwn(table, error) ? table[error] : undefined) ?? fallback
  return refusal(code, told(error, description), known?.remedy)
}

/** An error the browser brought back in place of a code. */
export const callbackError = (error: string, description?: string): Refusal =>
  byCause(causes, 'idp-error', error, description)

/** An error of the token endpoint. */
export const tokenError = (error: string, description?: string): Refusal =>
  byCause(tokenCauses, 'token-request-refused', error, description)

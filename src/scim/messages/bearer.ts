/** The Authorization header → the directory's token, however it was pasted (T54). Whether it is valid is the service's business. */
import type { Finding } from '../../core/index.js'

export interface Bearer {
  readonly token: string
  /** The header was not quite right: to be logged for the directory, without the token. */
  readonly hint: Finding | undefined
}

const hint = (code: string, detail: string, remedy: string): Finding => ({
  code,
  owner: 'idp',
  detail,
  remedy,
  source: 'RFC 6750 §2.1; T54',
})

const missing = hint(
  'bearer-missing',
  'the Authorization header holds the token without the word Bearer',
  'Okta: choose HTTP Header, which adds the word. Elsewhere: write "Bearer", a space and the token.',
)

const doubled = hint(
  'bearer-doubled',
  'the Authorization header says Bearer more than once',
  'Paste the token alone; the identity provider adds the word Bearer.',
)

// RFC 6750 §2.1, b64token. No spaces: `Basic dXNlcjpw` is two words, and no token.
const header = /^\s*((?:bearer\s+)*)([A-Za-z0-9._~+/-]+=*)\s*$/i

/** As RFC 6750 has it, and as nearly all send it. */
const proper = /^Bearer ([A-Za-z0-9._~+/-]{7,}=*)$/

/** Undefined: there is no token in it, answer 401. */
export function parseAuthorization(authorization: string | undefined): Bearer | undefined {
  const sent = proper.exec(authorization ?? '')?.[1]
  return sent === undefined ? parseLoosely(authorization) : { token: sent, hint: undefined }
}

function parseLoosely(authorization: string | undefined): Bearer | undefined {
  const [, words = '', token = ''] = header.exec(authorization ?? '') ?? []
  if (token === '' || token.toLowerCase() === 'bearer') return undefined
  const times = words.match(/bearer/gi)?.length ?? 0
  if (times === 1) return { token, hint: undefined }
  return { token, hint: times === 0 ? missing : doubled }
}

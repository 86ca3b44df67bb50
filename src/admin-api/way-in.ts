/** Bodies about the ways into an organization beside its IdP: administrators with a password, e-mail domains, the policy between them. */
import * as z from 'zod/mini'
import { Label, Name, Timestamp, type Frozen } from '../core/index.js'
import { Finding, managed } from './schemas.js'

const domainPattern =
  /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/

/** In lower case; other scripts in their ASCII form (xn--…). */
export const DomainName = z
  .string()
  .check(
    z.toLowerCase(),
    z.regex(domainPattern, 'must be a domain such as example.com, in its ASCII form'),
  )

const splitAddress = (text: string): readonly [string, string] => {
  const at = text.lastIndexOf('@')
  return [text.slice(0, at), text.slice(at + 1)]
}

/** One spelling for an address: case matters to no mail system we know of. */
export const EmailAddress = z.string().check(
  z.toLowerCase(),
  z.maxLength(254, 'must have at most 254 characters'),
  z.refine((text) => {
    const [local, domain] = splitAddress(text)
    return /^[^\s@<>()",;:\\\p{Cc}]{1,64}$/u.test(local) && domainPattern.test(domain)
  }, 'must be an e-mail address'),
)

/** The part behind the @; undefined when there is none. */
export function domainOf(email: string): string | undefined {
  const parsed = z.safeParse(EmailAddress, email)
  return parsed.success ? splitAddress(parsed.data)[1] : undefined
}

export const AdministratorInput = z
  .strictObject({ displayName: Label })
  .check(z.meta({ id: 'AdministratorInput' }))
export type AdministratorInput = Frozen<z.output<typeof AdministratorInput>>

export const AdministratorBody = z
  .object({
    organization: Name,
    email: z.string(),
    ...AdministratorInput.shape,
    passwordSetAt: z.nullable(Timestamp),
    passwordWorkedAt: z
      .nullable(Timestamp)
      .check(z.describe('When this very password last opened a session; null since it was set.')),
    ...managed,
  })
  .check(z.meta({ id: 'AdministratorBody' }))
export type AdministratorBody = z.output<typeof AdministratorBody>

/** NIST SP 800-63B-4 §3.1.1.2: at least 15 where the password is the only factor; no rules about kinds of characters. */
export const PasswordInput = z
  .strictObject({
    password: z
      .string()
      .check(
        z.minLength(15, 'must have at least 15 characters'),
        z.maxLength(256, 'must have at most 256 characters'),
        z.describe('Kept as argon2id only; never returned.'),
      ),
  })
  .check(z.meta({ id: 'PasswordInput' }))

export const DomainInput = z
  .strictObject({
    connection: z._default(
      z.nullable(
        Name.check(
          z.describe(
            "Where people of this domain sign in. Left out: the organization's only enabled connection.",
          ),
        ),
      ),
      null,
    ),
  })
  .check(z.meta({ id: 'DomainInput' }))
export type DomainInput = Frozen<z.output<typeof DomainInput>>

export const DomainBody = z
  .object({
    organization: Name,
    name: z.string(),
    ...DomainInput.shape,
    status: z.enum(['pending', 'verified']),
    recordName: z.string().check(z.describe('Name of the TXT record to publish.')),
    recordValue: z.string().check(z.describe('What the TXT record must say.')),
    verifiedAt: z.nullable(Timestamp),
    ...managed,
  })
  .check(z.meta({ id: 'DomainBody' }))
export type DomainBody = z.output<typeof DomainBody>

export const SsoPolicyInput = z
  .strictObject({
    requireSso: z.boolean().check(z.describe('Refuse password sign-in to all but break-glass.')),
    breakGlassAdministrators: z
      ._default(
        z.array(EmailAddress).check(
          z.maxLength(20, 'must have at most 20 addresses'),
          z.overwrite((emails) => [...new Set(emails)].sort()),
        ),
        [],
      )
      .check(z.describe('Administrators who may enter by password even so. A set.')),
  })
  .check(z.meta({ id: 'SsoPolicyInput' }))
export type SsoPolicyInput = Frozen<z.output<typeof SsoPolicyInput>>

export const SsoPolicyBody = z
  .object({
    organization: Name,
    ...SsoPolicyInput.shape,
    faults: z
      .array(Finding)
      .check(
        z.describe('What has come to stand in the way since SSO was required; empty: nothing.'),
      ),
    ...managed,
  })
  .check(z.meta({ id: 'SsoPolicyBody' }))
export type SsoPolicyBody = z.output<typeof SsoPolicyBody>

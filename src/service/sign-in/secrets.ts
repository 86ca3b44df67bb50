/** Values nobody can guess, and the hashes we keep of those that others hold. */
import { hash } from 'node:crypto'
import { randomText } from '../random.js'

/** 256 bits, safe in cookies and URLs. */
export const newToken = (): string => randomText(32, 'base64url')

/** What the database keeps instead: who reads it cannot sign in with it. A random token needs no slow hash. */
export const hashOf = (token: string): string => hash('sha256', token, 'hex')

/** An XML name (Core §1.3.4) of 256 random bits; it must not be guessed before it is spent. */
export const newRequestId = (): string => `_${randomText(32, 'hex')}`

/** Short enough to be read over the telephone, and no key to anything. */
export const newReference = (): string => randomText(6, 'hex')

export const newUserId = (): string => randomText(16, 'hex')

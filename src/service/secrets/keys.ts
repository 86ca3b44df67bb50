/** The keys secrets at rest are encrypted under: the first seals, all open. Where they are kept is `key-file.ts`'s and settings' business. */
import { createHash, createSecretKey, randomBytes, type KeyObject } from 'node:crypto'
import { Refusal } from '../../core/index.js'

export interface SecretKey {
  /** Stored beside what it sealed. A hash of 256 random bits gives nothing of them away. */
  readonly id: string
  readonly key: KeyObject
}

export interface SecretKeys {
  readonly current: SecretKey
  readonly all: ReadonlyMap<string, SecretKey>
}

const keyBytes = 32

const unusable = (from: string, detail: string): Refusal =>
  new Refusal({
    code: 'secret-key-unusable',
    owner: 'sp',
    detail: `${from}: ${detail}`,
    remedy:
      'Give keys of 32 random bytes in base64, the one to encrypt with first: openssl rand -base64 32',
  })

/** A key as operators keep it. */
export const newKeyText = (): string => randomBytes(keyBytes).toString('base64')

function keyFrom(text: string, from: string): SecretKey {
  const bytes = Buffer.from(text, 'base64')
  const isBase64 = /^[A-Za-z0-9+/_-]+={0,2}$/.test(text)
  // Never the text: it may be a key cut short.
  if (!isBase64 || bytes.length !== keyBytes) throw unusable(from, 'a key is not 32 bytes long')
  const id = createHash('sha256').update('mortise secret key id').update(bytes).digest('hex')
  return { id: id.slice(0, 16), key: createSecretKey(bytes) }
}

/**
 * @param text - keys in base64, separated by commas or white space; lines that begin with `#` are ignored
 * @param from - what to name in a refusal
 * @throws Refusal `secret-key-unusable`
 */
export function parseSecretKeys(text: string, from: string): SecretKeys {
  const keys = text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .flatMap((line) => line.split(/[\s,]+/))
    .filter((each) => each !== '')
    .map((each) => keyFrom(each, from))
  const [current] = keys
  if (!current) throw unusable(from, 'there is no key')
  return { current, all: new Map(keys.map((each) => [each.id, each])) }
}

/** A secret as it is kept: AES-256-GCM (NIST SP 800-38D), bound to its name, so that one put in the place of another opens for nobody. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { SecretKey } from './keys.js'

const algorithm = 'aes-256-gcm'
const ivBytes = 12
const tagBytes = 16

const boundTo = (name: string): Buffer => Buffer.from(`mortise secret 1\0${name}`, 'utf8')

/** @returns base64url of IV, ciphertext and tag */
export function seal({ key }: SecretKey, name: string, plain: string): string {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv(algorithm, key, iv).setAAD(boundTo(name))
  const sealed = [iv, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]
  return Buffer.concat(sealed).toString('base64url')
}

/** @returns undefined when key, name and bytes do not belong together */
export function unseal({ key }: SecretKey, name: string, sealed: string): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length < ivBytes + tagBytes) return undefined
  const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, ivBytes), {
    authTagLength: tagBytes,
  })
  decipher.setAAD(boundTo(name)).setAuthTag(bytes.subarray(-tagBytes))
  try {
    const plain = [decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]
    return Buffer.concat(plain).toString('utf8')
  } catch {
    return undefined
  }
}

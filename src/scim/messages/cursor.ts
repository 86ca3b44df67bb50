/**
 * Cursors of RFC 9865: where a page ended, sealed so that nobody can write one. The position of the last resource, not
 * a number of rows: what is added or removed meanwhile moves nothing.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { ScimError } from '../errors.js'
import { isList, type Json, type Scalar } from '../json.js'

export interface Cursor {
  /** Values of the sort columns of the last resource seen; its id last. */
  readonly after: readonly (Scalar | null)[]
  /** What was asked (`fingerprintOf` a query): a cursor continues that question and no other. */
  readonly question: string
  readonly expiresAt: Date
}

export interface CursorKey {
  readonly secret: Uint8Array | string
  /** A cursor of one directory is none in another. */
  readonly directory: string
}

const sealLength = 16

const sealOf = (payload: Uint8Array, { secret, directory }: CursorKey): Buffer =>
  createHmac('sha256', secret)
    .update(JSON.stringify(['scim-cursor', directory]))
    .update(payload)
    .digest()
    .subarray(0, sealLength)

export function encodeCursor({ after, question, expiresAt }: Cursor, key: CursorKey): string {
  const payload = Buffer.from(JSON.stringify([after, question, expiresAt.getTime()]))
  return Buffer.concat([sealOf(payload, key), payload]).toString('base64url')
}

const invalidCursor = (detail: string): ScimError => new ScimError(400, 'invalidCursor', detail)

function openCursor(text: string, key: CursorKey): Buffer {
  const bytes = Buffer.from(text, 'base64url')
  const [seal, payload] = [bytes.subarray(0, sealLength), bytes.subarray(sealLength)]
  const isOurs = seal.length === sealLength && timingSafeEqual(seal, sealOf(payload, key))
  if (!isOurs) throw invalidCursor('the cursor is not one of this directory')
  return payload
}

interface Expected {
  readonly question: string
  readonly now: Date
}

export function decodeCursor(text: string, key: CursorKey, { question, now }: Expected): Cursor {
  const parts = JSON.parse(openCursor(text, key).toString()) as Json
  const [after, asked, expires] = isList(parts) ? parts : []
  if (asked !== question) throw invalidCursor('the cursor belongs to another filter or order')
  const expiresAt = new Date(Number(expires))
  if (expiresAt.getTime() <= now.getTime()) {
    throw new ScimError(400, 'expiredCursor', 'the cursor has expired; begin with an empty one')
  }
  return { after: after as Cursor['after'], question, expiresAt }
}

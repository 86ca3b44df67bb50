/**
 * Terraform's numbers have 512 bits, ours 53. Integers beyond become bigint; a longer fraction becomes the nearest
 * number, and its digits are remembered so that the same number goes back as it came (Terraform compares every digit).
 */
import { WireError } from './bytes.js'

/** One per call: what came in this call may go out in it. */
export type Spellings = Map<number, string>

/** Converting digits to a bigint takes time quadratic in their number; no honest number is this long. */
const mostDigits = 1_000

export function numberFromWire(
  raw: number | bigint | string,
  spellings: Spellings,
): number | bigint {
  if (typeof raw === 'string') return fromDigits(raw, spellings)
  if (typeof raw === 'number' && !Number.isInteger(raw)) return raw
  return narrow(BigInt(raw))
}

function fromDigits(digits: string, spellings: Spellings): number | bigint {
  if (digits.length > mostDigits || !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(digits))
    throw new WireError('a number has no valid digits')
  if (/^[+-]?\d+$/.test(digits)) return narrow(BigInt(digits))
  const value = Number(digits)
  if (!Number.isFinite(value)) throw new WireError('a number is too large')
  if (String(value) !== digits) spellings.set(value, digits)
  return value
}

function narrow(integer: bigint): number | bigint {
  const value = Number(integer)
  return Number.isSafeInteger(value) ? value : integer
}

/** Fractions go as decimal text: as a binary float, 0.1 would be 0.1000000000000000055… to Terraform. */
export function numberToWire(value: number | bigint, spellings: Spellings): number | string {
  if (Number.isSafeInteger(value)) return Number(value)
  if (typeof value === 'bigint') return String(value)
  if (Number.isInteger(value)) return String(BigInt(value))
  return spellings.get(value) ?? String(value)
}

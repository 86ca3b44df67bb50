/** The validators almost every provider needs; each carries its rule in words, for the documentation. */
import type { Validator } from './attribute.js'

export function oneOf<T extends string | number>(
  ...allowed: readonly T[]
): Validator<T extends string ? string : number> {
  const rule = `one of ${allowed.map((value) => JSON.stringify(value)).join(', ')}`
  return validator(rule, (value) => (allowed as readonly unknown[]).includes(value))
}

/** `rule` completes "must be …": `matches(/^[a-z-]+$/, 'lower-case letters and hyphens')`. */
export function matches(pattern: RegExp, rule: string): Validator<string> {
  return validator(rule, (value) => pattern.test(value))
}

export function lengthBetween(least: number, most: number): Validator<string> {
  return validator(`${least} to ${most} characters long`, (value) =>
    isWithin(value.length, least, most),
  )
}

export function sizeBetween(least: number, most: number): Validator<readonly unknown[]> {
  return validator(`a collection of ${least} to ${most} elements`, (value) =>
    isWithin(value.length, least, most),
  )
}

export function between(least: number, most: number): Validator<number> {
  return validator(`between ${least} and ${most}`, (value) => isWithin(value, least, most))
}

/** A parser that throws, as a validator: its message is what the user reads. */
export function parsedBy<T>(parse: (value: T) => unknown, rule?: string): Validator<T> {
  const check = (value: T): undefined => void parse(value)
  return rule === undefined ? check : Object.assign(check, { rule })
}

function validator<T>(rule: string, holds: (value: T) => boolean): Validator<T> {
  const check = (value: T) => (holds(value) ? undefined : `must be ${rule}`)
  return Object.assign(check, { rule })
}

function isWithin(value: number, least: number, most: number): boolean {
  return value >= least && value <= most
}

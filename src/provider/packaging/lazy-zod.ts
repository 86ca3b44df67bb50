/**
 * What the bundled provider gets for `zod/mini`: a schema is made when it is first asked to judge. A launch asks a handful of the
 * hundreds there are, and making them all took a fifth of its time. What is not named below is zod's own, and makes at once.
 */
import * as z from 'zod/mini'

// Compiling a parser for a schema takes longer than a launch has answers to parse.
z.config({ jitless: true })

/** How to make what a stand-in stands for. */
const makers = new WeakMap<object, () => unknown>()

/** The real thing: also of the stand-ins in a list, or in an object's fields, as a call to zod holds them. */
function real(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const make = makers.get(value)
  if (make !== undefined) return make()
  if (Array.isArray(value)) return value.map(real)
  if (Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, real(each)]))
}

interface Checkable {
  check(...checks: unknown[]): object
}

/** @param shape - an object's fields, which others are put together from; known without making it */
function standIn(make: () => object, shape?: unknown): object {
  let made: object | undefined
  const force = () => (made ??= make())
  const proxy: object = new Proxy(
    {},
    {
      get: (_, key): unknown => {
        if (key === 'shape' && shape !== undefined) return shape
        if (key === 'check')
          return (...checks: unknown[]) =>
            standIn(() => (force() as Checkable).check(...checks.map(real)), shape)
        return Reflect.get(force(), key)
      },
      has: (_, key) => key in force(),
    },
  )
  makers.set(proxy, force)
  return proxy
}

type Maker = (...values: never[]) => object

const call = (make: Maker, values: readonly unknown[]): object =>
  (make as unknown as (...all: unknown[]) => object)(...values.map(real))

const later = <M extends Maker>(make: M): M =>
  ((...values: unknown[]) => standIn(() => call(make, values))) as unknown as M

const fields = <M extends Maker>(make: M): M =>
  ((shape: unknown, ...values: unknown[]) =>
    standIn(() => call(make, [shape, ...values]), shape)) as unknown as M

const enumeration = later(z.enum)
const withDefault = later(z._default)

export * from 'zod/mini'
export { enumeration as enum, withDefault as _default }
export const array = later(z.array)
export const boolean = later(z.boolean)
export const coerce = { number: later(z.coerce.number) }
export const describe = later(z.describe)
export const gte = later(z.gte)
export const int = later(z.int)
export const iso = { datetime: later(z.iso.datetime) }
export const literal = later(z.literal)
export const lte = later(z.lte)
export const maxLength = later(z.maxLength)
export const meta = later(z.meta)
export const minLength = later(z.minLength)
export const nullable = later(z.nullable)
export const number = later(z.number)
export const object = fields(z.object)
export const optional = later(z.optional)
export const overwrite = later(z.overwrite)
export const partialRecord = later(z.partialRecord)
export const record = later(z.record)
export const refine = later(z.refine)
export const regex = later(z.regex)
export const strictObject = fields(z.strictObject)
export const string = later(z.string)
export const toLowerCase = later(z.toLowerCase)
export const trim = later(z.trim)
export const unknown = later(z.unknown)

export const safeParse: typeof z.safeParse = (schema, ...rest) =>
  z.safeParse(real(schema) as typeof schema, ...rest)

/** Classes that are loaded when they are first used: who never says `new OktaIdp()` needs no binding of Okta's, and waits for none. */
import { Refusal } from '../src/core/index.js'

type Class = abstract new (...args: never[]) => object

const missing = (binding: string): Refusal =>
  new Refusal({
    code: 'binding-missing',
    owner: 'caller',
    detail: `${binding} is not installed`,
    remedy: `npm install ${binding}@^14`,
  })

function loaded<C extends Class>(load: () => C, binding: string): C {
  try {
    return load()
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND'
    throw isMissing && String(error).includes(binding) ? missing(binding) : error
  }
}

/**
 * Stands for a class until somebody uses it, and is told from it by nothing after: constructed, extended, asked for statics
 * and for `instanceof`.
 * @throws Refusal `binding-missing` on first use, where the binding is not installed
 */
export function onFirstUse<C extends Class>(load: () => C, binding: string): C {
  let known: C | undefined
  const found = (): C => (known ??= loaded(load, binding))
  // An ordinary function: of a class, a proxy must repeat the prototype.
  const standIn: object = function () {}
  const proxy: C = new Proxy(standIn, {
    construct: (_, args, target) =>
      Reflect.construct(
        found() as unknown as new (...given: unknown[]) => object,
        args,
        (target as unknown) === proxy ? found() : target,
      ) as object,
    get: (_, name) => Reflect.get(found(), name) as unknown,
    has: (_, name) => Reflect.has(found(), name),
  }) as C
  return proxy
}

/** Loads the door of an IdP, as CommonJS. */
export type LoadDoor = (door: 'okta' | 'entra') => unknown

/** A class of such a door, typed as itself. */
export const classOf =
  <Door>(load: LoadDoor, door: 'okta' | 'entra', binding: string) =>
  <N extends keyof Door>(name: N): Door[N] =>
    onFirstUse(() => (load(door) as Record<N, Class>)[name], binding) as Door[N]

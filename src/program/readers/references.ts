/** What an expression of a plan refers to, made absolute: through module inputs and outputs, to the resources behind them. */
import { listIn, objectIn, textIn, textsIn, type Json } from './json.js'

const withoutIndex = (text: string): string => text.replace(/\[[^\]]*\]/g, '')

export class Configuration {
  readonly #root: Json
  /** By module and address in it: a plan of thousands asks for each. */
  readonly #resources = new Map<string, ReadonlyMap<string, Json>>()

  constructor(configuration: Json) {
    this.#root = objectIn(configuration['root_module'])
  }

  /** @param module - names of the modules, outermost first */
  #module(module: readonly string[]): Json {
    return module.reduce(
      (current, name) => objectIn(objectIn(objectIn(current['module_calls'])[name])['module']),
      this.#root,
    )
  }

  /** The resource at an address as it is written, without its instance. */
  #resource(address: string): Json {
    const { module, local } = split(address)
    const key = module.join('.')
    const known = this.#resources.get(key) ?? resourcesIn(this.#module(module))
    this.#resources.set(key, known)
    return known.get(local) ?? {}
  }

  dependsOn(address: string): readonly string[] {
    const { module } = split(address)
    const named = textsIn(this.#resource(address)['depends_on'])
    return named.flatMap((each) => this.absolute(each, module))
  }

  /** References of an expression at a path of a resource: of the nearest expression above it. */
  referencesAt(address: string, path: readonly (string | number)[]): readonly string[] {
    const { module } = split(address)
    let tree: unknown = this.#resource(address)['expressions']
    let nearest: readonly string[] = []
    for (const step of path) {
      const next: unknown = Array.isArray(tree)
        ? (tree as readonly unknown[])[Number(step)]
        : objectIn(tree)[step]
      if (next === undefined) break
      tree = next
      const here = textsIn(objectIn(next)['references'])
      if (here.length > 0) nearest = here
    }
    return nearest.flatMap((each) => this.absolute(each, module))
  }

  /** One reference, as the resources it comes to. What leads nowhere known stays as it is written. */
  absolute(reference: string, module: readonly string[], depth = 0): readonly string[] {
    if (depth > 8) return [reference]
    const [, input] = /^var\.([\w-]+)/.exec(reference) ?? []
    if (input !== undefined) return this.#input(reference, input, module, depth)
    const [, child, output] = /^module\.([\w-]+)(?:\[[^\]]*\])?\.([\w-]+)/.exec(reference) ?? []
    if (child !== undefined && output !== undefined)
      return this.#output([...module, child], output, depth)
    if (/^(local|each|count|path|terraform|self|module)\./.test(reference)) return [reference]
    const prefix = module.map((name) => `module.${name}.`).join('')
    return [prefix + reference]
  }

  #input(
    reference: string,
    name: string,
    module: readonly string[],
    depth: number,
  ): readonly string[] {
    const own = module.at(-1)
    if (own === undefined) return [reference]
    const parent = module.slice(0, -1)
    const call = objectIn(objectIn(this.#module(parent)['module_calls'])[own])
    const given = textsIn(objectIn(objectIn(call['expressions'])[name])['references'])
    return given.flatMap((each) => this.absolute(each, parent, depth + 1))
  }

  #output(module: readonly string[], name: string, depth: number): readonly string[] {
    const output = objectIn(objectIn(this.#module(module)['outputs'])[name])
    const given = textsIn(objectIn(output['expression'])['references'])
    return given.flatMap((each) => this.absolute(each, module, depth + 1))
  }
}

const resourcesIn = (module: Json): ReadonlyMap<string, Json> =>
  new Map(
    listIn(module['resources'])
      .map(objectIn)
      .map((each) => [textIn(each['address']), each]),
  )

/** `module.a["x"].okta_app_saml.y[0]` → modules `a`, and `okta_app_saml.y`. */
function split(address: string): { readonly module: readonly string[]; readonly local: string } {
  const plain = withoutIndex(address)
  const [prefix = ''] = /^(?:module\.[\w-]+\.)*/.exec(plain) ?? []
  const module = [...prefix.matchAll(/module\.([\w-]+)\./g)].map(([, name]) => name ?? '')
  return { module, local: plain.slice(prefix.length) }
}

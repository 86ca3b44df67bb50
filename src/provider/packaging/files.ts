/** Names that the executable and what packs it share. Imported by main.ts, which must stay small: nothing may be imported here. */

/** Beside the executable, which loads it at once: from the handshake to whatever can be answered without the provider. */
export const launcher = 'launcher.cjs'

/** Loaded when Terraform asks what only the provider knows. */
export const rest = 'provider.cjs'

/** Loaded by the first function that parses XML: the parser is WebAssembly, and an ES module that awaits itself. */
export const saml = 'saml.mjs'

/** The answer to GetProviderSchema, bytes as they go: the first of Terraform's launches asks nothing else. */
export const schema = 'schema.bin'

export const neighbours: readonly string[] = [launcher, rest, saml, schema]

/** V8's code cache of one of them, made where they are installed: it holds for one version of Node only, and may be missing. */
export const cacheOf = (file: string): string => `${file}.cache`

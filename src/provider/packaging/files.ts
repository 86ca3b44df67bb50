/** Names that executable and packager share. Imported by main.ts, which must stay small: nothing may be imported here. */

/** Beside the executable, which loads it when Terraform asks what only the provider knows. */
export const rest = 'provider.cjs'

/** Beside them, loaded by the first function that parses XML: the parser is WebAssembly, and an ES module that awaits itself. */
export const saml = 'saml.mjs'

/** The answer to GetProviderSchema, bytes as they go: the first of Terraform's launches asks nothing else. */
export const schema = 'schema.bin'

export const neighbours: readonly string[] = [rest, saml, schema]

/** V8's code cache of `rest`, made where it is installed: it holds for one version of Node only, and may be missing. */
export const cache = 'provider.cache'

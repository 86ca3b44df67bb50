/** Names that executable and packager share. Imported by main.ts, which must stay small: nothing may be imported here. */

/** Beside the executable, which loads it once its handshake is out. */
export const rest = 'provider.cjs'

/** Beside them, loaded by the first function that parses XML: the parser is WebAssembly, and an ES module that awaits itself. */
export const saml = 'saml.mjs'

export const neighbours: readonly string[] = [rest, saml]

/** Names that executable and packager share. Imported by main.ts, which must stay small: nothing may be imported here. */

/** Beside the executable, which loads it once its handshake is out. */
export const rest = 'provider.cjs'

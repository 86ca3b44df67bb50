/** THE REHEARSAL: the whole product once, for real, on this machine. It starts the others as programs and believes only what it sees. */
export { runDemo } from './demo.js'

/** SIMULATE: what a configuration would give a person, and why, by the engine the service decides with; and who gains or loses by a change of it. */
export { runSimulate, type Format, type SimulateOptions } from './run.js'

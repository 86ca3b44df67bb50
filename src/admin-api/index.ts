/** THE CONTRACT between the service and those who manage it: routes, bodies, problems, and the client. Serving them is the service's business. */
export * from './client.js'
export * from './directory-schemas.js'
export * from './problem.js'
export * from './retry.js'
export * from './routes/index.js'
export * from './schemas.js'

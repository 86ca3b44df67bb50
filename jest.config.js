/** Tests run as native ES modules, straight from the TypeScript source; see the "test" script for the Node flag. */
export default {
  testEnvironment: 'node',
  // Real processes, real terraform: slow machines are given time, and a hang still ends.
  testTimeout: 60_000,
  maxWorkers: '100%',
  // A worker that has loaded much needs a while to give its memory back, on a busy machine more than the default half
  // second; it was then called leaking. What really leaks is still told, after this.
  workerGracefulExitTimeout: 15_000,
  // Peers of the benches are no code of ours to look through.
  modulePathIgnorePatterns: ['<rootDir>/test/bench/peers/'],
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts', '**/*.test.tsx'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleNameMapper: {
    '^mortise/constructs$': '<rootDir>/constructs/index.ts',
    '^mortise/constructs/(okta|entra)$': '<rootDir>/constructs/$1/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic', importSource: 'preact' } },
        },
        module: { type: 'es6' },
      },
    ],
  },
}

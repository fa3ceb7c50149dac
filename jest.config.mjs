/** Tests run on the sources: types are stripped by Node itself, so lines and columns in traces are the real ones. */
export default {
  testEnvironment: 'node',
  maxWorkers: '100%',
  // Only against a test that hangs: no test depends on wall time, however busy the machine is.
  testTimeout: 60_000,
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['**/__tests__/**/*.test.ts'],
  transform: { '\\.ts$': './scripts/jest-strip.mjs' },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
}

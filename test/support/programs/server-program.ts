/**
 * The server as a program, from the root of the repository: its sources; in the whole suite the package that was just
 * built, which is what people run, and starts in a third of the time.
 */
export const SERVER_PROGRAM = process.env.TEST_SERVER_PROGRAM ?? 'server/src/index.ts'

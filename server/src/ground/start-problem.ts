/** Why the server cannot start, in one sentence that says what to do. No stack is worth showing for it. */
export class StartProblem extends Error {}

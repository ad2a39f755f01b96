import { count } from './notation.ts'

/** How much work is done for whoever asks. */
export const workSettings = {
  expression_steps: count(
    50_000_000,
    1_000_000,
    'Steps that the expressions of one request may take; 100 million are about a second.',
  ),
}

/**
 * Places that one expression may have with its repetitions written out, and all of those that come together; as many
 * characters. What compiling takes grows with them, and a list of two thousand hosts is far below.
 */
export const MOST_PLACES = 200_000

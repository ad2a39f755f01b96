/** So many answers are kept; of more, all are forgotten, since what is asked of very many things is made up. */
const MOST = 32

/** The same function, which remembers its answers: for what is asked again and again of a few texts. */
export function remembered<A>(answerTo: (text: string) => A): (text: string) => A {
  const answers = new Map<string, A>()
  return (text) => {
    const known = answers.get(text)
    if (known !== undefined) return known
    const answer = answerTo(text)
    if (answers.size >= MOST) answers.clear()
    answers.set(text, answer)
    return answer
  }
}

/** The same function, which remembers its last answer: for what is asked again and again of one and the same. */
export function lastAnswer<Q, A>(answerTo: (question: Q) => A): (question: Q) => A {
  let last: { readonly question: Q; readonly answer: A } | undefined
  return (question) => {
    if (last === undefined || last.question !== question) last = { question, answer: answerTo(question) }
    return last.answer
  }
}

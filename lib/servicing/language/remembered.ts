const MOST = 10_000;

/** A pure function that remembers its answers: a tape asks for the dates of the same few months a million times. */
export function remembered<Question extends string | number, Answer>(
  answer: (question: Question) => Answer,
): (question: Question) => Answer {
  const known = new Map<Question, Answer>();
  return (question) => {
    const found = known.get(question);
    if (found !== undefined) return found;
    // Whoever asks for more than a tape would is not remembered for ever.
    if (known.size >= MOST) known.clear();
    const made = answer(question);
    known.set(question, made);
    return made;
  };
}

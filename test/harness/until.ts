const askEveryMs = 50;

/**
 * Asks again and again until there is an answer, and resolves with it. Only for what nobody tells of by itself: what a
 * watch tells is waited for with a watch. Rejects past the deadline, saying what was waited for and what was wrong last.
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  withinMs = 60_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  let trouble: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      trouble = error;
    }
    if (Date.now() > deadline) {
      throw new Error(`Cannot go on: ${what} must come true within ${withinMs} ms`, { cause: trouble });
    }
    await new Promise((resolve) => setTimeout(resolve, askEveryMs));
  }
}

/** Rejects with `what` where the promise takes longer. */
export async function within<T>(what: string, promise: Promise<T>, withinMs = 60_000): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`Cannot go on: ${what} must happen within ${withinMs} ms`)),
    withinMs,
  );
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

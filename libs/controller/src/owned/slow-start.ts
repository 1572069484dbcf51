/**
 * Does something `count` times: once, then twice at a time, then four times, as long as all goes well, so that what
 * fails every time fails once. Throws the first failure after its batch has ended.
 */
export async function slowStart(count: number, start: () => Promise<unknown>): Promise<void> {
  let left = count;
  for (let size = Math.min(1, left); size > 0; size = Math.min(2 * size, left)) {
    const results = await Promise.allSettled(Array.from({ length: size }, start));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
    left -= size;
  }
}

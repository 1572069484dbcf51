/** RFC 3339 in UTC and whole seconds, as Time fields hold it: `2026-01-02T03:04:05Z`. `now` is in milliseconds. */
export function formatTime(now: number): string {
  return `${new Date(now).toISOString().slice(0, 19)}Z`;
}

/** RFC 3339 in UTC with six decimals, as MicroTime fields hold it: `2026-01-02T03:04:05.000006Z`. */
export function formatMicroTime(now: number): string {
  const microseconds = Math.floor((now % 1) * 1000);
  return `${new Date(now).toISOString().slice(0, 23)}${String(microseconds).padStart(3, '0')}Z`;
}

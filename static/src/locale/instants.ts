/**
 * Wall-clock times of a time zone, as date and time fields of a form hold them: `2026-11-21T09:30`.
 */

/** The wall-clock time in a zone at an instant. */
export function wallClock(atMs: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(atMs);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

/** The instant at which a zone's clocks show a wall-clock time; none when the text is no such time. */
export function instantOf(wall: string, timeZone: string): number | null {
  const asUtcMs = Date.parse(`${wall}Z`);
  if (Number.isNaN(asUtcMs)) return null;
  const offsetMs = (atMs: number): number => Date.parse(`${wallClock(atMs, timeZone)}Z`) - Math.floor(atMs / 60_000) * 60_000;
  // The zone's offset at the guess may be that of the other side of a clock change, so the guess is made twice.
  const guessMs = asUtcMs - offsetMs(asUtcMs);
  return asUtcMs - offsetMs(guessMs);
}

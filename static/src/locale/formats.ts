/** Numbers, days, instants and ages by the user's language and time zone; ages and durations, which stand within
 * sentences, by the language of the texts. */
export interface Formats {
  number(value: number, decimals: number): string;
  percent(value: number, decimals: number): string;
  currency(value: number, decimals: number, code: string | null): string;
  /** A day such as `2026-11-21`: the same day in every time zone. */
  day(date: string): string;
  instant(atMs: number): string;
  /** The day of an instant. */
  dayOf(atMs: number): string;
  /** An instant, short: only the time of day when it is of the same day as `nowMs`. */
  moment(atMs: number, nowMs: number): string;
  /** How long ago, like `3 min. ago`; none when it was less than a minute ago. */
  age(atMs: number, nowMs: number): string | null;
  duration(ms: number): string;
  /** A file's size, like `1.2 MB`. */
  bytes(value: number): string;
  /** The character between whole and fraction. */
  readonly decimalSeparator: string;
}

/** What `Intl` takes for a currency; anything else makes it throw. */
const CURRENCY = /^[A-Z]{3}$/;

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export function formats(locale: string, timeZone: string, textLocale: string): Formats {
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const instant = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  const localDay = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone });
  const sameDay = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeZone });
  const relative = new Intl.RelativeTimeFormat(textLocale, { style: 'short', numeric: 'always' });
  const fixed = (decimals: number): Intl.NumberFormatOptions => ({
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  const unit = (value: number, name: 'second' | 'minute'): string =>
    new Intl.NumberFormat(textLocale, { style: 'unit', unit: name, unitDisplay: 'long' }).format(value);
  return {
    number: (value, decimals) => new Intl.NumberFormat(locale, fixed(decimals)).format(value),
    percent: (value, decimals) =>
      new Intl.NumberFormat(locale, { ...fixed(decimals), style: 'percent' }).format(value / 100),
    currency: (value, decimals, code) =>
      new Intl.NumberFormat(
        locale,
        code !== null && CURRENCY.test(code) ? { ...fixed(decimals), style: 'currency', currency: code } : fixed(decimals),
      ).format(value),
    day: (date) => {
      const atMs = Date.parse(`${date}T00:00:00Z`);
      return Number.isNaN(atMs) ? date : day.format(atMs);
    },
    instant: (atMs) => instant.format(atMs),
    dayOf: (atMs) => localDay.format(atMs),
    moment: (atMs, nowMs) => (sameDay.format(atMs) === sameDay.format(nowMs) ? time.format(atMs) : instant.format(atMs)),
    age: (atMs, nowMs) => {
      const ms = nowMs - atMs;
      if (ms < MINUTE_MS) return null;
      if (ms < HOUR_MS) return relative.format(-Math.floor(ms / MINUTE_MS), 'minute');
      if (ms < DAY_MS) return relative.format(-Math.floor(ms / HOUR_MS), 'hour');
      return relative.format(-Math.floor(ms / DAY_MS), 'day');
    },
    duration: (ms) =>
      ms < MINUTE_MS ? unit(Math.max(1, Math.ceil(ms / 1000)), 'second') : unit(Math.ceil(ms / MINUTE_MS), 'minute'),
    bytes: (value) => {
      const step = Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3));
      return new Intl.NumberFormat(locale, {
        style: 'unit',
        unit: BYTE_UNITS[step] ?? 'byte',
        unitDisplay: step === 0 ? 'long' : 'short',
        maximumFractionDigits: step < 2 ? 0 : 1,
      }).format(value / 1000 ** step);
    },
    decimalSeparator:
      new Intl.NumberFormat(locale).formatToParts(1.5).find((part) => part.type === 'decimal')?.value ?? '.',
  };
}

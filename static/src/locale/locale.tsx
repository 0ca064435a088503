import { createContext, useContext, type ReactNode } from 'react';
import { en } from '../texts/en';
import { formats, type Formats } from './formats';
import { sayer, type Patterns, type Said } from './said';
import { translator, type Catalogue, type Translate } from './texts';

export interface Locale {
  readonly t: Translate;
  /** What the core says, as sentences. */
  readonly said: Said;
  readonly format: Formats;
  readonly timeZone: string;
  /** The language of the texts. */
  readonly language: string;
}

/** What a language has: the texts of the pages, and what becomes of the core's English sentences. */
interface Language {
  readonly texts: Catalogue;
  readonly patterns: Patterns;
}

const ENGLISH: Language = { texts: en, patterns: {} };

/** The other languages. Each is loaded by those alone who read it. */
const LANGUAGES: ReadonlyMap<string, () => Promise<Language>> = new Map([
  ['de', () => import('../texts/de').then(({ de, deSaid }) => ({ texts: de, patterns: deSaid }))],
]);

/**
 * The locale for what Jira says of its user: a locale such as `en_US` or `de-DE`, and a time zone. A language that has
 * no texts, or whose texts cannot be loaded, has English ones; its days and numbers are its own all the same.
 */
export async function localeFor(name: string | undefined, timeZone: string | undefined): Promise<Locale> {
  const wanted = supported((name ?? '').replaceAll('_', '-')) ?? 'en-US';
  const language = await LANGUAGES.get(languageOf(wanted))?.().catch(() => undefined);
  return language === undefined ? localeOf(wanted, timeZone, ENGLISH, 'en') : localeOf(wanted, timeZone, language, wanted);
}

function localeOf(wanted: string, timeZone: string | undefined, { texts, patterns }: Language, textLocale: string): Locale {
  const zone = timeZone !== undefined && isTimeZone(timeZone) ? timeZone : 'UTC';
  // English texts keep their own region: `en-GB` writes days otherwise than `en-US`.
  const language = languageOf(wanted) === languageOf(textLocale) ? wanted : textLocale;
  const t = translator(texts, language);
  return { t, said: sayer(patterns, t), format: formats(wanted, zone, language), timeZone: zone, language };
}

function languageOf(locale: string): string {
  return locale.split('-')[0] ?? 'en';
}

function supported(name: string): string | undefined {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(name)[0];
  } catch {
    return undefined;
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const LocaleContext = createContext<Locale>(localeOf('en-US', 'UTC', ENGLISH, 'en'));

export function LocaleProvider({ locale, children }: { locale: Locale; children: ReactNode }) {
  return <LocaleContext.Provider value={locale}>{children}</LocaleContext.Provider>;
}

export function useLocale(): Locale {
  return useContext(LocaleContext);
}

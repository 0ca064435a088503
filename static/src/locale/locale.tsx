import { createContext, useContext, type ReactNode } from 'react';
import { en } from '../texts/en';
import { formats, type Formats } from './formats';
import { translator, type Catalogue, type Translate } from './texts';

export interface Locale {
  readonly t: Translate;
  readonly format: Formats;
  readonly timeZone: string;
  /** The language of the texts. */
  readonly language: string;
}

/** The catalogues by language. */
const catalogues: Readonly<Record<string, Catalogue>> = { en };

/** The locale for what Jira says of its user: a locale such as `en_US` or `de-DE`, and a time zone. */
export function localeOf(name: string | undefined, timeZone: string | undefined): Locale {
  const wanted = supported((name ?? '').replaceAll('_', '-')) ?? 'en-US';
  const language = wanted.split('-')[0] ?? 'en';
  const zone = timeZone !== undefined && isTimeZone(timeZone) ? timeZone : 'UTC';
  const textLocale = language in catalogues ? wanted : 'en';
  return { t: translator(catalogues[language] ?? en, textLocale), format: formats(wanted, zone, textLocale), timeZone: zone, language: textLocale };
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

const LocaleContext = createContext<Locale>(localeOf('en-US', 'UTC'));

export function LocaleProvider({ locale, children }: { locale: Locale; children: ReactNode }) {
  return <LocaleContext.Provider value={locale}>{children}</LocaleContext.Provider>;
}

export function useLocale(): Locale {
  return useContext(LocaleContext);
}
